"""Three councils set up from their memos (beside this file): drafted, mended, checked, run; no word is another's.

Each memo was written before anybody looked at the settings. What is mended is what the memo says and the draft cannot
know: every line of it is one edit.
"""

import csv
import re
from pathlib import Path

import pandas as pd
import pytest

from flows.campaigns import read_campaign
from flows.commands.new import run
from flows.event import event
from flows.stages.checking import steps
from flows.sync import sync
from tests.campaigns import answers
from tests.campaigns.test_other_councils import said
from transforms.errors.store import RetentionPassedError

# What only the sample's council and the other two say.
FOREIGN = ("네트워크", "협약서", "내빈", "청주", "정보 공유", "교류와 협력", "홍보 지원", "그린리더", "2024-")
OWN = {
    "hanbyeol": ("한별", "시민파트너십", "도시약속", "분과"),
    "solbat": ("솔밭골", "밭일", "사랑방"),
    "gaon": ("가온도", "도민회의", "도민 한마당", "실천협약", "탄소중립"),
}
MENDED = {
    "hanbyeol": {
        "campaign": {
            "name": '"한별시 지속가능도시 시민파트너십"',
            "host": '"한별시 지속가능도시 사무국"',
            "phone": '"031-000-0000"',
            "opens_at": "2026-03-02T00:00:00",
            "closes_at": "2026-03-21T00:00:00",
            "retention_until": "2097-02-28",
        },
        "words": {
            "network": '"시민파트너십"',
            "agreement": '"도시약속"',
            "ceremony": '"도시약속의 날"',
            "meeting": '"분과 모임"',
            "field": '"분과"',
            "honour": '"초대 손님"',
            "district": '"동"',
        },
        "event": {
            "name": '"한별 도시약속의 날"',
            "starts_at": "2026-04-11T10:00:00",
            "ends_at": "2026-04-11T13:30:00",
            "place": '"한별시민회관"',
            "programme": '[{ at = 10:00:00, what = "여는 마당", place = "대강당" }, '
            '{ at = 10:40:00, what = "분과 모임" }]',
        },
        "documents": {"made": '["register", "name-tags", "rosters", "table-signs", "agreements", "attendee-list"]'},
        "places": {"home": '["한별시"]'},
        "lunch": {"column": '"lunch"', "none": '["먹지 않음"]'},
        "cars": {"column": '"cars"'},
        "heard": {"column": '"heard"', "none": '["없음"]'},
    },
    "solbat": {
        "campaign": {
            "name": '"솔밭골 마을살림 모임"',
            "host": '"솔밭골 마을회"',
            "phone": '"000-000-0000"',
            "opens_at": "2026-05-01T00:00:00",
            "closes_at": "2026-05-16T00:00:00",
            "retention_until": "2097-05-31",
        },
        "words": {
            "network": '"마을살림"',
            "agreement": '"다짐"',
            "ceremony": '"봄 마을모임"',
            "meeting": '"모임"',
            "field": '"모임"',
            "honour": '"이웃 손님"',
            "district": '"마을"',
        },
        "event": {
            "name": '"봄 마을모임"',
            "starts_at": "2026-05-23T14:00:00",
            "ends_at": "2026-05-23T16:00:00",
            "place": '"솔밭골 마을회관"',
        },
        "documents": {"made": '["register", "rosters"]'},
        "places": {"home": '["솔밭골"]'},
        "전화 받은 분": {"column": '"contact_name"', "kind": '"person"'},
        "총무 메모": {"column": '"memo"', "event": "true"},
    },
    "gaon": {
        "campaign": {
            "name": '"가온도 지속가능발전 도민회의"',
            "host": '"가온도 지속가능발전협의회"',
            "phone": '"000-000-0000"',
            "opens_at": "2026-06-01T00:00:00",
            "closes_at": "2026-07-01T00:00:00",
            "retention_until": "2097-06-30",
        },
        "words": {
            "network": '"도민회의"',
            "agreement": '"실천협약"',
            "ceremony": '"도민 한마당"',
            "meeting": '"분야 회의"',
            "field": '"분야"',
            "honour": '"모시는 손님"',
            "district": '"시군"',
        },
        "event": {
            "name": '"도민 한마당"',
            "starts_at": "2026-09-12T13:00:00",
            "ends_at": "2026-09-12T17:00:00",
            "place": '"도청 대회의실"',
        },
        "places": {
            "home": '["가온도"]',
            "order": str(
                [f"{a} {b}" for a, inside in answers.GAON_DISTRICTS.items() for b in inside] + ["도 밖", "미상"]
            ),
            "outside": '"도 밖"',
        },
        "바라는 점": {"themes": '""'},
        "통역 도와줄 분": {"column": '"interpreter"', "kind": '"person"'},
    },
}
TITLES = {"lunch": "점심 식사", "cars": "차로 오시는 대수", "heard": "어떻게 알게 되셨나요? (여러 개 선택)"}
FORMS = {
    "hanbyeol": ({"": answers.HANBYEOL}, answers.hanbyeol, 60),
    "solbat": ({"": answers.SOLBAT}, answers.solbat, 30),
    "gaon": (answers.GAON_TABS, answers.gaon, 1200),
}
# What shows how it is drafted and checked; all of a province's responses are for the run.
ENOUGH = 120
PLEDGE = """title = "도 시 약 속"
[organisation]
party = "참여 단체"
signature = "이름"
opening = "우리 {name:은} 한별시의 오늘과 내일을 위하여 아래 일을 하겠습니다."
promises = ["{activities}"]
closing = "{date}"
[individual]
party = "이름"
signature = "이름"
opening = "나 {name:은} 한별시의 오늘과 내일을 위하여 아래 일을 하겠습니다."
promises = ["{activities}"]
closing = "{date}"
"""


