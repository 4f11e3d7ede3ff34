"""``sdgnet new``: a campaign's folder drafted from an export, and from a campaign before it."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from flows.campaigns import campaign_folder, read_campaign
from flows.sources import is_online
from flows.sources.export_file import Table, as_one, parse, read_named, tables_of
from flows.sources.list_file import read_list
from flows.sources.tabs import Candidate, fitting
from flows.telling.words import words
from output.formats.files import make_folder, write_file
from transforms.campaign.campaign import Campaign
from transforms.campaign.files import AGREEMENT, SETTINGS, drafted_agreement, schema_text
from transforms.drafting.carried import carried, with_tabs
from transforms.drafting.draft import draft
from transforms.errors.campaign import FolderTakenError
from transforms.errors.source import SourceMissingError, SourceUnreadableError
from transforms.goals.match import read_all
from transforms.reading.headings import ORIGIN_TITLE
from transforms.reading.tabs import alike
from transforms.reference import texts

_SCHEMA, _LISTS = "campaign.schema.json", ("guests-*.csv", "responses.*", "*.xlsx")


def run(folder: Path, source: str, former: str, fields: str) -> int:
    """0 when ``folder`` holds a draft; what is doubtful in it is printed as questions."""
    said = words("new")
    if (folder / SETTINGS).exists():
        raise FolderTakenError(folder=folder)
    if not source:
        raise SourceMissingError()
    campaign = read_campaign(former) if former else None
    table, tabs, unread = _read(source, campaign)
    listed = [row for page in read_list(Path(fields), SourceUnreadableError)[0] for row in page.rows] if fields else []
    beside = source if is_online(source) else str(Path(source).resolve())
    # Which tab a row is of is nothing that was asked.
    asked = [at for at, heading in enumerate(table.headings) if heading != ORIGIN_TITLE]
    made = draft([table.headings[at] for at in asked], table.cells.iloc[:, asked], beside, listed, tabs, _nearest)
    files, told, changes = dict(made.files), list(made.doubts), list[str]()
    if campaign is None:
        files[AGREEMENT] = drafted_agreement()
    if tabs and campaign is None:
        told.insert(0, texts("messages")["draft"]["tabs"].format(tabs=" · ".join(tabs)))
    if unread:
        told.insert(0, texts("messages")["draft"]["unread_tabs"].format(tabs=" · ".join(unread)))
    if campaign is not None:
        old = campaign_folder(former)
        shutil.copytree(old, folder, ignore=shutil.ignore_patterns(*_LISTS), dirs_exist_ok=True)
        text = (old / SETTINGS).read_text("utf-8-sig")
        text, changes, told = carried(text, campaign, table.headings, table.cells, made, beside)
        if list(campaign.form.tabs) != tabs and (tabs or campaign.form.tabs):
            text = with_tabs(text, tabs)
            changes.append(texts("messages")["carried"]["tabs"].format(tabs=" · ".join(tabs) or "-"))
        files = {SETTINGS: text}
    make_folder((folder / AGREEMENT).parent, private=False)
    for name, text in {**files, _SCHEMA: schema_text()}.items():
        # A spreadsheet knows UTF-8 by its mark alone.
        write_file(folder / name, text.encode("utf-8-sig" if name.endswith(".csv") else "utf-8"), private=False)
    print(said["made"].format(folder=folder))
    for name in sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()):
        print(said["file"].format(name=name))
    if campaign is not None:
        print(f"\n{said['carried']}")
        for change in changes:
            print(said["change"].format(said=change))
        if not changes:
            print(said["same"])
    if told:
        print(f"\n{said['questions'].format(n=len(told))}")
    for at, question in enumerate(told, 1):
        print(said["question"].format(at=at, said=question))
    print(f"\n{said['next'].format(folder=folder)}")
    return 0


def _nearest(told: Sequence[str]) -> list[list[int]]:
    """The goals that each of the texts tells of, the nearest first."""
    return [[goal for goal, *_ in reading.goals] for reading in read_all(list(told))]


def _read(source: str, campaign: Campaign | None) -> tuple[Table, list[str], list[str]]:
    """What the source holds, the tabs of it that were read as one, which ask mostly the same, and those left unread."""
    if is_online(source):
        # Only for a sheet: its client takes its seconds.
        from flows.sources import google_sheet

        if campaign and not campaign.form.tabs:
            return google_sheet.parse(google_sheet.read(source, campaign), campaign), [], []
        tables = google_sheet.read_forms(source)
    else:
        snapshot = read_named(source)
        if snapshot.tab:
            return parse(snapshot, campaign), [], []
        tables = tables_of(snapshot, campaign)
    heads = [Candidate(name, [each.headings], len(each.cells) + 1) for name, each in tables.items()]
    names = [each.name for each, _ in fitting(heads, campaign)] if campaign else []
    names = names or alike({name: each.headings for name, each in tables.items()})
    unread = [name for name, each in tables.items() if name not in names and len(each.cells)]
    if len(names) > 1:
        # What the form asked last year is found by its titles when its questions are carried over.
        return as_one({name: tables[name] for name in names}, None, source), names, unread
    return tables[names[0]], [], unread
