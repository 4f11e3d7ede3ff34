"""Nobody is found between two releases, whatever one keeps of all that was ever public."""

import csv
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import duckdb
import pandas as pd
import pytest

from flows.campaigns import read_campaign
from flows.stages import covering
from output.store.decisions import remember, remembered
from output.store.edition import FILE, edition_told, is_lost, keep_edition, read_edition
from tests.attacker import Reader, Told, found, listed, of_time
from tests.conftest import CAMPAIGN, EXPORTS, SAMPLE, facts_of
from transforms.errors.store import EditionDamagedError, OtherCampaignError
from transforms.publishing.editions import Edition, organisations_told, tells_seats
from transforms.publishing.facts import TOTAL, TYPES
from transforms.publishing.small_cells import PUBLIC, public_facts
from transforms.publishing.unasked import unasked

SETTINGS = read_campaign(CAMPAIGN)
# Answers that an edit changes, by the titles of their questions: to one of the options, or to nothing.
EDITS = {
    "협약식 및 교류회(5월 30일) 참석 여부": ("참석", "불참", "미정"),
    "네트워크 활동 만족도 [정보 공유]": ("매우 만족", "보통", "매우 불만족", ""),
    "참여 구분": ("단체", "개인", "모임·동아리", "기업"),
    "2023년 네트워크 참여 여부": ("예", "아니오", ""),
    "관련 지속가능발전목표(SDGs) (복수 선택)": ("1.빈곤퇴치;13.기후위기 대응", "6.깨끗한 물과 위생", ""),
    "주소(소재지)": ("상당구 용암동 1", "청원구 오창읍 2", ""),
}


class Story(NamedTuple):
    """How many nights before the close, and how many corrections after it."""

    nights: int
    corrections: int = 3


class Kept(NamedTuple):
    """What a reader keeps of one release, and what it was made of (``exact``, for the office alone)."""

    release: Path
    organisations: pd.DataFrame
    goals: pd.DataFrame
    facts: pd.DataFrame
    survey: pd.DataFrame
    releases: pd.DataFrame
    history: pd.DataFrame
    exact: pd.DataFrame

    @property
    def state(self) -> str:
        """Which of the public states it tells."""
        return self.releases["release_id"].iloc[-1]


def responses(name: str) -> pd.DataFrame:
    if name == "generated":
        from benchmarks.generate import generate

        return generate(500, 1).cells.astype("str")
    if name in ("a", "small"):
        cells = pd.read_csv(SAMPLE, dtype="str", keep_default_na=False)
        return cells if name == "a" else cells.sample(70, random_state=7).sort_index().reset_index(drop=True)
    return pd.read_csv(EXPORTS / f"responses-{name}.csv", dtype="str", keep_default_na=False)


def changed(
    cells: pd.DataFrame, to_come: pd.DataFrame, chance: random.Random
) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """The sheet after one to six changes, who is still to come, and how many things were decided instead."""
    n_decided = 0
    for _ in range(chance.randint(1, 6)):
        what = chance.choice(("added", "added", "edited", "withdrawn", "decided"))
        at = chance.randrange(len(cells))
        if what == "added" and len(to_come):
            cells, to_come = pd.concat([cells, to_come.head(1)], ignore_index=True), to_come.iloc[1:]
        elif what == "edited":
            title = chance.choice(list(EDITS))
            cells = cells.copy()
            cells.loc[at, title] = chance.choice(EDITS[title])
        elif what == "withdrawn":
            cells = cells.drop(index=at).reset_index(drop=True)
        else:
            n_decided += 1
    return cells, to_come, n_decided


def decide(data: Path, kept: Kept, chance: random.Random) -> None:
    """An officer gives somebody another field or district."""
    log, people = remembered(data), pd.read_parquet(kept.release / "restricted/tables/participants.parquet")
    kind, value = chance.choice(
        (("field", str(chance.randint(1, 7))), ("district", chance.choice(("상당구", "흥덕구"))))
    )
    who = chance.choice(people["participant_id"].tolist())
    line = dict.fromkeys(log.columns, "") | {"number": str(len(log) + 1), "said": "typed", "kind": kind, "key": who}
    remember(data, pd.concat([log, pd.DataFrame([line | {"value": value, "file": "검토.xlsx", "sheet": "참여자"}])]))


