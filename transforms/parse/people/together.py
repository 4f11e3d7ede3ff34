"""Words of a list that together are one name, or of which one is none: 응우옌 티 란, Kim, Seo-jun, 우암대 권나은."""

import re
from itertools import takewhile

from transforms.parse.people.grammar import codes
from transforms.parse.people.words import (
    HANGUL,
    SAID_TO,
    Token,
    is_name,
    is_sure,
    is_usual_name,
    surnames,
    titles,
    words,
)

TIE = "·"
PARTICLE = re.compile(
    r"(?:님|씨|도요|이요|이고요|입니다|이랑|하고|께서는|께서|외에|포함|까지|에서|으로|[랑와과및외等등가이은는도만로])"
)
_LATIN_NAME = re.compile(r"[A-ZÀ-ÞĀ-ɏḀ-ỿ][A-Za-zÀ-ɏḀ-ỿ.'’\-]*")
_CAPITALISED = re.compile(r"[A-ZÀ-Þ][a-zß-ɏḀ-ỿ]+")
_HYPHENED = re.compile(r"[A-Z][a-z]+-[A-Za-z][a-z]+")
_SCHOOL = ("대", "고", "중", "초")


def _is_syllable(token: Token) -> bool:
    return len(token.text) == 1 and HANGUL.fullmatch(token.text) is not None


def _whole(run: list[Token]) -> list[Token]:
    """The words as one name, without the 씨 that is said to its bearer."""
    return [Token("N", " ".join(token.text for token in (run[:-1] if run[-1].text in SAID_TO else run)))]


def _is_latin(word: str) -> bool:
    """True of Mai and of Thị."""
    return re.match("[A-Za-zÀ-ɏḀ-ỿ]", word) is not None


def _as_one(run: list[Token]) -> list[Token]:
    """나르기자 in a name from elsewhere: no 기자 called 나르."""
    return [Token("W", t.text + t.title) if t.typed and not is_usual_name(t.text) else t for t in run]


def of_a_country(run: list[Token]) -> list[Token]:
    """쩐 반 득(베트남): words before the bracket that holds a place are one name, if any of them is no Korean one."""
    n_before = len(list(takewhile(lambda t: not _is_latin(t.text), run[:-1])))
    if 0 < n_before < len(run) - 1:
        return [*run[:n_before], *of_a_country(run[n_before:])]  # 지난번 말씀드린 Bat-Erdene(몽골)
    name, said = _as_one(run[:-1]), codes(run[-1].inner)
    is_name_ = all(_is_syllable(t) or t.kind in "FNW" for t in name) and any(t.kind != "N" for t in name)
    return [*_whole(name), run[-1]] if is_name_ and "P" in said and set(said) <= set("PTxlr,") else run


def foreign(run: list[Token]) -> list[Token]:
    """마리아 김, 응우옌 티 란, 山田 太郎: a name from elsewhere and the short words after it."""
    if run[0].kind == "N" and (len(run[0].text) < 3 or is_usual_name(run[0].text)):
        return [run[0], *foreign(run[1:])]  # 홍길동 마리아
    longest = {"F": 99, "W": 4, "N": 2}
    if run[0].kind == "N":
        longest["N"] = 4  # 사비나 타파
    is_latin = _is_latin(run[0].text)

    def is_part(token: Token) -> bool:
        fits = len(token.text) <= longest.get(token.kind, 0) or _is_syllable(token)
        return token.text != "" and _is_latin(token.text) == is_latin and fits

    name = list(takewhile(is_part, _as_one(run)))
    return _whole(name) + run[len(name) :] if name else run


def in_two_scripts(run: list[Token]) -> list[Token]:
    """Bao(바오): one who is named twice; Joy(홍길동) is 홍길동."""
    inner = run[1].inner
    is_twice = _CAPITALISED.fullmatch(run[0].text) and codes(inner) in ("N", "W", "F") and inner[0].text not in titles()
    return _whole(run[:1]) if is_twice and HANGUL.fullmatch(inner[0].text) and not is_name(inner[0].text) else run


