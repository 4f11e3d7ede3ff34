"""``sdgnet tag``: one name tag again, from the event release as it stands."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pypdf
import pytest

from flows.commands.cli import main
from tests.output.event.test_event_pdf import invented, rare, text_of
from tests.seats import seats_of


@pytest.fixture
def data(tmp_path: Path) -> Path:
    tables = invented(6)
    for folder, name, table in (
        ("releases/r1/restricted/tables", "participants", tables["participants"]),
        ("event/releases/e1/tables", "seats", seats_of(tables)),
    ):
        (tmp_path / folder).mkdir(parents=True)
        table.to_parquet(tmp_path / folder / f"{name}.parquet")
    (tmp_path / "current").symlink_to("releases/r1")
    (tmp_path / "event/current").symlink_to("releases/e1")
    (tmp_path / "event/releases/e1/manifest.json").write_text(json.dumps({"sync_release": "r1"}), "utf-8")
    return tmp_path


def test_one_tag_of_the_one_who_asks(data: Path) -> None:
    out = data / "tags.pdf"
    assert main(["tag", "p-0001-a2", "--data", str(data), "--out", str(out)]) == 0
    reader = pypdf.PdfReader(out)
    text = text_of(reader)
    assert len(reader.pages) == 1 and rare(3) in text
    assert not any(rare(other) in text for other in (0, 1, 2, 4, 5))
    assert out.stat().st_mode & 0o777 == 0o600


def test_where_no_file_is_named_it_lies_in_the_office_s_own_folder(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path_factory: Any
) -> None:
    here = tmp_path_factory.mktemp("here")
    monkeypatch.chdir(here)
    assert main(["tag", "p-0001-a2", "--data", str(data)]) == 0
    out = data / "event/tags.pdf"
    assert out.stat().st_mode & 0o777 == 0o600 and str(out) in capsys.readouterr().out
    assert list(here.iterdir()) == []


def test_a_person_is_found_by_name_and_by_the_number_on_the_badge(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = data / "event/releases/e1/tables/seats.parquet"
    seats = pd.read_parquet(path)
    one = seats[seats["attendee_id"].eq("p-0001-a2")].iloc[0]
    for typed in (one["name"], str(one["badge"])):
        assert main(["tag", typed, "--data", str(data), "--out", str(data / "tags.pdf")]) == 0
        text = text_of(pypdf.PdfReader(data / "tags.pdf"))
        assert rare(3) in text and f"{one['badge']}" in text
    # Two of one name are listed with their numbers, and nothing is made.
    seats.loc[0, "name"] = one["name"]
    seats.to_parquet(path)
    (data / "tags.pdf").unlink()
    capsys.readouterr()
    assert main(["tag", one["name"], "--data", str(data), "--out", str(data / "tags.pdf")]) == 1
    said = capsys.readouterr().out
    assert f"{one['badge']}번" in said and f"{seats.loc[0, 'badge']}번" in said and not (data / "tags.pdf").exists()


def test_an_unknown_id_is_told_and_nothing_written(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = data / "tags.pdf"
    assert main(["tag", "p-0001-a2", "p-9999-a1", "--data", str(data), "--out", str(out)]) == 1
    said = capsys.readouterr().err
    assert "p-9999-a1" in said and "p-0001-a2" not in said and not out.exists()


def test_before_any_event_release_the_way_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tag", "p-1", "--data", str(tmp_path)]) == 1
    assert "sdgnet event" in capsys.readouterr().err


def test_the_release_that_was_seated_is_read_whatever_is_current(data: Path) -> None:
    (data / "releases/r2").mkdir()
    (data / "current").unlink()
    (data / "current").symlink_to("releases/r2")
    assert main(["tag", "p-0001-a2", "--data", str(data), "--out", str(data / "tags.pdf")]) == 0
