"""The page on the office's network: who comes in, how far, for how long, and what is kept of it."""

import asyncio
import re
import socket
import sqlite3
import ssl
import time
import urllib.request
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pandas as pd
import pytest
from anyio import from_thread, to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.testclient import TestClient

from flows.desk import entry, forms, guard, server
from flows.desk.entry import hashed
from flows.desk.guard import Keys
from flows.desk.office import Office
from flows.desk.site import desk
from output.store import purge
from output.store.access import FILE, Access, Line, broken_at
from output.store.book import Book
from output.store.damage import Damage, look
from tests.flows.desk.conftest import opened, token_in
from transforms.errors.desk import CertificateError, NobodyMayEnterError

HOST = "192.168.0.7:8443"
BASE = f"https://{HOST}"
HTML = {"accept": "text/html"}
WORDS = {"김사무": "office", "이접수": "reception"}
PASSWORD = "abcd-efgh-2345"


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    monkeypatch.setattr(entry, "_COST", {"n": 16, "r": 1, "p": 1})


@pytest.fixture
def lan(data):
    book = Book(data)
    for name, role in WORDS.items():
        book.add_user(name, role, hashed(PASSWORD))
    return desk(Office("cheongju-2024", "", data), Keys(lambda name: book.users().get(name)), [HOST])


def browser(app) -> TestClient:
    return TestClient(app, base_url=BASE, headers={"origin": BASE, **HTML})


def enter(app, name: str, password: str = PASSWORD) -> TestClient:
    client = browser(app)
    client.answer = client.post("/login", data={"name": name, "password": password}, follow_redirects=False)
    shown = client.get("/reception").text
    client.token = token_in(shown) if "token" in shown else ""
    return client


def test_nobody_is_let_in_without_a_name_and_its_password(lan, data):
    stranger = browser(lan)
    assert stranger.get("/papers", follow_redirects=False).headers["location"] == "/login"
    assert stranger.get("/?key=" + "x" * 32, follow_redirects=False).status_code == 303
    assert stranger.get("/reception/events", headers={"accept": "text/event-stream"}).status_code == 401
    assert stranger.post("/reception/mark", data={}, headers={"accept": "application/json"}).status_code == 401
    for name, password in (("김사무", "x"), ("없는이", PASSWORD), ("", ""), ("김사무", "")):
        told = enter(lan, name, password)
        assert told.answer.status_code == 403 and "다릅니다" in told.answer.text and not told.cookies
    lines, _ = Access(data).lines()
    # What nobody is called may be a password typed into the wrong place.
    assert sorted((line.who, line.did) for line in lines) == [
        (who, "login_failed") for who in "? ? 김사무 김사무".split()
    ]


def test_the_cookie_is_new_with_every_login_and_kept_from_scripts_and_other_pages(lan):
    client = browser(lan)
    planted = "__Host-sdgnet-8443=planted"
    client.get("/login", headers={"cookie": planted})
    told = client.post("/login", data={"name": "김사무", "password": PASSWORD}, follow_redirects=False)
    cookie = told.headers["set-cookie"].lower()
    assert all(each in cookie for each in ("__host-", "httponly", "secure", "samesite=strict", "path=/"))
    assert "domain" not in cookie and "planted" not in cookie
    assert browser(lan).get("/", headers={"cookie": planted}, follow_redirects=False).status_code == 303
    first = dict(client.cookies)
    client.post("/login", data={"name": "김사무", "password": PASSWORD})
    assert dict(client.cookies) != first
    again = browser(lan)
    again.cookies.update(first)
    assert again.get("/", follow_redirects=False).headers["location"] == "/login"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": f"http://{HOST}"},
        {"origin": "null"},
        {"host": "evil.example:8443"},
    ],
)
def test_another_pages_form_and_another_name_log_nobody_in(lan, headers):
    told = browser(lan).post("/login", data={"name": "김사무", "password": PASSWORD}, headers=headers)
    assert told.status_code in (403, 421) and "set-cookie" not in told.headers


