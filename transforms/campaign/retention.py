"""How long a campaign's personal data may be kept still: the last day, and from when on the office is reminded.

And how long the record of who looked at them has to be.
"""

from datetime import date, timedelta

from transforms.reference import texts

_REMIND_DAYS = 30
# 개인정보의 안전성 확보조치 기준 제8조: a year, two with so many people.
_MANY, _DAYS_A_YEAR = 50_000, 366


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


def access_until(day: date, n_people: int) -> date:
    """The last day on which a record of ``day`` has to be kept, in a folder that tells of ``n_people``.

    >>> access_until(date(2024, 5, 30), 157), access_until(date(2024, 5, 30), 50_000)
    (datetime.date(2025, 5, 31), datetime.date(2026, 6, 1))
    """
    return day + timedelta(days=_DAYS_A_YEAR * (2 if n_people >= _MANY else 1))
