"""What changed since the snapshot before: told, followed as the campaign says, the same however often it is run."""

import csv
import io
import json
import shutil

import pandas as pd
import pytest

from flows.campaigns import read_campaign
from output.store.release import read_manifest
from tests.conftest import CAMPAIGN, ROOT, SAMPLE, WITH_WORKBOOK, same_but_time, same_files
from transforms.changes.between_snapshots import has_fallen
from transforms.errors.changes import AcceptedFallError, LargeFallError, NothingAcceptedError
from transforms.errors.headings import ColumnUnreadableError

TITLES, *ROWS = list(csv.reader(io.StringIO(SAMPLE.read_text("utf-8"), newline="")))
ROWS = ROWS[20:60]
AT = {title: at for at, title in enumerate(TITLES)}
STAMP, EMAIL, NAME, PHONE = (AT[t] for t in ("타임스탬프", "이메일 주소", "기관·단체명 (개인은 성명)", "연락처"))


def written(path, rows, titles=TITLES):
    text = io.StringIO(newline="")
    csv.writer(text).writerows([titles, *rows])
    path.write_bytes(text.getvalue().encode())
    return path


def table(release, name):
    return pd.read_parquet(release / "restricted/tables" / f"{name}.parquet")


def changes(release):
    return table(release, "changes").groupby("change")["row_number"].agg(list).to_dict()


def lone(release):
    """The data rows (from 0) of organisations of which one response alone was read and used."""
    people = table(release, "participants").query("n_responses == 1 and not is_person")
    numbers = table(release, "responses").set_index("response_id")["row_number"]
    return sorted((people["response_id"].map(numbers) - 1).tolist())


def edited(row, **cells):
    new = list(row)
    for at, text in cells.items():
        new[int(at.removeprefix("c"))] = text
    return new


@pytest.fixture(scope="module")
def first(sync, tmp_path_factory):
    """A data folder with one release of 40 responses."""
    folder = tmp_path_factory.mktemp("changes")
    return sync(folder / "data", written(folder / "a.csv", ROWS))


@pytest.fixture
def data(first, tmp_path):
    shutil.copytree(first.parents[1], tmp_path / "data", symlinks=True)
    return tmp_path / "data"


def test_a_first_release_has_nothing_before_it(first):
    manifest = read_manifest(first)
    assert manifest["changes"] is None
    assert manifest["snapshot"]["previous"] is None
    assert table(first, "changes").empty


@pytest.mark.long
def test_every_change_is_told_and_holds_no_cell(sync, data, tmp_path, here):
    gone, one, two = lone((data / "current").resolve())[:3]
    rows = [list(row) for row in ROWS]
    who = table((data / "current").resolve(), "participants").set_index("response_id")["participant_id"]
    ids = table((data / "current").resolve(), "responses").set_index("row_number")["response_id"]
    # The form rewrites a response where it stands; here the body, its phone and its e-mail are all others.
    stamp = "2024/05/09 3:04:05 오후 GMT+9"
    new = {
        f"c{STAMP}": stamp,
        f"c{NAME}": "아주 새로운 이름 모임",
        f"c{PHONE}": "010-1357-2468",
        f"c{EMAIL}": "n@example.org",
    }
    rows[one] = edited(rows[one], **new)
    rows[two] = edited(rows[two], **{f"c{PHONE}": "010-9753-8642"})
    rows.append(edited(ROWS[two], **{f"c{STAMP}": stamp, f"c{NAME}": "다른 모임", f"c{EMAIL}": "o@example.org"}))
    moved = rows.pop(39)
    rows.insert(30, moved)
    del rows[gone]
    release = sync(data, written(tmp_path / "b.csv", rows), products=WITH_WORKBOOK)
    told = table(release, "changes")
    n = read_manifest(release)["changes"]
    assert n == {"new": 1, "edited": 2, "deleted": 1, "moved": 1, "kept": 0}
    assert told.loc[told["change"].eq("deleted"), "previous_row_number"].tolist() == [gone + 1]
    assert told.loc[told["change"].eq("deleted"), "response_id"].tolist() == [ids[gone + 1]]
    by_kind = told.set_index("change")
    assert by_kind.loc["new", "row_number"] == 40
    assert by_kind.loc["moved", ["row_number", "previous_row_number"]].tolist() == [30, 40]
    assert by_kind.loc["edited", "columns"].tolist() == ["submitted_at email name phone", "phone"]
    assert by_kind.loc["edited", "previous_response_id"].tolist() == [ids[one + 1], ids[two + 1]]
    # Whoever edits an answer stays who they were, under another name, phone and e-mail too.
    now = table(release, "participants").set_index("response_id")["participant_id"]
    assert now[by_kind.loc["edited", "response_id"]].tolist() == [who[ids[one + 1]], who[ids[two + 1]]]
    assert who[ids[gone + 1]] not in set(now)
    # Counts alone in the manifest, names of columns alone in the table.
    written_cells = {cell for row in rows for cell in row if len(cell) > 3}
    assert written_cells.isdisjoint(told.astype("str").to_numpy().ravel())
    shown = here("show", "--data", str(data)).stdout
    assert "달라진 응답: 새 응답 1 · 고친 응답 2 · 지워진 응답 1 · 자리를 옮긴 응답 1" in shown
    review = pd.read_excel(release / "restricted/review.xlsx", sheet_name="지워진 응답", engine="calamine")
    assert review["지난 시트 행"].tolist() == [gone + 2]
    assert review["처리"].tolist() == ["이 응답은 쓰지 않으며, 참여자 목록에 이 이름이 없습니다"]


