"""Our tabs in the responses' spreadsheet: what stands in them, that 검토 is two-way, and that nothing typed is lost."""

import copy
import json
import shutil
from datetime import UTC, datetime
from unittest.mock import Mock

import pandas as pd
import pytest
import requests
from google.auth.transport.requests import Request
from google.oauth2 import service_account
from python_calamine import CalamineWorkbook

import flows.purge as purging
from flows.campaigns import read_campaign
from flows.commands.purge import run_for
from flows.forget import forget
from flows.sinks import sheet_tabs as sink
from flows.sources.sheets_answers import READ, WRITE
from flows.sources.sheets_client import connect
from output.review import sheet_tabs as request
from output.store.last_sync import remember_sync
from tests.conftest import CAMPAIGN, EXPORTS, ROOT
from tests.plain_sync import QUICK, PlainSync
from tests.sheets_book import batch_update, raw
from tests.sheets_server import ACCOUNT, Fault, SheetsServer
from transforms.decisions.review_tab import carried, effective, late, pages, typed_cells
from transforms.decisions.values import read_value
from transforms.errors.base import SdgnetError
from transforms.errors.decisions import DecisionUnreadableError, ReviewSheetError
from transforms.errors.sheet import SheetTabsNotWrittenError, SheetTabsTooLargeError
from transforms.errors.store import PurgeTabsError, PurgeTabsForOneError, PurgeTabsLateError

KEY = "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms"
TAB = "설문지 응답 시트1"
OURS = ["정제", "참석자", "분야별", "요약", "검토"]
STAFF = "staff@example.org"
FOR_EVER = 10**6
SLOW = ("silence", "trickle")
HOSTILE = '=HYPERLINK("http://evil.example","x")'

SAMPLE_READ = read_campaign("cheongju-2024")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A campaign that keeps tabs, and the account's key file."""
    home = tmp_path_factory.mktemp("council")
    shutil.copytree(ROOT / "flows/campaigns/cheongju-2024", home / "campaign")
    settings = home / "campaign/campaign.toml"
    settings.write_text(settings.read_text("utf-8") + "\n[google]\ntabs = true\n", "utf-8")
    return home


@pytest.fixture(scope="module")
def google(home):
    with SheetsServer() as google, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SDGNET_SHEETS_API", google.url)
        patch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(google.key_file(home / "key.json")))
        patch.setenv("NO_GCE_CHECK", "true")
        google.accounts.add(STAFF)
        yield google


@pytest.fixture(scope="module")
def run(worked_out_once, home, google):
    with pytest.MonkeyPatch.context() as patch:
        yield PlainSync(patch, home / "key.json")


@pytest.fixture(scope="module")
def typed_rows():
    with (EXPORTS / "responses-a.xlsx").open("rb") as stream:
        rows = CalamineWorkbook.from_filelike(stream).get_sheet_by_index(0).to_python(skip_empty_area=False)
    rows = [list(row) for row in rows[:41]]
    at = {title: place for place, title in enumerate(rows[0])}
    first = next(row for row in rows if row[at["참여 구분"]] == "단체" and row[at["연락처"]])
    first[at["주요 활동 및 사업 내용"]] = f"{HOSTILE}\n<script>alert(1)</script>\x00\x07\x1b[31m하천 정화 활동"
    first[at["주소(소재지)"]] = "@SUM(1+1) 청원구 율량동 1"
    first[at["기관·단체명 (개인은 성명)"]] = '=1+1 하천 "모임"'
    return rows


@pytest.fixture(scope="module")
def begun(home, google, run, typed_rows, tmp_path_factory):
    """The spreadsheet and the data folder after a first sync; tests copy both."""
    book = google.add_book(KEY, title="2024 네트워크 신청")
    book.add_tab("메모", [["이 탭은 담당자가 씁니다", 7]])
    book.add_tab(TAB, typed_rows)
    google.share(book)
    google.share(book, STAFF)
    data = tmp_path_factory.mktemp("begun") / "data"
    before = copy.deepcopy(book.tabs)
    google.misbehave()
    run(data, KEY, home / "campaign")
    return book, data, before


@pytest.fixture
def book(begun, google, run):
    run.patience = run.patience.__class__(tries=4, connect=2, read=20, whole_answer=30)
    google.books[KEY] = copy.deepcopy(begun[0])
    google.misbehave()
    return google.books[KEY]


