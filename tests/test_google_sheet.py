"""A form's responses read from a Google Sheet: whole and in one piece, or a clear failure in bounded time."""

import json
import random
import time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import gspread
import pytest
from python_calamine import CalamineWorkbook

from flows import sources
from flows.campaigns import read_campaign
from flows.sources import google_sheet
from flows.sources.export_file import read_file
from flows.sources.sheet_address import Address, address, is_sheet
from flows.sources.sheets_answers import WRITE
from flows.sources.sheets_client import Bucket, Pace, Patience, SheetsClient, connect
from output.store.snapshot import keep_snapshot
from tests.conftest import CAMPAIGN, EXPORTS, with_form
from tests.sheets_book import Cell
from tests.sheets_server import Fault, SheetsServer
from transforms.errors.base import SdgnetError
from transforms.errors.sheet import (
    NetworkBlockedError,
    NetworkError,
    NotASpreadsheetError,
    SheetAddressError,
    SheetApiDisabledError,
    SheetBusyError,
    SheetCredentialsFileError,
    SheetCredentialsRefusedError,
    SheetImportUnfinishedError,
    SheetNoCredentialsError,
    SheetNotEditableError,
    SheetNotFoundError,
    SheetNotSharedError,
    SheetRefusedError,
    SheetScopeError,
    SheetServerError,
    SheetTabNotFoundError,
    SheetTabUnclearError,
    SheetTornError,
    SheetWriteUnknownError,
    SheetZoneError,
)
from transforms.errors.source import FormTabNotFoundError, SourceEmptyError
from transforms.errors.store import SnapshotDamagedError
from transforms.parse.moments import moment

SEOUL = ZoneInfo("Asia/Seoul")
KEY = "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms"
TAB = "설문지 응답 시트1"
XLSX = EXPORTS / "responses-a.xlsx"
CALM = Patience(tries=4, connect=2, read=20, whole_answer=30)
# For the faults that take their time.
QUICK = Patience(tries=4, connect=2, read=0.3, whole_answer=0.5)
SLOW = ("silence", "trickle")
FOR_EVER = 10**6
N_REQUESTS = 4


@pytest.fixture(scope="module")
def typed_rows():
    with XLSX.open("rb") as stream:
        return CalamineWorkbook.from_filelike(stream).get_sheet_by_index(0).to_python(skip_empty_area=False)


@pytest.fixture
def google(monkeypatch, tmp_path):
    with SheetsServer() as google:
        monkeypatch.setenv("SDGNET_SHEETS_API", google.url)
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(google.key_file(tmp_path / "key.json")))
        monkeypatch.setenv("NO_GCE_CHECK", "true")
        yield google


@pytest.fixture
def book(google, typed_rows):
    book = google.add_book(KEY, title="2024 네트워크 신청")
    book.add_tab("메모", [["이 탭은 담당자가 씁니다"]])
    book.add_tab(TAB, typed_rows)
    google.share(book, role="reader")
    return book


@pytest.fixture
def client(google):
    return quick_client()


def no_wait(_seconds):
    """Stands for the pace that is kept with the real quota, which has a test of its own."""


def client_for(kind):
    return quick_client(patience=QUICK if kind in SLOW else CALM)


def quick_client(**options):
    slept = []
    settings = {
        "patience": CALM,
        "sleep": slept.append,
        "chance": random.Random(7),
        "pace": Pace(Bucket(sleep=no_wait), Bucket(sleep=no_wait)),
        **options,
    }
    made = google_sheet.open_client(**settings)
    made.slept = slept
    return made


# --- what is read --------------------------------------------------------------------------------------------------


def test_the_cells_are_those_of_the_xlsx_of_the_same_responses(book, client):
    read = sources.open_snapshot(google_sheet.read(KEY, client=client))
    file = sources.open_snapshot(read_file(XLSX))
    assert read.headings == file.headings
    assert read.cells.iloc[:, 1:].equals(file.cells.iloc[:, 1:])
    stamps = [[moment(text, SEOUL) for text in column] for column in (read.cells[0], file.cells[0])]
    assert stamps[0] == stamps[1]
    assert None not in stamps[0]


def test_a_read_takes_four_requests_and_changes_nothing(google, book, client):
    before = json.dumps([[str(c) for c in row] for row in book.tab(TAB).rows])
    google_sheet.read(KEY, client=client)
    assert [method for method, _ in google.seen] == ["GET"] * N_REQUESTS
    assert google.n_tokens == 1
    assert json.dumps([[str(c) for c in row] for row in book.tab(TAB).rows]) == before


