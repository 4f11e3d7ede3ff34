"""Every cell of an export as what it says: one typed row a response, and long tables of what it lists."""

import hashlib
from dataclasses import dataclass
from functools import cache

import pandas as pd

from transforms.campaign import Campaign
from transforms.columns import parsed, part
from transforms.parse.activities import activities
from transforms.parse.addresses import district
from transforms.parse.bodies import body
from transforms.parse.choices import choice, ticks
from transforms.parse.counts import count
from transforms.parse.emails import emails
from transforms.parse.goals import goals
from transforms.parse.moments import moment
from transforms.parse.people import is_name, people
from transforms.parse.phones import phones
from transforms.parse.text import clean, folded, is_blank, key
from transforms.reference import rows

INDIVIDUAL = "개인"


@dataclass(frozen=True)
class Answers:
    """What the responses say, before any is set aside.

    ``responses``: one row per data row, indexed from 0, with ``row_number`` from 1 and the ``is_``/``n_`` columns
    that the rules look at. The long tables carry ``response`` (the index of ``responses``) and ``position``.
    """

    responses: pd.DataFrame
    activities: pd.DataFrame
    goals: pd.DataFrame
    people: pd.DataFrame
    ticks: pd.DataFrame


def normalise(cells: pd.DataFrame, campaign: Campaign) -> Answers:
    """The answers in ``cells``: columns are our question names, all text, one row per data row from 1.

    A column that is absent (a question not asked) reads as blank.
    """
    cells = cells.reset_index(drop=True)

    def column(name: str) -> "pd.Series[str]":
        return cells[name] if name in cells.columns else pd.Series("", index=cells.index, dtype="str")

    out = pd.DataFrame({"row_number": pd.RangeIndex(1, len(cells) + 1)}, index=cells.index)
    _moments(out, column("submitted_at"), campaign)
    _names(out, column, campaign)
    _contacts(out, column, campaign)
    places = campaign.places
    address = parsed(column("address"), clean)
    out["address"] = part(address, lambda v: "" if is_blank(v) else v, "str")
    out["district"] = part(parsed(column("address"), lambda v: district(v, places)), str, "str")
    out["is_district_known"] = out["district"] != places.unknown
    _choices(out, column, campaign)
    activity_lists = parsed(column("activities"), activities)
    out["n_activities"] = part(activity_lists, len, "int64")
    goal_lists = parsed(column("goals"), goals)
    out["n_goals"] = part(goal_lists, lambda v: len(v[0]), "int64")
    out["is_goals_read"] = part(goal_lists, lambda v: not v[1], "bool")
    listed = _people(out, column)
    out["is_test"] = _is_test(out, column)
    out["response_id"] = _response_ids(out, column)
    return Answers(
        responses=out,
        activities=_long(activity_lists, "text", "str"),
        goals=_long(part(goal_lists, lambda v: v[0], "object"), "goal", "int64"),
        people=_people_rows(listed),
        ticks=_tick_rows(column, campaign),
    )


def _moments(out: pd.DataFrame, cells: "pd.Series[str]", campaign: Campaign) -> None:
    moments = parsed(cells, lambda v: moment(clean(v), campaign.zone))
    out["submitted_at"] = part(moments, lambda v: v.isoformat() if v else None, "str")
    # A moment that cannot be read is judged by its own rule, not called late.
    out["is_in_window"] = part(
        moments, lambda v: v is None or campaign.opens_at <= v < campaign.closes_at, "bool")


def _names(out: pd.DataFrame, column, campaign: Campaign) -> None:  # type: ignore[no-untyped-def]
    kinds = parsed(column("kind"), lambda v: choice(v, campaign.by_column["kind"].options)
                   if "kind" in campaign.by_column else ("", ""))
    out["kind"] = part(kinds, lambda v: v[0], "str")
    out["kind_typed"] = part(kinds, lambda v: v[1], "str")
    bodies = parsed(column("name"), body)
    for name in ("representative", "contact_name"):
        out[name] = part(parsed(column(name), _person_cell), str, "str")
    out["contact_title"] = part(parsed(column("contact_title"), lambda v: "" if is_blank(v) else clean(v)), str, "str")
    typed = part(bodies, lambda v: v.name, "str")
    is_person = out["kind"].eq(INDIVIDUAL)
    out["name"] = typed.mask(typed.eq(""), out["contact_name"].mask(out["contact_name"].eq(""), out["representative"]))
    out["legal_form"] = part(bodies, lambda v: v.legal_form, "str").mask(is_person, "")
    out["name"] = out["name"].mask(out["name"].eq(""), None)
    out["name_key"] = part(parsed(out["name"].fillna(""), key), str, "str")


