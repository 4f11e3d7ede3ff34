"""A campaign drafted from an export: every question with its kind and the answers as they occur, what is doubtful told.

What a title says comes first (reference/question_titles.csv), then what the column holds. A draft is text that a person
reads and mends: every line that was guessed without good ground bears the mark of messages.toml, [draft].
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from transforms.campaign.contradictions import NEEDED
from transforms.campaign.question import KIND_OF
from transforms.campaign.tables import mark_of
from transforms.campaign.words import Words
from transforms.drafting.meanings import NO_WISH
from transforms.drafting.offered import NEVER_SO_FEW, ticked, written_out
from transforms.drafting.options import NOTHING, OF_GOALS, settle, toml_text
from transforms.drafting.order import in_order
from transforms.drafting.places import places_of
from transforms.drafting.questions import GRID, LONGEST_OPTION, Asked, questions, unnumbered
from transforms.drafting.staff import is_called
from transforms.parse.goals import goals, options
from transforms.parse.moments import ORDERS, stamp
from transforms.parse.text import key
from transforms.reference import texts

ZONE = "Asia/Seoul"
COLOURS = ("#1F4E79", "#7A5C00", "#1E6B3A", "#8A1538", "#5B3A9E", "#B3400A", "#0B6E6E", "#9C2A6B", "#3D4852", "#6B4A1E")
# What staff write of a response that is called off, and of one that somebody told them; 전화 안 받음 is neither.
_CALLED_OFF = re.compile(r"취소|철회|빼 ?달라")
_BY_TELEPHONE = re.compile(
    r"(?:전화|유선|종이|방문|팩스|문자|구두)(?:로|으로)? ?(?:(?!안 |못 )\S{1,4} )?(?:접수|신청|받음|입력)|"
    r"(?:대신|대리) ?(?:입력|접수|적음)"
)
_STAFF_SAY = (
    ("withdrawn", _CALLED_OFF, "취소"),
    ("received", _BY_TELEPHONE, "전화접수"),
    ("in_time", re.compile(r"(?:마감 ?후|연장|기한|늦음)? ?인정"), "연장 인정"),
    ("held", re.compile("보류"), "보류"),
)
# A day that a title names, 5월 30일 or (5/30), and how long after the first response it may be.
_DAY = re.compile(r"(\d{1,2})\s?월\s?(\d{1,2})\s?일|(?<![\d/])(\d{1,2})/(\d{1,2})(?![\d/])")
_SOON = timedelta(days=300)
# How many of somebody come, where others were counted before.
_ALSO_COMING = re.compile(r"(?:오는|오시는|오실|올|나오는|나오시는|참가|참석|동반|인솔)\s?\S+ ?수( ?[(].*)?$")
_AREA = re.compile(r"(?<!\d)(0[2-6]\d?)[-)\s.]?\d{3,4}[-\s.]?\d{4}")
# What the form calls bodies (학교명, 업체 이름) and its fields (희망 분과), where it has a word of its own.
_BODY_NAME = re.compile(
    r"(?<![가-힣])(?!기관|단체|성명|이름|신청|참[가여석]|담당|대표|소속|모임|본인)"
    r"([가-힣]{2,6}(?:·[가-힣]{2,6})*) ?(?:명|이름)(?![가-힣])"
)
_FIELD_WORD = re.compile(r"(분과|모둠|이야기방|위원회|원탁|분야|주제|마당)(?=[^가-힣]|[을를은는이가로에]|$)")
_FIELD_HEADING = re.compile(
    r"(?i)(?:분야|모임|모둠|분과|주제|원탁)? ?(?:이름|명)|분야|모임|모둠|분과|주제|(?:field ?)?name|field"
)


# The office's column of what it numbered.
_NUMBER_OF = re.compile(r"(?:신청|접수|등록|참가)\s?번호")
# So many options of which nearly each tells of a goal of its own are the seventeen in other words.
_LIKE_GOALS, _TOLD_APART = 8, 0.7
Read = Callable[[Sequence[str]], Sequence[Sequence[int]]]


@dataclass(frozen=True)
class Drafted:
    """The texts of a campaign's files by name, and what a person has to look at, a sentence each."""

    files: Mapping[str, str]
    doubts: tuple[str, ...]