def releases(name: str, story: Story, sync, folder: Path, patch: pytest.MonkeyPatch) -> Iterator[Kept]:
    """The releases of every night, of the close and of the corrections after it."""
    chance, cells = random.Random(f"{name} {story}"), responses(name)
    n_first = len(cells) - 3 * (story.nights + story.corrections)
    now, to_come = cells.iloc[:n_first].reset_index(drop=True), cells.iloc[n_first:]
    kept: Kept | None = None
    for night in range(story.nights + 1 + story.corrections):
        since = timedelta(days=night - story.nights)
        patch.setattr(covering, "datetime", clock(SETTINGS.closes_at + since + timedelta(hours=2)))
        now, to_come, n_decided = changed(now, to_come, chance)
        if kept is not None:
            for _ in range(n_decided):
                decide(folder / "data", kept, chance)
        path = folder / f"{night}.csv"
        now.to_csv(path, index=False, quoting=csv.QUOTE_ALL)
        kept = keep(sync(folder / "data", path, products=("tables",)))
        yield kept


def clock(moment: datetime) -> type[datetime]:
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return moment.astimezone(tz)

    return Clock


def keep(release: Path) -> Kept:
    public = [
        pd.read_parquet(release / f"public/tables/{name}.parquet")
        for name in ("organisations", "organisation_goals", "facts", "survey_counts", "releases", "facts_history")
    ]
    public = [each.fillna({"note": ""}) if "note" in each else each for each in public]
    return Kept(release, *public, facts_of(release, "restricted"))


def pinned(kept: Kept, facts: pd.DataFrame, by_name: Kept) -> dict:
    """What a reader works out of ``facts``, who counts the organisations of ``by_name``."""
    known = listed(by_name.organisations, by_name.goals, SETTINGS)
    # The day on which each organisation was first listed is the day on which it came.
    days = kept.exact[kept.exact["topic"].eq("day")]
    known |= {("day", item): int(n) for item, n in zip(days["item"], days["n_named"], strict=True)}
    names = ("participants", "answers")
    tables = {name: pd.read_parquet(kept.release / f"restricted/tables/{name}.parquet") for name in names}
    return Reader(Told(facts, known), kept.exact, SETTINGS.individual, unasked(tables, SETTINGS)).pinned()


def check(kept: list[Kept], n_nights: int) -> None:
    least = SETTINGS.small_cell
    before, after = kept[:n_nights], kept[n_nights:]
    assert before
    for each in before:
        # Nothing but what every reader can count in the table of organisations.
        assert set(each.facts["topic"]) == {TOTAL, "goal_field"}
        assert each.facts.loc[each.facts["topic"].eq(TOTAL), ["item", "n"]].to_numpy().tolist() == [
            ["listed", len(each.organisations)]
        ]
        assert each.survey.empty
    for each in after[1:]:
        for name in ("facts", "survey_counts"):
            pd.testing.assert_frame_equal(
                *(pd.read_parquet(one.release / f"public/tables/{name}.parquet") for one in (each, after[0]))
            )
        assert set(each.organisations["participant_id"]) <= set(after[0].organisations["participant_id"])
        assert not each.exact.equals(after[0].exact)
    check_of_time(kept)
    told = [pinned(each, each.facts, each) for each in before]
    told += [pinned(after[0], after[0].facts, after[0])] * len(after)
    assert len(told[-1]) > 50
    assert found(told, least) == {}
    # The same reader, of numbers that are counted anew for each release.
    by_night = [*before, after[0]][-5:]
    anew = [pinned(each, public_facts(each.exact, least, SETTINGS.individual), each) for each in by_night]
    assert found(anew, least)


