"""What participants answered to the campaign's own questions: as a table, on lists, and what the event needs."""

from collections.abc import Mapping
from functools import partial

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.campaign.event_settings import WAIT
from transforms.campaign.question import Question
from transforms.parse.moments import day_in_print
from transforms.parse.phones import national
from transforms.parse.text import answer_words, is_blank, key
from transforms.reading.columns import parsed, texts_by_key
from transforms.reading.normalise import Answers

# An option of so few Latin letters is a size or a mark: M, 2XL.
_MARK = 3
# How answers stand in print that are kept otherwise.
_PRINTED = {"phone": national, "date": day_in_print}
COLUMNS = ["participant_id", "question", "position", "answer", "is_free_text"]


def answers(read: Answers, latest: pd.DataFrame) -> pd.DataFrame:
    """participant_id, question, position, answer, is_free_text: of the response that speaks for each participant."""
    table = read.own[read.own["response"].isin(latest.index)]
    table = table.assign(participant_id=latest["participant_id"].loc[table["response"]].to_numpy())
    return table.sort_values(["participant_id", "question", "position"], ignore_index=True)[COLUMNS]


def told(said: pd.DataFrame, question: Question) -> "pd.Series[str]":
    """What each participant answered to ``question`` (of the table ``answers``), as people write it; by
    participant_id."""
    part = said[said["question"].eq(question.column)]
    # What somebody wrote says more than that it is none of the options.
    wrote = part.loc[part["is_free_text"], "participant_id"]
    part = part[part["answer"].ne(question.options.other) | ~part["participant_id"].isin(wrote)]
    return texts_by_key(_printed(part["answer"], question), part["participant_id"], " · ")


def _printed(given: "pd.Series[str]", question: Question) -> "pd.Series[str]":
    how = _PRINTED.get(question.kind)
    return parsed(given, how).part(str, "str") if how else given


def who_chose(said: pd.DataFrame, options: Mapping[str, tuple[str, ...]]) -> "pd.Series[str]":
    """The participants who gave one of a question's ``options``, by question; ``said`` are everybody's answers."""
    chosen = pd.Series(False, index=said.index)
    for column, names in options.items():
        chosen |= said["question"].eq(column) & said["answer"].isin(names)
    return said.loc[chosen, "participant_id"]


def answering(people: pd.DataFrame, participants: pd.DataFrame) -> "pd.Series[bool]":
    """Which of a list's ``people`` (participant_id or null, name) answered for their participant: the contact of
    ``participants``, or whoever stands first where the contact does not come."""
    whose = people["participant_id"]
    contact = whose.map(participants.set_index("participant_id")["contact_name"]).astype("str").fillna("")
    one, other = (parsed(each, key).part(str, "str") for each in (people["name"].astype("str").fillna(""), contact))
    is_contact = one.ne("") & one.eq(other)
    return (~is_contact).groupby(whose).rank(method="first").eq(1)


def needed(
    said: pd.DataFrame,
    participants: "pd.Series[str]",
    is_answering: "pd.Series[bool]",
    campaign: Campaign,
    *,
    with_phones: bool = False,
) -> "pd.Series[str]":
    """Beside each person of a list (``participants``: their participant_id or null) what the event needs for them.

    What is chosen holds for everyone of a participant; what is counted or written, or asked of whoever answers alone,
    stands once, with them (``is_answering``). What is no option, and an option that says nothing by itself, bears what
    its question is called, and who needs nothing (``untold`` of the question, a bare no) is told of by nothing.
    """
    whole = pd.Series("", index=participants.index, dtype="str")
    for question in campaign.questions:
        if not question.is_of_event or (question.kind == "phone" and not with_phones):
            continue
        needs_telling = said[~said["answer"].isin(question.unneeded)]
        each = participants.map(told(needs_telling, question)).astype("str").fillna("")
        if question.kind not in _OF_EVERYONE or question.is_of_sender:
            each = each.where(is_answering, "")
        each = parsed(each, partial(_on_list, question=question)).part(str, "str")
        whole = whole.str.cat(each, sep=" · ").str.strip(" ·")
    return whole


def _on_list(answer: str, question: Question) -> str:
    """How an answer stands beside those to other questions: '' where nothing is needed, and what does not say by itself
    what it is about (a name, a day, a number, somebody's words, a bare yes, a mark, another) bears the question's
    name."""
    if not _is_need(answer):
        return ""
    said, is_option = key(answer), question.kind in _OF_EVERYONE
    is_mark = is_option and len(said) <= (_MARK if said.isascii() else 1)
    if said in answer_words("bare yes") or said.isdecimal() or is_mark or answer == question.options.other:
        return f"{question.short} {answer}"
    return answer if is_option else f"{question.short}: {answer}"