@pytest.fixture
def data(begun, tmp_path):
    shutil.copytree(begun[1], tmp_path / "data", symlinks=True)
    return tmp_path / "data"


@pytest.fixture
def sync(run, home):
    return lambda data, **more: run(data, KEY, home / "campaign", **more)


def shown(tab):
    return [[raw(cell) for cell in row] for row in tab.rows]


def table(tab):
    heading, *rows = shown(tab)
    return pd.DataFrame([row + [""] * (len(heading) - len(row)) for row in rows], columns=heading)


def row_of(book, kind, nth=0, **wanted):
    rows = table(book.tab("검토"))
    rows = rows[rows["종류"].eq(kind)]
    for heading, value in wanted.items():
        rows = rows[rows[heading.replace("_", " ")].eq(value)]
    return int(rows.index[nth])


def ask(server, account, method, path, body=None):
    login = service_account.Credentials.from_service_account_info(server.key_info(account), scopes=list(WRITE))
    login.refresh(Request())
    headers = {"Authorization": f"Bearer {login.token}"}
    return requests.request(method, server.url + path, json=body, timeout=10, headers=headers)


def type_in(google, book, row, text, how="USER_ENTERED"):
    """Staff types into the yellow cell of a row of 검토 (from 0, heading not counted), as the browser would."""
    tab = book.tab("검토")
    letter = "ABCDEFGHIJK"[shown(tab)[0].index("새로 정하기")]
    path = f"/v4/spreadsheets/{KEY}/values/'검토'!{letter}{row + 2}?valueInputOption={how}"
    reply = ask(google, STAFF, "PUT", path, {"values": [[text]]})
    assert reply.status_code == 200, reply.text


def put(book, row, text):
    """The same at once, in the middle of another request."""
    tab = book.tab("검토")
    tab.put(row + 1, shown(tab)[0].index("새로 정하기"), text)


def log(data):
    path = data / "decisions.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False) if path.exists() else pd.DataFrame(columns=["said"])


def said(data):
    lines = log(data)
    return {(row.kind, row.key): row.value.lstrip("'") for row in lines[lines["said"].eq("typed")].itertuples()}


def typed(book):
    rows = table(book.tab("검토"))
    return {(r["종류"], r["대상 번호"]): r["새로 정하기"] for r in rows.to_dict("records") if r["새로 정하기"]}


# --- what stands in the tabs ---------------------------------------------------------------------------------------


def test_the_tabs_are_there_and_nothing_else_is_touched(begun):
    book, _, before = begun
    assert [tab.title for tab in book.tabs] == ["메모", TAB, *OURS]
    assert book.tabs[:2] == before
    for title in OURS:
        tab = book.tab(title)
        assert tab.frozen["frozenRowCount"] == 1
        assert (tab.n_rows, tab.n_columns) == (max(len(tab.rows), 2), len(tab.rows[0]))
        assert [mark["metadataKey"] for mark in tab.marks] == ["sdgnet"]
        assert len([key for key in tab.sizes if key[0] == "COLUMNS"]) == tab.n_columns
        (protected,) = tab.protected
        assert set(protected["range"]) == {"sheetId"}
        assert protected["editors"]["users"] == [ACCOUNT]


def test_the_tabs_say_what_the_release_says(begun):
    book, data, _ = begun
    tables = {
        name: pd.read_parquet(data / f"current/restricted/tables/{name}.parquet")
        for name in ("participants", "attendees", "responses", "participant_fields")
    }
    cleaned = table(book.tab("정제"))
    assert sorted(cleaned["참여자 번호"]) == sorted(tables["participants"]["participant_id"])
    by_id = tables["participants"].set_index("participant_id")
    rows = tables["responses"].set_index("response_id")["row_number"] + 1
    for row in cleaned.to_dict("records"):
        one = by_id.loc[row["참여자 번호"]]
        assert (row["기관·단체명"], row["구"], row["시트 행"]) == (
            one["name"],
            one["district"],
            rows[one["response_id"]],
        )
        assert isinstance(row["제출 시각"], float)
        at = pd.Timestamp("1899-12-30") + pd.Timedelta(seconds=round(row["제출 시각"] * 86400))
        assert at.isoformat() == f"{one['submitted_at']:%Y-%m-%dT%H:%M:%S}"
    people = table(book.tab("참석자"))
    assert len(people) == len(tables["attendees"]) == len(table(book.tab("분야별")))
    assert people["연번"].tolist() == list(range(1, len(people) + 1))
    named = tables["attendees"].loc[tables["attendees"]["is_named"], "name"]
    assert sorted(people.loc[people["성명"].ne("(성명 미정)"), "성명"]) == sorted(named)
    summary = table(book.tab("요약"))
    assert summary["항목"][0] == (data / "current").resolve().name
    assert summary.loc[summary["구분"].eq("응답 처리"), "수"].sum() == len(tables["responses"])


