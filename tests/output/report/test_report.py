"""Every body of the report shows the numbers of the one table of facts, and nothing that runs or calls out."""

import csv
import ctypes
import io
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser

import hwpforge
import hwpxkit
import pandas as pd
import pypdf
import pytest
from hwpx.layout.pages import estimate_pages
from lxml import etree
from page import validate_pdf

from flows.campaigns import read_campaign
from output.formats.labels import labels
from output.report.body import NameList
from output.report.report_body import report_of
from output.report.report_html import report_page
from output.report.report_hwpx import report_hwpx
from output.report.report_pdf import report_pdf
from output.report.wording import percent
from tests.conftest import CAMPAIGN, facts_of
from transforms.campaign.words import Sentence
from transforms.publishing.facts import NO_ANSWER
from transforms.publishing.small_cells import AT_LEAST, COVERED, REST
from transforms.reference import texts

# The wheel of rhwp leaves out a library that it needs (rhwp-python issue 31): it has to be there before the import.
ctypes.CDLL("libfreetype.so.6", ctypes.RTLD_GLOBAL)
import rhwp  # noqa: E402

READ = read_campaign(CAMPAIGN)
FIELD_COLUMNS = [labels("report", READ)["likely"]["field"], *labels("report", READ)["field_columns"].values()]

# Topics whose parts every written body shows as rows: label, then number.
ROWS = ("kind", "district", "attendance", "is_returning", "together", "disposition", "goals_agree", "placed")


class Tables(HTMLParser):
    """The rows of every table of a page, as text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.cell = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self.cell = True

    def handle_endtag(self, tag):
        self.cell = self.cell and tag not in ("td", "th")

    def handle_data(self, data):
        if self.cell:
            self.rows[-1][-1] += data


@pytest.fixture(scope="module")
def facts(release_a) -> pd.DataFrame:
    return facts_of(release_a)


@pytest.fixture(scope="module")
def everything(release_a) -> pd.DataFrame:
    return facts_of(release_a, "restricted")


def label(topic: str, item: str) -> str:
    """The name of a part, found without the program's own way to it."""
    report, survey = labels("report", READ), labels("survey", READ)
    if item in (REST, NO_ANSWER):
        return survey["rest" if item == REST else "no_answer"]
    if topic == "disposition":
        return texts("messages")["disposition"][item]
    answers = report["items"].get(topic, {}) | report["answers"].get(topic, {})
    return answers.get(item, item)


def number(row) -> str:
    if row["note"] == COVERED:
        return "비공개"
    return f"{row['n']:,}" + (" 이상" if row["note"] == AT_LEAST else "")


def expected(facts: pd.DataFrame) -> list[list[str]]:
    told = facts[facts["note"].ne(COVERED) & facts["item"].ne(REST)]
    # Of a topic none of whose numbers is told there is no table.
    rows = facts[facts["topic"].isin({*ROWS} & {*told["topic"]})]
    # What happened to no response is not listed among what did.
    rows = rows[~(rows["topic"].eq("disposition") & rows["n"].eq(0).fillna(value=False))].to_dict("records")
    return [[label(row["topic"], row["item"]), number(row)] for row in rows]


def paired(facts: pd.DataFrame, *topics: str) -> list[list[str]]:
    """Parts of several topics side by side: name, then a number a topic."""
    by_topic = [facts[facts["topic"].eq(topic)].set_index("item").to_dict("index") for topic in topics]
    names = [item for item in by_topic[0] if item not in (REST, NO_ANSWER)]
    return [[item, *(number(side[item]) if item in side else "-" for side in by_topic)] for item in names]


def without_blanks(text: str) -> str:
    return re.sub(r"\s", "", text)


