"""Nothing of anybody is found after a purge, wherever it was killed, and the public edition is byte for byte there."""

import csv
import json
import random
import shutil
import signal
import sqlite3
import threading
import unicodedata
from datetime import date, datetime, timedelta

import pandas as pd
import pytest

import flows.purge
import flows.serve
from flows.campaigns import read_campaign
from flows.commands.cli import main
from flows.desk.office import Office
from flows.desk.papers import shelves
from flows.desk.today import today
from output.store import inbox
from output.store import purge as store
from output.store.book import Book
from output.store.damage import look
from output.store.decisions import remember
from tests.conftest import CAMPAIGN, ROOT, same_files
from tests.planted import PEOPLE, SECRETS, plant, plant_guests, texts
from transforms.campaign.campaign import Campaign
from transforms.campaign.retention import reminder
from transforms.decisions.decisions import LOG
from transforms.errors.store import NothingToPurgeError, PurgeBegunError, PurgedError, RetentionPassedError
from transforms.publishing.destruction import Traces, fate, traces

BY = "파기담당"
LEFT = {".lock", "current", "destruction", "edition.json", "history.jsonl", "releases"}


def public(data):
    """The bytes of all that anyone may read."""
    return same_files((data / "current").resolve() / "public")


@pytest.fixture(scope="session")
def full(sync, tmp_path_factory):
    """A data folder in which planted people stand in every place that a campaign has for them."""
    from flows.event import event

    folder = tmp_path_factory.mktemp("full")
    data = folder / "data"
    sync(data, plant(folder / f"{PEOPLE[0].name}.csv", 70), products=("tables",))
    sync(data, plant(folder / "again.csv", 69), products=("tables", "review", "databases"))
    guests = plant_guests(folder / f"{PEOPLE[1].name}.csv")
    event.fn(CAMPAIGN, "", str(data), (f"그린리더={guests}",), products=("tables", "placement"))
    for where in ("attendance", "review", "event/printed"):
        (data / where).mkdir(exist_ok=True)
        (data / where / f"{PEOPLE[2].name}.xlsx").write_text(PEOPLE[2].phone)
    said = ["1", "typed", "headcount", "p-0", "3", PEOPLE[3].name, "a.xlsx", "participants"]
    said += ["", PEOPLE[5].name, "workbook"]
    remember(data, pd.DataFrame([said], columns=LOG, dtype="str"))
    for left in (".decisions.csv.77.tmp", "raw/.x.77.tmp", "releases/.staging-77/restricted/a.csv"):
        (data / left).parent.mkdir(parents=True, exist_ok=True)
        (data / left).write_text(PEOPLE[4].email)
    Book(data).choose_source(datetime.now(), "", PEOPLE[6].name)
    inbox.put(data, f"{PEOPLE[7].name}.csv", PEOPLE[7].phone.encode())
    (data / ".prefect").mkdir()
    with sqlite3.connect(data / ".prefect/prefect.db") as database:
        database.execute("CREATE TABLE run AS SELECT ? AS name", [PEOPLE[5].name])
    return data


@pytest.fixture
def data(full, tmp_path):
    return shutil.copytree(full, tmp_path / "data", symlinks=True)


def found(data):
    """Where anything planted is still told beside the public edition: names of files, bytes, all that is unpacked."""
    shown = (data / "current").resolve() / "public"
    return {
        path.relative_to(data).as_posix()
        for path, text in texts(data)
        if shown not in path.parents and any(secret in text for secret in SECRETS)
    }


def assert_purged(data, before):
    assert found(data) == set()
    assert public(data) == before
    assert look(data, is_full=True) == []
    assert not [path for path in data.rglob(".*") if path.name != ".lock"]
    assert {path.name for path in data.iterdir()} == LEFT
    rows = list(csv.DictReader((data / "destruction/ledger.csv").read_text("utf-8-sig").splitlines()))
    assert len({row["파기 일시"] for row in rows}) == 1
    assert len({row["파기한 것"] for row in rows}) == len(rows) >= 8
    assert len(list((data / "destruction").iterdir())) == 3


def test_nobody_is_found_and_the_public_edition_stays(data):
    before = public(data)
    # The search itself works.
    endings = {name.rpartition(".")[2] for name in found(data)}
    assert endings >= {"csv", "gz", "db", "duckdb", "parquet", "tmp", "xlsx"}
    made = flows.purge.purge(CAMPAIGN, data, BY)
    assert_purged(data, before)
    assert made.left == () and made.by == BY and made.reason == "early"
    assert {part.kind for part in made.parts} >= {"raw", "restricted", "event", "attendance", "server"}
    assert next(part.people for part in made.parts if part.kind == "raw") == 69


@pytest.fixture(scope="session")
def n_changes(nursery, full, tmp_path_factory):
    folder = shutil.copytree(full, tmp_path_factory.mktemp("counted") / "data", symlinks=True)
    told = nursery.run("", folder, purge=BY)
    assert told["status"] == 0, told["error"]
    return told["changes"]


