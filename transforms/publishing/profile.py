"""A release in numbers: what later ones are compared with, and what the quality page tells."""

from collections.abc import Mapping

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.campaign.questions import Question
from transforms.parse.choices import choice, ticks
from transforms.parse.text import clean, is_blank, key
from transforms.publishing.facts import NO_ANSWER
from transforms.publishing.small_cells import hidden_together
from transforms.reading.columns import parsed
from transforms.reading.quarantine import DISPOSITIONS
from transforms.reference import rows

ROWS, DISPOSITION, BLANK, FINDING, DECISION = "rows", "disposition", "blank", "finding", "decision"
SHARE, UNKNOWN = "share", "unknown_answer"
TYPES = {"measure": "str", "about": "str", "answer": "str", "n": "int64", "base": "int64"}
_DISTRICT = "district"
# What facts call a question's answers where it is not the question's own column.
_QUESTION_OF = {"goals_declared": "goals", _DISTRICT: "address"}
# Rules of which a reader can see, in the public tables, which organisations broke them.
_SEEN_BY_NAME = ("kind_unknown", "district_unknown", "goals_all_ticked", "goal_disagrees")
_LONGEST = 100
_CHOSEN = ("choice", "coded")


def profile(
    tables: Mapping[str, pd.DataFrame], cells: pd.DataFrame, findings: pd.DataFrame, campaign: Campaign
) -> pd.DataFrame:
    """measure, about, answer, n, base: every number in which releases are compared.

    rows; disposition (about each); blank (about a question: accepted responses whose cell says nothing); finding (about
    a rule: how often it was broken, of the rows read); decision (about its state); share (the survey's answers, before
    small ones are merged); unknown_answer (answers that are no option, as typed: strangers' text, for staff alone).
    ``cells`` are the raw cells by question column; ``findings`` are all of the release.
    """
    responses = tables["responses"]
    n_read = len(responses)
    accepted = responses.loc[responses["disposition"].eq("accepted"), "row_number"].to_numpy() - 1
    held = cells.iloc[accepted].reset_index(drop=True)
    counts = responses["disposition"].value_counts()
    # A response counts once a rule; what is about none (a heading, a decision) counts each time.
    broken = findings[findings["response_id"].eq("") | ~findings.duplicated(["code", "response_id"])]
    by_rule, by_state = broken["code"].value_counts().sort_index(), tables["corrections"]["state"].value_counts()
    n_decisions = len(tables["corrections"])
    asked = [question for question in campaign.questions if question.column != "submitted_at"]
    found = [
        (ROWS, "", "", n_read, n_read),
        *((DISPOSITION, name, "", int(counts.get(name, 0)), n_read) for name in reversed(DISPOSITIONS)),
        *((BLANK, q.column, "", _n_blank(held, q.column), len(held)) for q in asked),
        *((FINDING, str(code), "", int(n), n_read) for code, n in by_rule.items()),
        *((DECISION, str(state), "", int(n), n_decisions) for state, n in by_state.sort_index().items()),
    ]
    survey = tables["survey_counts"].rename(columns={"question": "about"}).assign(measure=SHARE)
    frames = [pd.DataFrame(found, columns=list(TYPES)), survey, _unknown(held, asked)]
    return pd.concat(frames, ignore_index=True)[list(TYPES)].astype(TYPES)


def broken_by_named(
    findings: pd.DataFrame, participants: pd.DataFrame, organisations: pd.DataFrame
) -> "pd.Series[int]":
    """Of each rule whose breakers among the ``organisations`` a reader of the public tables finds: how many they are.

    Index: code. ``findings`` are all of the release; ``participants`` has participant_id and response_id.
    """
    listed = participants["participant_id"].isin(organisations["participant_id"])
    seen = findings[findings["code"].isin(_SEEN_BY_NAME)].drop_duplicates(["code", "response_id"])
    counts = seen.loc[seen["response_id"].isin(participants.loc[listed, "response_id"]), "code"].value_counts()
    return counts.reindex(list(_SEEN_BY_NAME), fill_value=0)


