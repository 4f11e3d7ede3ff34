"""A campaign drafted from an export is one that check passes, and last year's is carried over to a changed form."""

import csv
import re
import tomllib

import pandas as pd
import pytest

from flows.campaigns import campaign_folder, read_campaign
from flows.commands.check import look
from flows.commands.cli import main
from flows.commands.new import run
from flows.sources import sheets_client
from flows.sources.sheets_client import Bucket, Pace
from tests.conftest import CAMPAIGN
from tests.sheets_server import SheetsServer
from transforms.errors.campaign import FolderTakenError

ROWS = 40
FORM = {
    "타임스탬프": lambda n: f"2025/03/{n % 20 + 3:02} 9:{n:02}:00 오전",
    "단체명": lambda n: f"푸른모임 {n}호",
    "연락처": lambda n: f"031-555-{1000 + n}",
    "주소": lambda n: f"푸른시 {'가' if n % 2 else '나'}구 {'하늘동' if n % 2 else '바다동'} {n}",
    "희망하는 분과": lambda n: ["물과 숲", "마을 살림"][n % 2],
    "행사 당일 점심 식사": lambda n: ["일반식", "채식", "먹지 않음"][n % 3],
    "필요한 것 (복수 선택)": lambda n: ";".join(["주차", "통역", "돌봄"][: n % 3 + 1]),
    "만족도 [장소]": lambda n: ["좋음", "보통", "나쁨"][n % 3],
    "하고 싶은 말": lambda n: f"의견 {n}",
    "개인정보 수집 동의": lambda n: "동의함" if n else "동의 안 함",
    "비고": lambda n: "",
}


def checked(folder):
    """What check ends with where the form is as old as its stamps, and its answers may still be kept."""
    settings = folder / "campaign.toml"
    settings.write_text(re.sub("(?m)^retention_until.*$", "retention_until = 2999-12-31", settings.read_text("utf-8")))
    return look(str(folder), "")


def exported(path, **changed):
    titles = [changed.get(title, title) for title in FORM]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([titles, *([value(n) for value in FORM.values()] for n in range(ROWS))])
    return str(path)


@pytest.fixture
def drafted(tmp_path, capsys):
    folder = tmp_path / "green"
    assert run(folder, exported(tmp_path / "answers.csv"), "", "") == 0
    # The wording that participants sign is there to be mended, with what may stand in it.
    assert "{activities}" in (folder / "templates/agreement.toml").read_text("utf-8")
    return folder, capsys.readouterr().out


def test_a_draft_has_every_question_with_its_kind_and_answers(drafted):
    campaign = read_campaign(str(drafted[0]))
    assert [(q.column, q.kind) for q in campaign.questions] == [
        ("submitted_at", "moment"),
        ("name", "body"),
        ("phone", "phone"),
        ("address", "address"),
        ("wish_1", "field"),
        ("lunch", "choice"),
        ("own_7", "ticks"),
        ("satisfaction", "scale"),
        ("suggestions", "text"),
        ("consent", "coded"),
    ]
    lunch = campaign.by_column["lunch"]
    assert (lunch.options.names, lunch.none) == (("일반식", "채식"), ("먹지 않음",))
    assert campaign.by_column["own_7"].options.names == ("주차", "통역", "돌봄")
    assert [q.column for q in campaign.questions if q.is_of_event] == ["lunch", "own_7"]
    assert campaign.by_column["satisfaction"].grid == "만족도"
    assert campaign.by_column["consent"].codes == {"동의함": "yes", "동의 안 함": "no"}
    assert campaign.staff_columns.titles == ("비고",)
    assert campaign.district_order == ("가구", "나구", "푸른시 외", "미상")
    assert (campaign.area_code, [each.name for each in campaign.fields]) == ("031", ["물과 숲", "마을 살림"])
    assert f"{campaign.opens_at:%m-%d} {campaign.closes_at:%m-%d}" == "03-03 03-23"


