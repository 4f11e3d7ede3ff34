"""What of a body's name tells it from others, and what does not: for comparing names, never for showing them."""

import re
import unicodedata
from functools import cache

from rapidfuzz.distance import Indel, Postfix, Prefix

from transforms.parse.text import key
from transforms.reference import rows

_SCHOOLS = (
    ("초등학교", "초"),
    ("초교", "초"),
    ("여자중학교", "여중"),
    ("중학교", "중"),
    ("여자고등학교", "여고"),
    ("고등학교", "고"),
    ("고교", "고"),
    ("대학교", "대"),
)
# A number, or a letter that counts what is named behind it: 1단지, A팀, 가반, 이동.
NUMBER = r"\d+|(?<![a-z])[a-z](?![a-z])"
_COUNTING = rf"{NUMBER}|[가나다라마바사아일이삼사오육칠팔구십갑을병정]"
_OWN_WAY = ("counted", "body within")  # sets that are no words one of which stands in the place of another
# What a body is or was certified as, beside its name.
_SAID_OF_BODIES = frozenset(
    "준비위원회 추진위원회 가칭 사회적기업 예비사회적기업 마을기업 비영리임의단체 임의단체 비영리단체".split()
)
_ALIKE = 0.4  # of the letters of a mistyped part
_RESPELT = 0.5
_LEAST = 3
_PLAIN = str.maketrans("ᄁᄄᄈᄊᄍ", "ᄀᄃᄇᄉᄌ")
_LONG = 6  # a name in which another vowel makes no other body


@cache
def _forms() -> tuple[str, ...]:
    typed = {key(row["typed"]) for row in rows("legal_forms") if len(key(row["typed"])) >= 3}
    return tuple(sorted(typed | _SAID_OF_BODIES, key=lambda form: (-len(form), form)))


def core(name_key: str) -> str:
    """A name key without any legal form, attached or not, and with schools in their short form.

    >>> core("햇살이음사회적협동조합") == core("사회적협동조합햇살이음") == core("햇살이음")
    True
    >>> core("청주새터울초등학교")
    '청주새터울초'
    """
    value, forms = name_key, _forms()
    # Most names bear no form: one look at both ends spares them the round of all forms.
    for form in forms if value.startswith(forms) or value.endswith(forms) else ():
        for shorter in (value.removeprefix(form), value.removesuffix(form)):
            if len(shorter) >= 2:
                value = min(value, shorter, key=len)
    for long, short in _SCHOOLS:
        if value.endswith(long):
            return value.removesuffix(long) + short
    return value


def with_short_schools(name_key: str) -> str:
    """The name with every school in it in its short form."""
    for long, short in _SCHOOLS:
        name_key = name_key.replace(long, short)
    return name_key


def essence(core_: str, region: tuple[str, ...] = ()) -> str:
    """A core name without the region's own names in front and the branch behind.

    >>> home = ("푸른시", "푸른")
    >>> essence("푸른새터울초", home), essence("참교육학부모모임푸른지회", home), essence("푸른새터울초")
    ('새터울초', '참교육학부모모임', '푸른새터울초')
    """
    value = core_
    for pattern in _around(region):
        shorter = pattern.sub("", value)
        if len(shorter) >= _LEAST:
            value = shorter
    return value


