"""Entries made to try the form out: test words, key mashing, digits alone."""

from functools import cache

from transforms.parse.text import key, spelling
from transforms.reference import rows


@cache
def _words(how: str) -> tuple[str, ...]:
    return tuple(sorted((key(row["word"]) for row in rows("test_words") if row["how"] == how), key=len, reverse=True))


@cache
def _starts(own_words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({*_words("starts"), *filter(None, map(key, own_words))}, key=lambda word: (-len(word), word)))


def is_own_test(cell: str, own_words: tuple[str, ...], *, is_name: bool = False) -> bool:
    """True where the cell is one of a campaign's words and nothing more, or a name that begins with one before ``*``.

    >>> own = ("홍보팀 연습", "test*", "office@example.org")
    >>> [is_own_test(c, own, is_name=True) for c in ("홍보팀 연습", "TEST 공방", "홍보팀 연습실", "office@example.org")]
    [True, True, False, True]
    """
    value = spelling(cell[:200])
    begins = tuple(key(word) for word in own_words if word.endswith("*") and key(word))
    return value in {spelling(word) for word in own_words} - {"", *begins} or (is_name and value.startswith(begins))


def reads_as_test(cell: str, own_words: tuple[str, ...] = ()) -> bool:
    """True when nothing but test words, key mashing or digits stands in the cell (reference/test_words.csv).

    ``own_words`` are a campaign's own beside those of the table.

    >>> [reads_as_test(c) for c in ("테스트2", "asdfasdf", "test입니다 무시하세요", "테스트베드 랩", "")]
    [True, True, True, False, False]
    >>> reads_as_test("홍보팀 연습 2"), reads_as_test("홍보팀 연습 2", ("홍보팀 연습",))
    (False, True)
    """
    value = key(cell[:200])
    if not value:
        return False
    if value in _words("whole") or any(word in value for word in _words("contains")):
        return True
    if all("ㄱ" <= letter <= "ㅣ" for letter in value):
        return True
    if not value.startswith(_starts(own_words)):
        return False
    rest, before = value, ""
    while rest != before:
        before = rest
        for word in _starts(own_words):
            rest = rest.removeprefix(word)
        if rest != value:
            rest = rest.lstrip("0123456789")
            # One at a time: of 입니다 무시하세요 the short 무시 is no end.
            rest = rest.removeprefix(next(filter(rest.startswith, _words("ends")), ""))
    return not rest
