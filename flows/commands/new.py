"""``sdgnet new``: a campaign's folder drafted from an export, and from a campaign before it."""

import shutil
from pathlib import Path

from flows.campaigns import campaign_folder, read_campaign
from flows.sources.export_file import parse, read_named
from flows.sources.list_file import read_list
from flows.telling.words import words
from output.formats.files import make_folder, write_file
from transforms.campaign.draft import draft
from transforms.campaign.files import SETTINGS, schema_text
from transforms.errors.campaign import FolderTakenError
from transforms.errors.source import SourceMissingError, SourceUnreadableError
from transforms.reading.carried import carried

_SCHEMA, _LISTS = "campaign.schema.json", ("guests-*.csv", "responses.*", "*.xlsx")


def run(folder: Path, source: str, former: str, fields: str) -> int:
    """0 when ``folder`` holds a draft; what is doubtful in it is printed as questions."""
    said = words("new")
    if (folder / SETTINGS).exists():
        raise FolderTakenError(folder=folder)
    if not source:
        raise SourceMissingError()
    campaign = read_campaign(former) if former else None
    table = parse(read_named(source), campaign)
    listed = [row for page in read_list(Path(fields), SourceUnreadableError)[0] for row in page.rows] if fields else []
    beside = str(Path(source).resolve())
    made = draft(table.headings, table.cells, beside, listed)
    files, told, changes = dict(made.files), list(made.doubts), list[str]()
    if campaign is not None:
        old = campaign_folder(former)
        shutil.copytree(old, folder, ignore=shutil.ignore_patterns(*_LISTS), dirs_exist_ok=True)
        text = (old / SETTINGS).read_text("utf-8-sig")
        text, changes, told = carried(text, campaign, table.headings, table.cells, made, beside)
        files = {SETTINGS: text}
    make_folder(folder, private=False)
    for name, text in {**files, _SCHEMA: schema_text()}.items():
        write_file(folder / name, text.encode(), private=False)
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