def test_no_answer_in_the_last_questions_does_not_narrow_the_table(google, client):
    book = google.add_book(KEY)
    book.add_tab(
        TAB,
        [["타임스탬프", "이름", "건의"], [datetime(2024, 5, 1, 9), "가"], [], [datetime(2024, 5, 2, 9), "나"], [""]],
    )
    google.share(book)
    table = google_sheet.parse(google_sheet.read(KEY, client=client))
    headings, cells = table.headings, table.cells
    assert headings == ("타임스탬프", "이름", "건의")
    assert cells.to_numpy().tolist() == [
        ["2024-05-01T09:00:00+09:00", "가", ""],
        ["", "", ""],
        ["2024-05-02T09:00:00+09:00", "나", ""],
    ]


def test_cells_beyond_the_headings_are_kept_under_blank_ones(google, client):
    book = google.add_book(KEY)
    book.add_tab(TAB, [["타임스탬프", "이름"], [datetime(2024, 5, 1, 9), "가", "", "담당자 메모"]])
    google.share(book)
    table = google_sheet.parse(google_sheet.read(KEY, client=client))
    headings, cells = table.headings, table.cells
    assert headings == ("타임스탬프", "이름", "", "")
    assert cells.iloc[0, 3] == "담당자 메모"


@pytest.mark.parametrize("second", range(0, 86400, 1237))
def test_every_second_of_a_day_comes_back_whole(second):
    at = datetime(2024, 3, 5) + timedelta(seconds=second)
    serial = json.loads(json.dumps((at - datetime(1899, 12, 30)) / timedelta(days=1)))
    assert google_sheet._stamp(serial, "x", SEOUL) == at.replace(tzinfo=SEOUL).isoformat()


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("America/Los_Angeles", "2024-05-01T09:00:00-07:00"),
        ("Etc/GMT", "2024-05-01T09:00:00+00:00"),
        ("GMT-07:30", "2024-05-01T09:00:00-07:30"),
        ("Asia/Seoul", "2024-05-01T09:00:00+09:00"),
    ],
)
def test_a_stamp_is_of_the_sheets_own_clock(google, client, zone, said):
    book = google.add_book(KEY, zone=zone)
    book.add_tab(
        TAB,
        [
            ["타임스탬프", "이름"],
            [datetime(2024, 5, 1, 9), "가"],
            ["2024. 5. 1 오전 9:00:00", "나"],
            ["2024/05/01 9:00:00 오전 GMT+9", "다"],
            ["어제", "라"],
        ],
    )
    google.share(book)
    cells = google_sheet.parse(google_sheet.read(KEY, client=client)).cells
    assert cells[0].tolist()[:2] == [said, said]
    assert moment(cells.iloc[2, 0], SEOUL) == datetime(2024, 5, 1, 9, tzinfo=SEOUL)
    assert cells.iloc[3, 0] == "어제"


def test_an_unknown_zone_is_said(google, client):
    book = google.add_book(KEY, zone="Mars/Olympus")
    book.add_tab(TAB, [["타임스탬프"], [datetime(2024, 5, 1)]])
    google.share(book)
    with pytest.raises(SheetZoneError, match="Mars"):
        google_sheet.parse(google_sheet.read(KEY, client=client))


def test_a_stamp_column_that_moved_or_shows_only_the_day_is_found(google, client):
    book = google.add_book(KEY, locale="en_US")
    serial = (datetime(2024, 5, 1, 9, 30, 1) - datetime(1899, 12, 30)) / timedelta(days=1)
    book.add_tab(TAB, [["번호", "Timestamp", "이름"], [45000, Cell(serial, "yyyy. m. d"), "가"]])
    google.share(book)
    cells = google_sheet.parse(google_sheet.read(KEY, client=client)).cells
    assert cells.iloc[0].tolist() == ["45000", "2024-05-01T09:30:01+09:00", "가"]


def test_a_plain_number_where_a_stamp_was_looked_for_stays(google, client):
    book = google.add_book(KEY)
    book.add_tab(TAB, [["번호", "이름"], [45000, "가"], [2, "나"]])
    google.share(book)
    cells = google_sheet.parse(google_sheet.read(KEY, client=client)).cells
    assert cells[0].tolist() == ["45000", "2"]


def test_the_snapshot_is_a_source_again_and_equal_content_is_equal_bytes(book, client, tmp_path):
    first, second = (google_sheet.read(KEY, client=client) for _ in range(2))
    assert first.payload == second.payload
    path = keep_snapshot(first, tmp_path, datetime(2024, 5, 1))
    assert path.name.endswith(".sheet.gz")
    again = sources.read_source(str(path))
    assert again.format == "sheet"
    assert sources.open_snapshot(again).cells.equals(sources.open_snapshot(first).cells)


