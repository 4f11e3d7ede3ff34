"""What the columns of an export ask: told by a title (reference/question_titles.csv), then by what the column holds."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pandas as pd

from transforms.parse.text import clean, key
from transforms.reference import rows

_SEVERAL = re.compile(r"[(\[][^)\]]*(?:여러|복수|중복|모두|(?:둘|셋|넷|다섯|\d ?개|\d ?가지)\s?까지)[^)\]]*[)\]]\s*$")
GRID = re.compile(r"^(?P<stem>.*?)\s*\[(?P<row>[^\]]+)\]\s*$")
_STAFF = re.compile(
    r"^(비고|메모|확인|처리|담당|상태|접수 ?번호|연번|순번|번호|입력자|접수자|확인자|점검)$|"
    r"^(사무국|사무처|센터|본부|재단|협의회|담당자|운영진|관리자|내부|직원)\s?(용|의|란)?\s?(비고|메모|확인|기록|표시|처리|점검)"
)
# A title that asks how much, over answers that are a few numbers from one.
_HOW_MUCH = re.compile(r"얼마나|어느 정도|점수|몇 점|만족|중요")
# A choice has few answers that are given again and again; fewer than these say nothing of it.
MOST_OPTIONS, LONGEST_OPTION, _SHARE = 15, 40, 0.75
NEVER_SO_FEW = 2
_NEARLY_ALL = 0.95
# What a question's cells are where most of them have the shape.
_SHAPES = {
    "date": r"\d{4}\s?[-./년]\s?\d{1,2}\s?[-./월]\s?\d{1,2}\s?[일.]?",
    "number": r"\d{1,5}\s?(?:대|개|명|분|일|박|곳|장|부|권|번)?",
}
REFUSED = re.compile(
    r"(?i)않|안\s?(?:함|됩|돼|되)|곤란|거부|미동의|부동의|아니|비공개|원하지|말 것|싣지|마세요|^no\b|not agree|disagree"
)
# What an answer means, by the first of a question's patterns that is in it.
CODES = {
    "attendance": (
        (r"미정|모름|모르|추후|아직|검토|(?:보고|봐서|따라) ?(?:정|결정)|상황", "undecided"),
        (r"불참|불가|못|않|안\s|아니|어렵", "no"),
        (r"", "yes"),
    ),
    "is_returning": ((r"모름|모르|기억", ""), (r"아니|없|처음|신규|안\s|않", "false"), (r"", "true")),
    # What does not plainly agree is no consent.
    "consent": (
        (REFUSED.pattern, "no"),
        (r"(?i)동의|agree|yes|^(?:예|네|o|○|v)\b|허락|괜찮|좋(?:습|아)|합니다|됩니다", "yes"),
        (r"", "no"),
    ),
}


@dataclass
class Asked:
    """A column of an export as a question: our column, its kind, title and cells, and whether that is sure.

    ``former`` are titles of the same question elsewhere, ``more`` those that ask for more of it; ``lines`` are what its
    kind has to say in ``campaign.toml``.
    """

    column: str
    kind: str
    title: str
    cells: "pd.Series[str]"
    is_sure: bool = True
    former: list[str] = field(default_factory=list)
    more: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def questions(headings: Sequence[str], cells: pd.DataFrame) -> tuple[list[Asked], list[str]]:
    """The questions of an export in its order, and the titles of columns that staff added."""
    asked, staff, taken = list[Asked](), list[str](), set[str]()
    known = [(r["column"], r["kind"], re.compile(r["named"], re.I), r["unless"]) for r in rows("question_titles")]
    for at, heading in enumerate(headings):
        title, column = heading.strip(), cells.iloc[:, at].map(clean)
        if not title or any(key(title) == key(each.title) for each in asked):
            continue
        if _STAFF.search(title):
            staff.append(title)
            continue
        meant = [
            (name, kind)
            for name, kind, named, unless in known
            if named.search(title) and not (unless and re.search(unless, title, re.I)) and not GRID.search(title)
            if _fits(name, kind, column)
        ]
        if meant and meant[0][0] in taken and _is_same(meant[0][0], title, column, asked):
            continue
        found = next((each for each in meant if each[0] not in taken), None)
        if found:
            taken.add(found[0])
            asked.append(Asked(found[0], found[1], title, column))
        else:
            is_row = GRID.search(title) is not None or (_HOW_MUCH.search(title) is not None and _are_steps(column))
            kind = "ticks" if _SEVERAL.search(title) else _kind_of(column, is_row=is_row)
            is_sure = kind != "text" or bool(column.eq("").all())
            asked.append(Asked(f"own_{at + 1}", kind, title, column, is_sure=is_sure))
    if "kind" not in taken:
        # What kind of participant it is, some forms ask without saying so: 마을/모임/개인.
        parted = next((q for q in asked if q.kind == "choice" and q.cells.map(is_person).any()), None)
        if parted:
            parted.column, parted.is_sure = "kind", False
    return asked, staff


def _fits(column: str, kind: str, cells: "pd.Series[str]") -> bool:
    """Whether the cells can be answers to what their title asks: a wish has few, and what has codes more than one."""
    told = cells[cells.ne("")].value_counts()
    often = [str(name) for name in told.index[told.ge(NEVER_SO_FEW)]]
    if kind == "field":
        return len(often) <= MOST_OPTIONS
    if kind != "coded" or len(often) < NEVER_SO_FEW:
        return True
    meant = {next(code for pattern, code in CODES[column] if re.search(pattern, name)) for name in often}
    # To agree is said by its own words alone.
    return len(meant) > 1 or (column == "consent" and meant == {"yes"})


def is_person(option: str) -> bool:
    """Whether an option means a person and not a body."""
    return re.search("개인|가구$|^혼자|^(?:일반 ?)?(?:시민|주민)$", option) is not None


def _is_same(name: str, title: str, cells: "pd.Series[str]", asked: Sequence[Asked]) -> bool:
    """Whether the column is the question ``name`` once more, which is noted there: nobody answers both, or it is one
    that asks for several."""
    question = next(each for each in asked if each.column == name)
    if not (question.cells.ne("") & cells.ne("")).any():
        question.former.append(title)
        question.cells = question.cells.mask(question.cells.eq(""), cells)
    elif name in ("activities", "attendees"):
        question.more.append(title)
    else:
        return False
    return True


def _kind_of(cells: "pd.Series[str]", *, is_row: bool = False) -> str:
    """What a column holds that no title names: days, numbers, a scale (what the row of a grid is), one of few answers,
    several of few, or text."""
    filled = cells[cells.ne("")]
    if filled.empty:
        return "text"
    for kind, shape in _SHAPES.items() if not (is_row and _are_steps(cells)) else ():
        if filled.str.fullmatch(shape).mean() >= _SHARE:
            return kind
    if filled.isin(scale_of(filled)).mean() >= _SHARE or (is_row and filled.nunique() <= MOST_OPTIONS):
        return "scale"
    counts = filled.value_counts()
    again = counts[counts.ge(NEVER_SO_FEW)]
    names = [str(name) for name in again.index]
    if len(again) > 1 and again.sum() >= _SHARE * len(filled) and len(again) <= MOST_OPTIONS and _is_short(names):
        return "ticks" if any(";" in each for each in names) else "choice"
    pieces = Counter(piece for cell in filled for piece in _pieces(cell))
    often = {piece: n for piece, n in pieces.items() if n >= max(NEVER_SO_FEW, len(filled) // 50)}
    is_several = filled.str.contains("[;,]").mean() > 0.1
    if is_several and len(often) <= MOST_OPTIONS and sum(often.values()) >= _SHARE * pieces.total():
        return "ticks"
    return "text"


def _are_steps(cells: "pd.Series[str]") -> bool:
    return bool(cells[cells.ne("")].str.fullmatch(r"\d{1,2}").all()) and cells.nunique() <= MOST_OPTIONS


def scale_of(cells: "pd.Series[str]") -> tuple[str, ...]:
    """The steps from good to bad, of the scales that forms use, in which most of ``cells`` stand; () for none."""
    counts = cells.value_counts()
    scales = [tuple(row["steps"].split("|")) for row in rows("scales")]
    shares = {steps: int(counts[counts.index.isin(steps)].sum()) for steps in scales}
    best = max(shares, key=lambda steps: (shares[steps], -len(steps)), default=())
    return best if best and shares[best] >= _SHARE * len(cells) and counts.index.isin(best).sum() > 1 else ()


def _pieces(cell: str) -> list[str]:
    # A download separates ticks by semicolons, a linked sheet by commas.
    return [piece.strip() for piece in (cell.split(";") if ";" in cell else cell.split(", ")) if piece.strip()]


def ticked(filled: "pd.Series[str]") -> dict[str, int]:
    """How often each option was ticked; what stands behind a comma inside an option is none."""
    found = Counter(piece for cell in filled for piece in _pieces(cell))
    inside = {part for name in found if ", " in name for part in name.split(", ")}
    # What hardly ever stands without its neighbour is the rest of one label: a comma is a label's own too.
    behind, before = defaultdict[str, Counter[str]](Counter), defaultdict[str, Counter[str]](Counter)
    for cell in filled:
        for one, other in pairwise(["", *_pieces(cell), ""]):
            behind[one][other if ";" not in cell else ""] += 1
            before[other][one if ";" not in cell else ""] += 1
    found = Counter({name: n for name, n in found.items() if name not in inside})
    rest = {name: other for name in found if found[name] >= NEVER_SO_FEW and (other := _next(name, behind, before))}
    for name in found.keys() - rest.values():
        label = [name]
        while label[-1] in rest:
            label.append(rest[label[-1]])
        if len(label) > 1:
            found[", ".join(label)] = found[name]
    return {name: n for name, n in found.items() if name not in rest and name not in rest.values()}


def _next(name: str, behind: Mapping[str, Counter[str]], before: Mapping[str, Counter[str]]) -> str:
    """What stands behind ``name`` nearly always, and hardly ever behind anything else; '' for nothing."""
    other, n = behind[name].most_common(1)[0]
    is_rest = other and n >= _NEARLY_ALL * behind[name].total() and n >= _NEARLY_ALL * before[other].total()
    return other if is_rest else ""


def _is_short(names: Sequence[str]) -> bool:
    return all(len(name) <= LONGEST_OPTION for name in names)
