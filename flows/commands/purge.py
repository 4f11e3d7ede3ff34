"""``sdgnet purge``: what would be destroyed is shown; with a name and a typed word it is, and a record is left."""

import sys
from pathlib import Path

from flows.forget import find, forget
from flows.purge import Plan, plan, purge
from flows.telling.bar import bar
from flows.telling.words import words
from output.formats.labels import labels
from output.report.destruction import LEDGER
from output.store.purge import FOLDER, forgetting
from transforms.errors.store import PurgeTabsForOneError, UnknownPersonError
from transforms.publishing.destruction import SHEET_TABS, Destruction

_MOST = 20


def run(campaign: str, data: Path, by: str, *, with_tabs: bool = False) -> int:
    """0 when the plan was shown, or nothing is left; 1 when the word was not typed, or files wait for a person."""
    data, said = data.absolute(), words("purge")
    planned = plan(campaign, data, with_tabs=with_tabs)
    print("\n".join(_plan(planned)))
    if not by:
        print(said["how"])
        return 0
    if not _typed(planned.campaign.slug):
        return 1
    with bar(said["destroying"]):
        made = purge(campaign, data, by, with_tabs=with_tabs)
    n_files = sum(part.files for part in made.parts if part.kind != SHEET_TABS)
    print(said["done"].format(n=n_files, looked=made.looked))
    return _told(made, data)


def run_for(campaign: str, data: Path, text: str, by: str, *, with_tabs: bool = False) -> int:
    """The same for one person or body: those whom ``text`` may mean are shown, and the one of that id goes.

    Raises PurgeTabsForOneError for ``with_tabs``: the next sync writes our tabs anew without them.
    """
    if with_tabs:
        raise PurgeTabsForOneError
    data, said = data.absolute(), words("purge")
    going = forgetting(data)
    found = find(campaign, data, text)
    if found.empty and (going is None or going["who"] != text):
        raise UnknownPersonError(id=text)
    for row in found.head(_MOST).itertuples():
        print(said["candidate"].format(id=row.id, name=row.name, kind=row.kind, district=row.district))
    if len(found) > _MOST:
        print(said["more"].format(n=len(found) - _MOST))
    if not by or (going is None and text not in set(found["id"])):
        print(said["how_for"])
        return 0 if not by else 1
    print(said["what_for"])
    if not _typed(text):
        return 1
    with bar(said["destroying"]):
        made = forget(campaign, data, text, by)
    print(said["done_for"].format(n=made.parts[0].people, release=made.kept, looked=made.looked))
    return _told(made, data)


def _typed(word: str) -> bool:
    """Whether the word was typed that nobody types by mistake."""
    said = words("purge")
    print(said["word"].format(word=word), end="", flush=True)
    if sys.stdin.readline().strip() == word:
        return True
    print(said["refused"])
    return False


def _told(made: Destruction, data: Path) -> int:
    said, folder = words("purge"), data / FOLDER
    print(said["record"].format(ledger=folder / LEDGER, page=folder / f"{made.began_at:%Y%m%d-%H%M%S}.pdf"))
    print(labels("destruction")["limit"])
    if made.left:
        print("\n".join([said["left"], *_listed(made.left)]))
    return int(bool(made.left))


def _plan(planned: Plan) -> list[str]:
    said, names = words("purge"), labels("destruction")
    lines = [said["begun" if planned.is_begun else "planned"].format(data=planned.data)]
    for kind, files, people in planned.parts:
        told = "" if people is None else said["people"].format(n=names["people"][kind].format(n=people))
        lines.append(
            said["tabs" if kind == SHEET_TABS else "part"].format(kind=names["kind"][kind], n=files, people=told)
        )
    folder = planned.data / FOLDER
    lines.append(said["kept" if planned.kept else "kept_nothing"].format(release=planned.kept, folder=folder))
    if planned.access_until:
        lines.append(said["kept_access"].format(until=planned.access_until))
    if planned.others:
        lines += [said["others"].format(n=len(planned.others)), *_listed(planned.others)]
    return [*lines, said["by_hand"].format(things=" · ".join(names["by_hand_things"]))]


def _listed(paths: tuple[str, ...]) -> list[str]:
    said = words("purge")
    lines = [said["other"].format(path=path) for path in paths[:_MOST]]
    return [*lines, *([said["more"].format(n=len(paths) - _MOST)] if len(paths) > _MOST else [])]
