"""The run before the event, from a release to everyone's seat, and what printed sheets ask of the runs after them."""

import json
import os
import shutil
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import flows.stages.event_products
from flows.commands.cli import main
from output.store.lock import only_run
from output.store.printed import printed_agreements, printed_version
from tests.conftest import CAMPAIGN, EXPORTS, ROOT, same_files
from transforms.errors.event import PlacementCrossedError
from transforms.errors.guests import GuestFileError, GuestRememberedError
from transforms.errors.running import LockedError
from transforms.errors.store import OlderReleaseError, OtherCampaignError
from transforms.event.placement import SEATS

# Documents have tests and seconds of their own.
TABLES_ALONE = ("tables", "placement", "attendance")


@pytest.fixture(scope="module")
def event(sync):
    """Runs the flow's function with its stages as plain calls; returns the folder of the current event release."""
    from flows.event import event as flow

    def run(data: Path, *guests: str, campaign: str = CAMPAIGN, **options: object) -> Path:
        flow.fn(campaign, "", str(data), guests, **{"products": TABLES_ALONE, **options})
        return (data / "event/current").resolve()

    return run


@pytest.fixture(scope="module")
def synced(sync, tmp_path_factory):
    """A data folder with a sync release of the first responses of set B."""
    data = tmp_path_factory.mktemp("synced")
    sync(data, written(data.parent / f"{data.name}.csv", first_of_b()))
    return data


def first_of_b() -> pd.DataFrame:
    return pd.read_csv(EXPORTS / "responses-b.csv", dtype=str, keep_default_na=False).head(90)


def written(path: Path, cells: pd.DataFrame) -> Path:
    cells.to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def first(event, synced):
    """The first event release of ``synced``."""
    return event(synced)


@pytest.fixture
def data(synced, tmp_path, monkeypatch):
    """A copy of ``synced``, before any event."""
    shutil.copytree(synced, tmp_path / "data", symlinks=True, ignore=shutil.ignore_patterns("event"))
    # The log stays as pytest has it.
    monkeypatch.setattr("flows.commands.cli.log_to_terminal", lambda: None)
    return tmp_path / "data"


def leaving(data: Path) -> "pd.Series[object]":
    """The response of a body that comes and answered once."""
    tables = data / "current/restricted/tables"
    responses = pd.read_parquet(tables / "responses.parquet").query("disposition == 'accepted'")
    once = pd.read_parquet(tables / "participants.parquet").query("attendance == 'yes' and n_responses == 1")
    return responses[responses["participant_id"].isin(once["participant_id"])].iloc[0]


def seats(release: Path) -> pd.DataFrame:
    return pd.read_parquet(release / "tables/seats.parquet")


def changes(release: Path) -> dict[str, int]:
    return pd.read_parquet(release / "tables/changes.parquet")["change"].value_counts().to_dict()


def settings(folder: Path, old: str, new: str) -> str:
    shutil.copytree(ROOT / "flows/campaigns" / CAMPAIGN, folder / CAMPAIGN)
    path = folder / CAMPAIGN / "campaign.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return str(folder / CAMPAIGN)


def test_everyone_who_may_come_has_one_row_and_nobody_else(synced, first):
    told = seats(first)
    tables = synced / "current/restricted/tables"
    attendees = pd.read_parquet(tables / "attendees.parquet")
    participants = pd.read_parquet(tables / "participants.parquet")
    assert {name: str(kind) for name, kind in told.dtypes.items()} == SEATS
    assert told["attendee_id"].is_unique
    assert set(attendees["attendee_id"]) <= set(told["attendee_id"])
    away = participants.loc[participants["attendance"].eq("no"), "participant_id"]
    assert not told["participant_id"].isin(away).any()
    undecided = participants.loc[participants["attendance"].eq("undecided"), "participant_id"]
    assert set(undecided) <= set(told.loc[told["attendance"].eq("undecided"), "participant_id"])
    honoured = told.dropna(subset=["protocol_order"]).sort_values("protocol_order")
    assert honoured["name"].tolist() == ["정하늘찬", "오한결", "하도담", "나은솔", "표가람", "황보다온"]
    assert told["since"].eq(1).all()


def test_an_event_release_is_private_whole_and_names_what_it_was_made_of(synced, first):
    manifest = json.loads((first / "manifest.json").read_text("utf-8"))
    assert manifest["sync_release"] == (synced / "current").resolve().name
    assert manifest["version"] == 1
    assert {each["path"] for each in manifest["files"]} == set(same_files(first)) - {"manifest.json"}
    assert not (first / "public").exists()
    modes = {
        oct(p.stat().st_mode & 0o077) for p in [synced / "event", *(synced / "event").rglob("*")] if not p.is_symlink()
    }
    assert modes == {"0o0"}
    names = set(seats(first)["name"].dropna())
    assert not [name for name in names if name in json.dumps(manifest, ensure_ascii=False)]


