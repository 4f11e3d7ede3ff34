"""Files made to take all time or memory end soon, with a sentence; what offices really send of their kind is read."""

import gzip
import subprocess
import sys
import time
import zipfile

import pytest

from flows import sources
from flows.sources import export_file, file_kinds, workbook
from flows.sources.attendance_file import read_one
from flows.sources.list_file import read_list
from flows.sources.review_file import read_review
from tests.conftest import ROOT, SAMPLE
from tests.flows.sources.workbooks import cell, row
from tests.flows.sources.workbooks import workbook as written
from transforms.errors.decisions import ReviewFileError
from transforms.errors.guests import AttendanceFileError, EarlierFileError, GuestFileError
from transforms.errors.source import SourceUnreadableError

HEAD = SAMPLE.read_bytes().split(b"\n")[0]
TITLES = HEAD.decode("utf-8-sig").strip().split(",")
LONG = workbook.LONGEST_CELL + 1
LAUGHS = "<!DOCTYPE l [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
)


def archive(path, content, name="r.csv"):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return path


def put(path, content):
    path.write_bytes(content)
    return path


CASES = {
    "commas": (lambda p: archive(p / "a.zip", b"," * (5 << 20)), "50,000자"),
    "a cell": (lambda p: put(p / "a.csv", HEAD + b"\n" + b"a" * LONG), "2번째 줄에 50,000자"),
    "a quote": (lambda p: put(p / "a.csv", HEAD + b'\n"' + b"a\n" * LONG), "50,000자"),
    "blank lines": (lambda p: archive(p / "a.zip", HEAD + b"\n" * 10_000_100), "칸이 너무 많습니다"),
    "wide": (lambda p: put(p / "a.csv", HEAD + b"," * 18_000 + b"\nx" * 600), "칸이 너무 많습니다"),
    "wider": (lambda p: put(p / "a.csv", HEAD + b"," * 18_300 + b"\nx"), "칸이 너무 많습니다"),
    "far apart": (lambda p: written(p / "a.xlsx", [row(TITLES), cell("x", "XFD1048576")]), "칸이 너무 많습니다"),
    "hidden in an attribute": (
        lambda p: written(p / "a.xlsx", [row(TITLES), b'<row r="9"><c a=">" r="XFD1048576"><v>1</v></c></row>']),
        "칸이 너무 많습니다",
    ),
    "without places": (
        lambda p: written(p / "a.xlsx", [row(["x"] * 9000), *[row("x")] * 2000]),
        "칸이 너무 많습니다",
    ),
    "too wide": (lambda p: written(p / "a.xlsx", [row(TITLES), cell("x", "AAAA1")]), "칸이 너무 많습니다"),
    "a far row": (lambda p: written(p / "a.xlsx", [row(TITLES), cell("x", "A99999999999")]), "칸이 너무 많습니다"),
    "one text in all cells": (
        lambda p: written(
            p / "a.xlsx",
            [b"<row>" + b'<c t="s"><v>0</v></c>' * 20 + b"</row>"] * 2000,
            [b"<si><t>" + b"x" * 32_000 + b"</t></si>"],
        ),
        "50,000자",
    ),
    "a text without end": (
        lambda p: written(p / "a.xlsx", [b'<row><c t="inlineStr"><is><t>', *[b"x" * (1 << 20)] * 12]),
        "50,000자",
    ),
    "a text in parts": (
        lambda p: written(
            p / "a.xlsx",
            [b'<row><c t="s"><v>0</v></c></row>'],
            [b"<si>", *[b"<r><t>" + b"x" * 9000 + b"</t></r>"] * 600, b"</si>"],
        ),
        "50,000자",
    ),
    "a long cell": (lambda p: written(p / "a.xlsx", [row(["x", "y" * LONG])]), "'S' B1에 50,000자"),
    "entities": (lambda p: written(p / "a.xlsx", [row(TITLES)], head=LAUGHS + "]>", name="&j;"), "손상되었거나"),
    "an outside entity": (
        lambda p: written(
            p / "a.xlsx", [row(TITLES)], head='<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>', name="&a;"
        ),
        "손상되었거나",
    ),
    "a lying size": (lambda p: lying(p / "a.zip"), "손상되었거나"),
}


def lying(path):
    """An archive that says that it holds ten bytes, and holds five million."""
    archive(path, b"," * (5 << 20))
    size = (5 << 20).to_bytes(4, "little")
    return put(path, path.read_bytes().replace(size, (10).to_bytes(4, "little")))


def opened(path):
    return sources.open_snapshot(sources.read_source(str(path)))