@pytest.mark.long
def test_the_same_snapshot_has_the_same_predecessor_and_bytes(sync, data, tmp_path):
    a = next((data / "raw").glob("*.csv.gz"))
    b = written(tmp_path / "b.csv", ROWS[1:])
    one = sync(data, b)
    before = same_files(one)
    assert sync(data, b) == one
    c = sync(data, written(tmp_path / "c.csv", ROWS[2:]))
    assert read_manifest(c)["snapshot"]["previous"]["sha256"] == read_manifest(one)["snapshot"]["sha256"]
    # An older snapshot, run again, is compared with what came before it then.
    again = sync(data, b)
    assert read_manifest(again)["changes"] == read_manifest(one)["changes"]
    assert {name: content for name, content in same_files(again).items() if "changes" in name} == {
        name: content for name, content in before.items() if "changes" in name
    }
    assert read_manifest(sync(data, a))["changes"] is None
    other = tmp_path / "other"
    sync(other, written(tmp_path / "a.csv", ROWS))
    assert same_but_time(same_files(sync(other, b))) == same_but_time(before)


@pytest.mark.long
def test_a_deleted_answer_of_a_body_that_has_another_leaves_the_body(sync, data, tmp_path):
    release = (data / "current").resolve()
    numbers = table(release, "responses").set_index("response_id")["row_number"]
    merges = table(release, "merges")
    newest = merges["kept_response_id"].map(numbers)
    at = int(newest.iloc[0]) - 1
    fewer = [row for k, row in enumerate(ROWS) if k != at]
    after = sync(data, written(tmp_path / "b.csv", fewer), products=WITH_WORKBOOK)
    assert set(table(after, "participants")["participant_id"]) == set(table(release, "participants")["participant_id"])
    review = pd.read_excel(after / "restricted/review.xlsx", sheet_name="지워진 응답", engine="calamine")
    assert review["처리"].tolist() == ["이 응답은 쓰지 않으며, 같은 이름의 다른 응답을 씁니다"]


@pytest.mark.long
def test_a_large_fall_stops_the_run_until_staff_say_it_is_right(only_tables, sync, data, tmp_path, here):
    fewer = written(tmp_path / "b.csv", ROWS[9:])
    before = (data / "current").resolve()
    with pytest.raises(LargeFallError, match=r"(?s)40건 가운데 9건이 없어져.*이번 응답 31건.*--accept-fall") as caught:
        sync(data, fewer)
    assert caught.value.facts == {"data": data, "before": 40, "gone": 9, "now": 31}
    assert (data / "current").resolve() == before
    # As many others in their place are no smaller fall.
    others = list(csv.reader(io.StringIO(SAMPLE.read_text("utf-8"), newline="")))[100:109]
    with pytest.raises(LargeFallError, match="9건이 없어져"):
        sync(data, written(tmp_path / "c.csv", ROWS[9:] + others))
    result = here("sync", "--source", str(fewer), "--data", str(data), "--accept-fall")
    assert result.returncode == 0, result.stderr
    assert read_manifest((data / "current").resolve())["rows_read"] == 31
    # Run again, it is the snapshot behind the release: nothing fell.
    sync(data, fewer)
    # An older, larger one is no fall; the smaller one over it is.
    sync(data, written(tmp_path / "a.csv", ROWS))
    with pytest.raises(LargeFallError):
        sync(data, fewer)


@pytest.mark.long
def test_a_fall_of_what_can_be_used_stops_the_run_as_a_fall_of_rows_does(sync, data, tmp_path):
    before, consent = (data / "current").resolve(), AT["개인정보 수집 및 이용 동의"]
    blank = written(
        tmp_path / "b.csv", [edited(row, **{f"c{consent}": ""}) if k > 9 else row for k, row in enumerate(ROWS)]
    )
    with pytest.raises(AcceptedFallError, match=r"(?s)동의 칸이 비어 있습니다.*--accept-fall"):
        sync(data, blank)
    assert (data / "current").resolve() == before
    # A question that was read before and is not now, required or not.
    returning = AT["2023년 네트워크 참여 여부"]
    broken = written(tmp_path / "c.csv", [edited(row, **{f"c{returning}": "#REF!"}) for row in ROWS])
    with pytest.raises(ColumnUnreadableError, match="2023년 네트워크 참여 여부"):
        sync(data, broken)
    assert (data / "current").resolve() == before
    accepted = sync(data, blank, accept_fall=True)
    assert read_manifest(accepted)["counts"]["accepted"] < 12