def test_the_reception_sees_names_bodies_and_seats_at_every_address_and_nothing_else(lan, data):
    """Every address there is, asked by 접수: by each method, with a token of their own and what fills its places."""
    reception = enter(lan, "이접수")
    tables = pd.read_parquet(data / "current/restricted/tables/participants.parquet")
    seats = pd.read_parquet(data / "event/current/tables/seats.parquet")
    reached = {each for column in ("phone", "email", "address") for each in tables[column].dropna()}
    # Of an address that names the city alone nobody is known, and the event's own name holds it.
    reached = {each for each in reached if any(letter.isdecimal() for letter in each) or "@" in each}
    reached |= {each for column in ("phone", "email") for each in seats[column].dropna()}
    activities = pd.read_parquet(data / "current/restricted/tables/activities.parquet")["text"]
    reached |= {each for each in activities if len(each) > 12}
    release = (data / "current").resolve().name
    event = (data / "event/current").resolve().name
    filled = {
        "ticket": "0123456789abcdef",
        "kind": "goals",
        "key": str(tables["participant_id"].iloc[0]),
        "of": "sync",
        "release": release,
        "path:path": "restricted/tables/participants.csv",
        "name": "ledger.csv",
        "person": str(seats["attendee_id"].iloc[0]),
    }
    asked = 0
    for route in lan.routes:
        address = re.sub(r"\{([^}]+)\}", lambda found: filled[found[1]], route.path)
        for method in sorted(route.methods):
            if address.endswith("/events") and address.startswith("/reception"):
                continue
            data_ = {"token": reception.token, "name": "이접수", "typed": ""} if method == "POST" else None
            if address == "/logout":
                continue
            told = reception.request(method, address, data=data_, follow_redirects=False)
            asked += 1
            is_asset = address.startswith(("/fonts", "/desk."))
            assert is_asset or not [each for each in reached if each in told.text], address
            is_theirs = is_asset or address.startswith(("/reception", "/login", "/favicon", "/token"))
            assert is_theirs or told.status_code in ((303,) if address == "/" else (403,)), (method, address)
    assert asked > 40
    for path in (
        f"/papers/event/{event}/documents/attendee-list.pdf",
        "/reception/../papers",
        "/reception/%2e%2e/records",
    ):
        assert reception.get(path).status_code in (403, 404)
    nav = reception.get("/reception").text
    assert "/papers" not in nav and "/records" not in nav
    office = enter(lan, "김사무")
    assert office.get("/papers").status_code == 200 and office.get("/review/goals").status_code == 200


@pytest.fixture
def clock(monkeypatch):
    """The moment that the page thinks it is, moved by hand."""
    now = [guard.time.monotonic()]
    monkeypatch.setattr(guard.time, "monotonic", lambda: now[0])
    return now


def is_in(client: TestClient) -> bool:
    return client.get("/reception", follow_redirects=False).status_code == 200


def test_nobody_stays_in_who_left_or_is_idle_or_in_too_long(lan, clock):
    left, idle, busy = enter(lan, "김사무"), enter(lan, "김사무"), enter(lan, "이접수")
    left.post("/logout", data={"token": left.token})
    assert not is_in(left) and is_in(idle) and is_in(busy)
    clock[0] += guard.IDLE["office"] + 1
    assert not is_in(idle)
    for _ in range(4):
        assert is_in(busy)
        clock[0] += guard.LONGEST / 4 - 600
    assert is_in(busy)
    clock[0] += 1000
    assert not is_in(busy)


def test_who_is_removed_or_has_a_new_password_is_out_at_once(lan, data):
    renewed, gone = enter(lan, "김사무"), enter(lan, "이접수")
    Book(data).add_user("김사무", "office", hashed("other"))
    Book(data).remove_user("이접수")
    assert not is_in(renewed) and not is_in(gone)


def test_guessing_is_slowed_where_it_happens_and_shuts_nobody_out(lan, clock):
    for _ in range(10):
        assert enter(lan, "김사무", "guess").answer.status_code == 403
    assert enter(lan, "김사무").answer.status_code == 429
    # Elsewhere nobody hears of it, though they never came in from there; and here one try in five seconds is heard.
    other = TestClient(lan, base_url=BASE, headers={"origin": BASE, **HTML}, client=("192.168.0.9", 1))
    told = other.post("/login", data={"name": "김사무", "password": PASSWORD}, follow_redirects=False)
    assert told.status_code == 303
    clock[0] += 6
    assert enter(lan, "김사무", "guess").answer.status_code == 403
    assert enter(lan, "김사무").answer.status_code == 429
    clock[0] += 6
    assert enter(lan, "김사무").answer.status_code == 303


