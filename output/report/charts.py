"""The charts of each section, with the tables of the same numbers."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from output.formats import pictures
from output.formats.days import day_of
from output.formats.labels import labels
from output.formats.look import ACCENT, RULE, SCALE, Tile, field_tiles, ink_on
from output.report.body import Chart
from output.report.numbers import Numbers
from output.report.wording import drawn, item_name, meeting_words, percent, shown
from transforms.campaign.question import Question
from transforms.publishing.counts import is_of_satisfaction
from transforms.publishing.facts import DAY, NO_ANSWER
from transforms.publishing.small_cells import BETWEEN, REST

_MOST_THEMES = 12


def picture(chart: Chart) -> str:
    """The chart as SVG where it is more than bars beside its rows; '' where it is not."""
    if chart.kind == "days":
        marks = [row[0] if at in chart.labelled else "" for at, row in enumerate(chart.rows)]
        return pictures.columns([v[0] for v in chart.values], [row[1] for row in chart.rows], marks, chart.said)
    if chart.kind == "stack":
        end = chart.headings[-1]
        rows = [
            (
                row[0],
                f"{end} {row[-1]}",
                [pictures.Part(v, n, c) for v, n, c in zip(values, row[1:], chart.colours, strict=False) if v],
            )
            for row, values in zip(chart.rows, chart.values, strict=True)
        ]
        return pictures.stacks(rows, chart.said)
    if chart.kind == "heat":
        left = [
            Tile(number, row[0], colour, ink_on(colour))
            for number, row, colour in zip(chart.goals, chart.rows, chart.inks, strict=True)
        ]
        right = [
            Tile(int(heading), name, colour, ink_on(colour))
            for heading, name, colour in zip(chart.headings[1:], chart.columns, chart.colours, strict=True)
        ]
        return pictures.network(left, right, chart.values, chart.said)
    return ""


def picture_with_legend(chart: Chart) -> list[tuple[str, str]]:
    """The drawings above the chart's table in a document, each with what it shows in words ('' for a legend)."""
    drawn = picture(chart)
    names = chart.headings[1 : 1 + len(chart.colours)]
    key = [(pictures.legend(names, chart.colours), "")] if chart.kind == "stack" else []
    return [*key, (drawn, chart.said)] if drawn else []


def lengths(chart: Chart) -> list[list[float]]:
    """The bars of each row as parts of the longest; of several columns the first alone, unless they are a pair."""
    drawn = [[value or 0.0 for value in values[: 2 if chart.kind == "pair" else 1]] for values in chart.values]
    most = max([1.0, *(value for values in drawn for value in values)])
    return [[value / most for value in values] for values in drawn]


def who(numbers: Numbers) -> list[Chart]:
    """Who takes part: kinds, districts, whether they come, and on which day they answered."""
    return [
        *_bars(numbers, "kind"),
        *_bars(numbers, "area"),
        *_bars(numbers, "district"),
        *_bars(numbers, "standing"),
        *_bars(numbers, "earlier"),
        *_bars(numbers, "is_returning"),
        *_bars(numbers, "attendance"),
        *_days(numbers),
    ]


def goals(numbers: Numbers) -> list[Chart]:
    """Goals read and goals ticked, side by side, and how far they agree."""
    words = labels("report", numbers.campaign)
    matched, declared = (numbers.items(f"goals_{way}") for way in ("matched", "declared"))
    if not matched and not declared:
        return []
    tiles = numbers.goal_tiles()
    rows, values = [], []
    for tile in tiles:
        name = f"{tile.number}.{tile.name}"
        pair = [side.get(name) for side in (matched, declared)]
        rows.append([tile.name, *(shown(row["n"], row["note"], numbers.campaign) if row else "" for row in pair)])
        values.append([drawn(row["n"]) if row else None for row in pair])
    if not numbers.campaign.asks_goals:
        return _goals_of(numbers, "goals_matched")
    if "activities" not in numbers.campaign.by_column and declared:
        return _goals_of(numbers, "goals_declared")
    # Who chose none takes part too: both sides are of all participants.
    bases = [numbers.asked(f"goals_{way}") for way in ("matched", "declared")]
    told = sorted({base for base in bases if base})
    caption = words["several"].format(base="~".join(f"{base:,}" for base in told)) if told else _no_base(numbers)
    return [
        Chart(
            "goals",
            "pair",
            words["goals_title"],
            caption,
            [words["goal"], words["matched"], words["declared"]],
            rows,
            values,
            [tile.colour for tile in tiles],
            [tile.ink for tile in tiles],
            [tile.number for tile in tiles],
            words["goals_note"],
        ),
        *_bars(numbers, "goals_agree"),
    ]


