"""A campaign drafted from an export: every question with its kind and the answers as they occur, what is doubtful told.

What a title says comes first (reference/question_titles.csv), then what the column holds. A draft is text that a person
reads and mends: every line that was guessed without good ground bears the mark of messages.toml, [draft].
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from zoneinfo import ZoneInfo

import pandas as pd
from rapidfuzz.distance import Indel

from transforms.campaign.contradictions import NEEDED
from transforms.campaign.draft_places import places_of
from transforms.campaign.draft_questions import (
    CODES,
    GRID,
    LONGEST_OPTION,
    MOST_OPTIONS,
    NEVER_SO_FEW,
    REFUSED,
    Asked,
    from_good,
    in_order,
    is_person,
    questions,
    scale_of,
    ticked,
    written_out,
)
from transforms.campaign.questions import KIND_OF
from transforms.campaign.settings import PARTNER, REQUEST
from transforms.campaign.tables import mark_of
from transforms.parse.goals import goals, options
from transforms.parse.moments import ORDERS, stamp
from transforms.parse.personal import has_contact
from transforms.parse.text import key
from transforms.reference import texts

ZONE = "Asia/Seoul"
COLOURS = ("#1F4E79", "#7A5C00", "#1E6B3A", "#8A1538", "#5B3A9E", "#B3400A", "#0B6E6E", "#9C2A6B", "#3D4852", "#6B4A1E")
_OF_EVENT = re.compile(
    r"식사|점심|저녁|도시락|^밥|끼니|채식|알레르기|주차|차량|차로|차를|숙박|숙소|묵으|묵을|주무|휠체어|통역|수어|접수대|셔틀|버스|"
    r"교통편|이동 ?수단|(?:타실|타는|탈) 배|배편|멀미|약이 필요|돌봄방|"
    r"(?:아이|아기|자녀|영유아)(?:를|와)? ?(?:돌봄|데려|데리고|함께)|"
    r"(?:조끼|티셔츠|옷|모자) ?(?:크기|치수|사이즈)|오시는 (?:방법|길)"
)
# Options of a question of these things may be goals in the council's own words.
_OF_GOALS = re.compile(r"목표|약속|바람|의제|과제|다짐|가치|소망")
_EVENT_OPTION = re.compile(r"채식|도시락|휠체어|셔틀|승용차|대중교통|주차")
# Options by which nothing is chosen, of a scale those that stand beside it.
_NOTHING = re.compile(
    r"(?i)(?:해당 ?(?:사항 ?)?없음|없음|필요 ?없음|n/?a|none|(?:잘 )?모(?:르겠음|름|르겠다|르겠습니다)|"
    r"(?:안|못) ?(?:\S* )?(?:봤다|봄)|"
    r"(?:가지|가 보지|와 보지|오지|쓰지) (?:않|못)\S*|(?:참여|참석|이용)\S* (?:안|않|못)\S*(?: ?\S+)?)"
)
_ALIKE = 0.6
# Fewer of a question's answers than this share, or of many than three, are no option: who gave them wrote beside 기타.
_LEAST_SHARE, _MANY = 0.005, 40
# What staff write of a response that is called off, and of one that somebody told them.
_CALLED_OFF = re.compile(r"취소|철회|빼 ?달라")
_BY_TELEPHONE = re.compile(
    r"(?:전화|유선|종이|방문|팩스|문자|구두)(?:로|으로)? ?(?:\S{1,4} )?(?:접수|신청|받음|입력)|"
    r"(?:대신|대리) ?(?:입력|접수|적음)"
)
# A day that a title names, 5월 30일 or (5/30), and how long after the first response it may be.
_DAY = re.compile(r"(\d{1,2})\s?월\s?(\d{1,2})\s?일|(?<![\d/])(\d{1,2})/(\d{1,2})(?![\d/])")
_SOON = timedelta(days=300)
_STEP = re.compile(r"\d{1,2}(?=\D|$)")
# What a question is called whose refusal keeps a name out of public, and one off the agreement.
_NO_NAMES = {
    "unnamed": re.compile(r"(?:이름|명칭|단체명|팀명|기관명|학교명).*(?:공개|알려|밝혀|실어|싣|게재|소개)"),
    "unsigned": re.compile(
        r"(?:협약|다짐|서약|약속|선언|선서|결의|헌장)\S*.*(?:올리|올려|올립|서명|참여|함께|하시겠|적을|적어도|합니까)"
    ),
}
_AREA = re.compile(r"(?<!\d)(0[2-6]\d?)[-)\s.]?\d{3,4}[-\s.]?\d{4}")
_FIELD_HEADING = re.compile(
    r"(?i)(?:분야|모임|모둠|분과|주제|원탁)? ?(?:이름|명)|분야|모임|모둠|분과|주제|(?:field ?)?name|field"
)


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
) -> Drafted:
    """A campaign for the form whose export has ``headings`` over ``cells`` (columns by position).

    ``tabs`` are those that were read as one. ``fields`` are rows of a list of field meetings: name, and goals where
    they are told.
    """
    said, doubts = texts("messages")["draft"], list[str]()
    asked, staff = questions(headings, cells, [row[0] for row in fields if row])
    by_column = {each.column: each for each in asked}
    for each in asked:
        # The rows of a grid have one scale, though nobody may have chosen a step of it in one of them.
        stem = GRID.match(each.title)
        rows_ = [other.cells for other in asked if stem and other.title.startswith(f"{stem['stem']} [")]
        _settle(each, pd.concat(rows_) if rows_ else each.cells, doubts)
        if not each.is_sure:
            doubts.append(said["kind"].format(title=each.title, kind=each.kind, column=each.column))
    doubts += [
        said["needed"].format(column=name) for name in ("submitted_at", "name", "consent") if name not in by_column
    ]
    window = _window(by_column.get("submitted_at"), doubts)
    places = places_of(by_column["address"].cells if "address" in by_column else pd.Series([], dtype="str"))
    if "address" in by_column:
        doubts.append(said["places" if places.districts else "no_places"].format(names=" · ".join(places.districts)))
    meetings = _meetings(by_column, fields, doubts)
    if "contact_name" in by_column and "attendees" not in by_column:
        by_column["contact_name"].lines.append(f"comes = true  # {said['mark']}: {said['comes']}")
    doubts += [said[name] for name in ("about", "event", "words")]
    phones = by_column["phone"].cells if "phone" in by_column else pd.Series([], dtype="str")
    asks_names = any(line.startswith("unnamed =") for each in asked for line in each.lines)
    parts = [
        _about(source, window, _area_code(phones), asks_names=asks_names),
        _event(_day_in(asked, window)),
        places.section(said["mark"]),
        *(_written(each) for each in asked),
        "\n".join(["[form]", said["again"], *([f"tabs = [{', '.join(map(_text, tabs))}]"] if tabs else []), ""]),
        _staff(staff),
    ]
    files = {"campaign.toml": "\n".join(parts), "fields.csv": meetings}
    if labels := _goal_labels(by_column.get("goals")):
        files["goals.csv"] = labels
        doubts.append(said["goals"])
    if places.districts:
        files["districts.csv"] = places.table()
    return Drafted(files, tuple(doubts))


def marked(text: str) -> list[tuple[int, str]]:
    """The lines of a draft that still bear the mark of what a person has to look at, with their numbers."""
    mark = f"# {texts('messages')['draft']['mark']}"
    lines = ((at, line.strip()) for at, line in enumerate(text.splitlines(), 1))
    return [(at, line) for at, line in lines if re.search(rf"{re.escape(mark)}(?::|$)", line)]


# --- options


def _settle(question: Asked, cells: "pd.Series[str]", doubts: list[str]) -> None:
    """The question's lines of options or codes, as its answers occur in ``cells``, its own or its grid's."""
    filled = cells[cells.ne("")]
    counts = {str(name): int(n) for name, n in filled.value_counts().items()}
    said = texts("messages")["draft"]
    if question.kind == "coded":
        question.lines = _codes(question.column, counts)
        doubts.append(said["codes"].format(title=question.title))
    elif question.kind == "scale" and (steps := scale_of(filled) or _numbers(counts)):
        question.lines = ["options = [", *(f"  {_text(name)},  # {counts.get(name, 0)}" for name in steps), "]"]
        doubts.append(said["steps"].format(title=question.title))
    elif question.kind in ("choice", "ticks", "scale"):
        found = counts if question.kind != "ticks" else ticked(filled)
        # What holds somebody's telephone was typed, however often: options stand in public tables.
        plain = {name: n for name, n in found.items() if not has_contact(name)}
        least = max(NEVER_SO_FEW + (len(filled) >= _MANY), ceil(_LEAST_SHARE * len(filled)))
        options = {name: n for name, n in sorted(plain.items(), key=lambda each: (-each[1], each[0])) if n >= least}
        options = dict(list(options.items())[:MOST_OPTIONS]) or dict(list(plain.items())[:1]) or {said["option"]: 0}
        rest = sum(n for name, n in found.items() if name not in options)
        nothing = [name for name in options if _NOTHING.fullmatch(name) and len(options) > NEVER_SO_FEW]
        options = {name: n for name, n in options.items() if name not in nothing}
        order = from_good if question.kind == "scale" else in_order
        options = {name: options[name] for name in order([*options])}
        is_numbered = question.kind == "scale" and all(_STEP.match(name) for name in options)
        if is_numbered:
            options = {name: options[name] for name in sorted(options, key=lambda name: -int(_STEP.findall(name)[0]))}
        question.lines = ["options = [", *(f"  {_text(name)},  # {n}" for name, n in options.items()), "]"]
        if nothing:
            question.lines.append(f"none = [{', '.join(map(_text, nothing))}]  # {said['nothing']}")
        others = [name for name in options if re.fullmatch(r"기타(?: ?[(（].*)?", name)]
        if question.kind == "scale":
            question.lines[0] += f"  # {said['mark']}: {said['order']}"
        elif rest or others:
            question.lines.append(f"other = {_text(others[0] if others else '기타')}  # {said['rest'].format(n=rest)}")
        if others:
            question.lines = [line for line in question.lines if not line.startswith(f"  {_text(others[0])},")]
        if question.column == "kind":
            persons = [name for name in options if is_person(name)]
            mark = f"  # {said['mark']}: {said['person']}" if persons else f"  # {said['person']}"
            question.lines.append(f"individual = [{', '.join(map(_text, persons))}]{mark}")
        for setting, asks_it in _NO_NAMES.items():
            if question.kind == "choice" and asks_it.search(question.title):
                refusing = [name for name in options if REFUSED.search(name)]
                named = ", ".join(map(_text, refusing))
                question.lines.append(f"{setting} = [{named}]  # {said['mark']}: {said[setting]}")
        doubts.append(said["steps" if is_numbered else "options"].format(title=question.title))
    if question.more:
        question.lines.append(f"more = [{', '.join(map(_text, question.more))}]")
    if question.column in _THEMES:
        question.lines.append(f'themes = "{_THEMES[question.column]}"  # {said["themes"]}')
    offered = counts if question.kind in ("choice", "ticks") else {}
    is_of_event = _OF_EVENT.search(question.title) or any(_EVENT_OPTION.search(name) for name in offered)
    is_answer = question.kind not in ("scale", "coded", "field", "goals") and not question.column.startswith(_NOT_EVENT)
    if question.column not in KIND_OF and is_answer and is_of_event:
        question.lines.insert(0, f"event = true  # {said['mark']}: {said['of_event']}")
    if question.kind == "ticks" and _OF_GOALS.search(question.title):
        # The last of a question: what stands below a table is in it.
        question.lines.append(f"# [questions.goals]  # {said['as_goals']}")
        question.lines += [
            re.sub(r"^  (.*),  # \d+$", r"# \1 = [  ]", line) for line in question.lines if line[:3] == '  "'
        ]


_NOT_EVENT = ("last_time", "heard_from", "agenda", "promises", "photo", "suggestions", "cooperation")
_THEMES = {"cooperation": PARTNER, "suggestions": REQUEST}
_NEEDED = {"attendance": ("참석", "yes"), "is_returning": ("예", "true"), "consent": ("동의합니다", "yes")}


def _codes(column: str, counts: Mapping[str, int]) -> list[str]:
    said, named, aliases = texts("messages")["draft"], dict[str, str](), list[str]()
    for name, n in counts.items():
        code = next(code for pattern, code in CODES[column] if re.search(pattern, name))
        like = next((other for other, of in named.items() if of == code and _is_spelling(name, other)), "")
        if code not in named.values():
            named[name] = code
        elif len(name) > LONGEST_OPTION or n < NEVER_SO_FEW or not key(name) or key(name) == key(like):
            continue
        elif like:
            # The most frequent stands for its meaning, what is written nearly so is another spelling of it.
            aliases.append(f"{_text(name)} = {_text(like)}  # {n}")
        else:
            named[name] = code
    needed, code = _NEEDED[column]
    if code not in named.values():
        named[needed] = code
    told = ", ".join(f"{_text(name)} = {_text(code)}" for name, code in named.items())
    lines = [f"codes = {{ {told} }}  # {said['mark']}: {said['meaning']}"]
    return [*lines, "[questions.aliases]", *aliases] if aliases else lines


def _numbers(counts: Mapping[str, int]) -> tuple[str, ...]:
    """The steps from the highest number to the lowest, whoever chose them; () where other than numbers is answered."""
    if not counts or not all(re.fullmatch(r"\d{1,2}", name) for name in counts):
        return ()
    low, high = min(map(int, counts)), max(map(int, counts))
    return tuple(str(step) for step in range(high, low - 1, -1))


def _is_spelling(name: str, other: str) -> bool:
    """Whether ``name`` says what ``other`` does in nearly its words: 동의 beside 동의합니다."""
    short, long = sorted((key(name), key(other)), key=len)
    if re.findall(r"\d+", short) != re.findall(r"\d+", long):
        return False
    return short in long or Indel.normalized_similarity(short, long) >= _ALIKE


def _written(question: Asked) -> str:
    said = texts("messages")["draft"]
    needed = question.column in NEEDED
    mark = "" if question.is_sure else f"  # {said['mark']}: {said['guess']}"
    n = int(question.cells.ne("").sum())
    return "\n".join(
        [
            "[[questions]]",
            f"column = {_text(question.column)}{mark}",
            f"title = {_text(question.title)}  # {said['filled'].format(n=n)}",
            *([f"former = [{', '.join(map(_text, question.former))}]"] if question.former else []),
            f"kind = {_text(question.kind)}",
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
            f"name = {_text(said['name'])}{mark}",
            f"host = {_text(said['host'])}{mark}",
            f'phone = "000-000-0000"{mark}',
            f'timezone = "{ZONE}"',
            f'area_code = "{area_code}"',
            f"opens_at = {window[0]}T00:00:00{mark}",
            f"closes_at = {window[1]}T00:00:00{mark}",
            f"# counted_at = {window[1] + timedelta(days=7)}T00:00:00  # {said['counted_at']}",
            f"source = {_text(source)}",
            f"retention_until = {until}{mark}",
            *([] if asks_names else [f"public_names = false{mark}: {said['public_names']}"]),
            "",
            f"[words]  # {said['words_here']}",
            f'network = "사업"{mark}',
            f'agreement = "약속문"{mark}',
            f'ceremony = "행사"{mark}',
            f'meeting = "분야별 모임"{mark}',
            f'field = "분야"{mark}',
            f'honour = "초청 손님"{mark}',
            f'district = "지역"{mark}',
            "",
        ]
    )


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
            f"name = {_text(said['event_name'])}  # {said['mark']}",
            f"starts_at = {day}T14:00:00  # {said['mark']}",
            f"ends_at = {day}T16:00:00  # {said['mark']}",
            f"place = {_text(said['event_place'])}  # {said['mark']}",
            "",
        ]
    )


def _staff(columns: "Mapping[str, pd.Series[str]]") -> str:
    """The columns of staff, and by which words in them a response is called off or was told by telephone."""
    said = texts("messages")["draft"]
    lines = ["[staff_columns]", f"titles = [{', '.join(map(_text, columns))}]"]
    for name, word, example in (("withdrawn", _CALLED_OFF, "취소"), ("received", _BY_TELEPHONE, "전화접수")):
        found = Counter(
            match[0] for cells in columns.values() for cell in cells for match in [word.search(cell)] if match
        )
        told = ", ".join(map(_text, found or [example]))
        mark = f"{said['mark']}: {said['cells'].format(n=found.total())}. " if found else ""
        lines.append(f"{'' if found else '# '}{name} = [{told}]  # {mark}{said[name]}")
    return "\n".join([*lines, ""])


def _meetings(by_column: Mapping[str, Asked], fields: Sequence[Sequence[str]], doubts: list[str]) -> str:
    said, former = texts("messages")["draft"], dict[str, list[str]]()
    listed = [(row[0], row[1] if len(row) > 1 else "") for row in fields if row and row[0].strip()]
    if _is_heading(listed):
        doubts.append(said["fields_heading"].format(row=" · ".join(filter(None, listed.pop(0))), n=len(listed)))
    if not listed:
        wished = [by_column[name].cells for name in ("wish_1", "wish_2") if name in by_column]
        counts = pd.concat(wished).value_counts() if wished else pd.Series(dtype="int64")
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
    filled = asked.cells[asked.cells.ne("")] if asked else pd.Series(dtype="str")
    often = [
        name
        for name, n in ticked(filled).items()
        if n >= max(NEVER_SO_FEW, len(filled) // 50) and not _NOTHING.fullmatch(name)
    ]
    numbers = {name: goals(name)[0] for name in often}
    known = options().by_key
    if all(key(name) in known or name.isdigit() for name in often):
        return ""
    told = sorted((numbers[name] or (99,), name) for name in often)
    lines = [f"{found[0] if len(found) == 1 and found[0] < 99 else ''},{_cell(name)}," for found, name in told]
    return "\n".join(["number,label,former", *lines]) + "\n"


def _cell(text: str) -> str:
    quoted = text.replace('"', '""')
    return f'"{quoted}"' if re.search('[",\n]', text) else text


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
