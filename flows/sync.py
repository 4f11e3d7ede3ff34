"""The main job: from a form's responses to a published release."""

from datetime import datetime
from pathlib import Path

from prefect import flow

from flows import stages
from flows.campaigns import default_source, read_campaign
from flows.edge import guarded
from output.files import make_folder
from output.lock import only_run
from output.release import sweep


@flow(name="sync", persist_result=False, log_prints=False)
@guarded
def sync(campaign: str = "cheongju-2024", source: str = "", data: str = "data") -> str:
    """Publish a release of ``campaign`` from ``source`` under ``data``; returns the release's id.

    Parameters are names and paths, never records: the orchestrator stores them.
    """
    settings, folder = read_campaign(campaign), make_folder(Path(data), private=False)
    with only_run(folder, datetime.now().astimezone()):
        sweep(folder)
        snapshot = stages.read(source or default_source(campaign), settings)
        stages.keep(snapshot, folder)
        normalised = stages.normalise(snapshot, settings)
        decided = stages.decide(normalised, settings, folder)
        findings = stages.check(decided, settings)
        judged = stages.quarantine(decided, findings)
        settled = stages.resolve(judged, decided, settings, folder)
        matched = stages.match(decided, settled)
        tables = stages.place(decided, settled, matched, settings)
        stages.audit(tables, decided, settings)
        return stages.release(tables, decided, settled, findings, snapshot, settings, folder)
