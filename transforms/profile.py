"""A release in numbers: what later ones are compared with, and what the quality page tells."""

import pandas as pd

from transforms.campaign import Campaign, Question
from transforms.columns import parsed
from transforms.facts import NO_ANSWER
from transforms.parse.choices import choice, ticks
from transforms.parse.text import clean, is_blank, key
from transforms.quarantine import DISPOSITIONS
from transforms.reference import rows
from transforms.small_cells import hidden_together

ROWS, DISPOSITION, BLANK, FINDING, DECISION = "rows", "disposition", "blank", "finding", "decision"
SHARE, UNKNOWN = "share", "unknown_answer"
TYPES = {"measure": "str", "about": "str", "answer": "str", "n": "int64", "base": "int64"}
_DISTRICT = "district"
# What facts call a question's answers where it is not the question's own column.
_QUESTION_OF = {"goals_declared": "goals", _DISTRICT: "address"}
_LONGEST = 100
_CHOSEN = ("choice", "coded")


def profile(
    tables: dict[str, pd.DataFrame], cells: pd.DataFrame, findings: pd.DataFrame, campaign: Campaign
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


def public_profile(table: pd.DataFrame, facts: pd.DataFrame, least: int) -> pd.DataFrame:
    """``table`` as anyone may read it: measure, about, n, base, is_small; ``n`` is left out where it tells of few.

    Blank cells of a question are told only where the public ``facts`` tell exactly how many gave no answer, or nothing
    of the question: else what those hide would follow from the blank cells and the organisations listed by name.
    """
    shown = table[table["measure"].isin((ROWS, DISPOSITION, BLANK, FINDING, DECISION))].reset_index(drop=True)
    is_small = shown["n"].between(1, least - 1)
    is_blank_row = shown["measure"].eq(BLANK)
    # Of few cells that are not blank the number would follow from the blank ones.
    is_small |= is_blank_row & (shown["base"] - shown["n"]).between(1, least - 1)
    is_small |= is_blank_row & shown["n"].gt(0) & shown["about"].isin(_covered(facts))
    blanks = shown[is_blank_row & shown["n"].gt(0)].sort_values(["n", "about"])
    if 0 < (known := is_small[blanks.index]).sum() < 2 or 0 < blanks.loc[known, "n"].sum() < least:
        # All blank cells together are told (the trends): those left out are two questions', and not few.
        is_small[blanks.index[~known.to_numpy()][:1]] = True
    # One disposition alone would follow from the rows read and the others, and so would it from its rules.
    outcomes = shown[shown["measure"].eq(DISPOSITION)]
    hidden = hidden_together(outcomes.set_index("about")["n"], least)
    deciding = [row["code"] for row in rows("rules") if row["disposition"] in set(hidden.index[hidden])]
    is_small |= shown["measure"].eq(DISPOSITION) & shown["about"].isin(hidden.index[hidden])
    is_small |= shown["measure"].eq(FINDING) & shown["about"].isin(deciding)
    made = shown.assign(n=shown["n"].astype("Int64").mask(is_small), is_small=is_small)
    return made[["measure", "about", "n", "base", "is_small"]]


def _covered(facts: pd.DataFrame) -> set[str]:
    """Questions of which the public ``facts`` do not tell exactly how many gave no answer."""
    topics = facts.loc[facts["by"].eq("")].groupby("topic", sort=False)
    exact = {str(topic): part["note"].eq("") & part["n"].notna() for topic, part in topics}
    silent = {str(topic): part["item"].eq(NO_ANSWER) for topic, part in topics}
    covered = {topic for topic, is_exact in exact.items() if not (is_exact & silent[topic]).any()}
    # A blank address is of no district, which is a part of that topic like others.
    covered -= {_DISTRICT} if exact.get(_DISTRICT, pd.Series(dtype="bool")).all() else set()
    return {question for topic, question in _QUESTION_OF.items() if topic in covered} | covered


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
