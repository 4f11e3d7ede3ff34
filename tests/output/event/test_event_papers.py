"""The event's workbooks and 한글 documents, read by other implementations than the ones that made them."""

import ctypes
import hashlib
import io
import os
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import hwpforge
import hwpxkit
import openpyxl
import pandas as pd
import pypdf
import pytest
from hwpx.tools.package_validator import validate_editor_open_safety

from output.event import event_hwpx, event_pdf, event_xlsx
from output.event.event_texts import agreement_page, headings, needs_note
from output.formats.labels import labels
from output.formats.look import contrast
from output.formats.measure import fitting, n_lines
from tests.conftest import ROOT
from tests.output.event.test_event_pdf import CAMPAIGN_READ, invented, rare, sheets_of
from tests.seats import seats_of
from transforms.event.event_sheets import PRINTED, Sheets
from transforms.event.row_texts import without_markup

# The wheel of rhwp leaves out a library that it needs (rhwp-python issue 31): it has to be there before the import.
ctypes.CDLL("libfreetype.so.6", ctypes.RTLD_GLOBAL)
import rhwp  # noqa: E402

LONG_BODY = (
    "지속가능한 지구와 마을을 위한 시민 생활실천 네트워크 연합회 흥덕구 지부 봉명동 분회 준비위원회 임시 사무국 " * 2
)[:60]
LONG_NAME = "쫿글이름열두자가나다라마"
HOSTILE = ["=1+1", "<hp:t>끼움</hp:t>", "제어\x01\x0b문자", "&amp;]]>", "@SUM(A1)", "한 줄\n두 줄", "+82 모임"]
PEOPLE = 36
Books = dict[str, openpyxl.Workbook]


def written(folder: Path, sheets: Sheets) -> Path:
    event_xlsx.write_event_workbooks(sheets, CAMPAIGN_READ, folder)
    event_hwpx.write_event_hwpx(sheets, CAMPAIGN_READ, folder)
    return folder


def hostile(n: int) -> dict[str, pd.DataFrame]:
    """Tables in which bodies, titles and activities are what nobody should write, and one meeting is empty."""
    tables = invented(n)
    people, attendees = tables["participants"], tables["attendees"]
    people.loc[0, "name"] = LONG_BODY
    for at, text in enumerate(HOSTILE, 1):
        people.loc[at, "name"] = text
        attendees.loc[at, "title"] = text
        tables["activities"].loc[at, "text"] = text
    people["full_name"] = people["name"]
    attendees.loc[4, "name"] = LONG_NAME
    attendees.loc[attendees["field"].eq(3), "field"] = 4
    goals = tables["participant_goals"]
    every = pd.DataFrame({"participant_id": "p-0001", "goal": range(1, 18), "rank": range(1, 18)})
    kept = goals[~goals["participant_id"].isin(["p-0000", "p-0001"])]
    every = every.assign(score=0.9, is_declared=True, is_matched=True)
    tables["participant_goals"] = pd.concat([kept, every], ignore_index=True)
    return tables


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return hostile(PEOPLE)


@pytest.fixture(scope="module")
def sheets(tables: dict[str, pd.DataFrame]) -> Sheets:
    seats = seats_of(tables)
    # Number 7 came since the sheets were printed, number 4000 is gone.
    printed = pd.concat([seats[seats["name"].ne(rare(7))], seats.iloc[[0]].assign(attendee_id="x-1", name=rare(4000))])
    return sheets_of(tables, seats, printed)._replace(edition="제2판 견본", supplement_edition="추가 제2판 견본")


@pytest.fixture(scope="module")
def folder(sheets: Sheets, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("papers"), sheets)


@pytest.fixture(scope="module")
def books(folder: Path) -> Books:
    return {path.stem: openpyxl.load_workbook(path) for path in folder.glob("*.xlsx")}


@pytest.fixture(scope="module")
def texts(folder: Path) -> dict[str, str]:
    """The text of every 한글 document as another implementation reads it."""
    return {path.stem: hwpxkit.parse_file(str(path)).get_text() for path in folder.glob("*.hwpx")}


def expected(tables: Mapping[str, pd.DataFrame]) -> dict[str, list[int]]:
    everyone = [at for at in range(PEOPLE) if at != 4]
    lists = dict.fromkeys(("attendee-list", "register", "rosters", "facilitators", "name-tags"), everyone)
    of_bodies: dict[str, list[int]] = {"directory": [], "agreements": [], "table-signs": []}
    return lists | of_bodies | {"supplement": [7, 4000], "supplement-tags": [7]}