def test_the_same_input_gives_the_same_bytes(event, synced, first):
    before = same_files(first)
    assert event(synced) == first
    assert same_files(first) == before
    assert len(list((synced / "event/releases").iterdir())) == 1


@pytest.mark.slow
def test_every_document_has_the_same_bytes_twice(event, synced, tmp_path):
    made = []
    for name in ("one", "two"):
        shutil.copytree(synced, tmp_path / name, symlinks=True, ignore=shutil.ignore_patterns("event"))
        made.append(same_files(event(tmp_path / name, products=())))
    assert any(name.startswith("documents/") for name in made[0])
    assert [name for name in made[0] if made[0][name] != made[1].get(name)] == []


@pytest.mark.long
def test_printed_sheets_are_kept_to_and_the_rest_is_a_supplement(sync, event, data):
    before = event(data)
    assert changes(before) == {}
    assert main(["event", "--printed", "--data", str(data)]) == 0
    assert printed_version(data / "event") == 1
    signed = printed_agreements(data / "event")
    assert signed.equals(pd.read_parquet(before / "tables/agreements.parquet"))
    same = event(data)
    assert changes(same) == {}
    assert json.loads((same / "manifest.json").read_text())["version"] == 2
    left, late = leaving(data), data.parent / "late.csv"
    sync(data, written(late, first_of_b().drop(index=left["row_number"] - 1)))
    after = event(data, f"위원={_list(data.parent, '새사람,새로운모임')}")
    told = pd.read_parquet(after / "tables/changes.parquet")
    added = told[told["change"].eq("added")]
    assert added["name"].tolist() == ["새사람"]
    assert added["since"].tolist() == [2]
    assert (
        left["participant_id"]
        in told.loc[told["change"].eq("gone"), "attendee_id"].str.rsplit("-", n=1).str[0].tolist()
    )
    was, now = (seats(release).set_index("attendee_id")["field"] for release in (before, after))
    both = was.index.intersection(now.index)
    moved = was[both].astype("Float64").fillna(0).ne(now[both].astype("Float64").fillna(0))
    assert int(moved.sum()) == int(told["change"].eq("moved").sum())
    assert main(["event", "--not-printed", "--data", str(data)]) == 0
    assert changes(event(data)) == {}


def _list(folder: Path, *lines: str) -> Path:
    path = folder / "명단.csv"
    path.write_text("\n".join(["성명,기관", *lines, ""]), "utf-8")
    return path


@pytest.mark.long
def test_a_list_once_given_is_kept_to_until_another_is_given_or_it_is_dropped(event, data, monkeypatch):
    told: list[str] = []
    monkeypatch.setattr("flows.stages.seating.LOG.info", told.append)

    def people(release: Path, group: str) -> list[str]:
        return sorted(seats(release).query("group == @group")["name"])

    given = _list(data.parent, "새사람,새로운모임")
    first = event(data, f"내빈={given}")
    assert people(first, "내빈") == ["새사람"]
    assert "손님 명단을 읽었습니다: 내빈 1명(명단.csv). 다음 실행도 이 명단을 씁니다." in told
    assert [line for line in told if "견본 손님 명단(가상의 사람)" in line and ": 위원 8명(guests-council.csv)" in line]
    assert main(["event", "--printed", "--data", str(data)]) == 0
    # The file itself may be gone: the bytes are kept, and for the office alone.
    given.unlink()
    told.clear()
    second = event(data)
    assert people(second, "내빈") == ["새사람"] and changes(second) == {}
    assert "앞 실행의 손님 명단을 그대로 썼습니다: 내빈 1명(명단.csv)" in told
    before = same_files(second)
    assert event(data) == second and same_files(second) == before
    entry = json.loads((second / "manifest.json").read_text("utf-8"))["guests"][0]
    copy = data / "raw" / f"{entry['files'][0]['sha256']}.csv.gz"
    assert entry["is_given"] and copy.stat().st_mode & 0o077 == 0
    told.clear()
    for arguments in (("내빈=",), ()):
        dropped = event(data, *arguments)
        assert people(dropped, "내빈") == [] and changes(dropped) == {"gone": 1}
    assert told.count("손님 명단을 비웠습니다: 내빈 0명. 다음 실행도 그렇습니다.") == 2
    assert people(event(data, f"내빈={_list(data.parent, '다른이,새로운모임')}"), "내빈") == ["다른이"]
    kept = json.loads((data / "event/current/manifest.json").read_text("utf-8"))["guests"][0]["files"][0]
    (data / "raw" / f"{kept['sha256']}.csv.gz").unlink()
    with pytest.raises(GuestRememberedError, match="내빈= "):
        event(data)


