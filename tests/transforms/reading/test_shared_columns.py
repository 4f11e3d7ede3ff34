"""What a council calls its own: options that stand for goals, several for one or one for several."""

from flows.campaigns import read_campaign
from tests.conftest import CAMPAIGN
from tests.transforms.campaign.changed import faults_with
from tests.transforms.reading.forms import COUNCIL, plain, read
from transforms.campaign.questions import Ticks, Written

_PROMISE = Ticks.model_validate(
    {
        "kind": "ticks",
        "column": "promise",
        "title": "지키고 싶은 약속",
        "required": False,
        "options": ["문턱 없는 곳", "읽고, 노는 아이들", "어르신의 말벗", "그냥 쉬기"],
        "other": "기타",
        "goals": {"문턱 없는 곳": [10], "읽고, 노는 아이들": [4, 10], "어르신의 말벗": [3, 4]},
    }
)
_ASKING = COUNCIL.model_copy(update={"questions": (*COUNCIL.questions, _PROMISE)})


def test_ticked_options_are_counted_as_they_are_and_declare_their_goals():
    table = plain().assign(**{_PROMISE.title: ""})
    table.loc[0, _PROMISE.title] = "문턱 없는 곳, 읽고, 노는 아이들, 굿판 3번 잇기"
    table.loc[1, _PROMISE.title] = "어르신의 말벗, 그냥 쉬기"
    answers = read(table, campaign=_ASKING).answers
    of = answers.goals.groupby("response")["goal"].agg(list)
    # Everybody ticked 6 in the question of goals.
    assert (of[0], of[1], of[2]) == ([4, 6, 10], [3, 4, 6], [6])
    assert answers.goals.groupby("response")["position"].agg(list)[0] == [1, 2, 3]
    said = answers.own[answers.own["response"].eq(0)]
    assert said[said["is_free_text"]]["answer"].tolist() == ["굿판 3번 잇기"]
    assert set(said[~said["is_free_text"]]["answer"]) == {"문턱 없는 곳", "읽고, 노는 아이들", "기타"}
    assert answers.responses["n_goals"].tolist()[:3] == [3, 3, 1]


def test_a_place_and_a_mail_are_read_of_the_first_column_that_says_one_and_a_column_may_be_two_questions():
    asks = {q.column: q for q in COUNCIL.questions}
    mail = asks["email"].model_copy(update={"title": "답장 받을 이메일", "more": (asks["email"].title,)})
    address = asks["address"].model_copy(update={"title": "권역", "more": ("동네",)})
    village = Written.model_validate(
        {"kind": "text", "column": "village", "title": "동네", "required": False, "event": True}
    )
    others = [q for name, q in asks.items() if name not in ("email", "address")]
    asked = (*others, mail, address, village)
    council = read_campaign(CAMPAIGN).model_copy(update={"questions": asked})
    table = plain().assign(**{"답장 받을 이메일": "", "권역": "", "동네": ""})
    table.loc[:2, "답장 받을 이메일"] = ["없음", "Reply@example.org", "위와 같음"]
    table.loc[:3, "권역"] = ["서원구", "잘 모르겠어요", "", "청주시 외"]
    table.loc[:3, "동네"] = ["용암동", "용암동", "용암동 3번지", "용암동"]
    answers = read(table, campaign=council).answers
    assert answers.responses["email"].tolist()[:3] == [
        "member01@example.org",
        "reply@example.org",
        "member03@example.org",
    ]
    assert answers.responses["district"].tolist()[:4] == ["서원구", "상당구", "상당구", "청주시 외"]
    assert answers.own.query("question == 'village'")["answer"].tolist()[:2] == ["용암동", "용암동"]
    # In another branch of the form the place itself stands in another column, and is asked of first there too.
    branched = council.model_copy(
        update={"questions": tuple(q.model_copy(update={"former": ("있는 곳",)}) if q is address else q for q in asked)}
    )
    table = table.assign(**{"있는 곳": ""})[[*(name for name in table if name != "권역"), "있는 곳", "권역"]]
    table.loc[4, ["있는 곳", "동네"]] = ["서원구", "용암동"]
    assert read(table, campaign=branched).answers.responses["district"][4] == "서원구"


def test_which_two_options_are_one_is_said_and_the_other_answer_may_be_a_person():
    [fault] = faults_with('"참석" = "yes"', '"참 석" = "yes", "참석" = "yes"')
    assert (fault.key.rpartition(".")[2], fault.value) == ("codes", "참 석 · 참석")
    assert faults_with('individual = ["개인"]', 'individual = ["개인", "기타"]') == ()


def test_goals_are_of_options_and_of_the_seventeen():
    question = (
        '\n[[questions]]\ncolumn = "hopes"\ntitle = "바람"\nkind = "ticks"\nrequired = false\noptions = ["가", "나"]\n'
    )
    for goals, code in (('"다" = [3]', "no_option"), ('"가" = [18]', "less_than_equal")):
        faults = faults_with("\n[places]", f"{question}[questions.goals]\n{goals}\n\n[places]")
        assert [fault.code for fault in faults] == [code]
