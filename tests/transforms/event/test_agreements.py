"""What an agreement names: goals that somebody stands behind, and which agreements wait to be confirmed."""

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from flows.campaigns import read_campaign
from output.formats.labels import labels
from tests.conftest import CAMPAIGN
from transforms.campaign.campaign import Campaign
from transforms.campaign.sections import CHOSEN, Documents
from transforms.decisions.decisions import APPLIED, UNUSED, text_id
from transforms.event.agreements import agreed_goals, agreements, open_agreements, signing, supplement_agreements

TABLES = ("participants", "activities", "activity_goals", "participant_goals", "corrections")
WORDS = labels("documents")
# Goal, score and band of what was read of the one activity, the strongest first.
Read = list[tuple[int, float, str]]


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return read_campaign(CAMPAIGN)


def tables_of(ticked: list[int], read: Read, basis: str = "words", decided: str = "") -> dict[str, pd.DataFrame]:
    goals = sorted({*ticked, *(goal for goal, _, _ in read)})
    return {
        "participants": pd.DataFrame(
            [("p-1", "푸른숲", "푸른숲 사단법인", "홍길동", False, "임꺽정", "간사", "+821012345678", "a@b.example")],
            columns=[
                "participant_id",
                "name",
                "full_name",
                "representative",
                "is_person",
                "contact_name",
                "contact_title",
                "phone",
                "email",
            ],
        ),
        "activities": pd.DataFrame(
            {"activity_id": ["p-1-1"], "participant_id": ["p-1"], "position": [1], "text": ["숲"]}
        ),
        "activity_goals": pd.DataFrame(
            [("p-1-1", goal, at, score, basis, "", band) for at, (goal, score, band) in enumerate(read, 1)],
            columns=["activity_id", "goal", "rank", "score", "basis", "evidence", "band"],
        ).astype({"goal": "int64", "rank": "int64", "score": "float64"}),
        "participant_goals": pd.DataFrame(
            {"participant_id": "p-1", "goal": goals, "is_declared": [goal in ticked for goal in goals]}
        ).astype({"participant_id": "str", "goal": "int64", "is_declared": "bool"}),
        "corrections": pd.DataFrame(
            [("goals", text_id("숲"), decided)] if decided else [], columns=["kind", "key", "state"], dtype="str"
        ),
    }


@pytest.mark.parametrize(
    ("ticked", "read", "basis", "printed"),
    [
        # Ticked and read, then ticked, then read as sure; what was read and is not sure is on no paper.
        ([6, 13], [(15, 0.9, "sure"), (13, 0.4, "check")], "words", [13, 6, 15]),
        ([], [(15, 0.9, "sure"), (13, 0.4, "check")], "words", [15]),
        ([6], [(15, 0.9, "check"), (4, 0.8, "check")], "words", [6]),
        ([], [(15, 0.9, "check")], "words", []),
        # What an officer decided stands, in the officer's order.
        ([], [(15, 1.0, "sure"), (4, 1.0, "sure")], "correction", [15, 4]),
        ([6], [(15, 1.0, "sure")], "correction", [6, 15]),
        # The strongest reading is first; a doubtful reading of what was ticked still says which is stronger.
        ([1, 2, 3, 4], [(4, 0.9, "check"), (2, 0.7, "check"), (3, 0.2, "check")], "words", [4, 2, 3]),
    ],
)
def test_an_agreement_names_what_somebody_stands_behind(
    ticked: list[int], read: Read, basis: str, printed: list[int]
) -> None:
    assert agreed_goals(tables_of(ticked, read, basis), Documents(goals_each=3))["goal"].tolist() == printed


@pytest.mark.parametrize(
    ("ticked", "basis", "printed", "n_open"),
    [
        # However surely it was read: who chose signs that alone, and what an officer decided.
        ([6], "words", [6], 0),
        ([6], "correction", [6, 15], 1),
        ([], "words", [15], 1),
    ],
)
def test_a_council_may_agree_only_what_was_chosen(
    campaign: Campaign, ticked: list[int], basis: str, printed: list[int], n_open: int
) -> None:
    tables, chosen = tables_of(ticked, [(15, 0.9, "sure")], basis), Documents(agreed=CHOSEN)
    assert agreed_goals(tables, chosen)["goal"].tolist() == printed
    assert len(open_agreements(tables, campaign.model_copy(update={"documents": chosen}), WORDS)) == n_open


@pytest.mark.parametrize(
    ("ticked", "read", "reason"),
    [
        ([6], [(6, 0.9, "check")], None),
        ([6], [(6, 0.9, "sure"), (15, 0.5, "check")], "15번은 확실하지 않아"),
        ([6], [(15, 0.9, "sure")], "고르지 않은 15번"),
        ([], [(6, 0.9, "sure"), (15, 0.5, "check")], "15번은 확실하지 않아"),
        ([], [(15, 0.9, "sure")], "고르지 않은 15번"),
        ([1, 2, 3, 4], [(4, 0.9, "sure")], "3번을 싣지 못"),
        ([], [], "실을 목표가 없습니다"),
        # There is no room for it anyway.
        ([1, 2, 3], [(4, 0.9, "check")], None),
    ],
)
def test_an_agreement_is_open_while_nobody_confirmed_what_it_names(
    campaign: Campaign, ticked: list[int], read: Read, reason: str | None
) -> None:
    waiting = open_agreements(tables_of(ticked, read), campaign, WORDS)
    assert waiting["reason"].str.contains(reason or "").tolist() == [True] * (reason is not None)
    decided = open_agreements(tables_of(ticked, read, decided=APPLIED), campaign, WORDS)
    assert decided.empty
    assert len(open_agreements(tables_of(ticked, read, decided=UNUSED), campaign, WORDS)) == len(waiting)


