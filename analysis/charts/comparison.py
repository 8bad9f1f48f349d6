"""Rates of the campaign and of the time before and after it, side by side, with all that is open about them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from analysis.charts.chart import Chart, nothing, source_line
from analysis.charts.comparison_words import (
    INTERVAL,
    Row,
    Times,
    alt_text,
    ratios_of,
    rows_of,
    states_nothing,
    subtitle,
    title,
    why_nothing,
)
from analysis.charts.ratios import ratio_height, write_ratios
from analysis.charts.scale import Scale
from analysis.charts.sheet import AREAS, MARKS, PLAIN, Sheet
from analysis.charts.theme import INK, LINE, MUTED, START, theme
from analysis.measures.comparison import Comparison
from analysis.measures.rates import PER_DAYS, Interval, Rate
from analysis.measures.words import sentence
from analysis.record.store import Record

NAME = "sides"
ROW = 3.6 * LINE
"""Height of one side: two lines of words, and the marks below them."""
MARK = 0.6 * LINE
"""Height of the marks above the foot of their row."""
BAR = 7.0
"""Thickness of a bar in points."""


def sides(record: Record, comparisons: Sequence[Comparison], factor: int = 10) -> Chart:
    """Rates per 30 days before, in and after the campaign, on a logarithmic axis with a place for zero.

    Parameters
    ----------
    comparisons
        One for each placement of an extension's rows, under one rule; the title speaks of the first. A side has a row
        for each count that the placements give it.
    factor
        The number of times for which the tipping value is given where a maximum is open.
    """
    rows, ratios = rows_of(record, comparisons), ratios_of(record, comparisons, factor)
    words = title(record, comparisons, factor), subtitle(record, comparisons)
    if all(rate.high == 0 for rate in _rates(rows)):
        return nothing(NAME, record, why_nothing(rows), words[1], _table(rows))
    with theme():
        sheet = _drawn(rows, ratios)
    marks = tuple(sheet.marks)
    return Chart(NAME, sheet.figure, *words, source_line(record), alt_text(rows, ratios), _table(rows), marks)


def _table(rows: Sequence[Row]) -> pd.DataFrame:
    """One row per row of the chart; without columns for intervals where none is given."""
    unit = rows[0].side.count.unit.many
    rates = [row.side.rate for row in rows]
    low, high = _ends([None if rate is None else (rate.low, rate.high) for rate in rates])
    intervals = [None if rate is None else rate.interval for rate in rates]
    first, last = _ends(intervals)
    given = {"95 % interval from": first, "95 % interval to": last} if any(intervals) else {}
    return pd.DataFrame(
        {
            "period": [row.name for row in rows],
            "first day": [row.side.period.start if row.side.period.days else None for row in rows],
            "last day": [row.side.period.end if row.side.period.days else None for row in rows],
            "days": [row.side.period.days for row in rows],
            f"{unit}, at least": pd.array([row.side.count.low for row in rows], dtype="Int64"),
            f"{unit}, at most": pd.array([row.side.count.high for row in rows], dtype="Int64"),
            f"in {PER_DAYS} days, at least": low,
            f"in {PER_DAYS} days, at most": high,
            **given,
            "rows": [row.side.count.rows for row in rows],
        }
    )


def _ends(spans: Sequence[Interval | None]) -> tuple[list[float], list[float]]:
    """Lower and upper ends for the table: missing where there is no span, or no end to it."""
    both = [(math.nan, math.nan) if span is None else span for span in spans]
    low, high = ([math.nan if math.isinf(span[end]) else round(span[end], 6) for span in both] for end in (0, 1))
    return low, high


def _drawn(rows: Sequence[Row], ratios: Sequence[Times]) -> Sheet:
    height = ROW * len(rows)
    sheet = Sheet.of(5.2 * LINE + height + ratio_height(ratios))
    sheet.key(LINE, _key(rows))
    top = 3.2 * LINE
    unit = sentence(rows[0].side.count.unit.many)
    sheet.write(START, 2.7 * LINE, f"{unit} in {PER_DAYS} days; each step is ten times the one before", bold=True)
    panel = sheet.panel(top, height, left=START)
    panel.set_ylim(height, 0)
    scale = Scale.of(_rates(rows))
    scale.draw(panel)
    for number, row in enumerate(rows):
        if row.role == "campaign":
            panel.axhspan(number * ROW, (number + 1) * ROW, zorder=0, label="campaign", **AREAS["campaign"])
        y = top + number * ROW
        sheet.write(START + 6, y + LINE, sentence(row.name))
        sheet.write(START + 6, y + 2 * LINE, row.words, color=MUTED)
        foot = (number + 1) * ROW
        scale.rule(panel, foot - 2 * MARK, foot)
        if row.side.rate is not None and not states_nothing(row.side):
            drawn = _mark(panel, row.side.rate, foot - MARK, scale)
            sheet.mark(drawn, f"{sentence(row.name)}: {row.words}", row.side.count.rows, number)
    write_ratios(sheet, top + height + 3 * LINE, ratios)
    return sheet


def _rates(rows: Sequence[Row]) -> list[Rate]:
    """The rates that are drawn: not of sides without a day, and not of those for which no number is stated."""
    return [row.side.rate for row in rows if row.side.rate is not None and not states_nothing(row.side)]


def _key(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """The kinds of mark that occur, and what each means."""
    rates = _rates(rows)
    entries = [("least", "stated at least")]
    if any(rate.high > rate.low for rate in rates):
        entries.append(("possible", "possible beyond that"))
    if any(math.isinf(rate.high) for rate in rates):
        entries.append(("on", "no maximum stated"))
    return [*entries, ("interval", INTERVAL)] if any(rate.interval for rate in rates) else entries


def _mark(axes: Axes, rate: Rate, y: float, scale: Scale) -> list[Artist]:
    """The interval as a line, the range of the count as a bar, the minimum as a point; all that is open to the edge."""
    drawn: list[Artist] = []
    if rate.interval:
        ends = [scale.place(number) for number in rate.interval]
        drawn += axes.plot(ends, [y, y], color=INK, linewidth=1.2, zorder=3, label="interval")
        closed = [scale.place(number) for number in rate.interval if math.isfinite(number)]
        drawn.append(axes.vlines(closed, y - 5, y + 5, color=INK, linewidth=1.2, zorder=3, label="interval-end"))
    low, high = scale.place(rate.low), scale.place(rate.high)
    if high > low:
        drawn += axes.barh(y, high - low, BAR, low, zorder=4, label="possible", **AREAS["possible"])
    if math.isinf(rate.high):
        drawn += axes.plot([high], [y], zorder=5, label="open", **PLAIN, **MARKS["on"])
    return [*drawn, *axes.plot([low], [y], zorder=6, label="least", **PLAIN, **MARKS["least"])]
