"""A council's own words on what is published and printed: a few that run through everything, and any sentence."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from pydantic import PrivateAttr

from transforms.campaign.json_schema import Path
from transforms.campaign.settings import Section, Text, listed_names, nearest

# Tables of labels whose keys are columns: a campaign names its own questions there too.
_OF_QUESTIONS = (("survey", "question"), ("report", "titles"), ("report", "items"), ("report", "answers"))
_PAIRS: Mapping[str, str] = {"은": "는", "이": "가", "을": "를", "과": "와", "으": ""}
PARTICLES = ("", *_PAIRS)
_TAKES_PARTICLE = re.compile(rf":[{''.join(_PAIRS)}]\}}")
_WORD = re.compile(
    r"(?P<number>\{(?:n|number)\})?\{words\.(?P<word>\w+)(?::(?P<particle>\w))?\}(?: (?P<noun>자리|모임))?"
)
_MEETING = "모임"
# 6분야 is said of a short word; 6이야기 자리 would be read as one word.
_LONGEST_BEHIND_A_NUMBER = 3


class Words(Section):
    """What runs through everything: the network, who takes part, a body and a person among them, the paper that is
    signed, the event, meetings, fields, goals, guests of honour, districts and their areas, and the office that
    registers, as this council says."""

    network: Text = "사업"
    participant: Text = "참여자"
    body: Text = "단체"
    individual: Text = "개인"
    agreement: Text = "약속문"
    ceremony: Text = "행사"
    meeting: Text = "분야별 모임"
    field: Text = "분야"
    goal: Text = "지속가능발전목표"
    honour: Text = "초청 손님"
    district: Text = "지역"
    area: Text = "권역"
    office: Text = "사무국"

    _is_body_said: bool = PrivateAttr(default=False)

    def model_post_init(self, _: object) -> None:
        """A council that says the neutral word means it."""
        self._is_body_said = "body" in self.model_fields_set

    @property
    def one(self) -> str:
        """What one of the meetings is called where its name stands before it: 분야별 모임 is 모임."""
        return _MEETING if self.meeting.endswith(_MEETING) else self.meeting

    @property
    def body_name(self) -> str:
        """What stands over a column of bodies' names: of a council with a word of its own, 학교명."""
        return f"{self.body}명" if self._is_body_said else "기관·단체명"


@dataclass(frozen=True)
class Wording:
    """A council's words, and its labels by the section that they replace some of."""

    words: Words = field(default_factory=Words)
    labels: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(self.words)


class Sentence(str):
    """A text that writes behind what is put in its places the particle that this needs: ``{name:은}`` is 은 after a
    consonant and 는 after a vowel, behind a number as it is read.

    >>> Sentence("{:은} {:이} {:을} {:과} {:으}로").format("교육", "복지", "물", "문화", "마을")
    '교육은 복지가 물을 문화와 마을로'
    >>> Sentence("{n:은} {of:으}로").format_map({"n": 12, "of": "1,230"})
    '12는 1,230으로'
    """

    def __str__(self) -> str:
        return self

    def format(self, *values: object, **named: object) -> str:
        """The text with these values in its places."""
        return _FORMATTER.vformat(self, values, named)

    def format_map(self, named: Any, /) -> str:
        """The text with the values of these names in its places."""
        return _FORMATTER.vformat(self, (), named)


