"""The texts of documents' rows: bodies, meetings, wishes, goals and activities as people read them, cut to fit."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from transforms.event.korean_order import INITIALS
from transforms.event.placement import UNDECIDED_WAITS, WAITS
from transforms.parse.text import clean
from transforms.reading.columns import parsed, texts_by_key

Words = Mapping[str, Any]
# A word of so few letters stands beside a number in a narrow column.
_SHORTEST = 2
_CUTS = (" / ", ". ", ", ", " ")
_ENTITIES = {"&nbsp;": " ", "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'"}
_MARK = re.compile(
    r"</?(?:(?P<apart>br|p|div|li|ul|ol|tr|td|table|h[1-6])|b|i|u|em|strong|span|font|a|sup|sub)(?:\s[^<>]*)?/?>"
    r"|&(?:nbsp|amp|lt|gt|quot|#39);",
    re.IGNORECASE,
)


def shortened(table: pd.DataFrame, room: Mapping[str, int]) -> pd.DataFrame:
    """``table`` whose texts are without markup, and cut at the ``room`` of their column, an ellipsis at the end."""
    columns = [column for column in room if column in table]
    table = table.assign(**{c: without_markup(table[c]) for c in columns})
    cut = {
        c: table[c].mask(table[c].str.len().gt(room[c]).fillna(False), table[c].str.slice(0, room[c] - 1) + "…")
        for c in columns
    }
    return table.assign(**cut)


def without_markup(column: "pd.Series[str]") -> "pd.Series[str]":
    """``column`` without the marks of a web page that people paste along; what only looks like one stays.

    >>> without_markup(pd.Series(["<b>숲</b>&nbsp;해설<br/>3<5명, A&B", None])).tolist()[0]
    '숲 해설 3<5명, A&B'
    """
    told = parsed(column.astype("str").fillna(""), _unmarked).part(str, "str")
    return column.where(column.isna(), told)


def _unmarked(text: str) -> str:
    # Most texts hold none: they are left as they are.
    if not _MARK.search(text):
        return text
    apart = _MARK.sub(lambda mark: _ENTITIES.get(mark[0].lower(), " " if mark["apart"] else ""), text)
    return "\n".join(" ".join(line.split()) for line in apart.split("\n")).strip()


def text_of(column: "pd.Series[Any]") -> "pd.Series[str]":
    """``column`` as text, '' where it is null."""
    return column.astype("str").fillna("")


def counted(numbers: "pd.Series[Any]", sentence: str) -> "pd.Series[str]":
    """``sentence`` with each number in it, '' where that is 0."""
    return parsed(numbers.astype("int64").astype("str"), lambda n: sentence.format(n=n) if n != "0" else "").part(
        str, "str"
    )


def said(where: "pd.Series[bool]", word: str) -> "pd.Series[str]":
    """``word`` where it is true, else nothing."""
    return pd.Series("", index=where.index, dtype="str").mask(where, word)


def joined(*parts: "pd.Series[str]", between: str = " · ") -> "pd.Series[str]":
    """The parts of each row that say something, with ``between`` between them."""
    whole = parts[0]
    for part in parts[1:]:
        gap = said(whole.ne("") & part.ne(""), between)
        whole = whole + gap + part
    return whole


def body_as_told(people: pd.DataFrame, individual: str) -> "pd.Series[str]":
    """The body that stands beside a name: ``individual`` for who registered as one, '' for a guest of no body."""
    return (
        people["body"].mask(people["body"].isna() & people["source"].ne("guests"), individual).astype("str").fillna("")
    )


def body(table: pd.DataFrame, words: Words) -> "pd.Series[str]":
    """The body of each person, the word for an individual where there is none."""
    return body_as_told(table, words["individual"])


def meeting(field: "pd.Series[Any]", words: Words) -> "pd.Series[str]":
    """The meeting by its number, '' for who sits in none; a long word stands over the column and not in its cells.

    >>> [meeting(pd.Series([3]), {"meeting_number": said})[0] for said in ("{n}분야", "이야기방 {n}")]
    ['3분야', '3']
    """
    said = str(words["meeting_number"])
    is_short = len(said.replace("{n}", "").strip()) <= _SHORTEST
    return counted(field.fillna(0), said if is_short else "{n}")


def place(table: pd.DataFrame, words: Words) -> "pd.Series[str]":
    """The meeting of each person, and of who has none yet that they wait (by the ``reason`` of their seat)."""
    waits = table["reason"].isin((WAITS, UNDECIDED_WAITS)) & table["field"].isna()
    return meeting(table["field"], words).mask(waits, words["waiting"])


def wish(rank: "pd.Series[Any]", words: Words) -> "pd.Series[str]":
    """Which wish a seat fulfils, in words."""
    names: dict[int, str] = {1: words["wish_1"], 2: words["wish_2"], 0: words["wish_other"]}
    return rank.map(names).astype("str").fillna("")


def editions(version: int, printed: int, until: datetime, release: str, words: Words) -> tuple[str, str]:
    """What lists and supplements of a version say of themselves: which one, of what moment's data, of which release.

    ``until`` is when the last of the responses was handed in, ``printed`` the version that a supplement completes.
    """
    moment = words["edition_moment"].format(year=until.year, month=until.month, day=until.day, time=f"{until:%H:%M}")
    whole = words["edition"].format(version=version)
    added = words["edition_added"].format(version=version, printed=printed)
    one, other = (words["edition_of"].format(edition=each, moment=moment, release=release) for each in (whole, added))
    return str(one), str(other)


def range_label(first: int, last: int, *, is_only: bool, words: Words) -> str:
    """What stands above one queue: its consonants, from the first to the last."""
    if is_only:
        return str(words["all"])
    label = INITIALS[first] if first == last else words["range"].format(first=INITIALS[first], last=INITIALS[last])
    return words["range_last"].format(range=label) if last == len(INITIALS) - 1 else label


def goal_numbers(goals: pd.DataFrame) -> "pd.Series[str]":
    """The goals of each participant, as numbers in their order."""
    numbers = goals.assign(goal=goals["goal"].astype("str"))
    return texts_by_key(numbers["goal"], numbers["participant_id"], " ")


def named_goals(numbers: str, names: Mapping[int, str]) -> str:
    """Goals given as numbers, each with its name."""
    # Names hold commas themselves.
    return " · ".join(f"{number} {names[int(number)]}" for number in numbers.split())


def in_short(activities: pd.DataFrame, most: int) -> "pd.Series[str]":
    """What each participant does, in at most ``most`` characters."""
    table = activities.sort_values(["participant_id", "position"])
    table = table[table.groupby("participant_id").cumcount().lt(most // 2)]
    texts = texts_by_key(without_markup(table["text"]), table["participant_id"], " / ")
    return parsed(texts, lambda text: cut(text, most)).part(str, "str")


def cut(text: str, most: int) -> str:
    """``text`` on one line, cut where a phrase ends.

    >>> cut("나무 심기, 하천 정화 활동과\\n주민 교육", 14)
    '나무 심기, 하천 정화…'
    """
    line = " ".join(clean(text).split())
    if len(line) <= most:
        return line
    head = line[: most - 1]
    # A phrase's end in the last third is a better place than the last space.
    for mark in _CUTS:
        at = head.rfind(mark)
        if at >= most * 2 // 3 or (mark == " " and at > 0):
            return head[:at].rstrip(" ,./·") + "…"
    return head + "…"


def typed(columns: Mapping[str, Any], types: Mapping[str, str]) -> pd.DataFrame:
    """A table of ``columns``, text but for those of ``types``."""
    table = pd.DataFrame(dict(columns))
    return table.astype({name: types.get(name, "str") for name in table.columns})
