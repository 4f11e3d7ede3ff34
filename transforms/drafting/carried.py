"""Last year's campaign with this year's form: what its settings keep, and what of the form has changed."""

import json
import re
import tomllib
from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.campaign.files import SETTINGS
from transforms.campaign.question import Question
from transforms.drafting.draft import Drafted
from transforms.parse.text import clean, key
from transforms.reading.headings import match_headings
from transforms.reference import texts

_LEAST = 3
_DATED = ("opens_at", "closes_at", "retention_until", "source", "starts_at", "ends_at")
_FORM, _TABS = re.compile(r"^\[form\]", re.M), re.compile(r"^tabs = \[[^\]]*\].*\n", re.M)
_BLOCK = re.compile(r"^\[\[questions\]\]\n(?:(?!^\[).*\n|\[questions\.[^\n]*\n)*", re.M)


def carried(
    text: str, campaign: Campaign, headings: Sequence[str], cells: pd.DataFrame, made: Drafted, source: str
) -> tuple[str, list[str], list[str]]:
    """The settings ``text`` of ``campaign`` for a new form, what changed in it, and what a person has to answer.

    A question that is worded otherwise keeps its former title; one that is new comes from the draft; one that is gone
    stays, unasked. Dates come from the draft.
    """
    said, changes = texts("messages")["carried"], list[str]()
    optional = campaign.model_copy(
        update={"questions": tuple(q.model_copy(update={"is_required": False}) for q in campaign.questions)}
    )
    found = match_headings(headings, cells, optional, source)
    titles = {each["column"]: each["title"] for each in tomllib.loads(made.files[SETTINGS])["questions"]}
    drafted = {
        column: at for column, title in titles.items() for at, each in enumerate(headings) if each.strip() == title
    }
    taken = set(found.positions.values())
    # What no likeness finds, a title that says by itself what it asks may.
    positions = {name: at for name, at in drafted.items() if name in campaign.by_column and at not in taken}
    positions |= found.positions
    for question in campaign.questions:
        place = positions.get(question.column)
        if place is None:
            text = _in_block(text, question, lambda block: block.replace("required = true", "required = false", 1))
            changes.append(said["gone"].format(title=question.title))
            continue
        title = headings[place].strip()
        if key(title) != key(question.title):
            former = json.dumps([question.title, *question.former], ensure_ascii=False)
            text = _in_block(text, question, partial(_retitled, title=title, former=former))
            changes.append(said["retitled"].format(before=question.title, now=title))
        changes += _new_answers(question, cells.iloc[:, place])
    known = set(positions.values()) | {at for more in found.others.values() for at in more}
    blocks = _BLOCK.findall(made.files[SETTINGS])
    for at, heading in enumerate(headings):
        block = next(
            (each for each in blocks if f"title = {json.dumps(heading.strip(), ensure_ascii=False)}" in each), ""
        )
        if at not in known and block and 'column = "own_' in block:
            text = _behind_questions(text, block)
            changes.append(said["new"].format(title=heading.strip()))
    for name in _DATED:
        line = re.search(rf"^{name} = .*$", made.files[SETTINGS], re.M)
        if line:
            text = re.sub(rf"^{name} = .*$", line[0].replace("\\", r"\\"), text, count=1, flags=re.M)
    asked = [said[name] for name in ("name", "dates", "event", "guests", "earlier")]
    return text, changes, asked


def with_tabs(text: str, tabs: Sequence[str]) -> str:
    """The settings ``text`` that read ``tabs`` as one, of no tabs none.

    >>> print(with_tabs("[form]\\ntabs = [\\"가\\"]\\nagain = \\"body\\"\\n", ["나", "다"]))
    [form]
    tabs = ["나", "다"]
    again = "body"
    <BLANKLINE>
    """
    line = f"tabs = {json.dumps(list(tabs), ensure_ascii=False)}\n" if tabs else ""
    if _TABS.search(text):
        return _TABS.sub(lambda _: line, text, count=1)
    if not line:
        return text
    return (
        re.sub(r"^\[form\].*\n", lambda head: head[0] + line, text, count=1, flags=re.M)
        if _FORM.search(text)
        else (f"{text.rstrip()}\n\n[form]\n{line}")
    )


def _new_answers(question: Question, cells: "pd.Series[str]") -> list[str]:
    if question.kind not in ("choice", "coded"):
        return []
    counts = cells.map(clean).value_counts()
    known = {key(name) for name in question.options.names} | set(question.options.by_key)
    new = [f"{name}({n})" for name, n in counts.items() if name and n >= _LEAST and key(str(name)) not in known]
    said = texts("messages")["carried"]["answers"]
    return [said.format(title=question.title, answers=" · ".join(new[:5]))] if new else []


def _in_block(text: str, question: Question, change: Callable[[str], str]) -> str:
    wanted = f'column = "{question.column}"'
    return _BLOCK.sub(lambda found: change(found[0]) if wanted in found[0] else found[0], text)


def _retitled(block: str, title: str, former: str) -> str:
    block = re.sub(r"^former = .*\n", "", block, flags=re.M)
    line = f"title = {json.dumps(title, ensure_ascii=False)}\nformer = {former}"
    return re.sub(r"^title = .*$", lambda _: line, block, count=1, flags=re.M)


def _behind_questions(text: str, block: str) -> str:
    last = list(_BLOCK.finditer(text))[-1]
    return f"{text[: last.end()].rstrip()}\n\n{block.rstrip()}\n\n{text[last.end() :].lstrip()}"
