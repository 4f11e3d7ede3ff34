"""What a council calls its own: options that stand for goals, several for one or one for several."""

from tests.transforms.campaign.changed import faults_with
from tests.transforms.reading.forms import COUNCIL, plain, read
from transforms.campaign.questions import Ticks

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
    assert set(said[~said["is_free_text"]]["answer"]) == {"문턱 없는 곳", "읽고, 노는 아이들"}
    assert answers.responses["n_goals"].tolist()[:3] == [3, 3, 1]


def test_goals_are_of_options_and_of_the_seventeen():
    question = (
        '\n[[questions]]\ncolumn = "hopes"\ntitle = "바람"\nkind = "ticks"\nrequired = false\noptions = ["가", "나"]\n'
    )
    for goals, code in (('"다" = [3]', "no_option"), ('"가" = [18]', "less_than_equal")):
        faults = faults_with("\n[places]", f"{question}[questions.goals]\n{goals}\n\n[places]")
        assert [fault.code for fault in faults] == [code]
