"""What stands in the tabs that we keep in the responses' own spreadsheet: five tables made of a release's.

정제 one row a participant, 참석자 everyone who comes, 분야별 the same by meeting, 요약 what may be quoted outside, 검토
one row a question: what the program made of it, what a person decided, and one cell for a new decision
(``transforms.decisions.review_tab`` reads those back).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.decisions.corrections import told_states
from transforms.decisions.decisions import KINDS, UNUSED
from transforms.event.agreements import agreed_goals
from transforms.event.event_sheets import rosters, staff_list, with_needs
from transforms.reading.columns import among
from transforms.reading.quarantine import DISPOSITIONS
from transforms.reference import texts
from transforms.review.participant_sheets import cleaned, row_of, texts_filled
from transforms.review.review import unsure

Words = Mapping[str, Any]
_ROWS_OF_A_PART = 50_000
# A kind of decision, and the rows that ask for one.
_Asked = tuple[str, pd.DataFrame]
CLEANED, PEOPLE, BY_FIELD, SUMMARY, REVIEW = ROLES = ("cleaned", "people", "by_field", "summary", "review")
#: Key of the developer metadata that marks a tab as ours; the first word of its value is the role.
MARK = "sdgnet"
#: The role of the copy that a write makes of the tab 검토.
RETIRED = "retired"
_SINCE_THE_FIRST = 1
# What a column about a meeting is named before anyone sits.
_LIKELY = {"field": "likely_field", "field_name": "likely_name", "meeting": "likely_meeting"}
_REVIEW = [
    "need",
    "kind_name",
    "row",
    "body",
    "detail",
    "now",
    "value",
    "typed",
    "hint",
    "kind_code",
    "key",
    "needs_person",
]


def sheet_tabs(
    tables: Mapping[str, pd.DataFrame],
    sheets: Mapping[str, pd.DataFrame],
    counts: pd.DataFrame,
    campaign: Campaign,
    words: Mapping[str, Words],
    release: str,
    written_at: datetime,
    seats: pd.DataFrame | None,
) -> dict[str, pd.DataFrame]:
    """Role to table, columns by our names; texts are ready to be read, numbers, true or false and moments are typed.

    ``tables`` are the release's with its facts, ``sheets`` those of ``review_sheets``, ``counts`` the public answers to
    the questions (small ones told of nowhere); ``words`` holds the label sections tabs, documents, survey and review.
    Nobody who is not in the release's tables of participants is in any tab but 검토. Meetings are those of the event's
    ``seats``; before the event columns are named for what is only likely.
    """
    coming = with_needs(_coming(tables, seats), tables, campaign)
    goals = agreed_goals(tables, campaign.documents)
    people = staff_list(coming, words["documents"])
    meetings = rosters(coming, goals, tables["activities"], words["documents"])
    # Lines of a tab are counted; the numbers of badges are the papers' own.
    people["number"] = range(1, len(people) + 1)
    meetings["number"] = meetings.groupby("field").cumcount() + 1
    names = {each.number: each.name for each in campaign.fields}
    # What many lines share stands in the first of them: a meeting's name, what a body does.
    name = meetings["field"].map(names).astype("str").where(meetings["number"].eq(1), "")
    meetings.insert(1, "field_name", name)
    for column in ("activity", "goals"):
        meetings[column] = meetings[column].where(meetings["is_first"], "")
    likely = {} if seats is not None else _LIKELY
    made = {
        CLEANED: texts_filled(cleaned(tables, row_of(sheets), words["survey"]["answer"], campaign)),
        PEOPLE: people[["number", "body", "title", "name", "meeting", "note"]],
        BY_FIELD: meetings[["field", "field_name", "number", "body", "title", "name", "activity", "goals", "wish"]],
        SUMMARY: _summary(tables, counts, campaign, words, release, written_at),
        REVIEW: review_rows(sheets, tables["corrections"], unsure(dict(tables), campaign), words),
    }
    return {role: table if role == REVIEW else table.rename(columns=likely) for role, table in made.items()}


def _coming(tables: Mapping[str, pd.DataFrame], seats: pd.DataFrame | None) -> pd.DataFrame:
    """Everyone who comes, as the documents' rows want them; nobody is a guest of honour and nothing was printed."""
    who = tables["participants"].set_index("participant_id")
    people = tables["attendees"]
    of = people["participant_id"]
    field, wish_1, wish_2 = (
        people["field"].astype("Int64"),
        *(of.map(who[name]).astype("Int64") for name in ("wish_1", "wish_2")),
    )
    rank = pd.Series(0, index=people.index, dtype="Int64")
    rank = rank.mask(field.eq(wish_2).fillna(False), 2).mask(field.eq(wish_1).fillna(False), 1)
    rank = rank.mask(wish_1.isna() & wish_2.isna())
    if seats is not None:
        rank = people["attendee_id"].map(seats.set_index("attendee_id")["wish_rank"]).astype("Int64")
    return people.assign(
        body=of.map(who["name"]).mask(of.map(who["is_person"]).astype("bool")).astype("str"),
        group="",
        protocol_order=pd.Series(pd.NA, index=people.index, dtype="Int64"),
        wish_rank=rank,
        reason=people["attendee_id"].map(seats.set_index("attendee_id")["reason"]) if seats is not None else "",
        attendance=of.map(who["attendance"]),
        phone="",
        email="",
        note="",
        since=_SINCE_THE_FIRST,
        badge=pd.Series(pd.NA, index=people.index, dtype="Int64"),
    )


