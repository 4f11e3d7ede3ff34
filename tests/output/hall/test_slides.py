"""The slides: one finding each as its title, charts that can be edited, words for a minute; ten at most."""

import io
import re
import zipfile

import openpyxl
import pandas as pd
import pytest
from pptx import Presentation

from flows.campaigns import read_campaign
from output.formats.labels import labels
from output.formats.look import field_tiles, goal_tiles
from output.hall.slides import _Stage, slides
from output.report.body import Chart
from tests.conftest import CAMPAIGN, facts_of
from tests.transforms.campaign.changed import read_with

COUNCIL = read_campaign(CAMPAIGN)
WORDS = labels("slides", COUNCIL)


@pytest.fixture(scope="module")
def facts(release_a):
    return facts_of(release_a)


@pytest.fixture(scope="module")
def show(release_a):
    return Presentation(release_a / "public/slides.pptx")


def made(facts, campaign=COUNCIL):
    content = slides(facts, campaign, is_seated=False, is_sample=False)
    return list(Presentation(io.BytesIO(content)).slides)


def titles(pages):
    return [page.shapes.title.text_frame.text for page in pages]


def charts(pages):
    return {s.name: s for page in pages for s in page.shapes if s.has_chart}


def before_the_close(facts):
    kept = facts[facts["topic"].eq("total") & facts["item"].eq("listed") | facts["topic"].eq("goal_field")]
    return kept.assign(as_of=pd.Series(None, index=kept.index, dtype="str"), edition=0)


def test_slides_each_with_a_finding_a_page_a_source_and_words_for_a_minute(show, release_a):
    pages = list(show.slides)
    assert 8 <= len(pages) <= 10
    assert len(set(titles(pages))) == len(pages)
    # A finding says something; a topic does not.
    assert all(re.search(r"(?:[함음임됨줄)]|필요)$", title) for title in titles(pages)[1:])
    for at, page in enumerate(pages[1:], 2):
        said = [shape.text_frame.text for shape in page.shapes if shape.has_text_frame]
        assert f"{at} / {len(pages)}" in said
        assert any(text.startswith("자료: ") and "2024. 5. 10." in text for text in said)
    # Read aloud at some 300 syllables a minute.
    spoken = [page.notes_slide.notes_text_frame.text.split("\n\n")[0] for page in pages]
    syllables = [len(re.sub(r"[^가-힣\d]", "", said)) for said in spoken]
    assert min(syllables) > 20
    assert sum(syllables) < 10 * 300
    assert (release_a / "public/slides.pptx").stat().st_size < 1_000_000


def test_the_second_slide_answers_what_a_mayor_asks(show):
    page = list(show.slides)[1]
    (table,) = [shape.table for shape in page.shapes if shape.has_table]
    answers = {row.cells[0].text: row.cells[1].text for row in table.rows}
    assert list(answers) == [each["ask"] for each in WORDS["questions"]]
    assert all(answers.values())
    again, weak, unhappy, full, _ = answers.values()
    assert "85" in again and "해양생태계" in weak and "교류와 협력" in unhappy and "복지 공동체" in full


def test_charts_can_be_edited_and_bear_the_colours_of_goals_and_fields(show):
    found = charts(show.slides)
    assert len(found) >= 6
    for shape in found.values():
        assert openpyxl.load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
        assert shape._element.nvGraphicFramePr.cNvPr.get("descr")
    for name, tiles in (
        (WORDS["goals_chart"], goal_tiles(COUNCIL)),
        (labels("report", COUNCIL)["likely"]["title"], field_tiles(COUNCIL)),
    ):
        (series,) = found[name].chart.plots[0].series
        colours = [str(series.points[at].format.fill.fore_color.rgb) for at in range(len(tiles))]
        assert colours == [tile.colour.removeprefix("#").upper() for tile in tiles]


def test_bars_are_of_the_goals_that_the_heading_tells_of(release_a, facts):
    exact = facts_of(release_a, "restricted")
    exact.loc[exact["topic"].eq("goals_matched") & exact["item"].str.startswith("13."), "n"] = 2
    pages = made(exact.assign(note="", edition=1, as_of=facts["as_of"].iloc[0]))
    (page,) = [page for page in pages if WORDS["wanted_chart"] in charts([page])]
    read, ticked = charts([page])[WORDS["wanted_chart"]].chart.plots[0].series
    assert all(n > 0 for n in ticked.values) and all(b > a for a, b in zip(read.values, ticked.values, strict=True))
    assert "13." in " ".join(charts([page])[WORDS["wanted_chart"]].chart.plots[0].categories)


