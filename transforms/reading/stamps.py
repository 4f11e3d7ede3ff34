"""Time stamps as a column: what one cell leaves open, all cells together settle.

A sheet's language decides how all of its stamps are written, so 04/05/2024 is read as its neighbours show: the order of
day and month is the one under which the column's dates are real days (a 23 is no month), lie near the campaign's window
and in it, and ascend as a form's rows do, each asked only of the orders that the one before left. What stays open is no
stamp, and where that is more than a few cells the run stops. A clock that never passes twelve and names no half of the
day tells the day alone, which is enough for the window.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.errors.headings import StampsDoubtfulError, StampsUnreadError
from transforms.parse.moments import ORDERS, Stamp, shape, stamp
from transforms.parse.text import clean, folded, is_blank, is_broken
from transforms.reading.columns import parsed
from transforms.reading.readable import is_lost

# How far outside the window a date still speaks for the order that it is read under.
_NEAR = timedelta(days=31)
# An order that reads this share of what the best one reads is as good.
_AS_GOOD = 0.9
# More doubtful stamps than this share of the column are no few cells that somebody typed.
_FEW = 0.1
# A clock that says no half is a 12-hour one where so many of its hours are seen, and none that only 24 have.
_HOURS_SEEN = 8
# Forms of dates that leave their order open: the year last and in full, three short numbers, no year at all.
_LONG, _SHORT, _YEARLESS = "long", "short", "yearless"
_FULL_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")


@dataclass(frozen=True)
class Stamps:
    """How a column's stamps are read: the order of each form of date that leaves it open, and if its clock does."""

    orders: dict[str, str]
    is_clock_open: bool = False

    def settled(self, cells: "pd.Series[str]", campaign: Campaign) -> "pd.Series[str]":
        """``cells`` in which every stamp that the column settles says one thing by itself; the rest as typed."""
        if not self.orders and not self.is_clock_open:
            return cells
        return parsed(cells, lambda cell: self._said(cell, campaign)).part(str, "str")

    def _said(self, cell: str, campaign: Campaign) -> str:
        found = stamp(clean(cell), campaign.zone)
        is_alone = found is not None
        found = found or _in_column(cell, self.orders, campaign)
        if found is None:
            return cell
        if not found.has_time or (self.is_clock_open and not found.is_halved):
            return found.at.date().isoformat()
        return cell if is_alone else found.at.isoformat()


def settle_stamps(cells: "pd.Series[str]", campaign: Campaign, title: str) -> Stamps:
    """How the column headed ``title`` is read.

    Raises StampsDoubtfulError where its order stays open, StampsUnreadError where most of it is no stamp at all.
    """
    # What a spreadsheet broke, a column too narrow to show its dates, was a stamp once.
    filled = cells[parsed(cells, lambda c: is_broken(clean(c)) or not is_blank(clean(c))).part(bool, "bool")]
    alone = parsed(filled, lambda cell: stamp(clean(cell), campaign.zone))
    open_ = filled[~alone.part(bool, "bool")]
    forms = parsed(open_, lambda cell: _form(cell, campaign)).part(str, "str")
    orders: dict[str, str] = {}
    for form in (_LONG, _SHORT, _YEARLESS):
        group = open_[forms.eq(form)]
        # A date without a year is written as those with one; who types one by hand here puts the month first.
        usual = orders.get(_LONG) or orders.get(_SHORT) or ("mdy" if form == _YEARLESS else "")
        if len(group) and (order := campaign.form.stamp_order or _order(group, usual, campaign)):
            orders[form] = order
            # Two programs wrote it, each in its own order.
            if not campaign.form.stamp_order and _is_mixed(group, order, campaign):
                facts = {"title": title, "n_filled": len(filled), "n_unread": len(group)}
                raise StampsDoubtfulError(**facts, form=shape(group.iloc[0]))
    settled = parsed(open_, lambda cell: _in_column(cell, orders, campaign))
    unread = open_[~settled.part(bool, "bool")]
    doubtful = unread[forms[unread.index].ne("")]
    facts = {"title": title, "n_filled": len(filled)}
    if len(doubtful) > max(_FEW * len(filled), 1):
        raise StampsDoubtfulError(**facts, form=shape(doubtful.iloc[0]), n_unread=len(doubtful))
    if is_lost(len(filled), len(unread)):
        raise StampsUnreadError(**facts, form=shape(unread.iloc[0]), n_unread=len(unread))
    return Stamps(orders, _is_clock_open([each for each in (*alone.values, *settled.values) if each]))


def dated(typed: str, campaign: Campaign) -> Stamp | None:
    """The moment or day that somebody here typed alone: 4/26 is a day of the window, month first."""
    value = clean(typed)
    for order in filter(None, (campaign.form.stamp_order, *ORDERS)):
        if found := _under(value, order, campaign):
            return found
    return None