def surname_first(run: list[Token]) -> list[Token]:
    """Kim, Seo-jun as one name."""
    is_one = run[0].text.lower() in words("latin_surname") and _HYPHENED.fullmatch(run[2].text)
    return _whole([run[0], run[2]]) if is_one else run


def baptised(run: list[Token]) -> list[Token]:
    """정성훈 바오로, 바오로 정성훈: the name that a church gave is of the same person."""
    if run[0].text in words("baptismal") and is_sure(run[1].text):
        return run[1:]
    return run[:1] if run[1].text in words("baptismal") and len(run[0].text) == 3 else run


def in_latin(run: list[Token]) -> list[Token]:
    """Two to four words in Latin capitals are a name, and after a Korean name the same name once more."""
    latin = run[run[0].kind == "N" :]
    # Alex Suh EHS Manager: capitals behind a name belong to what follows
    if len(latin) > 2 and latin[-1].text.isupper() and not latin[-2].text.isupper() and len(latin[-1].text) > 1:
        return [*in_latin(run[:-1]), run[-1]]
    is_name_ = 2 <= len(latin) <= 4 and all(_LATIN_NAME.fullmatch(token.text) for token in latin)
    return (run[: -len(latin)] or _whole(latin)) if is_name_ else run


def tied(run: list[Token]) -> list[Token]:
    """홍길동·김하늘, and after a title 홍길동/김하늘."""
    is_tied = all(t.kind != "W" or 2 <= len(t.text) <= 4 for t in run)
    return [Token("N", TIE.join(t.text for t in run[::2]))] if is_tied else run


def of_a_city(run: list[Token]) -> list[Token]:
    """전주시 완산구, 흥덕구 자원봉사센터: there a district is a place, though 서원구 could be somebody's name."""
    return [Token("P", run[0].text)] if run[0].text in words("district") else run


def of_schools(run: list[Token]) -> list[Token]:
    """우암대 권나은, 미호대 하시현: where a list has it beside more than one, a school is nobody."""
    are_schools = [len(t.text) > 2 and t.text.endswith(_SCHOOL) and t.kind in "NW" for t in run]
    entries = [sum(are_schools[m.start() : m.end()]) for m in re.finditer("[NWTG]+", codes(run))]
    is_listed = len(entries) > 1 and all(n == 1 for n in entries)
    is_one = is_listed or (run[0].text[-1] == "대" and not is_usual_name(run[0].text) and entries == [1])
    is_of = zip(run, are_schools, strict=True)
    return [Token("B", t.text) if is_school else t for t, is_school in is_of] if is_one else run


def of_two_words(run: list[Token]) -> list[Token]:
    """비샬 구룽: words of which the second looks like a Korean name of two syllables, though no usual one."""
    first, second = run[:2]
    is_said = len(run) < 3 or run[2].text.startswith(SAID_TO)
    is_name_ = is_said and len(second.text) == 2 and not is_usual_name(second.text) and 2 <= len(first.text) <= 5
    return [*_whole(run[:2]), *run[2:]] if is_name_ and HANGUL.fullmatch(first.text) else run


def surname_last(run: list[Token]) -> list[Token]:
    """마리나 김, but not 홍길동 양."""
    is_name_ = run[1].text in surnames().short and run[1].text != "양" and not PARTICLE.fullmatch(run[1].text)
    return _whole(run) if is_name_ else run


def with_md(run: list[Token]) -> list[Token]:
    """KHAN MD RAHIM and RAHMAN MD: beside names in Latin letters it is one as well."""
    is_latin = all(t.text.isascii() and t.text.isupper() for t in run) and (len(run) > 2 or run[1].text == "MD")
    return [t if t.kind == "N" else Token("W", t.text) for t in run] if is_latin else run
