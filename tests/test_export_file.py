"""Exports as staff save them: other separators, a title above, several tabs, a workbook in a ZIP."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime

import openpyxl
import pandas as pd
import pytest
import xlsxwriter

from flows import sources
from flows.campaigns import read_campaign
from flows.sources.workbook import read_tabs
from flows.stages.withholding import left_out
from output.store.snapshot import keep_snapshot
from tests.conftest import CAMPAIGN, SAMPLE, with_form
from transforms.errors.source import FileTabNotFoundError, FileTabUnclearError, SourceCutError, SourceUnreadableError
from transforms.parse.text import is_broken

ROWS = list(csv.reader(io.StringIO(SAMPLE.read_text("utf-8"), newline="")))


@pytest.fixture(scope="module")
def campaign():
    return read_campaign(CAMPAIGN)


def workbook(path, tabs):
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for name, rows in tabs.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return path


def written(path, rows, separator=",", encoding="utf-8-sig"):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def assert_whole(source, campaign, n_above=0):
    raw = sources.open_snapshot(sources.read_source(str(source), campaign), campaign)
    assert list(raw.headings) == ROWS[0]
    assert raw.cells.values.tolist() == ROWS[1:]
    assert raw.n_above == n_above


@pytest.mark.parametrize(
    ("separator", "encoding"),
    [
        (";", "utf-8-sig"),
        (";", "cp949"),
        ("\t", "utf-8"),
        ("\t", "utf-16"),
        ("|", "cp949"),
        (",", "utf-16-le"),
        ("\t", "utf-16-be"),
    ],
)
def test_other_separators_are_read(tmp_path, campaign, separator, encoding):
    rows = [[cell.encode("cp949", "ignore").decode("cp949") for cell in row] for row in ROWS]
    source = written(tmp_path / "a.csv", rows, separator, encoding)
    raw = sources.open_snapshot(sources.read_source(str(source), campaign), campaign)
    assert [list(raw.headings), *raw.cells.values.tolist()] == rows


def test_headings_that_stand_again_among_the_rows_are_no_response(tmp_path, campaign):
    source = written(tmp_path / "a.csv", [*ROWS[:4], ["\ufeff" + ROWS[0][0], *ROWS[0][1:]], *ROWS[4:]])
    table = sources.open_snapshot(sources.read_source(str(source), campaign), campaign)
    assert table.cells.values.tolist() == [*ROWS[1:4], [""] * len(ROWS[0]), *ROWS[4:]]
    assert any("5번째 줄" in said for said in table.told)


def test_days_counted_from_1904_need_no_format(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx", {"date_1904": True}) as book:
        sheet = book.add_worksheet("응답")
        for at, row in enumerate([["시각", "인원"], [43943.54204861111, 2], [43944.5, 3]]):
            sheet.write_row(at, 0, row)
    [tab] = read_tabs((tmp_path / "a.xlsx").read_bytes(), "a.xlsx")
    assert tab.cells[1:] == [[45405.54204861111, 2], [45406.5, 3]]


@pytest.mark.parametrize("is_1904", [False, True])
def test_a_moment_that_is_shown_as_hours_gone_by_is_that_moment(tmp_path, is_1904):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx", {"date_1904": is_1904}) as book:
        hours = book.add_format({"num_format": "[h]:mm:ss"})
        book.add_worksheet().write_datetime(0, 0, pd.Timestamp("2024-04-23 12:00").to_pydatetime(), hours)
        book.worksheets()[0].write_number(1, 0, 1.5, hours)
    [tab] = read_tabs((tmp_path / "a.xlsx").read_bytes(), "a.xlsx")
    assert [row[0] for row in tab.head(2)] == ["45405.5", "1 day, 12:00:00"]


def test_a_formula_that_nobody_worked_out_is_a_broken_cell(tmp_path):
    """Programs that write workbooks leave it to Excel; one that comes to an empty text is a blank."""
    book = openpyxl.Workbook()
    for row in (["기관", "비고"], ['="가람"&"회"', "x"], ["=A2", "=1+1"]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    [tab] = read_tabs((tmp_path / "a.xlsx").read_bytes(), "a.xlsx")
    assert tab.head(3)[1:] == [["#GETTING_DATA", "x"], ["#GETTING_DATA"] * 2]
    assert is_broken("#GETTING_DATA")
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(tmp_path / "a.xlsx") as old, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b'<c r="A2">', b'<c r="A2" t="str">') if name == sheet else content)
    [tab] = read_tabs((tmp_path / "b.xlsx").read_bytes(), "b.xlsx")
    assert tab.head(2)[1] == ["", "x"]


def test_an_old_programs_end_of_file_mark_is_no_row(tmp_path, campaign):
    source = written(tmp_path / "a.csv", ROWS)
    source.write_bytes(source.read_bytes() + b"\x1a")
    raw = sources.open_snapshot(sources.read_source(str(source), campaign), campaign)
    assert len(raw.cells) == len(ROWS) - 1


@pytest.mark.parametrize(
    "above",
    [[[""]], [["2024 신청 현황"], []], [["2024 신청 현황", "담당: 이봄"], [""], ["연락처는 외부에 주지 마세요"]]],
)
def test_titles_above_the_headings_are_no_headings(tmp_path, campaign, above):
    filled = [row for row in above if row]
    assert_whole(written(tmp_path / "a.csv", above + ROWS), campaign, len(filled))
    assert_whole(workbook(tmp_path / "a.xlsx", {"설문지 응답 시트1": above + ROWS}), campaign, len(above))


@pytest.mark.long
def test_rows_below_a_title_keep_the_sheets_row_in_the_review(sync, tmp_path):
    source = workbook(tmp_path / "a.xlsx", {"응답": [["2024 신청 현황"], [], *ROWS]})
    release, flush = (
        sync(tmp_path / name, each, products=("review",)) for name, each in (("data", source), ("plain", SAMPLE))
    )
    below, plain = (
        pd.read_excel(each / "restricted/review.xlsx", sheet_name="보류 응답", engine="calamine")
        for each in (release, flush)
    )
    assert (below["시트 행"] - plain["시트 행"]).unique().tolist() == [2]
    assert json.loads((release / "manifest.json").read_text())["rows_read"] == len(ROWS) - 1


def test_the_tab_with_the_forms_questions_is_read_however_wide_the_others(tmp_path, campaign):
    wide = [[f"열 {n}" for n in range(40)], ["x"] * 40]
    assert_whole(
        workbook(tmp_path / "a.xlsx", {"집계": wide, "설문지 응답 시트1": ROWS, "빈 양식": ROWS[:1]}), campaign
    )


def test_two_tabs_of_the_form_stop_the_run_until_one_is_named(tmp_path, campaign, here):
    source = workbook(tmp_path / "a.xlsx", {"설문지 응답 시트1": ROWS[:5], "설문지 응답 시트2": ROWS})
    with pytest.raises(FileTabUnclearError, match="설문지 응답 시트1 · 설문지 응답 시트2"):
        sources.open_snapshot(sources.read_source(str(source)), campaign)
    assert_whole(f"{source}#설문지 응답 시트2", campaign)
    with pytest.raises(FileTabNotFoundError, match="설문지 응답 시트1 · 설문지 응답 시트2"):
        sources.open_snapshot(sources.read_source(f"{source}#시트3"), campaign)
    result = here("check", "--source", f"{source}#설문지 응답 시트2")
    assert result.returncode == 0, result.stdout
    assert "응답 214건" in result.stdout


def test_tabs_and_files_that_the_campaign_names_are_read_as_one(tmp_path, campaign):
    one, other = ROWS[:101], [ROWS[0][::-1], *(row[::-1] for row in ROWS[101:])]
    book = workbook(tmp_path / "a.xlsx", {"메모": [["x"]], "처음": one, "나중": other})
    with pytest.raises(FileTabUnclearError, match=r'\[form\] tabs = \["처음", "나중"\]'):
        sources.open_snapshot(sources.read_source(str(book)), campaign)
    folder = tmp_path / "받은 것"
    folder.mkdir()
    files = [written(folder / f"{name}.csv", rows) for name, rows in (("처음", one), ("나중", other))]
    written(folder / ".처음.csv", one)
    zips = [tmp_path / "a.zip", tmp_path / "b.zip"]
    for zipped, held in zip(zips, (files, files[::-1]), strict=True):
        with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in held:
                archive.write(file, f"받은 것/{file.name}")
    with pytest.raises(FileTabUnclearError, match="처음"):
        sources.open_snapshot(sources.read_source(str(zips[0])), campaign)
    assert len(sources.open_snapshot(sources.read_source(f"{folder}#처음"), campaign).cells) == 100
    named = with_form(campaign, tabs=("처음", "나중"))
    for source in (book, zips[0], folder):
        raw = sources.open_snapshot(sources.read_source(str(source)), named)
        assert list(raw.headings[:-1]) == ROWS[0]
        assert raw.cells.iloc[:, :-1].values.tolist() == ROWS[1:]
        assert raw.cells.iloc[[0, 99, 100], -1].tolist() == ["처음 2", "처음 101", "나중 2"]
    # The same files are the same snapshot, however they were packed, and one that was kept is read again.
    snapshots = [sources.read_source(str(each)) for each in (*zips, folder)]
    assert len({each.sha256 for each in snapshots}) == 1
    kept = keep_snapshot(snapshots[0], tmp_path / "data", datetime(2024, 5, 1, tzinfo=UTC))
    assert len(sources.open_snapshot(sources.read_source(str(kept)), named).cells) == len(ROWS) - 1
    # Who had their data destroyed is left out of all of them, and every other row keeps its name.
    left, n = left_out(sources.read_source(str(book)), pd.Index([100]), named)
    assert n == 1
    raw = sources.open_snapshot(left, named)
    assert raw.cells.iloc[[99, 100, 101], -1].tolist() == ["처음 101", "", "나중 3"]
    with pytest.raises(FileTabNotFoundError, match="처음 · 나중"):
        sources.open_snapshot(sources.read_source(str(SAMPLE)), named)
    with pytest.raises(FileTabNotFoundError, match="없는 탭"):
        sources.open_snapshot(sources.read_source(str(book)), with_form(named, tabs=("처음", "없는 탭")))


def test_a_folder_is_read_as_the_files_in_it(tmp_path, campaign):
    (tmp_path / "빈").mkdir()
    with pytest.raises(SourceUnreadableError, match="하나도 없는 폴더"):
        sources.read_source(str(tmp_path / "빈"))
    assert_whole(written(tmp_path / "빈/응답.csv", ROWS).parent, campaign)
    written(tmp_path / "빈/응답.tsv", ROWS)
    with pytest.raises(SourceUnreadableError, match="이름이 같은"):
        sources.read_source(str(tmp_path / "빈"))


def test_a_csv_has_no_tabs(campaign):
    with pytest.raises(FileTabNotFoundError):
        sources.read_source(f"{SAMPLE}#시트1", campaign)


def test_a_file_with_a_mark_in_its_name_is_that_file(tmp_path, campaign):
    assert_whole(written(tmp_path / "응답#1.csv", ROWS), campaign)


def test_the_zip_around_a_workbook_is_read(tmp_path, campaign):
    workbook(tmp_path / "a.xlsx", {"응답": ROWS})
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(tmp_path / "a.xlsx", "응답.xlsx")
        archive.writestr("__MACOSX/._응답.xlsx", b"x")
    assert_whole(tmp_path / "a.zip", campaign)


def test_a_short_last_row_is_a_cut_only_where_an_answer_is_cut(tmp_path, campaign):
    consent = [*ROWS[0], "비고", "확인"]
    staff = [consent, *([*row, "확인함", ""] for row in ROWS[1:-1])]
    # Excel leaves out the blank cells at the end of the rows of a block of sixteen.
    short = written(tmp_path / "a.csv", [*staff, ROWS[-1]])
    read = sources.open_snapshot(sources.read_source(str(short), campaign), campaign)
    assert read.cells.iloc[-1].tolist() == [*ROWS[-1], "", ""]
    with pytest.raises(SourceCutError):
        sources.open_snapshot(
            sources.read_source(str(written(tmp_path / "b.csv", [*staff, ROWS[-1][:-1]])), campaign), campaign
        )
    # A column that staff added and no setting knows yet is theirs as well: the newest response has nothing in it.
    added = written(tmp_path / "d.csv", [[*ROWS[0], "결재"], *([*row, "O"] for row in ROWS[1:-1]), ROWS[-1]])
    read = sources.open_snapshot(sources.read_source(str(added), campaign), campaign)
    assert read.cells.iloc[-1].tolist() == [*ROWS[-1], ""]
    cut = written(tmp_path / "c.csv", [*staff, ROWS[-1]])
    cut.write_bytes(cut.read_bytes().rstrip())
    with pytest.raises(SourceCutError):
        sources.open_snapshot(sources.read_source(str(cut), campaign), campaign)


def test_errors_in_a_workbook_are_read_as_they_are_shown(tmp_path, campaign):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx", {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.add_worksheet("메모 & 표")
        sheet = book.add_worksheet("응답")
        for at, row in enumerate(ROWS[:30]):
            sheet.write_row(at, 0, row)
        for row, column, error in ((3, 3, "#NAME?"), (29, 7, "#VALUE!"), (12, 22, "#N/A")):
            sheet.write_formula(row, column, "=0", None, error)
    cells = sources.open_snapshot(sources.read_source(str(tmp_path / "a.xlsx"), campaign), campaign).cells
    assert (cells.iloc[2, 3], cells.iloc[28, 7], cells.iloc[11, 22]) == ("#NAME?", "#VALUE!", "#N/A")
    assert cells.iloc[:2].to_numpy().tolist() == [list(row) for row in ROWS[1:3]]