def test_a_damaged_snapshot_is_said(book, client):
    snapshot = google_sheet.read(KEY, client=client)
    with pytest.raises(SnapshotDamagedError):
        google_sheet.parse(type(snapshot)(snapshot.payload[:-40], "sheet", "x"))


@pytest.mark.parametrize("rows", [[], [["타임스탬프", "이름"]], [["타임스탬프", "이름"], ["", ""]]])
def test_a_tab_without_responses_is_said(google, client, rows):
    book = google.add_book(KEY)
    book.add_tab(TAB, rows)
    google.share(book)
    with pytest.raises(SourceEmptyError):
        sources.open_snapshot(google_sheet.read(KEY, client=client))


# --- which sheet, which tab, which account -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "key", "tab", "gid"),
    [
        (KEY, KEY, "", None),
        (f"{KEY}#{TAB}", KEY, TAB, None),
        (f"https://docs.google.com/spreadsheets/d/{KEY}/edit?gid=7#gid=7", KEY, "", 7),
        (f"https://docs.google.com/spreadsheets/u/1/d/{KEY}/edit?usp=sharing", KEY, "", None),
        (f"docs.google.com/spreadsheets/d/{KEY}", KEY, "", None),
        (f"https://docs.google.com/spreadsheets/d/{KEY}/edit#gid=7#A#1", KEY, "A#1", 7),
        (f"https://docs.google.com/spreadsheets/d/{KEY}/edit#%EC%9D%91%EB%8B%B5", KEY, "응답", None),
        (f"https://docs.google.com/spreadsheet/ccc?key={KEY}&hl=ko", KEY, "", None),
    ],
)
def test_addresses(source, key, tab, gid):
    assert is_sheet(source)
    assert address(source) == Address(key, tab, gid)


@pytest.mark.parametrize(
    "source",
    [
        "https://docs.google.com/forms/d/e/1FAIpQLSd/viewform",
        "https://docs.google.com/spreadsheets/d/e/2PACX-1vT/pubhtml",
    ],
)
def test_an_address_without_a_key_is_said(source, google):
    with pytest.raises(SheetAddressError, match="주소창"):
        sources.check_source(source)


@pytest.mark.parametrize(
    "source", ["responses.csv", "/data/2024_responses_from_the_network.csv", "a" * 24, "", "~/응답.xlsx"]
)
def test_files_are_no_sheets(source):
    assert not is_sheet(source)


