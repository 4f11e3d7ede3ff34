"""Names that say less than the body's whole name: its own name alone, first letters of its words, no branch."""

import re

from rapidfuzz.distance import Prefix

from transforms.bodies.near_names import core, essence, holds_contrast
from transforms.bodies.spellings import spelt
from transforms.parse.people.words import HANGUL
from transforms.parse.people.words import words as words_of

_LEAST, _MOST = 3, 4  # syllables of a name made of first letters
_AHEAD = 2  # and of what stands before them
_ENDS = "협연모련"  # what 협의회, 연대, 모임 and 연합 are in such a name
_PARTICLE = re.compile("(?<=[가-힣]{2})[을를의]$")
_BRANCH = "(?:지회|지부|지점|분회|지국|지사|출장소)"
# What people of a larger body make up: it is none of its names.
_GROUPS = ("회", "단", "부", "반", "팀", "대", "모임", "동아리")
# Through which of its departments an office answers: no club of its people (봉사팀), no class of a school (환경부).
_DEPARTMENT = re.compile(
    "[가-힣a-z]{0,6}(?:총무|기획|홍보|운영|경영|환경|안전|정책|행정|사업|인사|교육|지원|관리|협력|상생|고객|시설|영업|개발"
    "|민원|보건|상담|복지|조직|사회공헌|사회가치|동반성장|지속가능|esg)[가-힣]{0,2}(?:과|팀|실|처|국|본부)"
    "|[가-힣]{0,2}(?:총무|기획|홍보|지원|영업|사회공헌|대외협력)부"
)
# 다온 (이주여성 자조모임): what it is, behind its name
_KIND = re.compile(r"(?<=\S)\s?[(（][^()（）]*(?:기관|단체|모임|기업|동아리|회사|시설|공동체)[)）]$")
_PLACE = re.compile(r"[가-힣]{2,4}(?:[시군구읍면동]|\d동)")


def is_short_for(a: str, b: str, region: tuple[str, ...] = ()) -> bool:
    """True where one of two names of bodies that share an officer and a contact is short for the other.

    >>> is_short_for("두드림", "청소년운영위원회 '두드림'"), is_short_for("마을학교 별터", "마을카페 별터")
    (True, False)
    >>> is_short_for("무사모", "무심천을 사랑하는 사람들의 모임"), is_short_for("가람합창단", "가람소년소녀합창단")
    (True, False)
    >>> is_short_for("가온금고", "가온금고 봉명지점"), is_short_for("가온금고 사창지점", "가온금고 봉명지점")
    (True, False)
    """
    words = [[_PARTICLE.sub("", word) for word in spelt(_KIND.sub("", name))] for name in (a, b)]
    if sum(_is_department(each) for each in words) == 1:
        words = [each[:-1] if _is_department(each) else each for each in words]
    short, long = sorted(words, key=lambda each: len("".join(each)))
    if short and "".join(short) == "".join(long):
        return True
    # 빈첸시오회 새터성당 is of the church, and not the church; 나래재단 가온복지관 is the house that is run.
    if len(short) == 1 and len(long) > 1 and short[0] == long[-1]:
        is_of = short[0].endswith(words_of("body")) and any(
            word.endswith(_GROUPS) and not word.endswith("재단") for word in long[:-1]
        )
        return len(short[0]) > 1 and not is_of
    own, whole = (core("".join(each)) for each in (short, long))
    is_of_letters = _is_of_first_letters(essence(own, region), essence(whole, region), long)
    return is_of_letters or _is_of_letters_behind(own, whole) or _is_whole_of(own, whole)


def _is_department(words: list[str]) -> bool:
    return len(words) > 1 and _DEPARTMENT.fullmatch(words[-1]) is not None


def branch(name: str, region: tuple[str, ...]) -> str:
    """Of which place in the region's the name says that it is a branch; '' where it says none.

    >>> [branch(name, ("푸른시", "푸른")) for name in ("모임 푸른시지회", "모임 푸른지부", "푸른 모임")]
    ['푸른', '푸른', '']
    """
    places = "|".join("".join(spelt(place)) for place in region)
    found = re.search(rf"({places})(?:지회|지부)$", "".join(spelt(name))) if region else None
    return re.sub("[시군도]$", "", found[1]) if found else ""


def _is_of_first_letters(short: str, long: str, words: list[str]) -> bool:
    """True of 무사모 for 무심천사랑모임: letters that stand apart in the long name, its first among them."""
    if not (
        HANGUL.fullmatch(short) and _LEAST <= len(short) <= _MOST and short[0] == long[0] and len(long) > len(short)
    ):
        return False
    if len(words) >= len(short):
        initials = "".join(word[0] for word in words)
        return re.search(".*".join(short), initials) is not None and short[-1] == initials[-1]
    return re.search(".+".join(short), long) is not None


def _is_of_letters_behind(short: str, long: str) -> bool:
    """True of 충북환교넷 for 충북시민환경교육넷: letters that stand apart, behind a place or whose it is in both."""
    shared = Prefix.similarity(short, long)
    # 온누리여상협: the first of the letters is the long name's next one, or a later one's.
    return any(_stand_apart(short[at:], long[at:]) for at in (shared - 1, shared) if at >= _AHEAD)


def _stand_apart(letters: str, name: str) -> bool:
    if not HANGUL.fullmatch(letters) or not _LEAST <= len(letters) <= _MOST or holds_contrast(letters):
        return False
    is_end = letters[-1] == name[-1:] or letters[-1] in _ENDS
    return is_end and re.search(".+".join(letters), name) is not None


def _is_whole_of(short: str, long: str) -> bool:
    """True where the long name says of which branch or place it is, and the short one of none."""
    branch = long.removeprefix(short) if long.startswith(short) else ""
    if re.fullmatch(rf"[가-힣]{{2,4}}{_BRANCH}", branch):
        return True
    start = next((at for at, (x, y) in enumerate(zip(short, long, strict=False)) if x != y), len(short))
    return any(
        short[:at] == long[:at]
        and _PLACE.fullmatch(long[at : at + len(long) - len(short)]) is not None
        and long[at + len(long) - len(short) :] == short[at:]
        for at in range(max(start - 1, _LEAST), start + 1)
    )
