"""What token a word of a list of people makes, and what leans on it: honour, particle, the end of a sentence."""

import re
from functools import cache, lru_cache
from typing import NamedTuple
from unicodedata import normalize

from transforms.parse.counts import count
from transforms.parse.people.words import (
    HANGUL,
    LINE,
    Token,
    is_kin,
    is_made_title,
    is_name,
    is_place,
    is_title,
    is_title_ending,
    is_unit,
    is_usual_name,
    longer_than,
    surnames,
    titles,
    titles_of,
    usual_syllables,
    whole_words,
    words,
)
from transforms.reference import rows

_JAMO = re.compile(r"[ㄱ-ㅣ]+")
_LATIN = r"A-Za-zÀ-ɏḀ-ỿ"
# Names in letters of their own: no Korean word looks like them.
_ELSEWHERE = re.compile(rf"[^\W\d_가-힣ㄱ-ㅣ{_LATIN}][^\d_가-힣ㄱ-ㅣ]*")
# What leans on a name or title: honour, then a particle, then the end of a sentence.
_ENDING = re.compile(
    r"(?P<honour>님들|영감님|님|씨|氏|쌤|샘|옹|귀하|드림|올림)?"
    r"(?P<particle>이하고요?|하고요|이랑|하고|께서는|께서|외에|포함|까지|이서|에서는|에서|에는|에만|에도|으로"
    r"|[랑와과및외外등等가이은는을를에도만로네])?"
    r"(?P<copula>이십니다|입니다|이에요|예요|이고요|이구요|이고|이며|이요|요|합니다|하겠습니다|할게요|드립니다|됩니다)?"
)
_LAST_OF_ENDINGS = frozenset("님들씨氏쌤샘옹하림고랑는서외外에함지와과및등等가이은을를도만다요며로네")
# Letters typed at the end of a name: came, does not come, "teacher" and "student".
_LETTER_MARKS = {
    **dict.fromkeys("OoVv", (Token("+"),)), **dict.fromkeys("Xx", (Token("="),)), **dict.fromkeys("TtSs", ()),
}  # fmt: skip
# What a particle begins after the word that it leans on.
BEGINS = {
    **dict.fromkeys(("이하고", "이하고요", "하고요", "이랑", "하고", "랑", "와", "과", "및"), "&"),
    **dict.fromkeys(("이고", "이며", "이고요", "이구요"), ","),
    **dict.fromkeys(("입니다", "이십니다", "이에요", "예요"), ";"),
    **dict.fromkeys(("외", "외에", "外"), "o"),
    **dict.fromkeys(("등", "等", "포함"), "i"),
    "에서": "R",
    **dict.fromkeys(("을", "를"), "e"),
}
_SURE = frozenset(BEGINS) - {"랑", "등", "을"}
# Syllables that end given names as readily as they mark a subject.
_NAMELIKE = frozenset({"랑", "이", "은", "을"})
_BECAUSE = re.compile("(?<=[가-힣]{2})이?라서?$")
_AT_PLACE = frozenset({"에서", "에서는", "에는", "에", "으로", "로"})
_LONGEST_GLUED = 60


@cache
def _initials() -> frozenset[str]:
    """Titles of capitals; Cho with small letters is no CHO."""
    return frozenset(row["title"].capitalize() for row in rows("titles") if row["title"].isupper())


