"""The most events that windows of several lengths hold, and how surprising each of them is by itself."""

from __future__ import annotations

import pandas as pd

from analysis.charts.frames import Table, table
from analysis.measures.comparison import Reading, part
from analysis.measures.counts import Window
from analysis.measures.sporadic import dated_by_reading
from analysis.measures.tempo_windows import windowed
from analysis.measures.view import View
from analysis.measures.words import days, probability
from analysis.record.store import Record


def windows(record: Record, view: View, window: int) -> Table:
    """One line for each length of window, the chosen one among them; none for fewer than two dated events."""
    period = part(record, "after", Window(view.since, view.until))
    events = dated_by_reading(record, period)[Reading(view.rule.as_unit("events"))]
    found = windowed(events, window, period.days)
    dates = [[one.events["start_date"].iloc[place].date() for place in (0, -1)] for one in found]
    frame = pd.DataFrame(
        {
            "days of the window": pd.Series([one.days for one in found], dtype="int64"),
            "most dated events": pd.Series([len(one.events) for one in found], dtype="int64"),
            "first such days": pd.Series([days(*both) for both in dates], dtype=object),
            "probability, for this length alone": pd.Series([probability(one.chance) for one in found], dtype=object),
            "rows": pd.Series([tuple(one.events["incident_id"].astype("str")) for one in found], dtype=object),
        }
    )
    caption = f"Windows of several lengths: dated events {period.name}, {view.rule.in_words}"
    if period.days:
        caption += f", {days(period.start, period.end)}"
    return table(frame, f"{caption}. A probability is that of as many in some window of this length by chance.")
