"""What the columns of an export ask: told by a title (reference/question_titles.csv), then by what the column holds."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pandas as pd

from transforms.campaign.question import KIND_OF
from transforms.drafting.meanings import CODES, NO_WISH
from transforms.drafting.offered import NEVER_SO_FEW, pieces
from transforms.drafting.order import tone
from transforms.drafting.staff import of_staff
from transforms.parse.numbers import number_in
from transforms.parse.people import is_name
from transforms.parse.text import clean, key
from transforms.reference import rows

_SEVERAL = re.compile(
    r"[(\[][^)\]]*(?:여러|복수|중복|모두|"
    r"(?:둘|셋|넷|다섯|세 개|두 개|\d ?개|\d ?가지)\s?(?:까지|이내|이하))[^)\]]*[)\]]\s*$"
)
# A row of a grid; what is asked first and second is two questions.
GRID = re.compile(r"^(?P<stem>.+?)\s*\[(?P<row>(?!첫|둘|[12](?:순위|지망|희망|차)?\])[^\]]+)\]\s*$")
# What is written and not ticked, though several things are asked for.
_WRITTEN = re.compile(r"적어|써 ?주|쓰기|작성")
# What whoever comes alone is asked in place of a body's name.
_OWN_NAME = re.compile(r"^(?:본인 ?)?(?:성함|성명|이름)(?:\s?[(（].*)?$")
# 3. 3) Q3. 문3. 1-2.: the number that a form's author writes before a title.
_NUMBERED = re.compile(r"^\s*(?:(?:Q|문항?)?\s?\d{1,2}(?:-\d{1,2})?\s?[.)]|[\[(]\d{1,2}(?:-\d{1,2})?[\])])\s*", re.I)
# A title that asks how much, over answers that are a few numbers from one.
_HOW_MUCH = re.compile(
    r"얼마나|어느 정도|정도\s?(?:$|[(（])|점수|몇 점|\d ?점|만족|중요|도움이 ?되|\d\s?[~∼–-]\s?\d{1,2}\s?[)）]\s*$"
)
# One that asks what somebody thinks of something, and one that asks for words.
_OPINION = re.compile(r"어땠|어떠|어떻게 보|만족|평가|도움이 되|좋았")
_IN_WORDS = re.compile(r"한 ?마디|한 ?줄|까닭|이유|자유롭게|말씀|설명|소개해|수량")
# One that asks how many, which a few answer in words: 매일.
_HOW_MANY = re.compile(r"\(숫자|숫자로|숫자만|몇\s?(?:번|회|시간|곳|개|대)")
# A title that asks for a day, and a day that names no year.
_WHEN = re.compile(r"날(?:은|이|을|짜)?\b|일자|날짜|희망일")
_DAY = re.compile(
    r"(?:\d{4}\s?[-./년]\s?)?\d{1,2}\s?[-./월]\s?\d{1,2}\s?[일.]?\s?(?:[(]?[월화수목금토일](?:요일)?[)]?)?"
)
# A choice has few answers that are given again and again; fewer than these say nothing of it.
MOST_OPTIONS, LONGEST_OPTION, _SHARE = 15, 40, 0.75
_MOST_OF, _FEW = 0.6, 7
# A telephone that is asked for beside a mobile.
_ANOTHER_PHONE = re.compile(r"없(?:을|으)|어려|집|자택|대표 ?번호|교무실|사무실|유선|일반|비상|직통")
# Which of several goals is first.
_RANK = re.compile(r"\d\s?순위|(?:첫|두|세|네|다섯)\s?번째|\d\s?번째")
# What a question's cells are where most of them have the shape.
_SHAPES = {
    "date": r"\d{4}\s?[-./년]\s?\d{1,2}\s?[-./월]\s?\d{1,2}\s?[일.]?",
    "number": r"(?:약|총|모두)?\s?\d{1,5}\s?(?:여\s?)?"
    r"(?:대|개|명|분|인|일|박|곳|장|부|권|번|사람|학급|가구|세대|살|세|kg)?",
}


@dataclass
class Asked:
    """A column of an export as a question: our column, its kind, title and cells, and whether that is sure.

    ``former`` are titles of the same question elsewhere, ``more`` those that ask for more of it; ``meant`` is which of
    two columns of its title it is; ``lines`` are what its kind has to say in ``campaign.toml``.
    """

    column: str
    kind: str
    title: str
    cells: "pd.Series[str]"
    is_sure: bool = True
    former: list[str] = field(default_factory=list)
    more: list[str] = field(default_factory=list)
    meant: str = ""
    lines: list[str] = field(default_factory=list)

    @property
    def is_unnamed(self) -> bool:
        """Whether its title says no column, of ours or of its own."""
        return self.column.startswith("own_")


def questions(
    headings: Sequence[str], cells: pd.DataFrame, meetings: Sequence[str] = ()
) -> tuple[list[Asked], "dict[str, pd.Series[str]]"]:
    """The questions of an export in its order, and the columns that staff added, by title.

    ``meetings`` are the names of the field meetings, where these are known.
    """
    asked, staff, taken = list[Asked](), dict[str, "pd.Series[str]"](), set[str]()
    listed = [(r["column"], r["kind"], re.compile(r["named"], re.I), r["unless"]) for r in rows("question_titles")]
    known = [each for each in listed if each[1]]
    columns = [_column(cells.iloc[:, at]) for at in range(len(headings))]
    titles = [unnumbered(heading) for heading in headings]
    said = [next((name for name, _, named, _ in listed if named.search(title)), "") for title in titles]
    office = of_staff(titles, columns, said)
    for at, (heading, title, column) in enumerate(zip(headings, titles, columns, strict=True)):
        whole = heading.strip()
        same = next((each for each in asked if key(whole) == key(each.title)), None)
        if same and not same.meant and not _is_another(same, column):
            same.cells = same.cells.mask(same.cells.eq(""), column)
            continue
        if not title:
            continue
        if at in office:
            staff[whole] = column
            continue
        meant = [
            (name, kind)
            for name, kind, named, unless in known
            if named.search(title) and not (unless and re.search(unless, title, re.I)) and not GRID.search(title)
            if _fits(name, kind, column)
        ]
        if meant and meant[0][0] in taken and _is_same(meant[0][0], whole, column, asked):
            continue
        found = next((each for each in meant if each[0] not in taken), None)
        if found:
            taken.add(found[0])
            asked.append(Asked(found[0], found[1], whole, column))
        else:
            is_row = (
                GRID.search(title) is not None
                or (_HOW_MUCH.search(title) is not None and _are_steps(column))
                or (_OPINION.search(title) is not None and _are_opinions(column))
            )
            kind = _kind_of(column, is_row=is_row)
            is_written = kind == "text" and _WRITTEN.search(title) is not None
            kind = "ticks" if _SEVERAL.search(title) and not is_written else kind
            kind = "text" if kind == "choice" and _IN_WORDS.search(title) else kind
            filled = column[column.ne("")]
            if _WHEN.search(title) and len(filled) and filled.str.fullmatch(_DAY.pattern).mean() >= _MOST_OF:
                kind = "date"
            if kind in ("choice", "text") and _HOW_MANY.search(title) and len(filled):
                kind = "number" if filled.map(number_in(title)).notna().mean() >= _MOST_OF else kind
            kind = next((of for _, of in meant if of in ("phone", "person")), kind)
            is_sure = kind != "text" or bool(column.eq("").all())
            asked.append(Asked(f"own_{at + 1}", kind, whole, column, is_sure=is_sure))
        if same:
            asked[-1].is_sure = False
            alike = [place for place, other in enumerate(headings) if key(other.strip()) == key(whole)]
            sides = ("left", "right") if len(alike) == 2 else tuple(str(n) for n in range(1, len(alike) + 1))
            same.meant, asked[-1].meant = sides[0], sides[alike.index(at)]
    asked = _with_own_names(asked)
    _by_answers(asked)
    _by_likeness(asked, {key(name) for name in meetings})
    _named([each for each in asked if each.is_unnamed], [(name, named) for name, kind, named, _ in listed if not kind])
    return _in_several(asked), staff


def unnumbered(heading: str) -> str:
    """A title without the number that the form's author wrote before it."""
    return _NUMBERED.sub("", heading.strip()) or heading.strip()


