"""The edges of a period of raised rate under every reading: each unit, each attribution, each end of the bounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from analysis.measures.cells import Cells, End, cells_of
from analysis.measures.comparison import attribution_turn
from analysis.measures.edges import Days, Edges, NoEdges, find_edges
from analysis.measures.rules import ADMITTED, Rule
from analysis.measures.turns import Turn
from analysis.measures.view import View
from analysis.record.store import Record

UNITS = ("strikes", "events")
"""What a period is looked for in; the dead come many at a time, and no constant rate is to be expected of them."""
ENDS: Mapping[End, str] = {"low": "lowest", "high": "highest stated"}


@dataclass(frozen=True)
class EdgeReading:
    """What was found under one reading, in the `rows` that it counts; `total` is the sum of their numbers.

    `unsaid` are the ids of rows whose days were left out: they state no number, or reach beyond the days looked at.
    `seen` is the share of the declared campaign's days that have a number: where it is small, whatever is found cannot
    be the campaign.
    """

    rule: Rule
    end: End
    found: Edges | NoEdges
    total: int
    rows: pd.DataFrame
    unsaid: tuple[str, ...] = ()
    seen: float = 1.0

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The reading as a verdict names it."""
        return attribution_turn(self.rule.attribution), Turn("taking", f"each row's {ENDS[self.end]} number")

    @property
    def blind(self) -> bool:
        """True where most days of the declared campaign have no number, so that it cannot be looked for."""
        return self.seen < 0.5

    def near(self, some: Days) -> tuple[str, ...]:
        """The ids of the rows that touch these days, or that lie nearest to them."""
        first, last = (np.datetime64(day, "D") for day in some)
        start, end = (self.rows[name].to_numpy().astype("datetime64[D]") for name in ("start_date", "end_date"))
        away = np.maximum(start - last, first - end).astype("int64").clip(0)
        return tuple(self.rows.loc[away == away.min(), "incident_id"].astype("str"))


def edge_readings(record: Record, view: View) -> list[EdgeReading]:
    """What is found in the days of a view, in order of unit, attribution and end; counts that agree are searched once.

    The attribution of the view decides nothing here: every one is a reading.
    """
    known: list[tuple[Cells, Edges | NoEdges]] = []
    campaign = record.period("campaign").within(view.since, view.until)
    result = []
    for unit, attribution, end in product(UNITS, ADMITTED, ENDS):
        rule = Rule(unit, attribution)
        cells = cells_of(record.incidents, rule, view.since, view.until, end)
        found = next((found for other, found in known if _same(cells, other)), None)
        if found is None:
            found = find_edges(cells)
            known.append((cells, found))
        rows, unsaid = _counted(record, rule, view)
        numbered = int(cells.inside(campaign.start, campaign.end).sum())
        seen = numbered / campaign.days if campaign.days else 1.0
        result.append(EdgeReading(rule, end, found, cells.total, rows, unsaid, seen))
    return result


def chosen(readings: Sequence[EdgeReading], unit: str, attribution: str) -> EdgeReading:
    """The reading that a sentence states: each row at its lowest number."""
    return next(one for one in readings if (one.rule, one.end) == (Rule(unit, attribution), "low"))


def _same(cells: Cells, other: Cells) -> bool:
    return (
        cells.unknown == other.unknown
        and len(cells) == len(other)
        and bool((cells.start == other.start).all() and (cells.days == other.days).all())
        and bool((cells.counts == other.counts).all())
    )


def _counted(record: Record, rule: Rule, view: View) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The rows of the window that state a number, and the ids of those whose days say nothing."""
    table, since, until = record.incidents, pd.Timestamp(view.since), pd.Timestamp(view.until)
    inside = rule.admits(table) & (table["start_date"] <= until) & (table["end_date"] >= since)
    stated = table[list(rule.columns)].notna().any(axis=1)
    whole = (table["start_date"] >= since) & (table["end_date"] <= until)
    counted = table.loc[inside & stated, ["incident_id", "start_date", "end_date"]]
    return counted, tuple(table.loc[inside & ~(stated & whole), "incident_id"].astype("str"))
