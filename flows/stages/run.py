"""What a run is of, and what its stages hand on: one frozen ``Run``, and results that hold the ones before them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Self, TypeVar

import pandas as pd

from flows.campaigns import campaign_folder, read_campaign, source_for
from flows.telling.served import refuse_other
from output.formats.files import make_folder
from transforms.campaign.campaign import Campaign

FINDINGS = ("response_id", "code", "column", "severity")


@dataclass(frozen=True)
class Options:
    """How a run was asked for.

    ``accept_fall``: however many responses are gone. ``write_tabs``: our tabs of the spreadsheet are written.
    ``products`` are the names of the only ones to make, None for all. ``guests``: lists given to an event's run.
    """

    accept_fall: bool = False
    write_tabs: bool = True
    products: frozenset[str] | None = None
    guests: tuple[str, ...] = ()

    def wants(self, product: str) -> bool:
        """Whether this run makes the product of that name."""
        return self.products is None or product in self.products


@dataclass(frozen=True)
class Run:
    """Made once and given to every stage: whose run it is, where its responses come from and its releases go.

    ``folder`` is the campaign's own.
    """

    campaign: Campaign
    folder: Path
    source: str
    data: Path
    options: Options = Options()

    @classmethod
    def of(cls, campaign: str, source: str, data: str, options: Options) -> Self:
        """The run of a campaign by its name or folder, from ``source`` ('' for the campaign's own), in ``data``.

        Raises NotServedError where it runs for a server that serves another.
        """
        refuse_other(campaign, data, source, [each.rpartition("=")[2] for each in options.guests])
        settings, place = read_campaign(campaign), make_folder(Path(data).absolute(), private=False)
        return cls(settings, campaign_folder(campaign), source or source_for(campaign, place), place, options)

    @property
    def event(self) -> Path:
        """The private folder of the event's releases."""
        return make_folder(self.data / "event", private=True)


R = TypeVar("R", bound="Result")


def no_findings() -> pd.DataFrame:
    """The table of findings, empty."""
    return pd.DataFrame({name: pd.Series(dtype="str") for name in FINDINGS})


@dataclass(frozen=True, eq=False)
class Result:
    """What one stage made: it holds ``before``, the result that it was made from, and so all that came before.

    ``found`` are the findings that this stage adds.
    """

    before: "Result | None"
    found: pd.DataFrame = field(default_factory=no_findings, kw_only=True)
    stage: ClassVar[str] = ""

    def at(self, kind: type[R]) -> R:
        """The result of that kind on the way here, this one included; raises LookupError where there is none."""
        step: Result | None = self
        while step is not None:
            if isinstance(step, kind):
                return step
            step = step.before
        raise LookupError(kind.__name__)

    def findings(self) -> pd.DataFrame:
        """All findings up to here, first stage first: the columns of FINDINGS, and ``stage``, which found them."""
        earlier = [self.before.findings()] if self.before else []
        return pd.concat([*earlier, self.found.assign(stage=self.stage)], ignore_index=True)