def _is_need(answer: str) -> bool:
    """Whether an answer tells of anything that is needed."""
    said = key(answer)
    return not (is_blank(answer) or said == "0" or said in answer_words("bare no"))


def expected(people: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    """Those of ``people`` (attendance) for whom the event prepares: without the undecided where these wait."""
    return people[people["attendance"].eq("yes") | (campaign.event.seating.undecided != WAIT)]


_COUNTED = ("n_bodies", "n_people", "amount")
# Answers of a body that hold for each of its people.
_OF_EVERYONE = ("choice", "coded", "scale", "ticks")


def by_answer(listed: pd.DataFrame, said: pd.DataFrame, people: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    """question, answer before the columns of ``listed`` (a row a person who comes, by attendee_id): a row an answer.

    Of each question of the event with options, answers in the form's order, people in that of ``listed``; ``people``
    has participant_id and is_answering by attendee_id. As many as ``needs`` counts; who needs nothing is on no list.
    """
    columns = ["question", "answer", *listed.columns]
    made = [listed.iloc[:0].assign(question="", answer="")]
    whose = listed.assign(participant_id=listed["attendee_id"].map(people["participant_id"]))
    alone = whose[whose["attendee_id"].map(people["is_answering"]).fillna(False).astype("bool")]
    for question in campaign.questions:
        if not question.is_of_event or question.kind not in _OF_EVERYONE:
            continue
        part = said.loc[said["question"].eq(question.column), ["participant_id", "answer"]]
        part = part[~part["answer"].isin(question.unneeded)]
        part = part[parsed(part["answer"], _is_need).part(bool, "bool")]
        order = {name: at for at, name in enumerate(question.options.names)}
        asked = alone if question.is_of_sender else whose
        rows = asked.merge(part, on="participant_id").assign(question=question.short)
        place = rows["answer"].map(order).fillna(len(order))
        made.append(rows.assign(place=place).sort_values(["place", "answer"], kind="stable"))
    return pd.concat([table[columns] for table in made], ignore_index=True)


def needs(said: pd.DataFrame, people: "pd.Series[str]", campaign: Campaign, silent: str) -> pd.DataFrame:
    """question, answer, n_bodies, n_people, amount: what the event needs for those who come, and nobody else.

    ``people`` has the participant_id of every person who comes, null of guests. ``n_people`` counts the people of those
    who chose so; of what stands on the lists once for a participant it is null. ``amount`` adds numbers up (null
    elsewhere); what was written stands as it was. Who comes and chose nothing is ``silent``, beside the first option
    that means so. What is asked of whoever answers alone is told of one for each participant.
    """
    everyone = people.dropna().value_counts()
    rows: list[tuple[str, str, int | None, int | None, int | None]] = []
    for question in campaign.questions:
        if not question.is_of_event:
            continue
        come = everyone.clip(upper=1) if question.is_of_sender else everyone
        part = said[said["question"].eq(question.column) & said["participant_id"].isin(come.index)]
        n_people = part["participant_id"].map(come).astype("int64")
        part = part.assign(n=n_people, answer=_printed(part["answer"], question))
        if question.kind == "number":
            numbers = part[~part["is_free_text"]]
            numbers = numbers.assign(number=numbers["answer"].astype("int64"))
            asked = numbers[numbers["number"].gt(0)]
            rows.append((question.short, "", len(asked), int(asked["n"].sum()), int(asked["number"].sum())))
            part = part[part["is_free_text"]]
        chosen = part[~part["is_free_text"]]
        order = [*question.options.names, question.options.other, *dict.fromkeys(question.codes.values())]
        given = [name for name in dict.fromkeys([*order, *sorted(chosen["answer"].unique())]) if name]
        for name in given if question.kind != "number" else ():
            so = chosen[chosen["answer"].eq(name)]
            if len(so):
                rows.append((question.short, name, len(so), int(so["n"].sum()), None))
        free = part[part["is_free_text"]].groupby("answer", sort=True)["n"].agg(["size", "sum"])
        rows += [(question.short, str(text), int(n), int(people), None) for text, n, people in free.itertuples()]
        n_silent = (int(come.sum()) if question.is_of_sender else len(people)) - int(
            come[come.index.isin(part["participant_id"])].sum()
        )
        if question.kind in _OF_EVERYONE and n_silent:
            # Who answered that nothing is needed is counted with those who answered nothing.
            label = "·".join((*question.options.none[:1], silent))
            rows.append((question.short, label, None, n_silent, None))
    table = pd.DataFrame(rows, columns=["question", "answer", *_COUNTED])
    table = table.astype({"question": "str", "answer": "str", **dict.fromkeys(_COUNTED, "Int64")})
    is_of_each = table["question"].isin([each.short for each in campaign.questions if each.kind in _OF_EVERYONE])
    return table.assign(n_people=table["n_people"].where(is_of_each))
