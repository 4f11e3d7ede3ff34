"""The summary report as one body of numbers and sentences, from which every format is made.

Numbers come from the table of facts alone, words from ``labels/report.toml`` alone: what is said of which numbers, and
when, stands there.
"""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from output.formats.labels import labels
from output.report import charts
from output.report.body import Chart, Figure, Report, Section
from output.report.numbers import Numbers, Sentences, values_of, when_told
from transforms.campaign.campaign import Campaign


def report_of(
    facts: pd.DataFrame,
    last: str | None,
    campaign: Campaign,
    lists: Sequence[Section] = (),
    *,
    is_public: bool = True,
    is_seated: bool = False,
    is_sample: bool = False,
) -> Report:
    """The report of ``facts`` (the public ones, or all of them with ``lists`` for the office).

    ``is_seated``: fields are where people sit, and not what is likely before the event. ``last`` is when the last
    response came, ISO: of one person, and so for the office alone. ``is_sample``: the responses are invented.
    """
    words = labels("report", campaign)
    numbers = Numbers(facts, campaign, is_seated=is_seated)
    told = Sentences(values_of(numbers, last) | (when_told(numbers) if is_public else {}), campaign)
    basis = "basis" if not is_public else "basis_counted" if "as_of" in told.values else "basis_later"
    said = {about: told.lines(about) for about in words["said"]}
    sections = [
        Section("who", words["sections"]["who"], said["who"], charts.who(numbers)),
        Section("goals", words["sections"]["goals"], said["goals"], charts.goals(numbers)),
        Section("fields", words["sections"]["fields"], said["fields"], charts.fields(numbers)),
        Section("network", words["sections"]["network"], said["network"], charts.network(numbers, is_public)),
        Section("survey", words["sections"]["survey"], said["together"] + said["satisfaction"], charts.survey(numbers)),
        Section("wishes", words["sections"]["wishes"], said["wishes"], charts.wishes(numbers)),
        Section("todo", words["sections"]["todo"], said["todo"], []),
        *lists,
        Section(
            "limits",
            words["sections"]["limits"],
            said["limits_public" if is_public else "limits_office"] + said["limits"],
            charts.dispositions(numbers),
        ),
    ]
    sections = [replace(each, charts=[_explained(chart, campaign) for chart in each.charts]) for each in sections]
    return Report(
        title=told.filled(words["title" if is_public else "office_title"]),
        basis=told.filled(words[basis]),
        gist=" ".join(said["gist"]),
        keywords=", ".join([campaign.name, *words["keywords"]]),
        mark=" · ".join([words["sample_mark"]] * is_sample + [words["office_mark"]] * (not is_public)),
        summary=said["summary"],
        figures=[
            Figure(told.filled(each["label"]), told.values[value], (told.sayable(each["note"]) or [""])[0])
            for each in words["figures"]
            if (value := next((name for name in each["value"] if name in told.values), None))
        ],
        sections=[each for each in sections if each.lines or each.charts or each.lists],
        contact=told.filled(words["contact"]),
        said=said,
    )


def _explained(chart: Chart, campaign: Campaign) -> Chart:
    """The chart, with a word under it on the counts that are of named bodies alone, where it shows one."""
    words = labels("report", campaign)
    end = words["at_least"].format(n="")
    if not any(cell.endswith(end) for row in chart.rows for cell in row[1:]):
        return chart
    return replace(chart, note=" ".join(filter(None, [chart.note, words["at_least_note"]])))
