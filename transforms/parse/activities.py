"""An answer about activities, split where its author separated one activity from the next."""

import re

from transforms.parse.text import clean, is_blank

_ITEM = re.compile(
    r"(?:^|\n|(?<=\s)|(?<=[.,;]))\s*(?:\(?\d{1,2}[.)](?!\d)|[①-⑳❶-❿]|[-–—•▪■□▶▷►●○◦◎※*★☆✓✔ㆍ·]+(?=\s|[가-힣])|[가나다라마바사아자차][.)])\s*"
)
_LINE_ITEM = re.compile(r"(?:^|\n)\s*(?:[ㅇo]\s+)")


def activities(text: str) -> tuple[str, ...]:
    """The separate activities, in order, each once; an answer without list marks is one activity.

    >>> activities("1. 하천 정화\\n2. 숲 해설")
    ('하천 정화', '숲 해설')
    >>> activities("플로깅과 재활용 교육")
    ('플로깅과 재활용 교육',)
    >>> activities("없음")
    ()
    """
    value = clean(text)
    if not value or is_blank(value):
        return ()
    marked = _LINE_ITEM.sub("\n\x00", _ITEM.sub("\x00", value))
    pieces = [piece for part in marked.split("\x00") for piece in part.split("\n")]
    found = dict.fromkeys(piece.strip(" \t.,;") for piece in pieces)
    return tuple(piece for piece in found if piece and not is_blank(piece))