def test_a_program_that_asks_and_asks_fills_no_record(lan, data, clock, monkeypatch):
    monkeypatch.setattr(guard, "AT_ONCE", 30)
    reception = enter(lan, "이접수")
    n = Access(data).lines()[1]
    form = {"token": reception.token, "typed": "없는이"}
    told = [reception.post("/reception", data=form).status_code for _ in range(guard.AT_ONCE)]
    assert told[0] == 200 and told[-1] == 429 and Access(data).lines()[1] == n + 1
    assert is_in(enter(lan, "김사무"))
    clock[0] += 1
    assert [is_in(reception) for _ in range(guard.A_SECOND + 1)] == [True] * guard.A_SECOND + [False]


def test_who_waits_to_log_in_takes_no_thread_from_the_reception(lan, monkeypatch):
    taken = []

    def is_right(password, kept):
        taken.append(from_thread.run_sync(lambda: to_thread.current_default_thread_limiter().borrowed_tokens))
        return False

    async def many():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(lan), base_url=BASE) as client:
            tries = [client.post("/login", data={"name": f"{n}"}, headers={"origin": BASE}) for n in range(5)]
            await asyncio.gather(*tries)

    monkeypatch.setattr(entry, "is_right", is_right)
    asyncio.run(many())
    assert taken == [1] * 5


def test_a_login_that_is_too_long_or_of_no_end_is_not_read(lan, monkeypatch):
    told = browser(lan).post("/login", files={"name": ("a", b"x" * 70_000)})
    assert told.status_code == 413
    monkeypatch.setattr(forms, "_FORM_SECONDS", 0.01)

    async def a_letter_a_minute():
        await asyncio.sleep(60)

    with pytest.raises(HTTPException) as stopped:
        asyncio.run(forms.read_form(Request({"type": "http", "headers": []}, a_letter_a_minute)))
    assert stopped.value.status_code == 408


def test_what_is_kept_of_a_password_is_a_hash_of_its_own():
    assert hashed("a") != hashed("a") and "abcd" not in hashed("abcd")
    assert entry.is_right("a", hashed("a")) and not entry.is_right("b", hashed("a"))
    made = {entry.new_password() for _ in range(50)}
    assert len(made) == 50 and all(re.fullmatch(r"(\w{4}-){2}\w{4}", each) for each in made)


def test_whose_data_were_seen_is_on_record_by_ids_and_as_csv(lan, data):
    seats = pd.read_parquet(data / "event/current/tables/seats.parquet")
    who = seats[seats["name"].notna()].iloc[0]
    reception = enter(lan, "이접수")
    reception.post("/reception", data={"token": reception.token, "typed": who["name"]})
    form = {"token": reception.token, "person": who["attendee_id"], "here": "yes"}
    reception.post("/reception/mark", data=form, headers={"accept": "application/json"})
    told = enter(lan, "김사무").get("/records/access.csv").text
    assert f"이접수,testclient,참석 표시,{who['attendee_id']}" in told and "접수 명단 봄" in told
    assert who["name"] not in told and "접속기록 내려받음" in told


