"""Who called it off or withdrew consent in the last response of a body is out with all that was sent before."""

from typing import Any

import pandas as pd
import pytest

from tests.transforms.reading.forms import COUNCIL, TITLE, plain, read
from transforms.bodies.customs import Customs
from transforms.bodies.identities import no_marks
from transforms.bodies.settle import settle
from transforms.campaign.campaign import Campaign
from transforms.campaign.questions import Coded
from transforms.campaign.sections import StaffColumns

OFFICE = COUNCIL.model_copy(update={"staff_columns": StaffColumns(titles=("처리",), withdrawn=("취소",))})
REFUSED = {"consent": "동의하지 않습니다"}


def became(*sent: dict[str, str], refusal_ends: bool = True, campaign: Campaign = OFFICE) -> list[tuple[str, str]]:
    """Disposition and reason of several responses of the first plain body, an hour apart, each with what it changes."""
    table = plain().assign(처리="")
    first = table.loc[0]
    again = [first.to_dict() | {TITLE.get(name, name): said for name, said in each.items()} for each in sent]
    for hour, each in enumerate(again, 9):
        each[TITLE["submitted_at"]] = each.get("when") or f"2024-04-24 {hour:02}:00:00"
        each.pop("when", None)
    whole = pd.concat([table.iloc[1:], pd.DataFrame(again)], ignore_index=True)
    found = read(whole, campaign=campaign)
    settled: Any = settle(found.judged, no_marks(), b"k" * 32, customs=Customs(refusal_ends=refusal_ends))
    assert settled.judged["disposition"].iloc[:11].eq("accepted").all()
    theirs = settled.judged.iloc[11:]
    assert theirs["reason"].ne("").eq(theirs["disposition"].ne("accepted")).all()
    return list(zip(theirs["disposition"], theirs["reason_code"], strict=True))


def test_the_earlier_response_goes_with_one_that_was_called_off() -> None:
    assert became({}, {"처리": "취소 전화 옴"}) == [("withdrawn", "cancelled_later"), ("withdrawn", "cancelled")]


def test_a_council_may_let_a_refusal_stand_alone() -> None:
    assert became({}, REFUSED, refusal_ends=False) == [("accepted", ""), ("no_consent", "consent_refused")]


def test_the_earlier_response_goes_with_consent_that_was_withdrawn_however_late() -> None:
    refused = [("no_consent", "refused_later"), ("no_consent", "consent_refused")]
    assert became({}, REFUSED) == refused
    assert became({}, REFUSED | {"when": "2024-06-30 10:00:00"}) == refused


@pytest.mark.parametrize("when", ["", "2024-06-30 10:00:00"])
def test_an_option_of_the_consent_may_take_back_all_that_was_sent(when: str) -> None:
    former = OFFICE.by_column["consent"]
    codes = {**former.codes, "참여를 거둡니다": "withdrawn"}
    asked = Coded(kind="coded", column="consent", title=former.title, required=True, codes=codes)
    questions = tuple(asked if each.column == "consent" else each for each in OFFICE.questions)
    council = OFFICE.model_copy(update={"questions": questions, "by_column": {q.column: q for q in questions}})
    last = {"consent": "참여를 거둡니다", "when": when}
    took = became({}, last, refusal_ends=False, campaign=council)
    assert took == [("no_consent", "refused_later"), ("withdrawn", "cancelled")]


@pytest.mark.parametrize("last", [{"처리": "중복이라 취소"}, {"처리": "취소", "when": "2024-06-30 10:00:00"}])
def test_one_too_many_or_too_late_called_off_leaves_the_earlier(last: dict[str, str]) -> None:
    assert became({}, last)[0][0] == "accepted"


@pytest.mark.parametrize("ending", [{"처리": "취소"}, REFUSED])
def test_whoever_sends_another_response_after_that_takes_part_by_it(ending: dict[str, str]) -> None:
    assert [each[0] for each in became({}, ending, {})][::2] == ["superseded", "accepted"]


def test_what_ended_joins_no_two_bodies() -> None:
    other = {
        "name": "가람환경연대 분회",
        "contact_name": "다른이",
        "representative": "다른이",
        "phone": "010-9999-8888",
    }
    other |= {"email": "other@example.org"}
    assert [each[0] for each in became(other, {}, {"처리": "취소"})] == ["accepted", "withdrawn", "withdrawn"]
