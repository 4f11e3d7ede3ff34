"""E-mail addresses out of whatever stands in the cell, with plain slips mended and said to be mended."""

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from transforms.parse.keyboard import in_latin
from transforms.parse.text import clean, folded
from transforms.reference import rows


class Email(NamedTuple):
    """An address and whether it differs from what was typed by more than case and white space."""

    address: str
    is_corrected: bool


_READ = 2000  # A contact cell is short; text beyond this was pasted by mistake.
_PLAIN = re.compile(r"[a-z0-9]+(?:[._+-][a-z0-9]+)*@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.ASCII | re.IGNORECASE)
_AT_MARKS = str.maketrans("ⓐⒶ", "@@")
_JAMO = re.compile("[ㄱ-ㅣ]")
_TYPED_AROUND_AT = re.compile(r"([\w.+-]{1,64})(@)([\w.-]{1,64})")
_EACH_APART = re.compile(r"\S(?: \S)+")

_LATIN = r"[a-z0-9]"
_TIGHT = (
    # "insta @name" is an account elsewhere, no address; insta@name.kr is one.
    (re.compile(r"(?<![a-z0-9._%+-])(insta|instagram|facebook|twitter|youtube|threads|sns|id|ig|fb|x)\s+@\s*"), r"\1 "),
    (re.compile(r"\s*@\s*"), "@"),
    (re.compile(rf"(@{_LATIN}[a-z0-9-]{{0,62}})\s*\.\s*(?={_LATIN})"), r"\1."),
    (re.compile(rf"((?<![^\s<(]){_LATIN}[a-z0-9_-]{{1,62}}\.) (?=[a-z0-9._-]{{1,64}}@)"), r"\1"),
)
_LABEL = r"(?:e-?mail|(?:g|hot|han)?mail|naver|daum|kakao|address|addr|contact|id|to|mr|ms|mrs|dr|prof)"
_TOP = r"(?:com|net|org|edu|kr|(?:co|or|go|ac|ne|re|pe)\.kr)(?![a-z0-9@._%+'-])"
_WORD = re.compile(r"[골앳엣닷쩜점컴넷]|at|dot|\(a\)")
_WORDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            rf"(?<={_LATIN})\s*(?:[(\[{{]\s*(?:at|a|골뱅이)\s*[)\]}}]|골뱅이|[앳엣]|\sat\s)\s*(?=[a-z0-9가-힣])"
        ),
        "@",
    ),
    (re.compile(rf"(?<={_LATIN})\s*(?:[(\[{{]dot[)\]}}]|닷|쩜|점|\sdot\s)\s*(?=[a-z0-9컴넷])"), "."),
    (re.compile(r"(?<=\.)컴(?![가-힣])"), "com"),
    (re.compile(r"(?<=\.)넷(?![가-힣])"), "net"),
)
_Replacement = str | Callable[[re.Match[str]], str]
_SLIPS: tuple[tuple[re.Pattern[str], _Replacement], ...] = (
    (re.compile(r"@[@\s.]+|\.+@"), "@"),
    (re.compile(rf"(@{_LATIN}[a-z0-9.-]{{0,62}})[\s,;:·ᆞ。]+(?={_TOP})"), r"\1."),
    (
        re.compile(rf"(@{_LATIN}[a-z0-9-]{{0,62}}(?:[,;·] ?[a-z0-9-]{{1,62}}){{1,3}}[,;·] ?)(?={_TOP})"),
        lambda found: re.sub("[,;·] ?", ".", found[0]),
    ),
    # A domain without a dot is none: a comma within it is that dot, whatever the label behind it.
    (re.compile(rf"(@{_LATIN}[a-z0-9-]{{0,62}}),(?=[a-z]{{2,24}}(?![a-z0-9@._,%+'-]))"), r"\1."),
    (re.compile(r"^([a-z][a-z0-9_-]{1,62}),(?=[a-z0-9._-]{1,64}@)"), r"\1."),
    (re.compile(r"\.{2,}"), "."),
)
# yuna seo@…: what stands behind the blank alone would be another's mailbox. A word for what follows is no part of it,
# nor is a name with a capital.
_PARTED = re.compile(rf"^(?!{_LABEL} )([a-z][a-z0-9_-]{{1,62}}) (?=[a-z0-9._-]{{1,64}}@\S+$)")
_NO_TOP = re.compile(r"\.(?:con|cim|cmo|ocm|vom|xom|comm|coml)$")
_HASH = re.compile(rf"(?<={_LATIN})#(?={_LATIN})")
_ADDRESS = re.compile(
    r"(?<![a-z0-9\u00c0-\u024f\u0370-\u052f._%+'-])[.'%+-]{0,8}(?P<local>[a-z0-9_][a-z0-9._%+'-]{0,63})@"
    r"(?P<domain>[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,8}|[가-힣][가-힣a-z0-9-]{0,62}(?:\.[a-z]{2,24}(?![a-z0-9])|\.한국)?)"
)
_DOMAIN = re.compile(r"(?:[a-z0-9가-힣](?:[a-z0-9가-힣-]{0,61}[a-z0-9가-힣])?\.){1,8}(?:[a-z]{2,24}|한국)")
# What an address may hold, or hides a part of one, between Latin letters and what would be read alone of it (RFC 5322):
# a&b@ is not b's; behind / | = ~ there may be another's name or a label, and it is read as doubtful.
_JOINED = re.compile(r"(?P<before>[a-z\u00c0-\u024f0-9._%+'-]*)(?P<sign>[!#$%&*/=?^`{|}~]+)$")
_PARTS = frozenset("/|=~")


