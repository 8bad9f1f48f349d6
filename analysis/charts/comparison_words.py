"""Rates side by side in words: the rows of the chart, the ratios, and the finding."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from analysis.measures.comparison import Comparison, Side, turns
from analysis.measures.rates import CLUSTERED, LEVEL, NO_INTERVAL, PER_DAYS, Ratio, tipping_count
from analysis.measures.words import about, days, plural, sentence, span
from analysis.record.store import Record

Role = Literal["before", "campaign", "after"]
ROLES: tuple[Role, ...] = ("before", "campaign", "after")
OPEN, NONE_THERE = "open", "none there"
INTERVAL = f"exact {LEVEL * 100:g} % interval"


@dataclass(frozen=True)
class Row:
    """One side under the placements that give it the same count: `variant` names them where there are others."""

    role: Role
    side: Side
    variant: str

    @property
    def name(self) -> str:
        """The period, and the placement where it matters."""
        return f"{self.side.period.name}{self.variant}"

    @property
    def words(self) -> str:
        """Count, days and rate."""
        side = self.side
        if side.rate is None:
            return "no day that is looked at and covered"
        lasted = f"in {plural(side.period.days, 'day')}"
        if states_nothing(side):
            return f"no number of {side.count.unit} is stated for its {plural(side.period.days, 'day')}"
        rate = side.rate
        interval = f", {interval_words(*rate.interval)}" if rate.interval else ""
        return f"{side.count} {lasted}: {span(rate.low, rate.high)} in {PER_DAYS} days{interval}"


def rows_of(record: Record, comparisons: Sequence[Comparison]) -> list[Row]:
    """Before, campaign and after, each once for every count that the placements give it."""
    rows = []
    for role in ROLES:
        every = [(comparison, getattr(comparison, role)) for comparison in comparisons]
        distinct: dict[tuple[int | None, int | None], tuple[Comparison, Side]] = {}
        for comparison, side in every:
            distinct.setdefault((side.count.low, side.count.high), (comparison, side))
        for comparison, side in distinct.values():
            rows.append(Row(role, side, _variant(record, comparison, role) if len(distinct) > 1 else ""))
    return rows


def _variant(record: Record, comparison: Comparison, role: Role) -> str:
    """Where the extension's rows count, as an addition to the name of a side."""
    held = comparison.reading.placement == ("campaign" if role == "campaign" else "after")
    name = turns(record, comparison.reading)[-1].what.removeprefix("with ")
    return f", {'with' if held else 'without'} {name}"


def interval_words(low: float, high: float) -> str:
    """An interval by its ends; one that is open says only the other."""
    if math.isinf(high):
        return f"{INTERVAL} from {about(low)}"
    return f"{INTERVAL} {about(low)} to {about(high)}"


@dataclass(frozen=True)
class Times:
    """How many times one side's rate is another's, and under which placements of the extension's rows."""

    first: Side
    second: Side
    ratio: Ratio
    factor: int
    extension: str
    placements: tuple[str, ...]

    @property
    def often(self) -> str:
        """The ratio, one-sided where a maximum is open."""
        ratio = self.ratio
        if math.isnan(ratio.low) or math.isnan(ratio.high) or (ratio.low == 0 and math.isinf(ratio.high)):
            return OPEN
        if math.isinf(ratio.low):
            return NONE_THERE
        if ratio.high == 0:
            return "0"
        return f"at most {about(ratio.high)}" if ratio.low == 0 else span(ratio.low, ratio.high)

    @property
    def interval(self) -> str:
        """The ends of its exact interval, as far as there are any; '' where none is given."""
        if self.ratio.interval is None:
            return ""
        low, high = self.ratio.interval
        if math.isinf(high):
            return f"from {about(low)}" if low > 0 else OPEN
        return f"{about(low)} to {about(high)}" if low > 0 else f"to {about(high)}"

    @property
    def tipping(self) -> int | None:
        """The open count of the other side up to which the first is surely at least `factor` times as dense."""
        if self.first.rate is None or self.second.count.high is not None:
            return None
        tipping = tipping_count(self.first.rate, self.second.period.days, self.factor)
        return tipping if tipping > 0 and tipping >= (self.second.count.low or 0) else None

    @property
    def where(self) -> str:
        """The placements in words; '' where there is nothing to place."""
        return " or ".join(self.placements)


