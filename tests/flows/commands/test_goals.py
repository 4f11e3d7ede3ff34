"""``sdgnet goals``: any list of texts in, JSON Lines out."""

import csv
import json
import re
import subprocess
import sys

import pytest

from flows.sources.text_file import read_texts
from tests.conftest import ROOT

TEXTS = [
    {"id": "a", "text": "하천 수질 모니터링"},
    {"id": "b", "text": "바다 쓰레기 수거"},
    {"id": "c", "text": ""},
    {"id": "d", "text": "🎉🎉"},
]


def lines(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def test_json_lines_are_answered_in_order(here, tmp_path):
    source = tmp_path / "texts.jsonl"
    source.write_text("\n".join(json.dumps(t, ensure_ascii=False) for t in TEXTS), "utf-8")
    result = here("goals", str(source), "--out", str(tmp_path / "out.jsonl"))
    assert result.returncode == 0, result.stderr
    answers = lines((tmp_path / "out.jsonl").read_text("utf-8"))
    assert [a["id"] for a in answers] == ["a", "b", "c", "d"]
    assert answers[0]["sdgs"][0] == 6
    assert answers[0]["field"] == 7
    assert answers[1]["sdgs"][0] == 14
    assert all(set(map(int, a["evidence"])) == set(a["sdgs"]) for a in answers)
    assert answers[2]["sdgs"] == answers[3]["sdgs"] == []
    assert [a["band"] for a in answers[2:]] == ["none", "none"]


def test_a_csv_with_a_named_column_and_standard_input(here, tmp_path):
    source = tmp_path / "texts.csv"
    source.write_bytes("id,활동\n1,미혼모 자립 지원\n2,태양광 발전소\n".encode("cp949"))
    result = here("goals", str(source), "--column", "활동")
    assert [a["id"] for a in lines(result.stdout)] == ["1", "2"]
    (tmp_path / "둘").mkdir()
    for name in ("나", "가"):
        (tmp_path / f"둘/{name}.csv").write_bytes(source.read_bytes())
    assert [id_ for id_, _ in read_texts(str(tmp_path / "둘"), "활동")] == ["1", "2", "1", "2"]
    piped = subprocess.run(
        [sys.executable, "-m", "flows.commands.cli", "goals", "-"],
        input="태양광 발전소\n",
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    assert lines(piped.stdout)[0]["sdgs"][0] == 7


def test_a_csv_for_a_spreadsheet_is_answered_with_its_texts_inert(here, tmp_path):
    source, out = tmp_path / "texts.csv", tmp_path / "out.csv"
    source.write_text('활동\n하천 수질 모니터링\n=1+1 태양광 발전소\n""\n', "utf-8")
    result = here("goals", str(source), "--column", "활동", "--out", str(out))
    assert result.stdout == f"글 3건의 결과를 {out} 에 썼습니다.\n"
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["글"] for row in rows] == ["하천 수질 모니터링", "'=1+1 태양광 발전소", ""]
    assert [row["목표(가까운 것부터)"][:1] for row in rows] == ["6", "7", ""]
    assert rows[2]["확실함"] == "판단 못 함"


def test_a_csv_without_the_column_says_which_there_are_and_leaves_no_file(here, tmp_path):
    source = tmp_path / "texts.csv"
    source.write_text("번호,활동\n1,태양광\n", "utf-8")
    for out in ("out.csv", "out.jsonl"):
        result = here("goals", str(source), "--out", str(tmp_path / out))
        assert result.returncode == 1
        assert "글이 든 열을 --column 으로 적어 주세요. 이 파일의 열: 번호 · 활동" in result.stderr
        assert not (tmp_path / out).exists()


@pytest.mark.parametrize("content", ['{"id": 1, "text": "a"\n', "\x00\xff"])
def test_what_cannot_be_read_is_said_and_leaves_no_file(here, tmp_path, content):
    source = tmp_path / "texts.jsonl"
    source.write_bytes(content.encode("latin-1"))
    result = here("goals", str(source), "--out", str(tmp_path / "out"))
    assert result.returncode == 1
    assert "읽을 수 없습니다" in result.stderr
    assert not (tmp_path / "out").exists()


def test_one_line_longer_than_the_probe_is_read(here, tmp_path):
    source = tmp_path / "long.jsonl"
    source.write_text(json.dumps({"id": "a", "text": "하천 정화 " * 120_000}, ensure_ascii=False), "utf-8")
    result = here("goals", str(source))
    assert result.returncode == 0, result.stderr
    assert [a["id"] for a in lines(result.stdout)] == ["a"]


@pytest.mark.long
def test_a_reader_who_has_enough_ends_the_command_quietly(tmp_path):
    source = tmp_path / "many.jsonl"
    source.write_text("\n".join(json.dumps({"id": n, "text": f"하천 정화 {n}"}) for n in range(3000)), "utf-8")
    shown = subprocess.run(
        f"{sys.executable} -m flows.commands.cli goals {source} | head -1",
        shell=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert json.loads(shown.stdout)["id"] == 0
    assert shown.stderr == ""


@pytest.mark.parametrize("out", ["none/there/x.jsonl", "none/there/x.csv", "."])
def test_a_place_that_cannot_be_written_is_named(here, tmp_path, out):
    source = tmp_path / "one.jsonl"
    source.write_text('{"id": "a", "text": "하천 정화"}', "utf-8")
    result = here("goals", str(source), "--out", str(tmp_path / out))
    assert result.returncode == 1
    assert "쓸 수 없는 곳" in result.stderr


def test_what_the_answers_are_worth_is_told_with_the_figures_of_the_card(here):
    told = here("goals", "--about")
    assert told.returncode == 0, told.stderr
    figures = re.findall(r"\d+(?:\.\d+)?(?=[–\d.]* %)", told.stdout)
    card = (ROOT / "benchmarks" / "MATCHER.md").read_text("utf-8")
    assert len(figures) >= 15
    # The card tells what is right as shares of one, what is sure in hundreds.
    assert [each for each in figures if each not in card and f"{float(each) / 100:.3f}"[1:] not in card] == []
    # What can be counted is counted, not written down.
    texts = (ROOT / "transforms" / "reference" / "activities.jsonl").read_text("utf-8").splitlines()
    assert f"{len(texts):,}건" in told.stdout
    assert f"{len(texts):,} labelled texts" in card
