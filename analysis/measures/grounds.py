"""What the numbers of a sentence rest on: incidents, and the declared periods in which they were counted.

A number without incidents rests on a period: its length and its dates on the row that declares it, a count of none on
the days that were searched. A period without a source of its own was drawn around the campaign, and rests on that too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.measures.bounds import Bounds
from analysis.measures.findings import PeriodName, Value
from analysis.record.store import Record


def of_period(record: Record, role: str, words: str) -> Value:
    """The name, the dates or the length of the period with that role, or of the part of it that a window leaves."""
    return of_periods(record, [role], words)


def of_periods(record: Record, roles: Sequence[str], words: str) -> Value:
    """The name of days that lie in the periods with these roles, such as a year; with no role it rests on nothing."""
    if not roles:
        return Value(words)
    periods, sourced = _declared(record, roles)
    return Value(words, () if sourced else _campaign_rows(record), periods)


def of_counts(record: Record, words: str, counts: Mapping[str, Bounds], label: str = "") -> Value:
    """A number computed from bounded counts, which stand by the role of the period in which they were counted.

    It rests on the rows that state a value and on those that state none, as they leave the maximum open.
    """
    periods, sourced = _declared(record, list(counts))
    rows = tuple(dict.fromkeys(row for count in counts.values() for row in (*count.rows, *count.left_out)))
    return Value(words, rows if rows or sourced else _campaign_rows(record), periods, label)


def _declared(record: Record, roles: Sequence[str]) -> tuple[tuple[PeriodName, ...], bool]:
    """The periods with these roles, and the campaign where one states no source; does any of them state one?"""
    table = record.periods
    named = dict(zip(table["role"], map(PeriodName, table["period_id"], table["name"]), strict=True))
    sourced = dict(zip(table["role"], table["source_id"].notna(), strict=True))
    own = tuple(named[role] for role in dict.fromkeys(roles))
    if "campaign" in roles or all(sourced[role] for role in roles):
        return own, any(sourced[role] for role in roles)
    return (*own, named["campaign"]._replace(around=True)), any(sourced[role] for role in (*roles, "campaign"))


def _campaign_rows(record: Record) -> tuple[str, ...]:
    """The campaign's incidents: what stands for its source where none is stated, as their claims have one."""
    incidents = record.incidents
    own = incidents["campaign"] == record.period("campaign").campaign
    return tuple(incidents.loc[own.fillna(False).astype(bool), "incident_id"])
