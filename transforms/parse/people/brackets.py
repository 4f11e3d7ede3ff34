"""What a bracket of a list says of whom it stands behind: a title, who comes along, who does not, who comes instead."""

import re

from transforms.parse.people.entries import BEFORE_TITLE, Found, names_in, phrase
from transforms.parse.people.grammar import Rules, codes, gone, rewritten
from transforms.parse.people.tokens import COMING
from transforms.parse.people.words import Token, is_kin, is_place, is_usual_name, words

_OF_OTHERS = re.compile(r"[NH]T+[^,;/&NH]*[AD]|^T*N(?![AD])[^,;/&NHT]*[AD]|(?:[NH]|[TC])([xl]?)[AD]")


def says_of_others(inner: list[Token]) -> bool:
    """True of a bracket that says who beside its bearer does not come: 홍길동(김하늘 총무 불참), (배우자 불참)."""
    found = _OF_OTHERS.search(codes(inner))
    if not found or (found[1] and inner[found.start(1)].text not in COMING):
        return False  # 가족 행사로 불참 is of its bearer
    who = next((token for token in inner[found.start() :] if token.kind in "NH"), inner[found.start()])
    is_name = who.kind == "H" or (who.kind == "N" and ("T" in found[0] or is_usual_name(who.text)))
    return is_name or who.kind == "C" or is_kin(who.text) or who.text == "직원"


_BY_PROXY = re.compile("R:?(T*[NH]T*)|T*[NH]T*R")


def is_of_proxy(made: list[Token], inner: list[Token], found: Found) -> bool:
    """True where 홍길동 관장(대리참석: 김철수 국장) is 김철수; in (김철수 국장 대리참석) whoever ranks lower comes."""
    who = [token for token in inner if token.kind != "x"]
    if codes(who[:2]) == "T:" and who[0].text == "대리":
        who[0] = Token("R", words("proxy")[0])
    proxy = _BY_PROXY.fullmatch(codes(who))
    if not proxy or not any(token.text in words("proxy") for token in who):
        return False
    if any(token.text in words("in_case") for token in inner):
        return False  # 부재 시 김철수 국장 대참
    start = next((at + 1 for at in reversed(range(len(made))) if made[at].kind in ",;/&:"), 0)
    here, there = _rank(made[start:]), _rank(who)
    if not proxy[1] and here >= there:
        found.is_unread |= here == there
        return False
    found.is_unread |= not (proxy[1] or "T" in codes(who) or "H" in codes(who))
    found.absent |= set(names_in(made[start:]))
    made[start:] = [token for token in who if token.kind not in "R:"]
    return True


def _rank(listed: list[Token]) -> int:
    """How far down its offices the highest title of these stands; the lowest of all where none is known."""
    ranks = words("rank")
    known = (max((r for r in ranks if t.text.endswith(r)), key=len, default="") for t in listed if t.kind in "TH")
    return min((ranks.index(r) for r in known if r), default=len(ranks))


def is_in_case(inner: list[Token]) -> bool:
    """True of a bracket that says who comes if its bearer cannot: (불참시 팀장 김하늘)."""
    return any(t.text in words("in_case") for t in inner) and any(t.kind in "NH" for t in inner)


def without_named(made: list[Token], names: set[str]) -> list[Token]:
    """The tokens without the entries of these names: 홍길동 회장, 김하늘 총무 (홍길동은 못 감)."""
    at = {n for n, token in enumerate(made) if token.kind in "NH" and token.text in names}
    gone_: set[int] = set()
    for n in at:
        start = next((k + 1 for k in reversed(range(n)) if made[k].kind in ",;/&"), 0)
        end = next((k for k in range(n, len(made)) if made[k].kind in ",;/&"), len(made))
        gone_ |= set(range(start, end))
    return [token for n, token in enumerate(made) if n not in gone_]


def is_beside(title: str) -> bool:
    """True for who is there for somebody: an interpreter, a husband."""
    return title in words("companion") or is_kin(title)


_TOGETHER = ("동반", "동석", "동행", "함께", "같이", "추가", "배석")
_COUNTED = re.compile(r"[xlo]*([CT])[xlt]*([cn])[xltoi]*")


def comes_too(inner: list[Token]) -> bool:
    """True of a bracket that says who comes along: (김철수 동행)."""
    return any(token.text in _TOGETHER for token in inner)