def _summary(
    tables: Mapping[str, pd.DataFrame],
    counts: pd.DataFrame,
    campaign: Campaign,
    words: Mapping[str, Words],
    release: str,
    written_at: datetime,
) -> pd.DataFrame:
    """question, answer, n, base, share: which release this is, what became of responses, who comes, every question.

    The answers are those that are public, under a line of when they were counted or will be: these numbers are the
    ones that get quoted.
    """
    said, survey = words["tabs"]["summary_rows"], words["survey"]
    names, told = texts("messages")["disposition"], tables["facts"].set_index(["topic", "item"])["n"].to_dict()
    n_read, n_participants, n_people = (told["total", name] for name in ("read", "participants", "attendees"))
    facts: list[tuple[str, str, int | None, int | None]] = [
        (said["release"], release, None, None),
        (said["written"], f"{written_at.astimezone(campaign.zone):%Y-%m-%d %H:%M}", None, None),
        *((said["dispositions"], names[each], told["disposition", each], n_read) for each in DISPOSITIONS[::-1]),
        (said["participants"], said["groups"], told["form", "organisation"], n_participants),
        (said["participants"], said["individuals"], told["form", "individual"], n_participants),
        (said["participants"], said["coming"], told.get(("attendance", "yes"), 0), n_participants),
        (said["people"], said["named"], told["total", "named_attendees"], n_people),
    ]
    titles = {question.column: question.short for question in campaign.questions} | survey["question"]
    answers = counts["answer"].map(survey["answer"]).fillna(counts["answer"])
    counts = counts.assign(
        question=counts["question"].map(titles).fillna(counts["question"]),
        answer=answers.mask(counts["n"].isna(), answers + said["covered"]),
    )
    last, until = (f"{at - timedelta(microseconds=1):%Y-%m-%d}" for at in (campaign.closes_at, campaign.counts_at))
    when = said["counted"].format(last=last) if len(counts) else said["later"].format(until=until)
    facts.append((said["answers"], when, None, None))
    types = {"question": "str", "answer": "str", "n": "Int64", "base": "Int64"}
    ours = pd.DataFrame(facts, columns=list(types)).astype(types)
    whole = pd.concat([ours, counts[list(types)].astype(types)], ignore_index=True)
    whole["share"] = whole["n"].div(whole["base"].where(whole["base"].gt(0)))
    return whole


def review_rows(
    sheets: Mapping[str, pd.DataFrame],
    corrections: pd.DataFrame,
    are_unsure: pd.DataFrame,
    words: Mapping[str, Words],
) -> pd.DataFrame:
    """One row for each thing that a person may decide, those first that need one; no two rows ask the same.

    ``kind_code`` and ``key`` are those of the decision; ``typed`` is empty, for a new one. A decision that holds stands
    in ``value``; one that no question of today asks for has a row of its own at the end of its kind.
    """
    return pd.concat(review_parts(sheets, corrections, are_unsure, words), ignore_index=True)


