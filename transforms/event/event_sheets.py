"""The rows of every event document, made once: PDF, XLSX and HWPX are written from the same tables.

``seats`` is the table of ``transforms.event.placement``. Each function returns one row a line of the document, in the
order in which it is printed, every text ready to be read; ids stand beside and are printed nowhere. PRINTED names the
columns that a document may show, so that no file holds another's: a register has no phone.
"""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.event.agreements import agreed_goals, agreements, open_agreements, signing, supplement_agreements
from transforms.event.directory import directory
from transforms.event.korean_order import in_order, order_key
from transforms.event.pairs import evidence_words, pairs
from transforms.event.register import parts_of, register
from transforms.event.result import EventResult
from transforms.event.row_texts import (
    Words,
    body,
    counted,
    goal_numbers,
    in_short,
    joined,
    meeting,
    named_goals,
    place,
    said,
    shortened,
    text_of,
    typed,
    wish,
)
from transforms.goals.match import match
from transforms.parse.bodies import in_print
from transforms.parse.phones import national
from transforms.parse.text import key
from transforms.publishing.answers import answering, by_answer, expected, needed, needs
from transforms.reading.columns import parsed

PRINTED: dict[str, tuple[str, ...]] = {
    "staff_list": ("badge", "group", "body", "title", "name", "phone", "meeting", "note"),
    "register": ("badge", "body", "title", "name", "meeting", "signature"),
    "register_needs": ("badge", "body", "title", "name", "meeting", "needs", "signature"),
    "directory": ("district", "number", "body", "kind", "activity", "goals", "meeting"),
    "needs": ("question", "answer", "n_bodies", "n_people", "amount"),
    "by_answer": ("answer", "badge", "body", "title", "name", "phone"),
    "rosters": ("badge", "body", "title", "name", "activity", "goals", "wish"),
    "meeting_bodies": ("number", "body", "people", "activity", "goals", "wish"),
    "meeting_pairs": ("number", "one", "other", "reason"),
    "open_agreements": tuple("number body activity ticked read printed proposed reason contact phone".split()),
    "supplement": ("badge", "change", "body", "title", "name", "from_meeting", "meeting", "signature"),
    "result": ("label", "said", "came", "absent", "unknown", "rate", "more", "walk_in", "total"),
    "result_absent": ("number", "body", "kind", "meeting", "said", "note"),
    "result_walk_ins": ("number", "body", "title", "name", "meeting"),
}
# Characters of an activity that a roster's line and a facilitator's line hold.
_SHORT, _LONGER = 60, 120
# Characters that a tag, a row and an agreement hold beside each other; whole texts stand in the tables.
_ROOM = {"body": 80, "name": 40, "title": 60, "note": 120, "needs": 120, "representative": 40}


class Sheets(NamedTuple):
    """The rows of all documents of an event.

    Lists bear their ``edition``, those of what changed since printing which one they complete (``supplement_edition``).
    """

    staff_list: pd.DataFrame
    register: pd.DataFrame
    rosters: pd.DataFrame
    meeting_bodies: pd.DataFrame
    meeting_pairs: pd.DataFrame
    name_tags: pd.DataFrame
    agreements: pd.DataFrame
    open_agreements: pd.DataFrame
    signs: pd.DataFrame
    supplement: pd.DataFrame
    supplement_tags: pd.DataFrame
    supplement_agreements: pd.DataFrame
    needs: pd.DataFrame
    by_answer: pd.DataFrame
    directory: pd.DataFrame
    result: EventResult | None = None
    edition: str = ""
    supplement_edition: str = ""

    @property
    def empty(self) -> tuple[str, ...]:
        """The documents in which nothing would stand: there are no meetings, nobody signs or nobody is named."""
        of_meetings = dict.fromkeys(("rosters", "facilitators", "table-signs"), self.signs)
        held = {"directory": self.directory, "agreements": self.agreements, **of_meetings}
        return tuple(name for name, table in held.items() if table.empty)


