"""The quality page stands alone, tells numbers and no person, and is one that everybody can read."""

import io
import re
from html import unescape
from html.parser import HTMLParser

import pandas as pd
import pytest

from flows.campaigns import read_campaign
from output.report.quality import _covered, alarm_sentences, write_quality
from tests.conftest import CAMPAIGN

_VOID = {"meta", "link", "br", "img", "line", "polyline", "circle", "rect", "path"}
FACTS = {
    "read": 120,
    "last": "2024-05-02T10:00:00+09:00",
    "dispositions": {
        "accepted": 100,
        "superseded": 12,
        "quarantined": 3,
        "no_consent": 2,
        "out_of_window": 1,
        "withdrawn": 1,
        "test": 1,
    },
}
COUNTS = [
    pd.DataFrame({"topic": "kind", "item": ["단체", "기업"], "by": "", "n": [9, n], "note": ["", note]}).astype(
        {"n": "Int64"}
    )
    for n, note in ((None, "covered"), (2, ""))
]
ALARMS = "code,severity,about,answer,before,before_base,now,now_base\n"


class Page(HTMLParser):
    """The elements of a page with their attributes and parents; fails where they are not nested."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None], tuple[str, ...]]] = []
        self.open: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs), tuple(self.open)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in _VOID:
            assert self.open.pop() == tag

    def all(self, tag):
        return [attributes for name, attributes, _ in self.found if name == tag]


def told(tmp_path, alarms: str = "", n_trends: int = 3) -> str:
    from tests.transforms.changes.test_drift import profile

    campaign = read_campaign(CAMPAIGN)
    shown = profile(
        120,
        *(("disposition", name, "", n, 120) for name, n in FACTS["dispositions"].items()),
        ("blank", "email", "", 1, 100),
        ("blank", "address", "", 40, 100),
        ("finding", "phone_unreadable", "", 2, 120),
        ("finding", "district_unknown", "", 30, 120),
        ("finding", "goal_doubtful", "", 20, 120),
        ("decision", "applied", "", 7, 8),
        ("decision", "does_not_apply", "", 1, 8),
        ("unknown_answer", "kind", "적은 말", 9, 120),
    )
    trends = pd.DataFrame(
        {
            "last": ["2024-05-01", "2024-05-02", "2024-05-03"],
            "rows": [60, 90, 120],
            "accepted": [50, 80, 100],
            "blank": 9,
            "blank_base": 99,
            "findings": 3,
        }
    ).tail(n_trends)
    write_quality(
        shown,
        pd.read_csv(io.StringIO(ALARMS + alarms), keep_default_na=False),
        trends,
        (COUNTS[0], COUNTS[1]),
        FACTS,
        campaign,
        tmp_path / "q.html",
    )
    return unescape((tmp_path / "q.html").read_text("utf-8"))


def test_answers_that_are_told_as_one_have_the_number_of_all_of_them():
    asked = pd.DataFrame({"topic": "seats", "item": ["0", "1", "2", "3", "4", "5–9", "no_answer"], "by": ""})
    everything = asked.assign(n=[40, 3, 2, 1, 0, 0, 1], note="").astype({"n": "Int64"})
    public = pd.DataFrame({"topic": "seats", "item": ["0", "1", "2~5–9", "7~8"], "by": ""})
    public = public.assign(n=[40, 3, None, None], note=["", "", "covered", "covered"]).astype({"n": "Int64"})
    [told] = _covered(public, everything, read_campaign(CAMPAIGN))
    assert told["told"].startswith("2~5–9: 3") and "nan" not in told["told"]


@pytest.fixture(params=["made", "restricted/quality.html", "public/rules.html"])
def page(request, tmp_path, release_a) -> str:
    if request.param == "made":
        return told(tmp_path, "rows_fell,warning,,,214,214,180,214\n")
    return (release_a / request.param).read_text("utf-8")


def test_nothing_is_loaded_and_nothing_runs(page):
    parsed = Page(page)
    assert not parsed.all("script")
    assert not parsed.all("link")
    assert not parsed.all("img")
    assert not re.search(r"url\(|@import|https?://|src=|\son\w+=", page)
    policy = next(m["content"] for m in parsed.all("meta") if m.get("http-equiv") == "Content-Security-Policy")
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    assert len(page.encode()) < 60_000


def test_everybody_can_read_it(page):
    parsed = Page(page)
    assert parsed.all("html")[0]["lang"] == "ko"
    assert len(parsed.all("h1")) == 1
    assert len(parsed.all("caption")) == len(parsed.all("table"))
    assert all("scope" in heading for heading in parsed.all("th"))
    ids = [attributes["id"] for _, attributes, _ in parsed.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    for drawing in parsed.all("svg"):
        assert drawing["role"] == "img" and drawing["aria-label"]


def test_the_office_reads_every_number(tmp_path):
    page = told(tmp_path, "blank_rose,warning,email,,1,100,40,40\n")
    cells = dict(re.findall(r'<tr><th scope="row">([^<]+)</th>.*?<td class="n"[^>]*>([^<]+)</td>', page))
    assert cells["전화번호를 읽을 수 없습니다(이메일은 있습니다)"].split()[0] == "2"
    assert "이메일로 물어 '참여자'에 전화를 적습니다." in page
    # What changes the result most is first, and what is first is in the summary.
    assert "먼저 할 일은 '활동과 목표의 연결이 확실하지 않습니다' 20건입니다." in page
    places = [
        page.index(f"{sentence}</th>")
        for sentence in ("활동과 목표의 연결이 확실하지 않습니다", "주소로 어디인지 알 수 없습니다")
    ]
    assert places == sorted(places) and places[-1] < page.index("전화번호를 읽을 수 없습니다(이메일은 있습니다)</th>")
    assert cells["이메일 주소"].split()[0] == "1"
    # An alarm is said in the log too.
    assert "앞서 3건 미만 → 이번 95% 초과" in page


def test_the_office_reads_what_the_public_report_does_not_tell(tmp_path):
    assert re.search(r'<th scope="row">참여 구분</th><td>기업: 2</td>', told(tmp_path))


def test_a_trend_is_a_chart_of_days(tmp_path):
    page = told(tmp_path)
    assert page.count("<svg") == 4
    assert all(f">{day}</text>" in page for day in ("5. 1.", "5. 2.", "5. 3."))
    assert 'aria-label="5. 1.에 60, 5. 3.에 120"' in page


def test_no_page_of_numbers_that_move_nightly_is_public(release_a):
    assert not (release_a / "public/quality.html").exists()
    assert not (release_a / "restricted/quality.html").stat().st_mode & 0o077


def test_what_a_stranger_typed_is_never_told(tmp_path):
    page = told(tmp_path, "answer_new,warning,kind,적은 말,0,100,6,120\n")
    assert "적은 말" not in page
    assert "'참여 구분'에 설정에 없는 같은 답이 6건 있습니다." in page


def test_the_first_release_has_nothing_to_compare_with(tmp_path):
    page = told(tmp_path, n_trends=1)
    assert "아직 견줄 것이 없습니다" in page
    assert "<svg" not in page


def test_every_alarm_has_its_sentence():
    alarms = pd.read_csv(
        io.StringIO(
            ALARMS
            + "rows_fell,warning,,,214,214,180,214\nblank_rose,warning,address,,10,100,40,50\n"
            + "finding_rose,warning,phone_unreadable,,10,100,40,50\nshare_shifted,info,attendance,yes,10,100,40,50\n"
            + "share_shifted,info,goals_matched,13.기후변화 대응,10,100,40,50\n"
            + "answer_new,warning,kind,학교,0,100,7,120\n"
        ),
        keep_default_na=False,
    )
    moved = " 앞서 약 10% → 이번 약 80%"
    assert alarm_sentences(alarms, read_campaign(CAMPAIGN)) == [
        "응답이 214건에서 180건으로 줄었습니다.",
        "'주소(소재지)'의 빈칸이 늘었습니다." + moved,
        "'전화번호를 읽을 수 없습니다(이메일은 있습니다)'에 걸린 응답이 늘었습니다." + moved,
        "'협약식 및 교류회(5월 30일) 참석 여부'에서 '참석'의 비율이 달라졌습니다." + moved,
        "'활동에서 읽은 목표'에서 '13.기후변화 대응'의 비율이 달라졌습니다." + moved,
        "'참여 구분'에 설정에 없는 같은 답이 7건 있습니다. 설문지에 선택지를 더했는지 확인해 주세요.",
    ]