def test_a_file_named_like_a_key_is_a_file(tmp_path, monkeypatch):
    (tmp_path / KEY).write_text("타임스탬프\n2024-05-01\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert sources.read_source(KEY).format == "csv"


@pytest.mark.parametrize(
    ("titles", "source", "expected"),
    [
        (["메모", TAB], KEY, TAB),
        (["메모", "Form Responses 1"], KEY, "Form Responses 1"),
        (["시트1", "메모"], KEY, "시트1"),
        (["D3", TAB], f"{KEY}#D3", "D3"),
        (["Q&A (1차) 'x'!", TAB], f"{KEY}#Q&A (1차) 'x'!", "Q&A (1차) 'x'!"),
        (
            [TAB, "설문지 응답 시트2"],
            f"https://docs.google.com/spreadsheets/d/{KEY}/edit#gid=1001",
            "설문지 응답 시트2",
        ),
        (["정제", TAB], f"https://docs.google.com/spreadsheets/d/{KEY}/edit#gid=0", TAB),
        ([TAB, "설문지 응답 시트2"], KEY, SheetTabUnclearError),
        ([TAB], f"{KEY}#없는 탭", SheetTabNotFoundError),
    ],
)
def test_the_tab_that_is_meant(google, client, titles, source, expected):
    book = google.add_book(KEY)
    for title in titles:
        book.add_tab(title, [["타임스탬프", "이름"], [datetime(2024, 5, 1), title]])
    google.share(book)
    if isinstance(expected, str):
        assert google_sheet.parse(google_sheet.read(source, client=client)).cells.iloc[0, 1] == expected
    else:
        with pytest.raises(expected, match="#탭이름"):
            google_sheet.read(source, client=client)


def test_a_hidden_tab_is_not_the_first(google, client):
    book = google.add_book(KEY)
    book.add_tab("숨김", [["타임스탬프"], ["x"]], hidden=True)
    book.add_tab("보임", [["타임스탬프"], ["y"]])
    google.share(book)
    assert google_sheet.parse(google_sheet.read(KEY, client=client)).cells.iloc[0, 0] == "y"


NOTICE, COPY = "공지", "작년 것"


@pytest.fixture
def whole(typed_rows):
    return typed_rows[:13]


def tabs(google, **rows):
    """A book of these tabs in this order; a name that ends in _ is hidden."""
    book = google.add_book(KEY)
    for title, cells in rows.items():
        book.add_tab(title.rstrip("_"), cells, hidden=title.endswith("_"))
    google.share(book)
    return book


def chosen(client, source=KEY):
    campaign = read_campaign(CAMPAIGN)
    snapshot = google_sheet.read(source, campaign, client)
    return json.loads(snapshot.payload)["tab"], sources.open_snapshot(snapshot, campaign)


@pytest.mark.parametrize(
    ("layout", "tab"),
    [
        (lambda rows: {NOTICE: [["등록 마감은 금요일"]], "신청": rows}, "신청"),
        (lambda rows: {"메모": [["x"] * 30], "Form_Responses": rows}, "Form_Responses"),
        (lambda rows: {"메모": [["x"]], "응답": [["2024 신청"], [], *rows]}, "응답"),
        (lambda rows: {COPY + "_": rows[:7], "신청": rows}, "신청"),
        (lambda rows: {"빈 양식": rows[:1], "신청": rows}, "신청"),
        (lambda rows: {"메모": [["x"]], "신청_": rows}, "신청"),
        (lambda rows: {TAB: [["이름", "날짜"], ["가", "나"]], "신청": rows}, "신청"),
    ],
)
def test_the_tab_is_chosen_by_its_headings_whatever_its_name(google, client, whole, layout, tab):
    tabs(google, **layout(whole))
    title, raw = chosen(client)
    assert title == tab
    assert len(raw.cells) == len(whole) - 1
    assert f"'{tab}' 탭을 읽었습니다" in raw.told[0]
    assert len(google.seen) == N_REQUESTS + 1


def test_tabs_that_the_campaign_names_are_read_as_one(google, client, whole):
    tabs(google, **{"처음": whole[:4], "나중": [whole[0], *whole[4:]], NOTICE: [["x"]]})
    named = with_form(read_campaign(CAMPAIGN), tabs=("처음", "나중"))
    snapshot = google_sheet.read(KEY, named, client)
    raw = sources.open_snapshot(snapshot, named)
    assert len(raw.cells) == len(whole) - 1
    assert raw.cells.iloc[[2, 3], -1].tolist() == ["처음 4", "나중 2"]
    assert google_sheet.read(KEY, named, client).sha256 == snapshot.sha256
    assert chosen(client, f"{KEY}#나중")[0] == "나중"


def test_a_draft_reads_all_tabs_of_a_form(google, client, whole):
    tabs(google, **{"설문지 응답 시트1": whole[:4], "설문지 응답 시트2": [whole[0], *whole[4:]], NOTICE: [["x"]]})
    tables = google_sheet.read_forms(KEY, client)
    assert {name: len(table.cells) for name, table in tables.items()} == {
        "설문지 응답 시트1": 3,
        "설문지 응답 시트2": len(whole) - 4,
    }


def test_two_tabs_of_the_form_stop_until_the_address_says_which(google, client, whole):
    book = tabs(google, **{COPY: whole[:7], "신청": whole, NOTICE: [["x"]]})
    with pytest.raises(SheetTabUnclearError, match=r"(?s)작년 것 · 신청.*#탭이름"):
        chosen(client)
    address_ = f"https://docs.google.com/spreadsheets/d/{KEY}/edit#gid="
    assert chosen(client, f"{address_}{book.tab('신청').id}")[0] == "신청"
    assert chosen(client, f"{address_}{book.tab(COPY).id}")[0] == COPY
    assert chosen(client, f"{KEY}#신청")[0] == "신청"
    with pytest.raises(SheetTabUnclearError):
        # The tab that was open has not the form's questions: its number says nothing.
        chosen(client, f"{address_}{book.tab(NOTICE).id}")


def test_a_tab_that_was_hidden_since_its_address_was_copied_is_not_meant(google, client, whole):
    book = tabs(google, **{f"{COPY}_": whole[:7], "신청": whole})
    address_ = f"https://docs.google.com/spreadsheets/d/{KEY}/edit#gid={book.tab(COPY).id}"
    assert chosen(client, address_)[0] == "신청"
    assert chosen(client, f"{KEY}#{COPY}")[0] == COPY


@pytest.mark.parametrize("first", ["#REF!", "Loading...", "로드 중...", "#N/A", " #ERROR! "])
def test_an_import_that_has_not_arrived_is_told_as_that(google, client, first):
    tabs(google, **{NOTICE: [["등록 마감은 금요일"]], "신청": [[], [first]]})
    with pytest.raises(SheetImportUnfinishedError, match=r"(?s)'신청' 탭.*IMPORTRANGE"):
        chosen(client)
    with pytest.raises(SheetImportUnfinishedError):
        chosen(client, f"{KEY}#신청")


@pytest.mark.parametrize("above", [True, False])
def test_an_import_below_what_somebody_typed_is_told_as_that(google, client, whole, above):
    tabs(google, **{"신청": [["2024 신청"] if above else whole[0], ["#REF!"]], NOTICE: [["x"]]})
    with pytest.raises(SheetImportUnfinishedError, match="'신청' 탭"):
        chosen(client)


def test_a_tab_of_something_else_is_named(google, client):
    tabs(google, **{"예산": [["항목", "금액"], ["인쇄", "3"]], "메모": [["x"]]})
    with pytest.raises(FormTabNotFoundError, match=r"(?s)'예산' 탭.*#탭이름"):
        chosen(client)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "No such file"),
        ("{", "JSON"),
        ('{"installed": {}}', "type: installed"),
        ('{"type": "service_account", "client_email": "a@b", "token_uri": "x", "private_key": "no"}', "private_key"),
    ],
)
def test_a_key_file_that_cannot_be_used(tmp_path, monkeypatch, content, says):
    path = tmp_path / "key.json"
    if content is not None:
        path.write_text(content, "utf-8")
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(path))
    with pytest.raises(SheetCredentialsFileError, match=r"key\.json") as failure:
        sources.check_source(KEY)
    assert says in str(failure.value)