def is_in_window(at: Stamp, campaign: Campaign) -> bool:
    """True for a moment, or for a day of which any part, lies in the campaign's window."""
    end = at.at if at.has_time else at.at + timedelta(days=1, microseconds=-1)
    return end >= campaign.opens_at and at.at < campaign.closes_at


def _form(cell: str, campaign: Campaign) -> str:
    """Which of the open forms the text has, '' where it is no date in any order."""
    value = clean(cell)
    if any(stamp(value, campaign.zone, order) for order in ORDERS):
        return _LONG if _FULL_YEAR.search(folded(value)) else _SHORT
    return _YEARLESS if any(_under(value, order, campaign) for order in ORDERS) else ""


def _under(value: str, order: str, campaign: Campaign) -> Stamp | None:
    """What the text says in one order; where it names no year, in the one year that puts it into the window."""
    if found := stamp(value, campaign.zone, order):
        return found
    years = range(campaign.opens_at.year, campaign.closes_at.year + 1)
    made = [each for year in years if (each := stamp(value, campaign.zone, order, year))]
    inside = [each for each in made if campaign.opens_at <= each.at < campaign.closes_at]
    return (inside or made)[0] if len(inside or made) == 1 else None


def _in_column(cell: str, orders: dict[str, str], campaign: Campaign) -> Stamp | None:
    """What the text says among its neighbours; a date that their order makes none is read in the only one it has."""
    value, form = clean(cell), _form(cell, campaign)
    if form not in orders:
        return None
    if found := _under(value, orders[form], campaign):
        return found
    others = [each for order in ORDERS if (each := _under(value, order, campaign)) and _is_near(each.at, campaign)]
    return others[0] if len(others) == 1 else None


def _is_near(at: datetime, campaign: Campaign) -> bool:
    return campaign.opens_at - _NEAR <= at < campaign.closes_at + _NEAR


def _order(group: "pd.Series[str]", usual: str, campaign: Campaign) -> str:
    """The order that the group's dates show, ``usual`` where they show none against it, '' where they leave it open."""
    readings = {
        order: parsed(group, lambda cell, o=order: _under(clean(cell), o, campaign))  # type: ignore[misc]
        for order in ORDERS
    }
    moments = {
        order: read.part(lambda each: each.at.isoformat() if each else "", "str") for order, read in readings.items()
    }
    left = _best({order: int(said.ne("").sum()) for order, said in moments.items()})
    for counts in (
        lambda each: _is_near(each.at, campaign),
        lambda each: campaign.opens_at <= each.at < campaign.closes_at,
    ):
        left = _best(
            {
                order: int(readings[order].part(lambda each, c=counts: bool(each and c(each)), "bool").sum())  # type: ignore[misc]
                for order in left
            }
        )
    falls = {order: _n_falls(moments[order]) for order in left}
    left = [order for order in left if falls[order] <= 2 * min(falls.values()) + 1]
    if usual in left:
        return usual
    return left[0] if all(moments[order].equals(moments[left[0]]) for order in left) else ""


def _is_mixed(group: "pd.Series[str]", order: str, campaign: Campaign) -> bool:
    """True where more than a few dates fall far from the window and before their neighbours, and neither otherwise."""

    def both(cell: str) -> tuple[str, str]:
        own = _under(clean(cell), order, campaign)
        if own and _is_near(own.at, campaign):
            return own.at.isoformat(), ""
        others = [each.at for o in ORDERS if o != order and (each := _under(clean(cell), o, campaign))]
        inside = [at for at in others if campaign.opens_at <= at < campaign.closes_at]
        other = inside[0].isoformat() if len(inside) == 1 else ""
        return (own.at.isoformat(), other) if own else (other, "")

    read = parsed(group, both)
    told, other = read.part(lambda each: each[0], "str"), read.part(lambda each: each[1], "str")
    n_far = int(other.ne("").sum())
    return n_far > max(_FEW * len(group), 1) and _n_falls(other.mask(other.eq(""), told)) < _n_falls(told)


def _n_falls(moments: "pd.Series[str]") -> int:
    """How often one comes before the one above it; ISO texts of one zone sort as their moments do."""
    return int((moments.shift(-1) < moments)[:-1].sum())


def _best(counts: dict[str, int]) -> list[str]:
    """The orders that count about as much as the best."""
    return [order for order, n in counts.items() if n >= _AS_GOOD * max(counts.values())]


def _is_clock_open(read: list[Stamp]) -> bool:
    timed = [each for each in read if each.has_time]
    return not any(each.is_halved for each in timed) and len({each.at.hour for each in timed}) >= _HOURS_SEEN