@pytest.mark.parametrize("name", CASES)
def test_what_would_take_all_time_or_memory_is_refused_soon(name, tmp_path):
    make, says = CASES[name]
    path = make(tmp_path)
    before = time.process_time()
    with pytest.raises(SourceUnreadableError) as caught:
        opened(path)
    assert says in str(caught.value)
    assert time.process_time() - before < 30


@pytest.mark.parametrize("name", ["far apart", "one text in all cells", "entities", "a cell", "commas"])
def test_no_other_list_takes_more_either(name, tmp_path):
    make, _ = CASES[name]
    (tmp_path / "review").mkdir()
    path = make(tmp_path / "review")
    for refused in (GuestFileError, EarlierFileError):
        with pytest.raises(refused):
            read_list(path, refused)
    with pytest.raises(AttendanceFileError):
        read_one(path)
    with pytest.raises(ReviewFileError):
        read_review(tmp_path)


@pytest.mark.parametrize("pack", ["zip", "xlsx", "gz", "csv"])
def test_what_unpacks_to_more_than_a_sheet_is_never_unpacked(pack, tmp_path, monkeypatch):
    for module in (file_kinds, export_file, workbook):
        monkeypatch.setattr(module, "MOST_BYTES", 1 << 16)
    # Of what is packed as a kept snapshot is, only that is unpacked.
    path = tmp_path / (f"{'0' * 64}.csv.gz" if pack == "gz" else f"a.{pack}")
    {
        "zip": lambda: archive(path, HEAD + b"\n" * (1 << 17)),
        "xlsx": lambda: written(path, [row(TITLES), b" " * (1 << 17)]),
        "gz": lambda: put(path, gzip.compress(bytes(1 << 17))),
        "csv": lambda: put(path, b"a\n" * (1 << 16)),
    }[pack]()
    with pytest.raises(SourceUnreadableError, match="너무 큽니다"):
        opened(path)


def test_names_and_links_inside_an_archive_go_nowhere(tmp_path):
    link = zipfile.ZipInfo("../../link.csv")
    link.external_attr = 0o120777 << 16
    (tmp_path / "deep").mkdir()
    with zipfile.ZipFile(tmp_path / "deep/a.zip", "w") as made:
        made.writestr(link, "/etc/passwd")
        made.writestr("../../../evil.txt", "x")
    raw = export_file.read_named(str(tmp_path / "deep/a.zip"))
    assert raw.payload == b"/etc/passwd"
    assert sorted(each.name for each in tmp_path.rglob("*")) == ["a.zip", "deep"]


def test_colours_down_to_the_last_row_are_no_cells(tmp_path):
    styled = [
        b"".join(b'<c r="%c%d" s="1"/>' % (letter, number) for letter in b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        for number in range(2, 400_000, 400)
    ]
    first = b"".join(cell(title, f"{chr(65 + at)}1") for at, title in enumerate(TITLES))
    second = b"".join(cell("x", f"{chr(65 + at)}2") for at, _ in enumerate(TITLES))
    path = written(tmp_path / "a.xlsx", [b"<row>" + first + b"</row><row>" + second + b"</row>", *styled])
    assert opened(path).cells.shape == (1, len(TITLES))


def test_a_picture_in_a_workbook_is_passed_over(tmp_path):
    path = written(tmp_path / "a.xlsx", [row(TITLES), row(["x"] * len(TITLES))])
    with zipfile.ZipFile(path, "a") as made:
        made.writestr("xl/media/image1.png", b"\x89PNG" + b"\xff" * (20 << 20))
    assert len(opened(path).cells) == 1


HUGE = """
import resource, sys, time, zipfile
from flows import sources
from transforms.errors.base import SdgnetError
try:
    sources.open_snapshot(sources.read_source(sys.argv[1]))
except SdgnetError as error:
    print(error.code, time.process_time() < 60, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 2 << 20)
"""


@pytest.mark.slow
@pytest.mark.parametrize("block", [b"\n", b",", b"a", b'"a\n', b"," * 23 + b"\n", b"\0", b"x" * 900 + b"\n", b"a,b\r"])
def test_as_much_as_is_unpacked_at_all_ends_in_a_minute_and_two_gigabytes(block, tmp_path):
    piece = block * ((1 << 20) // len(block))
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as made, made.open("a.csv", "w") as stream:
        for _ in range(file_kinds.MOST_BYTES // len(piece) - 1):
            stream.write(piece)
    command = [sys.executable, "-c", HUGE, str(tmp_path / "a.zip")]
    told = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=300, check=True).stdout.split()
    assert told[1:] == ["True", "True"], told