def companions(inner: list[Token]) -> list[Token]:
    """자녀 2, 배우자 동반, 수행원 1명·기사 1명 as others who are counted; nothing of any other bracket."""
    if re.fullmatch("T&?[ox]+", codes(inner)) and is_kin(inner[0].text):
        is_one = inner[0].text != "자녀" and any(token.text in _TOGETHER for token in inner)
        return [Token("o"), inner[0], Token("c", size=1)] if is_one else [Token("x")]
    made: list[Token] = []
    for segment in re.finditer("[^,;/&]+", codes(inner)):
        said = _COUNTED.fullmatch(segment.group())
        who, size = (inner[segment.start() + said.start(n)] for n in (1, 2)) if said else (Token("x"), Token("x"))
        if not said or (size.kind == "n" and who.kind == "T" and not is_kin(who.text)):
            return []
        made += [Token("o"), who, size if size.kind == "c" else Token("c", size=int(size.text[:4]))]
    return made


def is_alias(before: str, word: Token) -> bool:
    """True for the letters in 홍길동(Hong Gildong)."""
    return before == "N" and word.text.isascii()


_OFFICES = tuple("국부과팀")  # 홍길동(복지국 차장), though 복지국 looks like a name
_BEHIND_TITLE = re.compile(r"(?<=T)N(?!T)|(?<=T:)N(?!T)")


def in_bracket(inner: list[Token], *, is_of_somebody: bool) -> list[Token]:
    """Words in a bracket that only look like names as what they are: 홍길동(금천동), 홍길동(반찬가게 사장)."""
    people = {found.start() for found in _BEHIND_TITLE.finditer(codes(inner))}  # 홍길동(학부모 김하늘 동행)
    is_titled = is_of_somebody and any(t.kind == "T" for t in inner)
    return [
        t._replace(kind="U")
        if is_titled and t.kind == "N" and t.text.endswith(_OFFICES) and t.text[1:] not in words("given")
        else t
        if at in people and len(t.text) == 3
        else _as_word(t, is_of_somebody)
        for at, t in enumerate(inner)
    ]


def _as_word(token: Token, is_of_somebody: bool) -> Token:
    if token.kind in "NW" and 2 < len(token.text) < 6 and token.text.endswith(words("parent")):
        return Token("x", token.text)  # 학부모회장(민준맘) 홍길동
    if is_of_somebody and token.kind == "C" and token.text in words("single"):
        return Token("T", token.text)
    if is_of_somebody and token.text in ("형제", "자매"):
        return Token("x", token.text)  # of the one who is named before
    if is_of_somebody and token.kind in "NW" and len(token.text) > 2 and token.text[-1] == "대":
        return Token("B", token.text)  # 홍길동(한빛대)
    if is_of_somebody and token.kind in "NU" and is_place(token.text):
        return Token("P", token.text)
    if token.kind != "N" or " " in token.text:
        return token
    is_word = len(token.text) == 2 or not is_usual_name(token.text) if is_of_somebody else len(token.text) > 3
    return Token("W", token.text) if is_word else token


# 사진 찍어드릴 수 있어요
_SENTENCE = Rules((re.compile(r"[^,;/&]*W[^,;/&TUB]*x[^,;/&TUB]*(?=[,;/&]|$)"), gone))


_GROUP = re.compile(r"\d+(?:조|모둠|그룹|호차|분임|교구|구역|셀|단지)")  # where people sit, not what they are


def bracket_title(inner: list[Token], *, is_any: bool) -> str:
    """The titles in a bracket; where other brackets of the list hold titles, an unknown word is one as well."""
    known: list[str] = []
    other: list[str] = []
    inner = rewritten(inner[codes(inner).rfind("R") + 1 :], _SENTENCE)  # 대표 → 상무
    for segment in re.finditer(r"[^,;/&]+", codes(inner)):
        held: list[Token] = []
        for token in inner[segment.start() : segment.end()]:
            if token.kind == "T" or token.typed:
                known.append(phrase(held, token))
                held = []
            elif token.kind in BEFORE_TITLE:
                held.append(token)
        held = [token for token in held if not _GROUP.fullmatch(token.text)]
        if held and re.fullmatch("[UMW]+" if is_any else "U+", segment.group()):
            other.append(" ".join(token.text for token in held))
    return " ".join(known or other)
