"""Cells that name one: a person, or oneself."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache, lru_cache

from transforms.parse.bodies import Body, body, form_apart, form_of_whoever_runs, is_form, without_heading
from transforms.parse.people import is_name, people
from transforms.parse.people.given import believed, may_name
from transforms.parse.people.words import is_sure, is_title, whole_words, words
from transforms.parse.text import HALF_WIDTH, clean, is_blank, key
from transforms.reference import rows

_BRACKET = re.compile(r"[(\[（]([^()\[\]（）]{1,30})[)\]）]")
# A name in Latin letters and what stands behind it in Hangul.
_LATIN = re.compile(
    r"(?P<name>[^\W\d_가-힣一-鿿]+(?:[ .'’-]+[^\W\d_가-힣一-鿿]+)*\.?)\s*[/,·(]?\s*(?P<title>[가-힣]{2,10})\)?"
)


_CALLED = re.compile(
    r"(?P<name>[가-힣](?: ?[가-힣]){1,4})(?P<gap> ?)"
    r"(?P<called>님|씨|귀하|(?:어르신|여사|할머니|할아버지)님?|네(?: ?(?:집|가족|식구))?)"
)
_WHAT = re.compile(r".*\S (?:직원|사원|학생|재학생|주민|시민|조합원|회원|교사)")
_WHOLE = 3  # letters of most names
_APART = " (,·/"


def means_myself(cell: str) -> bool:
    """True for a name cell that says "myself" or "an individual" instead of a name."""
    value = without_heading(clean(cell).replace("\n", " "))
    return is_blank(value) or key(_outside(value)) in _self_words()


def says_what(name: str) -> bool:
    """True of what an individual is where a name is asked for.

    >>> says_what("한울전자 직원"), says_what("솔내동 주민"), says_what("노을")
    (True, True, False)
    """
    return _WHAT.fullmatch(name) is not None


@cache
def _self_words() -> frozenset[str]:
    return frozenset(row["word"] for row in rows("self_words"))


def own_name(cell: str, titles: Sequence[str] = (), places: Collection[str] = ()) -> str:
    """The name in an individual's cell, without a title, a place before it, or what stands in brackets.

    ``titles`` are further ones of the council; ``places`` (keys) come off where the rest is a whole name.

    >>> own_name("솔재면 김하늘님(전화)", places=("솔재면",)), own_name("솔재면 부녀회", places=("솔재면",))
    ('김하늘', '솔재면 부녀회')
    """
    value = _outside(without_heading(clean(cell).replace("\n", " ")))
    place, _, rest = value.partition(" ")
    if key(place) in places and is_name(rest_name := person_cell(rest, titles)):
        return rest_name
    return person_cell(value, titles)


def without_address(value: str) -> str:
    """The person without what people are called by behind the name: 님, 씨, 어르신, or 네 of a household.

    >>> [without_address(typed) for typed in ("함복례님", "석영호네", "이건 씨", "김별님", "이하네", "방울이네")]
    ['함복례', '석영호', '이건', '김별님', '이하네', '방울이네']
    """
    found = _CALLED.fullmatch(value)
    if not found:
        return value
    name, is_glued = found["name"], found["gap"] == ""
    # A short name may end so itself: 김별님, 이하네.
    is_own = is_glued and len(name) < _WHOLE and (found["called"] == "네" or value[-2:] in words("given"))
    # 방울이네 is what a household calls itself, 순이네 as well.
    is_pet = found["called"] == "네" and name.endswith("이") and name[-2:] not in words("given")
    return name if is_name(name.replace(" ", "")) and not (is_own or is_pet) else value


def _outside(value: str) -> str:
    return re.sub(r"\([^()]*\)", " ", value).strip() or value


def person_cell(cell: str, titles: Sequence[str] = ()) -> str:
    """The person named in a cell meant for one name, with a title or 님 taken off where one stands there.

    ``titles`` are further ones of the council.
    """
    return _person(cell, tuple(titles))[0]


def title_beside(cell: str, titles: Sequence[str] = ()) -> str:
    """The title that stands beside the name in a cell meant for one name, '' where there is none."""
    return _person(cell, tuple(titles))[1]


@lru_cache(4096)
def _person(cell: str, titles: tuple[str, ...]) -> tuple[str, str]:
    """The name and the title of a cell meant for one name; the cell and '' where it names nobody that can be told."""
    value = clean(cell).replace("\n", " ").translate(HALF_WIDTH)
    if is_blank(value) or key(value) in _self_words():
        return "", ""
    value = without_address(value)
    if is_name(value) and not value.endswith(titles):
        return value, ""
    if latin := _titled_latin(value):
        return latin
    named = people(value, believed(value, titles), titles).named
    if len(named) == 1 and (may_name(named[0].name) or _is_foreign(named[0].name)):
        return named[0]
    name, title = _led(value)
    return name or value, title


def _is_foreign(name: str) -> bool:
    return any(whole_words().get(word) == "F" for word in name.split())


def names_one(value: str) -> bool:
    """True of a cell in which somebody is named.

    >>> names_one("김하늘"), names_one("응우옌 티 란"), names_one("고등학생"), names_one("익명 희망")
    (True, True, False, False)
    """
    return may_name(value) or bool(people(value).named)


def _led(value: str) -> tuple[str, str]:
    """A name of three syllables before words that are no name, and these: 방서림 육상 코치; '' and '' for neither."""
    first, _, rest = value.partition(" ")
    is_led = rest and is_name(first) and is_sure(first) and not any(map(is_sure, rest.split()))
    return (first, rest) if is_led else ("", "")


def body_of(cell: str, forms: Sequence[str] = (), others: Mapping[str, Body] | None = None) -> Body:
    """The body that a cell names, as a council reads it.

    ``forms`` are of its own; one that the program knows means here that it comes off where it is glued to a name, too.
    ``others``: how the council knows bodies that are called otherwise as well, by the keys of what these are called.

    >>> body_of("(사협)솔내", ["사협"])[:2], body_of("별빛협동조합", ["협동조합"])[:2]
    (('솔내', '사회적협동조합'), ('별빛', '협동조합'))
    >>> body_of("한울소비자생활협동조합", ["소비자생활협동조합"])[:2]
    ('한울', '소비자생활협동조합')
    >>> body_of("(의)호반재단 호반병원", ["의료법인"])[1:4:2], body_of("의료법인 호반재단 호반병원").legal_form
    (('의료법인', '의료법인 호반재단 호반병원'), '')
    >>> body_of("도사경(주)", others={"도사경": body("도사회연대경제센터")})[:3:2]
    ('도사회연대경제센터', '도사회연대경제센터')
    """
    own = [form for form in forms if not is_form(form)]
    shorter, form, whole = without_own_form(cell, own)
    read = body(shorter)
    if form:
        read = read._replace(full=body(whole).full)
    own_one = own_form(shorter, own) or form
    # 소비자생활협동조합 says more than the 협동조합 it ends with.
    if own_one and own_one.endswith(read.legal_form):
        read = read._replace(legal_form=own_one)
    read = form_apart(read, forms)
    if not read.legal_form and (run_by := form_of_whoever_runs(shorter, forms)):
        read = read._replace(legal_form=run_by, full=f"{run_by} {read.full}")
    known = others.get(read.key) if others else None
    if known and not known.legal_form:
        known = known._replace(legal_form=read.legal_form, full=read.full.replace(read.name, known.name))
    return known or read


def without_officer(cell: str, names: Collection[str]) -> str:
    """A body's cell without its officer and their title, where the row names them elsewhere (``names``) as well.

    >>> typed = ("못안마을 이장 최한솔", "못안마을 최한솔 이장님", "책방 최한솔")
    >>> [without_officer(each, ["최한솔"]) for each in typed]
    ['못안마을', '못안마을', '책방 최한솔']
    """
    value = clean(cell)
    for name in filter(None, names):
        before, found, behind = value.rpartition(name)
        if not found or before[-1:] not in _APART:
            continue
        house, title = before.strip(_APART), behind.strip(f"{_APART})").removesuffix("님")
        if not title:
            house, _, title = house.rpartition(" ")
        if is_title(title) and key(house):
            return house.strip(_APART)
    return cell


def without_own_form(cell: str, forms: Sequence[str]) -> tuple[str, str, str]:
    """The name of a body without one of the ``forms`` in brackets of its own, that form, and both without brackets.

    The cell, '' and the cell for none.

    A form that stands in no brackets may be of the name, and stays: see own_form.

    >>> without_own_form("두꺼비 (마을 기업)", ("마을기업",)), without_own_form("마을기업 두꺼비", ("마을기업",))
    (('두꺼비', '마을기업', '두꺼비 마을기업'), ('마을기업 두꺼비', '', '마을기업 두꺼비'))
    """
    by_key = {key(form): form for form in forms}
    for bracket in _BRACKET.finditer(cell) if by_key else ():
        form = by_key.get(key(bracket[1]))
        around = cell[: bracket.start()].rstrip(), cell[bracket.end() :].lstrip()
        if form and key(rest := " ".join(around).strip()):
            return rest, form, f" {form} ".join(around).strip()
    return cell, "", cell


def own_form(name: str, forms: Sequence[str]) -> str:
    """Which of the ``forms`` a body's name begins or ends with, the longest; '' for none.

    >>> own_form("신림동 청년협의체", ("협의체", "청년협의체")), own_form("협의체", ("협의체",))
    ('청년협의체', '')
    """
    value = key(name)
    held = (each for each in forms if value != key(each) and (value.startswith(key(each)) or value.endswith(key(each))))
    return max(held, key=len, default="")


def _titled_latin(value: str) -> tuple[str, str] | None:
    """A name in Latin letters and its title in Hangul; None for anything else, as for YMCA 김도윤."""
    found = _LATIN.fullmatch(value)
    if not found or is_name(found["title"]) or found["name"].isupper():
        return None
    return found["name"], found["title"]
