"""What no setting says wrong by itself: settings that contradict each other, and the tables beside them."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from transforms.campaign.event_settings import APPLIED, SeatBound
from transforms.campaign.json_schema import Path
from transforms.campaign.question import KIND_OF, Question
from transforms.campaign.questions import Headcount, within
from transforms.campaign.sections import DISTRICT, Settings
from transforms.campaign.tables import FieldMeeting, GoalLabel, NamedPlace
from transforms.parse.bodies import body
from transforms.parse.text import spelling

# Columns that the tables are built from; a campaign may leave out the rest.
NEEDED = ("submitted_at", "name", "consent")
# Kinds of questions whose answer is another's consent: a name, a number, their words.
_CONSENTING = ("person", "phone", "number", "text")
# Kinds of questions whose answer may stand behind a name: it reaches nobody.
_BESIDE = ("choice", "ticks", "text")
# Kinds of questions whose column another question may be read from too.
_TWICE = ("choice", "coded", "scale", "text", "ticks")


class Contradiction(NamedTuple):
    """What is wrong (the name of its sentence), with which key, what stands there, what could, and ``than`` which."""

    code: str
    path: Path
    value: object = ""
    known: object = ""
    than: str = ""


def contradictions(settings: Settings) -> Iterator[Contradiction]:
    """Those within ``campaign.toml``."""
    yield from _times(settings)
    yield from _questions(settings.questions)
    asked = {spelling(title): f'column = "{each.column}"' for each in settings.questions for title in _titles(each)}
    for place, title in enumerate(settings.staff_columns.titles):
        if spelling(title) in asked:
            yield Contradiction("staff_asked", ("staff_columns", "titles", place), title, asked[spelling(title)])
    blank = {spelling(word) for word in settings.form.blank_words}
    for other in settings.form.other_names:
        if not body(other).key or spelling(other) in blank:
            yield Contradiction("no_name", ("form", "other_names", other), other)
    said = {each.column for each in settings.questions if each.kind in ("text", "choice")}
    if (of := re.search(r"\{(.*)\}", settings.form.name_from)) and of[1] not in said:
        yield Contradiction("no_words", ("form", "name_from"), of[1], " · ".join(sorted(said)))
    yield from _doubled(("places", "order"), settings.places.order)
    for name in ("outside", "unknown"):
        if getattr(settings.places, name) not in settings.places.order:
            yield Contradiction("not_in_order", ("places", "order"), known=f"… {getattr(settings.places, name)} …")
    if settings.places.outside == settings.places.unknown:
        yield Contradiction("doubled", ("places", "unknown"), settings.places.unknown)
    yield from _doubled(("event", "guests"), (each.group for each in settings.event.guests), "group")
    for meeting in (None, *settings.event.seating.own):
        least, most = settings.event.seating.bounds_of(meeting)
        if least and most and least.is_share == most.is_share and least.number > most.number:
            at: Path = ("event", "placement") if meeting is None else ("event", "placement", "fields", str(meeting))
            yield Contradiction("too_large", (*at, "least"), _typed(least), f"≤ {_typed(most)}")
    by = settings.documents.register_by
    parting = [
        DISTRICT,
        *(each.column for each in settings.questions if each.kind == "choice" and each.column != "kind"),
    ]
    if by and by not in parting:
        yield Contradiction("no_part", ("documents", "register_by"), by, " · ".join(parting))
    beside = [each.column for each in settings.questions if each.is_own and each.kind in _BESIDE]
    for place, column in enumerate(settings.documents.directory_with):
        if column not in beside:
            yield Contradiction("not_beside", ("documents", "directory_with", place), column, " · ".join(beside))
    seating = settings.event.seating
    if seating.capacity is not None and seating.order != APPLIED:
        yield Contradiction("capacity_of_applied", ("event", "placement", "capacity"), seating.capacity)
    earlier = settings.earlier
    if earlier and not earlier.participants and not earlier.file:
        yield Contradiction("no_earlier_list", ("earlier", "participants"), earlier.participants)
    if earlier and earlier.year > settings.campaign.opens_at.year:
        year = settings.campaign.opens_at.year
        yield Contradiction("too_late", ("earlier", "year"), earlier.year, f"≤ {year}", "campaign.opens_at")


def between_files(
    settings: Settings, fields: Sequence[FieldMeeting], places: Sequence[NamedPlace]
) -> Iterator[Contradiction]:
    """Those of ``campaign.toml`` with the tables that it names."""
    numbers = [each.number for each in fields]
    for meeting in settings.event.seating.own:
        if meeting not in numbers:
            known = " · ".join(map(str, numbers))
            yield Contradiction("no_field", ("event", "placement", "fields", str(meeting)), meeting, known)
    missing = dict.fromkeys(each.district for each in places if each.district not in settings.places.order)
    if missing:
        yield Contradiction("districts", ("places", "order"), known=", ".join(missing))


def within_fields(fields: Sequence[FieldMeeting]) -> Iterator[Contradiction]:
    """Field meetings that bear the same number or name."""
    yield from _doubled((), (each.number for each in fields), "field")
    yield from _doubled((), (each.name for each in fields), "name")


def within_goals(goals: Sequence[GoalLabel]) -> Iterator[Contradiction]:
    """Goals that bear the same number, or a label that means two."""
    # Labels that stand for several goals, or several for one, are a question's own options.
    for each in _doubled((), (each.number for each in goals), "number"):
        yield each._replace(code="doubled_goal")
    yield from _doubled((), (each.label for each in goals), "label", spelling)
    goal_of = {spelling(each.label): each.number for each in goals}
    for at, goal in enumerate(goals):
        for word in goal.former:
            if goal_of.setdefault(spelling(word), goal.number) != goal.number:
                yield Contradiction("doubled_goal", (at, "former"), word)


def within_places(places: Sequence[NamedPlace]) -> Iterator[Contradiction]:
    """Places that are named twice, and districts in two areas; a short name may be a place's full name elsewhere."""
    seen, areas = set[tuple[str, bool]](), dict[str, str]()
    for at, each in enumerate(places):
        if (each.place, each.kind == "short") in seen:
            yield Contradiction("doubled_place", (at, "place"), each.place)
        seen.add((each.place, each.kind == "short"))
        if each.area and areas.setdefault(each.district, each.area) != each.area:
            yield Contradiction("two_areas", (at, "area"), each.area, areas[each.district], each.district)


