"""Lists of people as they are typed: every named person once, with the title that stands beside the name."""

import re
from functools import cache
from typing import NamedTuple

from transforms.parse.text import clean, folded, is_blank
from transforms.reference import rows


class Person(NamedTuple):
    """A name and the title typed beside it ('' when none)."""

    name: str
    title: str


class People(NamedTuple):
    """The named people in order, how many more were announced unnamed, and whether the cell says "myself"."""

    named: tuple[Person, ...]
    n_unnamed: int
    is_self: bool


_NONE = People((), 0, False)
_CIRCLED = re.compile("[①-⑳⓪❶-❿➀-➓⑴-⒇㉠-㉮⒜-⒵]")
_NUMBERING = re.compile(r"(?:(?<=^)|(?<=[\s,;)]))\(?\d{1,2}\s?(?:[.)]|번\s?[.):])\s?(?=[^\d\s])")
_BULLET = re.compile(r"(?:(?<=^)|(?<=\n)|(?<=\s))[-–—•▪■□▶▷►●○◦◎※*★☆✓✔ㅇo·ㆍ✅🔹➤→]+\s?(?=[가-힣A-Za-z(])")
_PHONE = re.compile(r"\+?\d[\d\s.\-–)]{6,}\d")
_EMAIL = re.compile(r"\S+@\S+")
_LATER = re.compile(
    r"추후|추가\s?(?:제출|통보)|나중|아직|미정|미확정|정해지|정하지|확정\s?(?:되|후|시)|결정\s?(?:되|후|시)|"
    r"별도|따로|개별|당일|차후|향후|곧\s|연락\s?드|알려\s?드|조율|논의|협의\s?중|없습니다|참석\s?(?:안|못)|불참"
)
_OTHERS = re.compile(
    r"(?:,|\(|\s|및)*\s?(?:외에?|등|그\s?외|이외|외로|포함)\s?(?:총\s?)?(?:(\d{1,3})|([한두세네]|다섯|여섯|일곱|여덟|아홉|열))\s?"
    r"(?:명|인|분|名)?(?:\s?(?:참석|더|추가|예정))*\)?"
)
_TAIL_ETC = re.compile(r"\s?(?:등등|등)(?=$|[\s,.)])(?:\s?\d{0,3}\s?(?:명|인))?")
_TOTAL = re.compile(r"[,(\[\s]*(?:총|모두|합계|계|이상|이하|전원|각)?\s?:?\s?(?:총\s?)?(?:\d{1,3}|[한두세네]|다섯|여섯)\s?(?:명|인|분|名)(?:\s?(?:참석|예정|참가|입니다|이상|임))*[\])]*")
_SELF = re.compile(r"^(?:신청자|담당자|작성자|등록자|대표자|위)?\s?(?:본인|저|나|상동|위와 같음|위와 동일|동일|신청자|신청인)\s?"
                   r"(?:만|뿐|혼자|1명|1인|한\s?명|참석|입니다|참석합니다|참석 예정|이 참석)*[.!]?$")
_SELF_WORDS = frozenset({"본인", "저", "신청자", "신청인", "작성자", "나"})
_HONORIFIC = re.compile(r"(?<=[가-힣])(?:\s?(?:님들|님|씨|氏|귀하|드림|배상|외))+$")
_LABEL = re.compile(r"(?:참석자?\s?(?:명단|자)?|참가자?|명단|성명|이름|직위|직책|직급|연락처|소속|인원)(?:\s?/\s?(?:직위|직책))?\s?[:：=]\s?")
_ENTRY = re.compile(r"[\n;；|]+|(?<!\d),|,(?!\d)|[、，]|[·ㆍ‧・∙•]|\s(?:및|그리고|와|과|또는)\s|\s?[&＆+]\s?|(?<=[가-힣)])\.\s|//+|\s{3,}")
_TOKEN = re.compile(r"[()\[\]{}<>《》〈〉「」【】]|[/\\:=~_\-–—]+|[^\s()\[\]{}<>《》〈〉「」【】/\\:=~_\-–—]+")
_HANGUL = re.compile(r"[가-힣]+")
_LATIN_NAME = re.compile(r"[A-Za-z][A-Za-z.'\-]*")
_OPENING, _CLOSING = "([{<《〈「【", ")]}>》〉」】"
_PARTICLE = re.compile(r"(?<=[가-힣]{2})(?:입니다|이에요|예요|이고|이며|님과|님이|이랑|하고)$")
# Endings that make a title of any word before them (복지팀장, 운영위원, 환경담당).
_TITLE_ENDINGS = (
    "위원장", "위원", "팀장", "국장", "부장", "실장", "과장", "원장", "관장", "센터장", "소장", "단장", "회장", "지부장", "지회장",
    "본부장", "이사장", "이사", "대표", "간사", "총무", "담당", "담당자", "활동가", "매니저", "강사", "교사", "교수", "지도사", "상담사",
    "복지사", "해설사", "지킴이", "코디네이터", "연구원", "기획자", "주무관", "사무장", "사무국장", "처장", "반장", "통장", "이장", "조합장",
    "지도자", "대원", "대장", "단원", "회원", "조합원", "봉사자", "기자", "작가", "감독", "연출가", "실무자", "책임자", "운영자", "리더",
    "선생님", "쌤", "학생", "학년", "기사", "간호사", "치료사", "요양보호사", "점장", "지기", "농부", "셰프", "바리스타", "엔지니어", "개발자",
)


