"""What the charts of the dead show, line by line, and what they say in words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from analysis.measures.bounds import Bounds
from analysis.measures.comparison import part
from analysis.measures.counts import Window
from analysis.measures.disputed import CONTRADICTED
from analysis.measures.toll import beliefs, rows_of, toll
from analysis.measures.toll_ranges import BY_EACH, DEAD, PARTS, WHOLE, ends_of, heard, ranges
from analysis.measures.upholding import USED
from analysis.measures.view import View
from analysis.measures.words import plural, sentence, short_days
from analysis.record.rows import Row, missing, names, records, stated
from analysis.record.store import Record

OWN = "the record’s own range"
"""What the line is called that no claimant has: the range that the curators draw from all statements."""
DISPUTED = ", disputed"
"""What follows the name of a claimant whose statement others contradict: it is in no sum."""


@dataclass(frozen=True)
class Line:
    """One range: whose it is, its numbers, the rows of which nothing is said, and whether others contradict it."""

    name: str
    count: Bounds
    silent: tuple[str, ...] = ()
    disputed: bool = False


@dataclass(frozen=True)
class Group:
    """Ranges of one row or one period, under its name.

    `apart` is true of a row where numbers in use that claimants give, of everybody or of a part, exclude one another.
    """

    name: str
    lines: tuple[Line, ...]
    apart: bool = False


def by_incident(record: Record, view: View) -> list[Group]:
    """The rows with a number of the dead, in order of time, each with a line per claimant and one of the record's own.

    `view` has one of the dead as its unit.
    """
    rule = view.rule
    order = rows_of(record, rule, view.since, view.until)
    told = {standing: _told(record, rule.unit, standing) for standing in (USED, CONTRADICTED)}
    numbered = set().union(*told.values())
    incidents = {str(row["incident_id"]): row for row in records(record.incidents)}
    groups = (
        Group(
            _brief(record, incidents[key]),
            _lines(record, rule.unit, incidents[key], told),
            _apart(told[USED].get(key, {}).values(), DEAD if rule.unit == WHOLE else (rule.unit,)),
        )
        for key in order
        if key in numbered or _own(record, rule.unit, incidents[key])
    )
    return list(groups)


Told = Mapping[str, Mapping[str, Mapping[str, Row]]]
"""By standing of a statement and by row, what each claimant gives."""


def _told(record: Record, unit: str, standing: str) -> dict[str, dict[str, Row]]:
    """By row what each claimant gives of a unit; only rows and claimants with a number of it."""
    statements = heard(record, standing)
    counting = statements[statements["unit"] == WHOLE]
    everybody = set(zip(counting["incident_id"], counting["claimant"], strict=True))
    found = ranges(statements, BY_EACH)
    lines: dict[str, dict[str, Row]] = {}
    for line in records(found[found[ends_of(unit)[0]].notna()]):
        key = line["incident_id"], line["claimant"]
        lines.setdefault(key[0], {})[key[1]] = {**line, "everybody": key in everybody}
    return lines


def _lines(record: Record, unit: str, row: Row, told: Told) -> tuple[Line, ...]:
    """A line for each claimant in declared order, and the range that the record draws from all of them."""
    key = str(row["incident_id"])
    own = _own(record, unit, row)
    lines = []
    for one in record.schema["claims"]["claimant"].categories:
        for standing, by_row in told.items():
            if line := by_row.get(key, {}).get(one.value):
                disputed = standing == CONTRADICTED
                name = f"{one.short}{DISPUTED if disputed else ''}{_counted(record, unit, line)}"
                lines.append(Line(name, _bounds(record, unit, line, key), disputed=disputed))
    return (*lines, Line(OWN, own)) if own else tuple(lines)


def _counted(record: Record, unit: str, line: Row) -> str:
    """What a claimant counts who gives no number of the whole, after a colon: ': 7 fighters killed'."""
    if unit != WHOLE or line["everybody"]:
        return ""
    parts = [name for name in PARTS if not missing(line[ends_of(name)[0]])]
    some = [name for name in parts if line[ends_of(name)[1]]] or parts
    return f": {', '.join(_in_words(_bounds(record, name, line, '')) for name in some)}"


def _in_words(count: Bounds) -> str:
    """A range with its unit, without a minimum that nobody states: 'at most 9 fighters killed'."""
    return f"at most {count.high:,} {count.unit}" if count.high and not count.low else str(count)


def _bounds(record: Record, unit: str, line: Row, key: str) -> Bounds:
    low, high = (line[name] for name in ends_of(unit))
    return Bounds(record.unit(unit), int(low), None if high == math.inf else int(high), rows=(key,))


def _own(record: Record, unit: str, row: Row) -> Bounds | None:
    """The range that the record draws; `None` where it has none."""
    low, high = (row[name] for name in ends_of(unit))
    if missing(low) and missing(high):
        return None
    least, most = 0 if missing(low) else int(low), None if missing(high) else int(high)
    return Bounds(record.unit(unit), least, most, rows=(str(row["incident_id"]),))


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
            Line(f"{one.belief.name}, {plural(len(one.spoken.rows), 'row')}", one.spoken, one.silent)
            for one in found
            if one.spoken.rows
        ]
        if lines:
            groups.append(Group(sentence(days.name), tuple(lines)))
    return groups


def title_of(periods: bool, groups: Sequence[Group]) -> str:
    """What the picture shows at a glance: where statements differ, or what all accounts come to."""
    if periods:
        told = [f"{group.lines[0].count} {group.name[:1].lower()}{group.name[1:]}" for group in groups]
        return f"From the lowest to the highest account of each row: {'; '.join(told)}"
    several = [group for group in groups if len(_voices(group)) > 1]
    apart = [group for group in several if group.apart]
    if not several:
        return f"No row of {len(groups):,} has a number from more than one claimant"
    verb = "has" if len(apart) == 1 else "have"
    rows = plural(len(several), "row")
    return (
        f"Of {rows} with numbers from several claimants, {len(apart) or 'none'} {verb} numbers that exclude one another"
    )


def _voices(group: Group) -> list[Bounds]:
    """The ranges of the claimants, without that of the record and without what others contradict."""
    return [line.count for line in group.lines if line.name != OWN and not line.disputed]


def _apart(told: Iterable[Row], units: Sequence[str]) -> bool:
    """Do claimants give numbers of one unit that exclude one another?"""
    lines = list(told)
    ends = [[[line[name] for line in lines if not missing(line[name])] for name in ends_of(unit)] for unit in units]
    return any(max(low) > min(high) for low, high in ends if low)
