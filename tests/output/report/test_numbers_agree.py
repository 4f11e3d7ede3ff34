"""Every body of a release shows the numbers of facts.csv: each read anew from the finished file, as its reader would.

What is expected is worked out here from the CSV with the standard library and the words of the campaign and the labels,
never by the code that made the bodies. Both ways: each number of the facts is shown, and none that is not theirs.
"""

import csv
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from typing import Any

import duckdb
import pandas as pd
import pypdf
import pytest
from lxml import etree
from PIL import Image
from pptx import Presentation

from flows.campaigns import read_campaign
from output.formats.labels import labels
from tests.conftest import CAMPAIGN, ROOT, SAMPLE
from tests.plain_sync import PlainSync
from tests.sheets_book import raw
from tests.sheets_server import SheetsServer
from transforms.reference import rows as reference
from transforms.reference import texts

SHEET, TAB = "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms", "설문지 응답 시트1"
Fact = dict[str, str]
Rows = list[list[str]]
# Topics that are shown as a table of their own: part, number, share.
ONE_TABLE = (
    "kind",
    "district",
    "is_returning",
    "attendance",
    "goals_agree",
    "placed",
    "together",
    "cooperation",
    "suggestions",
    "disposition",
)
FIELDS, GOALS = ("field", "wish_1", "wish_2"), ("goals_matched", "goals_declared")
SCALES = ("satisfaction_information", "satisfaction_exchange", "satisfaction_publicity")
_MOST_THEMES = 12
READ = read_campaign(CAMPAIGN)
_DESK, _STAGE = labels("report", READ), labels("slides", READ)
# What is told of fields before anybody is seated.
_BEFORE_THE_EVENT = {"placed": "likely"}