def test_no_credentials_at_all(tmp_path, monkeypatch):
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    with pytest.raises(SheetNoCredentialsError, match="서비스 계정"):
        sources.check_source(KEY)


def test_the_campaign_names_account_and_tab(google, book, tmp_path):
    import shutil

    folder = tmp_path / "council"
    shutil.copytree(Path(sources.__file__).parents[1] / "campaigns" / CAMPAIGN, folder)
    google.key_file(folder / "own.json", "own@x")
    google.accounts.add("own@x")
    google.share(book, "own@x", "reader")
    settings = (folder / "campaign.toml").read_text("utf-8")
    ours = '\n[google]\nservice_account = "own.json"\ntab = "메모"\n'
    (folder / "campaign.toml").write_text(settings + ours, "utf-8")
    campaign = read_campaign(str(folder))
    assert google_sheet.open_client(campaign).account == "own@x"
    assert json.loads(sources.read_source(KEY, campaign).payload)["tab"] == "메모"
    assert json.loads(sources.read_source(f"{KEY}#{TAB}", campaign).payload)["tab"] == TAB


def test_nothing_else_than_the_api_and_the_token_is_asked(google, book, client, monkeypatch):
    import socket

    asked, real = set(), socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **k: (asked.add(host), real(host, *rest, **k))[1])
    google_sheet.read(KEY, client=client)
    time.sleep(0.2)
    assert asked <= {"127.0.0.1", "localhost"}


# --- torn reads ----------------------------------------------------------------------------------------------------


def changed(book, how):
    tab = book.tab(TAB)
    new = [Cell(45500.5, "yyyy. m. d am/pm h:mm:ss"), "new@x.example", *[""] * 22]
    return {
        "append": lambda: tab.rows.append(list(new)),
        "delete": lambda: tab.rows.pop(5),
        "delete last": lambda: tab.rows.pop(),
        "swap": lambda: tab.rows.insert(9, tab.rows.pop(30)),
        "edit": lambda: tab.rows.__setitem__(7, [new[0], *tab.rows[7][1:]]),
        "delete and append": lambda: (tab.rows.pop(5), tab.rows.append(list(new))),
        "new column": lambda: [row.insert(1, "새 질문" if i == 0 else "") for i, row in enumerate(tab.rows)],
        "stamps moved": lambda: [row.append(row.pop(0)) for row in tab.rows],
        "renamed tab": lambda: setattr(tab, "title", "설문지 응답 시트9"),
    }[how]


def states(typed_rows, how):
    """The cells before and after the change, each read from a quiet sheet."""
    found = []
    for is_changed in (False, True):
        with SheetsServer() as quiet:
            book = quiet.add_book(KEY)
            book.add_tab(TAB, typed_rows)
            if is_changed:
                changed(book, how)()
            quiet.share(book)
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("SDGNET_SHEETS_API", quiet.url)
                made = SheetsClient(login(quiet), sleep=no_wait, pace=Pace(Bucket(sleep=no_wait)))
                table = google_sheet.parse(google_sheet.read(KEY, client=made))
                headings, cells = table.headings, table.cells
                found.append((headings, cells.to_numpy().tolist()))
    return found


def login(google):
    from google.oauth2 import service_account

    return service_account.Credentials.from_service_account_info(google.key_info(), scopes=list(WRITE))


CHANGES = [
    "append",
    "delete",
    "delete last",
    "swap",
    "edit",
    "delete and append",
    "new column",
    "stamps moved",
    "renamed tab",
]