def _column(cells: "pd.Series[str]") -> "pd.Series[str]":
    column = cells.map(clean)
    return column.mask(column.str.fullmatch(r"[-.,·~_/ㅡ]+"), "")


def _with_own_names(asked: list[Asked]) -> list[Asked]:
    """The questions, where those who come alone are asked for their name apart with it as the name's: nobody answers
    both."""
    name = next((each for each in asked if each.column == "name"), None)
    own = list[Asked]()
    for each in asked if name else ():
        is_apart = each.is_unnamed and _OWN_NAME.search(each.title) is not None
        if name and is_apart and not (name.cells.ne("") & each.cells.ne("")).any():
            name.former.append(each.title)
            name.cells = name.cells.mask(name.cells.eq(""), each.cells)
            own.append(each)
    return [each for each in asked if not any(each is other for other in own)]


def _is_another(same: Asked, column: "pd.Series[str]") -> bool:
    """Whether a second column of one title asks something else: whoever answers both says two things."""
    both = same.cells.ne("") & column.ne("")
    if both.any() and column[both].map(_is_called).mean() >= _NAMES:
        # Who heads a body often answers for it: a few others tell that two are asked for.
        return bool((both & same.cells.ne(column)).sum() >= _FEW)
    return bool(both.sum() >= _FEW and same.cells[both].ne(column[both]).mean() >= _MOST_OF)