def counted(text: str) -> dict[int, int]:
    return {at: text.count(rare(at)) for at in [*(n for n in range(PEOPLE) if n != 4), 4000]}


def cells(book: openpyxl.Workbook) -> list[Any]:
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_lists_bear_their_edition(folder: Path) -> None:
    lists = {
        "attendee-list": "제2판 견본",
        "register": "제2판 견본",
        "directory": "제2판 견본",
        "rosters": "제2판 견본",
        "facilitators": "제2판 견본",
    }
    for name, edition in {**lists, "supplement": "추가 제2판 견본"}.items():
        assert edition in hwpxkit.parse_file(str(folder / f"{name}.hwpx")).get_text(), name
        for sheet in openpyxl.load_workbook(folder / f"{name}.xlsx"):
            assert str(sheet.oddFooter.left.text).endswith(edition), name


def test_each_attendee_stands_once_in_the_workbooks_that_hold_them(
    books: Books, tables: dict[str, pd.DataFrame]
) -> None:
    lists = {"attendee-list", "register", "directory", "rosters", "facilitators", "supplement"}
    assert set(books) == {*lists, "agreements-to-confirm"}
    for name, book in books.items():
        text = "\n".join(str(cell.value) for cell in cells(book))
        assert counted(text) == {at: int(at in expected(tables).get(name, [])) for at in counted(text)}, name


def test_each_attendee_stands_once_in_the_documents_that_hold_them(
    texts: dict[str, str], tables: dict[str, pd.DataFrame]
) -> None:
    assert set(texts) == set(expected(tables))
    for name, text in texts.items():
        assert counted(text) == {at: int(at in expected(tables)[name]) for at in counted(text)}, name
    assert sum(LONG_NAME in text for text in texts.values()) == 5
    holds = [name for name, text in texts.items() if "010-1234-5678" in text]
    assert holds == ["attendee-list"]


def test_each_participant_has_one_agreement_and_each_meeting_one_sign(texts: dict[str, str], sheets: Sheets) -> None:
    for body in sheets.agreements["body"]:
        # Above the text and below it.
        assert texts["agreements"].count(" ".join(body.replace("\x01", "").split())) >= 2, body
    assert texts["agreements"].count(labels("documents", CAMPAIGN_READ)["host_role"]) == len(sheets.agreements)
    for each in CAMPAIGN_READ.fields:
        assert texts["table-signs"].count(each.name) == 1


def test_a_sheet_shows_its_own_columns_and_hides_nothing(books: Books) -> None:
    columns = {
        "attendee-list": "staff_list",
        "facilitators": "meeting_bodies",
        "agreements-to-confirm": "open_agreements",
    }
    for name, book in books.items():
        for sheet in book:
            told = [cell.value for cell in sheet[4]]
            assert told == headings(PRINTED[columns.get(name, name)], CAMPAIGN_READ), name
            assert sheet.max_column == len(told)
            assert sheet.sheet_state == "visible"
            assert not any(each.hidden for each in sheet.column_dimensions.values())
            assert not any(each.hidden for each in sheet.row_dimensions.values())
            assert sheet.page_setup.paperSize == 9 and sheet.print_title_rows == "$4:$4"
            assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
            assert "&P / &N" in sheet.oddFooter.center.text
        assert not any(cell.data_type == "f" or cell.hyperlink or cell.comment for cell in cells(book)), name
    assert "010-1234-5678" in {cell.value for cell in cells(books["attendee-list"])}
    others = set(books) - {"attendee-list", "agreements-to-confirm"}
    assert not any("010-" in str(cell.value) for name in others for cell in cells(books[name]))


def test_what_is_too_long_for_its_cell_stands_on_lines_and_is_not_shrunk_to_dust(books: Books) -> None:
    for name in ("attendee-list", "register", "rosters"):
        found = [cell for cell in cells(books[name]) if cell.value in (LONG_BODY.strip(), LONG_NAME)]
        assert len({cell.value for cell in found}) == 2
        for cell in found:
            # Twelve syllables fit the register's wider column at a size that is read.
            if cell.value != LONG_NAME or name != "register":
                assert cell.alignment.wrap_text and not cell.alignment.shrink_to_fit and cell.font.size >= 9
                heights = [cell.parent.row_dimensions[row].height for row in range(5, cell.parent.max_row + 1)]
                assert heights[cell.row - 5] > min(heights)