@pytest.mark.parametrize("how", [*CHANGES[:3], *(pytest.param(how, marks=pytest.mark.long) for how in CHANGES[3:])])
def test_a_change_between_any_two_requests_never_mixes_two_states(google, book, typed_rows, how):
    before, after = states(typed_rows, how)
    for at in range(N_REQUESTS):
        book.tabs = [tab for tab in book.tabs if tab.title == "메모"]
        book.add_tab(TAB, typed_rows)
        google.misbehave(Fault(at=at, change=changed(book, how)))
        table = google_sheet.parse(google_sheet.read(KEY, client=quick_client()))
        headings, cells = table.headings, table.cells
        assert (headings, cells.to_numpy().tolist()) in (before, after)
        if at >= 2 and how != "renamed tab":
            assert len(google.seen) > N_REQUESTS, "a torn read is read again"
            assert (headings, cells.to_numpy().tolist()) == after


def test_a_sheet_that_never_rests_is_a_clear_failure(google, book, client):
    google.misbehave(Fault(times=FOR_EVER, change=lambda: book.tab(TAB).rows.insert(1, book.tab(TAB).rows.pop())))
    with pytest.raises(SheetTornError, match="정렬"):
        google_sheet.read(KEY, client=client)
    assert len(google.seen) <= 2 + 2 * google_sheet._READINGS


def test_answers_that_keep_coming_in_do_not_keep_the_others_out(google, book, client):
    n_before = len(book.tab(TAB).rows)
    google.misbehave(Fault(times=FOR_EVER, change=changed(book, "append")))
    cells = google_sheet.parse(google_sheet.read(KEY, client=client)).cells
    assert n_before < len(cells) + 1 <= len(book.tab(TAB).rows)
    assert cells[0].ne("").all()


# --- faults --------------------------------------------------------------------------------------------------------

PASSING = [
    "429",
    "429-after",
    "429-date",
    "408",
    "500",
    "502",
    "503",
    "504",
    "500-html",
    "502-html",
    "503-html",
    "503-empty",
    "429-html",
    "403-rate",
    "silence",
    "refuse",
    "reset-mid",
    "short",
    "cut",
    "trickle",
    "error-text",
    "200-html",
    "401",
]
LASTING = {
    **dict.fromkeys(["429", "429-after", "429-date", "429-html", "403-rate"], SheetBusyError),
    **dict.fromkeys(
        ["408", "500", "502", "503", "504", "500-html", "502-html", "503-html", "503-empty", "cut", "error-text"],
        SheetServerError,
    ),
    **dict.fromkeys(["silence", "refuse", "reset-mid", "short", "trickle"], NetworkError),
    "200-html": NetworkBlockedError,
    "401": SheetCredentialsRefusedError,
}
PERMANENT = {
    "403-shared": SheetNotSharedError,
    "403-disabled": SheetApiDisabledError,
    "403-scope": SheetScopeError,
    "403-other": SheetRefusedError,
    "403-html": NetworkBlockedError,
    "404": SheetNotFoundError,
    "400": SheetRefusedError,
    "302-html": NetworkBlockedError,
}
WAIT = {"429-after": 30, "429-date": 30, "trickle": 0.05}


def fault(kind, **more):
    return Fault(kind, seconds=WAIT.get(kind, 0), **more)


@pytest.mark.parametrize("kind", PASSING)
def test_what_passes_is_waited_for_at_every_request(google, book, kind):
    whole = google_sheet.read(KEY, client=quick_client()).payload
    for at in range(N_REQUESTS):
        google.misbehave(fault(kind, at=at))
        started, client = time.monotonic(), client_for(kind)
        assert google_sheet.read(KEY, client=client).payload == whole
        assert time.monotonic() - started < 5
        assert len(google.seen) == N_REQUESTS + 1
        if kind in ("429-after", "429-date"):
            assert 28 <= max(client.slept) <= 32


@pytest.mark.parametrize("kind", LASTING)
def test_what_lasts_is_a_clear_failure_in_bounded_time(google, book, kind):
    for at in range(N_REQUESTS):
        google.misbehave(fault(kind, at=at, times=FOR_EVER))
        started, client = time.monotonic(), client_for(kind)
        with pytest.raises(LASTING[kind], match="→"):
            google_sheet.read(KEY, client=client)
        assert time.monotonic() - started < 6
        assert len(google.seen) <= at + QUICK.tries
        assert sum(client.slept) < QUICK.tries * QUICK.longest_wait