def _person_cell(cell: str) -> str:
    """The person named in a cell meant for one name, with a title or 님 taken off where one stands there."""
    value = clean(cell).replace("\n", " ")
    if is_blank(value) or folded(value) in ("본인", "상동", "위와 같음"):
        return ""
    named = people(value).named
    if len(named) == 1 and is_name(named[0].name):
        return named[0].name
    return value


def _contacts(out: pd.DataFrame, column, campaign: Campaign) -> None:  # type: ignore[no-untyped-def]
    numbers = parsed(column("phone"), lambda v: phones(v, campaign.area_code))
    addresses = parsed(column("email"), emails)
    out["phone"] = part(numbers, lambda v: v[0].number if v else None, "str")
    out["other_phones"] = part(numbers, lambda v: " ".join(p.number for p in v[1:]), "str")
    out["email"] = part(addresses, lambda v: v[0].address if v else None, "str")
    out["is_email_corrected"] = part(addresses, lambda v: bool(v) and v[0].is_corrected, "bool")
    phone_blank = part(parsed(column("phone"), lambda v: is_blank(clean(v))), bool, "bool")
    email_blank = part(parsed(column("email"), lambda v: is_blank(clean(v))), bool, "bool")
    out["has_contact"] = out["phone"].notna() | out["email"].notna()
    # Where neither can be read, contact_missing says it once; these tell of one lost beside the other.
    out["is_phone_read"] = out["phone"].notna() | phone_blank | ~out["has_contact"]
    out["is_email_read"] = out["email"].notna() | email_blank | ~out["has_contact"]


def _choices(out: pd.DataFrame, column, campaign: Campaign) -> None:  # type: ignore[no-untyped-def]
    numbers = {each.name: each.number for each in campaign.fields}
    wishes = {}
    for name in ("wish_1", "wish_2"):
        chosen = parsed(column(name), lambda v: ticks(v, campaign.field_options))
        out[name] = part(chosen, lambda v: numbers[v[0][0]] if len(v[0]) == 1 else None, "Int64")
        wishes[name] = part(chosen, lambda v: len(v[0]) <= 1 and not v[1], "bool")
    out["is_wish_read"] = wishes["wish_1"] & wishes["wish_2"]
    for name, fallback in (("attendance", "undecided"), ("is_returning", ""), ("consent", "")):
        question = campaign.by_column.get(name)
        if question is None:
            out[name], read = fallback, pd.Series(True, index=out.index)
        else:
            chosen = parsed(column(name), lambda v, q=question: choice(v, q.options))  # type: ignore[misc]
            out[name] = part(chosen, lambda v, q=question, f=fallback: q.codes.get(v[0], f), "str")  # type: ignore[misc]
            read = part(chosen, lambda v, q=question: v[0] in q.codes or not v[1], "bool")  # type: ignore[misc]
        if name != "consent":
            out[f"is_{name.removeprefix('is_')}_read"] = read
    out["is_returning"] = out["is_returning"].map({"true": True, "false": False}).astype("boolean")
    for question in campaign.questions:
        if question.kind == "choice" and question.column not in ("kind",):
            chosen = parsed(column(question.column), lambda v, q=question: choice(v, q.options))  # type: ignore[misc]
            out[question.column] = part(chosen, lambda v: v[0] or v[1], "str")
        elif question.kind == "text" and question.column != "contact_title":
            out[question.column] = part(
                parsed(column(question.column), lambda v: "" if is_blank(clean(v)) else clean(v)), str, "str")


def _people(out: pd.DataFrame, column) -> "pd.Series[object]":  # type: ignore[no-untyped-def]
    counts = parsed(column("headcount"), count)
    out["headcount"] = part(counts, lambda v: v.upper if v else None, "Int64")
    out["is_headcount_read"] = out["headcount"].notna() | part(
        parsed(column("headcount"), lambda v: is_blank(clean(v)) or not any(c.isdigit() for c in v)), bool, "bool")
    listed = parsed(column("attendees"), people)
    n_named = part(listed, lambda v: len(v.named) + v.n_unnamed + v.is_self, "int64")
    lower = part(counts, lambda v: v.lower if v else None, "Int64")
    out["n_listed"] = n_named
    out["is_headcount_agreed"] = (
        out["headcount"].isna() | n_named.eq(0) | ((n_named >= lower) & (n_named <= out["headcount"]))
    ).fillna(True).astype("bool")
    said = part(parsed(column("attendees"), _promises_only), bool, "bool")
    out["is_attendees_read"] = n_named.gt(0) | said
    return listed


def _promises_only(cell: str) -> bool:
    value = clean(cell)
    return is_blank(value) or len(value) > 0 and not people(value).named and any(
        word in value for word in ("추후", "나중", "아직", "미정", "통보", "예정", "없"))


