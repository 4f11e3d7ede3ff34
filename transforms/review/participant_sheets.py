"""The office's own overview of who takes part: one row a participant, as people write it, and what belongs to it."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.campaign.question import KIND_OF
from transforms.event.korean_order import order_key
from transforms.goals.match import NONE
from transforms.parse.phones import national
from transforms.publishing.answers import answering, expected, needed, needs, told
from transforms.reading.answered import sheet_rows
from transforms.reading.columns import parsed, texts_by_key
from transforms.reference import texts

Words = Mapping[str, Any]
PARTICIPANTS, ACTIVITIES, PEOPLE, HELD, EARLIER = "participants", "activities", "people", "held", "earlier"
NEEDS = "needs"
# Before the name of a campaign's own question, so that no column of ours is meant.
OWN = "own."
# Columns that are made of another question than the one that bears their name; of no question are the rest.
_MADE_OF = {"legal_form": "name", "district": "address", "declared": "goals", "matched": "activities"}


def participant_sheets(
    tables: Mapping[str, pd.DataFrame],
    judged: pd.DataFrame,
    cells: pd.DataFrame,
    n_above: int,
    campaign: Campaign,
    words: Words,
) -> dict[str, pd.DataFrame]:
    """Sheet to table, columns by our names, every value ready to be read.

    Rows are named as in the responses' sheet (``cells``), ``n_above`` its headings. ``words`` holds labels of answers
    and notes, ``judged`` every response with what was made of it.
    participants, activities (with the goals read in each), people who come, what the event needs for them, held
    responses with the reason, and the contact of who may still be called; earlier only where there is such a list.
    What a form does not ask is no column.
    """
    goals = {number: f"{number} {name}" for number, name in campaign.goal_names.items()}
    fields = {each.number: each.numbered for each in campaign.fields}
    responses = tables["responses"].assign(row=sheet_rows(tables["responses"]["row_number"], cells, n_above))
    by_response = responses.set_index("response_id")["row"]
    speaks = tables["participants"].set_index("participant_id")["response_id"]
    people = cleaned(tables, speaks.map(by_response), words["answer"], campaign)
    named = {name: _named(people[name], goals) for name in ("declared", "matched") if name in people}
    shown = people.assign(
        **named,
        submitted_at=_minutes(people["submitted_at"]),
        note=_notes(tables["participants"].set_index("participant_id").loc[people["participant_id"]], words["note"]),
    )
    for column in shown.columns.intersection(["wish_1", "wish_2", "field"]):
        shown[column] = people[column].map(fields).astype("str").fillna("")
    names = people.set_index("participant_id")["name"]
    made = {
        PARTICIPANTS: shown,
        ACTIVITIES: _activities(tables, names, goals, texts("messages")["band"]),
        PEOPLE: _people(tables, people, words, campaign),
    }
    if any(question.is_of_event for question in campaign.questions):
        attendance = tables["participants"].set_index("participant_id")["attendance"]
        coming = tables["attendees"].assign(attendance=tables["attendees"]["participant_id"].map(attendance))
        whose = expected(coming, campaign)["participant_id"]
        made[NEEDS] = needs(tables["answers"], whose, campaign, words["note"]["silent"])
    made[HELD] = held_responses(responses, judged)
    if len(tables["earlier_participants"]):
        made[EARLIER] = _earlier(tables["earlier_participants"], names)
    return {name: texts_filled(table) for name, table in made.items()}


def asked(table: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    """``table`` without the columns that tell of questions which the campaign does not ask."""
    made_of = {name: name for name in KIND_OF} | _MADE_OF
    unasked = {name for name, question in made_of.items() if question not in campaign.by_column}
    return table[[name for name in table.columns if name not in unasked]]


def cleaned(
    tables: Mapping[str, pd.DataFrame], rows_: "pd.Series[Any]", answers: Words, campaign: Campaign
) -> pd.DataFrame:
    """One row a participant, in the order of the responses; ``rows_``: participant_id to the row in their sheet.

    What the form does not ask is no column; what this campaign alone asks is one under OWN and its question's column.
    """
    table = tables["participants"]
    ids = table["participant_id"]
    goals = tables["participant_goals"].assign(goal=lambda each: each["goal"].astype("str"))
    fields = tables["participant_fields"]
    assigned = fields[fields["is_assigned"]].set_index("participant_id")["field"]
    activities = tables["activities"].sort_values(["participant_id", "position"])

    def of(flag: str) -> "pd.Series[str]":
        chosen = goals[goals[flag]].sort_values(["participant_id", "rank" if flag == "is_matched" else "goal"])
        return ids.map(texts_by_key(chosen["goal"], chosen["participant_id"], " ")).astype("str").fillna("")

    made = pd.DataFrame(
        {
            "row": ids.map(rows_),
            "submitted_at": table["submitted_at"],
            "name": table["name"],
            "legal_form": table["legal_form"],
            "kind": table["kind"],
            "representative": table["representative"],
            "contact_name": table["contact_name"],
            "contact_title": table["contact_title"],
            "phone": parsed(table["phone"].astype("str").fillna(""), national).part(str, "str"),
            "email": table["email"],
            "address": table["address"],
            "district": table["district"],
            "is_returning": table["is_returning"].astype("str").str.lower().map(answers),
            "attendance": table["attendance"].map(answers),
            "headcount": table["headcount"].astype("Int64"),
            "wish_1": table["wish_1"].astype("Int64"),
            "wish_2": table["wish_2"].astype("Int64"),
            "field": ids.map(assigned).astype("Int64"),
            "declared": of("is_declared"),
            "matched": of("is_matched"),
            "activities": ids.map(texts_by_key(activities["text"], activities["participant_id"], "\n")),
        }
        | {
            OWN + question.column: ids.map(told(tables["answers"], question)).astype("str").fillna("")
            for question in campaign.questions
            if question.is_own
        }
        | {"participant_id": ids}
    )
    return asked(made, campaign).sort_values(["row", "participant_id"], ignore_index=True)


def row_of(sheets: Mapping[str, pd.DataFrame]) -> "pd.Series[Any]":
    """participant_id to the row of the responses' sheet that speaks for it, from ``review_sheets``."""
    return sheets["participants"].set_index("participant_id")["row"]