def emails(text: str) -> list[Email]:
    """Every address in the cell, in order, each once; lower case, slips of well-known domains mended.

    >>> emails("홍길동 <Hong.Gil@Naver.com>")
    [Email(address='hong.gil@naver.com', is_corrected=False)]
    >>> emails("example.kim@naver,com")
    [Email(address='example.kim@naver.com', is_corrected=True)]
    >>> emails("example.kim@ㅜㅁㅍㄷㄱ.채ㅡ")
    [Email(address='example.kim@naver.com', is_corrected=True)]
    >>> emails("greenjeong.example.com")
    []
    """
    if len(text) <= 254 and _PLAIN.fullmatch(text):
        value = typed = text.lower()
    else:
        cell = clean(text[:_READ])
        typed = _tight(folded(cell)[:_READ])
        struck = _latin(cell.translate(_AT_MARKS))
        value = _mended(typed if struck == cell else _tight(folded(struck)[:_READ]))
        if cell[:1].islower():
            value = _PARTED.sub(r"\1", value)
    found: dict[str, Email] = {}
    for match in _ADDRESS.finditer(value):
        local, domain = match["local"].rstrip(".'-"), match["domain"].strip(".-")
        mended = _known(domain)
        is_whole, is_sure = _apart(value[max(0, match.start() - 80) : match.start()])
        if _DOMAIN.fullmatch(mended) and len(mended) <= 253 and is_whole:
            address = f"{local}@{mended}"
            found.setdefault(address, Email(address, not is_sure or not _stands_in(address, typed)))
    return list(found.values())


def _apart(before: str) -> tuple[bool, bool]:
    """Whether what is read behind ``before`` may be an address by itself, and whether it surely is."""
    joined = _JOINED.search(before)
    # An address or a number that ends there is another contact.
    if not joined or before[joined.start() - 1 : joined.start()] == "@" or not joined["before"].strip("0123456789.+-"):
        return not (joined and "*" in joined["sign"] and joined["before"]), True
    return _PARTS.issuperset(joined["sign"]), False


def _tight(value: str) -> str:
    """``value`` without the white space that people put around the signs of an address."""
    if _EACH_APART.fullmatch(value):
        return value.replace(" ", "")
    for pattern, replacement in _TIGHT:
        value = pattern.sub(replacement, value)
    return value


def _mended(value: str) -> str:
    """``value`` with spoken and mistyped signs of an address as the signs that were meant."""
    for pattern, replacement in _WORDS + _SLIPS if _WORD.search(value) else _SLIPS:
        value = pattern.sub(replacement, value)
    return value if "@" in value else _HASH.sub("@", value)


def _stands_in(address: str, typed: str) -> bool:
    at = typed.find(address)
    while at >= 0:
        before, after = typed[at - 1 : at], typed[at + len(address) : at + len(address) + 2]
        if not re.match(r"[a-z0-9.%+]", before) and not re.match(r"\.?[a-z0-9]", after):
            return True
        at = typed.find(address, at + 1)
    return False


@cache
def _domains() -> dict[str, str]:
    return {row["typed"]: row["domain"] for row in rows("email_domains")}


@cache
def _providers() -> tuple[str, ...]:
    """Domains whose name is long enough that one slip away from it lies nothing but a slip."""
    return tuple(sorted({domain for domain in _domains().values() if len(domain.split(".")[0]) >= 5}))


@cache
def _korean_names() -> re.Pattern[str]:
    names = [typed for typed in _domains() if "가" <= typed[0] <= "힣"]
    return re.compile(rf"({'|'.join(sorted(names, key=len, reverse=True))})(?:\.[a-z.]+)?")


def _known(domain: str) -> str:
    """The well-known domain that ``domain`` is a slip or the Korean name of, otherwise ``domain``."""
    # No address ends in what is mended first.
    domain = _NO_TOP.sub(".com", domain)
    if domain in _domains():
        return _domains()[domain]
    if named := _korean_names().fullmatch(domain):
        return _domains()[named[1]]
    # The first letter is seldom the slip, and mail.com is not gmail.com.
    near = [each for each in _providers() if each[0] == domain[:1] and OSA.distance(each, domain, score_cutoff=1) == 1]
    return near[0] if len(near) == 1 and domain not in _providers() else domain


def _latin(typed: str) -> str:
    """``typed`` with addresses typed with the Korean keyboard on as the Latin keys that were struck.

    A lone Korean letter gives such an address away; whole syllables alone may be a name and stay.
    """
    if not _JAMO.search(typed):
        return typed
    return _TYPED_AROUND_AT.sub(_struck, re.sub(r"\s*[@＠]\s*", "@", typed))


def _struck(match: re.Match[str]) -> str:
    local, at, domain = match.groups()
    is_domain = bool(_JAMO.search(domain))
    if is_domain or _JAMO.search(local):
        local = in_latin(local)
    return local + at + (in_latin(domain) if is_domain else domain)