@lru_cache(32768)
def read_word(text: str, is_polite: bool) -> tuple[Token, ...]:
    """The token that a word makes, and a second one for the particle that leans on it."""
    bare = text.lstrip("0123456789")
    if bare != text:
        return _numbered(text, bare, is_polite)
    if text[-1] in "OoXx" and whole_words().get(text[:-1]) == "x":
        return (Token("D" if text[-1] in "Xx" else "x", text),)  # 참석X
    if text[-1] in _LETTER_MARKS and is_name(text[:-1]):
        return (*read_word(text[:-1], is_polite), *_LETTER_MARKS[text[-1]])
    if text[-1] in "ABC" and len(text) == 4 and is_name(text[:-1]):
        return (Token("N", text),)  # 홍길동A, 홍길동B: two people of one name
    if text[0] == "외" and text not in titles() and (whole_words().get(text[1:]) == "C" or text[1:] in titles()):
        return (Token("o"), *read_word(text[1:], is_polite))  # 외직원 2명
    bares = [text[: cut.end] for cut in partings(text)]
    is_one = text.endswith(longer_than(2, "body")) or any(map(_is_of_one, bares))
    glued = _glued(text) if len(text) > 5 and not is_one else ()
    if glued:
        return glued
    token, ending = _classified(text, is_polite)
    said = _glued_note(text) if token.kind in "vWPU" and len(text) > 4 else ()
    if said:
        return said
    address = next((a for a in titles_of("address") if text.endswith(a)), "") if token.kind == "W" else ""
    if address:
        # 혜담스님: a name that no table knows, and how its bearer is addressed.
        name = text.removesuffix(address)
        return Token("M" if is_title(name) else "W", name), Token("T", address)  # 원장선생님
    # 서울에서 is a place; 홍길동에서 is the one who is replaced, 대표를 whoever bears the title.
    is_of_person = token.kind in "NHT"
    begins = BEGINS.get(ending) if is_of_person or ending not in ("에서", "을", "를") else None
    return (token, Token(begins)) if begins else (token,)


def _glued_note(word: str) -> tuple[Token, ...]:
    """The name and what is said of its bearer, typed as one word: 홍길동참석, 불참홍길동."""
    for is_before in (True, False):
        name, said = (word[:3], word[3:]) if is_before else (word[-3:], word[:-3])
        kind = whole_words().get(said, "")
        if kind in ("x", "A") and _is_likely_name(name) and (is_usual_name(name) or name[:2] in surnames().long):
            listed = (Token("N", name), Token(kind, said))
            return listed if is_before else listed[::-1]
    return ()


def _is_of_one(word: str) -> bool:
    return is_made_title(word) or name_and_made_title(word, is_alone=False)[0] != ""


@lru_cache(8192)
def _glued(word: str) -> tuple[Token, ...]:
    """The people of a word that holds two or more of them without a blank: 홍길동회장김하늘총무, 홍길동김하늘.

    Every syllable must belong to a name or to a listed title, and all people must be typed the same way.
    """
    if len(word) > _LONGEST_GLUED or not HANGUL.fullmatch(word):
        return ()
    for pattern in ("NT", "TN", "N"):
        made = _split(word, pattern, 0)
        names = [token.text for token in made or () if token.kind == "N"]
        if made and len(names) > 1 and (pattern != "N" or any(map(is_usual_name, names))):
            return made
    return ()


def _split(word: str, pattern: str, at: int) -> tuple[Token, ...] | None:
    """The word from its start on as tokens that repeat the pattern, or nothing where it does not fit."""
    if not word:
        return () if at % len(pattern) == 0 else None
    kind = pattern[at % len(pattern)]
    sizes = ((4, 3) if word[:2] in surnames().long else (3,)) if kind == "N" else range(min(6, len(word)), 1, -1)
    for size in sizes:
        part = word[:size]
        if len(part) == size and (_is_likely_name(part) if kind == "N" else part in titles()):
            rest = _split(word[size:].removeprefix("님") if kind == "T" else word[size:], pattern, at + 1)
            if rest is not None:
                is_last = at % len(pattern) == len(pattern) - 1
                return (Token(kind, part), *((Token(","),) if is_last else ()), *rest)
    return None


def _is_likely_name(word: str) -> bool:
    given = word[2 if len(word) == 3 and word[:2] in surnames().long else 1 :]  # 제갈공 is nobody
    is_usual = word[:2] in surnames().long and len(word) > 3
    return is_name(word) and not is_unit(word) and (is_usual or not usual_syllables().isdisjoint(given))