def test_formulas_markup_and_control_characters_are_inert(google, book):
    reply = ask(google, STAFF, "GET", f"/v4/spreadsheets/{KEY}?includeGridData=true").json()
    ours = [sheet for sheet in reply["sheets"] if sheet["properties"]["title"] in OURS]
    cells = [
        cell["userEnteredValue"]
        for sheet in ours
        for row in sheet["data"][0]["rowData"]
        for cell in row["values"]
        if "userEnteredValue" in cell
    ]
    assert {kind for cell in cells for kind in cell} == {"stringValue", "numberValue"}
    strings = [cell["stringValue"] for cell in cells if "stringValue" in cell]
    assert any(text.startswith("=1+1") for text in strings)
    assert any(text.startswith("@SUM") for text in strings)
    assert any(text.startswith("=HYPERLINK") and "<script>" in text for text in strings)
    assert not any(character in text for text in strings for character in "\x00\x07\x1b")


def test_staff_type_only_where_they_may(google, book):
    for title in OURS:
        path = f"/v4/spreadsheets/{KEY}/values/'{title}'!A2?valueInputOption=RAW"
        reply = ask(google, STAFF, "PUT", path, {"values": [["x"]]})
        assert (reply.status_code, "protected" in reply.text) == (400, True)
    type_in(google, book, 0, "6/15")
    assert typed(book) == {tuple(table(book.tab("검토")).loc[0, ["종류", "대상 번호"]]): "6/15"}
    assert row_of(book, "field") >= 0
    lists = [each["rule"]["condition"] for each in book.tab("검토").validations]
    assert {each["type"] for each in lists} == {"ONE_OF_LIST"}
    assert ["다름"] in [[value["userEnteredValue"] for value in each["values"]] for each in lists]


def test_a_second_sync_leaves_the_same_tabs_once(book, data, sync):
    before = {title: (book.tab(title).id, shown(book.tab(title))) for title in OURS}
    sync(data)
    assert [tab.title for tab in book.tabs] == ["메모", TAB, *OURS]
    for title, (id_, cells) in before.items():
        tab = book.tab(title)
        assert (tab.id, len(tab.protected), len(tab.marks)) == (id_, 1, 1)
        # The time of writing is the one thing that is new.
        assert [row for row in shown(tab) if row[0] != "탭을 쓴 때"] == [row for row in cells if row[0] != "탭을 쓴 때"]


# Rows that are fewer are written where an answer is lost too.
@pytest.mark.slow
def test_stale_rows_go(book, data, sync):
    del book.tab(TAB).rows[37:]
    sync(data)
    n = len(pd.read_parquet(data / "current/restricted/tables/participants.parquet"))
    assert len(table(book.tab("정제"))) == n == book.tab("정제").n_rows - 1
    assert len(table(book.tab("검토"))) == book.tab("검토").n_rows - 1


def test_every_value_that_is_shown_can_be_typed_back(begun, home):
    campaign = read_campaign(str(home / "campaign"))
    rows = table(begun[0].tab("검토"))
    for row in rows[rows["종류"].isin(["field", "district"]) & rows["지금 값"].ne("")].to_dict("records"):
        assert read_value(row["종류"], row["지금 값"], campaign) is not None
    assert not rows.duplicated(["종류", "대상 번호"]).any()


def test_a_tab_of_that_name_that_is_not_ours_is_left_alone(google, book, data, sync):
    for mine in ("요약", "검토"):
        kept = copy.deepcopy(book.tabs)
        book.tab(mine).marks.clear()
        before = copy.deepcopy(book.tabs)
        with pytest.raises(SdgnetError, match=f"'{mine}'.*\n→ 그 탭의 이름을 바꾸거나"):
            sync(data)
        assert book.tabs == before
        book.tabs = kept