def draft(
    headings: Sequence[str],
    cells: pd.DataFrame,
    source: str,
    fields: Sequence[Sequence[str]] = (),
    tabs: Sequence[str] = (),
    read: Read = lambda texts: [()] * len(texts),
) -> Drafted:
    """A campaign for the form whose export has ``headings`` over ``cells`` (columns by position).

    ``tabs`` are those that were read as one. ``fields`` are rows of a list of field meetings: name, and goals where
    they are told. ``read`` says which goals texts tell of, the nearest first.
    """
    said, doubts = texts("messages")["draft"], list[str]()
    asked, staff = questions(headings, cells, [row[0] for row in fields if row])
    if "goals" not in {each.column for each in asked}:
        _in_own_words(asked, read)
    by_column = {each.column: each for each in asked}
    for each in asked:
        # The rows of a grid have one scale, though nobody may have chosen a step of it in one of them.
        stem = GRID.match(each.title)
        rows_ = [other.cells for other in asked if stem and other.title.startswith(f"{stem['stem']} [")]
        settle(each, pd.concat(rows_) if rows_ else each.cells, doubts)
        if not each.is_sure:
            doubts.append(said["kind"].format(title=each.title, kind=each.kind, column=each.column))
    doubts += [said["needed"].format(column=name, kind=KIND_OF[name]) for name in NEEDED if name not in by_column]
    lacking = [f"{said['often'][name]} {name}" for name in said["often"] if name not in by_column]
    if lacking:
        doubts.append(said["lacking"].format(columns=" · ".join(lacking)))
    window = _window(by_column.get("submitted_at"), doubts)
    places = places_of(by_column["address"].cells if "address" in by_column else pd.Series([], dtype="str"))
    if "address" in by_column:
        doubts.append(said["places" if places.districts else "no_places"].format(names=" · ".join(places.districts)))
    doubts += [said["staff"].format(title=title) for title in staff if not is_called(unnumbered(title))]
    meetings = _meetings(by_column, fields, doubts)
    also = [toml_text(each.column) for each in asked if each.kind == "number" and _ALSO_COMING.search(each.title)]
    if also and "headcount" in by_column:
        by_column["headcount"].lines.append(f"plus = [{', '.join(also)}]  # {said['mark']}: {said['also_counted']}")
    if "contact_name" in by_column and "attendees" not in by_column:
        by_column["contact_name"].lines.append(f"comes = true  # {said['mark']}: {said['comes']}")
    doubts += [said[name] for name in ("about", "event", "words")]
    phones = by_column["phone"].cells if "phone" in by_column else pd.Series([], dtype="str")
    asks_names = any(line.startswith("unnamed =") for each in asked for line in each.lines)
    parts = [
        _about(source, window, _area_code(phones), asks_names=asks_names),
        _words(by_column),
        _event(_day_in(asked, window)),
        places.section(said["mark"]),
        *(_written(each) for each in asked),
        "\n".join(["[form]", said["again"], *([f"tabs = [{', '.join(map(toml_text, tabs))}]"] if tabs else []), ""]),
        _staff(staff),
    ]
    files = {"campaign.toml": "\n".join(parts), "fields.csv": meetings}
    if labels := _goal_labels(by_column.get("goals")):
        files["goals.csv"] = labels
        doubts.append(said["goals"])
    if places.districts:
        files["districts.csv"] = places.table()
    return Drafted(files, tuple(doubts))


def _in_own_words(asked: Sequence[Asked], read: Read) -> None:
    """Makes the question of which most options tell of a goal each the one of goals: the seventeen in other words."""
    for each in asked:
        if each.kind == "ticks" and each.column not in KIND_OF and OF_GOALS.search(each.title):
            names = [name for name in _offered(each) if not NOTHING.fullmatch(name)]
            nearest = {found[0] for found in read(names) if found}
            if len(names) >= _LIKE_GOALS and len(nearest) >= _TOLD_APART * len(names):
                each.column = each.kind = "goals"
                each.is_sure = False
                return


def marked(text: str) -> list[tuple[int, str]]:
    """The lines of a draft that still bear the mark of what a person has to look at, with their numbers."""
    mark = f"# {texts('messages')['draft']['mark']}"
    lines = ((at, line.strip()) for at, line in enumerate(text.splitlines(), 1))
    return [(at, line) for at, line in lines if re.search(rf"{re.escape(mark)}(?::|$)", line)]


# --- options


def _written(question: Asked) -> str:
    said = texts("messages")["draft"]
    needed = question.column in NEEDED
    mark = "" if question.is_sure else f"  # {said['mark']}: {said['guess']}"
    n = int(question.cells.ne("").sum())
    return "\n".join(
        [
            "[[questions]]",
            f"column = {toml_text(question.column)}{mark}",
            f"title = {toml_text(question.title)}  # {said['filled'].format(n=n)}",
            *([f"former = [{', '.join(map(toml_text, question.former))}]"] if question.former else []),
            *([f"meant = {toml_text(question.meant)}"] if question.meant else []),
            f"kind = {toml_text(question.kind)}",
            f"required = {'true' if needed else 'false'}",
            *question.lines,
            "",
        ]
    )


