"""Responses as other programs save them: what is a table is read as it stands, what is none is called by its name."""

import csv
import gzip
import io
import re
import shutil
import unicodedata
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from flows import sources
from flows.campaigns import campaign_folder, default_source, read_campaign
from flows.commands.app import app
from flows.commands.cli import main
from flows.sources import export_file, from_anywhere
from flows.sources.guest_file import guest_files
from flows.sources.list_file import read_list
from flows.sources.workbook import read_tabs
from tests.conftest import CAMPAIGN, SAMPLE
from transforms.errors.guests import GuestFileError
from transforms.errors.source import NotAFormExportError, SourceEmptyError, SourceUnreadableError

ROWS = list(csv.reader(io.StringIO(SAMPLE.read_text("utf-8"), newline="")))[:5]


@pytest.fixture(scope="module")
def campaign():
    return read_campaign(CAMPAIGN)


def read(path, campaign):
    table = export_file.parse(export_file.read_file(path), campaign)
    return [list(table.headings), *table.cells.to_numpy().tolist()]


def workbook(path, rows=ROWS):
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("설문지 응답 시트1")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return path


def altered(path, part, *changes):
    """The workbook with texts of those of its parts changed whose name has ``part`` in it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            for old, new in changes if part in name else ():
                text = re.sub(old, new, text)
            archive.writestr(name, text)
    return path


STRICT = [
    (r"http://schemas\.openxmlformats\.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"),
    (
        r"http://schemas\.openxmlformats\.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
]
NAME = "가람환경연대"
SAME = {
    "strict": ("", *STRICT),
    "no dimension": ("sheet1", (r"<dimension[^>]*/>", "")),
    "dimension of one cell": ("sheet1", (r"<dimension[^>]*/>", '<dimension ref="A1"/>')),
    "dimension too small": ("sheet1", (r"<dimension[^>]*/>", '<dimension ref="A1:C2"/>')),
    "dimension too large": ("sheet1", (r"<dimension[^>]*/>", '<dimension ref="A1:ZZ900"/>')),
    "rows without numbers": ("sheet1", (r'<row r="\d+"', "<row")),
}


@pytest.mark.parametrize("how", SAME)
def test_a_workbook_says_the_same_however_it_was_written(how, tmp_path, campaign):
    assert read(altered(workbook(tmp_path / "a.xlsx"), *SAME[how]), campaign) == ROWS


@pytest.mark.parametrize(
    "written",
    [
        f"<si><t>{NAME}</t><rPh sb='0' eb='6'><t>ガラムファンギョンヨンデ</t></rPh><phoneticPr fontId='1'/></si>",
        f"<si><r><t>{NAME[:2]}</t></r><r><rPr><b/></rPr><t>{NAME[2:]}</t></r></si>",
        f"<si><r><t>{NAME}</t></r><rPh sb='0' eb='2'><t>がらむ</t></rPh></si>",
        f"<si><t xml:space='preserve'>{NAME}</t></si>",
    ],
)
def test_a_reading_above_a_word_is_no_part_of_it(written, tmp_path, campaign):
    rows = [ROWS[0], [*ROWS[1][:3], NAME, *ROWS[1][4:]]]
    path = altered(workbook(tmp_path / "a.xlsx", rows), "sharedStrings", (f"<si><t>{NAME}</t></si>", written))
    assert read(path, campaign) == rows


@pytest.mark.parametrize("written", ["_x000D_&#10;", "&#10;", "_x000D_", "_x000A_", "_x000d_&#10;"])
def test_a_line_break_of_excel_is_a_line_break(written, tmp_path, campaign):
    listed = "김가람/대표;이나래/사무국장"
    rows = [ROWS[0], [*ROWS[1][:15], listed, *ROWS[1][16:]]]
    path = altered(workbook(tmp_path / "a.xlsx", rows), "sharedStrings", (listed, listed.replace(";", written)))
    assert read(path, campaign)[1][15].split() == listed.split(";")


def text(rows, ends="\r\n", separator=","):
    made = io.StringIO(newline="")
    csv.writer(made, lineterminator=ends, delimiter=separator).writerows(rows)
    return made.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        ("sep=,\r\n" + text(ROWS)).encode(),
        ("sep=;\r\n" + text(ROWS, separator=";")).encode("utf-8-sig"),
        ('"sep=,"\r\n' + text(ROWS)).encode(),
        text(ROWS, "\r").encode(),
        text(ROWS, "\r").encode("utf-8-sig"),
        text(ROWS, "\n").encode("utf-16"),
        (text(ROWS) + "\r\n\r\n").encode("utf-8-sig"),
        "".join(", ".join(f'"{cell}"' for cell in row) + "\n" for row in ROWS).encode(),
        text([[f"’{cell}" if cell else "" for cell in row] for row in ROWS]).encode("cp949"),
    ],
)
def test_dialects_of_csv_are_one_table(content, tmp_path, campaign):
    (tmp_path / "a.csv").write_bytes(content)
    assert read(tmp_path / "a.csv", campaign) == ROWS


@pytest.mark.parametrize("broken", [b"\xff", "가".encode("cp949"), "가".encode()[:2]])
def test_a_file_of_two_encodings_is_refused_with_the_line_that_breaks(broken, tmp_path, campaign):
    lines = text(ROWS[:1] + [[f"{n} 가"] for n in range(9)], "\n").encode().split(b"\n")
    lines[4] += broken
    (tmp_path / "a.csv").write_bytes(b"\n".join(lines))
    with pytest.raises(SourceUnreadableError, match="5번째 줄"):
        read(tmp_path / "a.csv", campaign)


PAGE = "<table><tr><td>성명</td></tr></table>"
XML_2003 = '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'


def packed(**parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return made.getvalue()


@pytest.mark.parametrize("around", [1, 2])
def test_a_zip_in_a_zip_is_opened_once(around, tmp_path, campaign):
    content = text(ROWS).encode()
    for name in ("응답.csv", "응답.zip", "받은 것.zip")[: around + 1]:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr(name, content)
        content = made.getvalue()
    (tmp_path / "a.zip").write_bytes(content)
    if around == 1:
        assert read(tmp_path / "a.zip", campaign) == ROWS
    else:
        with pytest.raises(SourceUnreadableError, match="압축 파일 안에"):
            read(tmp_path / "a.zip", campaign)


@pytest.mark.parametrize(
    ("name", "content", "refused"),
    [
        ("a.csv.gz", gzip.compress(text(ROWS).encode()), SourceUnreadableError),
        ("a.ics", b"BEGIN:VCALENDAR\r\n", NotAFormExportError),
        ("a.sql", b"INSERT INTO x VALUES (1);\n", NotAFormExportError),
        ("a.csv", text(ROWS[:1]).encode(), SourceEmptyError),
    ],
)
def test_what_holds_no_responses_is_told_for_what_it_is(name, content, refused, tmp_path, campaign):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(refused):
        sources.open_snapshot(sources.read_source(str(tmp_path / name), campaign), campaign)


OTHERS = {
    "table.xls": (PAGE.encode(), "웹 페이지"),
    "meta.xls": (f'\r\n<meta http-equiv="Content-Type" content="text/html">{PAGE}'.encode(), "웹 페이지"),
    "old.xls": (f"<html><body>{PAGE}".encode("cp949"), "웹 페이지"),
    "frame.xls": (f"<iframe src=x></iframe>{PAGE}".encode(), "웹 페이지"),
    "wide.xls": (f"<html>{PAGE}".encode("utf-16"), "웹 페이지"),
    "xml.xls": (XML_2003.encode(), "XML"),
    "a.ods": (packed(mimetype="application/vnd.oasis.opendocument.spreadsheet"), ".ods"),
    "a.fods": (b'<?xml version="1.0"?><office:document xmlns:office="urn:oasis:opendocument"/>', "ods"),
    "a.numbers": (packed(Index__Document_dot_iwa="x"), "Numbers"),
    "older.numbers": (packed(Index_dot_zip="x"), "Numbers"),
    "site.zip": (packed(Form_dot_html=PAGE), "웹 페이지"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_table_is_called_by_its_name_with_the_mend(name, tmp_path, campaign):
    content, called = OTHERS[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceUnreadableError, match=re.escape(called)):
        read(tmp_path / name, campaign)
    with pytest.raises(GuestFileError, match=re.escape(called)):
        read_list(tmp_path / name, GuestFileError)


@pytest.mark.parametrize("command", [["check", "--source"], ["goals"]], ids=lambda given: given[0])
def test_every_command_that_reads_a_file_says_so(command, tmp_path, capsys):
    (tmp_path / "a.xls").write_text(PAGE, "utf-8")
    assert main([*command, str(tmp_path / "a.xls")]) != 0
    assert "웹 페이지" in "".join(capsys.readouterr())


@pytest.mark.parametrize(("on_disk", "typed"), [("NFD", "NFC"), ("NFC", "NFD")])
def test_a_file_is_found_however_its_syllables_are_spelt(on_disk, typed, tmp_path, campaign):
    """A Mac writes the syllables of a file's name in parts."""
    folder = tmp_path / unicodedata.normalize(on_disk, "명단")
    folder.mkdir()
    stored = folder / unicodedata.normalize(on_disk, "그린리더 명단.csv")
    stored.write_text("성명,직함\n김하늘,대표\n", "utf-8")
    meant = tmp_path / unicodedata.normalize(typed, "명단/그린리더 명단.csv")
    given = [str(meant), f"{unicodedata.normalize(typed, '위원')}={meant}"]
    files = {each.guests.group: each.files for each in guest_files(campaign, tmp_path, given, {})}
    assert [path.read_text("utf-8")[:2] for group in ("그린리더", "위원") for _, path in files[group]] == ["성명"] * 2
    pages, _ = read_list(meant, GuestFileError)
    assert pages[0].rows[1] == ["김하늘", "대표"]
    leaders = next(each for each in campaign.event.guests if each.group == "그린리더")
    own = leaders.model_copy(update={"file": meant.relative_to(tmp_path).as_posix()})
    event = campaign.event.model_copy(update={"guests": (own,)})
    (source,) = guest_files(campaign.model_copy(update={"event": event}), tmp_path, [], {})
    assert source.files[0][1].is_file()