def _goals_of(numbers: Numbers, topic: str) -> list[Chart]:
    """Goals read alone, where the form asks for none, or ticked alone, where it asks for no activities."""
    tiles = {f"{tile.number}.{tile.name}": tile for tile in numbers.goal_tiles()}
    part = numbers.by_topic[topic]
    told = part[part["item"].isin(tiles)]
    shown = [tiles[item] for item in told["item"]]
    return [
        replace(
            chart,
            name="goals",
            headings=[labels("report", numbers.campaign)["goal"], *chart.headings[1:]],
            rows=[[tile.name, *row[1:]] for tile, row in zip(shown, chart.rows, strict=True)],
            colours=[tile.colour for tile in shown],
            inks=[tile.ink for tile in shown],
            goals=[tile.number for tile in shown],
        )
        for chart in _bars(numbers, topic, told)
    ]


def fields(numbers: Numbers) -> list[Chart]:
    """Field meetings and wishes for them."""
    words = labels("report", numbers.campaign)
    said = meeting_words(numbers.campaign, is_seated=numbers.is_seated)
    topics = [topic for topic in ("field", "wish_1", "wish_2") if topic in numbers.by_topic]
    if "field" not in topics:
        return []
    items = {topic: numbers.items(topic) for topic in topics}
    tiles = field_tiles(numbers.campaign)
    names = [each.numbered for each in numbers.campaign.fields]
    extra = [item for item in (REST, NO_ANSWER) if any(item in items[topic] for topic in topics)]
    rows = [
        [item_name("field", name, numbers.campaign)]
        + [
            shown(row["n"], row["note"], numbers.campaign) if (row := items[topic].get(name)) else ""
            for topic in topics
        ]
        for name in [*names, *extra]
    ]
    values = [
        [drawn(row["n"]) if (row := items[topic].get(name)) else None for topic in topics] for name in [*names, *extra]
    ]
    return [
        Chart(
            "fields",
            "bars",
            said["title"],
            said["caption"].format(base=f"{numbers.base('field') or 0:,}"),
            [words["field"], *({**words["field_columns"], **said}[topic] for topic in topics)],
            rows,
            values,
            [*(tile.colour for tile in tiles), *([RULE] * len(extra))],
        ),
        *_bars(numbers, "placed" if numbers.is_seated else "likely"),
    ]


def network(numbers: Numbers, is_public: bool) -> list[Chart]:
    """Goals by fields; of named bodies alone where everyone may read it."""
    words = labels("report", numbers.campaign)
    part = numbers.by_topic.get("goal_field")
    if part is None or part["n"].eq(0).fillna(False).all():
        return []
    names = [each.numbered for each in numbers.campaign.fields]
    cells = {(row["item"], row["by"]): row for row in numbers.rows("goal_field")}
    tiles = numbers.goal_tiles()
    rows, values = [], []
    for tile in tiles:
        line = [cells[f"{tile.number}.{tile.name}", name] for name in names]
        rows.append(
            [tile.name, *("·" if cell["n"] == 0 else shown(cell["n"], cell["note"], numbers.campaign) for cell in line)]
        )
        values.append([drawn(cell["n"]) for cell in line])
    bases = {row["by"]: int(row["base"]) for row in numbers.rows("goal_field")}
    return [
        Chart(
            "network",
            "heat",
            words["network_title"],
            words["network_caption" if is_public else "network_office_caption"].format(base=f"{sum(bases.values()):,}"),
            [words["goal"], *(str(each.number) for each in numbers.campaign.fields)],
            rows,
            values,
            [each.colour for each in numbers.campaign.fields],
            [tile.colour for tile in tiles],
            [tile.number for tile in tiles],
            words["network_note"] + " " + " · ".join(names),
            words["network_said"],
            [each.name for each in numbers.campaign.fields],
        )
    ]