def ratios_of(record: Record, comparisons: Sequence[Comparison], factor: int) -> list[Times]:
    """The campaign's rate over the later and the earlier one, each once for every value that the placements give it."""
    found: dict[tuple[Role, int | None, int | None, int | None, int | None], Times] = {}
    names: tuple[tuple[Role, str], ...] = (("after", "over_after"), ("before", "over_before"))
    for role, name in names:
        for comparison in comparisons:
            first, second, ratio = comparison.campaign, getattr(comparison, role), getattr(comparison, name)
            if ratio is None or states_nothing(first) or states_nothing(second):
                continue
            key = (role, first.count.low, first.count.high, second.count.low, second.count.high)
            placed = turns(record, comparison.reading)[1:]
            known = found.get(key, Times(first, second, ratio, factor, "".join(turn.what for turn in placed), ()))
            found[key] = replace(known, placements=known.placements + tuple(turn.value for turn in placed))
    return list(found.values())


def states_nothing(side: Side) -> bool:
    """True when rows match and none of them states a number."""
    return bool(side.count.left_out) and not side.count.rows


def title(record: Record, comparisons: Sequence[Comparison], factor: int) -> str:
    """The finding under the first comparison: how much denser the campaign was than what came after it, or before."""
    chosen = comparisons[0]
    unit = record.unit(chosen.reading.rule.unit).many
    ratios = ratios_of(record, comparisons[:1], factor)
    if ratios:
        return _finding(unit, ratios[0])
    campaign = chosen.campaign
    if campaign.rate is not None and not states_nothing(campaign):
        rate = span(campaign.rate.low, campaign.rate.high)
        opening = f"The rate of {unit} in {campaign.period.name} is {rate} in {PER_DAYS} days"
        return f"{opening}; there is nothing to compare it with"
    told = [
        f"{side.count} {side.period.name}"
        for side in (chosen.before, chosen.after)
        if side.rate is not None and not states_nothing(side)
    ]
    opening = f"No rate of {unit} can be given for {record.period('campaign').name}"
    return opening + (f"; {' and '.join(told)}" if told else "")


def _finding(unit: str, times: Times) -> str:
    """A ratio as a sentence of its own."""
    here, there = times.first.period.name, times.second.period.name
    if times.often == NONE_THERE:
        return f"{times.first.count} in {here} and none {there}"
    if times.first.count.high == 0:
        return f"No {unit} in {here} and {times.second.count} {there}"
    unless = "" if times.tipping is None else f"unless those {there} exceed {times.tipping:,}"
    rate = f"The rate of {unit} in {here}"
    if times.often == OPEN and unless:
        return f"{rate} is at least {times.factor:,} times that {there}, {unless}"
    if times.often == OPEN:
        return f"How {rate[0].lower()}{rate[1:]} compares with that {there} is left open"
    further = f", and at least {times.factor:,} times {unless}" if unless else ""
    return f"{rate} is {times.often} times that {there}{further}"


def why_nothing(rows: Sequence[Row]) -> str:
    """Why there is no rate to draw."""
    if all(row.side.rate is None for row in rows):
        return "None of the periods compared has a day that is looked at and covered."
    if any(states_nothing(row.side) for row in rows):
        return f"No number of {rows[0].side.count.unit} is stated for any of the periods compared."
    return f"No {rows[0].side.count.unit} in any of the periods compared."


def subtitle(record: Record, comparisons: Sequence[Comparison]) -> str:
    """Unit, rule and days."""
    rule = comparisons[0].reading.rule
    looked_at = [side.period for side in comparisons[0].sides if side.period.days]
    spans = f"; {days(looked_at[0].start, looked_at[-1].end)}" if looked_at else ""
    without = f"; {NO_INTERVAL}" if rule.unit in CLUSTERED else ""
    return f"{sentence(record.unit(rule.unit).many)} in {PER_DAYS} days, {rule.in_words}{spans}{without}."


def alt_text(rows: Sequence[Row], ratios: Sequence[Times]) -> str:
    """The picture in sentences: each side with its rate and interval, then the ratios."""
    told = "; ".join(f"{row.name}: {row.words}" for row in rows)
    with_intervals = any(row.side.rate is not None and row.side.rate.interval for row in rows)
    shown = " with their intervals" if with_intervals else ""
    text = [f"Rates as points{shown} on a logarithmic axis.", f"{sentence(told)}."]
    if ratios:
        told = "; ".join(
            f"of that {times.second.period.name}{times.where and ', '}{times.where}: {times.often}"
            f"{times.interval and f' ({times.interval})'}"
            for times in ratios
        )
        placed = ratios[0].extension and f" {ratios[0].extension}"
        brackets = f", {INTERVAL} in brackets" if with_intervals else ""
        opening = f"The rate in {ratios[0].first.period.name} as a multiple{brackets}"
        text.append(f"{opening}{placed and ','}{placed}: {told}.")
    return " ".join(text)
