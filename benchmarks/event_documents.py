"""What the run before the event costs: seconds a stage, then seconds and bytes a document beside an empty one.

    python -m benchmarks.event_documents [--responses 214 590]

The first number takes the bundled sample, any other so many generated responses (590 are a little over a thousand
people). Stages are timed in the flow's own order, without the orchestrator and its start-up. Then every document is
made once more, alone: the floor of each format is the least that the same library writes, a page with one word.
"""

import argparse
import io
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

import typst
import xlsxwriter
from hwpx import HwpxDocument

import flows.telling.quiet  # noqa: F401 - settings before anything imports Prefect
from benchmarks.generate import generate
from expectations.engine import engine
from flows import event, sync
from flows.campaigns import default_source, read_campaign
from flows.stages import event_products, event_release, seating
from output.event import event_hwpx, event_pdf, event_xlsx
from output.formats.cells import WORKBOOK_OPTIONS
from output.formats.pdf import _fonts
from transforms.campaign.campaign import Campaign
from transforms.event.event_sheets import Sheets

CAMPAIGN = "cheongju-2024"
SAMPLE = 214
# What a format makes of these is asked for by the writer of its documents.
DOCUMENTS = ("staff_list", "register", "rosters", "facilitators", "name_tags", "agreements", "signs", "supplement")


def main() -> None:
    """Print a table for each number of responses."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--responses", type=int, nargs="+", default=[SAMPLE, 590])
    plain_flows()
    engine()
    for at, n in enumerate(parser.parse_args().responses):
        with tempfile.TemporaryDirectory() as folder:
            source, data = Path(default_source(CAMPAIGN)), Path(folder) / "data"
            if n != SAMPLE:
                source = Path(folder) / "generated.csv"
                generate(n).cells.to_csv(source, index=False, encoding="utf-8-sig")
            sync.sync.fn(CAMPAIGN, str(source), str(data))
            SPENT.clear()
            start, busy = time.perf_counter(), time.process_time()
            event.event.fn(CAMPAIGN, "", str(data))
            whole = (time.perf_counter() - start, time.process_time() - busy)
            sheets = SHEETS[-1]
            print(f"{n} responses, {len(sheets.staff_list)} people{' (first, so with imports)' if not at else ''}")
            for name, spent in [*SPENT.items(), ("whole run", whole)]:
                print(f"  {name:<24} {spent[0]:6.2f} s, worked {spent[1]:5.2f} s")
            documents(sheets, read_campaign(CAMPAIGN))


def documents(sheets: Sheets, campaign: Campaign) -> None:
    """Print a line a document: seconds and kilobytes, and how many empty documents of the library each is."""
    writers = {
        "pdf": (event_pdf, event_pdf.write_event_pdfs),
        "xlsx": (event_xlsx, event_xlsx.write_event_workbooks),
        "hwpx": (event_hwpx, event_hwpx.write_event_hwpx),
    }
    for kind, (module, write) in writers.items():
        floor = measured(FLOORS[kind])
        print(f"  {kind:<4} empty{'':<10} {floor[0]:7.3f} s {floor[1] / 1024:8.1f} kB")
        with tempfile.TemporaryDirectory() as folder:
            made = measured_by_name(module, partial(write, sheets, campaign, Path(folder)))
        for name, (seconds, size) in made.items():
            print(
                f"  {kind:<4} {name:<15} {seconds:7.3f} s {size / 1024:8.1f} kB "
                f"{seconds / floor[0]:7.1f} {size / floor[1]:6.1f} times empty"
            )
        seconds, size = map(sum, zip(*made.values(), strict=True))
        print(f"  {kind:<4} {'all':<15} {seconds:7.3f} s {size / 1024:8.1f} kB")


def measured_by_name(module: ModuleType, write: Callable[[], None]) -> dict[str, tuple[float, int]]:
    """Seconds and bytes of every document that ``write`` has ``module`` make, by the name of what makes it."""
    spent = dict[str, tuple[float, int]]()

    def noting(name: str, make: Callable[..., bytes], *args: Any) -> bytes:
        busy = time.process_time()
        content = make(*args)
        seconds, size = spent.get(name, (0.0, 0))
        spent[name] = (seconds + time.process_time() - busy, size + len(content))
        return content

    made = [name for name in DOCUMENTS if hasattr(module, name)]
    noted_makers: dict[str, Any] = {name: partial(noting, name, getattr(module, name)) for name in made}
    with patch.multiple(module, **noted_makers):
        write()
    return spent


def measured(make: Callable[[], bytes]) -> tuple[float, int]:
    """Seconds of work and bytes."""
    busy = time.process_time()
    content = make()
    return time.process_time() - busy, len(content)


def empty_pdf() -> bytes:
    """A page with one word by typst."""
    made = typst.Compiler(b'#set document(title: "a")\n#set text(font: "NanumGothic")\na', font_paths=_fonts()).compile(
        format="pdf", pdf_standards="ua-1"
    )
    assert isinstance(made, bytes)
    return made


def empty_xlsx() -> bytes:
    """A sheet with one cell by XlsxWriter."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, WORKBOOK_OPTIONS) as book:
        book.add_worksheet().write_string(0, 0, "a")
    return buffer.getvalue()


FLOORS = {"pdf": empty_pdf, "xlsx": empty_xlsx, "hwpx": lambda: HwpxDocument.new().to_bytes()}
SPENT: dict[str, tuple[float, float]] = {}
SHEETS: list[Sheets] = []


def plain_flows() -> None:
    """Outside of a flow run stages are plain calls; the stages and writers of an event note what they spend."""
    for module, names in (
        (seating, ("freeze", "read_guests", "invite", "seat", "attend", "draw_up")),
        (event_release, ("release_event",)),
    ):
        for name in names:
            setattr(module, name, noted(getattr(module, name)))
    event_products.EVENT_PRODUCTS = tuple(
        (name, noted(write, "  ", name)) for name, write in event_products.EVENT_PRODUCTS
    )


def noted(function: Callable[..., Any], indent: str = "", name: str = "") -> Callable[..., Any]:
    """``function``, whose seconds and work stand in SPENT."""

    def run(*args: Any, **kwargs: Any) -> Any:
        start, busy = time.perf_counter(), time.process_time()
        made = function(*args, **kwargs)
        SPENT[indent + (name or function.__name__)] = (time.perf_counter() - start, time.process_time() - busy)
        if isinstance(made, seating.DrawnUp):
            SHEETS.append(made.sheets)
        return made

    return run


if __name__ == "__main__":
    main()