# --- the rest of the file


def _window(stamps: Asked | None, doubts: list[str]) -> tuple[date, date]:
    said = texts("messages")["draft"]
    cells = set(stamps.cells if stamps else ())
    by_order = {
        order: [found.at for cell in cells if (found := stamp(cell, ZoneInfo(ZONE), order))] for order in ("", *ORDERS)
    }
    # Where day and month can be told apart in few, the order by which most stand, and most closely, is the form's.
    read = (
        by_order[""]
        if 2 * len(by_order[""]) >= len(cells)
        else max(by_order.values(), key=lambda read: (len(read), min(read) - max(read) if read else timedelta(0)))
    )
    if not read:
        doubts.append(said["no_stamps"])
        return date(2000, 1, 1), date(2000, 1, 2)
    first, last = min(read).date(), max(read).date() + timedelta(days=1)
    doubts.append(said["window"].format(first=first, last=last - timedelta(days=1)))
    return first, last


def _area_code(phones: "pd.Series[str]") -> str:
    found = Counter(code for cell in phones for code in _AREA.findall(cell))
    return found.most_common(1)[0][0] if found else ""


def _about(source: str, window: tuple[date, date], area_code: str, *, asks_names: bool) -> str:
    said = texts("messages")["draft"]
    mark = f"  # {said['mark']}"
    until = window[1] + timedelta(days=365)
    return "\n".join(
        [
            "#:schema ./campaign.schema.json",
            f"# {said['head']}",
            "[campaign]",
            f"name = {toml_text(said['name'])}{mark}",
            f"host = {toml_text(said['host'])}{mark}",
            f'phone = "000-000-0000"{mark}',
            f'timezone = "{ZONE}"',
            f'area_code = "{area_code}"',
            f"opens_at = {window[0]}T00:00:00{mark}",
            f"closes_at = {window[1]}T00:00:00{mark}",
            f"# counted_at = {window[1] + timedelta(days=7)}T00:00:00  # {said['counted_at']}",
            f"source = {toml_text(source)}",
            f"retention_until = {until}{mark}",
            *([] if asks_names else [f"public_names = false{mark}: {said['public_names']}"]),
            "",
            "",
        ]
    )


def _words(by_column: Mapping[str, Asked]) -> str:
    """What runs through everything, each with what it is; bodies and fields as the form itself calls them."""
    said, about = texts("messages")["draft"], texts("settings")["Words"]
    told = {name: str(each.default) for name, each in Words.model_fields.items()}
    for word, column, pattern in (("body", "name", _BODY_NAME), ("field", "wish_1", _FIELD_WORD)):
        # A form of several branches calls each by another word.
        is_one = column in by_column and not by_column[column].former
        if is_one and (found := pattern.search(by_column[column].title)):
            told[word] = found[1]
    lines = [f"{name} = {toml_text(word)}  # {about[name]['about']}" for name, word in told.items()]
    return "\n".join([f"[words]  # {said['mark']}: {said['words_here']}", *lines, ""])


def _day_in(asked: Sequence[Asked], window: tuple[date, date]) -> date:
    """The first day that a question about coming names; two weeks after the close where none does."""
    coming = [each for each in asked if each.column in ("attendance", "headcount", "attendees")]
    for title in (each.title for each in [*coming, *asked]):
        for found in _DAY.finditer(title):
            month, day = (int(n) for n in (found[1] or found[3], found[2] or found[4]))
            for year in (window[1].year, window[1].year + 1):
                try:
                    at = date(year, month, day)
                except ValueError:
                    continue
                if timedelta(0) <= at - window[0] <= _SOON:
                    return at
    return window[1] + timedelta(days=14)


def _event(day: date) -> str:
    said = texts("messages")["draft"]
    return "\n".join(
        [
            "[event]",
            f"name = {toml_text(said['event_name'])}  # {said['mark']}",
            f"starts_at = {day}T14:00:00  # {said['mark']}",
            f"ends_at = {day}T16:00:00  # {said['mark']}",
            f"place = {toml_text(said['event_place'])}  # {said['mark']}",
            "",
        ]
    )


