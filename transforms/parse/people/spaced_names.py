"""Names typed with blanks in them, and titles among them: 김 하늘, 홍 길 동, 부 장 남궁 솔."""

from itertools import groupby, takewhile

from transforms.parse.people.words import HANGUL, SAID_TO, Token, is_name, is_title, surnames, whole_words


def spaced_names(listed: list[Token]) -> list[Token]:
    """The tokens with 김 하늘, 홍 길 동 and 남궁 솔 as one name each."""
    made: list[Token] = []
    for is_short, group in groupby(listed, _is_short):
        run = list(group)
        made += _of_blanks(run) if is_short and not (made and made[-1].kind == "F") else run
    return made


def _of_blanks(run: list[Token]) -> list[Token]:
    texts = [token.text for token in run]
    if not any(len(text) == 1 or text in surnames().long for text in texts):
        return run
    made: list[Token] = []
    at = 0
    sizes = _name_sizes(texts)
    if not sizes and len(texts) > 2:
        sizes = _name_sizes(texts[1:])  # 반 홍 길 동
        made, at = run[: bool(sizes)], bool(sizes)
    for size in sizes:
        made.append(run[at] if size == 1 else _spaced("".join(texts[at : at + size])))
        at += size
    return made or run


def _spaced(text: str) -> Token:
    kind = whole_words().get(text)
    return Token(kind or ("T" if is_title(text) else "N"), text)


def _is_short(token: Token) -> bool:
    """True for one or two syllables that may be part of a name: 전 대표 and 나 혼자 are none, the list says."""
    if not 1 <= len(token.text) <= 2 or token.title or token.text in SAID_TO:
        return False
    is_free = token.kind in "WN"
    is_listed = len(token.text) == 1 and token.kind in "xMstDU"
    return (is_free or is_listed) and HANGUL.fullmatch(token.text) is not None


def _name_sizes(run: list[str]) -> list[int]:
    """How many tokens of the run make each name, or [] when the run is no row of names."""
    one, two, _ = surnames()
    sizes = [0] * len(run) + [1]  # of the name that starts there; 0 where no row of names can start
    for at in reversed(range(len(run))):
        lengths = tuple(map(len, run[at + 1 : at + 3]))
        # 사 무 국 장: one of the longest titles that the syllables make
        together = len(list(takewhile(lambda text: len(text) == 1, run[at : at + 4])))
        titled = [n for n in range(together, 1, -1) if _spaced("".join(run[at : at + n])).kind != "N"]
        options = ([1] if is_name(run[at]) else []) + [n for n in titled if n == 2]
        if run[at] in one or run[at] in two:
            fits = ((lengths[:1] == (2,), 2), (lengths == (1, 1), 3), (lengths[:1] == (1,), 2))
            options = [size for is_fit, size in fits if is_fit] + options
        # 부 장 홍 길 동: a title where a whole name follows it
        options = [n for n in titled if n > 2 or sizes[at + 2] == 3] + options
        sizes[at] = next((size for size in options if sizes[at + size]), 0)
    starts = [0] if sizes[0] else []
    while starts and starts[-1] < len(run):
        starts.append(starts[-1] + sizes[starts[-1]])
    return [sizes[at] for at in starts[:-1]]