def event_sheets(
    seats: pd.DataFrame,
    changes: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    campaign: Campaign,
    words: Words,
    printed_agreements: pd.DataFrame | None = None,
) -> Sheets:
    """Every document's rows.

    ``tables`` holds participants, participant_goals, participant_fields, activities, activity_goals, answers and
    corrections of the release; ``changes`` is what became of people since the last printed version (empty before),
    ``printed_agreements`` what was printed of agreements; ``words`` are the Korean words of the documents.
    """
    goals = agreed_goals(tables, campaign.documents)
    listed = shortened(
        tables["participants"],
        {"name": _ROOM["body"], "full_name": _ROOM["body"], "representative": _ROOM["representative"]},
    )
    tables = {**tables, "participants": listed}
    seats, changes = (known_by_name(shortened(each, _ROOM), listed, words) for each in (seats, changes))
    seats = shortened(with_needs(seats, tables, campaign), _ROOM)
    rosters_ = rosters(seats, goals, tables["activities"], words)
    tags = name_tags(seats, words)
    tags = tags[tags["name"].ne("")] if campaign.documents.tags_for == "named" else tags
    asked = signing(tables["participants"], tables["answers"], campaign)
    signed = agreements(asked, goals, tables["activities"], campaign.agreement)
    everyone, coming = staff_list(seats, words), expected(seats, campaign).set_index("attendee_id")
    return Sheets(
        staff_list=everyone,
        register=register(seats, campaign.documents, words, parts_of(tables, campaign)),
        rosters=rosters_,
        meeting_bodies=meeting_bodies(seats, goals, tables["activities"], words),
        meeting_pairs=meeting_pairs(
            seats,
            tables["participants"],
            goals,
            tables["activities"],
            tables["activity_goals"],
            campaign.documents.pairs_each,
            words,
            campaign.goal_names,
        ),
        name_tags=tags,
        agreements=signed,
        open_agreements=open_agreements({**tables, "participants": asked}, campaign, words),
        signs=signs(seats, campaign),
        supplement=supplement(changes, words),
        supplement_tags=tags[
            tags["attendee_id"].isin(changes.loc[changes["change"].ne("gone"), "attendee_id"])
        ].reset_index(drop=True),
        supplement_agreements=supplement_agreements(signed, printed_agreements),
        needs=needs(tables["answers"], coming["participant_id"], campaign, words["silent"]),
        by_answer=by_answer(everyone, tables["answers"], coming, campaign),
        directory=directory(tables, campaign, words),
    )


def known_by_name(seats: pd.DataFrame, participants: pd.DataFrame, words: Words) -> pd.DataFrame:
    """``seats`` where who comes with an individual stands as that individual's, not as nobody's, and a body under its
    name in print."""
    # A tag is printed again on the day, too, of a release that an earlier program made.
    full_names = participants.get("full_name", participants["name"])
    whole = {
        who: printed
        for who, name, full in zip(participants["participant_id"], participants["name"], full_names, strict=True)
        if (printed := in_print(name, full)) != name
    }
    seats = seats.assign(body=seats["participant_id"].map(whole).astype("str").fillna(seats["body"]))
    individuals = participants[participants["is_person"]].set_index("participant_id")["name"]
    companion = seats["participant_id"].map(individuals).astype("str")
    is_self = parsed(text_of(seats["name"]), key).part(str, "str") == parsed(text_of(companion), key).part(str, "str")
    companion = companion.where(~is_self & seats["body"].isna())
    told = parsed(companion.fillna(""), lambda name: words["companion"].format(name=name) if name else "")
    return seats.assign(body=seats["body"].mask(companion.notna(), told.part(str, "str")))


def with_needs(seats: pd.DataFrame, tables: Mapping[str, pd.DataFrame], campaign: Campaign) -> pd.DataFrame:
    """``seats`` with what the event needs for each, ``needs``: for the desk, and with phones ``needs_called``; and
    whether they answered for their participant, ``is_answering``."""
    table = in_order(seats)
    answered = answering(table, tables["participants"])
    whose = table["participant_id"]
    told = pd.DataFrame(
        {
            "is_answering": answered.to_numpy(),
            **{
                name: needed(tables["answers"], whose, answered, campaign, with_phones=is_called).to_numpy()
                for name, is_called in (("needs", False), ("needs_called", True))
            },
        },
        index=table["attendee_id"],
    )
    return seats.assign(**{str(name): seats["attendee_id"].map(told[name]) for name in told})


def numbered(seats: pd.DataFrame, printed: pd.DataFrame | None, highest: int) -> pd.DataFrame:
    """``seats`` with ``badge``, the short number that a person has on paper: the printed one, the next for who is new.

    Numbers follow the lists' order and no number that was ever printed (up to ``highest``) is another's later.
    """
    known = pd.Series(dtype="Int64") if printed is None else printed.set_index("attendee_id")["badge"].dropna()
    badge = seats["attendee_id"].map(known).astype("Int64")
    new = in_order(seats[badge.isna()])["attendee_id"]
    given = pd.Series(range(highest + 1, highest + 1 + len(new)), index=new.to_numpy(), dtype="Int64")
    return seats.assign(badge=badge.fillna(seats["attendee_id"].map(given)).astype("Int64"))