def test_a_record_is_never_changed_and_goes_only_after_its_day(tmp_path):
    access, now = Access(tmp_path), datetime.now(UTC)
    access.add(Line(now - timedelta(days=400), "가", "", "review"), 157)
    access.add(Line(now - timedelta(days=400), "나", "", "review"), 60_000)
    access.add(Line(now, "다", "", "review"), 157)
    with sqlite3.connect(tmp_path / FILE) as record:
        columns = "(rowid, at, who, place, did, about, n, reason, until, seal)"
        replaced = f"replace into access {columns} values (3, '', 'x', '', '', '', 0, '', '', '')"
        for change in (
            "update access set who = 'x'",
            replaced,
            "delete from access where who = '다'",
            "delete from access",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                record.execute(change)
    access.sweep(date.max)
    assert [line.who for line in access.lines()[0]] == ["다", "나"]


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ("update access set who = 'x' where rowid = 3", 3),
        ("update access set seal = 'x' where rowid = 3", 3),
        ("delete from access where rowid = 3", 4),
        ("delete from access where rowid < 3", 3),
        ("delete from access where rowid > 3", 0),
        ("delete from access", 0),
        ("drop table ends", 0),
    ],
)
def test_a_line_that_was_changed_or_taken_away_by_force_is_noticed(data, change, at):
    access, began = Access(data), datetime.now(UTC) - timedelta(days=400)
    for n in range(5):
        # The first is swept by rule, and the others follow on it.
        access.add(Line(began if n == 0 else datetime.now(UTC) + timedelta(hours=n), "가", "", "review", f"{n}"), 157)
    access.sweep(date.max)
    assert broken_at(data / FILE) is None and [line.about for line in access.lines()[0]] == ["4", "3", "2", "1"]
    office = opened(data)
    seal = access.lines(0, 1)[0][0].seal[:12]
    assert f"<strong>{seal}</strong>" in office.get("/records").text and seal in office.get("/records/access.csv").text
    told = access.lines()[0]
    with sqlite3.connect(data / FILE) as record:
        for trigger in ("never_changed", "never_replaced", "kept"):
            record.execute(f"drop trigger {trigger}")
        record.execute(change)
    moment = {int(line.about): line.at.isoformat(timespec="seconds") for line in told if line.about.isdecimal()}
    assert broken_at(data / FILE) == (moment[at - 1] if at else "")
    assert Damage("access", FILE) in look(data, is_full=True)
    if change != "drop table ends":
        assert "개인정보 보호책임자에게" in office.get("/records").text


def test_the_record_goes_with_a_purge_only_once_its_time_is_over(tmp_path):
    access, now = Access(tmp_path), datetime.now(UTC)
    access.add(Line(now - timedelta(days=400), "가", "", "review"), 157)
    assert [path.name for path in purge.what_goes(tmp_path)["access"]] == ["access.sqlite"]
    access.add(Line(now, "나", "", "review"), 157)
    assert purge.what_goes(tmp_path) == {}
    assert purge.access_kept_until(tmp_path) == now.date() + timedelta(days=366)
    (tmp_path / FILE).write_bytes(b"damaged")
    assert purge.what_goes(tmp_path) == {}


def test_the_network_is_served_over_tls_and_only_where_somebody_may_log_in(data, monkeypatch):
    office = Office("cheongju-2024", "", data)
    monkeypatch.setattr(server, "_EVERYWHERE", "127.0.0.1")
    with pytest.raises(NobodyMayEnterError):
        server.Page(office, is_lan=True)
    Book(data).add_user("김사무", "office", hashed(PASSWORD))
    with server.Page(office, is_lan=True) as page:
        port = re.search(r":(\d+)/", page.address)[1]
        made = data / "desk/certificate.pem"
        trusting = ssl.create_default_context(cafile=str(made))
        with urllib.request.urlopen(f"https://localhost:{port}/login", context=trusting) as answer:
            assert "비밀번호" in answer.read().decode()
        with pytest.raises(OSError):
            urllib.request.urlopen(f"http://localhost:{port}/login")
    assert made.stat().st_mode & 0o077 == 0 and len(page.fingerprint) == 95


def is_cut(held: socket.socket) -> bool:
    """Whether nothing more is to be had there."""
    try:
        return held.recv(1) == b""
    except ConnectionResetError:
        return True