def check_of_time(kept: list[Kept]) -> None:
    """The newest release tells of the others what they told themselves, and of a night no more than that it told."""
    first_of = {each.state: each for each in reversed(kept)}
    columns = ["topic", "item", "by", "n", "base", "share", "note", "position"]
    told = of_time(kept[-1].releases, kept[-1].history)
    assert told.keys() <= first_of.keys()
    for name, facts in told.items():
        pd.testing.assert_frame_equal(facts[columns], first_of[name].facts[columns])
    for one, two in pairwise(kept):
        is_same = all(getattr(one, name).equals(getattr(two, name)) for name in ("organisations", "goals", "facts"))
        assert is_same == (one.state == two.state) == (public_files(one) == public_files(two))


def public_files(kept: Kept) -> dict[str, bytes]:
    """What is public of the release, by name; a database file is never twice the same."""
    files = [path for path in (kept.release / "public").rglob("*") if path.is_file() and path.suffix != ".duckdb"]
    return {path.name: path.read_bytes() for path in files}


@pytest.mark.long
def test_nobody_is_found(sync, tmp_path, monkeypatch):
    story = Story(1, 1)
    check(list(releases("small", story, sync, tmp_path, monkeypatch)), story.nights)


# Every public file: tables that the reader solves (or that say what codes mean), and what is made of these alone.
TABLES = {
    *("organisations", "organisation_goals", "facts", "survey_counts", "releases", "facts_history", "release_changes"),
    *("goals", "fields", "districts", "kinds", "questions", "topics", "items"),
}
MADE_OF_TABLES = {
    *("README.md", "card.png", "catalog.jsonld", "datapackage.json", "dictionary.csv", "poster.pdf", "poster.png"),
    *("questions.md", "report.html", "report.hwpx", "report.pdf", "rules.html", "slides.pptx", "tables.duckdb"),
}


@pytest.mark.long
@pytest.mark.parametrize(
    ("days", "made"),
    # Before the close the nights of a season are read, too, by whoever is to find nobody.
    [
        pytest.param(-1, ("tables", "databases", "packages"), marks=pytest.mark.slow),
        (1, ()),
        pytest.param(-1, (), marks=pytest.mark.slow),
    ],
    ids=["before the close", "after it", "before the close, whole"],
)
def test_a_night_in_which_only_hidden_things_changed_leaves_no_trace(days, made, sync, tmp_path, monkeypatch):
    """So no document, drawing, note or metadata tells anything that the tables do not: nothing else is alike."""
    monkeypatch.setattr(covering, "datetime", clock(SETTINGS.closes_at + timedelta(days=days)))
    cells, kept = responses("small"), list[Kept]()
    is_individual = cells["참여 구분"].eq("개인")
    # After the close no state follows.
    for answer in ("매우 만족", "불만족", "보통")[: 3 if days < 0 else 2]:
        path = tmp_path / f"{answer}.csv"
        cells.loc[5, "네트워크 활동 만족도 [정보 공유]"] = answer
        # Whom no public table names, all otherwise: where they are from, what they wish, whether they come.
        cells.loc[is_individual, "주소(소재지)"] = f"{'상당구' if answer == '불만족' else '흥덕구'} 용암동 1"
        cells.loc[is_individual, "협약식 및 교류회(5월 30일) 참석 여부"] = "참석" if answer == "불만족" else "불참"
        cells.iloc[: 69 + (answer == "보통")].to_csv(path, index=False, quoting=csv.QUOTE_ALL)
        kept.append(keep(sync(tmp_path / "data", path, products=made if answer != "보통" else ("tables",))))
    one, two, last = *kept[:2], kept[-1]
    assert one.release != two.release and not one.exact.equals(two.exact)
    assert public_files(one) == public_files(two)
    assert in_database(one) == in_database(two)
    found = {path.relative_to(one.release / "public") for path in (one.release / "public").rglob("*") if path.is_file()}
    assert {path.stem for path in found if path.parts[0] == "tables"} == TABLES
    assert made or {path.name for path in found if path.parts[0] != "tables"} == MADE_OF_TABLES
    # The next state tells when the one before was first told, whatever came meanwhile.
    if last.state != one.state:
        assert last.releases["release_id"].tolist() == [one.state, last.state]
        assert last.releases["published_at"].notna().tolist() == [True, False]


