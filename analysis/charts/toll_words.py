"""What the charts of the dead show, line by line, and what they say in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.measures.bounds import Bounds
from analysis.measures.comparison import part
from analysis.measures.counts import Window
from analysis.measures.toll import BY_EACH, beliefs, heard, ranges, rows_of, toll
from analysis.measures.view import View
from analysis.measures.words import plural, sentence, short_days
from analysis.record.rows import Row, missing, names, records, stated
from analysis.record.store import Record

OWN = "the record’s own range"
"""What the line is called that no claimant has: the range that the curators draw from all statements."""


@dataclass(frozen=True)
class Line:
    """One range: whose it is, its numbers, and the rows of which nothing is said."""

    name: str
    count: Bounds
    silent: tuple[str, ...] = ()
    per_strike: tuple[float, float] | None = None


@dataclass(frozen=True)
class Group:
    """Ranges of one row or one period, under its name."""

    name: str
    lines: tuple[Line, ...]


def by_incident(record: Record, view: View) -> list[Group]:
    """The rows with a number of the dead, in order of time, each with a line per claimant and one of the record's own.

    `view` has one of the dead as its unit.
    """
    unit = view.rule.unit
    found = ranges(heard(record), unit, BY_EACH)
    order = rows_of(record, view.rule, view.since, view.until)
    own = {str(key): lines for key, lines in found.groupby("incident_id") if key in set(order)}
    incidents = {str(row["incident_id"]): row for row in records(record.incidents)}
    return [
        Group(_brief(record, incidents[key]), _claimants(record, unit, incidents[key], own[key]))
        for key in order
        if key in own
    ]


def _claimants(record: Record, unit: str, row: Row, told: pd.DataFrame) -> tuple[Line, ...]:
    """A line for each claimant in declared order, and the range that the record draws from all of them."""
    ends = {str(line["claimant"]): (line["low"], line["high"]) for line in records(told)}
    key = (str(row["incident_id"]),)
    lines = []
    for one in record.schema["claims"]["claimant"].categories:
        if one.value in ends:
            low, high = ends[one.value]
            count = Bounds(record.unit(unit), int(low), None if high == float("inf") else int(high), rows=key)
            lines.append(Line(one.short, count))
    low, high = row[f"{unit}_min"], row[f"{unit}_max"]
    if not (missing(low) and missing(high)):
        range_ = Bounds(
            record.unit(unit), 0 if missing(low) else int(low), None if missing(high) else int(high), rows=key
        )
        lines.append(Line(OWN, range_))
    return tuple(lines)


def _brief(record: Record, row: Row) -> str:
    """Days and place in plain words: '1 Jul 1988, Alto Vento'."""
    when = short_days(row["start_date"].date(), row["end_date"].date())
    if not stated(row["place_id"]):
        return f"{when}, place not disclosed"
    place = names(record)[row["place_id"]]
    return f"{when}, {place}" if missing(row["offset_km"]) else f"{when}, {row['offset_km']:,g} km from {place}"


def by_period(record: Record, view: View) -> list[Group]:
    """The declared periods with a number of the dead, each with a line for everyone whom one may believe."""
    window = Window(view.since, view.until)
    groups = []
    for role in ("before", "campaign", "after"):
        days = part(record, role, window)
        if not days.days:
            continue
        found = [toll(record, belief, view.rule, days.start, days.end) for belief in beliefs(record)]
        lines = [
            Line(f"{one.belief.name}, {plural(len(one.spoken.rows), 'row')}", one.spoken, one.silent, one.per_strike)
            for one in found
            if one.spoken.rows
        ]
        if lines:
            groups.append(Group(sentence(days.name), tuple(lines)))
    return groups


def title_of(periods: bool, groups: Sequence[Group]) -> str:
    """What the picture shows at a glance: where statements differ, or what believing everybody gives."""
    if periods:
        told = [f"{group.lines[0].count} {group.name[:1].lower()}{group.name[1:]}" for group in groups]
        return f"If every claimant is believed: {'; '.join(told)}"
    several = [group for group in groups if len(_voices(group)) > 1]
    apart = [group for group in several if _apart(_voices(group))]
    if not several:
        return f"No row of {len(groups):,} has a number from more than one claimant"
    verb = "has" if len(apart) == 1 else "have"
    rows = plural(len(several), "row")
    return (
        f"Of {rows} with numbers from several claimants, {len(apart) or 'none'} {verb} numbers that exclude one another"
    )


def _voices(group: Group) -> list[Bounds]:
    """The ranges of the claimants, without that of the record."""
    return [line.count for line in group.lines if line.name != OWN]


def _apart(counts: Sequence[Bounds]) -> bool:
    return max(count.low or 0 for count in counts) > min(count.upper for count in counts)