@pytest.mark.long
def test_the_screen_sums_people_up_and_tells_what_is_to_be_seen_to(only_tables, data, capsys):
    path = data.parent / "내빈.csv"
    path.write_text("성명,기관,순서,차량\n이하나,한빛,다섯,\n박위원,충북연구원,1,\n", "utf-8")
    assert main(["event", "--data", str(data), "--guests", str(path), "위원=", "그린리더="]) == 0
    said = capsys.readouterr().out
    counts = json.loads((data / "event/current/manifest.json").read_text("utf-8"))["counts"]
    registered = counts["people"] - counts["undecided"] - 2
    assert f"신청 {registered} + 미정 {counts['undecided']} + 손님 2 = {len(seats(data / 'event/current'))}명" in said
    assert "내빈.csv 1번째 줄 D열: 손님 명단에 알 수 없거나 되풀이된 제목의 열이 있습니다" in said
    assert "내빈.csv 2번째 줄: 의전순서를 숫자로 읽을 수 없습니다" in said
    assert "내빈.csv 3번째 줄: 손님의 성명이 이름 같지 않아" in said
    assert not [cell for cell in ("이하나", "박위원", "다섯", "차량") if cell in said]


def test_documents_that_are_not_made_are_told_with_why(sync, only_tables, tmp_path, capsys):
    made = '[documents]\nmade = ["register", "agreements", "directory"]\ndirectory_for = "everyone"'
    folder = settings(tmp_path, "[documents]", made)
    path = Path(folder) / "campaign.toml"
    path.write_text(path.read_text("utf-8").replace("[campaign]", "[campaign]\npublic_names = false", 1), "utf-8")
    sync(tmp_path / "data", EXPORTS / "responses-b.csv", folder)
    assert main(["event", "--data", str(tmp_path / "data"), "--campaign", folder]) == 0
    said = capsys.readouterr().out
    told = [line for line in said.splitlines() if line.startswith("만들지 않은 문서")]
    assert told == [
        "만들지 않은 문서: 명찰, 분야별 모임 명부, 분야별 모임 현판, 진행자용, 참석자 명단 ([documents] made 에 없음)",
        "만들지 않은 문서: 참여자 목록 (이름을 공개할 수 있는 곳이 없음)",
    ]


def test_marking_twice_or_too_early_is_said(event, data, capsys):
    assert main(["event", "--printed", "--data", str(data)]) == 1
    assert "아직 행사 문서가 없습니다" in capsys.readouterr().err
    assert main(["event", "--not-printed", "--data", str(data)]) == 1
    event(data)
    assert main(["event", "--printed", "--data", str(data)]) == 0
    assert main(["event", "--printed", "--data", str(data)]) == 0
    assert "이미" in capsys.readouterr().out
    assert printed_version(data / "event") == 1


def test_attendance_that_was_ticked_comes_back_in(event, data, capsys):
    release = event(data)
    book = openpyxl.load_workbook(release / "attendance.xlsx")
    sheet = book.active
    headings = [cell.value for cell in sheet[3]]
    state, name = headings.index("참석 확인") + 1, headings.index("성명") + 1
    n = len(seats(release))
    sheet.cell(4, state).value, sheet.cell(5, state).value = "참석", "불참"
    sheet.cell(4 + n, name).value, sheet.cell(4 + n, state).value = "이하나", "현장등록"
    book.save(data.parent / "접수대.xlsx")
    assert main(["attendance", str(data.parent / "접수대.xlsx"), "--data", str(data)]) == 0
    assert "참석 2명(현장등록 1명 포함), 불참 1명" in capsys.readouterr().out
    after = event(data)
    told = pd.read_parquet(after / "tables/attendance.parquet")
    assert told["state"].value_counts().to_dict() == {"unknown": n - 2, "came": 2, "absent": 1}
    assert json.loads((after / "manifest.json").read_text())["attendance"]["walk_in"] == 1
    pd.testing.assert_frame_equal(seats(after), seats(release))
    assert main(["attendance", str(data.parent / "none.xlsx"), "--data", str(data)]) == 1
    # Another desk's file of the same name is kept beside it, and said so.
    (data.parent / "둘째").mkdir()
    sheet.cell(6, state).value = "참석"
    book.save(data.parent / "둘째" / "접수대.xlsx")
    files = [str(data.parent / "접수대.xlsx"), str(data.parent / "둘째" / "접수대.xlsx")]
    capsys.readouterr()
    for _ in range(2):
        assert main(["attendance", *files, "--data", str(data)]) == 0
        said = capsys.readouterr().out
        assert "참석 3명" in said and "둘 다 보관" in said
    assert len(list((data / "attendance").iterdir())) == 2
    # Ticked by mistake: a later file says otherwise, and whom it contradicts is told at once.
    sheet.cell(4, state).value = "불참"
    time.sleep(1.1)  # a workbook knows when it was saved to the second
    book.save(data.parent / "고침.xlsx")
    assert main(["attendance", str(data.parent / "고침.xlsx"), "--data", str(data)]) == 0
    said = capsys.readouterr().out
    assert "나중 표시(불참)를 씁니다" in said and str(sheet.cell(4, name).value) in said
    assert "참석 2명" in said


