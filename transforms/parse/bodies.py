"""Names of bodies: the display name, its legal form, and the key that spellings of one body share."""

import re
from functools import cache
from typing import NamedTuple

from transforms.parse.text import clean, folded, is_blank, key
from transforms.reference import rows


class Body(NamedTuple):
    """A display name without its legal form, the legal form ('' when none), and the comparison key."""

    name: str
    legal_form: str
    key: str


_EDGE = " \t\n.,·;:-–—_*"
_OPEN_CLOSE = {"(": ")", "[": "]", "「": "」", "『": "』", "<": ">", "《": "》", "〈": "〉", "{": "}", "“": "”", "‘": "’",
               '"': '"', "'": "'"}
# These words also end proper names (청주시민햇빛발전협동조합); they come off only where they stand apart.
_ALSO_A_NAME = frozenset({"협동조합", "사회적협동조합", "영농조합법인", "영어조합법인", "비영리민간단체"})


@cache
def _forms() -> tuple[tuple[str, str, re.Pattern[str], re.Pattern[str]], ...]:
    made = []
    for row in sorted(rows("legal_forms"), key=lambda row: -len(row["typed"])):
        loose = r"\s*".join(re.escape(c) for c in folded(row["typed"]).replace(" ", ""))
        attached = row["typed"] not in _ALSO_A_NAME
        before = re.compile(rf"{loose}(?:\s*|$)" if attached else rf"{loose}(?:\s+|$)")
        after = re.compile(rf"(?:^|\s*){loose}$" if attached else rf"(?:^|\s+){loose}$")
        made.append((row["typed"], row["legal_form"], before, after))
    return tuple(made)


def body(text: str) -> Body:
    """The name a reader would call the body by, with the legal form apart.

    >>> body("(사) 무심천 지킴이연대")
    Body(name='무심천 지킴이연대', legal_form='사단법인', key='무심천지킴이연대')
    >>> body("농업회사법인㈜버섯마을").legal_form
    '농업회사법인 주식회사'
    >>> body("에코라이더(주)")
    Body(name='에코라이더', legal_form='주식회사', key='에코라이더')
    """
    value = clean(text).replace("\n", " ")
    value = _strip_edges(value)
    if is_blank(value):
        return Body("", "", "")
    name, form = _without_form(value)
    if not key(name):
        name, form = value, ""
    return Body(name, form, key(name))


def _without_form(value: str) -> tuple[str, str]:
    name, forms = value, []
    for _ in range(2):
        taken = _take_form(name)
        if taken is None:
            break
        name, form = taken
        forms.append(form)
    if len(forms) == 2 and forms[0] != forms[1]:
        joined = f"{forms[0]} {forms[1]}" if "법인" in forms[0] else f"{forms[1]} {forms[0]}"
        known = {legal for _, legal, _, _ in _forms()}
        return name, joined if joined in known else forms[0]
    return name, forms[0] if forms else ""


def _take_form(value: str) -> tuple[str, str] | None:
    plain, origin = _folded_with_origin(value)
    for _, legal, before, after in _forms():
        head = before.match(plain)
        if head and head.end() < len(plain):
            return _strip_edges(value[origin[head.end()] :]), legal
        tail = after.search(plain, max(0, len(plain) - 40))
        if tail and tail.start() > 0:
            return _strip_edges(value[: origin[tail.start()]]), legal
    return None


def _folded_with_origin(value: str) -> tuple[str, list[int]]:
    plain, origin = [], []
    for index, character in enumerate(value):
        for piece in folded(character) or " ":
            plain.append(piece)
            origin.append(index)
    return "".join(plain), [*origin, len(value)]


def _strip_edges(value: str) -> str:
    value = value.strip(_EDGE)
    # Quotes or brackets around the whole name are decoration; inside it they belong to the name.
    while len(value) > 2 and _OPEN_CLOSE.get(value[0]) == value[-1] and value[0] not in value[1:-1]:
        value = value[1:-1].strip(_EDGE)
    return re.sub(r"\s+", " ", value)


_REGIONAL = re.compile(r"^(?:충청북도|충북|청주시|청주)|(?:청주|충북)?(?:지회|지부|본부|연합회)$|(?:협동조합|사회적협동조합|준비위원회|추진위원회)$")
_CONTRASTS = re.compile(
    r"\d+|[가-힣]{2}구(?!역)|ymca|ywca|유치원|어린이집|초등학교|중학교|고등학교|초교|중고|대학교?|남성|여성|남자|여자|어머니|아버지|"
    r"청소년|청년|노인|어르신|시니어|아동|장애인|상인|학부모|교사|[동서남북](?=부|구|청주)|상당|서원|흥덕|청원|오창|오송|내수|제[일이삼]"
)
_SCHOOLS = {"초등학교": "초", "초교": "초", "중학교": "중", "고등학교": "고"}


def essence(name_key: str) -> str:
    """A name key without region in front and without branch or co-op words at the end.

    >>> essence("청주모충동햇살마을관리협동조합")
    '모충동햇살마을관리'
    """
    before, value = "", name_key
    while value != before and len(value) > 4:
        before = value
        shorter = _REGIONAL.sub("", value)
        value = shorter if len(shorter) >= 3 else value
    return value


def distinguishing(name_key: str) -> str:
    """The words of a name key that tell near names apart: numbers, districts, schools, YMCA from YWCA.

    >>> distinguishing("한빛솔초등학교") == distinguishing("한빛솔중학교")
    False
    """
    return " ".join(sorted({_SCHOOLS.get(word, word) for word in _CONTRASTS.findall(name_key)}))
