"""The pages opened in a real Chromium: silent, alone, accessible, readable on a phone and on paper."""

import io
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest

from flows.sources.public_release import read_public
from output.report.compare_page import write_comparison
from transforms.publishing.side_by_side import side_by_side

COMPARE = "compare.html"
PAGES = ("public/report.html", "restricted/report.html", "restricted/quality.html", "public/rules.html", COMPARE)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        CHROMIUM is None and "CI" not in os.environ, reason="Chromium is not installed here (apt-get install chromium)"
    ),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        # As root in a container there is no other way; the pages are our own.
        opened = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def places(release_a: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every page of a release, and a page of three campaigns side by side, by name."""
    path = tmp_path_factory.mktemp("compare") / COMPARE
    release = read_public(release_a)
    named = [release.named, *(release.named._replace(name=f"{year} 시민실천 네트워크") for year in (2023, 2022))]
    write_comparison(side_by_side([release.facts] * 3), named, path, release.titles)
    return {name: release_a / name for name in PAGES} | {COMPARE: path}


def opened(browser: Any, path: Path, width: int, *, bypass: bool = False) -> tuple[Any, list[str]]:
    """The page in a window so wide, and everything that it said or asked for."""
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=bypass)
    page, heard = context.new_page(), []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda request: heard.append(request.url))
    page.goto(path.as_uri())
    return page, [each for each in heard if each != path.as_uri()]


def letters(text: str) -> str:
    """Letters and digits alone: readers of PDF differ in what they make of blanks."""
    return re.sub(r"[\W_]", "", text)


@pytest.mark.parametrize("name", PAGES)
def test_the_page_says_nothing_asks_for_nothing_and_fits(browser, places, name):
    for width in (360, 1280):
        page, heard = opened(browser, places[name], width)
        assert heard == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        cut = page.evaluate(
            """() => [...document.querySelectorAll('td, th, dd, li, h1, h2, h3')]
            .filter(e => e.checkVisibility() && getComputedStyle(e).position !== 'absolute'
                && (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline'))
            .map(e => e.textContent.slice(0, 40))"""
        )
        assert cut == []
        # What is said of bars is said of bars that are seen.
        if "막대" in page.inner_text("body"):
            assert page.evaluate("[...document.querySelectorAll('.bars .fill')].every(e => e.checkVisibility())")
        page.context.close()


@pytest.mark.long
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(browser, places, name):
    from axe_playwright_python.sync_playwright import Axe

    for width, scheme in ((360, "light"), (1280, "light"), (1280, "dark")):
        page, _ = opened(browser, places[name], width, bypass=True)
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        told = [
            (each["id"], each["nodes"][0]["html"][:120]) for each in found if each["impact"] in ("serious", "critical")
        ]
        assert told == [], (width, scheme)
        page.context.close()


def test_the_offices_report_prints_without_squeezed_columns_or_lone_headings(browser, release_a):
    page, _ = opened(browser, release_a / "restricted/report.html", 1280)
    page.set_viewport_size({"width": 695, "height": 1000})
    page.emulate_media(media="print")
    narrow = page.evaluate(
        "[...document.querySelectorAll('.names tbody td')].filter(e => e.clientWidth < 80).map(e => e.textContent)"
    )
    assert narrow == []
    titles = page.evaluate("[...document.querySelectorAll('.part > h2')].map(e => e.innerText)")
    reader = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    for sheet in reader.pages:
        last = [letters(line) for line in sheet.extract_text().splitlines() if line.strip()][-1]
        assert last not in {letters(title) for title in titles}
    page.context.close()


@pytest.mark.long
def test_the_report_prints_on_few_sheets_and_whole(browser, release_a):
    page, _ = opened(browser, release_a / "public/report.html", 1280)
    # A table's caption that stands above its picture already is for who hears the page.
    shown = page.evaluate(
        "[...document.querySelectorAll('h1, h2, h3, :not(.days) > table > caption, li')].map(e => e.innerText)"
    )
    reader = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, tagged=True)))
    assert len(reader.pages) <= 6
    width, height = (float(side) / 72 * 25.4 for side in reader.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (210, 297)
    text = letters("".join(each.extract_text() for each in reader.pages))
    assert [line for line in shown if letters(line) not in text] == []
    page.context.close()