def killed(nursery, full, folder, points):
    """A purge killed before each of the changes on the disk, and then run again."""
    before = public(full)
    folders = [shutil.copytree(full, folder / str(point), symlinks=True) for point in points]
    jobs = [
        [{"source": "", "data": str(data), "purge": BY, "die_at": point}]
        for data, point in zip(folders, points, strict=True)
    ]
    for (told,) in nursery.runs(jobs):
        assert told["status"] == -signal.SIGKILL, told
    for data in folders:
        assert public(data) == before
    for (told,) in nursery.runs([[{"source": "", "data": str(data), "purge": BY}] for data in folders]):
        # Killed when all was done, there is nothing left to do.
        assert told["status"] == 0 or told["error"][0] == "PurgedError", told["error"]
    for data in folders:
        assert_purged(data, before)
        shutil.rmtree(data)


class Killed(BaseException):
    pass


def dying(real, after):
    """``real``, whose call after that many is the last."""
    calls = iter(range(after))

    def call(*args, **kwargs):
        if next(calls, None) is None:
            raise Killed
        return real(*args, **kwargs)

    return call


@pytest.mark.parametrize(
    ("owner", "name", "after"),
    [
        (store, "erase", 3),
        *(
            pytest.param(*each, 0, marks=pytest.mark.long)
            for each in ((store, "_remove_empty"), (flows.purge, "write_destruction"), (store, "_overwrite"))
        ),
    ],
)
def test_stopped_anywhere_it_is_taken_up_again(data, monkeypatch, owner, name, after):
    before = public(data)
    with monkeypatch.context() as patched:
        patched.setattr(owner, name, dying(getattr(owner, name), after))
        with pytest.raises(Killed):
            flows.purge.purge(CAMPAIGN, data, BY)
    assert public(data) == before
    assert flows.purge.plan(CAMPAIGN, data).is_begun
    flows.purge.purge(CAMPAIGN, data, "다른 사람")
    assert_purged(data, before)
    # Who began it stands on the record.
    assert BY in (data / "destruction/ledger.csv").read_text("utf-8-sig")


@pytest.mark.slow
def test_killed_at_thirty_random_points(nursery, full, n_changes, tmp_path):
    killed(nursery, full, tmp_path, random.Random(20241231).sample(range(5, n_changes), 30))


@pytest.mark.long
def test_nothing_runs_in_a_folder_that_is_being_purged_or_was(data, sync, capsys):
    store.begin(data, {"parts": [["raw", 1, None]]}, Traces())
    with pytest.raises(PurgeBegunError):
        sync(data)
    assert "다시 실행" in today(Office(CAMPAIGN, "", data)).damaged
    assert main(["show", "--data", str(data)]) == 1
    assert "sdgnet purge" in capsys.readouterr().out
    store.end(data)
    office = Office(CAMPAIGN, "", data)
    assert today(office).told and not today(office).reminder
    flows.purge.purge(CAMPAIGN, data, BY)
    assert not today(office).told and "파기되었습니다" in today(office).damaged
    # What anyone may read is there still.
    assert {shelf.code for shelf in shelves(office)} == {"public_tables"}
    with pytest.raises(PurgedError):
        sync(data)
    with pytest.raises(PurgedError):
        flows.purge.plan(CAMPAIGN, data)
    assert main(["show", "--verify", "--data", str(data)]) == 0
    assert "파기했습니다" in capsys.readouterr().out
    assert main(["load", f"sqlite:///{data}/x.db", "--restricted", "--data", str(data)]) == 1