def _numbered(text: str, bare: str, is_polite: bool) -> tuple[Token, ...]:
    """12통장 is a title, 101동 a unit, 45세 neither, and 1홍길동 the first of a list."""
    if any(bare[: cut.end] in words("aside") for cut in partings(bare)):
        return ()
    n_digits = len(text) - len(bare)
    for end in (cut.end for cut in partings(bare)):
        if is_usual_name(_name_and_title(bare[:end])[0]):
            break  # 1홍길동팀장
        if is_title(bare[:end]) or is_title(text[: n_digits + end]):
            return (Token("T", text[: n_digits + end]),)
    if bare.removesuffix("님") == "급":
        return (Token("T", text.removesuffix("님")),)  # the grade of a civil servant
    if bare in words("unit"):
        return (Token("U", text),)
    read = read_word(bare, is_polite)
    if read[0].title in ("학년", "급"):
        return (read[0]._replace(title=text[:n_digits] + read[0].title), *read[1:])  # 3학년홍길동
    return (LINE, *read)


class Cut(NamedTuple):
    """Where the word proper may end, and what leans on it."""

    end: int
    honour: str = ""
    particle: str = ""
    copula: str = ""


def partings(word: str) -> list[Cut]:
    """Every way to part the word from what leans on it, the longest word first."""
    found = [Cut(len(word))]
    if word[-1] in _LAST_OF_ENDINGS:
        for end in range(len(word) - 1, max(0, len(word) - 8), -1):
            match = _ENDING.fullmatch(word, end)
            # 기후대기과 is a department: behind a vowel "and" is 와.
            before = normalize("NFD", word[match.start("particle") - 1]) if match and match["particle"] == "과" else ""
            if match and len(before) != 2 and not (match["particle"] == "과" and word.endswith(("학과", "교육과"))):
                found.append(Cut(end, *(match[each] or "" for each in ("honour", "particle", "copula"))))
    return found


def _classified(word: str, is_polite: bool) -> tuple[Token, str]:
    """The token that a word makes, and the particle that came off it."""
    if _JAMO.fullmatch(word):
        return Token("x", word), ""
    if word[-1] in "라서" and whole_words().get(_BECAUSE.sub("", word)) in ("x", "b", "r"):
        return Token("b", word), ""  # 근무라 못 갑니다
    cuts, whole_is_name = partings(word), is_name(word)
    if whole_is_name and len(cuts) == 1 and len(word) == 3 and not (is_unit(word) or word[1:] in titles()):
        return Token("N", word), ""
    if word in _initials():
        return Token("W", word), ""
    listed = _listed(word, cuts, whole_is_name)
    if listed:
        return listed
    is_foreign = word.endswith(words("foreign_end")) or word.startswith(words("foreign_start"))
    is_foreign |= word[0] in surnames().short and whole_words().get(word[1:]) == "F"  # 최알렉산드라
    if len(word) > 3 and word[0] in surnames().short and word[1:] in words("baptismal"):
        return Token("N", word), ""  # 홍베드로
    if _ELSEWHERE.fullmatch(word) or (is_foreign and 3 < len(word) < 7 and not whole_is_name):
        return Token("F", word), ""
    for end, _, particle, _ in cuts:
        bare = word[:end]
        name, title = _name_and_title(bare)
        if name and title in words("parent") and bare.startswith(name):
            return Token("T", bare), particle  # 홍길동엄마, who is not called so
        if name:
            return Token("H", name, title, bare if bare.endswith(title) else ""), particle
        if is_title(bare) and not whole_is_name:
            return Token("T", bare), particle
        if len(bare) == 3 and bare[0] in surnames().short and is_title_ending(bare[1:]):
            return Token("T", bare[1:], bare), particle
    return _unlisted(word, cuts, whole_is_name, is_polite)