def test_what_cannot_be_leaves_the_last_event_release(event, data, tmp_path):
    before = event(data)
    with pytest.raises(GuestFileError):
        event(data, "위원=none.csv")
    tight = settings(tmp_path, 'most = "140%"', "most = 1")
    with pytest.raises(PlacementCrossedError, match="1번 모임의 하한"):
        event(data, campaign=tight)
    with pytest.raises(OtherCampaignError):
        shutil.copytree(tight, tmp_path / "other")
        event(data, campaign=str(tmp_path / "other"))
    table = (data / "current").resolve() / "restricted/tables/participants.parquet"
    of_before = pd.read_parquet(table).drop(columns="full_name")
    table.chmod(0o600)
    of_before.to_parquet(table)
    with pytest.raises(OlderReleaseError, match="sdgnet sync"):
        event(data)
    assert (data / "event/current").resolve() == before
    assert not list((data / "event/releases").glob(".*"))


@pytest.mark.long
def test_a_run_that_dies_writing_leaves_the_last_event_release(event, data, monkeypatch):
    before = event(data)

    def fail(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(flows.stages.event_products, "EVENT_PRODUCTS", [("tables", fail)])
    with pytest.raises(BaseException):  # noqa: B017 - whatever Prefect makes of it
        event(data, "위원=" + str(_list(data.parent, "새사람,새로운모임")))
    monkeypatch.undo()
    assert (data / "event/current").resolve() == before
    assert event(data) == before
    assert not list((data / "event/releases").glob(".*"))


@pytest.mark.long
def test_the_lock_is_the_syncs_and_its_holder_is_named_and_waited_for(event, only_tables, data, monkeypatch, capsys):
    said: list[str] = []
    monkeypatch.setattr("flows.serving.turn.LOG.warning", said.append)
    with only_run(data, datetime(2024, 5, 29, tzinfo=UTC)):
        with pytest.raises(LockedError, match="2024-05-29"):
            event(data)
        assert main(["event", "--data", str(data), "--wait", "0.01"]) == 1
    assert "2024-05-29" in capsys.readouterr().err
    assert [f"{os.getpid()}, 2024-05-29" in line for line in said] == [True]

    def hold() -> None:
        with only_run(data, datetime(2024, 5, 29, tzinfo=UTC)):
            held.set()
            time.sleep(1)

    held = threading.Event()
    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    assert main(["event", "--data", str(data), "--wait", "1"]) == 0
    holder.join()


@pytest.mark.long
def test_damage_is_mended_before_anything_is_read(event, sync, data):
    """A pointer into nothing, the litter of dead runs, and a printed version half written."""
    before = event(data)
    good = (data / "current").resolve()
    sync(data, EXPORTS / "responses-c.csv", accept_fall=True)
    shutil.rmtree((data / "current").resolve())
    litter = [data / "event/releases/.staging-1/documents", data / "event/printed/.1.parquet.7.tmp"]
    for path in litter:
        path.mkdir(parents=True)
    (data / "event/current").unlink()
    (data / "event/current").symlink_to("releases/none")
    # The last good release, and not the responses read anew.
    assert event(data) == before
    assert (data / "current").resolve() == good
    assert not any(path.exists() for path in litter)
    assert main(["event", "--printed", "--data", str(data / "nowhere")]) == 1


@pytest.mark.long
def test_a_council_that_seats_nobody_and_knows_no_guests_has_its_event_too(sync, event, tmp_path):
    text = (ROOT / "flows/campaigns" / CAMPAIGN / "campaign.toml").read_text("utf-8")
    start, end = text.index('group = "네트워크"'), text.index("[places]")
    folder = settings(tmp_path, text[start:end], "")
    cells = pd.read_csv(EXPORTS / "responses-b.csv", dtype=str, keep_default_na=False).iloc[-1:]
    one = tmp_path / "one.csv"
    cells.assign(**{"협약식 및 교류회(5월 30일) 참석 여부": "불참"}).to_csv(one, index=False)
    sync(tmp_path / "data", one, folder)
    assert len(seats(event(tmp_path / "data", campaign=folder))) == 0