class _WithParticles(Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec in _PAIRS:
            return _with_particle(str(value), format_spec)
        return str(super().format_field(value, format_spec))


_FORMATTER = _WithParticles()


def _with_particle(said: str, particle: str) -> str:
    if not particle:
        return said
    end = said.rstrip(")\"'」’” ")[-1:]
    closed = (ord(end) - 0xAC00) % 28 != 0 if "가" <= end <= "힣" else end in "013678LMNRlmnr"
    # 로 stands behind ㄹ as behind a vowel.
    liquid = particle == "으" and ((ord(end) - 0xAC00) % 28 == 8 if "가" <= end <= "힣" else end in "178LlRr")
    return said + (particle if closed and not liquid else _PAIRS[particle])


def worded(said: Any, words: Words) -> Any:
    """``said`` (a text, or tables and lists of texts) with the council's words at ``{words.network:이}``.

    A long word, or one of several, stands before the number that a short one follows, and no noun twice.

    >>> worded({"a": ["{words.district:과} {n}"]}, Words(district="구"))
    {'a': ['구와 {n}']}
    >>> worded(["{n}{words.field}", "{words.field} 자리와 {n}"], Words(field="이야기 자리"))
    ['이야기 자리 {n}', '이야기 자리와 {n}']
    """
    if isinstance(said, Mapping):
        return {name: worded(each, words) for name, each in said.items()}
    if isinstance(said, list):
        return [worded(each, words) for each in said]
    if not isinstance(said, str):
        return said
    told = _WORD.sub(lambda found: _said(found, words), said)
    return Sentence(told) if _TAKES_PARTICLE.search(told) else told


def _said(found: re.Match[str], words: Words) -> str:
    word, number, noun = getattr(words, found["word"]), found["number"] or "", found["noun"] or ""
    if number and not found["particle"] and (" " in word or len(word) > _LONGEST_BEHIND_A_NUMBER):
        told = f"{word} {number}"
    else:
        told = number + _with_particle(word, found["particle"] or "")
    return told if not noun or told.endswith(noun) else f"{told} {noun}"


def over(program: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The program's labels with a council's ``own`` in their places."""
    laid = {
        name: over(program[name], each) if isinstance(program.get(name), dict) and isinstance(each, dict) else each
        for name, each in own.items()
    }
    return {**program, **laid}


@dataclass(frozen=True)
class Misworded:
    """A label that cannot stand: where, the name of what is wrong, and what its sentence says."""

    path: Path
    code: str
    facts: Mapping[str, object]
    allowed: str = ""


def misworded(
    section: str, own: Mapping[str, Any], program: Mapping[str, Any], columns: Sequence[str]
) -> list[Misworded]:
    """What is wrong with a council's ``own`` labels of a section; ``columns`` are its questions'."""
    return list(_within((), own, program, (section,), frozenset(columns)))


def _within(
    path: Path, own: Mapping[str, Any], program: Mapping[str, Any], at: tuple[str, ...], columns: frozenset[str]
) -> Iterator[Misworded]:
    for name, said in own.items():
        here, known = (*path, name), program.get(name)
        if name not in program:
            if at in _OF_QUESTIONS and name in columns:
                continue
            facts = {"nearest": nearest(name, program), "known": listed_names(program)}
            yield Misworded(here, "extra_forbidden", facts, str(facts["known"]))
        elif isinstance(said, dict) and isinstance(known, dict):
            yield from _within(here, said, known, (*at, name), columns)
        elif not _fits(said, known):
            yield Misworded(here, "label_shape", {}, _example(known))
        else:
            yield from _places(here, said, known, columns)


def _places(path: Path, said: Any, known: Any, columns: frozenset[str]) -> Iterator[Misworded]:
    try:
        placed = _places_of(said)
    except ValueError:
        yield Misworded(path, "label_brace", {})
        return
    allowed = _places_of(known)
    words = {f"words.{name}" for name in (*Words.model_fields, "one", "body_name")}
    strange = sorted(
        place
        for place in placed - allowed - words
        if not (place.isidentifier() and any(place.startswith(f"{column}_") for column in columns))
    )
    # Of a list every sentence is chosen freely; a lone text that loses a place loses what it is about.
    missing = sorted(allowed - words - placed) if isinstance(said, str) else []
    told = " ".join(f"{{{place}}}" for place in sorted(allowed - words))
    if strange:
        yield Misworded(path, "label_place", {"strange": " ".join(f"{{{place}}}" for place in strange)}, told)
    if missing:
        yield Misworded(path, "label_lacks", {"missing": " ".join(f"{{{place}}}" for place in missing)}, told)


def _places_of(said: Any) -> set[str]:
    """The places to be filled, by their bare names where they take a particle or a number's commas at most.

    A width of a thousand million letters, or a part of what stands there, is no name.
    """
    if isinstance(said, str):
        return {_place(name, how, turned) for _, name, how, turned in Formatter().parse(said) if name is not None}
    parts = said.values() if isinstance(said, dict) else said if isinstance(said, list) else ()
    return set[str]().union(*map(_places_of, parts))


def _place(name: str, how: str | None, turned: str | None) -> str:
    return name + (f"!{turned}" if turned else "") + (f":{how}" if how and how not in (*PARTICLES, ",") else "")


def _fits(said: Any, known: Any) -> bool:
    """Whether what is said has the form of what the program says there; of a list each of it that of one of its own."""
    if isinstance(known, list):
        return isinstance(said, list) and said != [] and all(any(_fits(each, one) for one in known) for each in said)
    if isinstance(known, dict):
        return (
            isinstance(said, dict)
            and said.keys() == known.keys()
            and all(_fits(said[name], known[name]) for name in known)
        )
    return type(said) is type(known)


def _example(known: Any) -> str:
    return '[ "글", … ]' if isinstance(known, list) else '"글"' if isinstance(known, str) else "[칸]"