def test_counts_and_doubts_stand_in_the_file_and_are_asked(drafted, capsys):
    folder, told = drafted
    text = (folder / "campaign.toml").read_text("utf-8")
    assert '"일반식",  # 14' in text
    assert "접수 기간이 맞나요" in told and "가구 · 나구" in told
    assert checked(folder) == 0
    # What decides where a response goes is told as it is read, and which meetings nothing but a wish leads to.
    said = capsys.readouterr().out
    assert f"'개인정보 수집 동의'의 답을 이렇게 읽습니다: 동의함 → yes {ROWS - 1}건 · 동의 안 함 → no 1건" in said
    assert "'주소'의 답을 이렇게 읽습니다: " in said and "가구 " in said and "1 · 2번" in said


def test_nothing_stands_where_a_campaign_is(drafted, tmp_path):
    with pytest.raises(FolderTakenError):
        run(drafted[0], exported(tmp_path / "more.csv"), "", "")


def test_fields_come_from_a_list_of_two_columns(tmp_path):
    fields = tmp_path / "fields.csv"
    fields.write_text("마을 살림,1 8 11\n물과 숲,6 15\n", "utf-8")
    run(tmp_path / "green", exported(tmp_path / "answers.csv"), "", str(fields))
    made = read_campaign(str(tmp_path / "green")).fields
    assert [(each.name, sorted(each.goals)) for each in made] == [("마을 살림", [1, 8, 11]), ("물과 숲", [6, 15])]


def test_last_years_campaign_is_carried_over(drafted, tmp_path, capsys):
    folder = drafted[0]
    settings = folder / "campaign.toml"
    settings.write_text(settings.read_text("utf-8").replace("캠페인 이름", "푸른시 2025"), "utf-8")
    again = exported(tmp_path / "next.csv", 단체명="단체 이름(정식 명칭)", 연락처="휴대전화")
    assert run(tmp_path / "next", again, str(folder), "") == 0
    made, told = read_campaign(str(tmp_path / "next")), capsys.readouterr().out
    assert made.name == "푸른시 2025"
    assert "'단체명' → '단체 이름(정식 명칭)'" in told
    assert made.by_column["name"].former == ("단체명",)
    assert checked(tmp_path / "next") == 0


@pytest.mark.long
def test_tabs_of_other_names_are_carried_over_too(drafted, tmp_path, capsys):
    (tmp_path / "둘").mkdir()
    halves = [exported(tmp_path / f"둘/{name}.csv", 단체명="단체 이름") for name in ("상반기", "하반기")]
    assert len(halves) == 2 and run(tmp_path / "two", str(tmp_path / "둘"), str(drafted[0]), "") == 0
    assert "[form] tabs 에 적었습니다: 상반기 · 하반기" in capsys.readouterr().out
    assert read_campaign(str(tmp_path / "two")).form.tabs == ("상반기", "하반기")
    (tmp_path / "둘/상반기.csv").rename(tmp_path / "둘/봄.csv")
    run(tmp_path / "three", str(tmp_path / "둘"), str(tmp_path / "two"), "")
    assert read_campaign(str(tmp_path / "three")).form.tabs == ("봄", "하반기")
    run(tmp_path / "one", exported(tmp_path / "one.csv"), str(tmp_path / "three"), "")
    assert read_campaign(str(tmp_path / "one")).form.tabs == ()
    assert [checked(tmp_path / name) for name in ("three", "one")] == [0, 0]


def test_a_tab_that_asks_otherwise_is_named_and_not_passed_over(tmp_path, capsys):
    both = tmp_path / "둘"
    both.mkdir()
    exported(both / "응답.csv")
    (both / "종이.csv").write_text("업체명,전화\n푸른가게,031-555-0000\n", "utf-8")
    (both / "빈 것.csv").write_text("업체명,전화\n", "utf-8")
    assert run(tmp_path / "green", str(both), "", "") == 0
    assert "읽지 않은 탭이 있습니다: 종이." in capsys.readouterr().out


def test_the_sample_drafted_anew_has_its_own_questions(tmp_path):
    source = campaign_folder(CAMPAIGN) / "responses.csv"
    run(tmp_path / "again", str(source), "", "")
    ours, made = read_campaign(CAMPAIGN), read_campaign(str(tmp_path / "again"))
    same = {q.column for q in ours.questions if made.by_column.get(q.column, q).title == q.title}
    assert {q.column for q in ours.questions} - same == set()
    assert set(ours.district_order) == set(made.district_order)
    assert "own_18" in tomllib.loads((tmp_path / "again/campaign.toml").read_text("utf-8"))["questions"][17]["column"]


