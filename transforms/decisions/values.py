"""What may be typed for each kind of decision, and what it says."""

import re
from collections.abc import Callable

from transforms.campaign.campaign import Campaign
from transforms.parse.bodies import body
from transforms.parse.emails import emails
from transforms.parse.people import people_as_typed
from transforms.parse.phones import phones
from transforms.parse.text import answer_words, clean, folded, is_blank, key
from transforms.reading.stamps import dated
from transforms.reference import texts

SAME, DIFFERENT, NO_GOALS, WITHDRAWN = "same", "different", "none", ""
WITHDRAWAL = "withdrawal"
# Asks for the kind of decision that the row itself names.
OF_THE_ROW = "of_the_row"
_MOST_PEOPLE = 9_999
_GOAL_NUMBER = re.compile(r"(\d{1,2})번?")
_GOAL_BETWEEN = re.compile(r"(?:[\s,;/·.]|sdgs?|목표)+")


def read_value(kind: str, typed: str, campaign: Campaign) -> str | None:
    """What a filled decision cell says, in one form for each meaning; None where it cannot be read.

    Goals keep their order: ``6, 15번`` is ``6 15``, strongest first.
    """
    return _READERS[kind](clean(typed), campaign)


def allowed(kind: str, campaign: Campaign) -> str:
    """What may stand in a cell of this kind, as the officer is told it."""
    sentence: str = texts("messages")["allowed"][kind]
    return sentence.format(
        fields=", ".join(each.numbered for each in campaign.fields),
        districts=", ".join(campaign.district_order),
        most=_MOST_PEOPLE,
    )


def _name(typed: str, campaign: Campaign) -> str | None:
    value = " ".join(typed.split())
    return value if key(body(value).name) and not is_blank(value) else None


def _phone(typed: str, campaign: Campaign) -> str | None:
    found = phones(typed, campaign.area_code)
    return found[0].number if len(found) == 1 else None


def _email(typed: str, campaign: Campaign) -> str | None:
    found = emails(typed)
    return found[0].address if len(found) == 1 else None


def _moment(typed: str, campaign: Campaign) -> str | None:
    found = dated(typed, campaign)
    return found.at.isoformat() if found else None


def _chosen(*names: str) -> Callable[[str, Campaign], str | None]:
    def read(typed: str, campaign: Campaign) -> str | None:
        words: dict[str, str] = texts("messages")["choice"]
        return next((name for name in names if key(typed) in (key(words[name]), key(name))), None)

    return read


def _naming(typed: str, campaign: Campaign) -> str | None:
    """Whatever denies it hides: until it is read the name stands in public."""
    denials = {key(texts("messages")["choice"]["hidden"])} | answer_words("denial") | answer_words("hides")
    said = _chosen("public", "hidden")(typed, campaign)
    return said or ("hidden" if any(word in key(typed) for word in denials) else None)


def _goals(typed: str, campaign: Campaign) -> str | None:
    if key(typed) == key(texts("messages")["choice"][NO_GOALS]):
        return NO_GOALS
    pieces = [_GOAL_NUMBER.fullmatch(piece) for piece in _GOAL_BETWEEN.split(folded(typed)) if piece]
    numbers = [int(piece[1]) if piece else 0 for piece in pieces]
    if not numbers or not all(1 <= number <= 17 for number in numbers):
        return None
    return " ".join(str(number) for number in dict.fromkeys(numbers))


def _field(typed: str, campaign: Campaign) -> str | None:
    number = re.match(r"(\d+)(?!\d)", folded(typed))
    for each in campaign.fields:
        word = campaign.wording.words.field
        called = (each.name, each.numbered, f"{each.number}{each.name}", f"{each.number}{word}", f"{word}{each.number}")
        if key(typed) in map(key, called) or (
            number and int(number[1]) == each.number and key(typed) in (number[1], f"{number[1]}분야")
        ):
            return str(each.number)
    return None


def _district(typed: str, campaign: Campaign) -> str | None:
    return next((name for name in campaign.district_order if key(name) == key(typed)), None)


def _headcount(typed: str, campaign: Campaign) -> str | None:
    number = re.fullmatch(r"(\d{1,6})\s?명?", folded(typed))
    return str(int(number[1])) if number and int(number[1]) <= _MOST_PEOPLE else None


def _attendees(typed: str, campaign: Campaign) -> str | None:
    told = people_as_typed(typed, (), campaign.form.titles)
    return "\n".join(line.strip() for line in typed.splitlines()) if told.says_who else None


def _withdrawal(typed: str, campaign: Campaign) -> str | None:
    return WITHDRAWN if key(typed) == key(texts("messages")["choice"]["withdraw"]) else None


_READERS: dict[str, Callable[[str, Campaign], str | None]] = {
    "name": _name,
    "phone": _phone,
    "email": _email,
    "submitted_at": _moment,
    "merge": _chosen(DIFFERENT),
    "same_body": _chosen(SAME, DIFFERENT),
    "goals": _goals,
    "field": _field,
    "district": _district,
    "headcount": _headcount,
    "attendance": _chosen("yes", "no", "undecided"),
    "attendees": _attendees,
    "contact_phone": _phone,
    "contact_email": _email,
    "naming": _naming,
    "consent": _moment,
    "test": _chosen("true", "false"),
    "cancelled": _chosen("true", "false"),
    WITHDRAWAL: _withdrawal,
    OF_THE_ROW: lambda typed, campaign: None,
}
