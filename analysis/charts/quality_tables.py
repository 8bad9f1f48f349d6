"""Tables on the quality of a record: what it covers, what nobody states, who published its sources, and when."""

from __future__ import annotations

import pandas as pd

from analysis.charts.frames import Table, table
from analysis.measures.addresses import ages, as_of, by_publisher
from analysis.measures.quality import covered, unstated
from analysis.measures.quality_findings import Quality
from analysis.measures.view import View
from analysis.measures.words import day, days, plural
from analysis.record.store import Record

MOST = 20
"""Publishers with a line of their own."""
LINKED = 12
"""Rows that a line leads to one by one; of more it says how many, and the cards at the end of the page have them."""


def coverage(record: Record, view: View) -> Table:
    """The days looked at by declared period: how many days, and the count of the rows on them."""
    limits = days(record.coverage.start, record.coverage.end)
    unit = f"{record.unit(view.rule.unit)} {view.rule.in_words}"
    caption = f"What is covered: {unit}, by the day; the record answers for {limits} and for no other day"
    return table(_few(covered(record, view)), caption)


def missing(record: Record, view: View) -> Table:
    """What rows do not state: how many, and what they count all the same."""
    frame = unstated(record, view)
    if frame.empty:
        frame = pd.DataFrame({"missing": ["Nothing, of the rows in these days."]})
    unit = f"{record.unit(view.rule.unit)} {view.rule.in_words}"
    return table(_few(frame), f"What rows leave blank: {unit}, {days(view.since, view.until)}")


def publishers(record: Record, quality: Quality) -> Table:
    """The sources by publisher, and how many rows change when one publisher's are all left out."""
    alone = {name: len(loss.effect.rows) for loss in quality.publishers.items for name in loss.names}
    frame = by_publisher(record, alone, MOST)
    return table(frame, "Sources by who published them first; read elsewhere: as a copy, or in words of another")


def addresses(record: Record) -> Table:
    """The addresses by the age of what they lead to."""
    today = as_of(record)
    when = "of unknown age, as the record states no day of its own" if today is None else f"by age on {day(today)}"
    return table(ages(record), f"Addresses of sources {when}")


def _few(frame: pd.DataFrame) -> pd.DataFrame:
    """The same table with the number of rows in the place of a list that nobody would read."""
    if "rows" not in frame:
        return frame
    cells = [cell if len(cell) <= LINKED else plural(len(cell), "row") for cell in frame["rows"]]
    return frame.assign(rows=pd.Series(cells, dtype=object, index=frame.index))