def test_all_rows_stand_where_they_have_room_and_else_the_largest_with_a_word_of_it(facts):
    stage = _Stage(facts, COUNCIL, is_seated=False)
    many = [
        Chart(
            "a",
            "bars",
            "제목",
            "기준 9",
            ["", ""],
            [[f"{n}", f"{n}"] for n in range(1, size)],
            [[n] for n in range(1, size)],
            [],
        )
        for size in (13, 14)
    ]
    whole, cut = (stage._largest(each) for each in many)
    assert whole == many[0]
    assert [row[0] for row in cut.rows] == [f"{n}" for n in range(2, 14)]
    assert cut.caption == "기준 9 · 13개 가운데 많은 12개"


def test_every_run_is_korean_in_the_offices_font(show):
    frames = [x.text_frame for s in show.slides for x in s.shapes if x.has_text_frame]
    frames += [cell.text_frame for s in show.slides for x in s.shapes if x.has_table for cell in x.table.iter_cells()]
    runs = [run.font._element for frame in frames for p in frame.paragraphs for run in p.runs]
    assert {each.get("lang") for each in runs} == {"ko-KR"}
    assert {each.find("{*}ea").get("typeface") for each in runs} == {"맑은 고딕"}


def test_the_same_facts_make_the_same_bytes(facts, release_a):
    one, two = (slides(facts, COUNCIL, is_seated=False, is_sample=True) for _ in range(2))
    assert one == two == (release_a / "public/slides.pptx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}


def test_before_the_close_they_tell_of_the_named_bodies_and_when_the_rest_is_told(facts):
    pages = made(before_the_close(facts))
    assert 4 <= len(pages) <= 10
    assert "124" in titles(pages)[1]
    (table,) = [shape.table for shape in pages[1].shapes if shape.has_table]
    answers = [row.cells[1].text for row in table.rows]
    assert len(answers) == 5 and sum("뒤 공개" in text for text in answers) == 2
    said = " ".join(x.text_frame.text for page in pages for x in page.shapes if x.has_text_frame)
    assert WORDS["dates_title"] in said and "{" not in said


def test_what_a_form_does_not_ask_leaves_no_slide_and_no_question(facts):
    asked = tuple(q for q in COUNCIL.questions if not q.is_scale and q.column not in ("goals", "together", "wish_1"))
    village = COUNCIL.model_copy(update={"questions": asked, "fields": COUNCIL.fields[:1]})
    village.__dict__.pop("by_column", None)
    pages = made(facts[~facts["topic"].isin(("district", "cooperation", "is_returning", "field"))], village)
    shown = charts(pages)
    assert not {"만족", WORDS["wanted_chart"]} & shown.keys()
    (table,) = [shape.table for shape in pages[1].shapes if shape.has_table]
    asks = [row.cells[0].text for row in table.rows]
    assert WORDS["questions"][2]["ask"] not in asks and WORDS["questions"][3]["ask"] not in asks
    for page in pages[1:]:
        assert any(shape.has_chart or shape.has_table or "1. " in getattr(shape, "text", "") for shape in page.shapes)


@pytest.mark.parametrize("kept", [(), ("total",)])
def test_nothing_is_said_of_numbers_that_are_not_told(facts, kept):
    for told in (facts[facts["topic"].isin(kept)], facts.assign(n=0, base=0, share=pd.NA)):
        pages = made(told)
        said = " ".join(x.text_frame.text for page in pages for x in page.shapes if x.has_text_frame)
        assert "{" not in said and "함께하고 싶은" not in said


def test_markup_in_an_answer_is_text(facts):
    hostile = facts.copy()
    at = hostile.index[hostile["topic"].eq("together")][0]
    hostile.loc[at, "item"] = '<img src=x onerror=alert(1)>{0}{{7*7}}=1+1&"\x07'
    assert any("{{7*7}}" in str(name) for s in charts(made(hostile)).values() for name in s.chart.plots[0].categories)


def test_an_event_of_two_days_is_told_with_both(facts):
    two = read_with("ends_at = 2024-05-30T15:30:00", "ends_at = 2024-05-31T15:30:00")
    said = [s.text_frame.text for page in made(facts, two) for s in page.shapes if s.has_text_frame]
    assert any("2024. 5. 30.~31. 14:00" in text for text in said)