def mend(folder: Path, council: str) -> int:
    """The folder says what the memo does; returns how many lines were edited."""
    path, n = folder / "campaign.toml", 0
    text = path.read_text("utf-8")
    for section, values in MENDED[council].items():
        title = TITLES.get(section, section)
        blocks = re.split(r"(?m)^(?=\[)", text)
        wanted = f"[{section}]"
        at = next((k for k, b in enumerate(blocks) if b.startswith(wanted) or f'title = "{title}"' in b), None)
        if at is None:
            blocks.append(f"{wanted}\n")
            at = len(blocks) - 1
        for name, value in values.items():
            line = re.compile(rf"(?m)^{name} = .*$")
            if line.search(blocks[at]):
                blocks[at] = line.sub(lambda _, said=f"{name} = {value}": said, blocks[at], count=1)
            else:
                blocks[at] = blocks[at].rstrip("\n") + f"\n{name} = {value}\n\n"
            n += 1
        text = "".join(blocks)
    # What was guessed and is right loses its mark.
    n += len(re.findall(r"(?m)\s*# 확인.*$", text))
    path.write_text(re.sub(r"(?m)\s*# 확인.*$", "", text), "utf-8")
    return n + tables(folder, council)


def tables(folder: Path, council: str) -> int:
    """The tables beside the settings, and the wording of a pledge."""
    if council == "hanbyeol":
        rows = [
            (number, name, goals, "", colour, room, seats)
            for number, ((name, (goals, room, seats)), colour) in enumerate(
                zip(answers.HANBYEOL_FIELDS.items(), ("#1F4E79", "#7A5C00", "#1E6B3A", "#8A1538"), strict=True), 1
            )
        ]
        write(folder / "fields.csv", ["field", "name", "goals", "themes", "colour", "room", "seats"], rows)
        write(
            folder / "goals.csv", ["number", "label", "former"], [(n, x, "") for n, x in answers.HANBYEOL_GOALS.items()]
        )
        (folder / "templates").mkdir(exist_ok=True)
        (folder / "templates/agreement.toml").write_text(PLEDGE, "utf-8")
        return len(rows) + len(answers.HANBYEOL_GOALS) + 1
    if council == "gaon":
        places = [(b, f"{a} {b}", "district") for a, inside in answers.GAON_DISTRICTS.items() for b in inside]
        write(folder / "districts.csv", ["place", "district", "kind"], places)
        return len(places)
    return 0


def write(path: Path, headings: list[str], rows: list[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings, *rows])


@pytest.fixture
def council(request, tmp_path, capsys):
    """A council's folder, drafted and mended, and where its data goes."""
    tabs, row, n = FORMS[request.param]
    if "long" not in request.keywords:
        n = min(n, ENOUGH)
    folder, source = tmp_path / request.param, answers.exported(tmp_path / "answers", tabs, row, n)
    assert run(folder, source, "", "") == 0
    told = capsys.readouterr().out
    n_edits = mend(folder, request.param)
    print(f"{request.param}: {n_edits} edits, {told.count('?')} questions")
    return request.param, folder, tmp_path / "data"