def test_responses_of_which_none_counts_are_no_first_release(sync, tmp_path):
    last_year = [edited(row, **{f"c{STAMP}": row[STAMP].replace("2024", "2023")}) for row in ROWS]
    with pytest.raises(NothingAcceptedError, match=rf"(?s)응답 {len(ROWS)}건.*기간.*--campaign.*--accept-fall"):
        sync(tmp_path / "data", written(tmp_path / "a.csv", last_year))
    assert not (tmp_path / "data/current").exists()


def test_a_few_deleted_answers_of_a_small_sheet_are_no_fall():
    campaign = read_campaign(CAMPAIGN)
    assert not has_fallen(10, 4, campaign)
    assert has_fallen(10, 5, campaign) and has_fallen(40, 9, campaign)


@pytest.fixture(scope="module")
def keeping(tmp_path_factory):
    """The sample's campaign with the other rule."""
    folder = tmp_path_factory.mktemp("keeping") / CAMPAIGN
    shutil.copytree(ROOT / "flows/campaigns" / CAMPAIGN, folder)
    settings = (folder / "campaign.toml").read_text("utf-8")
    assert 'deleted = "withdrawn"' in settings
    (folder / "campaign.toml").write_text(settings.replace('deleted = "withdrawn"', 'deleted = "keep"'), "utf-8")
    return str(folder)


@pytest.mark.long
def test_kept_answers_count_as_read_and_are_told_as_kept(sync, data, tmp_path, keeping):
    release = (data / "current").resolve()
    one, two = lone(release)[:2]
    people = set(table(release, "participants")["participant_id"])
    b = written(tmp_path / "b.csv", [row for k, row in enumerate(ROWS) if k != one])
    c = written(tmp_path / "c.csv", [row for k, row in enumerate(ROWS) if k not in (one, two)])
    for source, n_deleted, n_kept, made in ((b, 1, 1, ("tables",)), (c, 1, 2, ("tables",)), (c, 1, 2, WITH_WORKBOOK)):
        release = sync(data, source, keeping, products=made)
        manifest = read_manifest(release)
        assert manifest["rows_read"] == 40 == sum(manifest["counts"].values())
        assert manifest["changes"] == {"new": 0, "edited": 0, "deleted": n_deleted, "moved": 0, "kept": n_kept}
        assert set(table(release, "participants")["participant_id"]) == people
    kept = table(release, "changes").query("change == 'kept'")
    assert kept["row_number"].tolist() == [39, 40]
    assert table(release, "findings").query("code == 'response_kept'")["response_id"].tolist() == (
        kept["response_id"].tolist()
    )
    review = pd.read_excel(release / "restricted/review.xlsx", sheet_name="지워진 응답", engine="calamine")
    assert review["처리"].tolist() == ["설정에 따라 그대로 씁니다"] * 2
    # Restored in the sheet, they are two answers and not four.
    release = sync(
        data, written(tmp_path / "d.csv", [*ROWS, edited(ROWS[0], **{f"c{PHONE}": "010-2222-3333"})]), keeping
    )
    assert read_manifest(release)["rows_read"] == 41
    assert read_manifest(release)["changes"]["kept"] == 0


@pytest.mark.long
def test_questions_that_changed_are_told(sync, data, tmp_path):
    titles = ["Email Address" if t == "이메일 주소" else t for t in TITLES]
    at = titles.index("건의사항")
    rows = [row[:at] + row[at + 1 :] + ["x"] for row in ROWS]
    titles = [*titles[:at], *titles[at + 1 :], "새로 물은 것"]
    release = sync(data, written(tmp_path / "b.csv", rows, titles))
    found = table(release, "findings").query("code.str.startswith('question_')")
    told = set(found[["code", "column"]].itertuples(index=False, name=None))
    assert ("question_renamed", "이메일 주소 → Email Address") in told
    assert ("question_added", "새로 물은 것") in told
    assert ("question_removed", "건의사항") in told
    assert set(read_manifest(release)["changes"].values()) == {0}


@pytest.mark.long
def test_a_lost_snapshot_spoils_no_run_and_drops_no_kept_answer(sync, data, tmp_path, keeping):
    next((data / "raw").glob("*.csv.gz")).unlink()
    b = written(tmp_path / "b.csv", ROWS[1:])
    with pytest.raises(Exception, match="찾을 수 없습니다"):
        sync(data, b, keeping)
    manifest = json.loads((sync(data, b) / "manifest.json").read_text())
    assert manifest["changes"] is None
    assert manifest["snapshot"]["previous"] is not None