def _staff(columns: "Mapping[str, pd.Series[str]]") -> str:
    """The columns of staff, and by which words in them a response is called off or was told by telephone."""
    said = texts("messages")["draft"]
    lines = ["[staff_columns]", f"titles = [{', '.join(map(toml_text, columns))}]"]
    for name, word, example in _STAFF_SAY:
        found = Counter(
            match[0] for cells in columns.values() for cell in cells for match in [word.search(cell)] if match
        )
        told = ", ".join(map(toml_text, found or [example]))
        mark = f"{said['mark']}: {said['cells'].format(n=found.total())}. " if found else ""
        lines.append(f"{'' if found else '# '}{name} = [{told}]  # {mark}{said[name]}")
    # Where no number stands twice it counts rows.
    numbered = (title for title, cells in columns.items() if _NUMBER_OF.search(title))
    if number := next((title for title in numbered if columns[title][columns[title].ne("")].duplicated().any()), ""):
        lines.append(f"number = {toml_text(number)}  # {said['mark']}: {said['number_of']}")
    return "\n".join([*lines, ""])


def _meetings(by_column: Mapping[str, Asked], fields: Sequence[Sequence[str]], doubts: list[str]) -> str:
    said, former = texts("messages")["draft"], dict[str, list[str]]()
    listed = [(row[0], row[1] if len(row) > 1 else "") for row in fields if row and row[0].strip()]
    if _is_heading(listed):
        doubts.append(said["fields_heading"].format(row=" · ".join(filter(None, listed.pop(0))), n=len(listed)))
    wishes = [by_column[name] for name in ("wish_1", "wish_2") if name in by_column]
    for each in wishes:
        none = [name for name in each.cells.unique() if len(name) <= LONGEST_OPTION and NO_WISH.search(name)]
        each.lines += [f"none = [{', '.join(map(toml_text, sorted(none)))}]  # {said['nothing']}"] if none else []
    if not listed:
        counts = pd.concat([each.cells for each in wishes]).value_counts() if wishes else pd.Series(dtype="int64")
        counts = counts[~counts.index.str.contains(NO_WISH)] if len(counts) else counts
        names = [str(name) for name, n in counts.items() if name and n >= NEVER_SO_FEW]
        names, former = written_out(names)
        by_mark = dict[str, str]()
        for name in names:
            # Two that bear one mark are one meeting that was renamed; the more frequent is its name.
            mark = mark_of(name) or name
            former.setdefault(by_mark.setdefault(mark, name), []).extend([name] if by_mark[mark] != name else [])
        names = [name for _, name in sorted(by_mark.items()) if name] if len(by_mark) < len(names) else in_order(names)
        listed = [(name, "") for name in names[:99]] or [(said["field"], "")]
        doubts.append(said["fields"].format(n=len(listed)))
    lines = ["field,name,goals,themes,colour,room,seats,former,time"]
    for number, (name, of_goals) in enumerate(listed, 1):
        told = " ".join(found for found in re.findall(r"\d{1,2}", of_goals) if 1 <= int(found) <= 17)
        were = "|".join(former.get(name, ()))
        shown = re.sub(r"^\d{1,2}\s*[.)]\s*", "", name)
        lines.append(f"{number},{_cell(shown)},{told},,{COLOURS[(number - 1) % len(COLOURS)]},,,{_cell(were)},")
    return "\n".join(lines) + "\n"


def _is_heading(listed: Sequence[tuple[str, str]]) -> bool:
    """Whether the first line of a list names its columns: 이름, or words where the rows below have goals' numbers."""
    if len(listed) < 2:
        return False
    (name, of_goals), below = listed[0], listed[1:]
    is_words = of_goals.strip() != "" and not re.search(r"\d", of_goals)
    return bool(_FIELD_HEADING.fullmatch(name.strip())) or (
        is_words and any(re.search(r"\d", goals) for _, goals in below)
    )


def _goal_labels(asked: Asked | None) -> str:
    """``goals.csv`` where the form calls goals otherwise than the national plan; '' where it does not."""
    often = [name for name in _offered(asked) if not NOTHING.fullmatch(name)] if asked else []
    numbers = {name: goals(name)[0] for name in often}
    known = options().by_key
    if all(key(name) in known or name.isdigit() for name in often):
        return ""
    told = sorted((numbers[name] or (99,), name) for name in often)
    lines = [f"{found[0] if len(found) == 1 and found[0] < 99 else ''},{_cell(name)}," for found, name in told]
    return "\n".join(["number,label,former", *lines]) + "\n"


def _offered(question: Asked) -> list[str]:
    """What was ticked so often that the form offers it."""
    filled = question.cells[question.cells.ne("")]
    return [name for name, n in ticked(filled).items() if n >= max(NEVER_SO_FEW, len(filled) // 50)]


def _cell(text: str) -> str:
    quoted = text.replace('"', '""')
    return f'"{quoted}"' if re.search('[",\n]', text) else text
