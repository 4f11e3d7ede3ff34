"""가나다 order of names, and a register's queues by first consonant."""

import itertools
import unicodedata
from collections.abc import Sequence

import pandas as pd

from transforms.parse.bodies import body
from transforms.reading.columns import parsed

# First consonants as signs at a desk show them: the doubled ones queue with the plain.
INITIALS = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"
# The first consonants of Unicode's syllables, in their order, each as the queue that it stands in.
_OF_SYLLABLE = "ㄱㄱㄴㄷㄷㄹㅁㅂㅂㅅㅅㅇㅈㅈㅊㅋㅌㅍㅎ"
_SYLLABLES, _EACH, _JAMO = range(ord("가"), ord("힣") + 1), 588, range(0x1100, 0x1113)


def order_key(name: str) -> str:
    """What sorts ``name`` in dictionary order: without legal form, brackets, quotes and spaces; 한글, Latin, digits.

    >>> sorted(["(사)하늘연대", "3개 마을", "YWCA", "㈜ 가람", "갂두기", "나루"], key=order_key)
    ['㈜ 가람', '갂두기', '나루', '(사)하늘연대', 'YWCA', '3개 마을']
    """
    # Code points of composed syllables are the dictionary's order.
    letters = body(name).key or unicodedata.normalize("NFC", name)
    first = letters[:1]
    if first and ord(first) in _JAMO:
        # A consonant alone stands before the first syllable that it begins.
        letters = chr(_SYLLABLES[0] + (ord(first) - _JAMO[0]) * _EACH) + letters
    place = "0" if initial(letters) else "2" if first.isdigit() else "1"
    return place + letters


def initial(letters: str) -> str:
    """The first consonant of the first letter, '' when that is no 한글.

    >>> initial("까치"), initial("ㅎㅎ모임"), initial("YMCA")
    ('ㄱ', 'ㅎ', '')
    """
    # In compatibility form a consonant typed alone is one of Unicode's first consonants.
    first = unicodedata.normalize("NFKC", letters[:1])[:1]
    code = ord(first) if first else 0
    if code in _SYLLABLES:
        return _OF_SYLLABLE[(code - _SYLLABLES[0]) // _EACH]
    return _OF_SYLLABLE[code - _JAMO[0]] if code in _JAMO else ""


def queue_ranges(counts: Sequence[int], n_queues: int) -> list[tuple[int, int]]:
    """The places in INITIALS (first and last) of each queue, as even as whole consonants allow.

    ``counts`` are the people of each consonant; whoever has none stands in the last queue and is counted there.
    Together the ranges cover the alphabet, so that a walk-in finds a queue too.

    >>> queue_ranges([5, 0, 0, 0, 0, 5, 0, 9, 0, 0, 0, 0, 0, 1], 2)
    [(0, 6), (7, 13)]
    """
    last = len(INITIALS) - 1
    n_cuts = min(n_queues, last + 1) - 1

    def unevenness(cuts: tuple[int, ...]) -> tuple[int, int, tuple[int, ...]]:
        loads = [sum(counts[start:end]) for start, end in itertools.pairwise((0, *cuts, last + 1))]
        # Of equal cuts the later ones: an empty consonant stands with those before it.
        return max(loads), sum(load * load for load in loads), tuple(-cut for cut in cuts)

    best = min(itertools.combinations(range(1, last + 1), n_cuts), key=unevenness)
    return [(start, end - 1) for start, end in itertools.pairwise((0, *best, last + 1))]


def in_order(seats: pd.DataFrame) -> pd.DataFrame:
    """``seats`` as every list orders them: guests of honour as the protocol says, then 가나다 by body, then by name.

    An individual stands where the own name sorts. People of one body stay together, those not named yet at its end.
    Two columns more: ``is_honour`` and ``initial``, the first consonant to queue under ('' for none).
    """
    table = seats.assign(
        is_honour=seats["protocol_order"].notna(),
        sort_body=parsed(seats["body"].fillna(seats["name"]).fillna(""), order_key).part(str, "str"),
        sort_name=parsed(seats["name"].fillna(""), order_key).part(str, "str"),
        sort_id=seats["participant_id"].fillna(""),
        is_last=~seats["is_named"],
        protocol=seats["protocol_order"].fillna(0),
    )
    table["initial"] = parsed(table["sort_body"].str.slice(1, 2), initial).part(str, "str")
    by = ["is_honour", "protocol", "sort_body", "sort_id", "is_last", "sort_name", "attendee_id"]
    ascending = [name != "is_honour" for name in by]
    return table.sort_values(by, ascending=ascending, ignore_index=True)[[*seats.columns, "is_honour", "initial"]]
