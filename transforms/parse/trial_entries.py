"""Entries made to try the form out: test words, key mashing, digits alone."""

from functools import cache

from transforms.parse.text import key
from transforms.reference import rows


@cache
def _words(how: str) -> tuple[str, ...]:
    return tuple(sorted((key(row["word"]) for row in rows("test_words") if row["how"] == how), key=len, reverse=True))


def reads_as_test(cell: str) -> bool:
    """True when nothing but test words, key mashing or digits stands in the cell (reference/test_words.csv).

    >>> [reads_as_test(c) for c in ("테스트2", "asdfasdf", "ㅁㄴㅇㄹ", "테스트베드 랩", "제품안전 테스트맘", "")]
    [True, True, True, False, False, False]
    """
    value = key(cell[:200])
    if not value:
        return False
    if value in _words("whole") or any(word in value for word in _words("contains")):
        return True
    if all("ㄱ" <= letter <= "ㅣ" for letter in value):
        return True
    rest, before = value, ""
    while rest != before:
        before = rest
        for word in _words("starts"):
            rest = rest.removeprefix(word)
        if rest != value:
            rest = rest.lstrip("0123456789")
            for word in _words("ends"):
                rest = rest.removeprefix(word)
    return not rest
