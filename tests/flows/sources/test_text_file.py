"""Texts to be matched come out of whatever responses come out of."""

import pytest
import xlsxwriter

from flows.sources.text_file import read_texts
from transforms.errors.source import SourceNotFoundError, SourceUnreadableError, TextColumnError

TABLE = "번호,활동\n7,하천 정화\n8,'-탄소 줄이기\n"
FOUND = [(1, "하천 정화"), (2, "-탄소 줄이기")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", TABLE.encode()),
        ("a.csv", TABLE.replace(",", ";").encode("cp949")),
        ("a.tsv", TABLE.replace(",", "\t").encode("utf-8-sig")),
        ("a.txt", TABLE.replace(",", "\t").encode("utf-16")),
        ("a.csv", ("2024 활동 목록\n\n" + TABLE).encode()),
        ("a.txt", TABLE.replace(",", "|").replace("활동", '"활동"').encode("cp949")),
        ("a.txt", TABLE.replace(",", "\t").encode("utf-16-le")),
        ("a.txt", ("sep=;\r\n" + TABLE.replace(",", ";")).encode("cp949")),
        ("a.dat", TABLE.replace("\n", "\r\n").encode()),
    ],
)
def test_a_table_is_a_table_however_it_was_saved(name, content, tmp_path):
    (tmp_path / name).write_bytes(content)
    assert list(read_texts(str(tmp_path / name), "활동")) == FOUND


def test_a_workbook_is_read_from_the_tab_that_has_the_column(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet("표지").write(0, 0, "활동 목록")
        old = book.add_worksheet("지난해")
        old.write_column(0, 0, ["활동", "옛것"])
        old.hide()
        sheet = book.add_worksheet("목록")
        for at, line in enumerate(["2024", *TABLE.splitlines()]):
            sheet.write_row(at, 0, line.split(","))
    assert list(read_texts(str(tmp_path / "a.xlsx"), "활동")) == FOUND
    with pytest.raises(TextColumnError, match="활동 목록"):
        list(read_texts(str(tmp_path / "a.xlsx"), "text"))


def test_lines_and_objects_stay_what_they_are(tmp_path):
    (tmp_path / "a.txt").write_text("활동, 하나\n\n하천 정화\n", "utf-8")
    assert list(read_texts(str(tmp_path / "a.txt"), "text")) == [(1, "활동, 하나"), (3, "하천 정화")]
    (tmp_path / "a.jsonl").write_text('{"id": "x", "text": "하천"}\n', "utf-8")
    assert list(read_texts(str(tmp_path / "a.jsonl"), "text")) == [("x", "하천")]


@pytest.mark.parametrize(
    "content", [b'[{"text": "x"}]', b"<html><table>", b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_what_is_no_text_is_told_as_what_it_is(content, tmp_path):
    (tmp_path / "a.txt").write_bytes(content)
    with pytest.raises(SourceUnreadableError, match="보입니다"):
        list(read_texts(str(tmp_path / "a.txt"), "text"))
    with pytest.raises(SourceNotFoundError):
        list(read_texts(str(tmp_path / "none.txt"), "text"))