def _unlisted(word: str, cuts: list[Cut], whole_is_name: bool, is_polite: bool) -> tuple[Token, str]:
    """What the shape of the word says where no table knows it."""
    for end, _, particle, copula in cuts:
        said = word[:end] if particle in ("에서", "으로") or (copula and not particle) else ""
        if len(said) == 3 and is_name(said) and is_usual_name(said) and said[-1] != "중":
            return Token("N", said), particle or copula  # 홍길동입니다; 논의중입니다 says no name
    if not whole_is_name and (word.startswith(words("denial_start")) or word.endswith(words("denial_end"))):
        return Token("D", word), ""
    is_given = whole_is_name and word[1:] in words("given")  # 송지만
    if len(word) > 2 and word.endswith(words("prose_sure")) and not is_given:
        return Token("v", word), ""
    if len(word) > (3 if whole_is_name else 2) and word.endswith(words("undone")):
        return Token("r", word), ""
    if len(word) > (3 if whole_is_name else 2) and word.endswith(words("prose")):
        return Token("v", word), ""
    bare = word.rstrip("님씨") or word
    if word[-1] == "인" and word[:-1] in titles():
        return Token("T", word[:-1]), ""  # 대표인 홍길동
    is_role = len(bare) > 2 and bare.endswith(words("role_ending"))
    is_of_name = any(cut.honour or is_usual_name(word[: cut.end]) for cut in cuts) or bare[:2] in surnames().long
    if is_role and len(bare) > 3 and not is_of_name:
        return Token("T", bare), ""  # 마을기록가, though 마을기록 could be a name
    if len(word) > 3 and word.endswith(words("task")):
        return Token("x", word), ""  # 사례발표
    name, particle = _name(word, cuts, is_polite)
    if name:
        return Token("N", name), particle
    # 센터에서는, 복지관으로
    stem = next((word[: cut.end] for cut in reversed(cuts) if cut.particle in _AT_PLACE), word)
    kinds = {"B": stem.endswith(words("body")), "U": stem.endswith(words("unit")), "P": is_place(stem)}
    kind = next((kind for kind, is_kind in kinds.items() if is_kind), "")
    if kind and stem != word and word[len(stem) :].startswith("에"):
        kind = "x"  # 우리 센터에서는
    return (Token(kind, word) if kind else Token("T" if is_role else "W", bare)), ""


def _listed(word: str, cuts: list[Cut], whole_is_name: bool) -> tuple[Token, str] | None:
    """What the tables say of the word, without what leans on it; nothing for a word that stands in none."""
    for end, honour, particle, _ in cuts:
        bare = word[:end].lower()
        kind = whole_words().get(bare)
        # 부장이 갑니다, 감독은 갑니다
        is_doubtful = is_usual_name(word) and word[0] not in surnames().rare  # 단원은
        is_title_said = bare in titles() and (particle == "이" or (particle == "은" and not is_doubtful))
        is_kin_said = particle == "랑" and (kind == "C" or is_kin(bare))  # 남매랑, 엄마랑
        is_listed = honour or is_title_said or is_kin_said or kind in ("l", "j", "k", "q", "p")
        if whole_is_name and (particle in _NAMELIKE or kind == "r") and end < len(word) and not is_listed:
            continue  # 배정만
        if kind == "c":
            said = count(bare)
            return Token("c", bare, size=said.upper if said else 0), particle
        if (kind == "M" and end < len(word)) or (kind == "x" and honour and whole_is_name):
            continue  # 환경과 is a department, not "environment and"; 조정님 a name
        if kind and (end == len(word) or end > 1 or kind == "s"):
            return Token(kind, word[:end]), particle
        if bare in titles():
            if particle == "과" and bare in words("field"):
                return Token("U", word), ""  # 기획과 대리
            is_task = particle in ("은", "는") and bare in words("task")  # 사회는 홍길동 팀장이
            return Token("x" if is_task else "T", word[:end]), particle
    return None


