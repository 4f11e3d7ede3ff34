"""What goes wrong says so in Korean, exits 1, and leaves the last release as it was."""

import csv
import errno
import io
import json
import re
import shutil
import zipfile
from datetime import UTC, datetime

import pytest

from flows.campaigns import read_campaign
from flows.commands.cli import main
from flows.sources import open_snapshot, read_source
from flows.stages import comparison
from output.store.lock import only_run
from tests.conftest import CAMPAIGN, EXPORTS, ROOT, SAMPLE, command
from transforms.errors.source import SourceUnreadableError

TITLES = SAMPLE.read_text("utf-8").splitlines()[0]


def write(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


CASES = {
    "absent": (lambda p: p / "none.csv", "찾을 수 없습니다"),
    "empty file": (lambda p: write(p / "a.csv", b""), "파일이 비어 있습니다(0바이트)"),
    "headings alone": (lambda p: write(p / "a.csv", TITLES + "\n"), "한 건도 없습니다"),
    "not an export": (lambda p: write(p / "a.csv", "이름,나이\n홍길동,3\n"), "응답 파일이 아닌"),
    "binary": (lambda p: write(p / "a.csv", bytes(range(256)) * 9), "읽을 수 없습니다"),
    "old excel": (lambda p: write(p / "a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), ".xls"),
    "web page": (lambda p: write(p / "a.csv", "<!DOCTYPE html><html></html>"), "읽을 수 없습니다"),
    "damaged xlsx": (lambda p: write(p / "a.xlsx", b"PK\x03\x04" + b"x" * 400), "읽을 수 없습니다"),
    "ragged": (lambda p: write(p / "a.csv", TITLES + "\n" + ",".join(["x"] * 30) + "\n"), "칸이 30개"),
    "cut inside a cell": (lambda p: write(p / "a.csv", SAMPLE.read_text("utf-8")[:20_011]), "중간에 끊겼거나"),
    "blank rows alone": (
        lambda p: write(p / "a.csv", TITLES + "\n" + "," * 23 + "\n" + "," * 23 + " \n"),
        "한 건도 없습니다",
    ),
    "required gone": (
        lambda p: write(
            p / "a.csv", TITLES.replace("개인정보 수집 및 이용 동의", "비고란") + "\n" + ",".join(["x"] * 24)
        ),
        "개인정보 수집 및 이용 동의",
    ),
}


def zipped(path, *names):
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return path


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
DOCUMENTS = {
    "hwpx": (lambda p: zipped(p / "a.hwpx", "mimetype", "Contents/section0.xml"), "한글 문서로 보입니다"),
    "hwp": (lambda p: write(p / "a.csv", OLE + "HwpSummaryInformation".encode("utf-16-le")), "한글 문서로 보입니다"),
    "hwp by its name": (lambda p: write(p / "a.hwp", OLE), "한글 문서로 보입니다"),
    "docx": (lambda p: zipped(p / "a.docx", "[Content_Types].xml", "word/document.xml"), "워드 문서로 보입니다"),
    "pptx": (lambda p: zipped(p / "a.pptx", "[Content_Types].xml", "ppt/slides.xml"), "파워포인트 문서로 보입니다"),
    "locked workbook": (lambda p: write(p / "a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le")), "암호를 풀고"),
    "pdf": (lambda p: write(p / "a.pdf", b"%PDF-1.7\n"), "PDF 문서로 보입니다"),
    "no table in a zip": (lambda p: zipped(p / "a.zip", "a.txt"), "CSV나 엑셀(.xlsx) 파일이 없습니다"),
    "two tables in a zip": (lambda p: zipped(p / "a.zip", "a.csv", "b.csv"), "파일이 2개 있는데"),
    "no bytes": (lambda p: write(p / "a.csv", b""), "파일이 비어 있습니다(0바이트)"),
}


@pytest.mark.parametrize("case", DOCUMENTS)
def test_a_document_that_is_no_table_is_told_as_what_it_seems(case, tmp_path):
    make, says = DOCUMENTS[case]
    with pytest.raises(SourceUnreadableError) as caught:
        open_snapshot(read_source(str(make(tmp_path))), read_campaign(CAMPAIGN))
    assert says in str(caught.value)
    assert "ZIP" not in str(caught.value)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("sycn", "그런 명령이 없습니다: sycn\n→ sdgnet sync 을(를)"),
        ("", "무엇을 할지 적지 않았습니다"),
        ("sync --suorce a.csv", "그런 옵션이 없습니다: --suorce\n→ --source 을(를)"),
        ("sync a.csv", "응답 파일은 --source 뒤에"),
        ("sync --source", "--source 뒤에 값이 없습니다"),
        ("sync --wait 많이", "--wait 에는 숫자를 적습니다: 많이"),
        ("goals", "꼭 있어야 할 것이 없습니다: file"),
        ("event --printed --not-printed", "--not-printed 와(과) --printed 는 함께 쓸 수 없습니다"),
    ],
)
def test_wrong_use_is_told_in_korean_with_the_nearest_name(typed, says, capsys):
    assert main(typed.split()) == 2
    told = capsys.readouterr().err
    assert says in told
    assert "usage" not in told
    assert not re.search(r"unrecognized|invalid|expected|required", told)


