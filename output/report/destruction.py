"""파기 기록: a destruction as a line a kind in the ledger (CSV), and as a page to be signed (PDF, HWPX)."""

import csv
import io
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from output.formats.cells import inert
from output.formats.files import make_folder, replace_file
from output.formats.hwpx import Document
from output.formats.labels import labels
from output.formats.look import on_paper
from output.formats.pdf import pdf
from transforms.publishing.destruction import SHEET_TABS, Destruction

LEDGER = "ledger.csv"


def write_destruction(made: Destruction, folder: Path) -> None:
    """``folder`` holds the ledger with this destruction in it, and its page; what a killed try wrote is replaced."""
    make_folder(folder, private=True)
    replace_file(folder / LEDGER, _ledger(made, folder / LEDGER), private=True)
    name = f"{made.began_at:%Y%m%d-%H%M%S}"
    replace_file(folder / f"{name}.pdf", destruction_pdf(made), private=True)
    replace_file(folder / f"{name}.hwpx", destruction_hwpx(made), private=True)


def destruction_pdf(made: Destruction) -> bytes:
    """The page as PDF."""
    words = labels("destruction")
    return pdf(
        "destruction",
        {
            "title": words["title"],
            "summary": _summary(made),
            "keywords": words["keywords"].split(", "),
            "confidential": words["confidential"],
            "event": {"name": made.name, "host": made.host},
            "look": on_paper(),
            "words": words,
            "facts": _facts(made),
            "columns": _columns(("part", "files", "people")),
            "parts": _parts(made),
            "by_hand_columns": _columns(("thing", "done")),
            "date": _date(made),
            "signers": _signers(made),
        },
    )


def destruction_hwpx(made: Destruction) -> bytes:
    """The page as a 한글 document."""
    words = labels("destruction")
    page = Document(
        words["title"], subject=_summary(made), keywords=words["keywords"], creator=made.host, margin_mm=10, sides_mm=15
    )
    page.heading(words["title"], 0, align="center")
    facts = _facts(made)
    page.table(facts, [28, 152], header=0, row_height_mm=5, size=9, bold=[(n, 0) for n in range(len(facts))])
    page.paragraph("", size=4)
    page.table(
        [_columns(("part", "files", "people")), *_parts(made)],
        [120, 22, 38],
        row_height_mm=5,
        size=9,
        align=["left", "right", "right"],
    )
    page.paragraph(words["limit"], size=9, before=4)
    page.heading(words["by_hand"], 2)
    page.paragraph(words["by_hand_note"], size=9, keep=True)
    page.table(
        [_columns(("thing", "done")), *([thing, ""] for thing in words["by_hand_things"])],
        [140, 40],
        row_height_mm=7,
        size=9,
    )
    # On the page with what it signs.
    page.paragraph(f"{words['sign']}   {_date(made)}", align="center", size=11, before=5, after=3, keep=True)
    for role, name in _signers(made):
        page.paragraph(f"{role}    {name or ' ' * 16}    {words['signed']}", align="right", size=11, after=4)
    return page.to_bytes()


def _ledger(made: Destruction, path: Path) -> bytes:
    words = labels("destruction")
    names: dict[str, str] = words["ledger"]
    began = made.began_at.isoformat(timespec="seconds")
    rows = [
        {
            "began_at": began,
            "name": made.name,
            "part": words["kind"][part.kind],
            "files": str(part.files),
            "people": _people(part.kind, part.people),
            "collected": _collected(made),
            "until": _day(made.until),
            "reason": words["reason"][made.reason],
            "basis": words["basis"],
            "method": words["method_sheet_tabs" if part.kind == SHEET_TABS else "method"],
            "by": made.by,
            "checked": _checked(made),
        }
        for part in made.parts
    ]
    text = path.read_text("utf-8-sig") if path.is_file() else ""
    earlier = [row for row in csv.DictReader(io.StringIO(text)) if row[names["began_at"]] != began]
    table = pd.DataFrame([list(row.values()) for row in rows], columns=list(names.values()), dtype="str").apply(inert)
    whole = pd.concat([pd.DataFrame(earlier, columns=list(names.values()), dtype="str"), table])
    return whole.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _facts(made: Destruction) -> list[list[str]]:
    words = labels("destruction")
    told = {
        "host": made.host,
        "name": made.name,
        "collected": _collected(made),
        "until": _day(made.until),
        "reason": words["because"].format(reason=words["reason"][made.reason], basis=words["basis"]),
        "at": f"{_moment(made.began_at)} ~ {_moment(made.ended_at)}",
        "method": words["method"],
        "by": made.by,
        "kept": _kept(made),
        "checked": _checked(made),
    }
    return [[words["fact"][name], text] for name, text in told.items()]


def _kept(made: Destruction) -> str:
    words = labels("destruction")
    told = str(words["kept"]).format(release=made.kept) if made.kept else str(words["kept_nothing"])
    return told + (str(words["kept_access"]).format(until=_day(made.access_until)) if made.access_until else "")


def _parts(made: Destruction) -> list[list[str]]:
    words = labels("destruction")
    rows = [
        [words["kind"][part.kind], words["count"].format(n=part.files), _people(part.kind, part.people)]
        for part in made.parts
    ]
    return [*rows, [words["total"], words["count"].format(n=sum(part.files for part in made.parts)), ""]]


def _people(kind: str, n: int | None) -> str:
    return "" if n is None else str(labels("destruction")["people"][kind]).format(n=n)


def _checked(made: Destruction) -> str:
    """How many files wait for a person, and not which: what others named may be named for somebody."""
    which = "found" if made.left else "found_nothing"
    return str(labels("destruction")[which]).format(looked=made.looked, n=len(made.left))


def _summary(made: Destruction) -> str:
    return str(labels("destruction")["summary"]).format(name=made.name, at=_moment(made.began_at))


def _signers(made: Destruction) -> list[list[str]]:
    words = labels("destruction")["signer"]
    return [[words["by"], made.by], [words["officer"], ""]]


def _columns(names: tuple[str, ...]) -> list[str]:
    return [labels("destruction")["column"][name] for name in names]


def _collected(made: Destruction) -> str:
    return " ~ ".join(map(_day, made.collected))


def _date(made: Destruction) -> str:
    at = made.ended_at
    return str(labels("destruction")["date"]).format(year=at.year, month=at.month, day=at.day)


def _day(day: date) -> str:
    return str(labels("destruction")["day"]).format(year=day.year, month=day.month, day=day.day)


def _moment(at: datetime) -> str:
    return str(labels("destruction")["moment"]).format(at=at, month=at.month, day=at.day)
