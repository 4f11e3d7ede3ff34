"""What the office numbered is one body where the number is one, and never where there are two."""

import pandas as pd

from tests.transforms.reading.forms import COUNCIL, TITLE, plain, read
from transforms.bodies.customs import NO_CUSTOMS, customs_of
from transforms.bodies.foreseen import foreseen
from transforms.bodies.identities import no_marks
from transforms.bodies.same_body import resolve
from transforms.bodies.settle import Settled, settle
from transforms.bodies.unions import Apart, of_numbers
from transforms.campaign.sections import StaffColumns
from transforms.decisions.decisions import APPLIED
from transforms.decisions.values import DIFFERENT, SAME

NUMBER = "신청번호(사무국)"
OFFICE = COUNCIL.model_copy(
    update={"staff_columns": StaffColumns(titles=("처리",), withdrawn=("취소",), number="신청번호 (사무국)")}
)
KEY = b"k" * 32


def numbered(*numbers: str, alike: tuple[int, ...] = (), **others: str) -> pd.DataFrame:
    """The plain responses under numbers; those of the rows ``alike`` say what the first says, save what differs."""
    table = plain().assign(처리="", **{NUMBER: ""})
    for row in alike:
        table.loc[row] = table.loc[0]
        table.loc[row, TITLE["submitted_at"]] = f"2024-04-24 {9 + row:02}:00:00"
    table.loc[: len(numbers) - 1, NUMBER] = list(numbers)
    for at, value in others.items():
        row, name = at.removeprefix("r").split("_", 1)
        table.loc[int(row), TITLE.get(name, name)] = value
    return table


def bodies_of(table: pd.DataFrame, n: int, decisions: pd.DataFrame | None = None) -> list[str]:
    """Whose each of the first ``n`` responses is."""
    return settled(table, decisions).judged["participant_id"].tolist()[:n]


def settled(table: pd.DataFrame, decisions: pd.DataFrame | None = None, known: pd.DataFrame | None = None) -> Settled:
    judged = read(table, campaign=OFFICE).judged
    return settle(judged, no_marks() if known is None else known, KEY, decisions, customs=customs_of(OFFICE))


def decided(kind: str, key: str, value: str) -> pd.DataFrame:
    return pd.DataFrame({"kind": [kind], "key": [key], "value": [value]}, dtype="str")


def test_one_number_is_one_body_whatever_it_is_called_and_whoever_sent_it():
    made = settled(numbered("17", "", "17 ", "A-1", "a-1"))
    of = made.judged["participant_id"].tolist()
    assert of[0] == of[2] and of[3] == of[4] and len(set(of)) == 10
    assert made.judged["reason_code"].tolist()[:5] == ["same_number", "", "", "same_number", ""]
    assert made.judged["reason"][0] == "신청 번호가 같은 응답이 다시 있습니다"


def test_two_numbers_are_two_bodies_though_all_else_is_one():
    table = numbered("17", "18", "", "17", alike=(1, 2, 3))
    of = bodies_of(table, 4)
    # Without a number it is whose the evidence says: the newest earlier alike.
    assert of[0] == of[3] != of[1] and of[2] in of[:2]
    assert len(set(bodies_of(numbered("", "-", "", "없음", alike=(1, 2, 3)), 4))) == 1


def test_of_two_numbers_nobody_is_asked_and_a_check_foresees_what_a_run_makes():
    told = []
    for numbers in (("17", "18"), ("17", ""), ("17", "17")):
        table = numbered(*numbers, r1_phone=plain().loc[0, TITLE["phone"]])
        responses = read(table, campaign=OFFICE).answers.responses
        together, asked = foreseen(responses, OFFICE)
        told.append(([list(each) for each in together], [list(each) for each in asked]))
        assert settled(table).likely.shape[0] == len(asked)
    assert told == [([], []), ([], [[0, 1]]), ([[0, 1]], [])]


def test_what_an_officer_decides_stands_above_numbers():
    table = numbered("17", "18", alike=(1,))
    one, other = bodies_of(table, 2)
    same = bodies_of(table, 2, decided("same_body", " ".join(sorted((one, other))), SAME))
    assert same[0] == same[1]
    joined = settled(numbered("17", "17"))
    key = " ".join(joined.merges.loc[0, ["kept_response_id", "replaced_response_id"]])
    apart = settled(numbered("17", "17"), decided("merge", key, DIFFERENT))
    assert apart.judged["participant_id"].nunique() == 12
    assert apart.told.query("kind == 'merge'")["state"].tolist() == [APPLIED]


def test_who_calls_off_takes_along_what_bore_the_number_and_nothing_of_another():
    table = numbered("17", "17", "18", alike=(2,), r1_submitted_at="2024-04-24 20:00:00", r1_처리="취소")
    assert settled(table).judged["disposition"].tolist()[:3] == ["withdrawn", "withdrawn", "accepted"]


def test_a_body_is_known_again_by_its_number_whoever_is_called_alike():
    made = settled(numbered("17", "18", alike=(1,)))
    first = made.judged["participant_id"].tolist()[:2]
    # The other stands in front now, edited last and under the same name and telephone.
    again = settled(numbered("18", "17", alike=(1,)), known=made.marks).judged["participant_id"].tolist()[:2]
    assert again == first[::-1]
    renamed = settled(numbered("17", r0_name="아주 다른 모임", r0_phone="010-9999-1234"), known=made.marks)
    assert renamed.judged["participant_id"][0] == first[0]


def test_a_column_of_the_form_may_hold_the_number_and_one_that_is_gone_is_told():
    by_title = OFFICE.model_copy(update={"staff_columns": StaffColumns(number=TITLE["contact_title"])})
    table = plain()
    table.loc[:, TITLE["contact_title"]] = ""
    table.loc[[0, 3], TITLE["contact_title"]] = "2025-7"
    found = read(table, campaign=by_title)
    assert found.answers.responses["registration"].tolist()[:4] == ["2025-7", "", "", "2025-7"]
    assert found.answers.responses["contact_title"][0] == "2025-7"
    assert read(plain(), campaign=OFFICE).headings.missing == ("신청번호 (사무국)",)


def test_where_each_speaks_for_themselves_a_number_still_is_one():
    sent = read(numbered("17", "17", "18", alike=(1, 2)), campaign=OFFICE).judged.assign(
        contact_name=lambda t: [f"가나{at}" for at in range(len(t))]
    )
    found, _, _ = resolve(sent, of_numbers(sent), NO_CUSTOMS._replace(is_by_person=True))
    assert found["body"].tolist()[:3] == [0, 0, 1]
    assert of_numbers(sent.drop(columns="registration")) == Apart()