class _Token(NamedTuple):
    kind: str  # name, title, word, open, close, join
    text: str
    title: str = ""


@cache
def _titles() -> frozenset[str]:
    return frozenset(row["title"].lower() for row in rows("titles"))


@cache
def _surnames() -> tuple[frozenset[str], frozenset[str]]:
    names = [row["surname"] for row in rows("surnames")]
    return frozenset(n for n in names if len(n) == 1), frozenset(n for n in names if len(n) == 2)


def is_title(word: str) -> bool:
    """True when the word is a title, by the list or by its ending.

    >>> [is_title(w) for w in ("이사", "맞춤형복지팀장", "이사랑")]
    [True, True, False]
    """
    bare = word.lower()
    if bare in _titles():
        return True
    return len(word) >= 4 and word.endswith(_TITLE_ENDINGS)


def is_name(word: str) -> bool:
    """True when the word has the shape of a Korean personal name: a surname and one to three syllables.

    >>> [is_name(w) for w in ("김하늘", "남궁병달", "대표", "무심천지킴이")]
    [True, True, False, False]
    """
    if not _HANGUL.fullmatch(word) or is_title(word):
        return False
    one, two = _surnames()
    return (2 <= len(word) <= 4 and word[0] in one) or (3 <= len(word) <= 5 and word[:2] in two)


def people(text: str) -> People:
    """Everyone named in the cell, once and in order.

    >>> people("대표 홍길동 외 2명")
    People(named=(Person(name='홍길동', title='대표'),), n_unnamed=2, is_self=False)
    >>> [tuple(p) for p in people("① 홍길동(대표) ② 김철수 간사님").named]
    [('홍길동', '대표'), ('김철수', '간사')]
    >>> people("추후 제출")
    People(named=(), n_unnamed=0, is_self=False)
    """
    value = clean(text[:4000])
    if not value or is_blank(value):
        return _NONE
    if _SELF.match(folded(value)):
        return People((), 0, True)
    value = _CIRCLED.sub("\n", value)
    value = clean(_plain_width(value))
    value = _EMAIL.sub(" ", _PHONE.sub(" ", value))
    n_unnamed = sum(int(m[1]) if m[1] else _hangul_number(m[2]) for m in _OTHERS.finditer(value))
    value = _OTHERS.sub("\n", value)
    value = _TAIL_ETC.sub(" ", _TOTAL.sub("\n", value))
    value = _LABEL.sub(" ", value)
    value = _NUMBERING.sub("\n", value)
    value = _BULLET.sub("\n", value)
    entries = [e for e in (_tokens(piece) for piece in _ENTRY.split(value) if piece) if e]
    found = _pair(entries)
    is_self = any(t.text in _SELF_WORDS for e in entries for t in e if t.kind == "word")
    if _LATER.search(value):
        # "홍길동 대표, 나머지 추후 통보" still names someone; a sentence that only promises does not.
        found = [p for p in found if p.title and is_name(p.name)]
    return People(tuple(dict.fromkeys(found)), n_unnamed, is_self)


def _plain_width(value: str) -> str:
    return "".join(folded(c) if "\uff01" <= c <= "\uff5e" else c for c in value)


def _hangul_number(word: str) -> int:
    return {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10}[word]


def _tokens(piece: str) -> list[_Token]:
    made: list[_Token] = []
    for raw in _TOKEN.findall(piece):
        if raw in _OPENING:
            made.append(_Token("open", raw))
        elif raw in _CLOSING:
            made.append(_Token("close", raw))
        elif re.fullmatch(r"[/\\:=~_\-–—]+", raw):
            made.append(_Token("join", raw))
        else:
            word = raw.strip(".'\"“”‘’!?…,")
            if word:
                made.append(_classify(word))
    return _joined_syllables(made)