def survey(numbers: Numbers) -> list[Chart]:
    """Scales, those of one grid in one chart, and what else the campaign asked and anyone may count."""
    grids: dict[tuple[str, tuple[str, ...]], list[Question]] = {}
    for question in numbers.scales():
        grids.setdefault((question.grid, question.options.names), []).append(question)
    made = [_stack(numbers, title, questions, at) for at, ((title, _), questions) in enumerate(grids.items(), 1)]
    for question in numbers.campaign.questions:
        if question.is_own and question.is_reported and not question.is_scale and not question.theme_names:
            part = numbers.by_topic.get(question.column)
            if part is not None and question.kind == "number":
                part = reached(part)
            made += _bars(numbers, question.column, part)
    return made


def reached(part: pd.DataFrame) -> pd.DataFrame:
    """The facts of a number's bands up to the highest that anybody is in, and what is no band.

    Which bands there are was settled before anybody answered; nobody reads of a million cars that nobody has.
    """
    is_band = ~part["item"].isin([REST, NO_ANSWER])
    is_told = is_band & part["n"].ne(0).fillna(value=True)
    return part[is_told[::-1].cummax()[::-1] | ~is_band]


def wishes(numbers: Numbers) -> list[Chart]:
    """What people wish for, by theme."""
    asked = [q.column for q in numbers.campaign.questions if q.theme_names]
    return [chart for column in asked if column in numbers.by_topic for chart in _themes(numbers, column)]


def dispositions(numbers: Numbers) -> list[Chart]:
    """What became of every response; what became of none is no row."""
    part = numbers.by_topic.get("disposition")
    return _bars(numbers, "disposition", None if part is None else part[part["n"].ne(0).fillna(value=True)])


def _bars(numbers: Numbers, topic: str, shown_part: pd.DataFrame | None = None) -> list[Chart]:
    words = labels("report", numbers.campaign)
    part = numbers.by_topic.get(topic) if shown_part is None else shown_part
    # A question that nobody answered is no table of who did not.
    if part is None or part.loc[part["item"].ne(NO_ANSWER), "n"].eq(0).fillna(False).all():
        return []
    rows, values, colours = [], [], []
    for row in part.to_dict("records"):
        share = percent(row["share"]) if row["item"] != NO_ANSWER else ""
        rows.append(
            [
                item_name(topic, row["item"], numbers.campaign),
                shown(row["n"], row["note"], numbers.campaign),
                f"{share}%" if share else "",
            ]
        )
        values.append([drawn(row["n"])])
        colours.append(RULE if row["item"] in (REST, NO_ANSWER) else ACCENT)
    base = numbers.base(topic)
    way = "several" if part["shape"].iloc[0] == "many" else "base"
    of = f"{base or 0:,}{words['silent_too'] if numbers.holds_silent(topic) else ''}"
    caption = words[way].format(base=of) if base else _no_base(numbers)
    headings = [words["item"], words["count"], words["share"]]
    return [Chart(topic.replace("_", "-"), "bars", numbers.title(topic), caption, headings, rows, values, colours)]


def _no_base(numbers: Numbers) -> str:
    return str(labels("report", numbers.campaign)["no_base"]).format(small=numbers.campaign.small_cell)


def _themes(numbers: Numbers, topic: str) -> list[Chart]:
    part = numbers.by_topic[topic]
    told = part[part["n"].ne(0).fillna(True) & part["item"].ne(NO_ANSWER)]
    told = told.assign(last=told["item"].eq("other"), order=range(len(told)))
    told = told.sort_values(["last", "n", "order"], ascending=[True, False, True]).head(_MOST_THEMES)
    return _bars(numbers, topic, pd.concat([told[part.columns], part[part["item"].eq(NO_ANSWER)]]))


