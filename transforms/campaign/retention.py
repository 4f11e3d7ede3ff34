"""How long a campaign's personal data may be kept still: the last day, and from when on the office is reminded."""

from datetime import date

from transforms.reference import texts

_REMIND_DAYS = 30


def has_passed(until: date, today: date) -> bool:
    """Whether the last day on which data may be kept is over."""
    return today > until


def reminder(until: date, today: date) -> str:
    """The sentence that reminds of the day ``until``, from 30 days before it on; '' before that."""
    left = (until - today).days
    if left > _REMIND_DAYS:
        return ""
    which = "soon" if left > 0 else "today" if left == 0 else "passed"
    return str(
        texts("messages")["retention"][which].format(until=f"{until.year}. {until.month}. {until.day}.", n=abs(left))
    )
