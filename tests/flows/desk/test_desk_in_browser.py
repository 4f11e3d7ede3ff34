"""The page as staff meet it: in a real Chromium, by keyboard and by tap, at every width, and when it is killed."""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pandas as pd
import pytest

from flows.desk.entry import hashed
from output.review.queue import QUEUE
from output.store.book import Book, said_on_page
from tests.conftest import ROOT, SAMPLE
from tests.flows.desk.conftest import token_in

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SCREENS = ("/", "/inbox", "/review", "/review/goals", "/reception", "/papers", "/papers?why", "/closing", "/records")
WIDTHS = (360, 820, 1400)

pytestmark = pytest.mark.long
in_chromium = pytest.mark.skipif(
    CHROMIUM is None and "CI" not in os.environ, reason="Chromium is not installed here (apt-get install chromium)"
)


class Served:
    """``sdgnet desk`` in a process of its own."""

    def __init__(self, data: Path, *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "flows.commands.cli", "desk", "--data", str(data), *options],
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert self.process.stderr
        self.address = ""
        for line in self.process.stderr:
            if found := re.search(r"https?://\S+", line):
                self.address = found[0]
                break
        self.base = self.address.partition("/?")[0].removesuffix("/")

    def end(self, how: int = signal.SIGTERM) -> None:
        self.process.send_signal(how)
        self.process.wait(30)
        if self.process.stderr:
            self.process.stderr.close()


@pytest.fixture
def served(data: Path) -> Iterator[Served]:
    started = Served(data)
    yield started
    started.end()


@pytest.fixture(scope="module")
def launched() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def chromium(launched: Any) -> Iterator[Any]:
    """A browser that nobody has used: no window of another test is open."""
    yield launched
    for context in launched.contexts:
        context.close()


@pytest.fixture
def page(served: Served, chromium: Any) -> Any:
    return seen(chromium, served)


def seen(browser: Any, served: Served) -> Any:
    """A window of a browser that opened the printed address, with what it heard and asked for."""
    opened = browser.new_context().new_page()
    opened.heard = []
    opened.on("console", lambda message: opened.heard.append(message.text))
    opened.on("pageerror", lambda error: opened.heard.append(str(error)))
    opened.on("request", lambda request: opened.heard.append(request.url))
    opened.goto(served.address)
    return opened


