"""An answer about activities, split where its author separated one activity from the next."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from transforms.parse.text import HALF_WIDTH, clean, is_blank

# Longer than any answer; the rest of a pasted book stays in its last piece.
_MOST_MARKS = 300
_EDGE = " \t,;"
_LETTERS = ("가나다라마바사아자차카타파하", "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ", "abcdefghijklmnopqrstuvwxyz", "ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ")

_LINE_BREAK = re.compile(r"\n+")
# ① ⑴ ❶ ㉮ and a bullet mark an item wherever they stand; doubled circles (○○동) stand for a withheld name.
_ALWAYS = re.compile(r"[①-⓿❶-➓㉠-㉻]\s*|\d\u20e3\s*|([●○■□▪▫▶▷►▸‣◆◇◎※★☆☞✓✔☑✅•◦])(?!\1)(?<!\1\1)\s*")
# A dash or asterisk marks an item at a line's start, and within a one-line answer that starts with it.
_AT_LINE = re.compile(r"^[ \t]*(?:([-–—*·ㆍ+~>])+(?!\d)|[ㅇo](?=\s))\s*", re.MULTILINE)
_NUMBER_AT_LINE = re.compile(
    r"^[ \t]*(?:\(\d{1,2}\)|\[\d{1,2}\]|<\d{1,2}>|\d{1,2}번?\s?[.)](?!\d)|\d{1,2}번?\s?[-:]\s)\s*",
    re.MULTILINE,
)
_DATE = re.compile(r"\s*\d{1,2}\s?\.\s?\d{1,2}\s?\.(?!\d)")
_NUMBER_SPACE = re.compile(r"^[ \t]*(\d{1,2})[ \t]+(?=\D)", re.MULTILINE)
_NUMBER_WITHIN = re.compile(r"(?<![\d.])(?<!\d\.\s)(?:\((\d{1,2})\)|\[(\d{1,2})\]|(\d{1,2})(?:번)?\s?[.)](?!\d))\s*")
_LETTER = re.compile(r"(?:^|(?<=[\s(]))([가-하ㄱ-ㅎa-zA-ZⅠ-Ⅻⅰ-ⅻ])[.)]\s*", re.MULTILINE)


def activities(text: str) -> tuple[str, ...]:
    """The separate activities, in order, each once; an answer without list marks is one activity.

    >>> activities("1. 하천 정화\\n2. 숲 해설")
    ('하천 정화', '숲 해설')
    >>> activities("플로깅과 재활용 교육")
    ('플로깅과 재활용 교육',)
    >>> activities("2024. 5. 30. 마을 잔치")
    ('2024. 5. 30. 마을 잔치',)
    >>> activities("없음")
    ()
    """
    value = clean(text)
    if not value or is_blank(value):
        return ()
    # Character by character, so that positions stay.
    marks = sorted(set(_marks(value.translate(HALF_WIDTH))))
    found = dict.fromkeys(piece.strip(_EDGE) for piece in _cut(value, marks))
    return tuple(piece for piece in found if piece and not is_blank(piece))


def _cut(value: str, marks: list[tuple[int, int]]) -> Iterator[str]:
    """The text between the marks and line breaks."""
    at = 0
    for start, end in marks[:_MOST_MARKS]:
        if start >= at:
            yield value[at:start]
        at = max(at, end)
    yield value[at:]


def _found(pattern: re.Pattern[str], plain: str) -> Iterator[re.Match[str]]:
    return islice(pattern.finditer(plain), _MOST_MARKS)


def _marks(plain: str) -> Iterator[tuple[int, int]]:
    """Where each list mark or line break starts and ends."""
    yield from (match.span() for match in _found(_LINE_BREAK, plain))
    yield from (match.span() for match in _found(_ALWAYS, plain))
    yield from (match.span() for match in _found(_AT_LINE, plain))
    numbered = _found(_NUMBER_AT_LINE, plain)
    yield from (match.span() for match in numbered if not _DATE.match(plain, match.start()))
    dash = _AT_LINE.match(plain)
    if dash and dash.group(1) and "\n" not in plain:
        again = re.compile(rf"(?<=\s){re.escape(dash.group(1))}(?!\d)\s*")
        yield from (match.span() for match in _found(again, plain))
    spaced = [(int(match.group(1)), match.span()) for match in _found(_NUMBER_SPACE, plain)]
    yield from _in_sequence(spaced)
    within = [(int(match[match.lastindex or 0]), match.span()) for match in _found(_NUMBER_WITHIN, plain)]
    yield from _in_sequence(within)
    letters = [(match.group(1).lower(), match.span()) for match in _found(_LETTER, plain)]
    for alphabet in _LETTERS if letters else ():
        yield from _in_sequence([(alphabet.find(letter) + 1, span) for letter, span in letters])


def _in_sequence(found: Iterable[tuple[int, tuple[int, int]]]) -> list[tuple[int, int]]:
    """The marks that count on from 1; none where only one does, for that is no list."""
    chain = list[tuple[int, int]]()
    for number, span in found:
        if number == len(chain) + 1:
            chain.append(span)
    return chain if len(chain) > 1 else []