@pytest.mark.parametrize("kind", PERMANENT)
def test_what_is_permanent_is_never_tried_again(google, book, client, kind):
    for at in range(N_REQUESTS):
        google.misbehave(Fault(kind, at=at, times=FOR_EVER))
        with pytest.raises(PERMANENT[kind], match="→") as failure:
            google_sheet.read(KEY, client=client)
        assert len(google.seen) == at + 1
        assert client.slept == []
        assert "Error" not in str(failure.value)


@pytest.mark.parametrize("kind", ["500", "503-html", "429", "silence", "refuse", "cut", "reset-mid", "200-html"])
def test_the_token_may_fail_and_pass(google, book, kind):
    whole = google_sheet.read(KEY, client=quick_client()).payload
    google.misbehave(Fault(kind, token=True))
    assert google_sheet.read(KEY, client=client_for(kind)).payload == whole
    google.misbehave(Fault(kind, token=True, times=FOR_EVER))
    started = time.monotonic()
    with pytest.raises(SdgnetError, match="→"):
        google_sheet.read(KEY, client=client_for(kind))
    assert google.seen == []
    assert time.monotonic() - started < 6


def test_a_key_that_was_deleted_is_said_at_once(google, book, client):
    google.misbehave(Fault("invalid_grant", token=True, times=FOR_EVER))
    with pytest.raises(SheetCredentialsRefusedError, match="invalid_grant") as failure:
        google_sheet.read(KEY, client=client)
    assert google.account in str(failure.value)
    assert client.slept == []


def test_the_failure_names_whom_to_share_with(google, book, client):
    book.roles.clear()
    with pytest.raises(SheetNotSharedError, match=google.account):
        google_sheet.read(KEY, client=client)


def test_an_excel_file_in_drive_is_said(google, book, client):
    book.is_native = False
    with pytest.raises(NotASpreadsheetError, match="엑셀"):
        google_sheet.read(KEY, client=client)


def test_a_wait_that_is_too_long_is_not_begun(google, book, client):
    google.misbehave(Fault("429-after", seconds=7200, times=FOR_EVER))
    with pytest.raises(SheetBusyError):
        google_sheet.read(KEY, client=client)
    assert client.slept == []


def test_no_server_at_all(monkeypatch, google):
    client = quick_client()
    monkeypatch.setenv("SDGNET_SHEETS_API", "http://127.0.0.1:9")
    with pytest.raises(NetworkError, match="인터넷"):
        google_sheet.read(KEY, client=client)


def test_waits_have_full_jitter_and_grow(google, book):
    google.misbehave(Fault("503", times=FOR_EVER))
    client = quick_client(patience=Patience(), chance=random.Random(1))
    with pytest.raises(SheetServerError):
        google_sheet.read(KEY, client=client)
    assert len(client.slept) == Patience().tries - 1
    assert all(0 <= wait <= 2**n for n, wait in enumerate(client.slept))
    assert len(set(client.slept)) == len(client.slept)


def test_fewer_than_sixty_requests_a_minute_leave():
    now, left = [0.0], []

    def sleep(seconds):
        now[0] += seconds

    bucket = Bucket(clock=lambda: now[0], sleep=sleep)
    for _ in range(300):
        bucket.take()
        left.append(now[0])
    assert max(sum(1 for each in left if at <= each < at + 60) for at in left) < 60


# --- writes --------------------------------------------------------------------------------------------------------


@pytest.fixture
def writer(google):
    book = google.add_book(KEY)
    book.add_tab("정제", [["a"]])
    google.share(book)
    slept = []
    made = connect(scopes=WRITE, patience=CALM, sleep=slept.append, pace=Pace(), chance=random.Random(3))
    made.slept = slept
    return made


def append(client):
    return client.values_append(KEY, "'정제'!A1", {"valueInputOption": "RAW"}, {"values": [["new"]]})


@pytest.mark.parametrize(
    "kind", ["lost", "lost-503", "503", "500-html", "silence", "reset-mid", "short", "cut", "refuse"]
)
def test_a_write_that_may_have_gone_in_is_never_sent_twice(google, writer, kind):
    if kind in SLOW:
        writer.patience = QUICK
    google.misbehave(Fault(kind))
    with pytest.raises(SheetWriteUnknownError, match="두 번 쓰지 않으려고"):
        append(writer)
    assert len(google.seen) == 1
    assert len(google.books[KEY].tabs[0].rows) <= 2


@pytest.mark.parametrize("kind", ["429", "429-after", "403-rate", "401"])
def test_a_write_that_was_turned_away_is_tried_again(google, writer, kind):
    google.misbehave(Fault(kind))
    append(writer)
    assert google.books[KEY].tabs[0].rows == [["a"], ["new"]]