@pytest.mark.parametrize("case", CASES)
def test_a_bad_source_is_refused_in_korean(case, tmp_path, here):
    make, says = CASES[case]
    result = here("sync", "--source", str(make(tmp_path)), "--data", str(tmp_path / "data"))
    assert result.returncode == 1
    assert says in result.stderr
    assert "→" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "data/current").exists()


def test_wrong_use_exits_2():
    assert command("sync", "--nonsense").returncode == 2
    assert command().returncode == 2


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('timezone = "Asia/Seoul"', 'timezone = "Asia/Soul"', "campaign.timezone"),
        ("closes_at = 2024-05-11T00:00:00", "closes_at = 2024-04-01T00:00:00", "campaign.closes_at"),
        ("small_cell = 3", 'small_cell = "셋"', "campaign.small_cell"),
        ('kind = "phone"', 'kind = "telephone"', "telephone"),
        ('"동의합니다" = "yes"', '"동의합니다" = "agree"', "yes · no"),
    ],
)
def test_a_bad_setting_names_file_key_and_what_is_allowed(tmp_path, here, old, new, says):
    folder = tmp_path / "council"
    shutil.copytree(ROOT / "flows/campaigns" / CAMPAIGN, folder)
    settings = (folder / "campaign.toml").read_text("utf-8")
    assert old in settings
    (folder / "campaign.toml").write_text(settings.replace(old, new, 1), "utf-8")
    result = here("sync", "--campaign", str(folder), "--data", str(tmp_path / "data"))
    assert result.returncode == 1
    assert "campaign.toml" in result.stderr
    assert says in result.stderr
    assert "쓸 수 있는 값" in result.stderr


def test_an_unknown_campaign_names_those_there_are(tmp_path, here):
    result = here("sync", "--campaign", "nowhere-2030", "--data", str(tmp_path))
    assert result.returncode == 1
    assert CAMPAIGN in result.stderr


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_every_encoding_that_staff_save_is_read(tmp_path, encoding):
    text = "\n".join(SAMPLE.read_text("utf-8").split("\n")[:2])
    campaign = read_campaign(CAMPAIGN)
    one, other = (
        comparison.arrange(read_source(str(write(tmp_path / name, text.encode(how))), campaign), campaign)
        for name, how in (("a.csv", encoding), ("b.csv", "utf-8"))
    )
    assert len(one.cells) == 1
    assert one.cells.equals(other.cells) and "청주" in one.cells["address"].item()