def test_a_campaign_and_its_own_files_are_found_as_a_mac_spells_them(tmp_path, monkeypatch):
    """What stands in its settings, or is typed for a folder, is not in the spelling that the disk has."""
    own = {"fields.csv": "분야.csv", "districts.csv": "행정구역.csv", "responses.csv": "응답.csv"}
    folder = tmp_path / unicodedata.normalize("NFD", "우리캠페인")
    shutil.copytree(campaign_folder(CAMPAIGN), folder)
    settings = (folder / "campaign.toml").read_text("utf-8")
    for name, ours in own.items():
        (folder / name).rename(folder / unicodedata.normalize("NFD", ours))
        settings = settings.replace(f'"{name}"', f'"{ours}"')
    (folder / "campaign.toml").write_text(settings, "utf-8")
    typed = str(tmp_path / "우리캠페인")
    assert read_campaign(typed).slug == "우리캠페인"
    assert export_file.read_file(Path(default_source(typed))).payload == SAMPLE.read_bytes()
    monkeypatch.chdir(tmp_path)
    (folder / unicodedata.normalize("NFD", "자료")).mkdir()
    _, given, _ = app.parse_args(["show", "--data", "우리캠페인/자료"])
    assert given.arguments["data"].is_dir()
    assert from_anywhere("우리캠페인/응답.csv") == str(folder / unicodedata.normalize("NFD", "응답.csv"))
    assert from_anywhere("우리캠페인#봄") == f"{folder}#봄"


