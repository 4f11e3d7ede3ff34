"""A campaign's deployments for a Prefect server with work pools: the text of ``prefect.yaml``."""

import json
from collections.abc import Mapping

from flows.telling.quiet import HANDLERS, SETTINGS
from flows.telling.served import PARAMETERS, SERVED, as_served
from flows.telling.words import words
from transforms.campaign.campaign import Campaign
from transforms.campaign.nights import nights

NIGHTLY, EVENT = "nightly-sync", "event-run"
EVENT_WAIT_MINUTES = 30
_YAML = """\
# Written by `sdgnet serve --write-prefect-yaml`, to be written again when the campaign's dates change.
# For a Prefect server with work pools, in place of `sdgnet serve`:
#   prefect work-pool create sdgnet --type process
#   prefect --no-prompt deploy --all
#   prefect worker start --pool sdgnet
# What every run is of stands in SDGNET_SERVED: parameters that name another campaign or folder are refused.
# Dates are the campaign's own time, without Z: with one they would be read as local all the same.
name: sdgnet
pull: null

definitions:
  tags: &tags [{slug}]
  pool: &pool
    name: sdgnet
    job_variables:
      # A worker imports Prefect before our code can settle these.
      env:
{environment}
  limit: &limit
    limit: 1
    collision_strategy: CANCEL_NEW
  parameters: &parameters
{parameters}

deployments:
  - name: {nightly}
    description: {nightly_description}
    entrypoint: flows.nightly.nightly
    tags: *tags
    parameters:
      <<: *parameters
      force: {force}
    work_pool: *pool
    concurrency_limit: *limit
    schedules:
      - rrule: {rule}
        timezone: {zone}
        slug: nights
        active: true
  - name: {event}
    description: {event_description}
    entrypoint: flows.event.event
    tags: *tags
    parameters:
      <<: *parameters
      wait_minutes: {wait_minutes}
    work_pool: *pool
    concurrency_limit: *limit
"""


def rule(campaign: Campaign, force: bool = False) -> str:
    """The nights of a campaign as a rule in its zone; with ``force`` every night from its first."""
    whole = nights(campaign).rule
    return whole.partition(";UNTIL=")[0] if force else whole


def prefect_yaml(campaign: Campaign, parameters: Mapping[str, str], force: bool = False) -> str:
    """The deployments that ``sdgnet serve`` serves, for a work pool; ``parameters`` are what every run is of.

    They are the campaign's name or folder, the data folder and, where it is not the campaign's own, the source, as a
    worker finds them. The runs' own are blank, as where ``sdgnet serve`` serves.
    """
    said = words("serve")
    return _YAML.format(
        slug=_scalar(campaign.slug),
        environment=_lines(SETTINGS | HANDLERS | {SERVED: as_served(**{"source": "", **parameters})}, 8),
        parameters=_lines(dict.fromkeys(PARAMETERS, ""), 4),
        nightly=NIGHTLY,
        nightly_description=_scalar(said["nightly"]["description"]),
        force=_scalar(force),
        rule=_scalar(rule(campaign, force)),
        zone=campaign.zone.key,
        event=EVENT,
        event_description=_scalar(said["event"]["description"]),
        wait_minutes=EVENT_WAIT_MINUTES,
    )


def _lines(pairs: Mapping[str, str], indent: int) -> str:
    return "\n".join(f"{' ' * indent}{name}: {_scalar(value)}" for name, value in pairs.items())


def _scalar(value: object) -> str:
    """JSON's, which YAML reads as it is."""
    return json.dumps(value, ensure_ascii=False)
