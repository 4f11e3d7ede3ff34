"""The page's edges: who may ask, what may be opened, what a run shows, and that nothing else is found."""

import json
import shutil
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from flows.campaigns import is_sample_source, source_for
from flows.desk import server
from flows.desk.guard import Keys
from flows.desk.office import Office
from flows.desk.runs import Runs
from flows.desk.site import desk
from output.store.access import Access
from output.store.book import Book, Ended, chosen_source
from output.store.lock import holder, only_run
from output.store.printed import printed_version
from output.store.release import read_manifest
from tests.flows.desk.conftest import BASE, HOST, opened
from transforms.errors.running import LockedError


def bare(data: Path, base: str = BASE) -> TestClient:
    return TestClient(desk(Office("cheongju-2024", "", data), Keys(), [HOST]), base_url=base)


def test_nobody_is_let_in_without_the_printed_address(data):
    stranger = bare(data)
    for path in ("/", "/papers", "/desk.css", "/runs/events", "/?key=wrong"):
        assert stranger.get(path).status_code == 403
        assert "157" not in stranger.get(path).text
    assert bare(data, "http://evil.example").get("/").status_code == 421


def test_what_a_browser_is_started_with_opens_the_page_once(data, monkeypatch):
    monkeypatch.setattr(server.webbrowser, "open", lambda address: opened.append(address))
    monkeypatch.setattr(server.Page, "run", lambda page: opened.append(page.address))
    keys, opened = Keys(), list[str]()
    monkeypatch.setattr(server, "Keys", lambda: keys)
    server.serve(Office("cheongju-2024", "", data), is_opened=True)
    client = TestClient(desk(Office("cheongju-2024", "", data), keys, [HOST]), base_url=BASE)
    once, printed = (address.partition("key=")[2] for address in opened)
    answers = [client.get("/", params={"key": key}, follow_redirects=False) for key in (once, once, printed, printed)]
    assert [answer.status_code for answer in answers] == [303, 403, 303, 303]


def test_the_key_leaves_the_address_and_every_answer_keeps_the_page_to_itself(data):
    keys = Keys()
    client = TestClient(desk(Office("cheongju-2024", "", data), keys, [HOST]), base_url=BASE)
    entered = client.get("/", params={"key": keys.secret}, follow_redirects=False)
    assert (entered.status_code, entered.headers["location"]) == (303, "/")
    cookie = entered.headers["set-cookie"].lower()
    assert keys.secret.lower() not in cookie
    assert "httponly" in cookie and "samesite=strict" in cookie
    for path in ("/", "/papers", "/nothing"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example", "https://" + HOST, "http://127.0.0.1:9"])
def test_a_form_of_another_page_starts_nothing(office, origin):
    office.headers.pop("origin")
    headers = {} if origin is None else {"origin": origin}
    told = office.post("/runs", data={"kind": "sync", "token": office.token}, headers=headers)
    assert told.status_code == 403


def test_a_form_without_its_token_or_of_no_end_starts_nothing(office):
    assert office.post("/runs", data={"kind": "sync"}).status_code == 403
    assert office.post("/runs", data={"kind": "purge", "token": office.token}).status_code == 404
    assert office.post("/runs", content=b"kind=" + b"x" * 70_000).status_code == 413


def test_what_nobody_foresaw_keeps_to_itself_as_well(data, monkeypatch):
    office = opened(data)
    monkeypatch.setattr("flows.desk.site.today", lambda office: 1 / 0)
    told = TestClient(office.app, base_url=BASE, cookies=office.cookies, raise_server_exceptions=False).get("/")
    assert told.status_code == 500 and "ZeroDivisionError" in told.text
    assert (
        told.headers["cache-control"] == "no-store" and "script-src 'self'" in told.headers["content-security-policy"]
    )


def test_today_tells_what_the_folder_holds(office, data):
    told = office.get("/").text
    manifest = read_manifest(data / "current")
    assert manifest["release"] in told and f"{manifest['participants']}곳" in told
    assert f"{read_manifest(data / 'event' / 'current')['counts']['people']}명" in told
    assert "표본" in told


def test_what_was_chosen_on_the_page_is_what_every_run_reads(data):
    assert is_sample_source(source_for("cheongju-2024", data))
    Book(data).choose_source(datetime.now(), "누구", "https://docs.google.com/spreadsheets/d/x")
    assert source_for("cheongju-2024", data) == chosen_source(data) == "https://docs.google.com/spreadsheets/d/x"


def test_an_empty_folder_says_what_to_do(tmp_path):
    office = opened(tmp_path)
    assert "아직 배포본이 없습니다" in office.get("/").text
    assert "아직 문서가 없습니다" in office.get("/papers").text


def test_event_papers_older_than_the_registrations_are_said_so(data):
    path = (data / "event" / "current").resolve() / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "sync_release": "20230101-0"}), "utf-8")
    assert "행사 준비를 다시 하면" in opened(data).get("/").text