def test_hidden_rows_and_tabs_are_read_and_said(tmp_path, campaign, caplog):
    path = tmp_path / "내빈.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("내빈", "뒤"):
            sheet = book.add_worksheet(name)
            for at, row in enumerate([["성명"], ["김하늘"], ["박바다"], ["최들"], ["정산"]]):
                sheet.write_row(at, 0, row)
        sheet.hide()
        shown = book.get_worksheet_by_name("내빈")
        shown.set_row(2, None, None, {"hidden": True})
        shown.set_row(4, 0)
        shown.write_column(0, 1, ["연락처", "010-0000-0001"])
        for column, options in (("B:B", {"hidden": True}), ("D:E", {"hidden": True})):
            shown.set_column(column, None, None, options)
    pages, _ = read_list(path, GuestFileError)
    assert [[len(page.rows), page.sheet] for page in pages] == [[5, "내빈"], [5, "뒤"]]
    assert "2개도 읽었습니다: 내빈.xlsx '내빈' 3, 5번째 줄" in caplog.text
    assert "숨긴 탭도 읽었습니다: 내빈.xlsx '뒤'" in caplog.text
    assert "숨긴 열 1개도 읽었습니다: 내빈.xlsx '내빈' B열" in caplog.text


def test_a_list_may_say_its_separator(tmp_path):
    (tmp_path / "내빈.csv").write_text("sep=;\r\n성명;소속\r\n도한별;가온시청\r\n", newline="")
    [page], _ = read_list(tmp_path / "내빈.csv", GuestFileError)
    assert [list(row) for row in page.rows] == [["성명", "소속"], ["도한별", "가온시청"]]
    (tmp_path / "내빈.csv").write_text("성명;소속\r\n도한별;가온시청;과장\r\n", newline="")
    with pytest.raises(GuestFileError, match="칸이 3개") as refused:
        read_list(tmp_path / "내빈.csv", GuestFileError)
    # Why it was refused is said by its name: an orchestrator's page shows no folder, and this is a sentence in one.
    assert str(tmp_path) not in refused.value.facts["detail"]


