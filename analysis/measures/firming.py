"""Which rows, if more were known of them, would narrow the comparison most: the value of looking something up.

A row widens the count of a period by the difference of its ends; one without a maximum leaves the count without one,
which only ends when every such row has one. A row that only another rule counts, or that one reading places elsewhere,
widens what the readings say together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.measures.comparison import Comparison, Question, Reading
from analysis.measures.counts import Window
from analysis.measures.leave_out import given
from analysis.measures.rules import ADMITTED
from analysis.measures.view import View
from analysis.record.store import Record

SIDES = ("campaign", "after")
COLUMNS = ("incident_id", "side", "unknown", "low", "high", "open", "within")


@dataclass(frozen=True)
class Firming:
    """What would firm up the comparison: a line for each row and side, the one that leaves most open first.

    Columns of `table`: `incident_id`; `side` (campaign or after); `unknown`, what of it is; `low` and `high`, what it
    gives to the count (`high` as far as stated); `open`, true where no maximum is stated; and `within`, true where the
    chosen reading counts it on this side, false where only another one does.
    """

    question: Question
    table: pd.DataFrame
    highs: Mapping[str, int]
    """By side, the highest count of the rows that state a maximum."""

    def opening(self, side: str) -> pd.DataFrame:
        """The rows that leave the count of a side without a maximum, under the chosen reading."""
        table = self.table.astype({"within": bool, "open": bool})
        return table[table["within"] & table["open"] & (table["side"] == side)]

    def as_stated(self, side: str) -> int | None:
        """The count of a side were each of these rows to hold no more than it states; `None` where one states none."""
        opening, count = self.opening(side), getattr(self.question.chosen, side).count
        if not (opening["low"] > 0).all():
            return None
        return None if count.low is None else int(self.highs.get(side, 0)) + int(opening["low"].sum())


def firming(record: Record, question: Question, view: View) -> Firming:
    """What would firm up the comparison of a view."""
    window = Window(view.since, view.until)
    found = [line for side in SIDES for line in _lines(record, question, side, window)]
    table = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=list(COLUMNS))
    table["width"] = table["high"] - table["low"]
    table = table[table["open"].astype(bool) | (table["width"] > 0) | ~table["within"].astype(bool)]
    order = table.assign(closed=~table["open"].astype(bool), elsewhere=~table["within"].astype(bool))
    order = order.sort_values(
        ["elsewhere", "closed", "width", "high", "incident_id"], ascending=[True, True, False, False, True]
    )
    highs = {side: int(_given(record, question.chosen, side, window)[1].sum()) for side in SIDES}
    return Firming(question, order[list(COLUMNS)].reset_index(drop=True), highs)


def _lines(record: Record, question: Question, side: str, window: Window) -> list[pd.DataFrame]:
    """The rows of one side under the chosen reading, and those that only another reading counts there."""
    if getattr(question.chosen, side).count.low is None:
        return []
    chosen = _given(record, question.chosen, side, window)
    here = _any(chosen)
    found = [_frame(record, question, side, chosen, here, within=True)]
    wider = max(
        (one for one in question.every if one.reading == Reading(one.reading.rule)),
        key=lambda one: list(ADMITTED).index(one.reading.rule.attribution),
    )
    more = _given(record, wider, side, window)
    found.append(_frame(record, question, side, more, _any(more) & ~here, within=False))
    return [one for one in found if len(one)]


def _given(record: Record, comparison: Comparison, side: str, window: Window) -> tuple[np.ndarray, ...]:
    return given(record.incidents, record, comparison, side, window)


def _any(part: tuple[np.ndarray, ...]) -> np.ndarray:
    found: np.ndarray = (part[0] > 0) | (part[1] > 0) | (part[2] > 0)
    return found


def _frame(
    record: Record, question: Question, side: str, part: tuple[np.ndarray, ...], which: np.ndarray, *, within: bool
) -> pd.DataFrame:
    """Lines for these rows."""
    low, high, unstated = (values[which] for values in part)
    rows = record.incidents[which]
    period = getattr(question.chosen, side).period
    across = (rows["start_date"] < pd.Timestamp(period.start)) | (rows["end_date"] > pd.Timestamp(period.end))
    stated = rows[question.rule.columns[0]].notna().to_numpy(dtype=bool)
    placed = (rows["campaign"].notna() & (rows["campaign"].astype("object") != record.period("campaign").campaign)) & (
        side == "after"
    )
    conditions = [~stated & (unstated > 0), unstated > 0, across.to_numpy(dtype=bool), high > low]
    words = np.select(conditions, ["no number", "no maximum", "on which side of the edge", "a range"], default="")
    marks = [(placed.to_numpy(dtype=bool), "where it belongs"), (np.full(len(rows), not within), "whose it was")]
    for mark, told in marks:
        words = np.where(mark, np.where(words == "", told, np.char.add(words.astype("U60"), f"; {told}")), words)
    return pd.DataFrame(
        {
            "incident_id": rows["incident_id"].to_numpy(),
            "side": side,
            "unknown": words,
            "low": low.astype("int64"),
            "high": high.astype("int64"),
            "open": unstated > 0,
            "within": within,
        }
    )
