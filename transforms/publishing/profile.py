"""A release in numbers: what later ones are compared with, and what the quality page tells."""

from collections.abc import Mapping, Sequence

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.campaign.question import Question
from transforms.parse.choices import choice, ticks
from transforms.parse.text import clean, is_blank, key
from transforms.reading.columns import parsed
from transforms.reading.quarantine import DISPOSITIONS
from transforms.reference import rows

ROWS, DISPOSITION, BLANK, FINDING, DECISION = "rows", "disposition", "blank", "finding", "decision"
SHARE, UNKNOWN = "share", "unknown_answer"
TYPES = {"measure": "str", "about": "str", "answer": "str", "n": "int64", "base": "int64"}
_LONGEST = 100
_CHOSEN = ("choice", "coded", "scale")


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
    frames = [pd.DataFrame(found, columns=list(TYPES)), survey, unknown_answers(held, asked)]
    return pd.concat(frames, ignore_index=True)[list(TYPES)].astype(TYPES)


def still_asked(profile: pd.DataFrame, findings: pd.DataFrame, responses: pd.DataFrame) -> pd.DataFrame:
    """``profile`` whose findings are counted where they still matter, without the rules that then count none.

    Nobody looks for the contact of a trial entry: of a response that was set aside, what set it aside alone. What is
    about no response stays as it was counted.
    """
    decides = {row["code"]: row["disposition"] or "accepted" for row in rows("rules")}
    where = findings["response_id"].map(responses.set_index("response_id")["disposition"])
    is_open = where.eq(findings["code"].map(decides)) | where.eq("accepted")
    about = findings[findings["response_id"].ne("")]
    n = about[is_open[about.index]].drop_duplicates(["code", "response_id"])["code"].value_counts()
    is_of_one = profile["measure"].eq(FINDING) & profile["about"].isin(about["code"])
    counted = profile["about"].map(n).fillna(0).astype("int64")
    made = profile.assign(n=profile["n"].mask(is_of_one, counted))
    return made[~is_of_one | made["n"].gt(0)].reset_index(drop=True)


def _n_blank(held: pd.DataFrame, column: str) -> int:
    if column not in held.columns:
        return len(held)
    return int(parsed(held[column], clean).part(is_blank, "bool").sum())


def unknown_answers(held: pd.DataFrame, questions: Sequence[Question]) -> pd.DataFrame:
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