def _people_rows(listed: "pd.Series[object]") -> pd.DataFrame:
    rows_ = [
        (index, position, person.name, person.title, False)
        for index, people_ in zip(listed.index, listed.tolist(), strict=True)
        for position, person in enumerate(people_.named, 1)  # type: ignore[attr-defined]
    ]
    selves = [(index, 0, "", "", True) for index, p in zip(listed.index, listed.tolist(), strict=True) if p.is_self]  # type: ignore[attr-defined]
    frame = pd.DataFrame([*rows_, *selves], columns=["response", "position", "name", "title", "is_self"])
    return frame.astype({"response": "int64", "position": "int64", "name": "str", "title": "str", "is_self": "bool"}
                        ).sort_values(["response", "position"], ignore_index=True)


def _long(lists: "pd.Series[object]", name: str, dtype: str) -> pd.DataFrame:
    """One row per item of each list, with ``response`` and ``position`` from 1."""
    items = lists.explode().dropna()
    frame = pd.DataFrame({"response": items.index, name: items.to_numpy()}).astype({"response": "int64", name: dtype})
    frame.insert(1, "position", frame.groupby("response").cumcount() + 1)
    return frame


def _tick_rows(column, campaign: Campaign) -> pd.DataFrame:  # type: ignore[no-untyped-def]
    frames = []
    for question in campaign.questions:
        if question.kind != "ticks":
            continue
        both = parsed(column(question.column), lambda v, q=question: ticks(v, q.options))  # type: ignore[misc]
        for at, is_free in ((0, False), (1, True)):
            frame = _long(part(both, lambda v, at=at: v[at], "object"), "answer", "str")  # type: ignore[misc]
            frames.append(frame.assign(question=question.column, is_free_text=is_free))
    empty = pd.DataFrame({"response": pd.Series(dtype="int64"), "position": pd.Series(dtype="int64"),
                          "answer": pd.Series(dtype="str"), "question": pd.Series(dtype="str"),
                          "is_free_text": pd.Series(dtype="bool")})
    return pd.concat([empty, *frames], ignore_index=True).astype(empty.dtypes.to_dict())


@cache
def _test_words() -> tuple[tuple[str, ...], frozenset[str], tuple[str, ...]]:
    by_how: dict[str, list[str]] = {"starts": [], "whole": [], "contains": []}
    for row in rows("test_words"):
        by_how[row["how"]].append(key(row["word"]))
    return (tuple(sorted(by_how["starts"], key=len, reverse=True)), frozenset(by_how["whole"]), tuple(by_how["contains"]))


_ENDINGS = ("입니다", "합니다", "해봅니다", "해보기", "응답", "입력", "제출", "데이터", "신청", "용도", "용", "중", "요", "임")


def reads_as_test(cell: str) -> bool:
    """True when nothing but test words, key mashing or digits stands in the cell.

    >>> [reads_as_test(c) for c in ("테스트2", "asdfasdf", "ㅁㄴㅇㄹ", "테스트베드 랩", "제품안전 테스트맘", "")]
    [True, True, True, False, False, False]
    """
    value = key(cell[:200])
    if not value:
        return False
    starts, whole, contains = _test_words()
    if value in whole or any(word in value for word in contains):
        return True
    is_mashed = all("ㄱ" <= c <= "ㅣ" for c in value)
    rest, before = value, ""
    while rest != before:
        before = rest
        for word in starts:
            rest = rest.removeprefix(word)
        rest = rest.lstrip("0123456789")
        if rest != value:
            for ending in _ENDINGS:
                rest = rest.removeprefix(ending)
    return is_mashed or (not rest and rest != value)


def _is_test(out: pd.DataFrame, column) -> "pd.Series[bool]":  # type: ignore[no-untyped-def]
    flags = pd.DataFrame({name: part(parsed(column(name), reads_as_test), bool, "bool")
                          for name in ("name", "representative", "contact_name", "activities", "address")})
    return flags["name"] | (flags.sum(axis=1) >= 2)


def _response_ids(out: pd.DataFrame, column) -> "pd.Series[str]":  # type: ignore[no-untyped-def]
    """The same for the same content, wherever its row stands; equal rows are told apart by their order."""
    texts = [out["submitted_at"].fillna(column("submitted_at").map(clean)), out["name_key"], out["representative"],
             out["contact_name"], out["phone"].fillna(""), out["email"].fillna(""),
             pd.Series(parsed(column("activities"), clean), dtype="str"), out["attendance"], out["consent"]]
    joined = texts[0].astype("str").str.cat([t.astype("str") for t in texts[1:]], sep="\x1f")
    digest = pd.Series([hashlib.blake2b(v.encode(), digest_size=8).hexdigest() for v in joined.tolist()],
                       index=out.index, dtype="str")
    repeat = digest.groupby(digest).cumcount()
    return ("r-" + digest).mask(repeat > 0, "r-" + digest + "-" + (repeat + 1).astype("str"))