def hwpx_rows(content: bytes) -> list[list[str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        tree = etree.fromstring(archive.read("Contents/section0.xml"))
    made = []
    for table in tree.iter("{*}tbl"):
        rows = [["".join(cell.itertext("{*}t")) for cell in row.iterfind("{*}tc")] for row in table.iterfind("{*}tr")]
        # A column without a heading holds bars.
        kept = [at for at, heading in enumerate(rows[0]) if heading]
        made += [[row[at] for at in kept] for row in rows]
    return made


def test_the_page_shows_the_facts(release_a, facts):
    rows = Tables((release_a / "public/report.html").read_text("utf-8")).rows
    shown = [[cell for cell in row if cell] for row in rows]
    for want in expected(facts):
        assert any(row[:2] == want for row in shown), want
    for want in paired(facts, "goals_matched", "goals_declared"):
        goal, name = want[0].split(".", 1)
        assert [goal + name, *want[1:]] in shown
    for want in paired(facts, "field", "wish_1", "wish_2"):
        assert want in shown


def test_one_footnote_stands_in_every_section_with_a_number_that_is_not_told(release_a, facts):
    page = (release_a / "public/report.html").read_text("utf-8")
    footnote = report_of(facts, None, READ).footnote
    sections = re.findall(r"<section.*?</section>", page, re.DOTALL)
    covers = [re.findall(r">(?:비공개|[\d,]+ 이상)<", section) for section in sections]
    assert [section.count(footnote) for section in sections] == [min(1, len(found)) for found in covers]
    assert {min(1, len(found)) for found in covers} == {0, 1}
    assert footnote not in (release_a / "restricted/report.html").read_text("utf-8")


def test_days_that_were_merged_bear_their_range(release_a, facts):
    merged = facts.loc[facts["topic"].eq("day") & facts["item"].str.contains("~"), "item"]
    assert len(merged)
    picture = (release_a / "public/report.html").read_text("utf-8").partition('<figure class="days-picture')[2]
    picture = picture.partition("</figure>")[0]
    assert sum(f"{int(item[8:10])}.~" in picture for item in merged) >= 1


def test_the_offices_lists_show_telephones_as_dialled(release_a):
    page = (release_a / "restricted/report.html").read_text("utf-8")
    assert re.search(r">010-\d{4}-\d{4}<", page)
    assert not re.search(r">\+82\d+<", page)


def test_one_long_answer_is_cut_in_the_offices_lists(release_a):
    page = (release_a / "restricted/report.html").read_text("utf-8")
    longest = max(re.findall(r"<td[^>]*>([^<]*)</td>", page), key=len)
    assert longest.endswith("…")
    assert len(longest) <= 320


def test_the_pdf_shows_the_facts(release_a, facts):
    reader = pypdf.PdfReader(release_a / "public/report.pdf")
    text = without_blanks("".join(page.extract_text() for page in reader.pages))
    for name, n in expected(facts):
        assert without_blanks(name + n) in text, name
    for want in paired(facts, "field", "wish_1", "wish_2"):
        assert without_blanks("".join(want)) in text
    assert reader.metadata.subject
    assert validate_pdf(release_a / "public/report.pdf", profile="ua1").is_compliant
    assert len(reader.pages) <= 6
    # No word is broken where a line ends.
    lines = "\n".join(page.extract_text() for page in reader.pages)
    report = report_of(facts, None, READ)
    said = " ".join([*report.summary, *(line.text for section in report.sections for line in section.lines)])
    assert [word for word in said.split() if word not in lines] == []


def test_the_hwpx_shows_the_facts(release_a, facts):
    content = (release_a / "public/report.hwpx").read_bytes()
    rows = hwpx_rows(content)
    for want in expected(facts):
        assert any(row[:2] == want for row in rows), want
    for want in paired(facts, "goals_matched", "goals_declared"):
        assert [*want[0].split(".", 1), *want[1:]] in rows
    for want in paired(facts, "field", "wish_1", "wish_2"):
        assert want in rows
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        about = archive.read("Contents/content.hpf").decode()
    assert "fixture" not in about
    assert report_of(facts, None, read_campaign(CAMPAIGN)).gist in about


def test_the_hwpx_holds_the_pages_charts_as_pictures_that_say_what_they_show(release_a, facts):
    content = (release_a / "public/report.hwpx").read_bytes()
    report = report_of(facts, None, READ)
    charts = [chart for section in report.sections for chart in section.charts]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = etree.fromstring(archive.read("Contents/section0.xml"))
        items = etree.fromstring(archive.read("Contents/content.hpf")).iter("{*}item")
        held = {each.get("id"): archive.read(each.get("href")) for each in items if each.get("isEmbeded") == "1"}
    said = [each.findtext("{*}shapeComment") for each in body.iter("{*}pic")]
    for chart in charts:
        if chart.said:
            assert chart.said in said, chart.name
        else:
            wanted = [f"{row[0]} {row[1]}" for row, values in zip(chart.rows, chart.values, strict=True) if values[0]]
            assert set(wanted) <= set(said), chart.name
    shown = {each.get("binaryItemIDRef") for each in body.iter("{*}img")}
    assert shown == set(held) and all(png.startswith(b"\x89PNG") for png in held.values())


def test_three_readers_open_the_hwpx_and_no_heading_is_torn_from_its_table(release_a):
    path = release_a / "public/report.hwpx"
    told = hwpforge.Document.open(str(path)).validate()
    assert told["ok"] and not told["errors"] and not told["warnings"]
    assert "참여 구분" in hwpxkit.parse_file(str(path)).get_text()
    assert rhwp.parse(str(path)).page_count <= 10
    with zipfile.ZipFile(path) as archive:
        body = etree.fromstring(archive.read("Contents/section0.xml")).findall("{*}p")
        head = etree.fromstring(archive.read("Contents/header.xml"))
    formats = {each.get("id"): each.find("{*}breakSetting") for each in head.iter("{*}paraPr")}
    kept = {key for key, how in formats.items() if how is not None and how.get("keepWithNext") == "1"}
    # Where 한글 sets each paragraph, as python-hwpx reckons it.
    pages = [lines[0].page for lines in estimate_pages(path).lines]
    for at, paragraph in enumerate(body[:-1]):
        if paragraph.get("paraPrIDRef") in kept:
            assert pages[at] == pages[at + 1], "".join(paragraph.itertext("{*}t"))
    # BREAK_WORD is what 한글 writes, and follows, for words that stay whole.
    used = {each.get("paraPrIDRef") for each in body[0].getparent().iter("{*}p")}
    assert {formats[each].get("breakNonLatinWord") for each in used} == {"BREAK_WORD"}
    assert {each.get("pageBreak") for each in body[0].getparent().iter("{*}tbl")} == {"TABLE"}


def test_tables_and_manifest_show_the_same_numbers(release_a, facts, everything):
    survey = pd.read_csv(release_a / "public/tables/survey_counts.csv")
    told = facts.set_index(["topic", "item"])["n"]
    rest = labels("survey")["rest"]
    for row in survey.itertuples():
        fact = told[row.question, REST if row.answer == rest else row.answer]
        assert pd.isna(row.n) if pd.isna(fact) else fact == row.n
    whole = everything.set_index(["topic", "item", "by"])["n"]
    manifest = pd.read_json(release_a / "manifest.json", typ="series")
    assert manifest["participants"] == whole["total", "participants", ""]
    assert manifest["rows_read"] == whole["total", "read", ""]
    assert manifest["counts"] == {d: whole["disposition", d, ""] for d in manifest["counts"]}


def test_the_office_reads_every_number_and_whom_to_call(release_a, everything):
    page = (release_a / "restricted/report.html").read_text("utf-8")
    shown = [[cell for cell in row if cell] for row in Tables(page).rows]
    for want in expected(everything):
        assert any(row[:2] == want for row in shown), want
    people = pd.read_parquet(release_a / "restricted/tables/participants.parquet")
    waiting = people[people["attendance"].eq("undecided")]
    for name, phone in zip(waiting["name"], waiting["phone"].fillna(""), strict=True):
        dialled = phone.replace("+82", "0")
        assert any(
            row[0] == name and (not phone or dialled in [cell.replace("-", "") for cell in row]) for row in shown
        )
    wishes = pd.read_parquet(release_a / "restricted/tables/wishes.parquet")
    quoted = {row[-1].strip().rstrip("…")[:299] for row in shown if row}
    assert set(wishes["text"].str.strip().str.slice(0, 299)) <= quoted
    assert "비공개" not in {cell for row in shown for cell in row}


def test_bases_and_shares_of_a_topic_agree(facts):
    for _, part in facts[facts["shape"].isin(("one", "scale", "day"))].groupby("topic"):
        told = part[part["base"].notna()]
        assert told["base"].nunique() <= 1
        if part["n"].notna().all() and len(told):
            assert told["n"].sum() == told["base"].iloc[0]
            assert part["share"].sum() <= 1.00001


def test_the_facts_and_the_named_organisations_leave_no_small_difference(release_a, facts):
    named = pd.read_parquet(release_a / "public/tables/organisations.parquet")
    for question in ("kind", "district"):
        part = facts[facts["topic"].eq(question)].set_index("item")
        known = named[question].value_counts()
        exact = part[part["note"].eq("")]
        left = exact["n"] - known.reindex(exact.index).fillna(0)
        assert not left.between(1, 2).any()
        rest = part["base"].iloc[0] - exact["n"].sum() - known[~known.index.isin(exact.index)].sum()
        assert not 1 <= rest <= 2
    # Kind by district: what is not named is told of neither alone.
    assert not facts["by"].ne("").any() or set(facts.loc[facts["by"].ne(""), "topic"]) == {"goal_field"}


def test_the_page_stands_alone(release_a):
    content = (release_a / "public/report.html").read_bytes()
    # What search engines read names the vocabulary and the licence, and is neither run nor fetched.
    page = re.sub(r'<script type="application/ld\+json">.*?</script>', "", content.decode())
    assert len(content) < 300_000
    assert not re.search(r"url\(|@import|https?://|src=|\son\w+=|<script|<link", page)
    assert "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'" in page


def test_markup_in_what_people_wrote_is_text_in_every_body(facts):
    campaign = read_campaign(CAMPAIGN)
    hostile = facts.copy()
    at = hostile.index[hostile["topic"].eq("together")][0]
    hostile.loc[at, "item"] = '<img src=x onerror=alert(1)>#strong[{{7*7}}]=1+1&"\x07'
    report = report_of(hostile, None, campaign)
    assert b"<img" not in report_page(report, campaign)
    assert "#strong[{{7*7}}]" in "".join(
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(report_pdf(report, campaign))).pages
    )
    assert any("{{7*7}}" in cell for row in hwpx_rows(report_hwpx(report, campaign)) for cell in row)


def test_the_same_facts_make_the_same_bytes(facts):
    campaign = read_campaign(CAMPAIGN)
    report = report_of(facts, "2024-05-10T10:00:00+09:00", campaign)
    for make in (
        lambda: report_page(report, campaign),
        *(lambda m=m: m(report, campaign) for m in (report_pdf, report_hwpx)),
    ):
        assert make() == make()


def test_the_reports_last_lines_stand_under_what_they_end(facts):
    campaign = read_campaign(CAMPAIGN)
    report = report_of(facts, "2024-05-10T10:00:00+09:00", campaign)
    *_, last = report.sections
    assert last.charts and not last.charts[-1].is_wide
    for n in range(1, 60, 2):
        rows = [[f"모임 {at}", "글"] for at in range(n)]
        listed = replace(last, lists=[NameList(n, "모두", ["단체", "적은 글"], rows)])
        content = report_pdf(replace(report, sections=[listed]), campaign)
        pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
        if len(pages) > 1:
            break
    assert report.contact[:8] in pages[-1] and last.charts[-1].title in pages[-1]


def test_a_question_that_nobody_answered_is_no_table_of_who_did_not(facts):
    campaign = read_campaign(CAMPAIGN)
    silent = facts["topic"].isin(("suggestions", "cooperation")) & facts["item"].ne(NO_ANSWER)
    told = facts.assign(n=facts["n"].mask(silent, 0), note=facts["note"].mask(silent, ""))
    sections = [{each.name for each in report_of(table, None, campaign).sections} for table in (facts, told)]
    assert sections[0] - sections[1] == {"wishes"}


def test_nothing_is_said_of_numbers_that_are_not_told(facts):
    campaign = read_campaign(CAMPAIGN)
    few = facts[facts["topic"].isin(("total", "disposition"))]
    report = report_of(few, None, campaign)
    said = " ".join([*report.summary, *(line.text for each in report.sections for line in each.lines)])
    assert "{" not in said
    assert "함께하고 싶은" not in said
    assert "협약식에" not in said
    empty = facts.assign(n=0, share=pd.NA)
    empty.loc[:, "base"] = 0
    for make in (
        lambda r: report_page(r, campaign),
        lambda r: report_pdf(r, campaign),
        lambda r: report_hwpx(r, campaign),
    ):
        assert make(report_of(empty, None, campaign))
        assert make(report)


@pytest.mark.parametrize("is_rest_told", [True, False])
def test_a_table_of_hidden_numbers_alone_is_a_sentence(facts, is_rest_told):
    is_kind = facts["topic"].eq("kind")
    hidden = facts.astype({"note": object})
    hidden.loc[is_kind, ["n", "share", "note"]] = [pd.NA, pd.NA, COVERED]
    if is_rest_told:
        whole = facts[is_kind].head(1).assign(item=REST, n=facts.loc[is_kind, "base"].iloc[0], note="")
        hidden = pd.concat([hidden, whole], ignore_index=True)
    (who,) = (each for each in report_of(hidden, None, READ).sections if each.name == "who")
    assert "kind" not in {chart.name for chart in who.charts} and "district" in {chart.name for chart in who.charts}
    assert who.lines[-1].text.startswith("참여 구분: ") and "모두 비공개" in who.lines[-1].text


@pytest.mark.parametrize(
    ("share", "told"), [(0, "0"), (0.004, "0.4"), (0.125, "13"), (0.5, "50"), (0.996, "99.6"), (1, "100"), (pd.NA, "")]
)
def test_percents(share, told):
    assert percent(share) == told


def test_particles():
    said = Sentence("{:이} {:을} {:은} {:과}").format("교육", "하천", "문화", "책(도서)")
    assert said == "교육이 하천을 문화는 책(도서)와"


def test_csv_of_facts_reads_back(release_a, facts):
    with (release_a / "public/tables/facts.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == len(facts)


def test_both_papers_count_the_chosen_goals_of_the_same_participants(facts, everything):
    public, office = (
        next(
            chart
            for section in report_of(table, None, READ, is_public=is_public).sections
            for chart in section.charts
            if chart.name == "goals"
        )
        for table, is_public in ((facts, True), (everything, False))
    )
    participants = facts[facts["topic"].eq("total") & facts["item"].eq("participants")]["n"].iloc[0]
    assert public.caption == office.caption
    assert public.caption.startswith(f"기준 {participants} ")


def test_a_base_that_holds_those_who_gave_no_answer_says_so(facts):
    hidden = facts[facts["topic"].eq("suggestions")].copy()
    hidden.loc[hidden["item"].eq(NO_ANSWER), ["n", "note"]] = [pd.NA, COVERED]
    report = report_of(pd.concat([facts[facts["topic"].ne("suggestions")], hidden]), None, READ)
    captions = {chart.name: chart.caption for section in report.sections for chart in section.charts}
    assert "(무응답 포함)" in captions["suggestions"]
    assert not any("(무응답 포함)" in caption for name, caption in captions.items() if name != "suggestions")


def test_what_is_said_of_the_named_bodies_says_so_beside_the_numbers_of_all(facts):
    report = report_of(facts, None, READ)
    (section,) = (each for each in report.sections if each.name == "goals")
    named = facts[facts["topic"].eq("total") & facts["item"].eq("listed")]["n"].iloc[0]
    told = [line.text for line in section.lines if "고르게 나뉠 때보다" in line.text]
    assert len(told) == 2
    assert all(text.startswith(f"이름을 공개하는 단체 {named}곳 가운데") for text in told)


def test_the_map_of_goals_and_fields_stands_on_one_page(release_a):
    note = without_blanks(labels("report", READ)["network_note"])
    pages = [without_blanks(page.extract_text()) for page in pypdf.PdfReader(release_a / "public/report.pdf").pages]
    (page,) = (page for page in pages if note in page)
    assert all(without_blanks(name) in page for name in READ.goal_names.values())
