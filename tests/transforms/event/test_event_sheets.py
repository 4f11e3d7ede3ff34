"""Rows of the event's documents: who stands on which, in what order."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from flows.campaigns import read_campaign
from output.formats.labels import labels
from tests.conftest import CAMPAIGN
from tests.seats import seats_of
from transforms.campaign.campaign import Campaign
from transforms.event.event_sheets import PRINTED, Sheets, event_sheets, numbered
from transforms.event.korean_order import in_order
from transforms.event.placement import WAITS, changes
from transforms.event.row_texts import in_short, shortened, without_markup

TABLES = (
    *("participants", "attendees", "activities", "activity_goals", "participant_goals", "participant_fields"),
    *("answers", "corrections"),
)


class Given(NamedTuple):
    tables: dict[str, pd.DataFrame]
    seats: pd.DataFrame
    campaign: Campaign


@pytest.fixture(scope="module")
def given(release_a: Path) -> Given:
    tables = {name: pd.read_parquet(release_a / f"restricted/tables/{name}.parquet") for name in TABLES}
    return Given(tables, seats_of(tables), read_campaign(CAMPAIGN))


def _sheets(given: Given, seats: pd.DataFrame, printed: pd.DataFrame | None = None) -> Sheets:
    return event_sheets(
        seats, changes(seats, printed), given.tables, given.campaign, labels("documents", given.campaign)
    )


@pytest.fixture(scope="module")
def sheets(given: Given) -> Sheets:
    return _sheets(given, given.seats)


def test_everyone_stands_once_on_each_list_that_holds_them(given: Given, sheets: Sheets) -> None:
    everyone = sorted(given.seats["attendee_id"])
    seated = sorted(given.seats.loc[given.seats["field"].notna(), "attendee_id"])
    assert sorted(sheets.staff_list["attendee_id"]) == everyone
    assert sorted(sheets.register.loc[~sheets.register["is_walk_in"], "attendee_id"]) == everyone
    assert sorted(sheets.name_tags["attendee_id"]) == everyone
    assert sorted(sheets.rosters["attendee_id"]) == seated
    field_of = given.seats.set_index("attendee_id")["field"]
    assert sheets.rosters["field"].eq(sheets.rosters["attendee_id"].map(field_of)).all()
    assert sheets.meeting_bodies["n_people"].sum() == len(seated) == sheets.signs["n_people"].sum()
    assert sorted(sheets.agreements["participant_id"]) == sorted(given.tables["participants"]["participant_id"])
    assert sheets.supplement.empty and sheets.supplement_tags.empty


def test_whose_name_nobody_knows_may_have_no_tag(given: Given) -> None:
    documents = given.campaign.documents.model_copy(update={"tags_for": "named"})
    sheets = _sheets(given._replace(campaign=given.campaign.model_copy(update={"documents": documents})), given.seats)
    named = given.seats[given.seats["name"].fillna("").ne("")]
    assert 0 < len(named) < len(given.seats)
    assert sorted(sheets.name_tags["attendee_id"]) == sorted(named["attendee_id"])


def _tables(sheets: Sheets) -> dict[str, pd.DataFrame]:
    return {name: table for name, table in sheets._asdict().items() if isinstance(table, pd.DataFrame)}


def test_a_number_once_printed_is_its_persons_and_nobody_elses(given: Given) -> None:
    seats = numbered(given.seats.assign(badge=None).astype({"badge": "Int64"}), None, 0)
    known = seats.set_index("attendee_id")["badge"]
    assert sorted(known) == list(range(1, len(seats) + 1))
    # The last of them was printed once and is gone; one comes in front of all others.
    gone, left = known.idxmax(), seats[seats["badge"].ne(known.max())]
    now = pd.concat([left, seats.iloc[[0]].assign(attendee_id="new", protocol_order=0)]).assign(badge=None)
    again = numbered(now, left, int(known.max())).set_index("attendee_id")["badge"]
    assert again["new"] == known.max() + 1
    assert again.drop("new").equals(known.drop(gone)[again.drop("new").index])


def test_shuffled_rows_give_the_same_documents(given: Given, sheets: Sheets) -> None:
    mixed = {name: table.sample(frac=1, random_state=7) for name, table in given.tables.items()}
    again = _sheets(Given(mixed, given.seats, given.campaign), given.seats.sample(frac=1, random_state=8))
    for name in _tables(sheets):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(sheets, name))


def test_guests_of_honour_first_as_the_protocol_says_then_bodies_together(given: Given, sheets: Sheets) -> None:
    assert sheets.staff_list["name"].head(3).tolist() == ["한누리", "도마루", "선우가람"]
    order = in_order(given.seats)
    runs = order["participant_id"].fillna(order["attendee_id"])[order["body"].notna()]
    assert runs.ne(runs.shift()).sum() == runs.nunique()
    register = sheets.register
    assert register.loc[register["section"].eq(0), "name"].tolist()[:3] == ["한누리", "도마루", "선우가람"]
    assert register["badge"].dropna().tolist() == list(range(1, len(given.seats) + 1))


def test_who_waits_is_said_to_wait_on_lists_and_on_the_tag(given: Given) -> None:
    seats = given.seats.assign(reason=given.seats["reason"].where(given.seats.index != 3, WAITS))
    seats["field"] = seats["field"].mask(seats.index == 3)
    made = _sheets(given, seats)
    for table, column in ((made.staff_list, "meeting"), (made.register, "meeting"), (made.name_tags, "group")):
        waiting = table[table["attendee_id"].eq(seats["attendee_id"][3])]
        assert waiting[column].tolist() == ["대기"] and table[column].eq("대기").sum() == 1
    assert made.register["meeting"].ne("").sum() == made.staff_list["meeting"].ne("").sum() > 1


def test_who_gave_an_e_mail_alone_can_be_reached_from_the_staffs_list(given: Given) -> None:
    seats = given.seats.assign(email="sol@example.org", phone=given.seats["phone"].mask(given.seats.index == 3))
    made = _sheets(given, seats).staff_list.set_index("attendee_id")["phone"]
    assert made[seats["attendee_id"][3]] == "sol@example.org"
    assert made.eq("sol@example.org").sum() == seats["phone"].isna().sum()


def test_each_queue_has_its_own_consonants_and_its_empty_rows(given: Given, sheets: Sheets) -> None:
    register = sheets.register
    n = given.campaign.documents.queues
    assert register["section"].unique().tolist() == list(range(n + 1))
    n_empty, n_each = register[register["is_walk_in"]].groupby("section").size(), given.campaign.documents.walk_in_rows
    assert n_empty.drop(0).eq(n_each).all() and n_empty[0] == 2
    assert register.groupby("section")["is_walk_in"].apply(lambda s: s.is_monotonic_increasing).all()
    assert register.drop_duplicates("section")["label"].tolist() == ["내빈", "ㄱ–ㅂ", "ㅅ–ㅈ", "ㅊ–ㅎ · 영문·숫자"]


def test_a_register_may_be_parted_by_districts(given: Given) -> None:
    documents = given.campaign.documents.model_copy(update={"register_by": "district"})
    campaign = given.campaign.model_copy(update={"documents": documents})
    made = _sheets(given._replace(campaign=campaign), given.seats).register
    people = made[~made["is_walk_in"] & made["section"].gt(0)]
    order = [*given.campaign.district_order, "그 밖"]
    shown = people.drop_duplicates("section")["label"].tolist()
    assert shown == sorted(shown, key=order.index) and len(shown) > 2
    of = given.seats.set_index("attendee_id")["participant_id"]
    where = of.loc[people["attendee_id"]].map(given.tables["participants"].set_index("participant_id")["district"])
    assert where.fillna("그 밖").tolist() == people["label"].tolist()
    # Whoever stands in no part is on the list too, once, and each part has its rows for walk-ins.
    assert sorted(made.loc[~made["is_walk_in"], "attendee_id"]) == sorted(given.seats["attendee_id"])
    assert set(made.loc[made["is_walk_in"], "label"]) == set(made["label"])


def test_only_the_staff_s_lists_have_phones() -> None:
    assert [name for name, columns in PRINTED.items() if "phone" in columns] == [
        *("staff_list", "by_answer", "open_agreements")
    ]
    assert not {"phone", "email"} & {*PRINTED["register"], *PRINTED["rosters"], *PRINTED["meeting_bodies"]}


def test_pairs_are_of_people_who_sit_in_that_meeting(given: Given, sheets: Sheets) -> None:
    here = given.seats.dropna(subset=["participant_id"]).groupby("participant_id")["field"].first()
    pairs = sheets.meeting_pairs
    assert len(pairs) and pairs["reason"].ne("").all() and pairs["one"].notna().all() and pairs["other"].notna().all()
    for side in ("participant_1", "participant_2"):
        assert pairs[side].map(here).eq(pairs["field"]).all()
    times = pd.concat(
        [
            pairs[["field", "participant_1"]].set_axis([0, 1], axis=1),
            pairs[["field", "participant_2"]].set_axis([0, 1], axis=1),
        ]
    )
    assert times.value_counts().max() <= given.campaign.documents.pairs_each


def test_a_supplement_tells_what_the_printed_sheets_do_not(given: Given) -> None:
    printed = given.seats.drop(index=[20, 21])
    now = given.seats.copy()
    was = int(now.loc[30, "field"])
    now.loc[30, "field"] = 1 if was != 1 else 2
    now.loc[[20, 21], "since"] = 2
    now = now.drop(index=[40])
    made = _sheets(given, now, printed)
    told = dict(zip(made.supplement["attendee_id"], made.supplement["kind"], strict=True))
    ids = given.seats["attendee_id"]
    assert told == {ids[20]: "added", ids[21]: "added", ids[30]: "moved", ids[40]: "gone"}
    moved = made.supplement[made.supplement["kind"].eq("moved")].iloc[0]
    assert (moved["from_meeting"], moved["meeting"]) == (f"{was}분야", f"{now.loc[30, 'field']}분야")
    assert made.supplement["needs_signature"].sum() == 2
    # Whoever is gone needs no tag.
    assert set(made.supplement_tags["attendee_id"]) == {ids[20], ids[21], ids[30]}
    notes = made.staff_list.set_index("attendee_id")["note"]
    assert "2차" in notes[ids[20]] and "2차" not in notes[ids[50]]


def test_whoever_comes_late_stands_with_the_body_in_the_supplement(given: Given) -> None:
    """An organisation's attendee, an individual, an individual's companion and a guest of no body."""
    people = given.tables["participants"].set_index("participant_id")
    coming = given.seats[given.seats["source"].eq("form") & given.seats["is_named"]]
    is_person = coming["participant_id"].map(people["is_person"]).astype("bool")
    body, person = coming[~is_person].iloc[0], coming[is_person].iloc[0]
    one = given.seats.loc[[person.name]]
    late = [
        one.assign(attendee_id="x-a9", name=None, title=None, is_named=False),
        one.assign(attendee_id="g-9", participant_id=None, source="guests", body=None, name="이하나"),
    ]
    now = pd.concat([given.seats, *late], ignore_index=True).assign(since=2)
    made = _sheets(given, now, given.seats.drop(index=[body.name, person.name]))
    told = {
        body["attendee_id"]: people.loc[body["participant_id"], "name"],
        person["attendee_id"]: "개인",
        "x-a9": f"{person['name']} 일행",
        "g-9": "",
    }
    for name in ("supplement", "supplement_tags", "staff_list", "register", "name_tags"):
        table = getattr(made, name).set_index("attendee_id")
        assert table.loc[list(told), "body"].to_dict() == told, name
    gone = _sheets(given, given.seats, now).supplement.set_index("attendee_id")
    assert gone.loc[["x-a9", "g-9"], "body"].tolist() == [told["x-a9"], ""]


def test_a_companion_stands_with_the_individual(given: Given) -> None:
    people = given.tables["participants"]
    individual = people[people["is_person"]].iloc[0]
    seats = given.seats.copy()
    at = seats.index[seats["participant_id"].eq(individual["participant_id"])]
    if not len(at):
        pytest.skip("the first individual does not come")
    extra = seats.loc[[at[0]]].assign(attendee_id="x-a9", name=None, title=None, is_named=False)
    named = seats.loc[[at[0]]].assign(attendee_id="x-a8", name="이하나")
    made = _sheets(given, pd.concat([seats, extra, named], ignore_index=True)).staff_list.set_index("attendee_id")
    own = seats.loc[at[0], "attendee_id"]
    told = f"{individual['name']} 일행"
    assert made.loc[["x-a9", "x-a8", own], "body"].tolist() == [told, told, "개인"]


def test_no_people_at_all_is_a_register_of_empty_rows(given: Given) -> None:
    made = _sheets(given, given.seats.iloc[:0])
    assert made.register["is_walk_in"].all() and made.staff_list.empty and made.rosters.empty
    assert len(made.signs) == len(given.campaign.fields) and made.signs["n_people"].eq(0).all()


def test_an_agreement_has_form_and_name_once(given: Given, sheets: Sheets) -> None:
    agreements = sheets.agreements.set_index("participant_id")
    people = given.tables["participants"].set_index("participant_id")
    with_form = people[people["legal_form"].notna()]
    forms = with_form["legal_form"].str.split().items()
    assert all(agreements.loc[p, "body"].count(word) == 1 for p, words in forms for word in words)


def test_texts_that_no_row_holds_are_cut(given: Given) -> None:
    who = given.seats["participant_id"].dropna().iloc[0]
    is_long = given.tables["participants"]["participant_id"].eq(who)
    participants = given.tables["participants"].assign(
        name=given.tables["participants"]["name"].mask(is_long, "가나다 " * 9_000)
    )
    seats = given.seats.assign(
        body=given.seats["body"].mask(given.seats["participant_id"].eq(who), "가나다 " * 9_000),
        title=given.seats["title"].mask(given.seats["participant_id"].eq(who), "장" * 9_000),
    )
    made = _sheets(Given({**given.tables, "participants": participants}, seats, given.campaign), seats)
    for name, table in _tables(made).items():
        texts = table.select_dtypes("str")
        assert texts.empty or int(texts.apply(lambda column: column.str.len().max()).max()) <= 400, name
    assert made.register["body"].str.endswith("…").any()
    assert len(made.register) == len(_sheets(given, given.seats).register)


def test_markup_that_was_pasted_along_is_not_on_paper() -> None:
    typed = pd.Series(["<b>숲</b>&nbsp;해설<br/>교육", "3<5명, A&B <하천>", "<p>가람</p><p>나루</p>", None])
    assert without_markup(typed).tolist()[:3] == ["숲 해설 교육", "3<5명, A&B <하천>", "가람 나루"]
    activities = pd.DataFrame({"participant_id": "p-1", "position": [1], "text": typed.iloc[:1]})
    assert in_short(activities, 60)["p-1"] == "숲 해설 교육"
    assert shortened(pd.DataFrame({"name": typed.astype("str")}), {"name": 40})["name"].iloc[0] == "숲 해설 교육"