def _times(settings: Settings) -> Iterator[Contradiction]:
    about, event = settings.campaign, settings.event
    opens, closes, starts = (
        ("campaign.opens_at", about.opens_at),
        ("campaign.closes_at", about.closes_at),
        event.starts_at,
    )
    begins = opens if about.opens_at > starts else ("event.starts_at", starts)
    for at, later, (than, earlier) in (
        (("campaign", "closes_at"), about.closes_at, opens),
        (("event", "ends_at"), event.ends_at, begins),
    ):
        if later <= earlier:
            yield Contradiction("too_early", at, _moment(later), f"> {_moment(earlier)}", than)
    first, last = event.starts_at.date(), event.ends_at.date()
    for place, part in enumerate(event.programme):
        if part.day and not first <= part.day <= last:
            path: Path = ("event", "programme", place, "day")
            yield Contradiction("not_within", path, part.day, f"{first} ~ {last}", "event.starts_at · event.ends_at")
    if about.counted_at and about.counted_at < about.closes_at:
        told, least = _moment(about.counted_at), f"≥ {_moment(about.closes_at)}"
        yield Contradiction("too_early", ("campaign", "counted_at"), told, least, closes[0])
    # Destroyed before that, the responses could serve nobody.
    than, used_until = max(closes, ("event.ends_at", event.ends_at), key=lambda each: each[1])
    if about.retention_until < used_until.date():
        at = ("campaign", "retention_until")
        yield Contradiction("too_early", at, about.retention_until, f"≥ {used_until.date()}", than)


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}"


def _questions(questions: Sequence[Question]) -> Iterator[Contradiction]:
    columns = [question.column for question in questions]
    for column in NEEDED:
        if column not in columns:
            yield Contradiction("no_question", ("questions",), known=f'column = "{column}", kind = "{KIND_OF[column]}"')
    yield from _doubled(("questions",), columns, "column")
    titles = [(at, title) for at, each in enumerate(questions) for title in _titles(each)]
    # One column may be two questions of different kinds: how last year was, and whether one was there. Two columns of
    # one title are two questions where one means the left and one the right.
    seen = dict[tuple[str, str], set[str]]()
    for at, title in titles:
        kind, before = questions[at].kind, seen.setdefault((spelling(title), questions[at].meant), set())
        if kind in before or (before and {kind, *before}.isdisjoint(_TWICE)):
            yield Contradiction("doubled", ("questions", at, "title"), title)
        before.add(kind)
    yield from _headcount(questions)
    yield from _further_consent(questions)


def _titles(question: Question) -> Iterable[str]:
    """What its column may be called, each once."""
    return {
        spelling(title): title for title in (question.title, *question.former, *getattr(question, "more", ()))
    }.values()


def _further_consent(questions: Sequence[Question]) -> Iterator[Contradiction]:
    """Another's consent by answers that do not say whether it is one, or needed by an answer that no question has."""
    known = {each.column: each for each in questions if each.options.names or each.kind in ("number", "count")}
    for at, each in enumerate(questions):
        wanted, codes = getattr(each, "consent_of", {}), set(each.codes.values())
        path: Path = ("questions", at, "consent_of")
        if wanted and each.kind not in _CONSENTING and not ("yes" in codes and codes <= {"yes", "no", "held", ""}):
            yield Contradiction("no_consent_kind", path, f'kind = "{each.kind}"')
        for name, answers in wanted.items():
            if name not in known:
                yield Contradiction("no_condition", path, name, " · ".join(known))
                continue
            is_number = not known[name].options.names
            for answer in answers:
                if is_number and within(0, answer) is None:
                    yield Contradiction("no_bound", (*path, name), answer, "14 미만")
                elif not is_number and answer not in known[name].options.answers:
                    yield Contradiction("no_option", (*path, name), answer, " · ".join(known[name].options.answers))


def _headcount(questions: Sequence[Question]) -> Iterator[Contradiction]:
    """What a head count adds that is no number, and of which kinds it is not asked that nobody is."""
    numbers = [each.column for each in questions if each.kind == "number"]
    kinds = [name for each in questions if each.column == "kind" for name in each.options.answers]
    for at, each in enumerate(questions):
        if not isinstance(each, Headcount):
            continue
        for name in each.plus:
            if name not in numbers:
                yield Contradiction("no_number", ("questions", at, "plus"), name, " · ".join(numbers) or "-")
        for name in each.unasked:
            if name not in kinds:
                yield Contradiction("no_option", ("questions", at, "unasked"), name, " · ".join(kinds) or "-")


def _doubled(
    within: Path, values: Iterable[object], name: str = "", same: Callable[[Any], object] = lambda value: value
) -> Iterator[Contradiction]:
    """Every value that stands twice, where it stands again; ``same`` is what is compared of it."""
    seen = set[object]()
    for at, value in enumerate(values):
        if same(value) in seen:
            yield Contradiction("doubled", (*within, at, *filter(None, [name])), value)
        seen.add(same(value))


def _typed(bound: SeatBound) -> str:
    return f"{bound.number}%" if bound.is_share else str(bound.number)
