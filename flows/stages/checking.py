"""Whether a sync could read its source, told step by step; nothing is changed."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from flows import sources
from flows.campaigns import campaign_folder, default_source, read_campaign
from flows.sinks import sheet_tabs
from flows.sources import google_sheet, sheet_address
from flows.sources.guest_file import guest_files, read_guest_file
from flows.sources.list_file import read_list
from flows.sources.sheets_client import SheetsClient
from flows.telling.words import words as words_of
from output.store.snapshot import Snapshot
from transforms.bodies.earlier import read_earlier
from transforms.bodies.foreseen import foreseen
from transforms.campaign.campaign import Campaign
from transforms.campaign.files import SETTINGS
from transforms.campaign.retention import has_passed
from transforms.drafting.draft import marked
from transforms.errors.guests import EarlierFileError
from transforms.errors.store import RetentionPassedError
from transforms.event.guests import read_lists
from transforms.goals.match import of_other_goals
from transforms.parse.moments import moment
from transforms.parse.personal import tells_of_somebody
from transforms.parse.text import clean
from transforms.publishing.profile import unknown_answers
from transforms.reading.answered import received, sheet_rows
from transforms.reading.columns import parsed
from transforms.reading.headings import Headings, match_headings
from transforms.reading.names import body_of
from transforms.reading.normalise import normalise
from transforms.reading.readable import meaningless, n_short_mobiles, read_as, ticks_unread, unplaced
from transforms.reference import texts

_OURS = "ko_KR"
# So many cells show what is typed.
_MOST_TOLD, _MOST_ROWS, _MOST_BODIES = 6, 12, 30
# More than a council's; whoever has so many compares the release.
_MOST_COMPARED = 5_000
Told = tuple[str, str]


def steps(campaign: str, source: str, client: SheetsClient | None = None) -> Iterator[Told]:
    """What each step found, as it is taken: ok or note, and a sentence. Raises SdgnetError where it cannot go on."""
    settings = read_campaign(campaign)
    yield from _steps(campaign, settings, source, client)
    if has_passed(settings.retention_until, datetime.now(settings.zone).date()):
        raise RetentionPassedError(until=settings.retention_until)


def _steps(campaign: str, settings: Campaign, source: str, client: SheetsClient | None) -> Iterator[Told]:
    words = words_of("check")
    yield "ok", words["campaign"].format(name=settings.name)
    if settings.counted_at is None and datetime.now(settings.zone) >= settings.counts_at:
        yield "ok", words["counts"]
    others = of_other_goals({each.number: each.label for each in settings.goals})
    if others:
        yield "note", words["goals_elsewhere"].format(labels=" · ".join(others))
    aimless = [str(each.number) for each in settings.fields if not each.goals and not each.themes]
    if aimless and len(settings.fields) > 1:
        # A council may do without: where it does of some alone, they were forgotten.
        yield (
            "ok" if len(aimless) == len(settings.fields) else "note",
            words["fields_aimless"].format(fields=" · ".join(aimless)),
        )
    marks = marked((campaign_folder(campaign) / SETTINGS).read_text("utf-8-sig"))
    if marks:
        yield "note", words["marks"].format(n=len(marks), lines="\n".join(f"   {at}: {line}" for at, line in marks))
    if settings.earlier and settings.earlier.file:
        pages, _ = read_list(Path(settings.earlier.file), EarlierFileError)
        yield "ok", words["earlier"].format(n_rows=len(read_earlier(pages, settings)))
    for each in guest_files(settings, campaign_folder(campaign), (), {}):
        for name, path in each.files:
            listed, _ = read_guest_file(each, name, path)
            read_lists(listed, settings)
            n_rows = sum(max(len(page.rows) - 1, 0) for page in listed)
            yield "ok", words["guests"].format(group=each.guests.group, file=name, n_rows=n_rows)
    source = source or default_source(campaign)
    if not sources.is_online(source):
        sources.check_source(source)
        yield "ok", words["file"].format(source=source)
        yield from _responses(sources.read_source(source), settings, words)
        return
    where, client = sheet_address.address(source), client or google_sheet.open_client(settings)
    yield "ok", words["account"].format(account=client.account)
    book = google_sheet.metadata(client, where)
    properties = book["properties"]
    yield "ok", words["shared"].format(title=properties.get("title", ""))
    for tab in [each["title"] for each in google_sheet.choose_tabs(book, where, settings)]:
        yield "ok", words["tab"].format(tab=tab, n_tabs=len(book.get("sheets", [])))
        if not google_sheet.is_form_tab(tab):
            yield "note", words["tab_is_not_a_forms"].format(tab=tab)
    yield from _clock(properties, settings, words)
    yield from _responses(google_sheet.read(source, settings, client), settings, words)
    n_sent = 0
    if settings.google.tabs:
        tabs = sheet_tabs.open_tabs(source, settings, may_write=True)
        ours = tabs.check()
        yield "ok", words["tabs" if ours else "tabs_new"].format(tabs=" · ".join(ours))
        n_sent = tabs.client.n_sent
    yield "ok", words["quota"].format(n=client.n_sent + n_sent)


def _clock(properties: Any, campaign: Campaign, words: dict[str, str]) -> Iterator[Told]:
    google_sheet.zone_of(properties)
    zone, locale = str(properties.get("timeZone", "")), str(properties.get("locale", ""))
    is_same = zone == campaign.zone.key
    yield (
        ("ok" if is_same else "note"),
        words["zone" if is_same else "zone_differs"].format(zone=zone, ours=campaign.zone.key),
    )
    is_korean = locale in (_OURS, "ko")
    yield ("ok" if is_korean else "note"), words["locale" if is_korean else "locale_differs"].format(locale=locale)


def _responses(snapshot: Snapshot, campaign: Campaign, words: dict[str, str]) -> Iterator[Told]:
    raw = sources.open_snapshot(snapshot, campaign)
    yield "ok", words["size"].format(n_rows=len(raw.cells), n_columns=len(raw.headings))
    headings = match_headings(raw.headings, raw.cells, campaign, snapshot.source)
    yield from _headings(headings, campaign, words)
    # Which tab of a spreadsheet is read, its own step has said.
    for sentence in raw.told if snapshot.format != sheet_address.FORMAT else ():
        yield "note", sentence
    cells = headings.arrange(raw.cells, campaign)
    yield from _answers(cells, campaign, words, raw.n_above)
    if len(cells) <= _MOST_COMPARED:
        yield from _bodies(cells, campaign, words, raw.n_above)
    typed = [text for text in cells["submitted_at"].tolist() if text.strip()]
    stamps = [at for at in (moment(text, campaign.zone) for text in typed) if at is not None]
    if stamps:
        first, last = (f"{at:%Y-%m-%d %H:%M:%S}" for at in (min(stamps), max(stamps)))
        yield "ok", words["stamps"].format(first=first, last=last)
    late = [at for at in stamps if not campaign.opens_at <= at < campaign.closes_at]
    if late:
        opens, closes = (f"{at:%Y-%m-%d %H:%M}" for at in (campaign.opens_at, campaign.closes_at))
        yield "note", words["stamps_outside"].format(n=len(late), opens=opens, closes=closes)
    n_blank = int((cells["submitted_at"].str.strip().eq("") & ~received(cells, campaign.staff_columns)).sum())
    if n_blank:
        yield "note", words["stamps_blank"].format(n=n_blank)
    if len(stamps) < len(typed):
        yield "note", words["stamps_unread"].format(n=len(typed) - len(stamps))


def _answers(cells: pd.DataFrame, campaign: Campaign, words: dict[str, str], n_above: int) -> Iterator[Told]:
    """What stands in the cells that the settings do not say, as often as it is no slip of one person; rows as the sheet
    calls them, its headings ``n_above`` rows down."""
    unlisted = unknown_answers(cells, campaign.questions)
    for each in unlisted[unlisted["n"].ge(campaign.quality.new_answers)].itertuples():
        title = campaign.by_column[str(each.about)].title
        yield "note", words["answer_unlisted"].format(title=title, answer=_repeated(str(each.answer), words), n=each.n)
    no_cells = pd.Series(dtype="str")
    for question in campaign.questions:
        found = read_as(cells[question.column], question, campaign) if question.column in cells else {}
        if found:
            counts = " · ".join(words["read_as_each"].format(said=said, n=n) for said, n in found.items())
            yield "ok", words["read_as"].format(title=question.title, counts=counts)
        at = meaningless(cells.get(question.column, no_cells), question, campaign)
        if len(at):
            rows = _rows_told(at, cells, n_above)
            lines = cells.loc[at, question.column].map(clean).str.replace(r"\s*\n\s*", " / ", regex=True)
            typed = dict.fromkeys(_repeated(line, words) for line in lines)
            told = " · ".join([*typed][:_MOST_TOLD])
            yield "note", words["answer_meaningless"].format(title=question.title, n=len(at), rows=rows, cells=told)
        if question.kind != "ticks" or question.column not in cells:
            continue
        partly = ticks_unread(cells[question.column], question)
        if len(partly):
            told = " · ".join(dict.fromkeys(_repeated(piece, words) for piece in partly[:_MOST_TOLD]))
            yield "note", words["ticks_unread"].format(title=question.title, n=len(partly), cells=told)
    n_short = n_short_mobiles(cells["phone"], campaign) if "phone" in cells else 0
    if n_short:
        yield "note", words["phones_short"].format(n=n_short, code=f"{campaign.area_code} 010".strip())
    if "address" in campaign.by_column and campaign.places.districts:
        at, places = unplaced(cells["address"], campaign)
        if len(at):
            yield (
                "note",
                words["unplaced"].format(
                    n=len(at),
                    rows=_rows_told(at, cells, n_above),
                    places=" · ".join(places) or words["no_places"],
                    unknown=campaign.places.unknown,
                ),
            )


def _bodies(cells: pd.DataFrame, campaign: Campaign, words: dict[str, str], n_above: int) -> Iterator[Told]:
    """Which rows the office's own columns speak of, which are one body's and which may be, by their numbers alone:
    names stay in the sheet."""
    responses = normalise(cells, campaign).responses
    said = {name: responses.index[responses[name]] for name in ("is_cancelled", "is_held", "is_received")}
    if told := [
        words[name].format(n=len(at), rows=_rows_told(at, cells, n_above)) for name, at in said.items() if len(at)
    ]:
        yield "ok", words["set_by_office"].format(told=" · ".join(told))
    bodies = cells.loc[~responses["is_person"].to_numpy(), "name"]
    typed = set(parsed(bodies, lambda v: body_of(v, campaign.form.legal_forms).key).part(str, "str"))
    if unmet := [known.name for other, known in campaign.other_names.items() if other not in typed]:
        yield "ok", words["other_names_unmet"].format(names=" · ".join(unmet))
    together, asked = foreseen(responses, campaign)
    for word, found in (("one_body", together), ("may_be_one", asked)):
        if found:
            rows = " · ".join(_rows_told(at, cells, n_above).replace(", ", "+") for at in found[:_MOST_BODIES])
            yield "ok", words[word].format(n=len(found), rows=rows + "…" * (len(found) > _MOST_BODIES))


def _rows_told(at: "pd.Index[int]", cells: pd.DataFrame, n_above: int) -> str:
    """The first of the rows ``at`` as the sheet calls them."""
    rows = sheet_rows(pd.Series(at + 1, index=at), cells, n_above).astype("str").tolist()
    return ", ".join(rows[:_MOST_ROWS]) + "…" * (len(rows) > _MOST_ROWS)


def _headings(headings: Headings, campaign: Campaign, words: dict[str, str]) -> Iterator[Told]:
    word = "headings_but" if headings.missing else "headings"
    yield "ok", words[word].format(n_questions=len(campaign.questions), n_found=len(headings.positions))
    notices = texts("messages")["notice"]
    # Of a form with branches a dozen questions stand in several columns: one sentence names them all.
    for code, titles in headings.findings().groupby("code", sort=False)["column"]:
        together = [" · ".join(dict.fromkeys(titles))] if code == "question_merged" else titles
        for heading in together:
            yield "note", notices[str(code)].format(heading=heading)


def _repeated(answer: str, words: dict[str, str]) -> str:
    return words["of_somebody"] if tells_of_somebody(answer) else answer