@pytest.mark.long
def test_the_zip_around_a_download_is_read(sync, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(SAMPLE, "설문지.csv")
    assert json.loads((sync(tmp_path / "data", tmp_path / "a.zip") / "manifest.json").read_text())["rows_read"] == 214


@pytest.mark.long
def test_a_second_run_at_the_same_moment_is_told_who_runs(tmp_path, here):
    with only_run(tmp_path, datetime(2024, 5, 1, tzinfo=UTC)):
        result = here("sync", "--data", str(tmp_path))
    assert result.returncode == 1
    assert "진행 중" in result.stderr
    assert "2024-05-01" in result.stderr


@pytest.mark.long
def test_a_full_disk_is_a_clear_failure(sync, two_nights, tmp_path, monkeypatch):
    from transforms.errors.running import DiskFullError

    data = shutil.copytree(two_nights[0], tmp_path / "data", symlinks=True)
    before = (data / "current").resolve()
    monkeypatch.setattr("output.formats.files.os.fsync", _full)
    with pytest.raises(DiskFullError, match="저장 공간"):
        sync(data, EXPORTS / "responses-c.csv", accept_fall=True)
    assert (data / "current").resolve() == before


def _full(_descriptor):
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.long
def test_a_table_that_breaks_its_schema_publishes_nothing(sync, tmp_path, monkeypatch):
    from transforms.errors.audit import TableBrokenError
    from transforms.publishing import participants

    before = sync(tmp_path)
    real = participants.participants
    monkeypatch.setattr(participants, "participants", lambda latest: real(latest).assign(district="달나라"))
    with pytest.raises(TableBrokenError, match=r"participants\.district value_unlisted"):
        sync(tmp_path, ROOT / "tests/exports/responses-b.csv", accept_fall=True)
    assert (tmp_path / "current").resolve() == before


def test_an_audit_that_fails_publishes_nothing(sync, tmp_path, monkeypatch):
    from transforms.errors.audit import AuditFailedError
    from transforms.publishing import participants

    # Each table is as its schema says, and they do not agree.
    real = participants.attendees
    monkeypatch.setattr(participants, "attendees", lambda *tables, **how: real(*tables, **how).head(0))
    with pytest.raises(AuditFailedError, match="attendees_agree"):
        sync(tmp_path)
    assert not (tmp_path / "current").exists()


@pytest.mark.long
def test_rows_that_hold_no_answer_are_no_responses(sync, tmp_path):
    lines = (ROOT / "tests/exports/responses-b.csv").read_text("utf-8-sig").splitlines(keepends=True)
    titles = lines[0].rstrip("\r\n") + ',"확인"\r\n'
    # A staff check box filled down beyond the last response, and a blank row in the middle.
    rows = list(csv.reader(io.StringIO("".join(lines[1:]), newline="")))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for at, row in enumerate(rows):
        if at == 5:
            writer.writerow([""] * 24 + [" "])
        writer.writerow([*row, "FALSE"])
    for _ in range(40):
        writer.writerow([""] * 24 + ["FALSE"])
    manifest = json.loads(
        (sync(tmp_path / "data", write(tmp_path / "a.csv", titles + text.getvalue())) / "manifest.json").read_text()
    )
    assert manifest["rows_read"] == len(rows) == sum(manifest["counts"].values())


@pytest.mark.long
def test_another_campaigns_folder_is_not_written_into(sync, tmp_path):
    from transforms.errors.store import OtherCampaignError

    folder = tmp_path / "council"
    shutil.copytree(ROOT / "flows/campaigns" / CAMPAIGN, folder)
    before = sync(tmp_path / "data")
    with pytest.raises(OtherCampaignError, match="council"):
        sync(tmp_path / "data", campaign=str(folder))
    assert (tmp_path / "data/current").resolve() == before


@pytest.mark.long
def test_a_folder_that_was_there_keeps_its_mode(sync, tmp_path):
    (tmp_path / "mine").mkdir(mode=0o700)
    sync(tmp_path / "mine", ROOT / "tests/exports/responses-b.csv")
    assert (tmp_path / "mine").stat().st_mode & 0o777 == 0o700


def test_what_a_failed_run_left_is_swept_at_the_start(sync, tmp_path):
    (tmp_path / "releases/.staging-1").mkdir(parents=True)
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw/.half.tmp").write_bytes(b"x")
    with pytest.raises(Exception, match="찾을 수 없습니다"):
        sync(tmp_path, tmp_path / "none.csv")
    assert not list(tmp_path.rglob(".staging-*"))
    assert not list(tmp_path.rglob("*.tmp"))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('individual = ["개인"]', 'individual = ["시민"]', "individual"),
        ('column = "suggestions"', 'column = "is_in_window"', "is_in_window"),
        ('"동의합니다" = "yes"', '"동의합니다" = "agree"', "yes · no"),
        ('"청주시 외", "미상"]', '"청주시 외"]', "places.order"),
    ],
)
def test_a_setting_that_would_bend_the_data_is_refused(tmp_path, old, new, says, here):
    folder = tmp_path / "council"
    shutil.copytree(ROOT / "flows/campaigns" / CAMPAIGN, folder)
    settings = (folder / "campaign.toml").read_text("utf-8")
    assert old in settings
    (folder / "campaign.toml").write_text(settings.replace(old, new, 1), "utf-8")
    result = here("sync", "--campaign", str(folder), "--data", str(tmp_path / "data"))
    assert result.returncode == 1
    assert says in result.stderr


def test_a_file_where_the_data_folder_should_be_is_named(tmp_path, here):
    taken = write(tmp_path / "data", b"")
    for place in (taken, taken / "below"):
        result = here("sync", "--data", str(place))
        assert result.returncode == 1
        assert f"쓸 수 없는 곳입니다: {taken}" in result.stderr


@pytest.mark.long
def test_a_named_server_that_does_not_answer_is_told_without_its_password(tmp_path):
    result = command(
        "sync", "--data", str(tmp_path / "data"), environment={"PREFECT_API_URL": "http://u:SECRET@127.0.0.1:9/api"}
    )
    assert result.returncode == 1
    assert "PREFECT_API_URL" in result.stderr
    assert "http://127.0.0.1:9/api" in result.stderr
    assert "SECRET" not in result.stdout + result.stderr


def test_check_names_a_guest_list_that_is_not_there(tmp_path, here):
    folder = tmp_path / "council"
    shutil.copytree(ROOT / "flows/campaigns" / CAMPAIGN, folder)
    assert "내빈 guests-honour.csv 6줄" in here("check", "--campaign", str(folder)).stdout
    (folder / "guests-honour.csv").unlink()
    told = here("check", "--campaign", str(folder))
    assert told.returncode == 1
    assert "guests-honour.csv" in told.stdout