def facts_of(folder) -> list[Fact]:
    with (folder / "tables/facts.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def facts(release_a):
    return facts_of(release_a / "public")


@pytest.fixture(scope="module")
def whole(release_a):
    return facts_of(release_a / "restricted")


# --- what is expected ----------------------------------------------------------------------------------------------


def number(fact: Fact) -> str:
    if fact["note"] == "covered":
        return "비공개"
    return f"{int(fact['n']):,}" + (" 이상" if fact["note"] == "at_least" else "")


def share(fact: Fact) -> str:
    if not fact["share"] or fact["item"] == "no_answer":
        return ""
    value = 100 * Decimal(fact["share"])
    digits = "0.1" if 0 < value < 1 or 99 < value < 100 else "1"
    return f"{value.quantize(Decimal(digits), ROUND_HALF_UP)}%"


def name(fact: Fact) -> str:
    topic, item, survey = fact["topic"], fact["item"], labels("survey", READ)
    if item in ("rest", "no_answer"):
        return survey["rest" if item == "rest" else "no_answer"]
    if topic == "disposition":
        return texts("messages")["disposition"][item]
    if topic in ("cooperation", "suggestions"):
        return _DESK["themes"][item]
    topic = _BEFORE_THE_EVENT.get(topic, topic)
    return (_DESK["items"].get(topic, {}) | _DESK["answers"].get(topic, {})).get(item, item)


def title(topic: str) -> str:
    titles = {each.column: each.short for each in READ.questions} | labels("survey", READ)["question"]
    return (titles | _DESK["titles"])[_BEFORE_THE_EVENT.get(topic, topic)]


def of(facts: list[Fact], topic: str) -> list[Fact]:
    return [each for each in facts if each["topic"] == topic]


def tables(facts: list[Fact]) -> Iterator[tuple[str, Rows]]:
    """Title and rows of every plain table of a written body."""
    for topic in ONE_TABLE:
        part = of(facts, topic)
        if topic == "disposition":
            part = [each for each in part if each["n"] != "0"]
        if not any(each["n"] for each in part if each["item"] != "rest"):
            continue  # a sentence says that none is told
        if topic in ("cooperation", "suggestions"):
            told = [each for each in part if each["n"] != "0" and each["item"] != "no_answer"]
            # Those said most first, the unnamed rest of them last; facts stand in the order of themes.
            told.sort(key=lambda each: (each["item"] == "other", -int(each["n"] or -1)))
            part = told[:_MOST_THEMES] + [each for each in part if each["item"] == "no_answer"]
        yield title(topic), [[name(each), number(each), share(each)] for each in part]


def side_by_side(facts: list[Fact], topics: tuple[str, ...], names: list[str]) -> Rows:
    found = [{each["item"]: number(each) for each in of(facts, topic)} for topic in topics]
    return [[each, *(side.get(each, "") for side in found)] for each in names]


def fields(facts: list[Fact]) -> Rows:
    named = [f"{each.number}. {each.name}" for each in read_campaign(CAMPAIGN).fields]
    extra = [each for each in ("rest", "no_answer") if any(f["item"] == each for t in FIELDS for f in of(facts, t))]
    made = side_by_side(facts, FIELDS, [*named, *extra])
    return [[name({"topic": "field", "item": row[0]}), *row[1:]] for row in made]


def goals(facts: list[Fact]) -> Rows:
    """Number, name, matched, declared."""
    named = [f"{row['goal']}.{row['name']}" for row in reference("goals")]
    return [[*row[0].split(".", 1), *row[1:]] for row in side_by_side(facts, GOALS, named)]


def days(facts: list[Fact]) -> Rows:
    """Day or days, number, so far."""
    made, so_far = [], 0
    for each in of(facts, "day"):
        so_far += int(each["n"] or 0)
        first, _, last = each["item"].partition("~")
        told = f"{int(first[5:7])}. {int(first[8:])}."
        if last:
            month = "" if last[5:7] == first[5:7] else f"{int(last[5:7])}. "
            told += f"~{month}{int(last[8:])}."
        made.append([told, number(each), f"{so_far:,}"])
    return made


def network(facts: list[Fact]) -> Rows:
    """Number and name of each goal, then how many of each field."""
    made: dict[str, list[str]] = {}
    for each in of(facts, "goal_field"):
        made.setdefault(each["item"], each["item"].split(".", 1)).append("·" if each["n"] == "0" else number(each))
    return list(made.values())


def scales(facts: list[Fact]) -> Rows:
    """What is asked, then how many gave each answer: options or several that stand together, none."""
    found = {topic: {each["item"]: number(each) for each in of(facts, topic)} for topic in SCALES}
    columns = list(found[SCALES[0]])
    assert all(list(each) == columns for each in found.values())
    return [[title(topic).split(": ")[-1], *found[topic].values()] for topic in SCALES]


def figures(facts: list[Fact]) -> list[str]:
    """The key numbers."""
    told = {(each["topic"], each["item"]): number(each) for each in facts}
    return [
        told["total", "participants"],
        told["attendance", "yes"],
        told["total", "attendees"],
        told["is_returning", "true"],
        told["total", "activities"],
    ]


# --- bodies, as their readers take them -----------------------------------------------------------------------------


class Page(HTMLParser):
    """Rows of each table under the heading before it, and the key numbers."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: dict[str, Rows] = {}
        self.figures: list[str] = []
        self._heading, self._open, self._class = "", "", ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._class = dict(attrs).get("class") or ""
        if tag in ("h2", "h3"):
            self._heading, self._open = "", "heading"
        if tag == "table":
            self.tables.setdefault(self._heading, [])
        if tag == "tr":
            self.tables[self._heading].append([])
        if tag in ("td", "th") and self._heading in self.tables:
            self.tables[self._heading][-1].append("")
            self._open = "cell"
        if tag == "dd" and self._class == "value":
            self._open = "figure"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("h2", "h3", "td", "th", "dd", "caption"):
            self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open == "heading":
            self._heading += data
        elif self._open == "cell":
            if self._class.startswith("chip") and self.tables[self._heading][-1][-1] == "":
                # The number stands in a tile of its own before the name.
                self.tables[self._heading][-1][-1] = data
                self.tables[self._heading][-1].append("")
            else:
                self.tables[self._heading][-1][-1] += data
        elif self._open == "figure":
            self.figures.append(data)


def page_tables(content: str) -> tuple[dict[str, Rows], list[str]]:
    """Body rows of each table by its title: what stands in the page's cells but for those that hold a bar alone."""
    page = Page(content)
    kept = {}
    for heading, rows in page.tables.items():
        is_bars = len(rows[0]) > 1 and rows[0][1] == ""
        kept[heading] = [
            [cell.strip() for at, cell in enumerate(row) if not (is_bars and cell == "" and at)] for row in rows
        ]
    return kept, page.figures


def hwpx_tables(content: bytes) -> dict[str, list[Rows]]:
    """Tables of a 한글 document by the line of text two before them (title, caption, table) and what stands first."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        tree = etree.fromstring(archive.read("Contents/section0.xml"))
    found: dict[str, list[Rows]] = {}
    lines = ["", ""]
    for paragraph in tree:
        tables = list(paragraph.iter("{*}tbl"))
        if not tables:
            text = "".join(paragraph.itertext("{*}t")).strip()
            lines = [lines[-1], text] if text else lines
        for table in tables:
            cells = [["".join(c.itertext("{*}t")) for c in row.iterfind("{*}tc")] for row in table.iterfind("{*}tr")]
            # A column without a heading holds bars.
            kept = [at for at, heading in enumerate(cells[0]) if heading]
            found.setdefault(lines[0], []).append([[row[at] for at in kept] for row in cells])
    return found


def plain(text: str) -> str:
    return re.sub(r"\s", "", text)


def shown_rows(rows: Rows) -> set[tuple[str, ...]]:
    return {tuple(cell for cell in row if cell) for row in rows}


# --- they agree -----------------------------------------------------------------------------------------------------


def check_page(content: str, facts: list[Fact]) -> None:
    found, key_numbers = page_tables(content)
    for heading, want in tables(facts):
        assert shown_rows(found[heading][1:]) == shown_rows(want), heading
    assert [row[1:] for row in found[_DESK["goals_title"]][1:]] == [row[1:] for row in goals(facts)]
    assert [row[0] for row in found[_DESK["goals_title"]][1:]] == [row[0] for row in goals(facts)]
    assert shown_rows(found[_DESK["likely"]["title"]][1:]) == shown_rows(fields(facts))
    told = [row for row in found[title("day")] if row[0] != _DESK["day"]]
    assert told == days(facts)
    assert found[_DESK["network_title"]][1:] == network(facts)
    assert [row[:-1] for row in found[_DESK["satisfaction_title"]][1:]] == scales(facts)
    assert key_numbers == figures(facts)


def test_the_page(release_a, facts):
    check_page((release_a / "public/report.html").read_text("utf-8"), facts)


def test_the_page_of_the_office(release_a, whole):
    check_page((release_a / "restricted/report.html").read_text("utf-8"), whole)


def test_the_hangul_document(release_a, facts):
    found = hwpx_tables((release_a / "public/report.hwpx").read_bytes())
    for heading, want in tables(facts):
        (rows,) = found[heading]
        assert shown_rows(rows[1:]) == shown_rows(want), heading
    assert found[_DESK["goals_title"]][0][1:] == goals(facts)
    assert found[_DESK["likely"]["title"]][0][1:] == fields(facts)
    (halves,) = found[title("day")]
    told = [row[:3] for row in halves[1:]] + [row[3:] for row in halves[1:] if row[3]]
    assert told == days(facts)
    assert found[_DESK["network_title"]][0][1:] == network(facts)
    assert [row[:-1] for row in found[_DESK["satisfaction_title"]][0][1:]] == scales(facts)
    key = next(rows for group in found.values() for rows in group if rows[0][0] == _DESK["figures"][0]["label"])
    assert all(cell.startswith(want) for cell, want in zip(key[1], figures(facts), strict=True))


def test_the_pdf(release_a, facts):
    reader = pypdf.PdfReader(release_a / "public/report.pdf")
    text = plain("".join(page.extract_text() for page in reader.pages))
    for heading, want in tables(facts):
        # The whole table in one piece: no row between others, none left out.
        assert plain("".join(map("".join, want))) in text, heading
    for want in (goals(facts), fields(facts), days(facts), network(facts)):
        for row in want:
            assert plain("".join(row)) in text, row
    for row in scales(facts):
        assert plain("".join(row)) in text, row
    counted = [each for each in _DESK["figures"] if each["value"] != ["listed_so_far"]]
    for told, each in zip(figures(facts), counted, strict=True):
        assert plain(each["label"] + told) in text


def test_the_slides(release_a, facts):
    """Every number of every chart and table is that of its part; none is missing that is told exactly."""
    charts: dict[str, Any] = {}
    boards: dict[str, Rows] = {}
    for slide in Presentation(release_a / "public/slides.pptx").slides:
        for shape in slide.shapes:
            if shape.has_chart:
                plot = shape.chart.plots[0]
                charts[shape.name] = (
                    list(plot.categories),
                    {each.name: [None if v is None else int(v) for v in each.values] for each in plot.series},
                )
            elif shape.has_table:
                boards[shape.name] = [[cell.text for cell in row.cells] for row in shape.table.rows]

    def numbers(topic: str, by=name) -> dict[str, int | None]:
        return {by(each): int(each["n"]) if each["n"] else None for each in of(facts, topic)}

    def agree(shown: str, topics: tuple[str, ...], by=name) -> None:
        parts, series = charts[shown]
        for topic, values in zip(topics, series.values(), strict=True):
            known = numbers(topic, by)
            for part, value in zip(parts, values, strict=True):
                assert value == known.get(part), (shown, part)

    for topic in ("kind", "district", "together", "cooperation"):
        agree(title(topic), (topic,))
        least = min(value for value in charts[title(topic)][1]["수"] if value is not None)
        left = {part: n for part, n in numbers(topic).items() if part not in charts[title(topic)][0]}
        assert all(
            n is None or n <= least or part in ("무응답", "그 밖의 의견", "비공개한 답의 합계")
            for part, n in left.items()
        )
    agree(_DESK["likely"]["title"], ("field",))

    def spaced(fact: Fact) -> str:
        return fact["item"].replace(".", ". ", 1)

    if _STAGE["wanted_chart"] in charts:  # where goals of which both numbers are told differ by more than chance
        agree(_STAGE["wanted_chart"], GOALS, spaced)
    # Where not every goal is told of all, all are told of the named bodies.
    parts, series = charts[_STAGE["goals_chart"]]
    named: dict[str, int] = {}
    for each in of(facts, "goal_field"):
        named[spaced(each)] = named.get(spaced(each), 0) + int(each["n"])
    assert dict(zip(parts, *series.values(), strict=True)) == named
    parts, series = charts[_DESK["satisfaction_title"]]
    assert parts == [title(topic).split(": ")[-1] for topic in SCALES]
    for answer, values in series.items():
        for topic, value in zip(SCALES, values, strict=True):
            assert value == numbers(topic).get(answer), (topic, answer)
    board = boards[_DESK["network_title"]]
    cells = {
        (row[0].replace(". ", ".", 1), field): cell
        for row in board[1:]
        for field, cell in zip(board[0][1:], row[1:], strict=True)
    }
    told = {(each["item"], each["by"]): "·" if each["n"] == "0" else number(each) for each in of(facts, "goal_field")}
    assert cells
    assert cells.items() <= told.items()


def test_what_is_said_on_stage_and_on_the_poster(release_a, facts):
    """No number in a slide's text, a speaker's notes or the poster's banner that the facts do not tell."""
    said = []
    for slide in Presentation(release_a / "public/slides.pptx").slides:
        said += [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        said += [cell.text for s in slide.shapes if s.has_table for row in s.table.rows for cell in row.cells]
        said.append(slide.notes_slide.notes_text_frame.text)
    told = {each[key].replace(",", "") for each in facts for key in ("n", "base") if each[key]}
    told |= {share(each).rstrip("%") for each in facts}
    # Goals and fields by number, pages, and how many of them; days of the campaign.
    told |= (
        {str(n) for n in range(1, 18)}
        | {str(at) for at in (2023, 2024, 22, 30, 14, 17, 43, 255, 2617)}
        | {"00", "043", "100"}
    )
    halves = [sum(int(f["n"]) for f in of(facts, t) if f["item"] in ("매우 만족", "만족")) / 96 for t in SCALES]
    fields = [int(each["n"]) for each in of(facts, "field")]
    told |= {percents(half) for half in (*halves, 17 / 96, 85 / 189, 61 / 157)}
    told |= {f"{max(fields) / (sum(fields) / len(fields)):.1f}", str(307 - 261)}
    sums: dict[str, int] = {}
    for each in of(facts, "goal_field"):
        sums[each["item"]] = sums.get(each["item"], 0) + int(each["n"])
    found = set(re.findall(r"\d+(?:\.\d+)?(?=[^\d]|$)", re.sub(r"(\d),(\d)", r"\1\2", " ".join(said))))
    assert found <= told | {str(n) for n in sums.values()}
    poster = pypdf.PdfReader(release_a / "public/poster.pdf").pages[0].extract_text()
    form = {each["item"]: each["n"] for each in of(facts, "form")}
    assert f"단체 {form['organisation']}곳과 개인 {form['individual']}명" in poster
    listed = next(each["n"] for each in of(facts, "total") if each["item"] == "listed")
    assert f"단체 {listed}곳" in poster
    # What a card says of itself is what is drawn on it, of one page's data; its goals are those of the public tables,
    # of who chose none those that an agreement would bear.
    with Image.open(release_a / "public/card.png") as card:
        card.load()
        said = card.text["Description"]
    with (release_a / "public/tables/organisation_goals.csv").open(encoding="utf-8-sig", newline="") as file:
        by_body: dict[str, list[dict[str, str]]] = {}
        for row in csv.DictReader(file):
            by_body.setdefault(row["participant_id"], []).append(row)
    tables = release_a / "restricted/tables"
    read = pd.read_parquet(tables / "activity_goals.parquet").merge(pd.read_parquet(tables / "activities.parquet"))
    read = read[read["band"].eq("sure") | read["basis"].eq("correction")]
    sure = set(zip(read["participant_id"], read["goal"], strict=True))
    known: dict[str, int] = {}
    for rows in by_body.values():
        chosen = [row for row in rows if row["is_declared"].lower() == "true"]
        chosen = chosen or [row for row in rows if (row["participant_id"], int(row["goal"])) in sure]
        for row in chosen:
            known[row["goal"]] = known.get(row["goal"], 0) + 1
    of_goals = dict(re.findall(r"(\d+) [^\d]+? (\d+)곳(?=[,.])", said.partition("의 목표: ")[2]))
    assert of_goals == {goal: str(n) for goal, n in known.items()}
    assert f"단체 {form['organisation']}곳과 개인 {form['individual']}명" in said and f"단체 {listed}곳" in said


def percents(part: float) -> str:
    return share({"share": str(part), "item": ""}).rstrip("%")


def test_the_databases(release_a, facts, whole):
    for place, want in (("public", facts), ("restricted", whole)):
        with duckdb.connect(str(release_a / place / "tables.duckdb"), read_only=True) as connection:
            found = connection.execute("SELECT topic, item, coalesce(\"by\", ''), n, base FROM facts").fetchall()
        as_text = [tuple("" if cell is None else str(cell) for cell in row) for row in found]
        assert as_text == [tuple(each[key] for key in ("topic", "item", "by", "n", "base")) for each in want]
    with (release_a / "public/tables/survey_counts.csv").open(encoding="utf-8-sig", newline="") as file:
        survey = list(csv.DictReader(file))
    small, told_of = labels("survey")["rest"], {(each["topic"], each["item"]): each for each in facts}
    assert survey
    for row in survey:
        fact = told_of[row["question"], "rest" if row["answer"] == small else row["answer"]]
        assert (row["n"], row["base"], row["note"]) == (fact["n"], fact["base"], fact["note"])


@pytest.mark.long
def test_the_manifest_and_the_orchestrators_page(orchestrated, release_a, whole, tmp_path):
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

    told = {(each["topic"], each["item"]): int(each["n"]) for each in whole if not each["by"]}
    counts = {each["item"]: int(each["n"]) for each in of(whole, "disposition")}
    manifest = json.loads((release_a / "manifest.json").read_text("utf-8"))
    assert manifest["counts"] == counts
    assert (manifest["rows_read"], manifest["participants"]) == (told["total", "read"], told["total", "participants"])
    shown = orchestrated(tmp_path, products=("tables",))
    with get_client(sync_client=True) as client:
        found = client.read_artifacts(
            artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=[f"counts-{CAMPAIGN}"]))
        )
    ours = [each for each in found if shown.name in (each.description or "")]
    assert ours
    names = texts("messages")["disposition"]
    for artifact in ours:
        rows = {row["처리"]: row["건수"] for row in json.loads(artifact.data)}
        assert rows == {names[code]: n for code, n in counts.items()} | {"참여자": told["total", "participants"]}
        assert str(told["total", "read"]) in artifact.description