@pytest.mark.long
def test_a_tab_that_staff_renamed_or_moved_stays_ours(google, book, data, sync):
    book.tab("검토").title = "검토 (5월)"
    book.tabs.reverse()
    tab = book.tab("검토 (5월)")
    place = shown(tab)[0].index("새로 정하기")
    row = next(i for i, cells in enumerate(shown(tab)) if "headcount" in cells)
    tab.put(row, place, 9)
    sync(data)
    assert "9" in said(data).values()
    assert "검토" not in [each.title for each in book.tabs]
    assert shown(tab)[row][place] in ("", 9) and len(book.tabs) == 7


@pytest.mark.long
def test_our_tabs_are_never_taken_for_the_responses(google, book, data, sync):
    responses = book.tab(TAB)
    responses.title = "응답 모음"
    book.tabs = [tab for tab in book.tabs if tab.title != "메모"]
    book.tabs.append(book.tabs.pop(book.tabs.index(responses)))
    sync(data)
    assert json.loads((data / "current/manifest.json").read_text("utf-8"))["rows_read"] == 40


# --- who may, and when ---------------------------------------------------------------------------------------------


@pytest.mark.long
def test_a_reader_publishes_and_says_that_the_tabs_stayed(google, book, data, sync):
    book.roles[google.account] = "reader"
    was = (data / "current").resolve().name
    del book.tab(TAB).rows[37:]
    before = copy.deepcopy(book.tabs)
    with pytest.raises(SheetTabsNotWrittenError, match="편집자") as failure:
        sync(data)
    published = (data / "current").resolve().name
    assert published != was
    assert published in str(failure.value)
    assert book.tabs == before


@pytest.mark.long
def test_without_the_setting_the_sheet_is_only_read(google, book, run, tmp_path):
    tokens = set(google._tokens)
    run(tmp_path / "data", KEY)
    assert {method for method, _ in google.seen} == {"GET"}
    assert {scope for token, (_, scope) in google._tokens.items() if token not in tokens} == {READ[0]}


@pytest.mark.long
def test_no_tabs_reads_what_was_decided_and_writes_nothing(google, book, data, sync):
    type_in(google, book, row_of(book, "headcount"), "7")
    before, tokens = copy.deepcopy(book.tabs), set(google._tokens)
    google.misbehave()
    sync(data, write_tabs=False)
    assert book.tabs == before
    assert "7" in said(data).values()
    assert {scope for token, (_, scope) in google._tokens.items() if token not in tokens} == {READ[0]}


@pytest.mark.long
def test_check_says_whether_the_tabs_can_be_written_and_changes_nothing(google, book, run, home, capsys):
    from flows.commands.check import look

    def checked():
        before = copy.deepcopy(google.books)
        code = look(str(home / "campaign"), KEY)
        assert google.books == before
        return code, capsys.readouterr().out

    assert checked()[0] == 0
    code, out = checked()
    assert "정제 · 참석자 · 분야별 · 요약 · 검토" in out
    kept = list(book.tabs)
    book.tabs = [tab for tab in book.tabs if tab.title not in OURS]
    assert "첫 실행이 탭을 만듭니다" in checked()[1]
    book.tabs.append(kept[-1])
    book.tabs[-1].marks = []
    code, out = checked()
    assert (code, "'검토'" in out) == (1, True)
    book.tabs = kept[:2]
    book.roles[google.account] = "reader"
    code, out = checked()
    assert (code, "편집자" in out) == (1, True)


# --- what staff decide ---------------------------------------------------------------------------------------------