def _classify(word: str) -> _Token:
    bare = _HONORIFIC.sub("", _PARTICLE.sub("", word)) or word
    if is_title(bare) and bare not in _SELF_WORDS:
        split = _name_and_title(bare)
        return split if split and bare.lower() not in _titles() else _Token("title", bare)
    if is_name(bare):
        return _Token("name", bare)
    return _name_and_title(bare) or _Token("word", bare)


def _name_and_title(word: str) -> _Token | None:
    # 홍길동대표, 남궁현사무국장: the longest listed title at the end with a name before it.
    for size in (3, 4, 2, 5):
        head, tail = word[:size], word[size:]
        if len(tail) >= 2 and tail.lower() in _titles() and is_name(head) and (size != 5 or head[:2] in _surnames()[1]):
            return _Token("name", head, tail)
    for size in range(len(word) - 3, 1, -1):
        head, tail = word[:size], word[size:]
        if head.lower() in _titles() and len(tail) in (3, 4) and is_name(tail):
            return _Token("name", tail, head)
    return None


def _joined_syllables(tokens: list[_Token]) -> list[_Token]:
    # "김 하늘", "홍 길 동": a surname alone, then the given name.
    one, two = _surnames()
    made: list[_Token] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if token.kind in ("word", "name") and (token.text in one or (token.text in two and len(token.text) == 2)):
            given, j = "", i + 1
            while j < len(tokens) and tokens[j].kind in ("word", "name") and len(given) < 2 and len(tokens[j].text) <= (2 if not given else 1):
                if given and tokens[j].text in one and j + 1 < len(tokens) and len(tokens[j + 1].text) == 2:
                    break
                given += tokens[j].text
                j += 1
            if given and not (len(token.text) == 2 and is_name(given)):
                made.append(_Token("name", token.text + given))
                i = j
                continue
        made.append(token)
        i += 1
    return made


def _pair(entries: list[list[_Token]]) -> list[Person]:
    flat = [t for e in entries for t in e if t.kind in ("name", "title")]
    title_first = bool(flat) and flat[0].kind == "title" and any(t.kind == "name" for t in flat)
    found: list[Person] = []
    for entry in entries:
        found += _pair_entry(entry, found, title_first=title_first)
    return found


def _pair_entry(entry: list[_Token], before: list[Person], *, title_first: bool) -> list[Person]:
    names = [t for t in entry if t.kind == "name"]
    titles = [t for t in entry if t.kind == "title"]
    if not names:
        guess = _unlisted_name(entry)
        if guess:
            return [guess]
        if titles and before and not before[-1].title and not title_first:
            # 홍길동, 대표, 김철수, 간사: the title stands in an entry of its own.
            before[-1] = before[-1]._replace(title=" ".join(t.text for t in titles))
        return []
    found: list[Person] = []
    pending, inside = "", False
    entry_title_first = next(t for t in entry if t.kind in ("name", "title")).kind == "title"
    joined_after_name = False
    for token in entry:
        if token.kind == "open":
            inside = True
        elif token.kind == "close":
            inside = False
        elif token.kind == "join":
            joined_after_name = bool(found) and not pending
        elif token.kind == "name":
            found.append(Person(token.text, token.title or pending))
            pending, joined_after_name = "", False
        elif token.kind == "title":
            attaches_back = bool(found) and (not entry_title_first or inside or joined_after_name)
            if attaches_back and not found[-1].title:
                found[-1] = found[-1]._replace(title=token.text)
            elif attaches_back:
                found[-1] = found[-1]._replace(title=f"{found[-1].title} {token.text}")
            else:
                pending = f"{pending} {token.text}".strip()
    if pending and found and not found[-1].title:
        found[-1] = found[-1]._replace(title=pending)
    return found


def _unlisted_name(entry: list[_Token]) -> Person | None:
    """A nickname or a foreign name: the one word beside a title, or Latin words together."""
    titles = " ".join(t.text for t in entry if t.kind == "title")
    words = [t.text for t in entry if t.kind == "word" and t.text not in _SELF_WORDS]
    latin = [w for w in words if _LATIN_NAME.fullmatch(w)]
    if len(latin) >= 2 and len(latin) == len(words):
        return Person(" ".join(latin), titles)
    if titles and len(words) == 1 and (len(latin) == 1 or (_HANGUL.fullmatch(words[0]) and 2 <= len(words[0]) <= 6)):
        return Person(words[0], titles)
    if not titles and len(entry) == 1 and len(words) == 1 and _HANGUL.fullmatch(words[0]) and 2 <= len(words[0]) <= 4:
        return Person(words[0], "")
    return None