def test_the_command_changes_nothing_without_a_name_and_a_word(data, tmp_path, capsys, monkeypatch):
    before = sorted(data.rglob("*"))
    assert main(["purge", "--data", str(data)]) == 0
    assert "파일" in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin.readline", lambda: "네\n", raising=False)
    assert main(["purge", "--by", BY, "--data", str(data)]) == 1
    assert sorted(data.rglob("*")) == before
    (data / "memo.txt").write_text(f"{PEOPLE[7].phone} 에 전화")
    (data / "holiday.txt").write_text("휴가")
    (data / "scan.pdf").write_bytes(b"%PDF-1.7")
    (data / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00")
    (data / "unicode.txt").write_text(PEOPLE[7].phone, "utf-16")
    (data / unicodedata.normalize("NFD", PEOPLE[8].name)).mkdir()
    (data / unicodedata.normalize("NFD", PEOPLE[8].name) / "later.txt").touch()
    # On another disk: nothing there is touched, and nothing said of it that is not so.
    elsewhere = shutil.move(data / "raw", tmp_path / "elsewhere")
    (data / "raw").symlink_to(elsewhere)
    kept = same_files(elsewhere)
    monkeypatch.setattr("sys.stdin.readline", lambda: f"{CAMPAIGN}\n", raising=False)
    capsys.readouterr()
    assert main(["purge", "--by", BY, "--data", str(data)]) == 1
    told = capsys.readouterr().out
    # What nobody but the office may destroy is named to it, and left.
    left = told.partition("확인할 파일이 남았습니다")[2].split()
    assert [word for word in left if word.endswith(("txt", "pdf", "jpg", "raw"))] == [
        *("memo.txt", "photo.jpg", "raw", "scan.pdf", "unicode.txt"),
        unicodedata.normalize("NFD", f"{PEOPLE[8].name}/later.txt"),
    ]
    assert same_files(elsewhere) == kept and "응답 원본" not in (data / "destruction/ledger.csv").read_text("utf-8-sig")
    assert (data / "holiday.txt").is_file()
    assert "확인해 파기" in (data / "destruction/ledger.csv").read_text("utf-8-sig")
    assert "memo" not in (data / "destruction/ledger.csv").read_text("utf-8-sig")


def test_an_empty_folder_has_nothing_to_purge(tmp_path):
    with pytest.raises(NothingToPurgeError):
        flows.purge.plan(CAMPAIGN, tmp_path)


def dated(folder, until):
    """A copy of the sample campaign that may keep data until that day."""
    shutil.copytree(ROOT / "flows/campaigns" / CAMPAIGN, folder)
    settings = folder / "campaign.toml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("retention_until = 2034-12-31", f"retention_until = {until}"), "utf-8")
    return str(folder)


def test_after_its_last_day_nothing_new_is_read(tmp_path, sync):
    yesterday = dated(tmp_path / "council", date.today() - timedelta(days=2))
    with pytest.raises(RetentionPassedError, match="sdgnet purge"):
        sync(tmp_path / "data", campaign=yesterday)
    assert not (tmp_path / "data/raw").exists()


def test_every_file_that_runs_leave_is_known(full):
    release = (full / "current").resolve().name
    paths = [path.relative_to(full).as_posix() for path in full.rglob("*") if not path.is_dir()]
    assert [path for path in paths if not fate(path, release).kind] == []


@pytest.mark.parametrize("path", ["notes.txt", "pictures/raw/a.csv", ".git/x.tmp", "decisions.csv.bak"])
def test_files_of_others_are_none_of_ours(path):
    assert fate(path, "r") == ("", False)


def test_a_file_with_another_name_keeps_its_content(tmp_path):
    copy, path = tmp_path / "backup", tmp_path / "a"
    path.write_text("x")
    copy.hardlink_to(path)
    store.erase(path)
    assert copy.read_text() == "x" and not path.exists()


def test_what_is_overwritten_is_zeros(tmp_path, monkeypatch):
    path, seen = tmp_path / "a", []
    path.write_bytes(b"x" * 3_000_000)
    monkeypatch.setattr(type(path), "unlink", lambda self: seen.append(self.read_bytes()))
    store.erase(path)
    assert seen == [bytes(3_000_000)]


def test_traces_are_found_however_they_are_written():
    known = Traces(frozenset({"1000007301", "a@b.org"}), frozenset({"뿡순덕"}))
    for text in ("전화 010-0000-7301", "+82 10-0000-7301", "01000007301", "A@B.org 로"):
        assert known.are_in(text, words_too=False)
    assert known.are_in("(뿡순덕씨)", words_too=True) and not known.are_in("(뿡순덕씨)", words_too=False)
    # Digits within a hash or a longer number are nobody's.
    assert not known.are_in("ab01000007301cd 7010000073012", words_too=True)
    assert Traces.from_json(json.loads(json.dumps(known.to_json()))) == known


def test_the_offices_own_contact_is_no_trace():
    campaign: Campaign = read_campaign(CAMPAIGN)
    sheet = pd.DataFrame({"phone": [campaign.phone, "010-0000-7301"], "contact_name": ["김이박", "가"]})
    assert traces([sheet], campaign) == Traces(frozenset({"1000007301"}), frozenset({"김이박"}))


@pytest.mark.long
def test_a_campaign_that_is_over_is_purged_instead_of_served(data, tmp_path):
    over = dated(tmp_path / CAMPAIGN, date.today() - timedelta(days=2))
    assert main(["serve", "--campaign", over, "--data", str(data), "--purge", BY]) == 0
    assert_purged(data, public(data))
    assert "보유 기한 경과" in (data / "destruction/ledger.csv").read_text("utf-8-sig")


def test_the_office_is_reminded_from_thirty_days_before():
    until = date(2024, 12, 31)
    assert reminder(until, date(2024, 11, 30)) == ""
    said = [reminder(until, day) for day in (date(2024, 12, 1), until, date(2025, 1, 1))]
    assert "30일 남" in said[0] and "오늘" in said[1] and "1일 지났" in said[2]


def test_the_watch_ends_the_service_after_the_last_day(data, tmp_path, monkeypatch):
    told = threading.Event()
    monkeypatch.setattr(flows.serve, "_WATCH_EVERY_SECONDS", 0)
    monkeypatch.setattr("_thread.interrupt_main", told.set)
    over = dated(tmp_path / CAMPAIGN, date.today() - timedelta(days=2))
    flows.serve._watch(read_campaign(over), flows.serve.Served(over, "", data, force=False, is_purged=True))
    assert told.is_set()