def _in_several(asked: list[Asked]) -> list[Asked]:
    """The questions, those of them as one that ask for a mail or a place in two columns."""
    by_column = {each.column: each for each in asked}
    mail = by_column.get("email")
    others = [q for q in asked if q is not mail and q.kind == "text" and q.column not in KIND_OF and _shaped(q, _MAIL)]
    others = [each for each in asked if each.column == "reply_email" or any(each is other for other in others)]
    # How good a place the town is, by numbers, says not where anybody lives.
    town = by_column.get("town")
    if "address" in by_column and town and town.kind in ("choice", "text"):
        by_column["address"].more.append(town.title)
    elif town and town.kind in ("choice", "text") and not town.more:
        town.column = town.kind = "address"
        town.is_sure = False
    if not mail:
        return asked
    for each in others:
        # Who gives another address than the account's wants to be written to there.
        is_before = each.column == "reply_email" or _ACCOUNT.match(mail.title)
        mail.title, more = (each.title, mail.title) if is_before else (mail.title, each.title)
        mail.more.append(more)
    return [each for each in asked if not any(each is other for other in others)]


def _by_answers(asked: Sequence[Asked]) -> None:
    """Gives columns of ours that no title named to the questions whose answers are of their shape, none surely."""
    taken = {each.column for each in asked}
    for column, kind, kinds, is_it in _TOLD_BY_ANSWERS:
        found = next((q for q in asked if q.is_unnamed and q.kind in kinds and is_it(q)), None)
        if found and column not in taken:
            found.column, found.kind, found.is_sure = column, kind, False
    for each in asked:
        if each.is_unnamed and each.kind == "text" and _is_one(each):
            each.kind, each.is_sure = "person", False
    # What most write most about, before they are asked for wishes, is what they do: all goals are read from it.
    told = {q.column: q for q in asked if q.is_unnamed and q.kind == "text" and _length(q) >= _LONG}
    told = {column: each for column, each in told.items() if _shaped(each, r"[가-힣]{2} ?[가-힣]{2}")}
    if told and "activities" not in taken:
        found = max(told.values(), key=_length)
        found.column = found.kind = "activities"
        found.is_sure = False


