"""Counts per month as bars that show the many and the few: the full scale above, the same months magnified below."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from analysis.charts.chart import Chart, nothing, sentence, source_line
from analysis.charts.days import name_days, set_days
from analysis.charts.grid import grid, hatch_absent, shade
from analysis.charts.moments import Named
from analysis.charts.sheet import AREAS, MARKS, PLAIN, Sheet
from analysis.charts.theme import INK, INSIDE, LINE, PAPER, START, nice_ceiling, theme
from analysis.charts.volume_words import Months, alt_text, subtitle, title
from analysis.measures.rules import Rule
from analysis.measures.words import month
from analysis.record.store import Record

NAME = "monthly"
MAGNIFIED = 12.0
"""Where the magnified panel ends: one strike is then a twelfth of it."""
UPPER, LOWER = 150.0, 108.0
"""Heights of the two panels in points."""
WIDEST = 40.0
"""Points that a bar is wide at most, however few the months."""
OFFSET: Mapping[str, Any] = {"textcoords": "offset points", "va": "baseline"}


def monthly(
    record: Record, counts: pd.DataFrame, rule: Rule, since: date | None = None, until: date | None = None
) -> Chart:
    """Bounded counts per month.

    Parameters
    ----------
    counts
        As `count(record.incidents, rule, record.coverage, by="month", ...)` returns them.
    since, until
        The days counted, where they do not begin or end with a month.
    """
    table = _table(counts, record.unit(rule.unit).many)
    if counts.empty or (since and until and since > until):
        subtitle_ = f"{sentence(record.unit(rule.unit).many)} per month, {rule.in_words}."
        return nothing(NAME, record, "There is no month to show.", subtitle_, table)
    months = Months.of(record, counts, rule, since, until)
    if months.covered.empty:
        why = "The record covers none of these months whole, which is not the same as none."
        return nothing(NAME, record, why, subtitle(months), table)
    if months.covered["high"].eq(0).fillna(False).all():
        return nothing(NAME, record, f"{title(months)}.", subtitle(months), table)
    with theme():
        sheet = _drawn(months)
    return Chart(
        NAME, sheet.figure, title(months), subtitle(months), source_line(record), alt_text(months, _two(months)), table
    )


def _table(counts: pd.DataFrame, unit: str) -> pd.DataFrame:
    names = {"low": f"{unit}, at least", "high": f"{unit}, at most", "left_out": "rows without a number"}
    return counts[["month", "low", "high", "covered", "rows", "left_out"]].rename(columns=names)


def _reach(table: pd.DataFrame) -> pd.Series:
    """How high each bar goes: to its maximum, or to its minimum where no maximum is stated."""
    return table["high"].fillna(table["low"]).astype("int64")


def _two(months: Months) -> bool:
    """True when one panel would not let a single strike be seen."""
    return bool(_reach(months.covered).max() > 2 * MAGNIFIED)


def _drawn(months: Months) -> Sheet:
    """The sheet with its key, its panels and their names."""
    end, step = nice_ceiling(float(_reach(months.covered).max()))
    two = _two(months)
    campaign = [months.campaign] if months.campaign.days else []
    names = Named.of(campaign, months.since, months.until)
    sheet = Sheet.of(UPPER + (LOWER + 2.6 * LINE if two else 0) + names.height + 4.8 * LINE)
    sheet.key(LINE, _key(months))
    top = 3.2 * LINE + names.height
    sheet.write(START, 2.7 * LINE, f"{sentence(months.unit.many)} per month", bold=True)
    panel = sheet.panel(top, UPPER)
    _bars(panel, months, end * 1.08, step)
    names.draw(sheet, panel)
    _name_bars(panel, months)
    if two:
        top += UPPER + 2.6 * LINE
        sheet.write(START, top - 0.6 * LINE, f"The same months magnified, bars cut at {MAGNIFIED:g}", bold=True)
        panel = sheet.panel(top, LOWER)
        _bars(panel, months, MAGNIFIED, 4)
        _cut(panel, months)
    name_days(panel, months.since, months.until, INSIDE, whole="month")
    return sheet


def _key(months: Months) -> list[tuple[str, str]]:
    """The kinds of mark that occur, and what each means."""
    table = months.covered
    entries = [("known", "stated at least")]
    if (table["high"] > table["low"]).any():
        entries.append(("possible", "possible beyond that"))
    if table["high"].isna().any():
        entries.append(("open", "no maximum stated"))
    if len(table) < len(months.table):
        entries.append(("not-covered", "not covered by the record"))
    return entries


def _bars(axes: Axes, months: Months, top: float, step: float) -> None:
    """One panel of bars from zero to `top`."""
    table = months.covered
    set_days(axes, months.since, months.until)
    axes.set_ylim(0, top)
    grid(axes, step)
    if months.campaign.days:
        shade(axes, months.campaign)
    missing = months.table[~months.table["covered"].astype(bool)]
    hatch_absent(axes, list(zip(missing["start"], missing["end"], strict=True)))
    middle, width = _places(axes, table)
    low = table["low"].to_numpy(dtype="float64")
    high = table["high"].to_numpy(dtype="float64", na_value=np.nan)
    beyond = np.where(np.isnan(high), 0, high - low)
    some = low > 0
    axes.bar(middle[some], low[some], width[some], zorder=3, label="known", **AREAS["known"])
    some = beyond > 0
    axes.bar(middle[some], beyond[some], width[some], low[some], zorder=3, label="possible", **AREAS["possible"])
    is_open = np.isnan(high) & (low < top)
    axes.plot(middle[is_open], low[is_open], zorder=4, label="open", **PLAIN, **MARKS["open"])
    for start, end in _runs(months):
        axes.plot([start, end], [0, 0], color=INK, linewidth=0.8, zorder=5, clip_on=False, label="baseline")


def _places(axes: Axes, table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Middle and width of each bar: a little narrower than its month, and never wider than `WIDEST` points."""
    start = np.array([day.toordinal() for day in table["start"]], dtype="float64")
    length = np.array([day.toordinal() for day in table["end"]], dtype="float64") + 1 - start
    first, last = axes.get_xlim()
    return start + length / 2, np.minimum(length * 0.8, WIDEST / INSIDE * (last - first))