@cache
def _around(region: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What people add or leave out at both ends of a name without meaning another body."""
    # The longest first: 푸른시 before 푸른.
    names = "|".join(sorted((re.escape(key(name)) for name in region), key=lambda name: (-len(name), name)))
    # 푸른시 상당구 금천동 …: the 구 of a 동 is told by nobody twice
    before = re.compile(rf"^(?:{names})(?:[가-힣]{{1,3}}구(?=[가-힣]{{1,4}}\d?[동읍면]))?")
    return before, re.compile(rf"(?:{names})(?:지회|지부)?$|(?:지회|지부|사무국|사무처|본점|본사|본부|본회|본원)$")


@cache
def _sets() -> dict[str, tuple[str, ...]]:
    """The words of each set of reference/contrasts.csv, the longest first."""
    listed = sorted(rows("contrasts"), key=lambda row: (-len(row["word"]), row["word"]))
    return {name: tuple(row["word"] for row in listed if row["set"] == name) for name in {r["set"] for r in listed}}


@cache
def _that_count(how: str) -> frozenset[str]:
    return frozenset(row["word"] for row in rows("contrasts") if row["counts"] == how)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """What is counted, with its number; and for each set its words of two letters and more."""
    # 사회복지부: no fourth of anything
    counted = rf"(?!사회[가-힣])(?:{_COUNTING})(?:{'|'.join(_sets()['counted'])})|{NUMBER}"
    long = [[word for word in each if len(word) > 1] for name, each in sorted(_sets().items()) if name not in _OWN_WAY]
    return (re.compile(counted), *(re.compile("|".join(each)) for each in long))


def contrast(a: str, b: str) -> bool:
    """True when what differs between two names of bodies counts or contrasts, or is another word altogether.

    The sets of words stand in reference/contrasts.csv. A word counts where the differing part touches it and another
    of its set stands in its place, some words also where none does; a single letter where another one of its set
    stands in its place, some also in front of the whole other name. What only one name has tells it apart where
    it names a body within the other: a church and its choir.

    >>> [contrast(a, "독서모임오전반") for a in ("독서모임오후반", "독서모임", "독서모암오전반")]
    [True, True, False]
    >>> contrast("새터마을아파트주민회", "새터마을빌라주민회"), contrast("새터마을아파트주민회", "새터마을주민회")
    (True, False)
    >>> contrast("가온교회", "가온교회봉사단"), contrast("가온교회", "가온교회모임")
    (True, False)
    >>> contrast("가온로타리클럽", "신가온로타리클럽")
    True
    """
    a, b = with_short_schools(a), with_short_schools(b)
    # 한결재단 한결병원: what is in front, and not what is between.
    start = 0 if a.endswith(b) or b.endswith(a) else Prefix.similarity(a, b)
    end = Postfix.similarity(a[start:], b[start:])
    one, other = a[start : len(a) - end], b[start : len(b) - end]
    if any(one in each and other in each for name, each in _sets().items() if name not in _OWN_WAY):
        return one != other
    if is_sister_in_front(a, b):
        return True
    is_typo = _is_one_letter_off(one, other)
    if is_typo and any(_is_mutilated(pattern, a, b, start) for pattern in _patterns()[1:]):
        return False  # 작은도사관
    # 빈첸시오, 빈첸시오회: whoever only adds what is counted says no other number.
    is_counter = one + other in _sets()["counted"] and not (one and other)
    for number, pattern in enumerate(_patterns()[is_counter:], is_counter):
        both = [_touched(pattern, name, start, len(name) - end) for name in (a, b)]
        if is_typo and number and not all(both):
            both = [{word for word in each if len(word) < _LEAST} for each in both]  # 작은도서간
        if both[0] != both[1] and (number == 0 or all(both) or not _that_count("alone").isdisjoint(both[0] | both[1])):
            return True
    # 해온재단 한결병원: who runs it is named in front
    is_run = end == min(len(a), len(b)) and (one + other).endswith("재단")
    if not ((one and other) or is_run) and any(word in one + other for word in _sets()["body within"]):
        return True
    letters = [unicodedata.normalize("NFD", part) for part in (one, other)]
    return bool(one and other) and Indel.normalized_similarity(*letters) < _ALIKE


def holds_contrast(name: str) -> bool:
    """True where a whole word of a set stands in the name: 청년회.

    >>> holds_contrast("청년회"), holds_contrast("환교넷")
    (True, False)
    """
    return any(pattern.search(name) for pattern in _patterns()[1:])


def _is_one_letter_off(one: str, other: str) -> bool:
    """True of two syllables that differ in one letter: 관, 간."""
    if len(one) != 1 or len(other) != 1:
        return False
    x, y = (unicodedata.normalize("NFD", each) for each in (one, other))
    return Indel.distance(x, y) <= (2 if len(x) == len(y) else 1)


def _is_mutilated(pattern: re.Pattern[str], a: str, b: str, at: int) -> bool:
    """True where a word of three letters or more holds the letter in one name, and none does in the other."""
    held = [
        any(w.start() <= at < w.end() and w.end() - w.start() >= _LEAST for w in pattern.finditer(each))
        for each in (a, b)
    ]
    return held[0] != held[1]


def is_sister_in_front(a: str, b: str) -> bool:
    """True where one name is the other with what counts in front: 신가온로타리클럽."""
    short, long = sorted((a, b), key=len)
    return long.endswith(short) and long[: len(long) - len(short)] in _that_count("in front")


def is_misspelt(a: str, b: str) -> bool:
    """True of two names that differ in one vowel or one doubled consonant, which counts and contrasts nothing.

    >>> is_misspelt("이주여성인권쉼터", "이주여성인권쉼타"), is_misspelt("온마을2단지모임", "온마을3단지모임")
    (True, False)
    """
    return _unlike_in_one(a, b) is not None and without_vowels(a) == without_vowels(b) and not contrast(a, b)


def is_mistyped(a: str, b: str) -> bool:
    """True of two long names that differ in one letter of one syllable, which counts and contrasts nothing.

    >>> is_mistyped("물결수달지킴이", "물결수달지킹이"), is_mistyped("물결수달지킴이", "물결노루지킴이")
    (True, False)
    """
    unlike = _unlike_in_one(a, b)
    return unlike is not None and _is_one_letter_off(*unlike) and not contrast(a, b)


def is_respelt(a: str, b: str) -> bool:
    """True of two names of which a syllable or two are spelt with nearly the same letters, contrasting nothing.

    >>> is_respelt("그린솔라테크", "그린솔라텍"), is_respelt("그린솔라테크", "그린솔라팜")
    (True, False)
    """
    start = Prefix.similarity(a, b)
    end = Postfix.similarity(a[start:], b[start:])
    one, other = a[start : len(a) - end], b[start : len(b) - end]
    parts = [unicodedata.normalize("NFD", each) for each in (one, other)]
    is_short = one != "" and other != "" and max(len(one), len(other)) < _LEAST < min(len(a), len(b))
    return is_short and Indel.normalized_similarity(*parts) >= _RESPELT and not contrast(a, b)


def _unlike_in_one(a: str, b: str) -> tuple[str, str] | None:
    """The one syllable, of each, in which two long names differ; None where they differ otherwise."""
    if len(a) != len(b) or len(a) < _LONG:
        return None
    unlike = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    return unlike[0] if len(unlike) == 1 else None


def without_vowels(name: str) -> str:
    """The name's consonants, doubled or not, a syllable each, and whatever is no syllable."""
    parts = (unicodedata.normalize("NFD", letter) for letter in name)
    return " ".join(part[:1].translate(_PLAIN) + part[2:] for part in parts)


def _touched(pattern: re.Pattern[str], name: str, start: int, end: int) -> set[str]:
    """The words that the differing part of the name is in, has in it or stands beside."""
    found = pattern.finditer(name)
    return {word.group() for word in found if word.start() <= end and word.end() >= start}