def test_the_list_to_work_off_says_what_to_ask_and_whom(campaign: Campaign) -> None:
    row = open_agreements(tables_of([6], [(15, 0.9, "check")]), campaign, WORDS).iloc[0]
    assert (row["ticked"], row["read"], row["printed"]) == ("6", "15", "6")
    assert row["proposed"].startswith("6 ") and " · 15 " in row["proposed"]
    assert (row["contact"], row["phone"]) == ("임꺽정 간사", "010-1234-5678")


def test_an_individual_is_their_own_contact_and_an_e_mail_stands_where_there_is_no_phone(campaign: Campaign) -> None:
    tables = tables_of([6], [(15, 0.9, "check")])
    alone = tables["participants"].assign(
        name="홍길동", is_person=True, contact_name=None, contact_title=WORDS["individual"], phone=None
    )
    row = open_agreements({**tables, "participants": alone}, campaign, WORDS).iloc[0]
    assert (row["contact"], row["phone"]) == ("홍길동", "a@b.example")


def test_no_agreement_of_a_release_names_a_goal_that_nobody_stands_behind(release_a: Path, campaign: Campaign) -> None:
    tables = {name: pd.read_parquet(release_a / f"restricted/tables/{name}.parquet") for name in TABLES}
    printed = agreed_goals(tables, campaign.documents)
    read = tables["activity_goals"].merge(tables["activities"], on="activity_id")
    sure = read[read["band"].eq("sure")]
    ticked = tables["participant_goals"].query("is_declared")
    key = ["participant_id", "goal"]
    backed = set(map(tuple, pd.concat([sure[key], ticked[key]]).to_numpy()))
    assert {tuple(row) for row in printed[key].to_numpy()} <= backed
    n_ticked, shown = ticked.groupby("participant_id").size(), ticked.merge(printed[key], on=key)
    assert (shown.groupby("participant_id").size().reindex(n_ticked.index) == n_ticked.clip(upper=3)).all()
    assert 0 < len(open_agreements(tables, campaign, WORDS)) < len(tables["participants"]) / 2


def test_only_new_and_changed_agreements_are_printed_again(campaign: Campaign) -> None:
    tables = tables_of([6], [(6, 0.9, "sure")])

    def made(goals: list[int], text: str = "숲") -> pd.DataFrame:
        given = {**tables, "activities": tables["activities"].assign(text=text)}
        named = pd.DataFrame({"participant_id": "p-1", "goal": goals, "rank": range(1, len(goals) + 1)})
        return agreements(tables["participants"], named, given["activities"], campaign.agreement)

    printed = made([6])
    assert supplement_agreements(printed, None).empty
    # What the wording does not say changes no paper.
    assert supplement_agreements(made([6], "강"), printed).empty
    assert len(supplement_agreements(made([6, 15]), printed)) == 1
    assert len(supplement_agreements(printed, printed.iloc[:0])) == 1


def test_the_wording_may_say_activities_goals_and_who_signs_for_the_host(campaign: Campaign) -> None:
    from output.event.event_texts import agreement_page

    told = "{activities} / {goals} / {chair_title} {chair} / {event}"
    wording = campaign.agreement.organisation.model_copy(update={"opening": told})
    own = campaign.agreement.model_copy(update={"organisation": wording, "host_signer": "도마루"})
    theirs = campaign.model_copy(update={"agreement": own})
    tables = tables_of([6], [(6, 0.9, "sure")])
    row = agreements(tables["participants"], agreed_goals(tables, campaign.documents), tables["activities"], own).iloc[
        0
    ]
    opening = agreement_page(row, theirs)["opening"]
    assert opening.startswith("숲 / 6 ") and opening.endswith(f" / 대표 도마루 / {campaign.event.name}")


@pytest.mark.parametrize(
    ("wording", "closing", "is_below"),
    [
        ("{date}", "", True),
        ("{date}.", "", True),
        ("{date}에 다짐합니다.", "{day}에 다짐합니다.", False),
        ("끝", "끝", True),
        ("", "", True),
    ],
)
def test_the_day_stands_on_an_agreement_once(campaign: Campaign, wording: str, closing: str, is_below: bool) -> None:
    from output.event.event_texts import agreement_date, agreement_page

    pledge = campaign.agreement.organisation.model_copy(update={"closing": wording})
    own = campaign.agreement.model_copy(update={"organisation": pledge})
    tables, day = tables_of([6], []), agreement_date(campaign)
    row = agreements(tables["participants"], agreed_goals(tables, campaign.documents), tables["activities"], own).iloc[
        0
    ]
    told = agreement_page(row, campaign.model_copy(update={"agreement": own}))
    assert (told["closing"], told["date"]) == (closing.format(day=day), day if is_below else "")


def test_who_signs_nothing_has_no_agreement() -> None:
    people = pd.DataFrame({"participant_id": ["a", "b", "c"]})
    answers = pd.DataFrame(
        {"participant_id": ["a", "b"], "question": "pledge", "answer": ["올립니다", "올리지 않습니다"]}
    )
    asked = SimpleNamespace(unsigned={"pledge": ("올리지 않습니다",)})
    assert signing(people, answers, asked)["participant_id"].tolist() == ["a", "c"]
    assert len(signing(people, answers, SimpleNamespace(unsigned={}))) == 3
