"""What is wrong in a data folder is named, file by file; a run mends what can be made again, and stops else."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.commands import show
from flows.commands.cli import main
from output.store.damage import Damage, look, recover
from output.store.decisions import remember, remembered
from output.store.profiles import profiles_until
from output.store.release import current_release, remove_old
from tests.conftest import CAMPAIGN, EXPORTS, ROOT
from tests.nursery import SOME
from transforms.decisions.decisions import TYPED
from transforms.errors.store import DecisionsDamagedError, IdentityKeyDamagedError, ReleaseDamagedError

ORIGIN = ("2024-05-02T10:00:00+09:00", "김주임", "workbook")


@pytest.fixture
def two_releases(two_nights) -> Path:
    """A data folder after set B and then set C; not to be written into."""
    return two_nights[1]


@pytest.fixture
def data(two_releases, tmp_path) -> Path:
    return Path(shutil.copytree(two_releases, tmp_path / "data", symlinks=True))


@pytest.fixture
def run(sync, data):
    """The night of set C once more."""
    return lambda: sync(data, EXPORTS / "responses-c.csv", accept_fall=True, products=SOME)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def changed(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def manifest_of_another(path: Path) -> None:
    told = json.loads(path.read_text("utf-8"))
    told["participants"] += 1
    path.write_text(json.dumps(told), "utf-8")


CASES = {
    "cut file": ("current/restricted/quality.html", cut, "file_size", False),
    "missing file": ("current/restricted/review.xlsx", Path.unlink, "file_missing", False),
    "changed file": ("current/restricted/tables/participants.csv", changed, "file_changed", True),
    "cut manifest": ("current/manifest.json", cut, "manifest", False),
    "changed manifest": ("current/manifest.json", manifest_of_another, "manifest", False),
    "missing manifest": ("current/manifest.json", Path.unlink, "manifest", False),
    "cut snapshot": ("raw/*.gz", cut, "snapshot", False),
    "changed snapshot": ("raw/*.gz", changed, "snapshot", True),
    "missing sidecar": ("raw/*.json", Path.unlink, "sidecar", False),
    "empty key": ("identity.key", lambda path: path.write_bytes(b""), "identity_key", False),
    "another key": ("identity.key", changed, "identity_key", False),
    "missing key": ("identity.key", Path.unlink, "identity_key", False),
    "broken history": ("history.jsonl", cut, "history", False),
    "cut profiles": ("profiles.jsonl", cut, "ledger", False),
    "changed profiles": ("profiles.jsonl", lambda path: path.write_text('{"profile": 1}\n'), "ledger", False),
    "cut shown": ("shown.jsonl", cut, "ledger", False),
    "changed shown": ("shown.jsonl", lambda path: path.write_text('{"facts": []}\n'), "ledger", False),
    "cut order": ("snapshots.jsonl", cut, "ledger", False),
}


@pytest.mark.parametrize("case", CASES)
def test_damage_is_named(data, case, capsys):
    pattern, harm, code, needs_all = CASES[case]
    path = next(iter(sorted(data.glob(pattern)))).resolve()
    assert look(data, is_full=True) == []
    harm(path)
    assert (look(data, is_full=False) == []) is needs_all
    named = Damage(code, path.relative_to(data.resolve()).as_posix())
    assert named in look(data, is_full=True)
    assert show.run("current", data, with_all=True, verify=True) == 1
    assert named.path in capsys.readouterr().out


def test_a_file_that_does_not_belong_is_named_when_all_is_looked_at(data):
    (current_release(data) / "public/desktop.ini").write_text("x")
    assert look(data, is_full=False) == []
    assert [d.code for d in look(data, is_full=True)] == ["file_unknown"]


@pytest.mark.parametrize("harm", [changed, cut, Path.unlink])
def test_a_run_stops_where_the_key_is_not_what_it_was(data, harm):
    harm(data / "identity.key")
    with pytest.raises(IdentityKeyDamagedError, match=r"identity\.key"):
        recover(data)


def test_a_pointer_to_nowhere_leads_to_the_last_whole_release(data, run):
    was = current_release(data)
    (other,) = {path.resolve() for path in (data / "releases").iterdir()} - {was}
    shutil.rmtree(was)
    assert recover(data) == [Damage("current", "current")]
    assert current_release(data) == other
    assert run().name == was.name
    assert look(data, is_full=True) == []


def test_a_pointer_to_nowhere_goes_where_no_release_is_left(data):
    shutil.rmtree(data / "releases")
    recover(data)
    assert not (data / "current").is_symlink()


@pytest.mark.long
@pytest.mark.parametrize("name", ["restricted/quality.html", "restricted/tables/identities.parquet", "manifest.json"])
def test_a_damaged_release_is_made_whole_by_the_next_run(data, run, name):
    was = current_release(data)
    cut(was / name)
    assert run() == was.resolve()
    assert look(data, is_full=True) == []


def test_identities_that_are_lost_for_good_stop_a_run(data, run):
    for release in (data / "releases").iterdir():
        cut(release / "restricted/tables/identities.parquet")
    with pytest.raises(ReleaseDamagedError, match=r"identities\.parquet"):
        run()


@pytest.mark.long
def test_a_snapshot_that_was_cut_is_kept_anew(data, run):
    for path in (data / "raw").glob("*.gz"):
        cut(path)
    run()
    assert [d.code for d in look(data, is_full=True)] == ["snapshot"]


@pytest.fixture
def decided(data, run) -> Path:
    """The folder after two decisions were remembered and a release was made with them."""
    log = remembered(data)
    for number, name in ((1, "가람모임"), (2, "나루모임")):
        log.loc[number - 1] = [
            str(number),
            TYPED,
            "name",
            f"r-none{number}",
            name,
            "",
            "검토.xlsx",
            "보류 응답",
            *ORIGIN,
        ]
    remember(data, log.astype("str"))
    run()
    return data


@pytest.mark.long
def test_decisions_that_are_fewer_or_others_than_a_release_saw_stop_a_run(decided):
    path = decided / "decisions.csv"
    whole = path.read_bytes()
    assert look(decided, is_full=False) == []
    lines = whole.split(b"\r\n")
    for harmed in (b"\r\n".join([*lines[:2], b""]), whole.replace("나루".encode(), "다래".encode()), None):
        path.unlink(missing_ok=True)
        if harmed is not None:
            path.write_bytes(harmed)
        assert Damage("decisions", "decisions.csv") in look(decided, is_full=False)
        with pytest.raises(DecisionsDamagedError, match="백업"):
            recover(decided)
    path.write_bytes(whole)
    # What is decided since is no damage.
    log = remembered(decided)
    log.loc[2] = ["3", TYPED, "name", "r-none3", "라온모임", "", "검토.xlsx", "보류 응답", *ORIGIN]
    remember(decided, log.astype("str"))
    assert look(decided, is_full=False) == []


def made_up(data: Path, n: int) -> list[str]:
    """``n`` releases that were current one day after another, the last of them now."""
    start, names = datetime(2024, 4, 1, tzinfo=UTC), [f"202404{day:02}-{day:012x}" for day in range(1, n + 1)]
    for name in names:
        (data / "releases" / name / "public").mkdir(parents=True)
    lines = [
        json.dumps({"release": name, "published_at": (start + timedelta(days=at)).isoformat()})
        for at, name in enumerate(names)
    ]
    (data / "history.jsonl").write_text("\n".join(lines) + "\n")
    (data / "current").symlink_to(Path("releases") / names[-1])
    return names


@pytest.mark.parametrize(
    ("most", "days", "kept"),
    [(3, 0, [1, 7, 8, 9]), (1, 0, [1, 9]), (3, 5, [1, 5, 6, 7, 8, 9]), (30, 0, list(range(10)))],
)
def test_old_releases_go_by_number_and_age_but_never_what_an_event_stands_on(tmp_path, most, days, kept):
    names = made_up(tmp_path, 10)
    event = tmp_path / "event/releases/20240402-e"
    event.mkdir(parents=True)
    (event / "manifest.json").write_text(json.dumps({"sync_release": names[1]}))
    gone = remove_old(tmp_path, most, days, datetime(2024, 4, 10, tzinfo=UTC))
    assert sorted(p.name for p in (tmp_path / "releases").iterdir()) == [names[at] for at in kept]
    assert sorted(gone) == [name for at, name in enumerate(names) if at not in kept]


@pytest.mark.long
def test_a_sync_keeps_what_the_campaign_says(sync, tmp_path):
    folder = Path(shutil.copytree(ROOT / "flows/campaigns" / CAMPAIGN, tmp_path / "council"))
    settings = (folder / "campaign.toml").read_text("utf-8")
    assert "releases = 30" in settings
    (folder / "campaign.toml").write_text(settings.replace("releases = 30", "releases = 1"), "utf-8")
    data = tmp_path / "data"
    for name in ("b", "c"):
        release = sync(data, EXPORTS / f"responses-{name}.csv", str(folder), accept_fall=True, products=("tables",))
        assert [path.resolve() for path in (data / "releases").iterdir()] == [release]
    assert len(list((data / "raw").glob("*.gz"))) == 2


def test_the_current_release_stays_even_where_it_is_the_oldest(tmp_path):
    names = made_up(tmp_path, 4)
    (tmp_path / "current").unlink()
    (tmp_path / "current").symlink_to(Path("releases") / names[0])
    remove_old(tmp_path, 1, 0, datetime(2024, 4, 10, tzinfo=UTC))
    assert sorted(p.name for p in (tmp_path / "releases").iterdir()) == [names[0], names[3]]


def test_profiles_are_those_of_the_snapshots_that_came_before(two_releases):
    lines = [json.loads(line) for line in (two_releases / "snapshots.jsonl").read_text().splitlines()]
    one, other = (line["snapshot"] for line in lines)
    known = [[each.snapshot for each in profiles_until(two_releases, before)] for before in (None, one, other)]
    assert known == [[], [one], [one, other]]
    for name in ("profiles.jsonl", "shown.jsonl"):
        assert (two_releases / name).stat().st_mode & 0o077 == 0


def test_show_tells_what_changed_since_and_the_releases_there_were(two_releases, capsys):
    assert main(["show", "--data", str(two_releases), "--all"]) == 0
    shown = capsys.readouterr().out
    for release in (two_releases / "releases").iterdir():
        assert release.name in shown
    counts = [
        json.loads((two_releases / "releases" / name / "manifest.json").read_text())["participants"]
        for name in (json.loads(line)["release"] for line in (two_releases / "history.jsonl").read_text().splitlines())
    ]
    change = counts[1] - counts[0]
    sign = "+" if change > 0 else "−"
    assert f"참여자 {counts[1]}곳(명) ({sign}{abs(change)})" in shown
    assert "잘못된 것이 없습니다" in shown