@pytest.mark.long
def test_every_kind_of_decision_is_read_applied_and_moved_over(google, book, data, sync):
    rows = table(book.tab("검토"))
    values = {"name": "새로운 모임", "phone": "010-0000-1234", "goals": "6, 15번", "field": "2", "headcount": "17"}
    values |= {"district": "청원구", "merge": "다름"}
    chosen = {kind: row_of(book, kind) for kind in values if rows["종류"].eq(kind).any()}
    values["test"], chosen["test"] = "예", row_of(book, "test", -1)
    assert set(chosen) >= {"name", "phone", "goals", "field", "headcount", "district"}
    for kind, row in chosen.items():
        type_in(google, book, row, values[kind])
    sync(data)
    assert typed(book) == {}
    after = table(book.tab("검토")).set_index(["종류", "대상 번호"])
    for kind, row in chosen.items():
        decided = after.loc[(kind, rows["대상 번호"][row])]
        assert decided["정한 값"] != "", kind
        assert "되돌리려면" in decided["적는 법"]
    people = pd.read_parquet(data / "current/restricted/tables/participants.parquet").set_index("participant_id")
    assert people.loc[rows["대상 번호"][chosen["headcount"]], "headcount"] == 17
    responses = pd.read_parquet(data / "current/restricted/tables/responses.parquet").set_index("response_id")
    assert responses.loc[rows["대상 번호"][chosen["test"]], "disposition"] == "test"
    assert [tab.title for tab in book.tabs] == ["메모", TAB, *OURS]

    # And taken back.
    key = rows["대상 번호"][chosen["headcount"]]
    type_in(google, book, row_of(book, "headcount", 대상_번호=key), "철회")
    sync(data)
    people = pd.read_parquet(data / "current/restricted/tables/participants.parquet").set_index("participant_id")
    assert people.loc[key, "headcount"] != 17
    assert table(book.tab("검토")).set_index(["종류", "대상 번호"]).loc[("headcount", key), "정한 값"] == ""


def test_an_unreadable_decision_is_named_and_nothing_is_written(google, book, data, sync):
    row = row_of(book, "goals")
    type_in(google, book, row, "열여덟")
    before = copy.deepcopy(book.tabs)
    with pytest.raises(DecisionUnreadableError, match=f"검토 '검토' H{row + 2}"):
        sync(data)
    assert book.tabs == before


def test_a_heading_that_somebody_changed_is_said(book, data, sync):
    tab = book.tab("검토")
    tab.rows[0][shown(tab)[0].index("대상 번호")] = "번호"
    with pytest.raises(ReviewSheetError, match="대상 번호"):
        sync(data)


# --- what staff decide while a run is under way --------------------------------------------------------------------


def n_requests(google, data, sync):
    google.misbehave()
    sync(data)
    return len(google.seen)


# The write itself; the last reading before it is among all of them.
@pytest.mark.long
@pytest.mark.parametrize(
    ("copies_marks", "requests_"),
    [
        (False, (9,)),
        pytest.param(False, range(13), marks=pytest.mark.slow),
        pytest.param(True, range(13), marks=pytest.mark.slow),
    ],
)
def test_a_decision_typed_at_any_request_is_never_lost(google, book, data, sync, copies_marks, requests_, tmp_path):
    book.copies_marks = copies_marks
    assert n_requests(google, data, sync) == 13
    kept = copy.deepcopy(book)
    for at in requests_:
        book = google.books[KEY] = copy.deepcopy(kept)
        folder = tmp_path / f"at-{at}"
        shutil.copytree(data, folder, symlinks=True)
        row = row_of(book, "headcount")
        key = table(book.tab("검토"))["대상 번호"][row]
        google.misbehave(Fault(at=at, change=lambda book=book, row=row: put(book, row, "23")))
        sync(folder)
        waits = typed(book).get(("headcount", key))
        assert said(folder).get(("headcount", key)) == "23" or waits == "23", at
        google.misbehave()
        sync(folder)
        assert said(folder)[("headcount", key)] == "23", at
        assert typed(book) == {}
        assert [tab.title for tab in book.tabs] == ["메모", TAB, *OURS]


@pytest.mark.slow
def test_staff_who_never_stop_typing_lose_nothing(google, book, data, sync):
    rows = table(book.tab("검토"))
    keys = rows.index[rows["종류"].eq("headcount")]
    left = iter(keys.tolist())
    done = []

    def type_one():
        row = next(left, None)
        if row is not None:
            current = table(book.tab("검토"))
            key = rows["대상 번호"][row]
            put(book, int(current.index[current["종류"].eq("headcount") & current["대상 번호"].eq(key)][0]), "31")
            done.append(("headcount", key))

    google.misbehave(Fault(times=FOR_EVER, change=type_one))
    sync(data)
    google.misbehave()
    sync(data)
    sync(data)
    assert len(done) > 10
    assert {pair: said(data).get(pair) for pair in done} == dict.fromkeys(done, "31")
    assert typed(book) == {}