def staff_list(seats: pd.DataFrame, words: Words) -> pd.DataFrame:
    """attendee_id, badge, group, body, title, name, phone (as dialled; else the e-mail), meeting (number or ''), note.

    With contacts: for the staff alone.
    """
    table = in_order(seats)
    return typed(
        {
            "attendee_id": table["attendee_id"],
            "badge": table["badge"],
            "group": text_of(table["group"]),
            "body": body(table, words),
            "title": text_of(table["title"]),
            "name": table["name"].fillna(words["unnamed"]),
            "phone": parsed(text_of(table["phone"].fillna(table["email"])), national).part(str, "str"),
            "meeting": place(table, words),
            "note": joined(
                said(table["attendance"].eq("undecided"), words["undecided"]),
                counted(table["since"].mask(table["since"].lt(2), 0), words["since"]),
                text_of(table["needs_called"]),
                text_of(table["note"]),
            ),
        },
        {"badge": "Int64"},
    )


def rosters(seats: pd.DataFrame, goals: pd.DataFrame, activities: pd.DataFrame, words: Words) -> pd.DataFrame:
    """field, badge, attendee_id, participant_id, body, title, name, activity, goals, wish, is_first.

    ``goals`` in the document are numbers with spaces, the strongest first; ``wish`` which wish of the person's the
    meeting is. ``is_first`` marks the first of neighbouring lines of one body: activity and goals of the lines below
    are the same. No contact: the people of a meeting read it.
    """
    table = _seated(seats)
    lines = pd.DataFrame({"field": table["field"], "group": _group_of(table)})
    return typed(
        {
            "field": table["field"],
            "badge": table["badge"],
            "attendee_id": table["attendee_id"],
            "participant_id": text_of(table["participant_id"]),
            "body": body(table, words),
            "title": text_of(table["title"]),
            "name": table["name"].fillna(words["unnamed"]),
            "activity": _of_participant(table, in_short(activities, _SHORT)),
            "goals": _of_participant(table, goal_numbers(goals)),
            "wish": wish(table["wish_rank"], words),
            "is_first": lines.ne(lines.shift()).any(axis=1),
        },
        {"field": "int64", "badge": "Int64", "is_first": "bool"},
    )


def meeting_bodies(seats: pd.DataFrame, goals: pd.DataFrame, activities: pd.DataFrame, words: Words) -> pd.DataFrame:
    """field, number, body, people ("성명(직위), …"), n_people, activity, goals, wish: the facilitator's table.

    One row for everyone who came as one body into one meeting; without contacts.
    """
    table = _seated(seats)
    table["who"] = _group_of(table)
    named = table[table["is_named"]]
    title = text_of(named["title"])
    told = text_of(named["name"]) + ("(" + title + ")").mask(title.eq(""), "")
    of_body = named.assign(told=told).groupby(["field", "who"], sort=False)["told"].agg(", ".join).rename("people")
    made = table.groupby(["field", "who"], sort=False).agg(n_people=("who", "size"), n_named=("is_named", "sum"))
    made = made.join(of_body).reset_index()
    # The first line of each: what all lines of a body share.
    first = table.drop_duplicates(["field", "who"]).reset_index(drop=True)
    lacking = (made["n_people"] - made["n_named"]).astype("int64")
    made["people"] = joined(
        text_of(made["people"]),
        counted(lacking.where(made["n_named"].gt(0), 0), words["unnamed_too"]),
        counted(lacking.where(made["n_named"].eq(0), 0), words["unnamed_all"]),
        between=" ",
    )
    return typed(
        {
            "field": made["field"],
            "number": made.groupby("field").cumcount() + 1,
            "participant_id": text_of(first["participant_id"]),
            "body": body(first, words),
            "people": made["people"],
            "n_people": made["n_people"],
            "activity": _of_participant(first, in_short(activities, _LONGER)),
            "goals": _of_participant(first, goal_numbers(goals)),
            "wish": wish(first["wish_rank"], words),
        },
        {"field": "int64", "number": "int64", "n_people": "int64"},
    )


