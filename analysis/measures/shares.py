"""The share of each category in a bounded count: from the lowest to the highest that the rows allow.

A share is a part over a whole that contains it, so that the two are not free of one another: its ends are not the
quotients of theirs. It is lowest where the category holds its least and everything else its most, and highest the other
way round. A row that does not say its category may belong to this one or not: it counts against the share at its lowest
and for it at its highest. Rows are independent of one another, and a share only grows with the part and only shrinks
with the rest, so both ends are tight: some reading of the rows attains each, or comes as near to it as one likes where
a maximum is not stated. (Bounds of this kind: Manski 2003, Partial Identification of Probability Distributions.)
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import pandas as pd

from analysis.measures.bounds import Bounds
from analysis.measures.comparison import Reading, part
from analysis.measures.counts import Window, count
from analysis.record.schema import Unit
from analysis.record.store import Record

NEEDED = ("incident_id", "start_date", "end_date", "attribution", "region")
"""Columns of which shares are made, beside those of the unit."""
Shares = Mapping[str | None, "Share"]
"""Shares by category in declared order; under `None` the share of the rows that do not say theirs."""


@dataclass(frozen=True)
class Share:
    """From `low` to `high` of a whole, as fractions; both `None` where there is no whole to have a share in.

    An end that is not `reached` can be come near to and not attained: a maximum is not stated. `number` is the count of
    the category itself, `perhaps` that of the rows that may belong to it. `vacuous` is true where the rows allow a
    whole of none: the share then holds if there was any.
    """

    number: Bounds
    perhaps: Bounds
    low: Fraction | None
    high: Fraction | None
    low_reached: bool = True
    high_reached: bool = True
    vacuous: bool = False

    def above(self, other: Share) -> bool:
        """True when every value of this share exceeds every value of the other."""
        if self.low is None or other.high is None:
            return False
        return self.low > other.high or (self.low == other.high and not (self.low_reached and other.high_reached))

    def not_above(self, other: Share) -> bool:
        """True when no value of this share exceeds any value of the other."""
        return self.high is not None and other.low is not None and self.high <= other.low


def share_of(number: Bounds, perhaps: Bounds, others: Bounds) -> Share:
    """The share of a part whose count is `number`, beside `others`; rows of `perhaps` may belong to either."""
    if number.low is None or perhaps.low is None or others.low is None:
        return Share(number, perhaps, None, None)
    most, rest = number.upper + perhaps.upper, others.upper + perhaps.upper
    low, low_reached = _quotient(number.low, rest, number.upper > 0)
    high, high_reached = _quotient(others.low, most, rest > 0)
    vacuous = number.low + perhaps.low + others.low == 0
    least = None if high is None else 1 - high
    return Share(number, perhaps, low, least, low_reached, high_reached, vacuous)


def _quotient(least: int, against: float, possible: bool) -> tuple[Fraction | None, bool]:
    """The least over itself and what stands against it at its most, and whether that is attained.

    Where the least is none, it is none of whatever else there is; and all, where there is nothing else and it is
    `possible` that there was any of it.
    """
    if least == 0:
        return (Fraction(0), True) if against else (Fraction(1), True) if possible else (None, True)
    if math.isinf(against):
        return Fraction(0), False
    return Fraction(least, least + int(against)), True


def shares_of(counts: Mapping[str | None, Bounds], unit: Unit) -> Shares:
    """The share of each category in the sum of `counts`; the count under `None` is of rows that do not say theirs."""
    none = Bounds(unit, 0, 0)
    perhaps = counts.get(None, none)
    shares: dict[str | None, Share] = {}
    for name, number in counts.items():
        others = sum((other for key, other in counts.items() if key not in (name, None)), none)
        shares[name] = share_of(number, none if name is None else perhaps, others)
    return shares


def region_shares(
    record: Record, reading: Reading, role: Literal["before", "campaign", "after"], window: Window
) -> Shares:
    """The shares of the regions in the declared period with that role, as far as it lies in the window.

    Every region of the record has one. Rows belong to the campaign or to the periods around it as in
    `analysis.measures.comparison`. Empty where no day of the period lies in the window.
    """
    period = part(record, role, window)
    if period.days == 0:
        return {}
    main = record.period("campaign").campaign
    campaign = record.incidents["campaign"]
    own = (campaign == main).fillna(False).to_numpy(dtype=bool)
    extra = campaign.notna().to_numpy(dtype=bool) & ~own
    keep = own if role == "campaign" else ~own
    if reading.placement != "after":
        keep = keep & ~extra
    incidents = record.incidents[[*NEEDED, *reading.rule.columns]]
    found = _by_region(record, incidents[keep], reading, Window(period.start, period.end))
    if role == "campaign" and reading.placement == "campaign":
        added = _by_region(record, incidents[extra], reading, window)
        found = {name: bounds + added[name] for name, bounds in found.items()}
    return shares_of(found, record.unit(reading.rule.unit))


def _by_region(record: Record, incidents: pd.DataFrame, reading: Reading, window: Window) -> dict[str | None, Bounds]:
    """The bounded count of each region; a category that does not settle which counts as not stated."""
    unit = record.unit(reading.rule.unit)
    since, until = max(window.since, record.coverage.start), min(window.until, record.coverage.end)
    table = count(incidents, reading.rule, record.coverage, by="region", since=since, until=until)
    categories = record.schema["incidents"]["region"].categories
    found: dict[str | None, Bounds] = {one.value: Bounds(unit, 0, 0) for one in categories if not one.mixed}
    found[None] = Bounds(unit, 0, 0)
    for _, row in table.iterrows():
        name = row["region"] if row["region"] in found else None
        found[name] = found[name] + Bounds.from_row(row, unit)
    return found
