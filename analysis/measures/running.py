"""A running total of interval-censored rows: the lowest and the highest number that could have fallen by each day."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from analysis.measures.rules import Rule


def running(incidents: pd.DataFrame, rule: Rule, since: date, until: date) -> pd.DataFrame:
    """Cumulative bounds for every day from `since` to `until`.

    By the end of a day at least those rows have fallen that ended by then, at most those that had begun. A row that
    began before `since` may have fallen wholly before it, and so adds nothing to a minimum: each day's bounds are those
    of `analysis.measures.counts.total` from `since` to that day.

    Returns
    -------
    One row per day, in order; none where `until` lies before `since`. `day` (datetime64), `low` (Int64) and `high`
    (Int64, missing from the day on which a row without a stated maximum began).
    """
    days = pd.date_range(since, until, freq="D", unit="s")
    first = np.datetime64(since, "D")
    start, end = (incidents[name].to_numpy().astype("datetime64[D]") for name in ("start_date", "end_date"))
    counted = rule.admits(incidents).to_numpy(dtype=bool) & (end >= first)
    low, high = (incidents[name].to_numpy(dtype="float64", na_value=np.nan) for name in rule.columns)
    begun = np.maximum(start[counted], first) - first
    finished = (end - first)[counted & (start >= first)]
    return pd.DataFrame(
        {
            "day": days,
            "low": _total_by(finished, np.nan_to_num(low[counted & (start >= first)]), len(days)),
            "high": _total_by(begun, np.nan_to_num(high[counted]), len(days)).mask(
                _total_by(begun, np.isnan(high[counted]).astype("float64"), len(days)) > 0
            ),
        }
    )


def _total_by(place: np.ndarray, weight: np.ndarray, days: int) -> pd.Series:
    """The sum of the weights that stand on each day or before it; those beyond the last day are left out."""
    place = place.astype("int64")
    inside = place < days
    sums = np.bincount(place[inside], weights=weight[inside], minlength=days).cumsum()
    return pd.Series(sums.round().astype("int64"), dtype="Int64")
