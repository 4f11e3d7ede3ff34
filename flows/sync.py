"""The main job: from a form's responses to a published release."""

from datetime import datetime
from pathlib import Path

from prefect import flow

from flows.campaigns import default_source, read_campaign
from flows.serving.turn import turn
from flows.sources import has_tabs
from flows.stages import sync as stages
from flows.stages.edge import guarded
from flows.telling.artifacts import progress
from flows.telling.notify import on_failure
from output.formats.files import make_folder
from output.store.last_sync import remember_sync
from output.store.release import current_manifest


@flow(name="sync", persist_result=False, log_prints=False, on_failure=[on_failure])
@guarded
def sync(
    campaign: str = "cheongju-2024",
    source: str = "",
    data: str = "data",
    wait_minutes: float = 0,
    *,
    accept_fall: bool = False,
    write_tabs: bool = True,
) -> str:
    """Publish a release of ``campaign`` from ``source`` under ``data``; returns the release's id.

    With ``accept_fall`` it does so however many responses are gone. Parameters are names, paths and flags, never
    records: the orchestrator stores them. Another run's end is waited for. Where the campaign keeps tabs in the
    source's spreadsheet, decisions typed there hold, and unless ``write_tabs`` is off the release stands there too.
    """
    began = datetime.now().astimezone()
    settings, folder = read_campaign(campaign), make_folder(Path(data), private=False)
    source = source or default_source(campaign)
    with turn(folder, wait_minutes, settings), progress(settings.slug, stages):
        stages.look_over(folder)
        before = current_manifest(folder)
        tabs = stages.read_tabs(source, settings, write_tabs) if has_tabs(source, settings) else None
        snapshot = stages.read(source, settings)
        stages.keep(snapshot, folder)
        arranged = stages.arrange(snapshot, settings)
        compared = stages.compare(arranged, snapshot, settings, folder, accept_fall=accept_fall)
        normalised = stages.normalise(arranged, compared, settings)
        decided = stages.decide(normalised, settings, folder, tabs)
        findings = stages.check(decided, settings)
        judged = stages.quarantine(decided, findings)
        settled = stages.resolve(judged, decided, settings, folder)
        matched = stages.match(decided, settled)
        placed = stages.place(decided, settled, matched, settings)
        tables, findings = stages.recall(placed, settled, findings, settings)
        stages.audit(tables, decided, settings)
        watched = stages.watch(tables, decided, settled, findings, compared, settings, folder)
        release = stages.release(tables, decided, settled, findings, watched, snapshot, compared, settings, folder)
        remember_sync(folder, began, source, release)
        stages.tell(before, settings, folder)
        if tabs and write_tabs:
            # After the release, which is the truth: what goes wrong here takes nothing of it back.
            stages.write_tabs(tabs, release, tables, decided, settled, findings, settings, folder)
        return release
