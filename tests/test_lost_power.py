"""Whatever moment the power goes: a reader finds a whole release, and what the new one stands on is on the disk."""

import hashlib
import json
from pathlib import Path

import pytest

from tests.lost_power import Power, State, whole_release
from tests.test_killed import B, C, copies, current

# Long by nature: every run in it is a whole one, and many of them are killed or starved.
pytestmark = pytest.mark.long


def manifests(data: Path) -> dict[str, str]:
    paths = data.glob("releases/*/manifest.json")
    return {hashlib.sha256(path.read_bytes()).hexdigest(): path.read_text("utf-8") for path in paths}


def recorded(nursery, data: Path, source: Path) -> dict:
    path = data.parent / "recorded.json"
    told = nursery.run(source, data, record=str(path))
    assert told["status"] == 0, told["error"]
    return json.loads(path.read_text())


def test_a_first_release_is_whole_or_not_there(nursery, tmp_path):
    (tmp_path / "data").mkdir()
    power = Power(recorded(nursery, tmp_path / "data", B))
    known, new = manifests(tmp_path / "data"), current(tmp_path / "data").name
    for state in power.states():
        found = whole_release(state, known)
        assert found == (new if "current" in state else None)
        if found:
            _stands_on_what_it_needs(state, power.end)
    assert power.final() == power.end, "something is written that the recording does not see"


@pytest.fixture(scope="module")
def night(nursery, undisturbed, tmp_path_factory):
    """The folder after another night, and what that did to the disk."""
    (data,) = copies(undisturbed[0], [tmp_path_factory.mktemp("night") / "data"])
    return data, recorded(nursery, data, C)


@pytest.fixture(scope="module")
def mending(nursery, undisturbed, tmp_path_factory):
    """The same of a night that makes the same release again and mends it, the one before it being current meanwhile."""
    before, whole, _ = undisturbed
    (data,) = copies(whole, [tmp_path_factory.mktemp("mending") / "data"])
    (current(data) / "public/report.html").write_text("cut")
    (data / "current").unlink()
    (data / "current").symlink_to(Path("releases") / current(before).name)
    return data, recorded(nursery, data, C)


@pytest.mark.parametrize("which", ["night", pytest.param("mending", marks=pytest.mark.slow)])
def test_the_old_release_or_the_new_one_is_whole(undisturbed, request, which):
    data, told = request.getfixturevalue(which)
    old, new = (current(each).name for each in undisturbed[:2])
    power, known = Power(told), manifests(data)
    found = [(whole_release(state, known), state) for state in power.states()]
    assert {name for name, _ in found} == {old, new}
    for name, state in found:
        if name == new:
            _stands_on_what_it_needs(state, power.end)
    assert power.final() == power.end


def _stands_on_what_it_needs(state: State, end: dict) -> None:
    assert state.get("identity.key") == end["identity.key"]
    assert state.get("raw").tree() == end["raw"]
    for name in ("profiles.jsonl", "shown.jsonl", "snapshots.jsonl", "history.jsonl"):
        assert state.get(name) == end[name]


@pytest.mark.parametrize("forgotten", ["sync_file", pytest.param("sync_folder", marks=pytest.mark.slow)])
def test_the_check_sees_a_sync_that_is_left_out(night, forgotten):
    data, told = night
    known = manifests(data)
    less = told | {"changes": [change for change in told["changes"] if change[0] != forgotten]}
    assert any(whole_release(state, known) is None for state in Power(less).states())