def _runs(months: Months) -> list[tuple[float, float]]:
    """First and last position of each stretch of covered months: only there is a base line, which means zero."""
    covered = months.table["covered"].astype(bool)
    stretch = (covered != covered.shift()).cumsum()
    return [
        (run["start"].iloc[0].toordinal(), run["end"].iloc[-1].toordinal() + 1)
        for _, run in months.table[covered].groupby(stretch[covered])
    ]


def _name_bars(axes: Axes, months: Months) -> None:
    """A number over each bar where there is room; else the highest alone, with its month, beside it."""
    table = months.covered
    middle, width = _places(axes, table)
    reach = _reach(table).to_numpy()
    first, last = axes.get_xlim()
    if width.min() / (last - first) * INSIDE > WIDEST / 2:
        for (_, row), x, y in zip(table.iterrows(), middle, reach, strict=True):
            axes.annotate(_number(row), (x, y), xytext=(0, 14 if pd.isna(row["high"]) else 3), **OFFSET, ha="center")
        return
    top = int(reach.argmax())
    left = (middle[top] - first) / (last - first) > 0.6
    x = middle[top] + (-1 if left else 1) * width[top] / 2
    words = f"{month(str(table['month'].iloc[top]))}: {months.bounds(table.iloc[top]).number}"
    axes.annotate(words, (x, reach[top]), xytext=(-4 if left else 4, -3), **OFFSET, ha="right" if left else "left")


def _number(row: pd.Series) -> str:
    """A count as short as it goes: '5', '68–72', '1+'."""
    low = f"{row['low']:,}"
    if pd.isna(row["high"]):
        return f"{low}+"
    return low if row["high"] == row["low"] else f"{low}–{row['high']:,}"


def _cut(axes: Axes, months: Months) -> None:
    """A torn edge across each bar that goes on beyond the panel."""
    table = months.covered
    middle, width = _places(axes, table)
    cut = (_reach(table) > MAGNIFIED).to_numpy()
    low, rise, thick = (MAGNIFIED * share for share in (0.86, 0.05, 0.035))
    for x, half in zip(middle[cut], width[cut] / 2, strict=True):
        corners = [(x - half, low), (x + half, low + rise), (x + half, low + rise + thick), (x - half, low + thick)]
        axes.add_patch(Polygon(corners, facecolor=PAPER, edgecolor=PAPER, linewidth=0.8, zorder=4, label="cut"))
