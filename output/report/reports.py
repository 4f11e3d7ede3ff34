"""The summary report in all its bodies: for everybody, and with names for the office."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from output.formats.files import write_file
from output.formats.labels import labels
from output.report.body import NameList
from output.report.report_body import report_of
from output.report.report_html import report_page
from output.report.report_hwpx import report_hwpx
from output.report.report_pdf import report_pdf
from output.tables.data_package import for_search
from transforms.campaign.campaign import Campaign

# The whole lists are in the review workbook and in the tables.
_MOST_NAMES = 300
_MOST_LETTERS = 300


@dataclass(frozen=True, eq=False)
class Office:
    """What the office's twin is made of: all facts, the lists with names, the people of each meeting (see
    ``highlights``), when the last response came (ISO, None for never), whether the event has seated people."""

    facts: pd.DataFrame
    lists: Mapping[str, pd.DataFrame]
    meetings: pd.DataFrame
    last: str | None
    is_seated: bool


def write_reports(
    public_facts: pd.DataFrame,
    office: Office,
    campaign: Campaign,
    open_folder: Path,
    restricted: Path,
    *,
    is_seated: bool,
    is_sample: bool,
) -> None:
    """``open_folder`` holds the report as page, PDF and HWPX; ``restricted`` its twin with names.

    Where the numbers of meetings are not those of the seats (``is_seated``, of the public ones) a field is told as
    provisional; that responses are invented (``is_sample``) is told at the head.
    """
    report = report_of(
        public_facts,
        None,
        campaign,
        is_seated=is_seated,
        is_sample=is_sample,
    )
    for name, content in {
        "report.html": report_page(report, campaign, for_search(campaign, _as_of(public_facts))),
        "report.pdf": report_pdf(report, campaign),
        "report.hwpx": report_hwpx(report, campaign),
    }.items():
        write_file(open_folder / name, content, private=False)
    named = report_of(
        office.facts,
        office.last,
        campaign,
        {name: _listed(table, campaign) for name, table in office.lists.items() if len(table)},
        meetings=office.meetings,
        is_public=False,
        is_counted=_as_of(public_facts) is not None,
        is_seated=office.is_seated,
        is_sample=is_sample,
    )
    for name, make in {"report.html": report_page, "report.pdf": report_pdf, "report.hwpx": report_hwpx}.items():
        write_file(restricted / name, make(named, campaign), private=True)


def _listed(table: pd.DataFrame, campaign: Campaign) -> NameList:
    words = labels("report", campaign)
    return NameList(
        len(table),
        words["cut" if len(table) > _MOST_NAMES else "whole"].format(shown=_MOST_NAMES, n=len(table)),
        [words["list_columns"][column] for column in table.columns],
        table.head(_MOST_NAMES).map(_short).to_numpy().tolist(),
    )


def _short(cell: object) -> object:
    """One who wrote pages does not push the others off theirs."""
    return f"{cell[: _MOST_LETTERS - 1]}…" if isinstance(cell, str) and len(cell) > _MOST_LETTERS else cell


def _as_of(public_facts: pd.DataFrame) -> str | None:
    told = public_facts["as_of"].dropna()
    return str(told.iloc[0]) if len(told) else None
