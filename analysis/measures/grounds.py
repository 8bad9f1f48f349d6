"""What the numbers of a sentence rest on: incidents, and the declared periods in which they were counted.

A number without incidents rests on a period: its length and its dates on the row that declares it, a count of none on
the days that were searched. A period without a source of its own was drawn around the campaign, and rests on that too.
"""

from __future__ import annotations

from analysis.measures.bounds import Bounds
from analysis.measures.findings import PeriodName, Value
from analysis.record.store import Record

Grounds = tuple[tuple[str, ...], tuple[PeriodName, ...]]
"""Rows and periods, as a `Value` takes them."""


def period_grounds(record: Record, *roles: str) -> Grounds:
    """The declared periods with these roles, and the campaign where one of them states no source of its own.

    Where the campaign states none either, the incidents of the campaign stand for it: by their claims they have one.
    """
    declared = record.periods.set_index("role")
    sourced = declared["source_id"].notna()
    wanted = dict.fromkeys((*roles, *(() if all(sourced[role] for role in roles) else ("campaign",))))
    periods = tuple(PeriodName(str(declared.at[role, "period_id"]), str(declared.at[role, "name"])) for role in wanted)
    own = record.incidents["campaign"].astype("object") == declared.at["campaign", "campaign"]
    rows = (
        () if any(sourced[role] for role in wanted) else tuple(record.incidents.loc[own, "incident_id"].astype("str"))
    )
    return rows, periods


def of_period(record: Record, role: str, words: str) -> Value:
    """The name, the dates or the length of the period with that role, or of the part of it that a window leaves."""
    return Value(words, *period_grounds(record, role))


def of_counts(record: Record, words: str, counts: dict[str, Bounds]) -> Value:
    """A number computed from bounded counts, which stand by the role of the period in which they were counted.

    It rests on the rows that state a value and on those that state none, as they leave the maximum open.
    """
    rows, periods = period_grounds(record, *counts)
    counted = (row for count in counts.values() for row in (*count.rows, *count.left_out))
    return Value(words, tuple(dict.fromkeys((*counted, *rows))), periods)
