"""Councils of other kinds, from an export to every document: nothing that is printed is another council's word."""

import csv
import io
import shutil
import subprocess
import zipfile

import pypdf
import pytest

from flows.commands.new import run
from flows.event import event
from flows.sync import sync

# What only the sample's council says.
FOREIGN = ("네트워크", "협약", "내빈", "청주", "정보 공유", "교류와 협력", "홍보 지원", "그린리더", "2024-")
CITY = {
    "타임스탬프": lambda n: f"2026/10/{n % 20 + 3:02} 9:{n:02}:00 오전",
    "단체명": lambda n: f"푸른모임 {n}호",
    "대표자": lambda n: "김하나",
    "연락처": lambda n: f"031-555-{1000 + n}",
    "주소": lambda n: f"푸른시 {'가' if n % 2 else '나'}구 {'하늘동' if n % 2 else '바다동'} {n}",
    "하는 일": lambda n: ["하천 정화와 물길 걷기", "마을 도서관 운영"][n % 2],
    "희망하는 분과": lambda n: ["물과 숲", "마을 살림"][n % 2],
    "참석 여부": lambda n: ["참석", "불참", "미정"][n % 3],
    "참석자 이름": lambda n: "김하나, 이두리",
    "행사 당일 점심 식사": lambda n: ["일반식", "채식", "먹지 않음"][n % 3],
    "필요한 것 (복수 선택)": lambda n: ";".join(["주차", "통역", "돌봄"][: n % 3 + 1]),
    "개인정보 수집 동의": lambda n: "동의함" if n else "동의 안 함",
}
# Neither districts nor fields nor meals, and fewer than a city.
VILLAGE = {
    title: answer for title, answer in CITY.items() if title not in ("주소", "희망하는 분과", "행사 당일 점심 식사")
}
WORDS = {'network = "사업"': 'network = "모임터"', 'agreement = "약속문"': 'agreement = "다짐글"'}


def said(name, content):
    """Every text of a file, of those inside it too, and what it says about itself."""
    if name.endswith((".xlsx", ".pptx", ".hwpx", ".zip")):
        archive = zipfile.ZipFile(io.BytesIO(content))
        for member in archive.namelist():
            yield from said(f"{name}!{member}", archive.read(member))
    elif name.endswith(".pdf"):
        document = pypdf.PdfReader(io.BytesIO(content))
        if shutil.which("pdftotext"):
            # A hundred times as fast as pypdf.
            call = ["pdftotext", "-enc", "UTF-8", "-", "-"]
            told = subprocess.run(call, input=content, capture_output=True, check=True).stdout.decode()
        else:
            told = "".join(page.extract_text() for page in document.pages)
        yield name, told + str(document.metadata)
    else:
        yield name, content.decode("utf-8", "ignore")


# Another council is run through to its documents, from a memo, in .ci/run (test_from_memos.py).
@pytest.mark.slow
@pytest.mark.parametrize(("form", "n"), [pytest.param(CITY, 40, id="city"), pytest.param(VILLAGE, 30, id="village")])
def test_a_draft_runs_through_and_prints_no_other_councils_word(form, n, tmp_path):
    folder, data, answers = tmp_path / "council", tmp_path / "data", tmp_path / "answers.csv"
    with answers.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([list(form), *([answer(at) for answer in form.values()] for at in range(n))])
    run(folder, str(answers), "", "")
    settings = folder / "campaign.toml"
    text = settings.read_text("utf-8")
    for ours, theirs in WORDS.items():
        assert ours in text
        text = text.replace(ours, theirs)
    settings.write_text(text, "utf-8")
    sync.fn(str(folder), "", str(data))
    event.fn(str(folder), "", str(data))
    texts = [each for path in data.rglob("*") if path.is_file() for each in said(path.as_posix(), path.read_bytes())]
    found = [(word, name) for name, told in texts for word in FOREIGN if word in told and "/raw/" not in name]
    assert found == []
    report = (data / "current/public/report.html").read_text("utf-8")
    assert (">지역</h" in report, "점심" in report) == (form is CITY, form is CITY)
    # Where no districts are told apart nobody's has to be asked for.
    assert 'id="part-check"' not in (data / "current/restricted/report.html").read_text("utf-8")
    assert any("다짐글" in told for name, told in texts if "agreements.pdf" in name)
