"""Days between events: gaps, the longest quiet and the tightest cluster, for events whose day is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from analysis.measures.rules import Rule

GAP_COLUMNS = ("from_id", "to_id", "from_date", "to_date", "days")


def dated_events(incidents: pd.DataFrame, rule: Rule, since: date, until: date) -> pd.DataFrame:
    """The rows that are one event on one known day of the window, in order of time.

    Spans of a campaign are left out: the number and the days of their events were never published.
    """
    single = (incidents["events_min"] == 1) & (incidents["events_max"] == 1)
    day = incidents["start_date"] == incidents["end_date"]
    inside = incidents["start_date"].between(pd.Timestamp(since), pd.Timestamp(until))
    keep = rule.admits(incidents) & day & inside & single.fillna(False).astype(bool)
    return incidents[keep].sort_values(["start_date", "incident_id"], ignore_index=True)


def gaps(events: pd.DataFrame) -> pd.DataFrame:
    """One row per pair of neighbouring events: `from_id`, `to_id`, `from_date`, `to_date`, `days` between them.

    `events` as `dated_events` returns them; fewer than two events have no gap.
    """
    later = events.iloc[1:].reset_index(drop=True)
    earlier = events.iloc[:-1].reset_index(drop=True)
    table = pd.DataFrame(
        {
            "from_id": earlier["incident_id"],
            "to_id": later["incident_id"],
            "from_date": earlier["start_date"],
            "to_date": later["start_date"],
        }
    )
    table["days"] = (table["to_date"] - table["from_date"]).dt.days
    return table[list(GAP_COLUMNS)]


def longest_quiet(events: pd.DataFrame) -> pd.Series | None:
    """The row of `gaps` with the most days, the first of them where several tie; `None` without two events."""
    table = gaps(events)
    return None if table.empty else table.iloc[int(table["days"].to_numpy().argmax())]


@dataclass(frozen=True)
class Quiet:
    """The longest quiet from an event to the next, as a row of `gaps`, and the time after the last event.

    `last` is the last event, and `until` the last day that is looked at: how long the quiet after it is, the days do
    not tell, only that it is at least so long. `last` is `None` where the last event came too late to begin a quiet.
    """

    gap: pd.Series
    last: pd.Series | None
    until: date

    @property
    def days(self) -> int:
        """The length of the longest quiet that ended."""
        return int(self.gap["days"])

    @property
    def open_days(self) -> int:
        """The least length of the one that did not; 0 where there is none."""
        return 0 if self.last is None else (self.until - self.last["start_date"].date()).days

    @property
    def unended(self) -> bool:
        """True where the quiet that did not end is the longest."""
        return self.open_days > self.days


def quiet(events: pd.DataFrame, end: date, until: date) -> Quiet | None:
    """The longest quiet of those that begin with an event by `end`, events being known to `until`.

    `events` as `dated_events` returns them. `None` where those by `end` are not on two days at least.
    """
    early = events["start_date"] <= pd.Timestamp(end)
    if events.loc[early, "start_date"].nunique() < 2:
        return None
    table = gaps(events)
    begun = table[table["from_date"] <= pd.Timestamp(end)]
    longest = begun.iloc[int(begun["days"].to_numpy().argmax())]
    return Quiet(longest, events.iloc[-1] if early.all() else None, until)


def tightest(events: pd.DataFrame, size: int) -> pd.DataFrame | None:
    """The `size` neighbouring events that span the fewest days from first to last, the first of them on a tie.

    `None` when there are fewer events than that.
    """
    if len(events) < size:
        return None
    days = events["start_date"].to_numpy()
    first = int((days[size - 1 :] - days[: len(days) - size + 1]).argmin())
    return events.iloc[first : first + size]


def densest(events: pd.DataFrame, window: int) -> pd.DataFrame:
    """The most events that `window` consecutive days hold, the first of them on a tie; empty for no events."""
    days = events["start_date"].to_numpy().astype("datetime64[D]")
    beyond = np.searchsorted(days, days + np.timedelta64(window, "D"))
    numbers = beyond - np.arange(len(days))
    first = int(numbers.argmax()) if len(days) else 0
    return events.iloc[first : first + (int(numbers[first]) if len(days) else 0)]


def monthly_events(events: pd.DataFrame, since: date, until: date) -> tuple[list[int], list[int]]:
    """The number of events in each calendar month from `since` to `until`, and the days of each that lie in them."""
    months = pd.period_range(since, until, freq="M")
    first = np.maximum(months.start_time.to_numpy().astype("datetime64[D]"), np.datetime64(since, "D"))
    last = np.minimum(months.end_time.to_numpy().astype("datetime64[D]"), np.datetime64(until, "D"))
    place = np.searchsorted(last, events["start_date"].to_numpy().astype("datetime64[D]"))
    lengths = (last - first).astype("int64") + 1
    return np.bincount(place, minlength=len(months)).tolist(), lengths.tolist()