@pytest.mark.parametrize("council", list(FORMS), indirect=True)
def test_a_memo_becomes_a_campaign_that_check_finds_nothing_wrong_with(council):
    name, folder, _ = council
    notes = [sentence for kind, sentence in steps(str(folder), "") if kind == "note"]
    assert [note.partition(":")[0] for note in notes] == (
        ["여러 탭을 이어서 읽었습니다(응답 수)"] if name == "gaon" else []
    )
    campaign = read_campaign(str(folder))
    assert campaign.form.tabs == (tuple(answers.GAON_TABS) if name == "gaon" else ())
    asked = {q.column: q.kind for q in campaign.questions if q.is_own}
    assert {
        "hanbyeol": asked.get("cars") == "number"
        and not campaign.individual
        and len(campaign.goals) == 12
        and campaign.fields[0].seats == 24,
        "solbat": asked == {"memo": "text"} and "email" not in campaign.by_column,
        "gaon": list(asked.values()).count("scale") == 6 and len(campaign.fields) == 9,
    }[name]
    if name == "solbat":
        settings = folder / "campaign.toml"
        settings.write_text(settings.read_text("utf-8").replace("= 2097-05-31", "= 2026-05-31"), "utf-8")
        with pytest.raises(RetentionPassedError, match="retention_until"):
            list(steps(str(folder), ""))
    if name == "hanbyeol":
        numbers = list(answers.HANBYEOL_GOALS)
        labels = zip([*numbers[1:], numbers[0]], answers.HANBYEOL_GOALS.values(), strict=True)
        write(folder / "goals.csv", ["number", "label", "former"], [(n, label, "") for n, label in labels])
        told = next(sentence for kind, sentence in steps(str(folder), "") if kind == "note")
        assert told.startswith("goals.csv") and answers.HANBYEOL_GOALS[13] in told


# Reading 1,200 pages of agreements again takes minutes.
@pytest.mark.long
@pytest.mark.parametrize(
    "council", ["hanbyeol", *(pytest.param(name, marks=pytest.mark.slow) for name in ("solbat", "gaon"))], indirect=True
)
def test_it_runs_to_its_documents_and_no_word_is_anothers(council):
    name, folder, data = council
    sync.fn(str(folder), "", str(data))
    event.fn(str(folder), "", str(data))
    foreign = [*FOREIGN, *(word for other, words in OWN.items() if other != name for word in words)]
    texts = [each for path in data.rglob("*") if path.is_file() for each in said(path.as_posix(), path.read_bytes())]
    found = {(word, at.removeprefix(data.as_posix())) for at, told in texts for word in foreign if word in told}
    # A lone word may be anybody's.
    assert {pair for pair in found if "/raw/" not in pair[1] and pair[0] not in ("분과", "탄소중립", "밭일")} == set()
    made = {path.stem for path in (data / "event/current/documents").glob("*.pdf")}
    report = (data / "current/public/report.html").read_text("utf-8")
    assert len(pd.read_parquet(data / "current/restricted/tables/participants.parquet")) == FORMS[name][2]
    if name == "hanbyeol":
        assert "facilitator-1" not in made and {"register", "agreements", "table-signs"} <= made
        assert "점심 식사" in report and "만족도" not in report
        papers = {at.rsplit("/", 1)[1]: told for at, told in texts if at.endswith(".pdf")}
        assert "201호" in papers["table-signs.pdf"] and "여는 마당" in papers["rosters.pdf"]
        assert "채식" in papers["attendee-list.pdf"] and "휠체어로 갑니다" in papers["register.pdf"]
        assert "휠체어" not in report
        # Its twelve goals and no other, in any table or book.
        tables = data / "current/public/tables"
        assert set(pd.read_parquet(tables / "goals.parquet")["goal"]) == set(answers.HANBYEOL_GOALS)
        unlisted = [
            goal for n, goal in read_campaign(str(folder)).goal_names.items() if n not in answers.HANBYEOL_GOALS
        ]
        released = [(goal, at) for at, told in texts for goal in unlisted if f".{goal}" in told]
        assert released == []
    elif name == "solbat":
        assert made == {"register", "rosters"}
        assert "무릎" not in report and "이메일" not in report
        assert not any(word in report for word in ("참여자 선택", "2순위", "협력 희망"))
    else:
        assert "도정 만족도" in report and "북부권 하늘시" in report and "많이 아쉽다" in report
        assert "바라는 점" in report and "버스를 늘려" not in report
        # A row's origin is nothing that was asked.
        assert "시군 접수" not in report