def public_profile(table: pd.DataFrame, facts: pd.DataFrame, by_named: "pd.Series[int]", least: int) -> pd.DataFrame:
    """``table`` as anyone may read it: measure, about, n, base, is_small; ``n`` is left out where it tells of few.

    A rule's number tells of few where it does without those of ``by_named`` (see broken_by_named). Blank cells of a
    question are told only where the public ``facts`` tell exactly how many gave no answer, or nothing of the question:
    else what those hide would follow from the blank cells and the organisations listed by name.
    """
    shown = table[table["measure"].isin((ROWS, DISPOSITION, BLANK, FINDING, DECISION))].reset_index(drop=True)
    is_small = shown["n"].between(1, least - 1)
    is_blank, is_rule = shown["measure"].eq(BLANK), shown["measure"].eq(FINDING)
    # Of few cells that are not blank the number would follow from the blank ones.
    is_small |= is_blank & (shown["base"] - shown["n"]).between(1, least - 1)
    is_small |= is_blank & shown["n"].gt(0) & shown["about"].isin(_covered(facts))
    # Those who wrote what nobody can read gave no answer either: few of them would follow from the blank cells.
    unread = shown["about"].map(_silent(facts)) - shown["n"]
    is_small |= is_blank & unread.between(1, least - 1)
    unseen = shown["n"] - shown["about"].map(by_named).fillna(0).astype("int64")
    is_small |= is_rule & unseen.between(1, least - 1)
    # One disposition alone would follow from the rows read and the others, and so would it from its rules.
    outcomes = shown[shown["measure"].eq(DISPOSITION)]
    hidden = hidden_together(outcomes.set_index("about")["n"], least)
    deciding = [row["code"] for row in rows("rules") if row["disposition"] in set(hidden.index[hidden])]
    is_small |= shown["measure"].eq(DISPOSITION) & shown["about"].isin(hidden.index[hidden])
    is_small |= is_rule & shown["about"].isin(deciding)
    for part in (is_blank, is_rule):
        is_small |= _beside(unseen[part], is_small[part], least).reindex(shown.index, fill_value=False)
    made = shown.assign(n=shown["n"].astype("Int64").mask(is_small), is_small=is_small)
    return made[["measure", "about", "n", "base", "is_small"]]


def _beside(numbers: "pd.Series[int]", is_small: "pd.Series[bool]", least: int) -> "pd.Series[bool]":
    """Which of ``numbers`` go with those left out already, so that these do not follow from the sum of all.

    The trends tell that sum: what is left out must be two numbers at least, and not few together.
    """
    left, gone = numbers[numbers.gt(0) & ~is_small].sort_values(kind="stable"), numbers[numbers.gt(0) & is_small]
    if gone.empty:
        return pd.Series(False, index=numbers.index)
    before = int(gone.sum()) + left.cumsum() - left
    joins = before.lt(least)
    # One number alone would follow from the sum.
    joins.iloc[: max(2 - len(gone), 0)] = True
    return joins.reindex(numbers.index, fill_value=False)


def _silent(facts: pd.DataFrame) -> "pd.Series[int]":
    """How many gave no answer to a question, where the public ``facts`` tell it exactly. Index: question."""
    told = facts[facts["by"].eq("") & facts["item"].eq(NO_ANSWER) & facts["note"].eq("") & facts["n"].notna()]
    return told.set_index(told["topic"].replace(_QUESTION_OF))["n"].astype("int64")


def _covered(facts: pd.DataFrame) -> set[str]:
    """Questions of which the public ``facts`` do not tell exactly how many gave no answer."""
    whole = facts[facts["by"].eq("")]
    topics = whole["topic"].replace(_QUESTION_OF)
    covered = set(topics) - set(_silent(facts).index)
    # A blank address is of no district, which is a part of that topic like others.
    districts = whole[whole["topic"].eq(_DISTRICT)]
    is_exact = districts["note"].eq("") & districts["n"].notna()
    return covered - {_QUESTION_OF[_DISTRICT]} if len(districts) and is_exact.all() else covered


def _n_blank(held: pd.DataFrame, column: str) -> int:
    if column not in held.columns:
        return len(held)
    return int(parsed(held[column], clean).part(is_blank, "bool").sum())


def _unknown(held: pd.DataFrame, questions: list[Question]) -> pd.DataFrame:
    """Answers that are none of their question's options, one row for those that compare alike."""
    typed = []
    for question in questions:
        if question.kind in (*_CHOSEN, "ticks") and question.column in held.columns:
            read = parsed(held[question.column], lambda v, q=question: _free(v, q))  # type: ignore[misc]
            typed.append(read.rows(list, {"key": "str", "answer": "str"}).assign(about=question.column))
    if not typed:
        return pd.DataFrame(columns=list(TYPES))
    told = pd.concat(typed, ignore_index=True).drop_duplicates(["about", "response", "key"])
    told = told.sort_values(["about", "key", "answer"])
    counted = told.drop_duplicates(["about", "key"]).set_index(["about", "key"])
    counted["n"] = told.groupby(["about", "key"]).size()
    made = counted.reset_index().assign(measure=UNKNOWN, base=len(held))
    return made.assign(answer=made["answer"].str.slice(0, _LONGEST))[list(TYPES)]


def _free(cell: str, question: Question) -> list[tuple[str, str]]:
    """What the cell says beside the options: comparison key and text."""
    if question.kind == "ticks":
        texts: tuple[str, ...] = tuple(ticks(cell, question.options)[1])
    else:
        named, text = choice(cell, question.options)
        texts = (text,) if named in ("", question.options.other) else ()
    keyed = [(key(text), text) for text in texts]
    return [(text_key, text) for text_key, text in keyed if text_key and text_key not in question.options.by_key]