@pytest.mark.long
def test_a_sheet_of_two_tabs_is_drafted_checked_and_read_by_its_address(tmp_path, monkeypatch, capsys, sync):
    """As a newcomer does it: an address and a key, nothing else."""
    address = "https://docs.google.com/spreadsheets/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/edit#gid=0"
    titles = list(FORM)
    rows = [[value(n) for value in FORM.values()] for n in range(ROWS)]
    # Three commands' reads in one process would wait for Google's quota, which the server here does not have.
    at_once = Pace(*(Bucket(sleep=lambda _seconds: None) for _ in range(2)))
    monkeypatch.setattr(sheets_client, "_pace_of", lambda _account: at_once)
    with SheetsServer() as google:
        monkeypatch.setenv("SDGNET_SHEETS_API", google.url)
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(google.key_file(tmp_path / "key.json")))
        monkeypatch.setenv("NO_GCE_CHECK", "true")
        book = google.add_book("1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms", title="푸른시 신청")
        book.add_tab("설문지 응답 시트1", [titles, *rows[:25]])
        book.add_tab("메모", [["담당자가 씁니다"]])
        book.add_tab("설문지 응답 시트2", [titles[::-1], *(row[::-1] for row in rows[25:])])
        google.share(book, role="reader")
        folder = str(tmp_path / "green")
        assert main(["new", folder, "--source", address]) == 0
        told = capsys.readouterr().out
        assert "함께 읽었습니다: 설문지 응답 시트1 · 설문지 응답 시트2" in told
        drafted = read_campaign(folder)
        assert (drafted.source, drafted.form.tabs) == (address, ("설문지 응답 시트1", "설문지 응답 시트2"))
        assert main(["check", "--campaign", folder]) == 1
        told = capsys.readouterr().out
        assert "보유 기한" in told.splitlines()[-3]
        assert "응답 탭: 설문지 응답 시트1 (" in told and "응답 탭: 설문지 응답 시트2 (" in told and "응답 40건" in told
        assert {method for method, _ in google.seen} == {"GET"}
        settings = tmp_path / "green/campaign.toml"
        settings.write_text(
            re.sub("(?m)^retention_until.*$", "retention_until = 2999-12-31", settings.read_text("utf-8"))
        )
        release = sync(tmp_path / "data", "", folder, products=("tables",))
    responses = pd.read_parquet(release / "restricted/tables/responses.parquet")
    assert responses["disposition"].value_counts().to_dict() == {"accepted": ROWS - 1, "no_consent": 1}


def test_what_the_settings_do_not_say_is_told_before_a_run(drafted, tmp_path, capsys):
    folder = drafted[0]
    rows = list(csv.reader((tmp_path / "answers.csv").open(encoding="utf-8", newline="")))
    titles = rows[0]
    for at, row in enumerate(rows[1:]):
        row[titles.index("행사 당일 점심 식사")] = "도시락" if at < 6 else "김하나의 것" if at == 6 else "채식"
        row[titles.index("희망하는 분과")] = "숲" if at == 7 else "물과 숲"
        row[0] = "" if at in (8, 9) else row[0]
        if 10 < at < 17:
            row[titles.index("주소")] = ["푸른시 먼바다읍 3", "물 건너편", "김하나"][at % 3]
    with (tmp_path / "answers.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    capsys.readouterr()
    assert checked(folder) == 0
    told = capsys.readouterr().out
    assert "'행사 당일 점심 식사'에 선택지가 아닌 답이 6건 있습니다: 도시락" in told
    assert "'희망하는 분과'의 답 가운데 1건은" in told and "응답 시각이 빈 응답이 2건" in told
    assert "주소 6건이 어디인지 모릅니다(미상; 시트의 " in told and "그 주소에 있는 곳: 먼바다읍 · 물 건너편." in told
    # What one person alone wrote may be anything.
    assert "김하나" not in told
