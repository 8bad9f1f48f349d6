"""Counts per month as bars that show the many and the few: the full scale above, the same months magnified below."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from analysis.charts.chart import Chart, nothing, source_line
from analysis.charts.days import name_days, set_days
from analysis.charts.grid import grid, hatch_absent, shade
from analysis.charts.labels import text_width
from analysis.charts.moments import Named
from analysis.charts.sheet import AREAS, MARKS, PLAIN, Sheet
from analysis.charts.theme import INK, INSIDE, LINE, PAPER, START, nice_ceiling, theme
from analysis.charts.volume_words import Months, alt_text, mark_title, subtitle, title
from analysis.measures.rules import Rule
from analysis.measures.words import month, sentence
from analysis.record.store import Record

NAME = "monthly"
MAGNIFIED = 12.0
"""Where the magnified panel ends: one strike is then a twelfth of it."""
UPPER, LOWER = 150.0, 108.0
"""Heights of the two panels in points."""
WIDEST = 40.0
"""Points that a bar is wide at most, however few the months."""
Parts = dict[int, list[Artist]]
"""What is drawn of each month, by its line in the table."""
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
    words = title(months), subtitle(months), source_line(record), alt_text(months, _two(months))
    return Chart(NAME, sheet.figure, *words, table, tuple(sheet.marks))


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
    _link(sheet, months, _bars(panel, months, end * 1.08, step))
    names.draw(sheet, panel)
    if _wide(panel, months):
        _number_bars(panel, months)
    else:
        _name_fullest(panel, months, months.covered)
    if two:
        top += UPPER + 2.6 * LINE
        sheet.write(START, top - 0.6 * LINE, f"The same months magnified, bars cut at {MAGNIFIED:g}", bold=True)
        panel = sheet.panel(top, LOWER)
        parts = _bars(panel, months, MAGNIFIED, 4)
        _cut(panel, months, parts)
        _link(sheet, months, parts)
        outside = months.covered[~months.during]
        if not _wide(panel, months) and outside["low"].gt(0).any() and _reach(outside).max() < MAGNIFIED:
            _name_fullest(panel, months, outside)
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


def _bars(axes: Axes, months: Months, top: float, step: float) -> Parts:
    """One panel of bars from zero to `top`, and what each month is drawn with."""
    table = months.covered
    set_days(axes, months.since, months.until)
    axes.set_ylim(0, top)
    grid(axes, step)
    if months.campaign.days:
        shade(axes, months.campaign)
    missing = months.table[~months.table["covered"].astype(bool)]
    hatch_absent(axes, list(zip(missing["start"], missing["end"], strict=True)))
    parts: Parts = {}
    for (place, row), x, width in zip(table.iterrows(), *_places(axes, table), strict=True):
        low, is_open = int(row["low"]), pd.isna(row["high"])
        beyond = 0 if is_open else int(row["high"]) - low
        drawn: list[Artist] = []
        if low > 0:
            drawn += axes.bar(x, low, width, zorder=3, label="known", **AREAS["known"])
        if beyond > 0:
            drawn += axes.bar(x, beyond, width, low, zorder=3, label="possible", **AREAS["possible"])
        if is_open and low < top:
            drawn += axes.plot([x], [low], zorder=4, label="open", **PLAIN, **MARKS["open"])
        parts[int(str(place))] = drawn
    for start, end in _runs(months):
        axes.plot([start, end], [0, 0], color=INK, linewidth=0.8, zorder=5, clip_on=False, label="baseline")
    return parts


def _link(sheet: Sheet, months: Months, parts: Parts) -> None:
    """Makes all that is drawn of a month one mark, which leads to its rows."""
    for place, drawn in parts.items():
        row = months.table.iloc[place]
        if drawn:
            sheet.mark(drawn, mark_title(months, row), (*row["rows"], *row["left_out"]), place)


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


def _wide(axes: Axes, months: Months) -> bool:
    """True when there is room for a number over each bar."""
    first, last = axes.get_xlim()
    return bool(_places(axes, months.covered)[1].min() / (last - first) * INSIDE > WIDEST / 2)


def _number_bars(axes: Axes, months: Months) -> None:
    """A number over each bar."""
    table = months.covered
    for (_, row), x, y in zip(table.iterrows(), _places(axes, table)[0], _reach(table), strict=True):
        axes.annotate(_number(row), (x, y), xytext=(0, 14 if pd.isna(row["high"]) else 3), **OFFSET, ha="center")


def _name_fullest(axes: Axes, months: Months, table: pd.DataFrame) -> None:
    """The highest bar of some with its month and number beside it, on the side away from the campaign."""
    middle, width = _places(axes, table)
    top = int(_reach(table).to_numpy().argmax())
    row = table.iloc[top]
    words = f"{month(str(row['month']))}: {months.bounds(row).number}"
    first, last = axes.get_xlim()
    room = (text_width(words) + 8) / INSIDE * (last - first)
    before = bool(months.campaign.days) and row["end"] < months.campaign.start
    left = middle[top] + room > last or (before and middle[top] - room > first)
    x = middle[top] + (-1 if left else 1) * width[top] / 2
    place = (x, _reach(table).iloc[top])
    axes.annotate(words, place, xytext=(-4 if left else 4, -3), **OFFSET, ha="right" if left else "left")


def _number(row: pd.Series) -> str:
    """A count as short as it goes: '5', '68–72', '1+'."""
    low = f"{row['low']:,}"
    if pd.isna(row["high"]):
        return f"{low}+"
    return low if row["high"] == row["low"] else f"{low}–{row['high']:,}"


def _cut(axes: Axes, months: Months, parts: Parts) -> None:
    """A torn edge across each bar that goes on beyond the panel."""
    table = months.covered
    middle, width = _places(axes, table)
    cut = (_reach(table) > MAGNIFIED).to_numpy()
    low, rise, thick = (MAGNIFIED * share for share in (0.86, 0.05, 0.035))
    for place, x, half in zip(table.index[cut], middle[cut], width[cut] / 2, strict=True):
        corners = [(x - half, low), (x + half, low + rise), (x + half, low + rise + thick), (x - half, low + thick)]
        torn = Polygon(corners, facecolor=PAPER, edgecolor=PAPER, linewidth=0.8, zorder=4, label="cut")
        parts[place].append(axes.add_patch(torn))
