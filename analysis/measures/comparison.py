"""A campaign against the sporadic strikes before and after it, under every reading of the record.

Each side is a declared period and a bounded count. Two things are open and are never settled silently: which
attributions count, and where rows of a second campaign (an extension of the first) belong. Both are turned through all
their values, so that a finding can say under which of them it holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Literal, get_args

import pandas as pd

from analysis.measures.bounds import Bounds
from analysis.measures.counts import Window, total
from analysis.measures.findings import Turn
from analysis.measures.rates import Rate, Ratio, rate, rate_ratio
from analysis.measures.rules import ADMITTED, Rule
from analysis.record.store import Period, Record

Placement = Literal["after", "campaign", "apart"]
PLACEMENTS: tuple[Placement, ...] = get_args(Placement)
"""Where rows of an extension count: by their date after the campaign (the default), with the campaign, or nowhere."""


TURNED = {
    "announced": "only what was announced at the time",
    "acknowledged": "what was acknowledged",
    "alleged": "what was alleged or denied too",
}


@dataclass(frozen=True)
class Reading:
    """One way to read the record: an attribution rule and a place for the extension's rows."""

    rule: Rule
    placement: Placement = "after"


@dataclass(frozen=True)
class Side:
    """One period of the comparison with its count. `rate` is `None` where there is no covered day to count in."""

    period: Period
    count: Bounds
    rate: Rate | None


@dataclass(frozen=True)
class Comparison:
    """The three sides under one reading, and the campaign's rate over the others (`None` where one is missing)."""

    reading: Reading
    before: Side
    campaign: Side
    after: Side

    @property
    def over_after(self) -> Ratio | None:
        """The campaign's rate over the later one."""
        return _ratio(self.campaign, self.after)

    @property
    def over_before(self) -> Ratio | None:
        """The campaign's rate over the earlier one."""
        return _ratio(self.campaign, self.before)

    @property
    def sides(self) -> tuple[Side, Side, Side]:
        """Before, campaign, after."""
        return self.before, self.campaign, self.after


def compare(record: Record, reading: Reading, since: date | None = None, until: date | None = None) -> Comparison:
    """The comparison under one reading, each period cut to the days from `since` to `until`."""
    window = Window.of(record.coverage, since, until)
    main = record.period("campaign")
    sides = {role: _side(record, reading, role, main, window) for role in ("before", "campaign", "after")}
    return Comparison(reading, sides["before"], sides["campaign"], sides["after"])


def readings(record: Record, unit: str) -> list[Reading]:
    """Every reading for one unit: all attributions, and all placements where the record has an extension to place."""
    placements = PLACEMENTS if len(extensions(record)) else PLACEMENTS[:1]
    return [Reading(Rule(unit, attribution), placement) for attribution, placement in product(ADMITTED, placements)]


def compare_placements(record: Record, rule: Rule, since: date | None = None, until: date | None = None) -> list[Comparison]:
    """The comparison under one rule, once for each placement of the extension's rows."""
    chosen = [reading for reading in readings(record, rule.unit) if reading.rule == rule]
    return [compare(record, reading, since, until) for reading in chosen]


def extensions(record: Record) -> pd.DataFrame:
    """The incidents of any campaign that is not the main one."""
    campaign = record.incidents["campaign"]
    return record.incidents[campaign.notna() & (campaign != record.period("campaign").campaign)]


def turns(record: Record, reading: Reading) -> tuple[Turn, ...]:
    """A reading as a verdict names it: its attribution and, where there is something to place, its placement."""
    present = set(extensions(record)["campaign"])
    attribution = attribution_turn(reading.rule.attribution)
    if not present:
        return (attribution,)
    vocabulary = record.schema["incidents"]["campaign"].values
    names = " and ".join(record.label("campaign", value) for value in vocabulary if value in present)
    where = {"after": "counted by its date", "campaign": "counted with the campaign", "apart": "left apart"}
    return attribution, Turn(f"with the {names}", where[reading.placement])


def attribution_turn(attribution: str) -> Turn:
    """An attribution rule as a verdict names it."""
    return Turn("counting", TURNED[attribution])


def _side(record: Record, reading: Reading, role: str, main: Period, window: Window) -> Side:
    period = record.period(role).within(window.since, window.until)
    unit = record.unit(reading.rule.unit)
    if period.days == 0:
        return Side(period, Bounds(unit, None, None, covered=False), None)
    campaign = record.incidents["campaign"]
    extra = campaign.notna() & (campaign != main.campaign)
    keep = (campaign == main.campaign) if role == "campaign" else (campaign != main.campaign)
    keep = keep.fillna(role != "campaign").astype(bool)
    if reading.placement != "after":
        keep &= ~extra
    count = total(record.incidents, reading.rule, record.coverage, period.start, period.end, unit=unit, keep=keep)
    if role == "campaign" and reading.placement == "campaign":
        count = count + _extension(record, reading, extra, window)
    return Side(period, count, None if count.low is None else rate(count, period.days))


def _extension(record: Record, reading: Reading, extra: pd.Series, window: Window) -> Bounds:
    """The extension's strikes on any day of the window: they count with the campaign though not on its days."""
    unit = record.unit(reading.rule.unit)
    return total(record.incidents, reading.rule, record.coverage, window.since, window.until, unit=unit, keep=extra)


def _ratio(first: Side, second: Side) -> Ratio | None:
    return None if first.rate is None or second.rate is None else rate_ratio(first.rate, second.rate)