@pytest.mark.long
def test_a_question_that_is_asked_no_more_keeps_its_late_decision(google, book, data, sync):
    row = row_of(book, "headcount", 3)
    key = table(book.tab("검토"))["대상 번호"][row]
    gone = table(book.tab("정제")).set_index("참여자 번호").loc[key, "시트 행"]

    def change():
        put(book, row, "23")

    del book.tab(TAB).rows[int(gone) - 1]
    google.misbehave(Fault(at=6, change=change))
    sync(data)
    assert typed(book) == {("headcount", key): "23"}
    sync(data)
    assert said(data)[("headcount", key)] == "23"
    assert typed(book) == {}


@pytest.mark.long
def test_a_copy_that_could_not_be_deleted_is_read_and_deleted_by_the_next_run(google, book, data, sync):
    n = n_requests(google, data, sync)
    google.misbehave(Fault("503", at=n - 1, times=FOR_EVER))
    sync(data)
    assert len(book.tabs) == 8
    hidden = next(tab for tab in book.tabs if tab.is_hidden)
    row = row_of(book, "headcount")
    hidden.put(row + 1, shown(hidden)[0].index("새로 정하기"), "23")
    google.misbehave()
    sync(data)
    assert "23" in said(data).values()
    assert [tab.title for tab in book.tabs] == ["메모", TAB, *OURS]


@pytest.mark.long
def test_another_run_that_wrote_meanwhile_makes_ours_read_again(google, book, data, sync, home):
    n = n_requests(google, data, sync)
    other = sink.open_tabs(KEY, read_campaign(str(home / "campaign")), may_write=True)
    other.read()
    state = other._state()
    tables = {
        role: pd.DataFrame(
            {name: pd.Series([], dtype="str") for name in request.labels("sheet_tabs", SAMPLE_READ)[role]}
        )
        for role in ("cleaned", "people", "by_field", "summary", "review")
    }
    tables["review"]["needs_person"] = pd.Series([], dtype="bool")
    written = iter([True])

    def meanwhile():
        if next(written, False):
            body = request.write_request(tables, other._book(state, "other 99"), other.campaign)
            batch_update(book, json.loads(body), google.account, [])

    google.misbehave(Fault(at=n - 4, change=meanwhile))
    sync(data)
    assert len(table(book.tab("정제"))) > 0
    assert {tab.marks[0]["metadataValue"].rpartition(" ")[2] for tab in book.tabs if tab.marks} == {"100"}
    assert [tab.title for tab in book.tabs] == ["메모", TAB, *OURS]


_MORE = ("lost", "503", "502-html", "reset-mid", "short", "cut", "silence", "refuse")


@pytest.mark.long
@pytest.mark.parametrize("kind", ["lost-503", *(pytest.param(kind, marks=pytest.mark.slow) for kind in _MORE)])
def test_a_write_whose_answer_was_lost_is_settled_by_reading(google, book, data, sync, run, kind):
    n = n_requests(google, data, sync)
    if kind in SLOW:
        run.patience = QUICK
    del book.tab(TAB).rows[37:]
    google.misbehave(Fault(kind, at=n - 4))
    sync(data)
    people = pd.read_parquet(data / "current/restricted/tables/participants.parquet")
    assert len(table(book.tab("정제"))) == len(people)
    assert [tab.title for tab in book.tabs] == ["메모", TAB, *OURS]
    writes = [path for method, path in google.seen if method == "POST"]
    went_in = kind in ("lost", "lost-503", "reset-mid", "short", "cut")
    assert len(writes) == (2 if went_in else 3)


# --- sizes ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def made(home, google, book, data):
    tabs = sink.open_tabs(KEY, read_campaign(str(home / "campaign")), may_write=True)
    return tabs, tabs._book(tabs._state(), "r 2")


def review(n, needs):
    words = request.labels("sheet_tabs", SAMPLE_READ)["review"]
    rows = {name: pd.Series(["가나다라마" * 10] * n, dtype="str") for name in words}
    rows |= {"typed": pd.Series([""] * n, dtype="str"), "value": pd.Series([""] * n, dtype="str")}
    rows["needs_person"] = pd.Series([i < needs for i in range(n)], dtype="bool")
    return pd.DataFrame(rows)


def tables_of(n_cleaned, n_review, needs):
    words = request.labels("sheet_tabs", SAMPLE_READ)
    made = {
        role: pd.DataFrame({name: pd.Series([], dtype="str") for name in words[role]})
        for role in ("cleaned", "people", "by_field", "summary")
    }
    made["cleaned"] = pd.DataFrame(
        {name: pd.Series(["가나다라마바사"] * n_cleaned, dtype="str") for name in words["cleaned"]}
    )
    return {**made, "review": review(n_review, needs)}


