"""The id of a person is theirs, whoever else comes or goes, and a tick lands on nobody else."""

import random

import pandas as pd

from flows.campaigns import read_campaign
from output.formats.labels import labels
from tests.conftest import CAMPAIGN
from transforms.event.attended import expected, read_ticks
from transforms.event.coming import PEOPLE, as_people, carried
from transforms.event.guest_lines import GuestPage
from transforms.event.guests import merge_guests, read_lists
from transforms.event.placement import SEATS
from transforms.publishing.participants import attendee_ids
from transforms.reading.pages import Page

WORDS = labels("attendance")
HEADINGS = [WORDS[n] for n in ("body", "title", "name", "state", "id")]
CAMPAIGN_ = read_campaign(CAMPAIGN)
NO_PARTICIPANTS = pd.DataFrame({"participant_id": [], "name": []}).astype("str")


def table(people):
    made = pd.DataFrame(people, columns=["participant_id", "name", "title"]).astype("str")
    return made.assign(attendee_id=attendee_ids(made), body="기관" + made["participant_id"])


def seats(people):
    made = table(people)
    blank = {name: None for name in SEATS if name not in made}
    told = {"since": 1, "is_pinned": False, "source": "form", "is_named": made["name"].notna()}
    return made.assign(**blank | told).astype(SEATS)


def test_an_id_stays_whoever_is_added_gone_or_moved():
    one = table([("p1", "홍길동", "대표"), ("p1", "김하나", None), ("p2", "홍길동", None)])
    two = table([("p2", "홍길동", None), ("p1", "이둘", None), ("p1", "홍길동", "의장")])
    assert one["attendee_id"].is_unique
    assert [one.loc[0, "attendee_id"], one.loc[2, "attendee_id"]] == two.loc[[2, 0], "attendee_id"].tolist()


def test_namesakes_are_told_apart_by_title_and_none_has_the_id_that_one_had_alone():
    alone = table([("p1", "홍길동", "대표")])["attendee_id"]
    both = table([("p1", "홍길동", "간사"), ("p1", "홍길동", "대표")])["attendee_id"]
    back = table([("p1", "홍길동", "대표"), ("p1", "홍길동", "간사")])["attendee_id"]
    assert set(both) == set(back) and both[0] == back[1] and not both.isin(alone).any()


def test_what_was_printed_under_other_ids_is_carried_over():
    now = table([("p1", "김하나", None), ("p1", None, None), ("p1", "홍길동", "대표")])
    old = now.iloc[[2, 0, 1]].assign(attendee_id=["p1-a1", "p1-a2", "p1-a3"]).reset_index(drop=True)
    assert carried(old, now).tolist() == now["attendee_id"].iloc[[2, 0, 1]].tolist()


def test_a_row_with_anothers_name_is_refused_with_both_names():
    known = expected(seats([("p1", "홍길동", None), ("p1", "김하나", None)]), None)
    page = Page("a.xlsx", "s", [HEADINGS, ["기관p1", "", "김하나", "참석", known.loc[0, "attendee_id"]]])
    told = read_ticks([page], known, NO_PARTICIPANTS, WORDS, CAMPAIGN_)
    assert told.attendance["state"].tolist() == ["unknown", "unknown"]
    assert told.findings["code"].tolist() == ["attendance_other_name"]
    assert "김하나" in told.findings.loc[0, "sentence"] and "홍길동" in told.findings.loc[0, "sentence"]


def test_no_tick_of_an_older_sheet_lands_on_another_person():
    drawn = random.Random(15)
    names, titles = ["홍길동", "김하나", "이두리", "박세나", None], [None, "대표", "간사"]
    first, later = [], []
    for season in range(200):
        every = [(f"s{season}p{n}", name, title) for n in range(3) for name in names for title in titles if name]
        every += [(f"s{season}p{n}", None, None) for n in range(3)]
        for people in (first, later):
            people += drawn.sample(every, drawn.randint(5, 14))
    marks = {person: drawn.choice(["came", "absent"]) for person in first}
    printed, now = seats(first), seats(later)
    lines = [
        [body, person[2] or "", person[1] or WORDS["unnamed"], WORDS["states"][marks[person]][0], id_]
        for person, body, id_ in zip(first, printed["body"], printed["attendee_id"], strict=True)
    ]
    known = expected(now, printed)
    told = read_ticks([Page("a.xlsx", "s", [HEADINGS, *lines])], known, NO_PARTICIPANTS, WORDS, CAMPAIGN_)
    state = now["attendee_id"].map(told.attendance.set_index("attendee_id")["state"])
    for person, read in zip(later, state, strict=True):
        if person in marks:
            assert read == marks[person] or not person[1], person
        elif person[1] and read != "unknown":
            # Their title changed since: the one namesake of their body who stood there and stands there no more.
            assert read in {marks[old] for old in marks.keys() - set(later) if old[:2] == person[:2]}, person
    assert told.attendance["state"].ne("unknown").sum() <= len(first)


def test_guests_are_as_many_whatever_the_order_of_their_rows():
    rows = [["홍길동", "시의회", ""], ["홍길동", "시의회", "010-1111-1111"], ["홍길동", "시의회", "010-2222-2222"]]
    ids = set()
    for order in ((0, 1, 2), (1, 0, 2), (2, 1, 0), (1, 2, 0)):
        page = GuestPage(CAMPAIGN_.event.guests[0], "g.xlsx", [["성명", "소속", "연락처"], *(rows[n] for n in order)])
        read = read_lists([page], CAMPAIGN_)
        empty = as_people(pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in PEOPLE.items()}))
        made = merge_guests(empty, read, NO_PARTICIPANTS)
        assert len(made) == 2
        ids.add(tuple(zip(made["attendee_id"], made["phone"], strict=True)))
    assert len(ids) == 1