def _by_likeness(asked: Sequence[Asked], meetings: set[str]) -> None:
    """Questions that offer the ``meetings`` are wishes, and two that offer the same, one for the first and one for the
    second."""
    by_column = {each.column: each for each in asked}
    if "wish_1" in by_column and "wish_2" not in by_column:
        _second_wish(by_column["wish_1"], asked)
    if any(each.column in ("wish_1", "wish_2") for each in asked):
        return
    offering = [each for each in asked if each.is_unnamed and each.kind in ("choice", "scale", "text", "ticks")]
    wished = [q for q in offering if len(q.cells) and _wished(q).map(key).isin(meetings).mean() >= _SHARE]
    for column, question in zip(("wish_1", "wish_2"), wished, strict=False):
        question.column, question.kind = column, "field"
    if wished:
        return
    for one, other in pairwise(asked):
        if one.is_unnamed and other.is_unnamed and _are_wishes(one) and _are_wishes(other):
            names, others = (set(map(str, each.cells[each.cells.ne("")])) for each in (one, other))
            if _FIRST.search(one.title) and len(names) > 2 and len(names & others) >= _SHARE * len(names | others):
                for column, question in (("wish_1", one), ("wish_2", other)):
                    question.column, question.kind, question.is_sure = column, "field", False
                return


def _are_wishes(question: Asked) -> bool:
    """Whether one of several things may be chosen: the rows of a grid, unless what they offer are steps."""
    filled = question.cells[question.cells.ne("")]
    is_graded = _are_opinions(filled) or _are_steps(filled) or bool(scale_of(filled))
    return question.kind == "choice" or (question.kind == "scale" and len(filled) > 0 and not is_graded)


def _second_wish(first: Asked, asked: Sequence[Asked]) -> None:
    """A choice of what the first wish offers is the second one."""
    offered = set(first.cells[first.cells.ne("")])
    for each in asked:
        filled = _wished(each)
        if (
            each.is_unnamed
            and each.kind in ("choice", "text")
            and len(filled)
            and filled.isin(offered).mean() >= _SHARE
        ):
            each.column, each.kind, each.is_sure = "wish_2", "field", False
            return


def _wished(question: Asked) -> "pd.Series[str]":
    """The answers that wish for something: who is not sure yet, or wants no second meeting, says so."""
    return question.cells[question.cells.ne("") & ~question.cells.str.contains(NO_WISH.pattern)]


def _named(asked: Sequence[Asked], listed: Sequence[tuple[str, re.Pattern[str]]]) -> None:
    """Names of their own for the questions that a campaign alone asks; own_3 where nothing suits the third column."""
    for each in asked:
        row = GRID.match(each.title)
        name = next((name for name, named in listed if named.search(row["stem"] if row else each.title)), "")
        taken = {other.column for other in asked}
        if name:
            each.column = next(
                found for n in range(1, len(asked) + 2) if (found := name if n == 1 else f"{name}_{n}") not in taken
            )


def _fits(column: str, kind: str, cells: "pd.Series[str]") -> bool:
    """Whether the cells can be answers to what their title asks: a wish has few, and what has codes more than one."""
    told = cells[cells.ne("")].value_counts()
    if kind == "person" and len(told):
        return bool(cells[cells.ne("")].map(_is_called).mean() >= _NAMES)
    if kind == "phone" and len(told):
        return bool(cells[cells.ne("")].str.contains(r"\d{3}").mean() >= _NAMES)
    if kind == "email" and len(told):
        # Who need not log in is anonymous.
        return bool(cells[cells.ne("")].str.contains("@").any())
    often = [str(name) for name in told.index[told.ge(NEVER_SO_FEW)]]
    if kind == "field":
        # Who types for others shortens them in many ways, each of them a few times.
        return len(often) <= MOST_OPTIONS or bool(told.head(_FEW).sum() >= told.sum() / 2)
    if kind != "coded" or len(often) < NEVER_SO_FEW:
        return True
    meant = {next(code for pattern, code in CODES[column] if re.search(pattern, name)) for name in often}
    # To agree is said by its own words alone.
    return len(meant) > 1 or (column == "consent" and meant == {"yes"})