def test_a_damaged_release_is_said_and_the_page_stands(data):
    (data / "current" / "manifest.json").write_text("{", "utf-8")
    told = opened(data).get("/")
    assert told.status_code == 200
    assert 'role="alert"' in told.text


def test_every_listed_paper_is_opened_or_downloaded(office, data):
    listed = office.get("/papers").text
    for of, home in (("sync", data), ("event", data / "event")):
        manifest = read_manifest(home / "current")
        for each in manifest["files"]:
            assert f'href="/papers/{of}/{manifest["release"]}/{each["path"]}"' in listed
    release = read_manifest(data / "current")["release"]
    page = office.get(f"/papers/sync/{release}/public/rules.html")
    assert page.headers["content-disposition"].startswith("inline")
    assert "script" not in page.headers["content-security-policy"]
    office.post("/papers/reason", data={"token": office.token, "reason": "check"})
    book = office.get(f"/papers/sync/{release}/restricted/review.xlsx")
    assert book.headers["content-disposition"].startswith("attachment")
    assert book.content == (data / "current" / "restricted" / "review.xlsx").read_bytes()


@pytest.mark.parametrize(
    "path",
    [
        "sync/{release}/../../identity.key",
        "sync/{release}/%2e%2e/%2e%2e/identity.key",
        "sync/{release}/..%2f..%2fidentity.key",
        "sync/{release}/manifest.json",
        "sync/../identity.key",
        "sync/..%2F/identity.key",
        "event/{release}/public/rules.html",
        "sync/{release}//etc/passwd",
        "sync/{release}/restricted/review.xlsx/",
    ],
)
def test_nothing_is_opened_that_no_release_lists(office, data, path):
    release = read_manifest(data / "current")["release"]
    assert office.get("/papers/" + path.format(release=release)).status_code == 404


def test_a_listed_path_that_leads_out_of_its_release_is_not_followed(office, data):
    release = (data / "current").resolve()
    (release / "public" / "rules.html").unlink()
    (release / "public" / "rules.html").symlink_to(data / "identity.key")
    assert office.get(f"/papers/sync/{release.name}/public/rules.html").status_code == 404


def test_papers_are_marked_as_printed_and_the_mark_taken_back(office, data):
    assert "아직 인쇄하지 않은 것" in office.get("/papers").text
    for value, said, version in (("yes", "인쇄한 것으로", 1), ("no", "아직 인쇄하지 않은 것", 0)):
        told = office.post("/papers/printed", data={"token": office.token, "printed": value})
        assert said in told.text and printed_version(data / "event") == version
    assert office.post("/papers/printed", data={"token": office.token, "printed": "no"}).status_code == 409


