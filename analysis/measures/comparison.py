"""A campaign against the sporadic strikes before and after it, under every reading of the record.

Each side is a declared period and a bounded count. Two things are open and are never settled silently: which
attributions count, and where rows of a second campaign (an extension of the first) belong. Both are turned through all
their values, so that a finding can say under which of them it holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Literal, get_args

import numpy as np
import pandas as pd

from analysis.measures.bounds import Bounds
from analysis.measures.counts import Window, total
from analysis.measures.findings import Value
from analysis.measures.rates import CLUSTERED, Rate, Ratio, rate, rate_ratio
from analysis.measures.rules import ADMITTED, COUNTING, Rule
from analysis.measures.turns import Turn
from analysis.measures.words import days
from analysis.record.schema import Unit
from analysis.record.store import Period, Record

Placement = Literal["after", "campaign", "apart"]
PLACEMENTS: tuple[Placement, ...] = get_args(Placement)
"""Where rows of an extension count: by their date after the campaign (the default), with the campaign, or nowhere."""


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
    return compare_each(record, [reading], since, until)[0]


def compare_each(
    record: Record, each: Sequence[Reading], since: date | None = None, until: date | None = None
) -> list[Comparison]:
    """The comparison under each of these readings."""
    window = Window.of(record.coverage, since, until)
    parts = [part(record, role, window) for role in ("before", "campaign", "after")]
    rows = _Rows.of(record, parts[1].campaign)
    return [
        Comparison(reading, *(_side(record, reading, period, period is parts[1], rows, window) for period in parts))
        for reading in each
    ]


@dataclass(frozen=True)
class Question:
    """What findings are asked of: the comparison under the chosen reading, and under every one.

    `factor` is how many times as often the campaign's strikes are claimed to have come.
    """

    record: Record
    factor: int
    chosen: Comparison
    every: tuple[Comparison, ...]
    named: Mapping[Reading, tuple[Turn, ...]]

    @classmethod
    def of(cls, record: Record, rule: Rule, since: date | None, until: date | None, factor: int) -> Question:
        """The question under a rule, for the days from `since` to `until`."""
        every = tuple(compare_each(record, readings(record, rule.unit), since, until))
        chosen = next(comparison for comparison in every if comparison.reading == Reading(rule))
        return cls(record, factor, chosen, every, turns_of(record, [one.reading for one in every]))

    @property
    def rule(self) -> Rule:
        """The chosen rule."""
        return self.chosen.reading.rule

    @property
    def unit(self) -> Unit:
        """What is counted, in words."""
        return self.record.unit(self.rule.unit)

    def turns(self, comparison: Comparison) -> tuple[Turn, ...]:
        """The reading of a comparison as a verdict names it."""
        return self.named[comparison.reading]


def readings(record: Record, unit: str) -> list[Reading]:
    """Every reading for one unit: all attributions, and all placements where the record has an extension to place."""
    placements = PLACEMENTS if _extending(record) else PLACEMENTS[:1]
    return [Reading(Rule(unit, attribution), placement) for attribution, placement in product(ADMITTED, placements)]


def compare_placements(
    record: Record, rule: Rule, since: date | None = None, until: date | None = None
) -> list[Comparison]:
    """The comparison under one rule, once for each placement of the extension's rows."""
    chosen = [reading for reading in readings(record, rule.unit) if reading.rule == rule]
    return compare_each(record, chosen, since, until)


def extensions(record: Record) -> pd.DataFrame:
    """The incidents of any campaign that is not the main one."""
    campaign = record.incidents["campaign"]
    return record.incidents[campaign.notna() & (campaign != record.period("campaign").campaign)]


def _extending(record: Record) -> list[str]:
    """The campaigns of the incidents other than the main one, in declared order."""
    present = set(record.incidents["campaign"].dropna()) - {record.period("campaign").campaign}
    return [value for value in record.schema["incidents"]["campaign"].values if value in present]


def _extension_words(record: Record) -> str:
    """The names of what extends the campaign; '' where nothing does."""
    return " and ".join(record.label("campaign", value) for value in _extending(record))


def placed(record: Record) -> Value:
    """What the readings place in turn, as a verdict names it, and its rows."""
    return Value(_extension_words(record), tuple(extensions(record)["incident_id"].astype("str")))


def turns(record: Record, reading: Reading) -> tuple[Turn, ...]:
    """A reading as a verdict names it: its attribution and, where there is something to place, its placement."""
    return turns_of(record, [reading])[reading]


def turns_of(record: Record, each: Sequence[Reading]) -> dict[Reading, tuple[Turn, ...]]:
    """Each of these readings as a verdict names it."""
    names = _extension_words(record)
    where = {"after": "counted by its date", "campaign": "counted with the campaign", "apart": "left apart"}
    placements = {name: (Turn(f"with the {names}", words),) if names else () for name, words in where.items()}
    return {one: (attribution_turn(one.rule.attribution), *placements[one.placement]) for one in each}


def attribution_turn(attribution: str) -> Turn:
    """An attribution rule as a verdict names it."""
    return Turn("counting", COUNTING[attribution])


def part(record: Record, role: str, window: Window) -> Period:
    """The period with that role as far as it lies in the window; one that the window cuts says so in its name."""
    declared = record.period(role)
    inside = declared.within(window.since, window.until)
    if inside == declared or inside.days == 0:
        return inside
    return replace(inside, name=f"{inside.name} ({days(inside.start, inside.end)})")


def with_days(period: Period) -> str:
    """The period's name and its days: what it counts ends where the record declares it, not where the word does."""
    shown = f"({days(period.start, period.end)})"
    return period.name if period.name.endswith(shown) else f"{period.name} {shown}"


@dataclass(frozen=True)
class _Rows:
    """Which incidents are the main campaign's own, and which extend it: those of any other campaign."""

    own: np.ndarray
    extra: np.ndarray

    @classmethod
    def of(cls, record: Record, main: str | None) -> _Rows:
        campaign = record.incidents["campaign"]
        own = (campaign == main).fillna(False).to_numpy(dtype=bool)
        return cls(own, campaign.notna().to_numpy() & ~own)


def _side(record: Record, reading: Reading, period: Period, is_main: bool, rows: _Rows, window: Window) -> Side:
    """One period with its count: the main campaign's own rows, or in the others every row that is not its own."""
    unit = record.unit(reading.rule.unit)
    if period.days == 0:
        return Side(period, Bounds(unit, None, None, covered=False), None)
    keep = rows.own if is_main else ~rows.own
    if reading.placement != "after":
        keep = keep & ~rows.extra
    count = total(record.incidents, reading.rule, record.coverage, period.start, period.end, unit=unit, keep=keep)
    if is_main and reading.placement == "campaign":
        count = count + _extension(record, reading, rows.extra, window)
    clustered = reading.rule.unit in CLUSTERED
    return Side(period, count, None if count.low is None else rate(count, period.days, clustered=clustered))


def _extension(record: Record, reading: Reading, extra: np.ndarray, window: Window) -> Bounds:
    """The extension's strikes on any covered day of the window: they count with the campaign though not on its days."""
    unit, coverage = record.unit(reading.rule.unit), record.coverage
    since, until = max(window.since, coverage.start), min(window.until, coverage.end)
    return total(record.incidents, reading.rule, coverage, since, until, unit=unit, keep=extra)


def _ratio(first: Side, second: Side) -> Ratio | None:
    return None if first.rate is None or second.rate is None else rate_ratio(first.rate, second.rate)