def review_parts(
    sheets: Mapping[str, pd.DataFrame],
    corrections: pd.DataFrame,
    are_unsure: pd.DataFrame,
    words: Mapping[str, Words],
) -> Iterator[pd.DataFrame]:
    """The rows of ``review_rows`` a part after the other, at least one.

    There are ten of a participant, and what they share are sentences: of a large campaign they are more than all of its
    tables, and so none is whole before it is asked for.
    """
    said = words["tabs"]["review_rows"]
    asked = dict(
        [
            *_of_quarantined(sheets["quarantined"], said),
            _asked(
                "consent", sheets["unconsented"]["response_id"], sheets["unconsented"], said["consent"], "", "", True
            ),
            _of_likely(sheets["likely"], said),
            _of_goals(sheets["goals"], said),
            *_of_participants(sheets["participants"], are_unsure, said),
            _of_merges(sheets["merges"], said),
            *_of_responses(sheets["responses"], said),
        ]
    )
    decided = _decided(sheets["decisions"], corrections)
    # Questions of one kind stand together, so that one list of choices serves them.
    kinds = {kind: _with_decisions(asked[kind], decided[decided["kind_code"].eq(kind)]) for kind in KINDS}
    rows = [each["row"] for each in kinds.values()]
    are_numbers = all(pd.api.types.is_numeric_dtype(each) or bool(each.isna().all()) for each in rows)
    part, n = list[_Asked](), 0
    for needs_person in (True, False):
        for kind, table in kinds.items():
            part.append((kind, table[table["needs_person"].eq(needs_person)]))
            n += len(part[-1][1])
            if n > _ROWS_OF_A_PART:
                yield _told(part, words, are_numbers=are_numbers)
                part, n = [], 0
    yield _told(part or [(kind, table.head(0))], words, are_numbers=are_numbers)


def _with_decisions(asked: pd.DataFrame, decided: pd.DataFrame) -> pd.DataFrame:
    """``asked`` of one kind with ``value``, null where nothing was ``decided``, and then what else was decided."""
    asked = asked.drop_duplicates("key")
    if decided.empty:
        return asked.assign(value=pd.Series(dtype="str"))
    both = asked.merge(decided[["key", "value", "state", "told"]], on="key", how="left")
    both["need"] = both.pop("told").astype("str").fillna(both["need"].astype("str"))
    both["needs_person"] &= both["state"].isna()
    others = decided[~among(decided["key"], asked["key"])]
    rest = others.assign(
        body=others["about"],
        need=others["told"],
        needs_person=others["state"].eq(UNUSED),
        now="",
        detail="",
    )
    return both if rest.empty else pd.concat([both, rest], ignore_index=True)


def _told(part: Sequence[_Asked], words: Mapping[str, Words], *, are_numbers: bool) -> pd.DataFrame:
    """Rows of some kinds with the words of each; ``are_numbers``: so are the rows in the sheet of all kinds."""
    messages, hints = texts("messages"), words["review"]["hints"]
    withdraw = words["tabs"]["review_rows"]["withdraw"].format(word=messages["choice"]["withdraw"])
    made = pd.concat([table for _, table in part], ignore_index=True)
    kind = pd.Series([kind for kind, _ in part], dtype="str").repeat([len(table) for _, table in part])
    made["kind_code"] = kind.to_numpy()
    made["kind_name"] = made["kind_code"].map(messages["decision"])
    made["hint"] = made["kind_code"].map(hints)
    made["hint"] = made["hint"].mask(made["value"].notna(), made["hint"] + withdraw)
    made["typed"] = ""
    made["row"] = made["row"].astype("Int64" if are_numbers else "str")
    return texts_filled(made[_REVIEW])


def _of_quarantined(table: pd.DataFrame, said: Words) -> list[_Asked]:
    typed = {
        "name": table["body"],
        "phone": table["typed_phone"],
        "email": table["typed_email"],
        "submitted_at": table["typed_moment"],
    }
    # A moment is asked only where none is known.
    asked = {kind: table[table["submitted_at"].eq("") | (kind != "submitted_at")] for kind in typed}
    return [
        _asked(kind, each["response_id"], each, said["held"], each["reason"], typed[kind][each.index], True)
        for kind, each in asked.items()
    ]


