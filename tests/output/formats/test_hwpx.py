"""한글 documents: what goes in is text, tables repeat their heading, nothing tells when or by whom it was made."""

import io
import re
import zipfile

import pytest
from hwpx.tools.package_validator import validate_editor_open_safety
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from output.formats.hwpx import Document, Picture
from output.formats.measure import Block, page_ends
from output.formats.pdf import pngs
from output.formats.pictures import block


def made(*rows: tuple[object, ...], **how: object) -> bytes:
    page = Document("제목 <b>", subject="요지", keywords="가, 나", creator="협의회")
    page.heading("제목", 0)
    page.paragraph("2024. 5. 30.(목)\n둘째 줄", align="right")
    page.table([("연번", "이름"), *rows], [20, 60], **how)
    page.page_break()
    page.heading("다음 쪽")
    return page.to_bytes()


def part(content: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist()[0] == "mimetype"
        return etree.fromstring(archive.read(name))


def test_equal_calls_make_equal_bytes():
    assert made((1, "가"), (2, "나")) == made((1, "가"), (2, "나"))


def test_nothing_of_the_librarys_own_template_is_left():
    content = made((1, "가"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        about = archive.read("Contents/content.hpf").decode()
        assert {info.date_time for info in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
    assert "fixture" not in about
    assert "2025" not in about
    assert "요지" in about
    assert "제목 &lt;b&gt;" in about


def test_the_heading_row_repeats_and_rows_grow_with_their_text():
    section = part(made((1, "가"), (2, "아주 긴 글 " * 30)), "Contents/section0.xml")
    table = next(section.iter("{*}tbl"))
    assert table.get("repeatHeader") == "1"
    first, *others = [list(row.iterfind("{*}tc")) for row in table.iter("{*}tr")]
    assert {cell.get("header") for cell in first} == {"1"}
    heights = [int(row[0].find("{*}cellSz").get("height")) for row in others]
    assert heights[1] > 4 * heights[0]
    assert int(table.find("{*}sz").get("height")) >= sum(heights)


def test_the_first_paragraph_is_the_title_and_a_break_starts_a_page():
    section = part(made((1, "가")), "Contents/section0.xml")
    texts = ["".join(each.itertext("{*}t")) for each in section.iterfind("{*}p")]
    assert texts[0] == "제목"
    assert "다음 쪽" in texts
    header = part(made((1, "가")), "Contents/header.xml")
    settings = [(each, each.find("{*}breakSetting")) for each in header.iter("{*}paraPr")]
    breaks = {each.get("id") for each, how in settings if how is not None and how.get("pageBreakBefore") == "1"}
    after = section.findall("{*}p")[texts.index("다음 쪽")]
    assert after.get("paraPrIDRef") in breaks


@settings(max_examples=6, deadline=None)
@given(st.lists(st.text(), min_size=1, max_size=4), st.integers(0, 1))
def test_whatever_is_written_the_file_opens_and_holds_it(texts, header):
    content = made(*((at, text) for at, text in enumerate(texts)), header=header)
    assert validate_editor_open_safety(content).ok
    table = next(part(content, "Contents/section0.xml").iter("{*}tbl"))
    cells = [
        "\n".join("".join(text for t in p.iter("{*}t") for text in t.itertext()) for p in cell.iter("{*}p"))
        for cell in table.iter("{*}tc")
    ]
    kept = [re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\r\ufffe\uffff]", "", text).replace("\t", "") for text in texts]
    assert cells[3::2] == kept


@pytest.mark.parametrize("text", ["<hp:t>", "&amp;", "a\x00b", "=1+1", "\u202e뒤집기", "😀 가족"])
def test_text_from_strangers_is_text(text):
    cells = ["".join(cell.itertext("{*}t")) for cell in part(made((1, text)), "Contents/section0.xml").iter("{*}tc")]
    assert text.replace("\x00", "") in cells


def test_a_heading_behind_a_table_of_several_pages_goes_to_the_page_of_its_rows():
    rows = [7.0, *[20.0] * 20]
    long = Block(sum(rows), rows=rows, header=1)
    # 12 rows on the first page, 8 below the heading that stands there again: 167 of 250 mm.
    kept = [long, Block(10, keep=True), Block(60), Block(10, keep=True), Block(20)]
    assert page_ends(kept, 250) == [False, False, False, True, False]
    # Below a heading stand the table's own and one row at least.
    assert page_ends([Block(220), Block(10, keep=True), long], 250) == [False, True, False]


def test_a_picture_is_kept_whole_whatever_its_size_on_the_page():
    page = Document("제목", subject="", keywords="", creator="협의회")
    (drawn,) = pngs([(block("#1f4e79"), 2.54)]).values()
    page.picture(Picture(drawn, 120.0, 40.0, "막대"))
    (shown,) = part(page.to_bytes(), "Contents/section0.xml").iter("{*}pic")
    # In units of a 96th of an inch for each of its own pixels: a reader that is told less, or more, cuts it.
    across, down = (75 * int.from_bytes(drawn[at : at + 4]) for at in (16, 20))
    assert dict(shown.find("{*}imgDim").attrib) == {"dimwidth": str(across), "dimheight": str(down)}
    clip = {side: int(value) for side, value in shown.find("{*}imgClip").attrib.items()}
    assert clip == {"left": 0, "right": across, "top": 0, "bottom": down}