def test_what_is_too_much_is_cut_and_said(made, monkeypatch):
    monkeypatch.setattr(request, "MOST_BYTES", 600_000)
    tabs, book = made
    for n_cleaned, n_review, needs in [(300, 900, 50), (900, 900, 50), (100, 100, 10)]:
        body = request.write_request(tables_of(n_cleaned, n_review, needs), book, tabs.campaign)
        assert len(body) <= 600_000
        written = [each["updateCells"]["rows"] for each in json.loads(body)["requests"] if "updateCells" in each]
        cleaned, asked = written[0], written[4]
        assert sum(len(row["values"]) > 5 for row in asked[1:]) >= needs
        assert ("정제" if len(cleaned) - 1 < n_cleaned else "") == ("정제" if n_cleaned == 900 else "")
        text = body.decode()
        assert ("줄만 실었습니다" in text) == (n_review == 900)


def test_what_cannot_be_cut_is_refused(made, monkeypatch):
    monkeypatch.setattr(request, "MOST_BYTES", 200_000)
    tabs, book = made
    with pytest.raises(SheetTabsTooLargeError, match="tabs를 false로"):
        request.write_request(tables_of(10, 900, 900), book, tabs.campaign)
    monkeypatch.setattr(request, "MOST_CELLS", 1000)
    with pytest.raises(SheetTabsTooLargeError, match="칸"):
        request.write_request(tables_of(10, 10, 10), book, tabs.campaign)