def test_a_write_with_no_server_is_tried_again(google, writer, monkeypatch):
    writer.fetch_sheet_metadata(KEY)
    monkeypatch.setenv("SDGNET_SHEETS_API", "http://127.0.0.1:9")
    with pytest.raises(NetworkError):
        append(writer)
    assert len(writer.slept) == QUICK.tries - 1


def test_a_reader_may_not_write(google, writer):
    google.books[KEY].roles[google.account] = "reader"
    with pytest.raises(SheetNotEditableError, match="편집자"):
        append(writer)
    with pytest.raises(SheetScopeError):
        append(quick_client())


def test_gspread_itself_works_on_the_client(google, book, client):
    spread = gspread.Client(client._login, http_client=lambda *_: client).open_by_key(KEY)
    assert spread.worksheet(TAB).acell("B1").value == "이메일 주소"
    assert isinstance(gspread.authorize(login(google), http_client=SheetsClient).http_client, SheetsClient)


# --- all of it together --------------------------------------------------------------------------------------------

KINDS = [*PASSING, *PERMANENT]


@pytest.mark.parametrize(
    "seed",
    [
        *range(20),
        *(pytest.param(n, marks=pytest.mark.long) for n in range(20, 40)),
        *(pytest.param(n, marks=pytest.mark.slow) for n in range(40, 1000)),
    ],
)
def test_reads_with_random_faults_are_whole_or_said(google, book, seed):
    chance = random.Random(seed)
    quiet = google_sheet.read(KEY, client=quick_client()).payload
    faults = [
        fault(chance.choice(KINDS), at=chance.randrange(8), times=chance.choice([1, 1, 1, 2, 5]))
        for _ in range(chance.randrange(1, 4))
    ]
    google.misbehave(*faults)
    slow = any(each.kind in SLOW for each in faults)
    try:
        read = google_sheet.read(KEY, client=quick_client(patience=QUICK if slow else CALM, chance=chance)).payload
    except SdgnetError as error:
        assert "→" in str(error)
    else:
        assert read == quiet


@pytest.mark.long
def test_a_release_from_the_sheet_is_the_release_from_the_xlsx(google, book, sync, tmp_path):
    import pandas as pd

    from tests import score_release

    from_sheet, from_file = sync(tmp_path / "a", KEY), sync(tmp_path / "b", XLSX)
    names = sorted(path.name for path in (from_file / "restricted/tables").glob("*.parquet"))
    assert names == sorted(path.name for path in (from_sheet / "restricted/tables").glob("*.parquet"))
    assert "identities.parquet" in names
    for name in names:
        frames = [pd.read_parquet(folder / "restricted/tables" / name) for folder in (from_sheet, from_file)]
        assert frames[0].equals(frames[1]), name
    assert score_release.main([str(from_sheet), str(EXPORTS / "truth-a.json"), "--min", "0.985"]) == 0


# --- sdgnet check --------------------------------------------------------------------------------------------------


def checked(source, capsys, campaign=CAMPAIGN):
    from flows.commands.check import look

    code = look(campaign, source, quick_client() if is_sheet(source) else None)
    return code, capsys.readouterr().out


def test_check_says_each_step_and_changes_nothing(google, book, capsys):
    code, said = checked(KEY, capsys)
    assert code == 0
    for part in (
        google.account,
        "2024 네트워크 신청",
        TAB,
        "응답 214건",
        "질문 24개를 모두",
        "2024-04-19 12:20:18",
        "Asia/Seoul",
        "ko_KR",
        "요청 6번",
    ):
        assert part in said
    # The sample has answers outside its window, that are no option, no goal, and addresses of no known place.
    assert said.count("[주의]") == 4
    assert {method for method, _ in google.seen} == {"GET"}


def test_check_notes_zone_language_tab_and_headings(google, book, capsys):
    book.zone, book.locale = "America/New_York", "en_US"
    book.tab(TAB).title = "응답 모음"
    book.tabs.remove(book.tab("메모"))
    book.tab("응답 모음").rows[0][22] = "하고 싶은 말"
    code, said = checked(KEY, capsys)
    assert code == 0
    assert said.count("[주의]") >= 4
    assert "America/New_York" in said
    assert "하고 싶은 말" in said


@pytest.mark.parametrize(
    ("kind", "says"), [("403-shared", "공유"), ("403-disabled", "사용"), ("404", "그런 시트가 없습니다")]
)
def test_check_says_what_is_wrong_and_returns_1(google, book, capsys, kind, says):
    google.misbehave(Fault(kind, times=FOR_EVER))
    code, said = checked(KEY, capsys)
    assert code == 1
    assert says in said
    assert "[실패]" in said


def test_check_takes_a_file_too(capsys):
    code, said = checked(str(XLSX), capsys)
    assert code == 0
    assert "응답 214건" in said
    assert checked("/none.csv", capsys)[0] == 1