def test_the_register_has_a_sheet_a_queue_with_room_to_sign(books: Books, sheets: Sheets) -> None:
    register = books["register"]
    assert register.sheetnames == sheets.register["label"].drop_duplicates().tolist()
    walk_in = labels("documents", CAMPAIGN_READ)["walk_in"]
    for sheet, of_guests in zip(
        register, sheets.register.groupby("label", sort=False)["section"].first().eq(0), strict=True
    ):
        rows = [sheet.row_dimensions[at].height for at in range(5, sheet.max_row + 1)]
        assert min(rows) >= 8 * 72 / 25.4
        numbers = [sheet.cell(at, 1).value for at in range(5, sheet.max_row + 1)]
        n_rows = CAMPAIGN_READ.documents.walk_in_rows
        # Somebody may come in a guest's place; nobody walks in as one.
        assert numbers.count(walk_in) == (min(2, n_rows) if of_guests else n_rows)
        assert not any(sheet.cell(at, sheet.max_column).value for at in range(5, sheet.max_row + 1))


def test_a_meeting_stands_under_its_colour_in_an_ink_that_is_read(books: Books) -> None:
    for name in ("rosters", "facilitators"):
        assert len(books[name].sheetnames) == len(CAMPAIGN_READ.fields)
        for sheet, each in zip(books[name], CAMPAIGN_READ.fields, strict=True):
            title = sheet["A1"]
            ground, ink = f"#{title.fill.fgColor.rgb[2:]}", f"#{title.font.color.rgb[2:]}"
            assert ground.lower() == each.colour.lower() and contrast(ground, ink) >= 4.5
            assert title.value == f"{each.number}. {each.name}"
    assert books["rosters"]["3분야"]["A5"].value == labels("documents", CAMPAIGN_READ)["nobody"]
    pairs = [
        cell.value for cell in cells(books["facilitators"]) if cell.value == labels("documents", CAMPAIGN_READ)["pairs"]
    ]
    assert pairs


def test_a_stranger_s_text_is_text_in_every_cell(books: Books, texts: dict[str, str]) -> None:
    # What breaks a line is a space, what no document can hold is gone, and so is what plainly is markup.
    plain = without_markup(pd.Series(HOSTILE, dtype="str")).tolist()
    shown = {re.sub(r"[\n\x0b]", " ", text).replace("\x01", "") for text in plain}
    for name in ("attendee-list", "register", "rosters"):
        values = {cell.value for cell in cells(books[name])}
        assert shown | {LONG_BODY.strip(), LONG_NAME} <= values, name
    for name in ("attendee-list", "register", "rosters", "name-tags", "agreements"):
        for text in shown:
            assert text in texts[name], (name, text)


def test_documents_are_whole_packages_that_say_what_they_are(folder: Path) -> None:
    for path in folder.glob("*.hwpx"):
        with zipfile.ZipFile(path) as package:
            first = package.infolist()[0]
            assert first.filename == "mimetype" and first.compress_type == zipfile.ZIP_STORED
            assert package.read("mimetype") == b"application/hwp+zip"
            assert {info.date_time for info in package.infolist()} == {(2000, 1, 1, 0, 0, 0)}
            parts = {n: package.read(n) for n in package.namelist() if n.endswith((".xml", ".hpf", ".rdf"))}
        trees = {name: ElementTree.fromstring(part) for name, part in parts.items()}
        about = "".join(trees["Contents/content.hpf"].itertext())
        said = (CAMPAIGN_READ.event.name, CAMPAIGN_READ.wording.words.goal, CAMPAIGN_READ.host)
        assert [each for each in said if each not in about] == []
        assert b"synthetic-fixture-author" not in parts["Contents/content.hpf"]
        tags = {each.tag.rpartition("}")[2] for each in trees["Contents/section0.xml"].iter()}
        assert "script" not in tags and "hyperlink" not in tags
        assert not any(name.startswith("Scripts/") for name in parts)


