"""The poster and the card: every body that may be named, in its field, with its goals; of public tables alone."""

import io
import re
import struct
from collections import Counter

import pandas as pd
import pypdf
import pytest
from page import validate_pdf
from PIL import Image

from flows.campaigns import read_campaign
from output.formats.pdf import pdf, picture
from output.hall.poster import goals_shown, poster_of, write_posters
from tests.conftest import CAMPAIGN, facts_of
from tests.transforms.campaign.changed import read_with
from transforms.event.agreements import agreed_goals, backed

COUNCIL = read_campaign(CAMPAIGN)
_MM = 72 / 25.4


def public(release, *names):
    return [
        facts_of(release) if name == "facts" else pd.read_parquet(release / f"public/tables/{name}.parquet")
        for name in names
    ]


@pytest.fixture(scope="module")
def tables(release_a):
    bodies, goals, facts = public(release_a, "organisations", "organisation_goals", "facts")
    made = {
        name: pd.read_parquet(release_a / f"restricted/tables/{name}.parquet")
        for name in ("activities", "activity_goals")
    }
    return bodies.assign(full_name=bodies["name"]), backed(goals, made, COUNCIL.documents), facts


def plain(text):
    return re.sub(r"\s", "", text)


def size_of(png):
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


def many(tables, n):
    """``n`` organisations in the fields of those that are there."""
    bodies, goals, facts = tables
    times = -(-n // len(bodies))
    copies = [bodies.assign(participant_id=bodies["participant_id"] + str(at)) for at in range(times)]
    made = pd.concat(copies, ignore_index=True).head(n)
    made["name"] = made["full_name"] = [f"{name[:-1]}{chr(ord('가') + at)}" for at, name in enumerate(made["name"])]
    marks = pd.concat([goals.assign(participant_id=goals["participant_id"] + str(at)) for at in range(times)])
    return made, marks[marks["participant_id"].isin(made["participant_id"])], facts


def text_of(told):
    (page,) = pypdf.PdfReader(io.BytesIO(pdf("poster", told))).pages
    return plain(page.extract_text())


def test_every_body_that_may_be_named_stands_in_its_field(release_a, tables):
    bodies, goals, _ = tables
    (page,) = pypdf.PdfReader(release_a / "public/poster.pdf").pages
    text = plain(page.extract_text())
    assert all(plain(name) in text for name in bodies["name"])
    assert f"단체{len(bodies)}곳" in text
    counts = bodies["field"].value_counts()
    told = poster_of(*tables, COUNCIL, is_seated=False)["poster"]
    assert {each["number"]: each["n"] for each in told["fields"]} == counts.to_dict()
    assert all(f"{n}곳" in text for n in counts)
    assert sorted(at for column in told["columns"] for at in column) == list(range(len(counts)))
    # Beside a name stand the goals that it chose itself, else those read; tiles count the same.
    chosen = goals.groupby("participant_id")["is_declared"].any()
    known = Counter()
    for body, part in goals.groupby("participant_id"):
        known.update(part.loc[part["is_declared"], "goal"] if chosen[body] else part["goal"])
    assert {each["number"]: each["size"] for each in told["goals"]} == {n: known.get(n, 0) for n in range(1, 18)}
    assert set(goals_shown(goals)["participant_id"]) == set(goals["participant_id"])


def test_the_files_are_what_a_printer_and_a_browser_take(release_a):
    place = release_a / "public"
    (page,) = pypdf.PdfReader(place / "poster.pdf").pages
    assert [round(float(side) / _MM) for side in page.mediabox[2:]] == [297, 420]
    assert validate_pdf(place / "poster.pdf", profile="ua1").is_compliant
    assert size_of((place / "poster.png").read_bytes()) == (1754, 2480)
    assert size_of((place / "card.png").read_bytes()) == (1080, 1080)
    assert sum((place / name).stat().st_size for name in ("poster.pdf", "poster.png", "card.png")) < 2_000_000


def test_the_same_tables_make_the_same_picture(release_a, tables):
    told = poster_of(*tables, COUNCIL, is_seated=False)
    assert picture("card", told, 72) == picture("card", told, 72) == (release_a / "public/card.png").read_bytes()


@pytest.mark.parametrize("n", [5, 400])
def test_few_and_many_names_fit(tables, n):
    bodies, goals, facts = many(tables, n)
    text = text_of(poster_of(bodies, goals, facts, COUNCIL, is_seated=True))
    missing = [name for name in bodies["name"] if plain(name) not in text]
    assert missing == []
    assert not re.findall(r"외\d+곳", text)


def test_one_name_stands_once(tables):
    bodies, goals, facts = many(tables, 3)
    names = ["해율김", "해율 김", "큰여어촌계"]
    twice = bodies.assign(field=1, name=names, full_name=names)
    stump = bodies.head(1).assign(field=1, name="해율풍력 주민", full_name="해율풍력 주민 주식회사")
    [field] = poster_of(stump, goals, facts, COUNCIL, is_seated=True)["poster"]["fields"]
    assert field["names"][0]["name"] == "해율풍력 주민 주식회사"
    [field] = poster_of(twice, goals, facts, COUNCIL, is_seated=True)["poster"]["fields"]
    assert [(each["name"].replace(" ", ""), each["n"]) for each in field["names"]] == [("큰여어촌계", 1), ("해율김", 2)]
    assert field["n"] == 3


def test_more_than_anyone_could_read_are_counted(tables):
    bodies, goals, facts = many(tables, 2_000)
    told = poster_of(bodies, goals, facts, COUNCIL, is_seated=True)
    text = text_of(told)
    left = [int(n) for n in re.findall(r"외(\d+)곳", text.replace(",", ""))]
    shown = sum(plain(name) in text for name in bodies["name"])
    assert len(left) == len(told["poster"]["fields"])
    assert shown + sum(left) == pytest.approx(2_000, abs=20)
    assert plain(told["words"]["cut_note"]) in text
    [n] = re.findall(r"2,000곳가운데(\d+)곳|2,000곳\S*가운데(\d+)곳", text)
    assert int("".join(n)) + sum(left) == 2_000


def test_no_wall_says_of_a_body_what_its_agreement_leaves_open(release_a, tables):
    names = ("activities", "activity_goals", "participant_goals")
    made = {name: pd.read_parquet(release_a / f"restricted/tables/{name}.parquet") for name in names}
    shown = goals_shown(tables[1])
    read = shown[~shown["is_declared"]]
    agreed = agreed_goals(made, COUNCIL.documents.model_copy(update={"goals_each": 17}))
    assert len(read) == len(read.merge(agreed, on=["participant_id", "goal"]))
    whole = goals_shown(public(release_a, "organisation_goals")[0])
    assert len(whole) > len(shown)


def test_before_the_close_it_counts_the_named_alone(tables):
    bodies, goals, facts = tables
    before = facts[facts["topic"].eq("total") & facts["item"].eq("listed") | facts["topic"].eq("goal_field")]
    before = before.assign(as_of=pd.Series(None, index=before.index, dtype="str"), edition=0)
    told = poster_of(bodies, goals, before, COUNCIL, is_seated=False)["poster"]
    assert told["headline"] == f"{len(bodies)}곳이 함께합니다"
    assert "지금까지" in told["note"]
    after = poster_of(bodies, goals, facts, COUNCIL, is_seated=False)["poster"]
    assert after["headline"].startswith("단체 127곳과 개인 30명")


def test_what_nobody_ticked_is_told_as_read_and_a_lone_field_has_the_whole_width(tables):
    bodies, goals, facts = tables
    village = COUNCIL.model_copy(update={"fields": COUNCIL.fields[:1]})
    read = goals.assign(is_declared=False)
    told = poster_of(bodies.assign(field=1), read, facts, village, is_seated=False)
    assert told["poster"]["columns"] == [[0]]
    assert "활동" in told["poster"]["goals_note"]
    assert "고른" not in told["poster"]["marks_note"]
    assert pdf("poster", told)


def test_nothing_is_made_where_nobody_may_be_named(tables, tmp_path):
    bodies, goals, facts = tables
    assert not write_posters(bodies.head(0), goals.head(0), facts, COUNCIL, tmp_path, is_seated=False)
    assert list(tmp_path.iterdir()) == []


def test_a_goal_that_nobody_has_is_no_tile_and_the_pictures_say_what_they_show(tables, tmp_path):
    bodies, goals, facts = tables
    some = goals[goals["goal"].le(12)]
    told = poster_of(bodies, some, facts, COUNCIL, is_seated=False)
    assert [each["number"] for each in told["poster"]["goals"]] == list(range(1, 13))
    assert all(each["size"] for each in told["poster"]["goals"])
    assert write_posters(bodies, some, facts, COUNCIL, tmp_path, is_seated=False)
    for name in ("poster.png", "card.png"):
        with Image.open(tmp_path / name) as picture:
            picture.load()
            said = picture.text["Description"]
        assert said == told["said"]
        assert (
            told["poster"]["headline"] in said and COUNCIL.goal_names[12] in said and COUNCIL.goal_names[13] not in said
        )


def test_a_council_of_bodies_alone_is_told_as_many_as_in_the_report(tables):
    bodies, goals, facts = tables
    hidden = facts[facts["topic"].ne("form")]
    participants = facts[facts["topic"].eq("total") & facts["item"].eq("participants")]["n"].iloc[0]
    alone = read_with('individual = ["개인"]              # 단체가 아니라 사람을 뜻하는 선택지', "individual = []")
    told = poster_of(bodies, goals, hidden, alone, is_seated=False)["poster"]
    assert told["headline"] == f"{participants}곳이 함께합니다"


def test_an_event_of_two_days_is_told_with_both(tables):
    two = read_with("ends_at = 2024-05-30T15:30:00", "ends_at = 2024-05-31T15:30:00")
    assert "2024. 5. 30.~31. 14:00" in poster_of(*tables, two, is_seated=False)["poster"]["event"]


def test_words_of_a_headline_stay_whole(tables):
    told = poster_of(*tables, COUNCIL, is_seated=False)
    told["poster"] |= {
        "headline": "이음학교망과 함께하는 학교와 동아리와 마을교육단체 백스물일곱곳과 개인이 함께합니다",
        "card_headline": "학교·동아리·학부모회\n백스물일곱곳이\n우리마을에서함께합니다",
    }
    for name in ("poster", "card"):
        (page,) = pypdf.PdfReader(io.BytesIO(pdf(name, told))).pages
        assert (
            re.search(r"\S+$", told["poster"]["headline" if name == "poster" else "card_headline"])[0]
            in page.extract_text()
        )
