"""What each source holds up alone: the rows that change when it is left out, and what becomes of the comparison."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import pandas as pd

from analysis.charts.chart import Chart, nothing, source_line
from analysis.charts.class_bars import Bar, drawn
from analysis.charts.frames import Table, table
from analysis.charts.theme import theme
from analysis.measures.leave_out import Loss, Losses
from analysis.measures.quality_findings import Quality, source_name
from analysis.measures.view import View
from analysis.measures.words import days, plural
from analysis.record.store import Record

Which = Literal["sources", "publishers"]
MOST = 24
"""Lines drawn; the table has them all."""
KEY = (("known", "withdrawn"), ("possible", "with other numbers, or one span with others"))
MOVED = {"verdict": "other verdict", "numbers": "other numbers", "nothing": "the same"}
EMPTY = "No loss of a single {one} changes a row in the days looked at."


def left_out(record: Record, view: View, quality: Quality, which: Which = "sources") -> Chart:
    """A bar for each source, or publisher, whose loss changes rows: how many, and what the first finding becomes."""
    lost: Losses = getattr(quality, which)
    one, name = which.removesuffix("s"), f"losses-{which}"
    unit = record.unit(view.rule.unit)
    subtitle = (
        f"Rows that change when one {one} is left out, and what becomes of the first finding of the comparison; "
        f"{unit} {view.rule.in_words}, {days(view.since, view.until)}."
    )
    numbers = _table(record, lost, one)
    if not lost.items:
        return nothing(name, record, EMPTY.format(one=one), subtitle, numbers)
    bars = [_bar(record, loss, one) for loss in lost.items[:MOST]]
    with theme():
        sheet = drawn(bars, KEY)
    most = max(lost.items, key=lambda loss: len(loss.effect.rows))
    many = sum(len(loss.names) for loss in lost.items)
    title = f"{plural(many, one)} of {lost.groups:,} hold up a row alone, none of them more than "
    title += plural(len(most.effect.rows), "row")
    alt = "Bars with their numbers. " + "; ".join(f"without {bar.name}: {bar.words}" for bar in bars) + "."
    return Chart(name, sheet.figure, title, subtitle, source_line(record), alt, numbers, tuple(sheet.marks))


def _bar(record: Record, loss: Loss, one: str) -> Bar:
    gone = len(loss.effect.withdrawn)
    words = f"{plural(len(loss.effect.rows), 'row')}: {MOVED[loss.moved]}"
    others = len(loss.effect.rows) - gone
    return Bar(f"Without this {one}", _name(record, loss), gone, others, words, loss.effect.rows)


def _name(record: Record, loss: Loss) -> str:
    return ", ".join(source_name(record, name) for name in loss.names)


def _table(record: Record, lost: Losses, one: str) -> pd.DataFrame:
    """One line for each loss, in the order of the picture."""
    items: Sequence[Loss] = lost.items
    ends = {side: [getattr(loss.chosen, side).count.number for loss in items] for side in ("campaign", "after")}
    verdicts = ["" if loss.headline is None else loss.headline.short_verdict for loss in items]
    return pd.DataFrame(
        {
            f"without the {one}": [_name(record, loss) for loss in items],
            "first finding": [MOVED[loss.moved] for loss in items],
            "its verdict": verdicts,
            "campaign": ends["campaign"],
            "after": ends["after"],
            "withdrawn": pd.Series([loss.effect.withdrawn for loss in items], dtype=object),
            "other numbers": pd.Series([loss.effect.altered for loss in items], dtype=object),
            "one span": pd.Series([loss.effect.joined for loss in items], dtype=object),
        }
    )


def firmer(record: Record, view: View, quality: Quality) -> Table:
    """What would firm up the comparison: the rows that leave it open, the one that leaves most first."""
    found = quality.firming.table
    names = {"campaign": quality.firming.question.chosen.campaign, "after": quality.firming.question.chosen.after}
    frame = pd.DataFrame(
        {
            "what is unknown": found["unknown"].astype("object"),
            "counts": [names[side].period.name for side in found["side"]],
            "at least": found["low"].astype("Int64"),
            "at most": found["high"].astype("Int64"),
            "under this rule": ["counts" if within else "does not" for within in found["within"]],
            "row": pd.Series([(str(key),) for key in found["incident_id"]], dtype=object),
        }
    )
    frame["at most"] = frame["at most"].mask(found["open"].astype(bool))
    if frame.empty:
        frame = pd.DataFrame({"what is unknown": ["Nothing in the comparison is open in these days."]})
    unit = record.unit(view.rule.unit)
    return table(
        frame, f"What would firm up the comparison: {unit} {view.rule.in_words}, each row by what it leaves open"
    )


def moved(record: Record, quality: Quality) -> Table:
    """The findings of the main report with one source and without it."""
    frame = quality.moved
    name = source_name(record, quality.without)
    if frame.empty:
        words = f"None, without {name}." if quality.without else "None: no loss of one source changes a count."
        frame = pd.DataFrame({"findings that move": [words]})
    return table(frame, f"Findings of the comparison that move without {name or 'any one source'}")