def until(holds: Any, patience: float = 90) -> None:
    end = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def faults(page: Any) -> list[Any]:
    """What axe finds on a page."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]


@in_chromium
def test_every_screen_fits_is_accessible_and_asks_nobody_else(page, served, data):
    matter = pd.read_parquet(data / "current/restricted/queue.parquet").query("kind_code == 'same_body'")
    held = [f"/review/same_body/{matter['key'].iloc[0]}"] if len(matter) else []
    goals = pd.read_parquet(data / "current/restricted/queue.parquet").query("kind_code == 'goals'")
    # Our own policy lets no tool's script in; axe comes past it.
    looked = page.context.browser.new_context(bypass_csp=True).new_page()
    looked.goto(served.address)
    for screen in (*SCREENS, f"/review/goals/{goals['key'].iloc[0]}", *held, "/nothing"):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(served.base + screen)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, screen
        assert page.evaluate("document.querySelectorAll('h1').length") == 1
        looked.goto(served.base + screen)
        looked.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        assert faults(looked) == [], screen
    # What a file is said to be, and who asked that their data go, stand behind a form.
    page.goto(served.base + "/closing")
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    page.fill("#text", "연대")
    page.press("#text", "Enter")
    page.get_by_role("button", name="고르기").first.click()
    page.wait_for_selector("#goes")
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[0]
    page.goto(served.base + "/inbox")
    page.set_input_files("#file", SAMPLE)
    page.wait_for_selector("#looked")
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[0]
    said = [each for each in page.heard if not each.startswith(served.base) and "404" not in each]
    assert said == []


def on_the_network(data):
    """The page over TLS for one user of each role, and its address here."""
    for name, role in (("김사무", "office"), ("이접수", "reception")):
        Book(data).add_user(name, role, hashed("abcd-efgh-2345"))
    served = Served(data, "--lan")
    return served, re.sub(r"//[^:]+:", "//localhost:", served.base)


@in_chromium
def test_the_network_logs_in_and_the_reception_sees_its_screen_alone(data, chromium):
    """Over TLS in a real browser: a wrong password, then the right one, and out again."""
    served, base = on_the_network(data)
    try:
        context = chromium.new_context(
            ignore_https_errors=True, bypass_csp=True, viewport={"width": 360, "height": 800}
        )
        page = context.new_page()
        page.goto(base + "/papers")
        assert page.url == base + "/login" and faults(page) == []
        for password in ("wrong", "abcd-efgh-2345"):
            page.fill("#name", "이접수")
            page.fill("#password", password)
            page.keyboard.press("Enter")
            page.wait_for_selector("#problem" if password == "wrong" else "#found")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360 and faults(page) == []
        assert page.locator("nav a").all_inner_texts() == ["접수"] and page.evaluate("document.cookie") == ""
        row = page.locator("[data-person]").first
        row.get_by_role("button").click()
        page.wait_for_selector(".people .here")
        # Who is removed while the screen stands open is out without a tap.
        Book(data).remove_user("이접수")
        page.wait_for_url(base + "/login")
    finally:
        served.end()


@in_chromium
def test_a_tablet_that_loses_the_network_says_so_and_catches_up(page, served, data):
    page.goto(served.base + "/reception")
    other = page.context.browser.new_context().new_page()
    other.goto(served.address)
    other.goto(served.base + "/reception")
    ids = [page.locator("[data-person]").nth(at).get_attribute("data-person") for at in range(3)]
    rows = [f"[data-person='{each}']" for each in ids]
    page.context.set_offline(True)
    page.wait_for_selector("#lost", state="visible")
    for each in rows[:2]:
        page.locator(each).get_by_role("button").click()
        page.wait_for_selector(f"{each} .unsaved", state="visible")
    # A row of somebody who has left the list by the time that the tablet is heard again.
    gone = page.locator("[data-person]").nth(3)
    name = gone.locator("strong").first.inner_text()
    gone.evaluate("row => row.querySelector('[name=person]').value = row.dataset.person = 'p-0000000000000000-a1'")
    gone.get_by_role("button").click()
    # Nothing is shown as kept that is not, and of people nothing but the id waits in the browser.
    assert page.locator(".people .here").count() == 0 and page.inner_text("#kept").endswith("3")
    waiting = page.evaluate("sessionStorage.getItem('sdgnet-marks')")
    assert all(each in waiting for each in ids[:2]) and len(waiting) < 300 and waiting.isascii()
    assert page.evaluate("localStorage.length + document.cookie.length") == 0
    # Who comes unannounced is not lost either: what was typed stands there.
    page.fill("#name", "현장인")
    page.get_by_role("button", name="등록하기").click()
    page.wait_for_selector(".walk-in .warning:has-text('보내지 못했습니다')")
    assert page.input_value("#name") == "현장인"
    # Meanwhile the other window marks the second and takes it back: later than the tablet did, that is the last word.
    for state in (".here", ":not(.here)"):
        other.locator(rows[1]).get_by_role("button").click()
        other.wait_for_selector(f"{rows[1]}{state}")
    other.locator(rows[2]).get_by_role("button").click()
    other.wait_for_selector(f"{rows[2]}.here")
    page.context.set_offline(False)
    for window in (page, other):
        for each, state in zip(rows, (".here", ":not(.here):not(.waits)", ".here"), strict=True):
            window.wait_for_selector(f"{each}{state}")
    page.wait_for_selector("#lost", state="hidden")
    assert page.locator(f"{rows[1]} strong").first.inner_text() in page.inner_text("#later")
    assert page.inner_text("#unlisted").endswith(f"현장등록으로 적어 주세요: {name}")
    assert page.evaluate("sessionStorage.length") == 0
    marks, _ = Book(data).marks()
    assert [marks[each].is_here for each in ids] == [True, False, True]
    page.get_by_role("button", name="등록하기").click()
    page.wait_for_selector("text=현장등록했습니다: 현장인")
    # Silence without a closed connection, as of a tablet that walked out of reach.
    served.process.send_signal(signal.SIGSTOP)
    page.wait_for_selector("#lost", state="visible")
    served.process.send_signal(signal.SIGCONT)
    page.wait_for_selector("#lost", state="hidden")


@in_chromium
def test_marks_that_wait_outlive_a_reload_and_a_new_login(data, chromium):
    served, base = on_the_network(data)
    goals = pd.read_parquet(data / "current" / QUEUE).query("kind_code == 'goals'")["key"].iloc[0]

    def enter(page: Any, name: str) -> None:
        page.goto(base + "/login")
        page.fill("#name", name)
        page.fill("#password", "abcd-efgh-2345")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: not url.endswith("/login"))

    try:
        context = chromium.new_context(ignore_https_errors=True)
        page = context.new_page()
        enter(page, "이접수")
        who = page.locator("[data-person]").first.get_attribute("data-person")
        context.set_offline(True)
        page.wait_for_selector("#lost", state="visible")
        page.locator(f"[data-person='{who}']").get_by_role("button").click()
        page.wait_for_selector(f"[data-person='{who}'] .unsaved", state="visible")
        Book(data).add_user("이접수", "reception", hashed("abcd-efgh-2345"))
        context.set_offline(False)
        page.wait_for_url(base + "/login")
        enter(page, "이접수")
        page.wait_for_selector(f"[data-person='{who}'].here")
        assert Book(data).mark_of(who).is_here
        # A decision that was typed before the session ended waits where it was typed, and is sent after.
        office = chromium.new_context(ignore_https_errors=True)
        page = office.new_page()
        enter(page, "김사무")
        page.goto(f"{base}/review/goals/{goals}")
        page.fill("#typed", "6 15")
        Book(data).add_user("김사무", "office", hashed("abcd-efgh-2345"))
        page.press("#typed", "Enter")
        with office.expect_page() as opened:
            page.get_by_role("link", name="새 창에서 들어가기").click()
        enter(opened.value, "김사무")
        assert page.input_value("#typed") == "6 15"
        page.press("#typed", "Enter")
        page.wait_for_url(lambda url: not url.endswith(goals))
        assert [said.typed for said in said_on_page(data)] == ["6 15"]
    finally:
        served.end()


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, 20))])
def test_every_mark_that_was_answered_is_there_after_a_kill(data, seed):
    seats = pd.read_parquet(data / "event/current/tables/seats.parquet")["attendee_id"].tolist()
    served, confirmed = Served(data), list[str]()

    def tablet(people: list[str]) -> None:
        browser = build_opener(HTTPCookieProcessor())
        token = token_in(browser.open(served.address).read().decode())
        try:
            for person in people:
                form = urlencode({"token": token, "person": person, "here": "yes"}).encode()
                headers = {"Origin": served.base, "Accept": "application/json"}
                browser.open(Request(served.base + "/reception/mark", form, headers), timeout=10).read()
                confirmed.append(person)
        except OSError:
            return

    tablets = [threading.Thread(target=tablet, args=(seats[at::4],)) for at in range(4)]
    for each in tablets:
        each.start()
    until(lambda: len(confirmed) > 20)
    time.sleep(random.Random(seed).random())
    served.end(signal.SIGKILL)
    for each in tablets:
        each.join()
    marks, _ = Book(data).marks()
    assert set(confirmed) <= set(marks) and len(marks) <= len(confirmed) + 4


@in_chromium
def test_a_strangers_text_is_text_on_every_screen(data, chromium):
    """Markup, a formula and 50,000 letters without a space, in every cell that a stranger may fill."""
    nasty = "<img src=http://evil.example/x onerror=alert(1)>=HYPERLINK(1)'\"&{{7*7}}" + "가" * 50_000
    poison(data, nasty)
    served = Served(data)
    try:
        page = seen(chromium, served)
        page.on("dialog", lambda dialog: page.heard.append("a dialog"))
        rows = pd.read_parquet(data / "current" / QUEUE).drop_duplicates("kind_code")
        matters = [f"/review/{row.kind_code}/{row.key}" for row in rows.itertuples()]
        kinds = [f"/review/{kind}?all" for kind in rows["kind_code"]]
        page.set_viewport_size({"width": 360, "height": 900})
        n_told = 0
        for screen in (*SCREENS, *kinds, *matters):
            assert page.goto(served.base + screen).status == 200, screen
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, screen
            assert page.locator("main img").count() == 0 and "49" not in page.title(), screen
            n_told += "<img src=http://evil" in page.inner_text("main")
        assert n_told >= 8
        assert [each for each in page.heard if not each.startswith(served.base)] == []
    finally:
        served.end()


def poison(data: Path, nasty: str) -> None:
    """Every text of a stranger in the tables that a screen reads is ``nasty``."""
    tables = data / "current/restricted/tables"
    poisoned = {
        tables / "participants.parquet": ("name", "representative", "contact_name", "contact_title", "address"),
        data / "current" / QUEUE: ("body", "detail", "now", "evidence"),
        data / "event/current/tables/seats.parquet": ("name", "title", "body", "group"),
    }
    for path, columns in poisoned.items():
        table = pd.read_parquet(path)
        # As long as a cell may be in some rows: a screen of ninety of them takes a minute to be laid out.
        few = table.head(90).assign(**dict.fromkeys(columns, nasty[:200]))
        few.loc[few.index[:4], [*columns]] = nasty
        few.to_parquet(path, index=False)