def _name(word: str, cuts: list[Cut], is_polite: bool) -> tuple[str, str]:
    """The name in the word without what leans on it, and the particle; two empty texts for any other word."""
    if len(word) > 12 or (len(word) > 3 and word.endswith(("학과", "스님"))):
        return "", ""
    usual = 4 if word[:2] in surnames().long else 3
    if len(word) == usual and word[-2:] in words("given") and is_name(word):
        return word, ""  # 박꽃님
    for end, honour, particle, copula in reversed(cuts[1:]):
        particle = particle or (copula if copula in BEGINS else "")
        is_unit_ = not honour and word.endswith(longer_than(1, "unit", "body"))
        if particle == "과" and end > usual and not usual_syllables().issuperset(word[1:end]):
            continue  # 도시계획과
        is_whole = end > usual or (particle == "이" and len(word) == 4 and not is_usual_name(word[:end]))
        if particle in _NAMELIKE and (is_unit_ or (is_whole and is_name(word))):
            continue  # 양지마을, 독고영재사랑, 왕리웨이
        is_sure = end >= usual or particle in _SURE or len(word) - end > 1 or word[-1] in "씨요"
        if end >= 2 and is_name(word[:end]) and (is_sure or (honour and is_polite)):
            return word[:end], particle
    return (word, "") if is_name(word) and not is_unit(word) else ("", "")


def _name_and_title(word: str) -> tuple[str, str]:
    """Name and title of 홍길동대표 or 대표홍길동; two empty texts for any other word."""
    if not 4 <= len(word) <= 16 or is_made_title(word):
        return "", ""
    is_long = word[:2] in surnames().long
    splits = [(word[:size], word[size:]) for size in ((4, 3, 2) if is_long else (3, 2)) if len(word) - size >= 2]
    splits += [
        (word[:size], word[size:]) for size in (4, 5) if word[0] in surnames().short and word[1:size] in _given()
    ]
    splits += [(word[-size:], word[:-size]) for size in (3, 4) if size == 3 or word[-4:-2] in surnames().long]
    splits = [(name, title) for name, title in splits if name.rstrip("님") not in titles()]
    suffixes = (word[at:] for at in range(1, len(word) - 1))
    known_end = max((len(t) for t in suffixes if is_title_ending(t)), default=0)
    for name, title in splits:
        is_sure = len(name) == 3 and is_usual_name(name) and len(word) == known_end + 2
        if word.endswith(title) and len(title) < known_end and not is_sure:
            continue  # 심사위원장 ends in 위원장, so 심사위 is no name of a 원장; 홍길동대표 has no 동대표
        # 문덕리이장
        is_office = (len(name) == 2 or name[-1] in "리읍면") and titles().get(title) == "office"
        is_part = word.endswith(name) and name.endswith(words("unit_end")) and not is_usual_name(name)  # 기획홍보부
        if title.lower() in titles() and is_name(name) and not (is_unit(name) or is_office or is_part):
            return name, title
    return name_and_made_title(word, is_alone=False)


def name_and_made_title(word: str, *, is_alone: bool) -> tuple[str, str]:
    """Name and title of 홍길동복지정책과장 or 복지정책과장홍길동, of which the table has only the parts.

    Of a word that stands ``is_alone``, without a name beside it, a less usual name is enough.
    """
    if not 6 <= len(word) <= 16 or is_made_title(word):
        return "", ""
    is_long = word[:2] in surnames().long
    splits = [(word[:size], word[size:]) for size in ((4, 3) if is_long else (3,))] + [(word[-3:], word[:-3])]
    made = (split for split in splits if len(split[1]) > 2 and is_made_title(split[1]) and is_name(split[0]))
    return next((split for split in made if is_alone or _is_hardly_a_word(split[0])), ("", ""))


@cache
def _given() -> frozenset[str]:
    """Names that a church gives, of three syllables and four: 박에스더."""
    return frozenset(word for word in words("baptismal", "foreign") if len(word) in (3, 4))


def _is_hardly_a_word(name: str) -> bool:
    """True for a name that is unlikely to begin a longer word, as 강아지 does that of 강아지카페."""
    return is_usual_name(name[-3:]) or (name[0] in words("plain_surname") and _is_likely_name(name))
