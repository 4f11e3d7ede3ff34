"""Finding a person at the reception by what is said or typed there: a name, first consonants, a body, a number."""

import re
import unicodedata

import pandas as pd

from transforms.event.korean_order import initial, order_key
from transforms.parse.bodies import body
from transforms.parse.text import key
from transforms.reading.columns import parsed

_LEAST_NUMBER = 4
_BADGE = re.compile(r"([0-9]{1,6})번?")


def searchable(people: pd.DataFrame) -> pd.DataFrame:
    """``people`` (attendee_id, badge, name, body) in the order of a register, with what a search looks at."""
    names = parsed(people["name"].fillna(""), key).part(str, "str")
    bodies = parsed(people["body"].fillna(""), lambda cell: body(cell).key or key(cell)).part(str, "str")
    order = parsed(people["body"].fillna(people["name"]).fillna(""), order_key).part(str, "str")
    first, first_of_body = (parsed(each, _initials).part(str, "str") for each in (names, bodies))
    made = people.assign(_name=names, _body=bodies, _initials=first, _body_initials=first_of_body, _order=order)
    return made.sort_values(["_order", "_name", "attendee_id"], ignore_index=True)


def found(people: pd.DataFrame, typed: str) -> pd.DataFrame:
    """Those of ``searchable`` people whom ``typed`` may mean, the likeliest first; everyone for nothing typed.

    A number alone is the one on a badge, as a scanner types it; of nobody's badge it may be a part of an id.

    >>> rows = [("f-1", 12, "홍길동", "하늘연대"), ("f-2", 7, "김나리", "홍익모임"), ("f-3", None, None, "하늘연대")]
    >>> people = searchable(pd.DataFrame(rows, columns=["attendee_id", "badge", "name", "body"]))
    >>> [found(people, typed)["attendee_id"].tolist() for typed in ("홍", "ㅎㄱㄷ", "하늘 연대", "F-2", "없는 이")]
    [['f-1', 'f-2'], ['f-1'], ['f-3', 'f-1'], ['f-2'], []]
    >>> [found(people, typed)["attendee_id"].tolist() for typed in ("12", " 007 ", "7번", "1")]
    [['f-1'], ['f-2'], ['f-2'], []]
    """
    wanted = key(typed)
    if not wanted:
        return people
    number = typed.strip().casefold()
    if (people["attendee_id"].str.casefold() == number).any():
        return people[people["attendee_id"].str.casefold() == number]
    if badge := _BADGE.fullmatch(number):
        has_badge = people["badge"].astype("Int64").eq(int(badge[1])).fillna(False)
        if has_badge.any():
            return people[has_badge]
    initials = _initials(wanted) if _are_consonants(typed) else ""
    ranks = [people["_name"].str.startswith(wanted), people["_name"].str.contains(wanted, regex=False)]
    ranks += [people["_body"].str.startswith(wanted), people["_body"].str.contains(wanted, regex=False)]
    if initials:
        ranks = [people[name].str.startswith(initials) for name in ("_initials", "_body_initials")]
        ranks += [people[name].str.contains(initials, regex=False) for name in ("_initials", "_body_initials")]
    elif len(number) >= _LEAST_NUMBER:
        ranks.append(people["attendee_id"].str.casefold().str.contains(number, regex=False))
    rank = pd.Series(len(ranks), index=people.index)
    for place in reversed(range(len(ranks))):
        rank = rank.mask(ranks[place].astype("bool"), place)
    return people.assign(_rank=rank)[rank.lt(len(ranks))].sort_values("_rank", kind="stable").drop(columns="_rank")


def _initials(letters: str) -> str:
    return "".join(initial(letter) or letter for letter in letters)


def _are_consonants(typed: str) -> bool:
    """Whether nothing but consonants was typed."""
    letters = unicodedata.normalize("NFKC", "".join(typed.split()))
    return bool(letters) and all("\u1100" <= letter <= "\u1112" for letter in letters)