def _is_called(cell: str) -> bool:
    """Whether a cell holds one person's name, alone or before what the person is."""
    words = re.sub(r"님$|[(\[].*", "", cell).split()
    return bool(words) and len(words) <= _MOST_WORDS and (is_name(words[0]) or is_name("".join(words)))


def _called(question: Asked) -> float:
    filled = question.cells[question.cells.ne("")]
    return float(filled.map(_is_called).mean()) if len(filled) else 0.0


def _is_one(question: Asked) -> bool:
    """Whether a person is asked for: words may look like names, 함께 가자."""
    return re.search("성명|이름|성함|분|사람|누구", question.title) is not None and _called(question) >= _SHARE


def _shaped(question: Asked, shape: str) -> bool:
    filled = question.cells[question.cells.ne("")]
    return len(filled) > 0 and bool(filled.str.contains(shape).mean() >= _SHARE)


def _means(question: Asked, column: str, *codes: str) -> bool:
    """Whether the answers have all of the ``codes`` as meanings of the ``column``."""
    told = question.cells[question.cells.ne("")].unique()
    found = {next(code for pattern, code in CODES[column] if re.search(pattern, name)) for name in told}
    return found.issuperset(codes)


def _length(question: Asked) -> float:
    """How many letters an answer has, of those who were asked."""
    return float(question.cells.str.len().mean()) if len(question.cells) else 0.0


def _is_body(question: Asked) -> bool:
    filled = question.cells[question.cells.ne("")]
    is_told = re.search("이름|명칭|상호|명(?![가-힣]{2})", question.title) is not None
    return is_told and filled.nunique() >= _SHARE * len(filled) and _called(question) < _NAMES


def _is_regional(question: Asked) -> bool:
    names = [str(name) for name, n in question.cells[question.cells.ne("")].value_counts().items() if n > 1]
    return len(names) > 1 and all(_REGION.search(name) for name in names)


_NAMES, _MOST_WORDS = 0.5, 3
_LONG = 10  # letters of an answer that tells of something
# What Google calls the address of the account.
_ACCOUNT = re.compile(r"^(?:이메일 주소|사용자 이름|e-?mail address|username|전자 메일)$", re.I)
_REGION = re.compile(r"[가-힣0-9](?:시|군|구|읍|면|동|리|권|권역|지역|지부|지회|섬)(?:[ (]|$)")
_MAIL, _NUMBER = r"\S@\S+\.\S", r"(?<![\d-])(?:\+\d|0|1[016-9])[\d\s.()-]{7,}\d"
# How people say that they come, do not, or do not know; and that they came before, or come for the first time.
_COMES = r"(?:참석|참여|참가|현장)|^(?:갑|가요|옵|와요|못 [가와옵갑])|미정|고민"
_CAME = r"처음|첫|작년|지난|20\d\d|(?:\d기|예전|함께)"
_FIRST = re.compile(r"첫|먼저|1|[①一]|우선|희망")
# A column of ours, its kind, the kinds that its cells may be taken for, and how its answers are told.
_TOLD_BY_ANSWERS: tuple[tuple[str, str, tuple[str, ...], Callable[[Asked], bool]], ...] = (
    ("submitted_at", "moment", ("text", "date"), lambda q: _shaped(q, r"^\d{4}\s?[-./년].*\d{1,2}:\d{2}")),
    ("email", "email", ("text", "choice"), lambda q: _shaped(q, _MAIL)),
    # A firm's number, 123-45-67890, is none; a spreadsheet takes the first 0 of one.
    ("phone", "phone", ("text", "number", "choice"), lambda q: _shaped(q, _NUMBER)),
    ("representative", "person", ("text",), lambda q: "대표" in q.title and _is_one(q)),
    ("contact_name", "person", ("text",), lambda q: _is_one(q)),
    ("name", "body", ("text",), _is_body),
    # What kind of participant it is, some forms ask without saying so: 마을/모임/개인.
    ("kind", "choice", ("choice",), lambda q: bool(q.cells.map(is_person).any())),
    ("address", "address", ("choice",), _is_regional),
    ("attendance", "coded", ("choice",), lambda q: _shaped(q, _COMES) and _means(q, "attendance", "yes", "no")),
    ("is_returning", "coded", ("choice",), lambda q: _shaped(q, _CAME) and _means(q, "is_returning", "true", "false")),
)