def meeting_pairs(
    seats: pd.DataFrame,
    participants: pd.DataFrame,
    goals: pd.DataFrame,
    activities: pd.DataFrame,
    activity_goals: pd.DataFrame,
    most_each: int,
    words: Words,
    goal_names: Mapping[int, str],
) -> pd.DataFrame:
    """field, number (the strongest first), one, other (names), reason, score.

    The reason has a line each for goals that both work for, goals of which one serves the other, words that both use.
    """
    table = _seated(seats)
    members = table.loc[table["participant_id"].notna(), ["field", "participant_id"]].drop_duplicates()
    _, themes = match(activities[activities["participant_id"].isin(members["participant_id"])])
    themes = themes.merge(activities[["activity_id", "participant_id"]], on="activity_id")
    found = pairs(
        members, goals, evidence_words(activity_goals, activities), themes[["participant_id", "theme"]], most_each
    )
    names = participants.set_index("participant_id")["name"]
    told: dict[str, str] = words["pair"]
    shared = parsed(found["shared"], lambda s: told["shared"].format(goals=named_goals(s, goal_names)) if s else "")
    common = parsed(found["words"], lambda w: told["words"].format(words=w) if w else "")
    following = parsed(
        pd.Series(list(zip(found["goal_1"], found["goal_2"], found["together"], strict=True)), index=found.index),
        lambda f: told["following"].format(goal_1=f[0], goal_2=f[1], together=f[2]) if f[2] else "",
    )
    return typed(
        {
            "field": found["field"],
            "number": found["rank"],
            "participant_1": found["participant_1"],
            "participant_2": found["participant_2"],
            "one": found["participant_1"].map(names),
            "other": found["participant_2"].map(names),
            "reason": joined(
                shared.part(str, "str"), following.part(str, "str"), common.part(str, "str"), between="\n"
            ),
            "score": found["score"],
        },
        {"field": "int64", "number": "int64", "score": "float64"},
    )


def name_tags(seats: pd.DataFrame, words: Words) -> pd.DataFrame:
    """attendee_id, badge, field (null: none), group, body, title, name ('' to be written by hand), in lists' order."""
    table = in_order(seats)
    return typed(
        {
            "attendee_id": table["attendee_id"],
            "badge": table["badge"],
            "field": table["field"],
            "group": text_of(table["group"]).mask(place(table, words).eq(words["waiting"]), words["waiting"]),
            "body": body(table, words),
            "title": text_of(table["title"]),
            "name": text_of(table["name"]),
        },
        {"badge": "Int64", "field": "Int64"},
    )


def signs(seats: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    """field, name, goals (numbers with spaces), n_people, n_bodies: one sign a meeting, even an empty one."""
    table = _seated(seats)
    table["who"] = _group_of(table)
    people, bodies = table.groupby("field").size(), table.groupby("field")["who"].nunique()
    numbers = pd.Series([each.number for each in campaign.fields], dtype="int64")
    return typed(
        {
            "field": numbers,
            "name": [each.name for each in campaign.fields],
            "goals": [" ".join(str(goal) for goal in sorted(each.goals)) for each in campaign.fields],
            "n_people": numbers.map(people).fillna(0),
            "n_bodies": numbers.map(bodies).fillna(0),
        },
        {"field": "int64", "n_people": "int64", "n_bodies": "int64"},
    )


def supplement(changes: pd.DataFrame, words: Words) -> pd.DataFrame:
    """What the printed sheets do not say: kind (added, moved, changed, gone), change (its word), badge,
    attendee_id, body, title, name, from_meeting, meeting, needs_signature.

    Ordered by kind, then 가나다. Only who was added signs here; everyone else signs the register that is printed.
    """
    kinds: dict[str, str] = words["change"]
    table = changes.assign(
        place=changes["change"].map({kind: n for n, kind in enumerate(kinds)}),
        sort_body=parsed(changes["body"].fillna(changes["name"]).fillna(""), order_key).part(str, "str"),
        sort_name=parsed(changes["name"].fillna(""), order_key).part(str, "str"),
    ).sort_values(["place", "sort_body", "sort_name", "attendee_id"], ignore_index=True)
    is_gone, is_added = table["change"].eq("gone"), table["change"].eq("added")
    return typed(
        {
            "kind": table["change"],
            "change": table["change"].map(kinds),
            "badge": table["badge"],
            "attendee_id": table["attendee_id"],
            "body": body(table, words),
            "title": text_of(table["title"]),
            "name": table["name"].fillna(words["unnamed"]),
            "from_meeting": meeting(table["from_field"], words),
            "meeting": meeting(table["field"].mask(is_gone), words),
            "needs_signature": is_added,
        },
        {"badge": "Int64", "needs_signature": "bool"},
    )


def _seated(seats: pd.DataFrame) -> pd.DataFrame:
    """Those who sit in a meeting, by meeting and in order."""
    table = in_order(seats[seats["field"].notna()])
    return table.sort_values("field", kind="stable", ignore_index=True)


def _group_of(table: pd.DataFrame) -> "pd.Series[str]":
    """Who came as one: the participant, for a guest the body, for a guest without one the person."""
    return table["participant_id"].fillna("=" + table["body"]).fillna(table["attendee_id"]).astype("str")


def _of_participant(table: pd.DataFrame, by_id: "pd.Series[str]") -> "pd.Series[str]":
    return table["participant_id"].map(by_id).astype("str").fillna("")