def _of_likely(table: pd.DataFrame, said: Words) -> _Asked:
    ids = [" ".join(sorted(pair)) for pair in zip(table["participant_id"], table["other_participant_id"], strict=True)]
    other = _filled(said["other"], table, row="other_row", body="other_body", district="other_district", rule="rule")
    return _asked("same_body", ids, table, said["likely"], other, "", True)


def _of_merges(table: pd.DataFrame, said: Words) -> _Asked:
    ids = table["kept_response_id"] + " " + table["replaced_response_id"]
    other = _filled(said["merged"], table, row="replaced_row", body="replaced_body", at="replaced_at", rule="rule")
    return _asked("merge", ids, table, said["merge"], other, "", False)


def _of_goals(table: pd.DataFrame, said: Words) -> _Asked:
    """One row a text: what several bodies wrote alike is decided once."""
    first = table.drop_duplicates("text_id")
    # Of no text at all there is none: a map over nothing keeps the dtype of text.
    others = first["text_id"].map(table.groupby("text_id").size()).astype("int64").sub(1)
    more = others.astype("str").radd(said["others"][0]) + said["others"][1]
    whose = first.assign(body=first["body"] + more.where(others.gt(0), ""))
    settled = texts("messages")["need"]
    needs = ~first["need"].isin((settled["settled"], settled["decided"]))
    now = _filled(said["goals_now"], first, matched="matched", declared="declared", proposal="proposal")
    return _asked("goals", first["text_id"], whose, first["need"], first["text"], now, needs)


def _of_participants(table: pd.DataFrame, are_unsure: pd.DataFrame, said: Words) -> list[_Asked]:
    ids = table["participant_id"]
    reason = table["field_reason"].mask(table["field_reason"].ne(""), said["because"] + table["field_reason"])
    wishes = said["wishes"] + table["wishes"] + reason
    count = table["headcount"].astype("Int64").astype("str").fillna("").replace("<NA>", "")
    is_undecided = table["attendance"].eq(texts("messages")["choice"]["undecided"])
    unsure_field, unsure_district = ids.map(are_unsure["field"]), ids.map(are_unsure["district"])
    return [
        _asked("field", ids, table, said["field"], wishes, table["field"], unsure_field),
        _asked("district", ids, table, said["district"], "", table["district"], unsure_district),
        _asked("attendance", ids, table, said["attendance"], "", table["attendance"], is_undecided),
        _asked("headcount", ids, table, said["headcount"], "", count, False),
        _asked("attendees", ids, table, said["attendees"], "", "", False),
        _asked("contact_phone", ids, table, said["contact_phone"], "", table["phone"], False),
        _asked("contact_email", ids, table, said["contact_email"], "", table["email"], False),
        _asked("naming", ids, table, said["naming"], "", table["public_name"], False),
    ]


def _of_responses(table: pd.DataFrame, said: Words) -> list[_Asked]:
    """Whether it was called off or a try of the form; what became of it stands beside."""
    now = (table["submitted_at"], table["followed"], False)
    return [_asked(kind, table["response_id"], table, said[kind], *now) for kind in ("cancelled", "test")]


def _asked(kind: str, keys: Any, table: pd.DataFrame, need: Any, detail: Any, now: Any, needs_person: Any) -> _Asked:
    made = pd.DataFrame(
        {
            "need": need,
            "row": table["row"],
            "body": table["body"],
            "detail": detail,
            "now": now,
            "key": keys,
            "needs_person": needs_person,
        },
        index=table.index,
    )
    return kind, made.astype({"need": "category", "key": "str", "needs_person": "bool"})


def _decided(shown: pd.DataFrame, corrections: pd.DataFrame) -> pd.DataFrame:
    """kind_code, key, value as a person reads it, state (our name of it), about, told (state in words)."""
    states = corrections.rename(columns={"kind": "kind_code"})[["kind_code", "key", "state"]]
    decided = shown[["kind_code", "key", "about", "value"]].merge(states, on=["kind_code", "key"], how="left")
    return decided.assign(told=told_states(decided.rename(columns={"kind_code": "kind"})))


def _filled(sentence: str, table: pd.DataFrame, **names: str) -> list[str]:
    """``sentence`` with the cells of each row; ``names`` gives its places the columns."""
    columns = [table[column].astype("str").fillna("").tolist() for column in names.values()]
    return [sentence.format(**dict(zip(names, cells, strict=True))) for cells in zip(*columns, strict=True)]