def is_person(option: str) -> bool:
    """Whether an option means a person and not a body."""
    bare = re.sub(r"\s?[(（].*", "", option)
    one = "(?:일반 ?)?(?:시민|주민|학생|청소년|학부모)"
    return re.search(rf"개인|가구$|^혼자|^{one}(?:[·/, ]+{one})*$", bare) is not None


def _is_same(name: str, title: str, cells: "pd.Series[str]", asked: Sequence[Asked]) -> bool:
    """Whether the column is the question ``name`` once more, which is noted there: nobody answers both, or it is one
    that asks for several."""
    question = next(each for each in asked if each.column == name)
    if not (question.cells.ne("") & cells.ne("")).any():
        # Where nobody answered the first, the form asks by the other.
        is_first = bool(question.cells.ne("").any())
        question.title, former = (question.title, title) if is_first else (title, question.title)
        question.former.append(former)
        question.cells = question.cells.mask(question.cells.eq(""), cells)
    elif (name in ("activities", "attendees") and not _SEVERAL.search(title) and _kind_of(cells) == "text") or (
        name == "phone" and any(map(_ANOTHER_PHONE.search, (title, question.title)))
    ):
        question.more.append(title)
    elif name == "goals" and _RANK.search(title) and _RANK.search(question.title):
        question.more.append(title)
        question.lines = ["ranked = true"]
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
    # 필요 and 불필요 are no steps.
    is_scale = filled.nunique() > NEVER_SO_FEW and filled.isin(scale_of(filled)).mean() >= _SHARE
    if is_scale or (is_row and filled.nunique() <= MOST_OPTIONS):
        return "scale"
    counts = filled.value_counts()
    again = counts[counts.ge(NEVER_SO_FEW)]
    names = [str(name) for name in again.index]
    if len(again) > 1 and again.sum() >= _SHARE * len(filled) and len(again) <= MOST_OPTIONS and _is_short(names):
        return "ticks" if any(";" in each for each in names) else "choice"
    found = Counter(piece for cell in filled for piece in pieces(cell))
    often = {piece: n for piece, n in found.items() if n >= max(NEVER_SO_FEW, len(filled) // 50)}
    is_several = filled.str.contains("[;,]").mean() > 0.1
    if is_several and len(often) <= MOST_OPTIONS and sum(often.values()) >= _SHARE * found.total():
        return "ticks"
    return "text"


def _are_steps(cells: "pd.Series[str]") -> bool:
    return bool(cells[cells.ne("")].str.fullmatch(r"\d{1,2}점?").all()) and cells.nunique() <= MOST_OPTIONS


def _are_opinions(cells: "pd.Series[str]") -> bool:
    return len({said for name in cells[cells.ne("")].unique() if (said := tone(name)) is not None}) > 1


def scale_of(cells: "pd.Series[str]") -> tuple[str, ...]:
    """The steps from good to bad, of the scales that forms use, in which most of ``cells`` stand; () for none."""
    counts = cells.value_counts()
    scales = [tuple(row["steps"].split("|")) for row in rows("scales")]
    shares = {steps: int(counts[counts.index.isin(steps)].sum()) for steps in scales}
    best = max(shares, key=lambda steps: (shares[steps], -len(steps)), default=())
    return best if best and shares[best] >= _SHARE * len(cells) and counts.index.isin(best).sum() > 1 else ()


def _is_short(names: Sequence[str]) -> bool:
    return all(len(name) <= LONGEST_OPTION for name in names)