def in_database(kept: Kept) -> dict[str, str]:
    """Every table of the public database file, which holds those of the files and no more."""
    with duckdb.connect(str(kept.release / "public/tables.duckdb"), read_only=True) as database:
        names = [name for (name,) in database.execute("SELECT table_name FROM information_schema.tables").fetchall()]
        assert set(names) == TABLES
        return {name: database.table(name).df().to_csv(index=False) for name in names}


@pytest.mark.slow
def test_nobody_is_found_in_a_week(sync, tmp_path, monkeypatch):
    story = Story(5)
    check(list(releases("b", story, sync, tmp_path, monkeypatch)), story.nights)


def edition(*listed: str) -> Edition:
    rows = [("total", "read", 9, None), ("attendance", "yes", None, 9)]
    facts = pd.DataFrame(rows, columns=["topic", "item", "n", "base"])
    facts = facts.assign(by="", share=pd.NA, note=["", "covered"], shape=["total", "one"])
    return Edition("2024-05-10", listed, facts[PUBLIC].astype({name: TYPES[name] for name in PUBLIC}))


def test_an_edition_reads_back_and_stays(tmp_path):
    kept = edition("p-1", "p-2")
    assert read_edition(tmp_path, CAMPAIGN) is None
    keep_edition(tmp_path, CAMPAIGN, kept)
    back = read_edition(tmp_path, CAMPAIGN)
    pd.testing.assert_frame_equal(back.facts, kept.facts)
    assert (back.as_of, back.listed) == (kept.as_of, kept.listed)
    content = (tmp_path / FILE).read_bytes()
    keep_edition(tmp_path, CAMPAIGN, back)
    assert (tmp_path / FILE).read_bytes() == content
    assert not (tmp_path / FILE).stat().st_mode & 0o077
    with pytest.raises(OtherCampaignError):
        read_edition(tmp_path, "other")
    (tmp_path / FILE).write_bytes(content.replace(b"9", b"8", 1))
    with pytest.raises(EditionDamagedError):
        read_edition(tmp_path, CAMPAIGN)


def test_whether_numbers_are_of_seats_follows_from_when_they_were_counted(tmp_path):
    """Not from what they are now, which would tell whether anybody was moved since."""
    before, after = edition(), replace(edition(), is_seated=True)
    assert [tells_seats(each, is_seated=True) for each in (None, before, after)] == [True, False, True]
    assert not tells_seats(None, is_seated=False)
    keep_edition(tmp_path, CAMPAIGN, after)
    assert read_edition(tmp_path, CAMPAIGN).is_seated


def test_what_was_told_is_not_told_anew_when_its_file_is_gone(tmp_path):
    kept, data = edition(), tmp_path
    keep_edition(data, CAMPAIGN, kept)
    assert not is_lost(data, edition_told(CAMPAIGN, kept))
    assert is_lost(data, edition_told(CAMPAIGN, edition("p-1")))
    (data / FILE).unlink()
    assert is_lost(data, edition_told(CAMPAIGN, kept))
    assert not is_lost(data, None)


def test_a_body_that_may_be_named_only_later_is_not_listed_and_one_that_left_is_gone():
    now = pd.DataFrame({"participant_id": ["p-2", "p-3"], "name": ["나", "다"]})
    assert organisations_told(edition("p-1", "p-2"), now)["name"].tolist() == ["나"]
    assert organisations_told(None, now)["name"].tolist() == ["나", "다"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a", "b", "c", "generated"])
def test_nobody_is_found_in_a_campaign(name, sync, tmp_path, monkeypatch):
    story = Story(20)
    check(list(releases(name, story, sync, tmp_path, monkeypatch)), story.nights)