@pytest.mark.parametrize("ditto", ['"', '""""', "〃", "상동"])
def test_a_list_says_as_above_in_any_way(tmp_path, ditto):
    said = f'소속,직위,성명\r\n가온시청,과장,나한결\r\n{ditto},"팀장, 교육",도한별\r\n{ditto},{ditto},마한울\r\n'
    (tmp_path / "내빈.csv").write_text(said, newline="")
    [page], _ = read_list(tmp_path / "내빈.csv", GuestFileError)
    cell = '"' if '"' in ditto else ditto
    assert [list(row) for row in page.rows][2:] == [[cell, "팀장, 교육", "도한별"], [cell, cell, "마한울"]]


def test_a_title_over_a_table_is_no_merged_cell_to_be_told(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet("명단")
        sheet.merge_range("A1:C1", "참석 확인표")
        sheet.write_row("A2", ["번호", "성명", "표시"])
        sheet.merge_range("A3:B3", "7")
        sheet.write("C3", "참석")
    (tab,) = read_tabs((tmp_path / "a.xlsx").read_bytes(), "a.xlsx")
    (said,) = tab.told("a.xlsx")
    assert "1군데" in said


def test_a_check_says_which_rows_of_the_responses_are_hidden(tmp_path, capsys):
    path = tmp_path / "응답.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("설문지 응답 시트1")
        for at, row in enumerate(ROWS):
            sheet.write_row(at, 0, row)
        sheet.set_row(2, None, None, {"hidden": True})
    assert main(["check", "--source", str(path)]) == 0
    assert "1개도 읽었습니다: 응답.xlsx '설문지 응답 시트1' 3번째 줄" in capsys.readouterr().out
