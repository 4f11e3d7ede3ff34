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

from output.store.book import Book
from tests.conftest import ROOT, SAMPLE

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SCREENS = ("/", "/inbox", "/review", "/review/goals", "/reception", "/papers")
WIDTHS = (360, 820, 1400)

pytestmark = pytest.mark.long
in_chromium = pytest.mark.skipif(
    CHROMIUM is None and "CI" not in os.environ, reason="Chromium is not installed here (apt-get install chromium)"
)


class Served:
    """``sdgnet desk`` in a process of its own."""

    def __init__(self, data: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "flows.commands.cli", "desk", "--data", str(data)],
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert self.process.stderr
        self.address = ""
        for line in self.process.stderr:
            if found := re.search(r"http://\S+", line):
                self.address = found[0]
                break
        self.base = self.address.partition("/?")[0]

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


@pytest.fixture
def page(served: Served) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened = browser.new_context().new_page()
        opened.heard = []
        opened.on("console", lambda message: opened.heard.append(message.text))
        opened.on("pageerror", lambda error: opened.heard.append(str(error)))
        opened.on("request", lambda request: opened.heard.append(request.url))
        opened.goto(served.address)
        yield opened
        browser.close()


def until(holds: Any, patience: float = 90) -> None:
    end = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


@in_chromium
def test_every_screen_fits_is_accessible_and_asks_nobody_else(page, served, data):
    from axe_playwright_python.sync_playwright import Axe

    matter = pd.read_parquet(data / "current/restricted/queue.parquet").query("kind_code == 'same_body'")
    held = [f"/review/same_body/{matter['key'].iloc[0]}"] if len(matter) else []
    goals = pd.read_parquet(data / "current/restricted/queue.parquet").query("kind_code == 'goals'")
    for screen in (*SCREENS, f"/review/goals/{goals['key'].iloc[0]}", *held, "/nothing"):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(served.base + screen)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, screen
        assert page.evaluate("document.querySelectorAll('h1').length") == 1
        # Our own policy lets no tool's script in; axe comes past it.
        context = page.context.browser.new_context(bypass_csp=True)
        looked = context.new_page()
        looked.goto(served.address)
        looked.goto(served.base + screen)
        found = Axe().run(looked).response["violations"]
        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == [], screen
        context.close()
    said = [each for each in page.heard if not each.startswith(served.base) and "404" not in each]
    assert said == []


@in_chromium
@pytest.mark.slow
def test_a_season_by_the_page_alone(page, served, data):
    # 받기: an export is dropped, looked at and taken; its run is seen to its end.
    page.goto(served.base + "/inbox")
    page.set_input_files("#file", SAMPLE)
    page.get_by_role("button", name="이 응답으로 받기").click()
    page.wait_for_selector("progress")
    page.wait_for_selector("#ended", timeout=90_000)
    assert "마쳤습니다" in page.inner_text("#ended")
    # 확인: by keyboard alone.
    page.goto(served.base + "/review/goals")
    page.get_by_role("link", name="처음 것부터 정하기").click()
    first = page.url
    page.keyboard.press("Control+A")
    page.keyboard.type("6 15")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != first)
    page.keyboard.press("Control+A")
    page.keyboard.type("99")
    page.keyboard.press("Enter")
    page.wait_for_selector("#refused")
    page.goto(served.base + "/review")
    page.get_by_role("button", name="지금 받기로 반영하기").click()
    page.wait_for_selector("#ended", timeout=90_000)
    applied = pd.read_parquet(data / "current/restricted/tables/corrections.parquet")
    assert applied[["value", "state"]].values.tolist() == [["6 15", "applied"]]
    # 행사 준비, and 접수 at two windows.
    page.get_by_role("button", name="행사 준비").click()
    page.wait_for_selector("progress")
    page.wait_for_selector("#ended", timeout=90_000)
    other = page.context.new_page()
    for window in (page, other):
        window.goto(served.base + "/reception")
    everybody = page.inner_text("#found .note")
    page.fill("#typed", "ㄱ")
    until(lambda: page.inner_text("#found .note") != everybody)
    row = page.locator("[data-person]").first
    who = row.get_attribute("data-person")
    row.get_by_role("button").click()
    page.wait_for_selector(f"[data-person='{who}'].here")
    assert Book(data).marks()[0][who].state == "came"
    until(lambda: other.inner_text("[data-count=came]") == "1", 10)
    other.fill("#name", "현장인")
    other.select_option("#field", "3")
    other.get_by_role("button", name="등록하기").click()
    other.wait_for_selector("[role=status]")
    until(lambda: page.inner_text("[data-count=walked]") == "1", 10)
    # The page is gone: what is tapped now is not kept, and the window says so.
    served.end()
    page.locator("[data-person]:not(.here) button").first.click()
    page.wait_for_selector("#lost", state="visible")
    assert page.locator(".people .here").count() == 1


@pytest.mark.parametrize("seed", range(2))
def test_every_mark_that_was_answered_is_there_after_a_kill(data, seed):
    seats = pd.read_parquet(data / "event/current/tables/seats.parquet")["attendee_id"].tolist()
    served, confirmed = Served(data), list[str]()
    seconds = list[float]()

    def tablet(people: list[str]) -> None:
        browser = build_opener(HTTPCookieProcessor())
        text = browser.open(served.address).read().decode()
        token = re.search(r'name="token" value="(\w+)"', text)
        assert token
        try:
            for person in people:
                form = urlencode({"token": token[1], "person": person, "here": "yes"}).encode()
                headers = {"Origin": served.base, "Accept": "application/json"}
                began = time.monotonic()
                browser.open(Request(served.base + "/reception/mark", form, headers), timeout=10).read()
                seconds.append(time.monotonic() - began)
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