def test_validators_of_two_implementations_find_nothing(folder: Path) -> None:
    for path in sorted(folder.glob("*.hwpx")):
        told = hwpforge.Document.open(str(path)).validate()
        assert told["ok"] and not told["errors"] and not told["warnings"], (path.name, told)
        # What python-hwpx asks of a file that an editor is to open; it saw the head of this one alone.
        opens = validate_editor_open_safety(path.read_bytes())
        assert opens.ok, (path.name, opens.summary)


def test_pages_are_what_was_meant(folder: Path, tables: dict[str, pd.DataFrame]) -> None:
    def pages(name: str) -> int:
        return int(rhwp.parse(str(folder / f"{name}.hwpx")).page_count)

    n_tags = PEOPLE + 3 + CAMPAIGN_READ.documents.blank_tags
    assert pages("name-tags") == -(-n_tags // 10)
    assert pages("agreements") == len(tables["participants"])
    assert pages("table-signs") == len(CAMPAIGN_READ.fields)
    assert pages("register") >= 4 and pages("rosters") == len(CAMPAIGN_READ.fields)


def test_headings_of_lists_stand_on_every_page_and_names_of_tags_are_26_points(folder: Path) -> None:
    with zipfile.ZipFile(folder / "register.hwpx") as package:
        section = package.read("Contents/section0.xml").decode()
    assert section.count('repeatHeader="1"') == section.count("<hp:tbl ") == 4
    with zipfile.ZipFile(folder / "name-tags.hwpx") as package:
        head = ElementTree.fromstring(package.read("Contents/header.xml"))
        body = ElementTree.fromstring(package.read("Contents/section0.xml"))
    sizes = {e.get("id"): int(e.get("height", "0")) / 100 for e in head.iter() if e.tag.endswith("}charPr")}
    runs = [r for r in body.iter() if r.tag.endswith("}run") and all(len(each) == 0 for each in r)]
    names = [r for r in runs if "쫿" in "".join(r.itertext())]
    assert len(names) == PEOPLE and min(sizes[r.get("charPrIDRef")] for r in names) >= 26


def test_nobody_at_all_is_no_fault(tmp_path: Path) -> None:
    tables = invented(4)
    folder = written(tmp_path, sheets_of(tables, seats_of(tables).iloc[:0]))
    assert {path.suffix for path in folder.iterdir()} == {".xlsx", ".hwpx"}
    assert not list(folder.glob("supplement*"))
    for path in folder.glob("*.hwpx"):
        hwpxkit.parse_file(str(path))
    nobody = labels("documents", CAMPAIGN_READ)["nobody"]
    assert openpyxl.load_workbook(folder / "attendee-list.xlsx").active["A5"].value == nobody
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


MAKE = """
import hashlib, sys
from pathlib import Path
from tests.output.event.test_event_papers import hostile, written
from tests.output.event.test_event_pdf import sheets_of
from tests.seats import seats_of
folder = written(Path(sys.argv[1]), sheets_of(tables := hostile(16), seats_of(tables)))
for path in sorted(folder.iterdir()):
    print(path.name, hashlib.sha256(path.read_bytes()).hexdigest())
"""


# Of the PDFs, drawn of the same rows, it is held in .ci/run (test_event_pdf.py).
@pytest.mark.slow
def test_another_process_in_another_zone_gives_the_same_bytes(tmp_path: Path) -> None:
    environment = {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "2", "TZ": "America/Lima"}
    other = tmp_path / "other"
    other.mkdir()
    told = subprocess.run(
        [sys.executable, "-c", MAKE, str(other)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    here = written(tmp_path, sheets_of(tables := hostile(16), seats_of(tables)))
    files = sorted(path for path in here.iterdir() if path.is_file())
    lines = [f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files]
    assert told.split("\n")[:-1] == lines and len(lines) == 14


def test_measures_of_text() -> None:
    assert n_lines("가" * 10, 100, 10) == 1 and n_lines("가" * 60, 100, 10) == 3 and n_lines("", 10, 10) == 1
    assert fitting("가" * 4, 60, (36, 26)) == 36 and fitting("가" * 12, 88, (36, 30, 26)) == 26


@pytest.mark.slow
def test_a_thousand_attendees_take_less_than_a_minute(tmp_path: Path, record_property: Callable[..., None]) -> None:
    tables = invented(1000)
    start = time.perf_counter()
    written(tmp_path, sheets_of(tables, seats_of(tables)))
    seconds = time.perf_counter() - start
    record_property("seconds", seconds)
    assert seconds < 60


def test_what_nobody_has_is_no_column(sheets: Sheets, tmp_path: Path) -> None:
    lists = {
        "희망": (event_pdf.rosters, event_hwpx.rosters, event_xlsx.rosters, sheets.rosters, "wish"),
        "구분": (event_pdf.staff_list, event_hwpx.staff_list, event_xlsx.staff_list, sheets.staff_list, "group"),
    }
    for heading, (to_pdf, to_hwpx, to_xlsx, table, column) in lists.items():
        for blank in (False, True):
            shown = table.assign(**{column: ""}) if blank else table.assign(**{column: "1순위"})
            more = (sheets.needs,) if column == "group" else ()
            pdf, hwpx, xlsx = (make(shown, *more, CAMPAIGN_READ) for make in (to_pdf, to_hwpx, to_xlsx))
            first = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
            book = openpyxl.load_workbook(io.BytesIO(xlsx)).worksheets[0]
            paper = tmp_path / f"{column}-{blank}.hwpx"
            paper.write_bytes(hwpx)
            there = {
                heading in first,
                heading in [cell.value for cell in book[4]],
                heading in hwpxkit.parse_file(str(paper)).get_text(),
            }
            assert there == {not blank}, heading


def test_a_pledge_that_nobody_signs_has_no_line_for_it_nor_for_who_represents(sheets: Sheets) -> None:
    wording = CAMPAIGN_READ.agreement
    one = {"signature": "", "promises": ("우리는 {activities} 일을 합니다.",)}
    pledge = wording.organisation.model_copy(update=one)
    title = "우리 마을의 지속가능발전을 위한 실천다짐글"
    pledged = wording.model_copy(
        update={"organisation": pledge, "host_signature": "지속가능발전협의회 상임의장", "title": title}
    )
    for agreement, is_signed in ((pledged, True), (pledged.model_copy(update={"host_signature": ""}), False)):
        campaign = CAMPAIGN_READ.model_copy(update={"agreement": agreement})
        [page] = pypdf.PdfReader(io.BytesIO(event_pdf.agreements(sheets.agreements.head(1), campaign))).pages
        document = hwpxkit.parse(event_hwpx.agreements(sheets.agreements.head(1), campaign)).get_text()
        for text in (page.extract_text(), document):
            assert "대표자" not in text and "1." not in text and "인 / 서명" not in text
            assert ("(인)" in text) == ("상임의장" in text) == is_signed
        # Words of a title stay whole.
        assert title in page.extract_text()


def test_who_signs_alone_is_no_side_of_two(sheets: Sheets) -> None:
    words, [row] = labels("documents", CAMPAIGN_READ), sheets.agreements.head(1).to_dict("records")
    alone = CAMPAIGN_READ.agreement.model_copy(update={"host_signature": ""})
    pledged = CAMPAIGN_READ.model_copy(update={"agreement": alone})
    told = [
        [each["role"] for each in agreement_page(row, campaign)["parties"]] for campaign in (CAMPAIGN_READ, pledged)
    ]
    assert told == [[words["host_role"], words["party_role"]], [""]]
    [page] = pypdf.PdfReader(io.BytesIO(event_pdf.agreements(sheets.agreements.head(1), pledged))).pages
    document = hwpxkit.parse(event_hwpx.agreements(sheets.agreements.head(1), pledged)).get_text()
    assert words["party_role"] not in page.extract_text().split("\n") + document.split("\n")


def test_who_represents_is_no_row_where_no_form_asks(sheets: Sheets) -> None:
    asked = tuple(each for each in CAMPAIGN_READ.questions if each.column != "representative")
    campaign = CAMPAIGN_READ.model_copy(update={"questions": asked})
    vars(campaign).pop("by_column", None)
    [row] = sheets.agreements.head(1).to_dict("records")
    assert len(agreement_page(row, CAMPAIGN_READ)["about"]) == 2
    assert agreement_page(row, campaign)["about"] == [["기관·단체명", row["body"]]]


def test_the_note_on_needs_says_what_is_counted_once() -> None:
    once = tuple(
        each.model_copy(update={"for_event": True, "once": True}) if hasattr(each, "for_event") else each
        for each in CAMPAIGN_READ.questions
    )
    assert "한 곳에 하나로" not in needs_note(CAMPAIGN_READ)
    assert "한 곳에 하나로" in needs_note(CAMPAIGN_READ.model_copy(update={"questions": once}))