@pytest.fixture
def summary(release_a, tmp_path):
    """The tab 요약 that a sync of the same responses writes into a spreadsheet, and that sync's release."""
    campaign = tmp_path / CAMPAIGN
    shutil.copytree(ROOT / "flows/campaigns" / CAMPAIGN, campaign)
    settings = campaign / "campaign.toml"
    settings.write_text(settings.read_text("utf-8") + "\n[google]\ntabs = true\n", "utf-8")
    with SAMPLE.open(encoding="utf-8-sig", newline="") as file:
        responses = list(csv.reader(file))
    with SheetsServer() as google, pytest.MonkeyPatch.context() as patch:
        key = google.key_file(tmp_path / "key.json")
        patch.setenv("SDGNET_SHEETS_API", google.url)
        patch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(key))
        patch.setenv("NO_GCE_CHECK", "true")
        book = google.add_book(SHEET, title="신청")
        book.add_tab(TAB, responses)
        google.share(book)
        release = PlainSync(patch, key)(tmp_path / "data", SHEET, str(campaign))
        return [[raw(cell) for cell in row] for row in book.tab("요약").rows], release


@pytest.mark.long
def test_the_tab_of_the_spreadsheet(summary, facts, whole):
    shown, release = summary
    # From the spreadsheet as from its download.
    assert facts_of(release / "public") == facts
    assert facts_of(release / "restricted") == whole
    said = labels("sheet_tabs", READ)["summary_rows"]
    told = {(row[0], row[1]): row[2:5] for row in shown[1:]}
    assert len(told) == len(shown) - 1
    of_whole = {(each["topic"], each["item"]): int(each["n"]) for each in whole if not each["by"]}
    n = of_whole["total", "participants"]
    expected: dict[tuple[str, str], tuple[int, int]] = {
        (said["participants"], said["groups"]): (of_whole["form", "organisation"], n),
        (said["participants"], said["individuals"]): (of_whole["form", "individual"], n),
        (said["participants"], said["coming"]): (of_whole["attendance", "yes"], n),
        (said["people"], said["named"]): (of_whole["total", "named_attendees"], of_whole["total", "attendees"]),
    }
    names = texts("messages")["disposition"]
    for each in of(whole, "disposition"):
        expected[said["dispositions"], names[each["item"]]] = (int(each["n"]), of_whole["total", "read"])
    titles = {each.column: each.short for each in READ.questions} | labels("survey", READ)["question"]
    for each in facts:
        is_counted = each["topic"] in titles and each["topic"] not in ("cooperation", "suggestions")
        if is_counted and each["item"] != "no_answer" and each["n"] and each["base"]:
            item = labels("survey")["rest"] if each["item"] == "rest" else each["item"]
            item = labels("survey")["answer"].get(item, item)
            expected[titles[each["topic"]], item] = (int(each["n"]), int(each["base"]))
    counted = {key: tuple(int(cell) for cell in cells[:2]) for key, cells in told.items() if cells and cells[0] != ""}
    assert counted == expected
    for key, cells in told.items():
        if key in counted and len(cells) > 2 and cells[2] != "":
            assert float(cells[2]) == pytest.approx(counted[key][0] / counted[key][1])
