"""The main job: from a form's responses to a published release."""

from datetime import datetime

from flows.serving.launch import pipeline
from flows.serving.turn import turn
from flows.sources import from_anywhere
from flows.stages import cleaning, covering, mapping, publishing, reading
from flows.stages.edge import guarded, n_stages
from flows.stages.run import Options, Run
from flows.telling.artifacts import progress
from flows.telling.notify import on_failure
from flows.telling.runs import run_name, tag_run
from flows.telling.served import served
from output.store.last_sync import remember_sync


@pipeline(
    name="sync",
    flow_run_name=run_name,
    persist_result=False,
    log_prints=False,
    on_running=[tag_run],
    on_failure=[on_failure],
)
@guarded
def sync(
    campaign: str = "cheongju-2024",
    source: str = "",
    data: str = "data",
    wait_minutes: float = 0,
    *,
    accept_fall: bool = False,
    write_tabs: bool = True,
    products: tuple[str, ...] = (),
) -> str:
    """Publish a release of ``campaign`` from ``source`` under ``data``; returns the release's id.

    With ``accept_fall`` it does so however many responses are gone. Parameters are names, paths and flags, never
    records: the orchestrator stores them; blank is what is served. Another run's end is waited for. Where the campaign
    keeps tabs in the source's spreadsheet, decisions typed there hold, and unless ``write_tabs`` is off the release
    stands there too. Of the ``products`` (flows/stages/products.py) only those named are made; none named are all.
    """
    began = datetime.now().astimezone()
    campaign, source, data = served({"campaign": campaign, "source": source, "data": data}).values()
    run = Run.of(campaign, source, data, Options(accept_fall, write_tabs, frozenset(products) or None))
    rooms = (reading, cleaning, mapping, covering, publishing)
    with turn(run.data, wait_minutes, run.campaign), progress(run.campaign.slug, n_stages(*rooms)):
        looked = reading.look_over(run)
        taken = reading.read(run, looked)
        arranged = reading.arrange(run, taken)
        kept = reading.keep(run, arranged)
        compared = reading.compare(run, kept)
        normalised = reading.normalise(run, compared)
        decided = cleaning.decide(run, normalised)
        checked = cleaning.check(run, decided)
        judged = cleaning.quarantine(run, checked)
        resolved = cleaning.resolve(run, judged)
        matched = mapping.match(run, resolved)
        placed = mapping.place(run, matched)
        told = mapping.recall(run, placed)
        asked = mapping.ask(run, told)
        watched = mapping.watch(run, asked)
        covered = covering.cover(run, watched)
        audited = covering.audit(run, covered)
        released = publishing.release(run, audited)
        remember_sync(run.data, began, from_anywhere(run.source), released.release)
        publishing.tell(run, released)
        if write_tabs and taken.tabs:
            publishing.write_tabs(run, released)
        return released.release