def texts_filled(table: pd.DataFrame) -> pd.DataFrame:
    """``table`` whose texts are '' where nothing stands."""
    named = [name for name in table.columns if not pd.api.types.is_numeric_dtype(table[name])]
    return table.assign(**{name: table[name].astype("str").fillna("") for name in named})


def _minutes(moments: "pd.Series[str]") -> "pd.Series[str]":
    """ISO moments of the campaign's zone to the minute, as people write them."""
    return moments.astype("str").fillna("").str.slice(0, 16).str.replace("T", " ")


def _named(numbers: "pd.Series[str]", goals: Mapping[int, str]) -> "pd.Series[str]":
    told = {text: "\n".join(goals[int(each)] for each in text.split()) for text in numbers.unique()}
    return numbers.map(told).astype("str")


def _notes(participants: pd.DataFrame, said: Words) -> "list[str]":
    several = participants["n_responses"].gt(1)
    counted = {n: str(said["merged"]).format(n=n) for n in participants["n_responses"].unique()}
    notes = participants["n_responses"].map(counted).astype("str").where(several, "")
    other = participants["other_phones"].astype("str").fillna("")
    phones = parsed(other, lambda text: " · ".join(national(each) for each in text.split()))
    told = str(said["other_phone"]) + " " + phones.part(str, "str")
    # That persons are not named nobody has to be told, nor on every row what holds for all.
    why = participants["unnamed"].where(~participants["unnamed"].isin(("person", "nobody")))
    codes = texts("messages")["unnamed"]
    hidden = why.map({code: str(said["unnamed_body"]).format(why=codes[code]) for code in why.dropna().unique()})
    notes = notes.str.cat(told.where(other.ne(""), "").set_axis(notes.index), sep="\n")
    return notes.str.cat(hidden.astype("str").fillna(""), sep="\n").str.strip().tolist()


