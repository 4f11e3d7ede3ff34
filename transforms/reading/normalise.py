"""Every cell of an export as what it says: one typed row a response, and long tables of what it lists."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.campaign.question import Question
from transforms.parse.activities import activities
from transforms.parse.addresses import district, first_district
from transforms.parse.bodies import Body, body
from transforms.parse.choices import Options, choice, ticks
from transforms.parse.emails import emails
from transforms.parse.goals import goals, in_order
from transforms.parse.moments import stamp
from transforms.parse.people import is_name
from transforms.parse.phones import phones
from transforms.parse.text import clean, is_blank, key
from transforms.parse.withdrawals import calls_off
from transforms.reading.answered import note_staff
from transforms.reading.broken import BROKEN, unbroken
from transforms.reading.columns import Parsed, is_filled, parsed
from transforms.reading.headings import REGISTRATION, STAFF_NOTES
from transforms.reading.names import (
    body_of,
    means_myself,
    names_one,
    own_name,
    person_cell,
    says_what,
    title_beside,
    without_officer,
)
from transforms.reading.own_answers import further_consent, own_answers, unread_answers
from transforms.reading.stamps import is_in_window
from transforms.reading.timeline import placed_by_row
from transforms.reading.trial_entries import is_own_test, reads_as_test
from transforms.reading.who_comes import BESIDE, who_comes

_WORDLESS = re.compile(r"[^가-힣A-Za-z]*")

# What is noted of an answer to a question of the campaign's own.
UNREAD_ANSWER = "answer_unread"
_GOAL = {"goal": "int64"}

Column = Callable[[str], "pd.Series[str]"]


@dataclass(frozen=True)
class Answers:
    """What the responses say, before any is set aside.

    ``responses``: one row per data row, indexed from 0, with ``row_number`` from 1 and the ``is_``/``n_`` columns
    that the rules look at. ``own``: question, answer, is_free_text of what this campaign alone asks. The long tables
    carry ``response`` (the index of ``responses``) and ``position``; ``noted``
    holds what was seen in single cells before they were read (``code`` and our name of the ``question``).
    """

    responses: pd.DataFrame
    activities: pd.DataFrame
    goals: pd.DataFrame
    people: pd.DataFrame
    own: pd.DataFrame
    noted: pd.DataFrame


def normalise(cells: pd.DataFrame, campaign: Campaign) -> Answers:
    """The answers in ``cells``: columns are our question names, all text; the index counts data rows from 0.

    A column that is absent (a question not asked) reads as blank.
    """
    return joined([read_rows(cells, campaign)], campaign)


def chunks(cells: pd.DataFrame, rows: int) -> list[pd.DataFrame]:
    """``cells`` in pieces of ``rows`` rows that follow each other; whole where that is all."""
    if len(cells) <= rows:
        return [cells]
    # Taken, not sliced: a slice of text carries the whole column's buffer wherever it is sent.
    return [cells.take(np.arange(start, min(start + rows, len(cells)))) for start in range(0, len(cells), rows)]


def joined(parts: Sequence[Answers], campaign: Campaign) -> Answers:
    """The answers of consecutive chunks as if they had been read at once, wherever the borders are."""
    starts = np.cumsum([0, *(len(part.responses) for part in parts)])

    def table(pieces: list[pd.DataFrame]) -> pd.DataFrame:
        moved = [piece.assign(response=piece["response"] + start) for piece, start in zip(pieces, starts, strict=False)]
        return pd.concat(moved, ignore_index=True)

    responses = pd.concat([part.responses for part in parts], ignore_index=True)
    responses["response_id"] = numbered(responses["digest"])
    responses["submitted_at"] = placed_by_row(responses, campaign.opens_at.isoformat())
    questions = {question.column: at for at, question in enumerate(campaign.questions)}
    own = table([part.own for part in parts])
    own = own.sort_values("question", key=lambda names: names.map(questions), kind="stable", ignore_index=True)
    return Answers(
        responses=responses,
        activities=table([part.activities for part in parts]),
        goals=table([part.goals for part in parts]),
        people=table([part.people for part in parts]),
        own=own,
        noted=table([part.noted for part in parts]),
    )


def read_rows(cells: pd.DataFrame, campaign: Campaign) -> Answers:
    """The answers in some rows of an export, each read for itself; only ``joined`` numbers equal responses through."""
    out, column, noted = _known_by(cells, campaign)
    _addresses(out, column, campaign)
    _choices(out, column, campaign)
    _consent(out, column, campaign, _is_broken_in("consent", noted, out))
    note_staff(out, column(STAFF_NOTES), campaign)
    numbers = parsed(column(REGISTRATION), lambda v: "" if is_blank(clean(v)) else clean(v).casefold())
    out[REGISTRATION] = numbers.part(str, "str")
    # Whoever takes it back on the form calls it off with all that was sent before, and consents to nothing.
    is_taken_back = out["consent"].eq("withdrawn")
    out["consent"], out["is_cancelled"] = out["consent"].mask(is_taken_back, "no"), out["is_cancelled"] | is_taken_back
    is_waiting = out["consent"].eq("held")
    out["consent"], out["is_held"] = out["consent"].mask(is_waiting, ""), out["is_held"] | is_waiting
    out["is_called_off"] = _called_off(column, campaign)
    activity_lists = parsed(column("activities"), activities)
    out["n_activities"] = activity_lists.part(len, "int64")
    goal_lists = parsed(column("goals"), partial(in_order if campaign.ranks_goals else goals, own=campaign.goal_labels))
    declared = _declared(goal_lists, column, campaign)
    out["n_goals"] = declared["response"].value_counts().reindex(out.index, fill_value=0).astype("int64")
    out["is_goals_read"] = goal_lists.part(lambda v: not v[1], "bool")
    listed = who_comes(out, column, campaign)
    out["is_test"] = _is_test(column, campaign.form.test_words)
    out["digest"] = _digests(out, column)
    out["response_id"] = numbered(out["digest"])
    own = own_answers(column, campaign)
    unread_own = unread_answers(own, campaign).drop_duplicates().assign(code=UNREAD_ANSWER)
    noted = pd.concat([noted, unread_own[noted.columns]]).sort_values([*noted.columns], ignore_index=True)
    return Answers(
        responses=out,
        activities=activity_lists.rows(lambda v: [(text,) for text in v], {"text": "str"}),
        goals=declared,
        people=listed,
        own=own,
        noted=noted,
    )


def _declared(
    goal_lists: "Parsed[tuple[tuple[int, ...], tuple[str, ...]]]", column: Column, campaign: Campaign
) -> pd.DataFrame:
    """response, position, goal: the goals ticked, and those for which ticked options of other questions stand."""
    found = [goal_lists.rows(lambda v: [(goal,) for goal in v[0]], _GOAL)]
    for question in campaign.questions:
        if meant := question.option_goals:
            ticked = parsed(column(question.column), lambda v, q=question: ticks(v, q.options)[0])  # type: ignore[misc]
            found.append(ticked.rows(lambda v, m=meant: [(n,) for name in v for n in m.get(name, ())], _GOAL))  # type: ignore[misc]
    if len(found) == 1:
        return found[0]
    table = pd.concat(found).drop_duplicates(["response", "goal"])
    by = ["response"] if campaign.ranks_goals else ["response", "goal"]
    table = table.sort_values(by, ignore_index=True, kind="stable")
    return table.assign(position=table.groupby("response").cumcount() + 1)


def known_by(cells: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    """Of ``responses`` (see Answers) what tells whose each is: name_key, is_person, phone, email, submitted_at."""
    out, _, _ = _known_by(cells, campaign)
    return out[["name_key", "is_person", "phone", "email", "submitted_at"]].set_axis(cells.index)


def _known_by(cells: pd.DataFrame, campaign: Campaign) -> tuple[pd.DataFrame, Column, pd.DataFrame]:
    """The columns of ``responses`` that moment, name and contact make, every cell by its column, and what is noted."""
    row_numbers = cells.index + 1
    cells, noted = unbroken(cells.reset_index(drop=True), campaign)

    def column(name: str) -> "pd.Series[str]":
        return cells[name] if name in cells.columns else pd.Series("", index=cells.index, dtype="str")

    out = pd.DataFrame({"row_number": row_numbers.to_numpy()}, index=cells.index)
    _moments(out, column, campaign, _is_broken_in("submitted_at", noted, out))
    _names(out, column, campaign, _is_broken_in("name", noted, out))
    _contacts(out, column, campaign)
    return out, column, noted


def _is_broken_in(name: str, noted: pd.DataFrame, out: pd.DataFrame) -> "pd.Series[bool]":
    broken = noted[noted["code"].eq(BROKEN) & noted["question"].eq(name)]
    return pd.Series(out.index.isin(broken["response"]), index=out.index)


def _moments(out: pd.DataFrame, column: Column, campaign: Campaign, is_lost: "pd.Series[bool]") -> None:
    stamps = parsed(column("submitted_at"), lambda v: stamp(clean(v), campaign.zone))
    out["submitted_at"] = stamps.part(lambda v: v.at.isoformat() if v else None, "str")
    out["is_day_alone"] = stamps.part(lambda v: v is not None and not v.has_time, "bool")
    # A moment that is missing or cannot be read is judged by its own rule, not called late.
    out["is_in_window"] = stamps.part(lambda v: v is None or is_in_window(v, campaign), "bool")
    out["is_moment_given"] = is_filled(column("submitted_at")) | is_lost
    out["is_moment_read"] = out["submitted_at"].notna() | ~out["is_moment_given"]


def _names(out: pd.DataFrame, column: Column, campaign: Campaign, is_lost: "pd.Series[bool]") -> None:
    kinds = _chosen(column, campaign.by_column.get("kind"))
    out["kind"] = kinds.part(lambda v: v[0], "str")
    out["kind_typed"] = kinds.part(lambda v: v[1], "str")
    for name in ("representative", "contact_name"):
        out[name] = parsed(column(name), lambda v: person_cell(v, campaign.form.titles)).part(str, "str")
    out["contact_title"] = _text(column("contact_title"))
    if "contact_title" not in campaign.by_column:
        # A form that asks for no title has it beside the name: of the contact, or of the head where no other is asked.
        asked = "contact_name" if "contact_name" in campaign.by_column else "representative"
        beside = parsed(column(asked), lambda v: title_beside(v, campaign.form.titles))
        out["contact_title"] = beside.part(str, "str")
    is_person = out["kind"].isin(campaign.individual) | (
        # A kind nobody knows says nothing about whether a name is a person's; the name does.
        ~out["kind"].isin(campaign.organised) & parsed(column("name"), lambda v: is_name(clean(v))).part(bool, "bool")
    )
    out["is_person"] = is_person
    # Whoever answers for themselves says beside it what they are (고등학생, 본인(교사)), or nothing (익명 희망).
    is_word = ~parsed(out["contact_name"].where(is_person, ""), names_one).part(bool, "bool") & is_person
    out["contact_name"] = out["contact_name"].mask(is_word, "")
    given = _name_cells(column, is_person, campaign)
    bodies = parsed(
        given + BESIDE + out["representative"] + BESIDE + out["contact_name"],
        lambda v: _body_beside(*v.rsplit(BESIDE, 2), campaign=campaign),
    )
    typed = bodies.part(lambda v: v.name, "str")
    own = parsed(given[is_person], partial(own_name, titles=campaign.form.titles, places=campaign.place_keys))
    typed.loc[is_person] = own.part(str, "str")
    # "본인" in the name cell means the person elsewhere in the row, for whatever kind was ticked.
    typed = typed.mask(parsed(given, means_myself).part(bool, "bool"), "")
    someone = out["contact_name"].mask(out["contact_name"].eq(""), out["representative"])
    typed = typed.mask(is_person & someone.ne("") & parsed(typed, says_what).part(bool, "bool"), "")
    # A department in the officer's cell (생산부) names nobody, and no body either.
    is_known = parsed(someone, is_name).part(bool, "bool") & (campaign.form.nameless == "officer")
    someone = someone.where(is_person | is_known, "")
    known_as = typed.mask(typed.eq(""), someone)
    out["name_key"] = parsed(known_as, key).part(str, "str")
    out["name"] = known_as.mask(out["name_key"].eq(""), None)
    # A body whose name a spreadsheet broke has one; it is not its officer.
    out["is_name_whole"] = ~is_lost | is_person
    for name in ("name", "name_key"):
        out[name] = out[name].mask(~out["is_name_whole"], "")
    out["legal_form"] = bodies.part(lambda v: v.legal_form, "str").mask(is_person, "")
    is_as_typed = out["name"].eq(bodies.part(lambda v: v.name, "str")).fillna(False) & ~is_person
    out["full_name"] = out["name"].mask(is_as_typed, bodies.part(lambda v: v.full, "str"))


def _name_cells(column: Column, is_person: "pd.Series[bool]", campaign: Campaign) -> "pd.Series[str]":
    """What stands for names: of bodies that say that they have none, what the council calls such."""
    given = column("name")
    before, _, rest = campaign.form.name_from.partition("{")
    if not rest:
        return given
    name, _, behind = rest.partition("}")
    answer = parsed(column(name), clean).part(str, "str")
    is_nameless = parsed(given, means_myself).part(bool, "bool") | parsed(given, lambda v: not body(v).key).part(
        bool, "bool"
    )
    return given.mask(is_nameless & ~is_person & is_filled(answer), before + answer + behind)


def _body_beside(cell: str, *officers: str, campaign: Campaign) -> Body:
    return body_of(without_officer(cell, officers), campaign.form.legal_forms, campaign.other_names)


def _contacts(out: pd.DataFrame, column: Column, campaign: Campaign) -> None:
    numbers = parsed(column("phone"), lambda v: phones(v, campaign.area_code))
    addresses = parsed(column("email"), emails)
    out["phone"] = numbers.part(lambda v: v[0].number if v else None, "str")
    out["is_phone_completed"] = numbers.part(lambda v: bool(v) and v[0].is_completed, "bool")
    out["other_phones"] = numbers.part(lambda v: " ".join(p.number for p in v[1:]), "str")
    out["email"] = addresses.part(lambda v: v[0].address if v else None, "str")
    out["is_email_corrected"] = addresses.part(lambda v: bool(v) and v[0].is_corrected, "bool")
    # Either contact typed into the other's cell is still a contact.
    swapped = parsed(column("phone"), emails)
    moved = out["email"].isna() & swapped.part(bool, "bool")
    out["email"] = out["email"].fillna(swapped.part(lambda v: v[0].address if v else None, "str"))
    out["is_email_corrected"] |= moved & swapped.part(lambda v: bool(v) and v[0].is_corrected, "bool")
    strayed = parsed(column("email"), lambda v: phones(v, campaign.area_code))
    out["phone"] = out["phone"].fillna(strayed.part(lambda v: v[0].number if v else None, "str"))
    # So is one in the cell for the address; what lacks its first figures there may be the number of a house.
    housed = parsed(
        column("address").where(out["phone"].isna(), ""),
        lambda v: [each for each in phones(v, campaign.area_code) if not each.is_completed],
    )
    out["phone"] = out["phone"].fillna(housed.part(lambda v: v[0].number if v else None, "str"))
    out["has_contact"] = out["phone"].notna() | out["email"].notna()
    # Where neither can be read, contact_missing says it once; these tell of one lost beside the other.
    for name in ("phone", "email"):
        out[f"is_{name}_read"] = out[name].notna() | _blank(column(name)) | ~out["has_contact"]


def _addresses(out: pd.DataFrame, column: Column, campaign: Campaign) -> None:
    places, given = campaign.places, column("address")
    # A number and an address in each other's cell.
    beside = given.where(column("phone").str.contains("[가-힣]{2}"), "")
    is_number = parsed(beside, lambda v: _WORDLESS.fullmatch(v) is not None and bool(phones(v, campaign.area_code)))
    given = given.mask(is_number.part(bool, "bool"), column("phone"))
    out["address"] = _text(given)
    read = first_district if "address" in campaign.further else district
    out["district"] = parsed(given, lambda v: read(v, places)).part(str, "str")
    # Where a council tells no districts apart nobody's is unknown.
    out["is_district_known"] = (out["district"] != places.unknown) | (not places.districts)


def _choices(out: pd.DataFrame, column: Column, campaign: Campaign) -> None:
    numbers = {each.name: each.number for each in campaign.fields}
    read = []
    for name in ("wish_1", "wish_2"):
        chosen = parsed(column(name), lambda v: ticks(v, campaign.field_options))
        out[name] = chosen.part(lambda v: numbers[v[0][0]] if len(v[0]) == 1 else None, "Int64")
        read.append(chosen.part(lambda v: len(v[0]) <= 1 and not v[1], "bool"))
    out["is_wish_read"] = read[0] & read[1]
    # The same wish twice is one.
    out["wish_2"] = out["wish_2"].mask(out["wish_2"].eq(out["wish_1"]).fillna(False))
    for name, fallback in (("attendance", "undecided"), ("is_returning", ""), ("consent", "")):
        question = campaign.by_column.get(name)
        codes = question.codes if question else {}
        answers = _chosen(column, question)
        out[name] = answers.part(lambda v, c=codes, f=fallback: c.get(v[0], f), "str")  # type: ignore[misc]
        if name != "consent":
            is_read = answers.part(lambda v, c=codes: v[0] in c or not v[1], "bool")  # type: ignore[misc]
            out[f"is_{name.removeprefix('is_')}_read"] = is_read
    out["is_returning"] = out["is_returning"].map({"true": True, "false": False}).astype("boolean")


def _called_off(column: Column, campaign: Campaign) -> "pd.Series[bool]":
    """Who says in words, and not by an answer that is asked for, that they take part no more."""
    worded = [each.column for each in campaign.questions if each.kind in ("body", "activities", "text")]
    said = {name: parsed(column(name), calls_off).part(bool, "bool") for name in worded}
    return pd.DataFrame(said, index=column("name").index).any(axis=1)


def _consent(out: pd.DataFrame, column: Column, campaign: Campaign, is_lost: "pd.Series[bool]") -> None:
    """Whether the consent of somebody is given and read; a row of nobody waits for its name, not for consent.

    Who needs another's besides (``consent_of``) has given theirs alone where that one lacks.
    """
    is_nobody = out["name"].isna() & ~out["has_contact"]
    is_given = out["consent"].ne("") | ~_blank(column("consent")) | is_lost
    out["is_consent_given"] = is_given | is_nobody
    out["is_consent_read"] = out["consent"].ne("") | ~is_given | is_nobody
    further = further_consent(column, campaign)
    out["consent"] = out["consent"].mask(further.eq("no") & out["consent"].ne(""), "no")
    out["consent"] = out["consent"].mask(further.eq("held") & out["consent"].eq("yes"), "held")
    is_lacking = further.eq("") & out["consent"].eq("yes")
    out["consent"] = out["consent"].mask(is_lacking, "")
    out["is_consent_given"] &= ~is_lacking


def _chosen(column: Column, question: Question | None) -> Parsed[tuple[str, str]]:
    if question is None:
        return parsed(column(""), lambda _: ("", ""))
    options: Options = question.options
    return parsed(column(question.column), lambda v: choice(v, options))


def _text(cells: "pd.Series[str]") -> "pd.Series[str]":
    return parsed(cells, clean).part(lambda v: "" if is_blank(v) else v, "str")


def _blank(cells: "pd.Series[str]") -> "pd.Series[bool]":
    return parsed(cells, clean).part(is_blank, "bool")


def _is_test(column: Column, own_words: tuple[str, ...]) -> "pd.Series[bool]":
    names = ("name", "representative", "contact_name", "activities", "address")
    flags = pd.DataFrame(
        {name: parsed(column(name), lambda v: reads_as_test(v, own_words)).part(bool, "bool") for name in names}
    )
    own = parsed(column("name"), lambda v: is_own_test(v, own_words, is_name=True)).part(bool, "bool")
    for name in ("contact_name", "email") if own_words else ():
        own |= parsed(column(name), lambda v: is_own_test(v, own_words)).part(bool, "bool")
    return own | flags["name"] | (flags.sum(axis=1) >= 2)


def numbered(digests: "pd.Series[str]") -> "pd.Series[str]":
    """``response_id`` of every response: its digest, with a number behind it for the second and further equal ones."""
    repeat = digests.groupby(digests).cumcount()
    return ("r-" + digests).mask(repeat > 0, "r-" + digests + "-" + (repeat + 1).astype("str"))


def _digests(out: pd.DataFrame, column: Column) -> "pd.Series[str]":
    """The same for the same content, wherever its row stands."""
    parts = [
        out["submitted_at"].fillna(_text(column("submitted_at"))),
        out["name_key"],
        out["representative"],
        out["contact_name"],
        out["phone"].fillna(""),
        out["email"].fillna(""),
        _text(column("activities")),
        out["attendance"],
        out["consent"],
    ]
    joined = ["\x1f".join(row) for row in zip(*(p.tolist() for p in parts), strict=True)]
    digests = [hashlib.blake2b(text.encode(), digest_size=8).hexdigest() for text in joined]
    return pd.Series(digests, index=out.index, dtype="str")