def test_an_edition_that_was_printed_is_opened_though_a_later_one_was_made(office, data):
    home = data / "event"
    office.post("/papers/printed", data={"token": office.token, "printed": "yes"})
    assert "지난 판" not in office.get("/papers").text
    first = (home / "current").resolve()
    later = shutil.copytree(first, first.with_name("20240511-0"))
    manifest = {**read_manifest(first), "version": 2, "release": later.name}
    (later / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    with (home / "history.jsonl").open("a") as history:
        history.write(json.dumps({"release": later.name, "published_at": "2099-01-01T00:00:00+00:00"}) + "\n")
    (home / "current").unlink()
    (home / "current").symlink_to(f"releases/{later.name}")
    shown = office.get("/papers").text
    assert f"제1판 · {manifest['counts']['people']}명 · 인쇄함" in shown and "제2판, 아직" in shown
    office.post("/papers/reason", data={"token": office.token, "reason": "event"})
    path = f"/papers/event/{first.name}/attendance.xlsx"
    assert path in shown and office.get(path).content == (first / "attendance.xlsx").read_bytes()


def test_a_release_of_an_earlier_version_asks_nothing(data):
    (data / "current" / "restricted" / "queue.parquet").unlink()
    office = opened(data)
    assert 'role="alert"' not in office.get("/").text
    assert "확인할 것을 볼 배포본이 없습니다" in office.get("/review").text


def test_who_opened_papers_that_name_people_and_why_is_recorded(office, data):
    release = read_manifest(data / "current")["release"]
    book = f"/papers/sync/{release}/restricted/review.xlsx"
    office.get(f"/papers/sync/{release}/public/rules.html")
    assert "여는 까닭을 골라" in office.get(book).text
    assert office.post("/papers/reason", data={"token": office.token, "reason": "<b>"}).status_code == 404
    office.post("/papers/reason", data={"token": office.token, "reason": "contact"})
    assert office.get(book).content == (data / "current/restricted/review.xlsx").read_bytes()
    lines, _ = Access(data).lines()
    told = [(line.did, line.about, line.reason) for line in lines if line.did in ("shown", "downloaded")]
    assert told == [("downloaded", f"sync/{release}/restricted/review.xlsx", "contact")]
    assert all(line.who and line.place and line.n for line in lines if line.did == "downloaded")
    assert (data / "desk").stat().st_mode & 0o077 == 0
    assert "신청한 분께 연락" in office.get("/records").text


def ended(runs: Runs, patience: float = 60) -> None:
    until = time.monotonic() + patience
    while runs.is_going:
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_run_is_heard_to_its_end_and_a_second_one_hears_of_it(monkeypatch):
    script = """
import sys, time
def say(line):
    print(line, file=sys.stderr, flush=True)
say("@0/2"), say("06:00:00 응답 읽기"), say("@1/2"), time.sleep(1), say("실패: 열이 없습니다.\\n→ 고쳐 주세요.")
sys.exit(1)
"""
    real = sys.executable
    monkeypatch.setattr("flows.desk.runs.COMMAND", (real, "-c", script))
    told = list[Ended]()
    runs = Runs(told.append)
    runs.start("sync", [], "담당자")
    until = time.monotonic() + 30
    while not (runs.now and runs.now.done) and time.monotonic() < until:
        time.sleep(0.02)
    now = runs.now
    assert now and (now.done, now.of, now.stage, now.status) == (1, 2, "응답 읽기", None)
    with pytest.raises(LockedError, match="담당자"):
        runs.start("event", [], "다른 이")
    ended(runs)
    time.sleep(0.1)
    assert [(each.status, each.told) for each in told] == [(1, "열이 없습니다.\n→ 고쳐 주세요.")]


@pytest.mark.long
def test_a_run_held_up_by_another_window_says_who_holds_the_folder(data):
    office = opened(data)
    with only_run(data, datetime.now().astimezone()):
        assert holder(data)
        assert "프로세스" in office.get("/").text
        assert office.post("/runs", data={"kind": "sync", "token": office.token}).status_code == 200
        page = office.get("/runs/events").text
    assert '"ended": true' in page
    shown = office.get("/").text
    assert "하지 못했습니다" in shown and "다른 실행" in shown
    assert holder(data) is None