def test_who_holds_many_connections_or_says_nothing_keeps_nobody_out(data, monkeypatch):
    monkeypatch.setattr(server, "_MOST_OF_PLACE", 3)
    monkeypatch.setattr(server, "_ASKS_WITHIN", 0.2)
    with server.Page(Office("cheongju-2024", "", data)) as page:
        port = int(re.search(r":(\d+)/", page.address)[1])
        held = [socket.create_connection(("127.0.0.1", port), 5) for _ in range(4)]
        assert is_cut(held[3])
        for each in held[:3]:
            each.sendall(b"GET / HTTP/1.1\r\nHost: ")
        assert all(is_cut(each) for each in held)
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        # Nobody stands between: where a request says that it came from is not where it came from.
        browser.addheaders = [("X-Forwarded-For", "192.168.0.1")]
        browser.open(page.address).close()
        browser.open(page.address.partition("?")[0] + "reception").close()
    assert {line.place for line in Access(data).lines()[0]} == {"127.0.0.1"}


def test_who_does_not_say_how_to_encrypt_or_reads_no_answer_is_cut(data, monkeypatch):
    monkeypatch.setattr(server, "_EVERYWHERE", "127.0.0.1")
    monkeypatch.setattr(server, "_MOST_OF_PLACE", 3)
    monkeypatch.setattr(server, "_ASKS_WITHIN", 0.3)
    Book(data).add_user("김사무", "office", hashed(PASSWORD))
    with server.Page(Office("cheongju-2024", "", data), is_lan=True) as page:
        port = int(re.search(r":(\d+)/", page.address)[1])
        trusting = ssl.create_default_context(cafile=str(data / "desk/certificate.pem"))
        mute = [socket.create_connection(("127.0.0.1", port), 5) for _ in range(4)]
        assert is_cut(mute[3]) and all(is_cut(each) for each in mute[:3])
        plain = socket.socket()
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        plain.connect(("127.0.0.1", port))
        with trusting.wrap_socket(plain, server_hostname="localhost") as slow:
            asked = f"GET /fonts/NanumGothic.ttf HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode()
            slow.sendall(asked * 3)
            assert slow.recv(16).startswith(b"HTTP/1.1 200")
            until = time.monotonic() + 10
            while page._server.server_state.connections:
                assert time.monotonic() < until
                time.sleep(0.05)
        # A form that is sent a letter at a time ends too.
        monkeypatch.setattr(forms, "_FORM_SECONDS", 0.3)
        dripping = socket.create_connection(("127.0.0.1", port), 5)
        with trusting.wrap_socket(dripping, server_hostname="localhost") as slow:
            origin = f"Host: localhost:{port}\r\nOrigin: https://localhost:{port}\r\n"
            slow.sendall(f"POST /login HTTP/1.1\r\n{origin}Content-Length: 900\r\n\r\nname=".encode())
            assert slow.recv(16).startswith(b"HTTP/1.1 408")
        with urllib.request.urlopen(f"https://localhost:{port}/login", context=trusting) as answer:
            assert answer.status == 200


def test_a_certificate_is_made_once_and_anew_for_a_new_name(tmp_path):
    path = tmp_path / "certificate.pem"
    first = server._made(path, ["office", "192.168.0.7"]).read_bytes()
    assert server._made(path, ["office"]).read_bytes() == first
    assert server._made(path, ["office", "192.168.0.8"]).read_bytes() != first
    assert sorted(server._names_in(server._read(path))) == ["192.168.0.8", "office"]
    for content in (b"", b"-----BEGIN CERTIFICATE-----", Path(__file__).read_bytes()):
        path.write_bytes(content)
        with pytest.raises(CertificateError):
            server._read(path)


def test_users_are_added_and_removed_from_the_command_line(tmp_path, capsys):
    from flows.commands.cli import main
    from flows.commands.desk import add, remove

    assert main(["desk", "--add-user", "가", "--role", "회장", "--data", str(tmp_path)]) == 2
    assert main(["desk", "--add-user", " 김 사무 ", "--role", "사무국", "--data", str(tmp_path)]) == 0
    given = re.search(r"비밀번호: (\S+)", capsys.readouterr().out)[1]
    role, kept = Book(tmp_path).users()["김 사무"]
    assert role == "office" and entry.is_right(given, kept) and given not in kept
    assert add("이접수", "", tmp_path) == 0 and Book(tmp_path).users()["이접수"][0] == "reception"
    assert (remove("김 사무", tmp_path), remove("김 사무", tmp_path), add("  ", "접수", tmp_path)) == (0, 1, 2)
