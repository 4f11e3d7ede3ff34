"""Who may be named in public: bodies, and nobody who can be read out of a body's name."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace

import pandas as pd
import pytest

from flows.stages import mapping
from transforms.decisions.decisions import APPLIED, COLUMNS, NEVER_NAMED, REFUSED, UNNEEDED
from transforms.publishing.public import names_of_bodies, not_listed, organisations, personal_names, unnamed

PERSONAL = [
    "김영희",
    "황보 라",
    "강나루 외 3인",
    "행복마을 대표 신기루",
    "행복모임 (담당 김영희 010-7777-8888)",
    "행복가게 010-7777-8889",
    "kim.younghee@example.com",
    "나누리 작업실",
    "홍길동, 김철수",
    "홍길동·김철수",
    "청주모임(홍길동)",
    "응우옌티란",
]
BODIES = [
    "무심천지킴이연대",
    "청주YWCA",
    "산들마을2단지 아파트입주자대표회의",
    "마을신문 수곡사람들",
    "재난구호봉사대 119벗",
    "무심천·미호강",
    "가람·나루",
    "한살림(청주)",
    "소나무(이음)",
    "푸른숲, 맑은물",
]


def bodies(*names: str, **told: object) -> pd.DataFrame:
    ids = [f"p{i}" for i in range(len(names))]
    table = {"participant_id": ids, "name": names, "legal_form": None, "kind": "단체", "district": "미상"}
    return pd.DataFrame({**table, "is_person": False, **told})


def why(
    participants: pd.DataFrame,
    answers: Sequence[tuple[str, str, str]] = (),
    decided: Mapping[str, str] | None = None,
    **settings: object,
) -> tuple[list[str], dict[str, str]]:
    """The reason of each participant, '' where it is named, and the state of each decision."""
    ids = participants["participant_id"]
    judged = pd.DataFrame({"participant_id": ids, "representative": "나누리", "contact_name": ""})
    attendees = pd.DataFrame({"participant_id": ids, "name": None})
    said = pd.DataFrame(answers, columns=["participant_id", "question", "answer"], dtype="str")
    said["is_free_text"] = ~said["answer"].isin(("공개", "비공개"))
    made = pd.DataFrame([("naming", key, value) for key, value in (decided or {}).items()], columns=COLUMNS[:3])
    campaign = SimpleNamespace(**{"unnamed": {}, "public_names": True, "unnamed_words": ()} | settings)
    personal = personal_names(names_of_bodies(participants))
    reasons, told = unnamed(participants, judged, attendees, said, made, campaign, personal)
    return reasons.fillna("").tolist(), dict(zip(told["key"], told["state"], strict=True))


def named(*names: str, **told: object) -> list[str]:
    participants = bodies(*names, **told)
    fields = pd.DataFrame({"participant_id": participants["participant_id"], "field": 1, "is_assigned": True})
    reasons = pd.Series(why(participants)[0])
    return organisations(participants.assign(unnamed=reasons.mask(reasons.eq(""))), fields)["name"].tolist()


@pytest.mark.parametrize("name", PERSONAL)
def test_a_name_that_tells_of_a_person_is_left_out(name):
    assert named(name) == []


@pytest.mark.parametrize("name", BODIES)
def test_a_body_is_named(name):
    assert named(name) == [name]


def test_only_who_agreed_is_named_where_the_form_asks():
    asks = {"name_public": ("비공개",)}
    said = [("p0", "name_public", "공개"), ("p1", "name_public", "비공개"), ("p2", "name_public", "나중에 말함")]
    assert why(bodies(*BODIES[:4]), said, unnamed=asks)[0] == ["", "refused", "silent", "silent"]
    assert why(bodies(BODIES[0]), public_names=False)[0] == ["nobody"]


def test_a_body_is_named_if_no_question_forbids_it():
    asks = {"name_public": ("비공개",), "kind": ("단체",)}
    said = [("p0", "name_public", "공개"), ("p1", "name_public", "공개")]
    assert why(bodies(*BODIES[:2], kind=["단체", "학교"]), said, unnamed=asks)[0] == ["refused", ""]


def test_a_name_with_a_word_of_the_settings_is_told_nowhere():
    told = bodies("등대 청소년 쉼터", "쉼터지기 협동조합", BODIES[0])
    assert why(told, unnamed_words=("청소년쉼터",))[0] == ["word", "", ""]


def test_an_officer_withholds_a_name_and_names_whom_the_program_would_not_but_nobody_who_refused():
    told = bodies(BODIES[0], PERSONAL[0], BODIES[1], PERSONAL[1], BODIES[2], is_person=[False] * 3 + [True, False])
    said = [(f"p{n}", "asked", "비공개" if n == 2 else "공개") for n in range(5)]
    decided = {"p0": "hidden", "p1": "public", "p2": "public", "p3": "public", "p4": "public"}
    reasons, states = why(told, said, decided, unnamed={"asked": ("비공개",)})
    assert reasons == ["decided", "", "refused", "person", ""]
    assert states == {"p0": APPLIED, "p1": APPLIED, "p2": REFUSED, "p3": NEVER_NAMED, "p4": UNNEEDED}


def test_who_may_be_named_since_the_numbers_were_counted_came_too_late():
    told = bodies(*BODIES[:3], unnamed=["word", None, None])
    assert not_listed(told, told.iloc[[1]])["unnamed"].fillna("").tolist() == ["word", "", "counted"]


def test_a_body_without_a_kind_is_left_out():
    assert named(*BODIES, kind=None) == []


def test_many_names_are_read_in_parts_as_they_are_at_once(monkeypatch):
    names = [*PERSONAL, *BODIES, PERSONAL[0]]
    participants = pd.DataFrame({"name": names, "kind": "단체", "is_person": [each == BODIES[0] for each in names]})
    whole = mapping._personal_names(participants)
    sizes = list[int]()

    def mapped(function, parts):
        sizes.extend(map(len, parts))
        return [function(part) for part in parts]

    monkeypatch.setattr(mapping, "_NAMES_OF_A_PART", 5)
    monkeypatch.setattr(mapping, "mapped", mapped)
    assert mapping._personal_names(participants).equals(whole)
    assert whole.tolist() == PERSONAL
    assert sizes == [5, 5, 5, 5, 1]


def test_four_syllables_of_a_trade_are_a_house_and_no_person():
    names = pd.Series(["태화정밀", "은내교회", "한들약방", "남궁하늘", "황보정밀", "제로택배"])
    assert personal_names(names).tolist() == ["남궁하늘", "제로택배"]


def test_whose_a_house_is_and_those_who_keep_a_place_are_no_person_but_for_a_whole_name():
    houses = pd.Series(["성모의 집", "우리의 숲", "강둑지킴이", "한강지킴이"])
    named = pd.Series(["김하늘의 집", "박서준의 정원", "홍길동지킴이", "김하늘 지킴이"])
    assert personal_names(pd.concat([houses, named])).tolist() == named.tolist()
