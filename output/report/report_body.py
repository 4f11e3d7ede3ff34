"""The summary report as one body of numbers and sentences, from which every format is made.

Numbers come from the table of facts alone, words from ``labels/report.toml`` alone: what is worth saying is chosen in
``transforms/publishing/highlights.py``, how it is said stands there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from output.formats.labels import labels
from output.report import charts
from output.report.body import CAUTION, SAID, Chart, Figure, Line, NameList, Report, Section
from output.report.numbers import Numbers
from output.report.sentences import Sentences, values_of, when_told
from transforms.campaign.campaign import Campaign
from transforms.publishing.counts import Counts
from transforms.publishing.highlights import Highlight, highlights

# Sections that stand in every report.
_ALWAYS = ("todo", "limits")


def report_of(
    facts: pd.DataFrame,
    last: str | None,
    campaign: Campaign,
    lists: Mapping[str, NameList] | None = None,
    *,
    meetings: pd.DataFrame | None = None,
    is_public: bool = True,
    is_seated: bool = False,
    is_sample: bool = False,
    is_counted: bool = True,
) -> Report:
    """The report of ``facts`` (the public ones, or all of them with ``lists`` and ``meetings`` for the office).

    ``is_seated``: fields are where people sit, and not what is likely before the event. ``last`` is when the last
    response came, ISO: of one person, and so for the office alone. ``is_sample``: the responses are invented.
    ``meetings``: see ``highlights``. ``is_counted``: whether the public numbers of the same moment are final.
    """
    words = labels("report", campaign)
    numbers = Numbers(facts, campaign, is_seated=is_seated)
    found = highlights(Counts(facts, campaign), meetings)
    values = values_of(numbers, found, last) | (when_told(numbers) if is_public else {})
    told = Sentences(values, campaign)
    count = "office" if not is_public else "counted" if "as_of" in values else "later"
    drawn = _drawn(numbers, is_public)
    fixed = {about: told.lines(about) for about in words["said"]}
    fixed["limits"] = fixed["limits_public" if is_public else "limits_office"] + fixed["limits"]
    # What is said of every report says nothing where there is nothing to show.
    fixed_of = {name: fixed.get(name, []) if drawn[name] or name in ("todo", "limits") else [] for name in drawn}
    sections = [_section(name, drawn[name], found, fixed_of[name], told) for name in drawn]
    footnote = told.filled(words["footnote"]) if is_public else ""
    named = [_named(numbers.title(name), name, each, told) for name, each in (lists or {}).items()]
    whole = [_without_blank(each, told, campaign) for each in [*sections[:-1], *named, sections[-1]]]
    kept = [each for each in whole if each.lines or each.charts or each.lists]
    return Report(
        title=told.filled(words[_TITLES[count] if is_counted or is_public else "office_later_title"]),
        gist=" ".join(fixed["gist"]),
        keywords=", ".join([campaign.name, *words["keywords"]]),
        mark=" · ".join([words["sample_mark"]] * is_sample + [words["office_mark"]] * (not is_public)),
        about=[(each["label"], text) for each in words["about"] for text in told.sayable(each[count])],
        summary=fixed["summary"],
        figures=[
            Figure(told.filled(each["label"]), told.values[value], (told.sayable(each["note"]) or [""])[0])
            for each in words["figures"]
            if (value := next((name for name in each["value"] if name in told.values), None))
        ],
        sections=[replace(each, charts=_explained(each.charts, footnote, campaign)) for each in kept],
        contact=told.filled(words["contact"]),
        footnote=footnote,
    )


_TITLES = {"counted": "title", "later": "later_title", "office": "office_title"}


def _drawn(numbers: Numbers, is_public: bool) -> dict[str, list[Chart]]:
    """The charts of every section, in the order of the report."""
    return {
        "who": charts.who(numbers),
        "goals": charts.goals(numbers),
        # One meeting alone is everybody.
        "fields": charts.fields(numbers) if len(numbers.campaign.fields) > 1 else [],
        "network": charts.network(numbers, is_public) if _is_linked(numbers) else [],
        "survey": charts.survey(numbers),
        "wishes": charts.wishes(numbers),
        "todo": [],
        "limits": charts.dispositions(numbers),
    }


def _section(name: str, drawn: list[Chart], found: Sequence[Highlight], fixed: list[str], told: Sentences) -> Section:
    """A section under what weighs most in it, and the rest below; under its topic where nothing stands out."""
    topic, lines, title = told.words["sections"][name], list[Line](), ""
    if name == "wishes" and len(drawn) == 1:
        # Of one question alone the section bears its name: no co-operation is told of where none was asked for.
        topic = drawn[0].title
    for each in found:
        if each.about == name:
            title = title or next(iter(told.head(each.code)), "")
            lines += told.said_of(each.code)
    # What is always said belongs to what is found or shown.
    if lines or title or drawn or name in _ALWAYS:
        lines += [Line(CAUTION if name == "limits" else SAID, text) for text in fixed]
    # Cautions come last, as they stand in a paper.
    lines.sort(key=lambda line: line.sign == CAUTION)
    return Section(name, topic, title or topic, lines, drawn)


def _without_blank(section: Section, told: Sentences, campaign: Campaign) -> Section:
    """The section with a sentence in place of charts none of whose numbers is told: nothing is to be seen in them."""
    rest = labels("survey", campaign)["rest"]
    blank = [chart for chart in section.charts if not _tells(chart, rest)]
    if not blank:
        return section
    text = f"{', '.join(chart.title for chart in blank)}: {told.filled(told.words['blank'])}"
    charts = [chart for chart in section.charts if chart not in blank]
    return replace(section, lines=[*section.lines, Line(CAUTION, text)], charts=charts)


def _tells(chart: Chart, rest: str) -> bool:
    """Whether any number is told but what the hidden ones (``rest``) are together."""
    return any(
        value is not None
        for row, values in zip(chart.rows, chart.values, strict=True)
        for heading, value in zip(chart.headings[1:], values, strict=False)
        if rest not in (row[0], heading)
    )


def _named(title: str, name: str, listed: NameList, told: Sentences) -> Section:
    topic, head = told.words["sections"].get(name, title), told.words["list_heads"].get(name, "")
    said = head.format(n=f"{listed.n:,}", unit=told.values["unit"])
    return Section(name, topic, said or topic, [], [], [listed])


def _is_linked(numbers: Numbers) -> bool:
    """Whether anybody works for a goal, in one of several meetings."""
    named, _ = numbers.named_goals()
    return len(numbers.campaign.fields) > 1 and any(named.values())


def _explained(drawn: list[Chart], footnote: str, campaign: Campaign) -> list[Chart]:
    """A section's charts, the footnote once: under the last that shows a number which is not told, or not of all."""
    words = labels("report", campaign)
    end, covered = words["at_least"].format(n=""), words["covered"]
    # On paper wide charts are drawn after the others.
    order = sorted(range(len(drawn)), key=lambda at: drawn[at].is_wide)
    cells = {at: {cell for row in drawn[at].rows for cell in row[1:]} for at in order}
    last = next(
        (at for at in reversed(order) if any(cell == covered or cell.endswith(end) for cell in cells[at])), None
    )
    return [
        replace(chart, note=" ".join(filter(None, [chart.note, footnote]))) if at == last else chart
        for at, chart in enumerate(drawn)
    ]
