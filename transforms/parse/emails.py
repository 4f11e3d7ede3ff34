"""E-mail addresses out of whatever stands in the cell, with plain slips mended and said to be mended."""

import re
from functools import cache
from typing import NamedTuple

from transforms.parse.text import folded
from transforms.reference import rows


class Email(NamedTuple):
    """An address and whether it differs from what was typed by more than case and white space."""

    address: str
    is_corrected: bool


_AT_WORD = re.compile(r"\s*(?:\(at\)|\[at\]|골뱅이|엣|＠|﹫)\s*")
_DOT_WORD = re.compile(r"(?<=[a-z0-9])\s*(?:\(dot\)|\[dot\]|닷|쩜|점)\s*(?=[a-z])")
_AROUND_AT = re.compile(r"\s*@\s*")
_LOOSE_DOT = re.compile(r"(?<=[a-z0-9])(?:\s*[,。·;]\s*|\s+\.\s*|\.\s+|\.{2,})(?=[a-z0-9])")
_ADDRESS = re.compile(r"[a-z0-9][a-z0-9._%+'-]{0,63}@[a-z0-9가-힣][a-z0-9가-힣.-]{0,120}")
_DOMAIN = re.compile(r"(?:[a-z0-9가-힣](?:[a-z0-9가-힣-]{0,61}[a-z0-9가-힣])?\.)+(?:[a-z]{2,24}|한국)")


@cache
def _slips() -> dict[str, str]:
    return {row["typed"]: row["domain"] for row in rows("email_domains")}


def emails(text: str) -> list[Email]:
    """Every address in the cell, in order, each once; lower case, slips of well-known domains mended.

    >>> emails("홍길동 <Hong.Gil@Naver.com>")
    [Email(address='hong.gil@naver.com', is_corrected=False)]
    >>> emails("example.kim@naver,com")
    [Email(address='example.kim@naver.com', is_corrected=True)]
    >>> emails("greenjeong.example.com")
    []
    """
    if len(text) > 2000:
        text = text[:2000]
    value = folded(text)
    plain = re.sub(r"(?:mailto|e-?mail|메일|이메일)\s*:?\s*", " ", value)
    worded = _DOT_WORD.sub(".", _AT_WORD.sub("@", plain))
    joined = _AROUND_AT.sub("@", worded)
    found: dict[str, Email] = {}
    for candidate, is_mended in _candidates(joined, was_worded=worded != plain):
        local, _, domain = candidate.partition("@")
        local, domain = local.strip(".'-"), domain.strip(".-")
        mended = _slips().get(domain, domain)
        if local and ".." not in local and _DOMAIN.fullmatch(mended) and len(domain) < 100:
            address = f"{local}@{mended}"
            found.setdefault(address, Email(address, is_mended or mended != domain))
    return list(found.values())


def _candidates(value: str, *, was_worded: bool) -> list[tuple[str, bool]]:
    if value.count("@") == 1:
        # One address: white space and commas inside it are slips, not separators.
        head, _, tail = value.partition("@")
        domain = _LOOSE_DOT.sub(".", tail)
        local = re.sub(r"^.*[\s<(:/,;]", "", head.rstrip())
        whole = _ADDRESS.search(f"{local}@{domain}")
        if whole:
            return [(whole.group(), was_worded or domain.split(" ")[0] != tail.split(" ")[0])]
        return []
    return [(match.group(), was_worded) for match in _ADDRESS.finditer(value)]