def _activities(
    tables: Mapping[str, pd.DataFrame], names: "pd.Series[str]", goals: Mapping[int, str], bands: Words
) -> pd.DataFrame:
    read = tables["activity_goals"].sort_values(["activity_id", "rank"])
    first = read.drop_duplicates("activity_id").set_index("activity_id")
    listed = tables["activities"].sort_values(["participant_id", "position"])
    ids = listed["activity_id"]
    made = pd.DataFrame(
        {
            "name": listed["participant_id"].map(names),
            "position": listed["position"].astype("Int64"),
            "text": listed["text"],
            "goals": ids.map(texts_by_key(read["goal"].map(goals), read["activity_id"], "\n")),
            "band": ids.map(first["band"]).fillna(NONE).map(bands),
            "evidence": ids.map(first["evidence"]),
        }
    )
    return made.sort_values(["name", "position"], ignore_index=True, kind="stable")


def _people(tables: Mapping[str, pd.DataFrame], people: pd.DataFrame, words: Words, campaign: Campaign) -> pd.DataFrame:
    of, attendees = people.set_index("participant_id"), tables["attendees"]
    ids = attendees["participant_id"]
    made = pd.DataFrame(
        {
            "body": ids.map(of["name"]),
            "title": attendees["title"],
            "name": attendees["name"].where(attendees["is_named"], str(words["note"]["unnamed"])),
            **{name: ids.map(of[name]) for name in ("attendance", "contact_name", "phone") if name in of},
            "attendee_id": attendees["attendee_id"],
        }
    )
    made = made.assign(sort=parsed(made["body"], order_key).part(str, "str"))
    made = made.sort_values(["sort", "body", "attendee_id"]).drop(columns="sort")
    listed = attendees.loc[made.index]
    answered = answering(listed, tables["participants"])
    made["needs"] = needed(tables["answers"], listed["participant_id"], answered, campaign, with_phones=True)
    if not any(question.is_of_event for question in campaign.questions):
        made = made.drop(columns="needs")
    return made.reset_index(drop=True)


# Who is not used and may still come: those who were late wait for a place, those held back for an answer. Of who
# refused, did not consent yet, called it off or tried the form out, no more than the row is told.
_CALLED = ("out_of_window", "quarantined")


def held_responses(responses: pd.DataFrame, judged: pd.DataFrame) -> pd.DataFrame:
    """Every response (with its ``row`` in the sheet) that no participant is made of, as the office reads it."""
    said = texts("messages")["disposition"]
    held = responses[responses["participant_id"].isna()].sort_values("row_number")
    of = judged.set_index("response_id").reindex(held["response_id"]).set_index(held.index)
    of = of.where(held["disposition"].isin(_CALLED))
    return pd.DataFrame(
        {
            "row": held["row"],
            "submitted_at": _minutes(held["submitted_at"]),
            "disposition": held["disposition"].map(said),
            "reason": held["reason"],
            "body": of["name"],
            "contact_name": of["contact_name"].mask(of["contact_name"].eq(""), of["representative"]),
            "phone": parsed(of["phone"].fillna(""), national).part(str, "str"),
            "email": of["email"],
        }
    ).reset_index(drop=True)


def _earlier(earlier: pd.DataFrame, names: "pd.Series[str]") -> pd.DataFrame:
    said = texts("messages")["standing_now"]
    made = pd.DataFrame(
        {
            "row": earlier["row"].astype("Int64"),
            "name": earlier["name"],
            "kind": earlier["kind"],
            "status": earlier["status"].map(said),
            "now": earlier["participant_id"].map(names),
            "likely": earlier["likely_participant_id"].map(names),
        }
    )
    return made.sort_values("row", ignore_index=True)