def _days(numbers: Numbers) -> list[Chart]:
    words = labels("report", numbers.campaign)
    part = numbers.by_topic.get(DAY)
    if part is None or part["note"].ne("").any():
        return []
    days, counts = part["item"].tolist(), part["n"].astype("Int64")
    total = int(counts.fillna(0).sum())
    running = counts.fillna(0).cumsum().tolist()
    rows = [
        [day_of(day), shown(n, note, numbers.campaign), f"{int(so_far):,}"]
        for day, n, note, so_far in zip(days, counts, part["note"], running, strict=True)
    ]
    busiest = rows[int(counts.fillna(0).to_numpy().argmax())]
    said = words["days_said_together" if any(BETWEEN in day for day in days) else "days_said"]
    return [
        Chart(
            "day",
            "days",
            numbers.title(DAY),
            words["base"].format(base=f"{total:,}"),
            [words["day"], words["count"], words["so_far"]],
            rows,
            [[drawn(n)] for n in counts],
            [ACCENT] * len(rows),
            said=said.format(day=busiest[0], n=busiest[1]),
        )
    ]


def _unnamed(questions: list[Question], words: Mapping[str, Any]) -> str:
    """What scales are called that are no rows of one grid."""
    if all(is_of_satisfaction(each) for each in questions):
        return str(words["satisfaction_title"])
    return questions[0].title if len(questions) == 1 else str(words["scales_title"])


def _stack(numbers: Numbers, title: str, questions: list[Question], at: int) -> Chart:
    words = labels("report", numbers.campaign)
    names = list(questions[0].options.names)
    steps = numbers.steps(questions)
    extra = [item for item in (REST, NO_ANSWER) if any(item in numbers.items(q.column) for q in questions)]
    columns = [*steps, *extra]
    n_drawn = len(columns) - (NO_ANSWER in extra)
    rows, values = [], []
    for question in questions:
        items = numbers.items(question.column)
        told = [numbers.on_step(question, step) for step in steps]
        told += [(items[item]["n"], items[item]["note"]) if item in items else (0, "") for item in extra]
        positive = numbers.positive(question)
        rows.append(
            [
                numbers.scale_name(question),
                *(shown(n, note, numbers.campaign) for n, note in told),
                f"{positive}%" if positive else words["covered"],
            ]
        )
        values.append([drawn(n) for n, _ in told[:n_drawn]])
    # What stands together has the colour of its far end.
    shades = dict(zip(names, _shades(len(names)), strict=True))
    colours = [shades.get(name if name in names else name.split(BETWEEN)[-1], RULE) for name in columns[:n_drawn]]
    bases = sorted({base for q in questions if (base := numbers.base(q.column))})
    is_silent_in = any(numbers.holds_silent(q.column) for q in questions)
    caption = words["satisfaction_silent" if is_silent_in else "satisfaction_caption"]
    return Chart(
        "satisfaction" if at == 1 else f"satisfaction-{at}",
        "stack",
        title or _unnamed(questions, words),
        caption.format(base="~".join(f"{b:,}" for b in (bases[:1] + bases[1:][-1:]))) if bases else _no_base(numbers),
        [words["item"], *(item_name("", name, numbers.campaign) for name in columns), words["positive"]],
        rows,
        values,
        colours,
        [ink_on(colour) for colour in colours],
        said="; ".join(f"{row[0]} {words['positive']} {row[-1]}" for row in rows),
    )


def _shades(n: int) -> list[str]:
    """The colours of a scale of ``n`` steps, from end to end; of more than there are, neighbours share one."""
    if n == 1:
        return [SCALE[0]]
    # Without a middle there is no neutral step.
    shades = SCALE if n % 2 else [shade for shade in SCALE if shade != SCALE[len(SCALE) // 2]]
    return [shades[round(step * (len(shades) - 1) / (n - 1))] for step in range(n)]