def test_a_cell_takes_at_most_what_google_takes():
    long = pd.Series(["가" * 60_000, "🌱" * 30_000, "🌱" * 25_000, "짧음", None], dtype="str")
    cut = request.plain_text(long, 50_000)
    units = [len(text.encode("utf-16-le")) // 2 for text in cut]
    assert units == [50_000, 49_999, 50_000, 2, 0]
    assert cut[0].endswith("…")
    assert cut[1].endswith("🌱…")


@pytest.mark.long
def test_a_grid_that_staff_froze_or_emptied_is_written_all_the_same(book, data, sync):
    tab = book.tab("정제")
    tab.frozen = {"frozenRowCount": 9, "frozenColumnCount": 21}
    tab.rows, tab.n_rows, tab.n_columns = [], 40, 30
    book.tab("요약").protected.clear()
    sync(data)
    assert tab.frozen == {"frozenRowCount": 1, "frozenColumnCount": 0}
    assert len(table(tab)) == tab.n_rows - 1
    assert len(book.tab("요약").protected) == 1


# --- the cells by themselves ---------------------------------------------------------------------------------------

WORDS = {"typed": "새로", "kind_code": "종류", "key": "번호", "body": "누구", "now": "지금"}


def cells(rows):
    return typed_cells("검토", [["누구", "새로", "종류", "번호"], *rows], WORDS)


def test_the_live_tab_speaks_before_its_copy():
    live = cells([["가", "3", "headcount", "p-1"], ["나", "", "headcount", "p-2"]])
    copied = cells([["가", "9", "headcount", "p-1"], ["나", "5", "headcount", "p-2"]])
    assert [cell.said for cell in effective(live, copied)] == [("headcount", "p-1", "3"), ("headcount", "p-2", "5")]


def test_late_is_what_nobody_has_read():
    before = cells([["가", "3", "headcount", "p-1"]])
    now = cells([["나", "5", "headcount", "p-2"], ["가", "3", "headcount", "p-1"]])
    assert [cell.key for cell in late(now, before)] == ["p-2"]


def test_pages_stand_where_the_cells_stand():
    found = pages(
        cells([[], ["가", "같음", "same_body", "p-1 p-2"], ["가", "철회", "field", "p-1"]]),
        "검토",
        request.labels("review", SAMPLE_READ),
        door="tab",
    )
    assert {page.door for page in found} == {"tab"}
    assert [(page.rows[0][1], len(page.rows)) for page in found] == [("같은 단체?", 3), ("철회", 4)]
    assert found[0].rows[2][1:5] == ["같음", "p-1", "p-2", "가"]
    assert found[1].rows[3][1:5] == ["철회", "field", "p-1", "가"]


def test_two_late_cells_about_one_thing_both_stay():
    rows = review(2, 0).assign(kind_code="headcount", key=["p-1", "p-2"])
    typed_twice = cells([["가", "3", "headcount", "p-1"], ["가", "4", "headcount", "p-1"]])
    made = carried(rows, typed_twice, "다음")
    assert made.loc[made["typed"].ne(""), ["key", "typed"]].to_numpy().tolist() == [["p-1", "4"], ["p-1", "3"]]
    assert dict(made.dtypes) == dict(rows.dtypes)


def test_a_login_without_an_address_protects_all_the_same(home, google, book):
    client = connect(str(home / "key.json"), WRITE)
    tabs = sink.SheetTabs(KEY, read_campaign(str(home / "campaign")), client, may_write=True)
    assert tabs._book(tabs._state(), "r 2").editor == google.account


def test_a_purge_takes_our_tabs_with_it_when_asked(book, begun, home, tmp_path, monkeypatch):
    data = tmp_path / "data"
    shutil.copytree(begun[1], data, symlinks=True)
    campaign, others = str(home / "campaign"), [tab.title for tab in begun[2]]
    planned = purging.plan(campaign, data, with_tabs=True)
    assert {part.kind: part.files for part in planned.parts}["sheet_tabs"] == len(OURS)
    assert [tab.title for tab in book.tabs] != others
    # Stopped once the journal is written, it is taken up whether the next call asks for the tabs or not.
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(sink.SheetTabs, "remove", Mock(side_effect=KeyboardInterrupt))
        purging.purge(campaign, data, "김 주임", with_tabs=True)
    made = purging.purge(campaign, data, "김 주임")
    assert [tab.title for tab in book.tabs] == others
    assert "sheet_tabs" in [part.kind for part in made.parts] and not made.left
    assert "구글 시트에서 탭을 지움" in (data / "destruction/ledger.csv").read_text("utf-8-sig")
    with pytest.raises(PurgeTabsLateError, match="직접 지워"):
        purging.plan(campaign, data, with_tabs=True)


def test_a_purge_that_was_begun_without_our_tabs_takes_them_when_asked(book, begun, home, tmp_path, monkeypatch):
    data = tmp_path / "data"
    shutil.copytree(begun[1], data, symlinks=True)
    campaign = str(home / "campaign")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        # Nothing tells of the source any more but the journal.
        patch.setattr(purging, "write_destruction", Mock(side_effect=KeyboardInterrupt))
        purging.purge(campaign, data, "김 주임")
    assert not (data / "last_sync.json").exists() and book.tab("검토")
    planned = purging.plan(campaign, data, with_tabs=True)
    assert planned.is_begun and {part.kind: part.files for part in planned.parts}["sheet_tabs"] == len(OURS)
    made = purging.purge(campaign, data, "김 주임", with_tabs=True)
    assert [tab.title for tab in book.tabs] == [tab.title for tab in begun[2]]
    assert [part.files for part in made.parts if part.kind == "sheet_tabs"] == [len(OURS)]


@pytest.mark.long
def test_a_person_who_was_purged_leaves_our_tabs_and_what_was_typed_beside_them(google, book, data, sync, home):
    people = pd.read_parquet(data / "current/restricted/tables/participants.parquet")
    who = people[people["attendance"].eq("yes") & people["phone"].notna()].iloc[0]
    at = int(table(book.tab("검토")).index[table(book.tab("검토"))["대상 번호"].eq(who["participant_id"])][0])
    type_in(google, book, at, "철회")
    forget(str(home / "campaign"), data, who["participant_id"], "김 주임")
    with pytest.raises(PurgeTabsForOneError, match="다음 sdgnet sync"):
        run_for(CAMPAIGN, data, who["participant_id"], "김 주임", with_tabs=True)
    for _ in range(2):
        # At first the tabs are those of the night before.
        sync(data)
        told = {cell for title in OURS for row in shown(book.tab(title)) for cell in row}
        assert not {who["participant_id"], who["name"], who["contact_name"]} & told
        assert not said(data)


def test_tabs_of_what_is_no_spreadsheet_are_not_purged(begun, home, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(begun[1], data, symlinks=True)
    remember_sync(data, datetime.now(UTC), str(EXPORTS / "responses-a.xlsx"), "")
    with pytest.raises(PurgeTabsError):
        purging.purge(str(home / "campaign"), data, "김 주임", with_tabs=True)
    assert (data / "current/manifest.json").exists()
