"""The dead as ranges side by side: of each row by claimant, and of each period by who is believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from analysis.charts.chart import Chart, nothing, source_line
from analysis.charts.sheet import AREAS, MARKS, PLAIN, Sheet
from analysis.charts.theme import INK, LINE, MUTED, RIGHT, RULE, SIZE, START, WIDTH, nice_ceiling, theme
from analysis.charts.toll_words import Group, Line, by_incident, by_period, title_of
from analysis.measures.rules import Rule
from analysis.measures.toll_ranges import DEAD, WHOLE
from analysis.measures.view import View
from analysis.measures.words import days, sentence
from analysis.record.store import Record

ROWS, PERIODS = "toll", "believed"
"""Names of the two charts."""
NAMES = 246.0
"""Points from the left edge to where the ranges begin: room for names."""
NUMBERS = 96.0
"""Points at the right for the numbers in words."""
BAR = 7.0
"""Thickness of a range in points."""
TOLD = 8
"""Lines that the alternative text reads out."""


def claimed(record: Record, view: View) -> Chart:
    """The dead of each row, a range for each claimant who states a number, with a link to the row's card.

    A unit other than one of the dead counts everybody killed.
    """
    rule = _rule(view)
    groups = by_incident(record, replace(view, rule=rule))
    why = "No statement about one row in these days gives a number of the dead."
    return _chart(ROWS, record, groups, _subtitle(record, view, rule, "row by row, as each claimant states it"), why)


def believed(record: Record, view: View) -> Chart:
    """The sums of each period by who is believed, over the rows for which these give a number."""
    rule = _rule(view)
    groups = by_period(record, replace(view, rule=rule))
    why = "No statement about one row of a declared period gives a number of the dead in these days."
    words = "sums from the lowest to the highest account of each row, of the rows with a number"
    return _chart(PERIODS, record, groups, _subtitle(record, view, rule, words), why)


def _rule(view: View) -> Rule:
    return view.rule if view.rule.unit in DEAD else view.rule.as_unit(WHOLE)


def _subtitle(record: Record, view: View, rule: Rule, words: str) -> str:
    unit = sentence(str(record.unit(rule.unit)))
    return f"{unit}, {words}; strikes {rule.in_words}, {days(view.since, view.until)}."


def _chart(name: str, record: Record, groups: Sequence[Group], subtitle: str, why: str) -> Chart:
    table = _table(groups)
    if not groups:
        return nothing(name, record, why, subtitle, table)
    with theme():
        sheet = _drawn(groups)
    words = title_of(name == PERIODS, groups), subtitle, source_line(record), _alt(groups)
    return Chart(name, sheet.figure, *words, table, tuple(sheet.marks))


def _table(groups: Sequence[Group]) -> pd.DataFrame:
    """One line for each range, in the order of the picture."""
    lines = [(group, line) for group in groups for line in group.lines]
    return pd.DataFrame(
        {
            "of": [group.name for group, _ in lines],
            "claimed by": [line.name for _, line in lines],
            "at least": pd.array([line.count.low for _, line in lines], dtype="Int64"),
            "at most": pd.array([line.count.high for _, line in lines], dtype="Int64"),
            "rows": pd.Series([line.count.rows for _, line in lines], dtype=object),
            "rows without a number": pd.Series([line.silent for _, line in lines], dtype=object),
        }
    )


def _drawn(groups: Sequence[Group]) -> Sheet:
    """A heading for each group and a range for each of its lines, on one axis."""
    height = sum(1.6 * LINE + LINE * len(group.lines) for group in groups)
    sheet = Sheet.of(height + 4 * LINE)
    top = 2 * LINE
    sheet.key(LINE, _key(groups))
    panel = sheet.panel(top, height, left=NAMES, right=WIDTH - RIGHT - NUMBERS)
    panel.set_ylim(height, 0)
    ends = [end for group in groups for line in group.lines for end in (line.count.low, line.count.high) if end]
    end, step = nice_ceiling(float(max(ends, default=1)), 4)
    panel.set_xlim(0, end * 1.04)
    _axis(panel, end, step, height)
    y, number = 0.0, 0
    for group in groups:
        sheet.write(START, top + y + 1.2 * LINE, group.name, bold=True)
        y += 1.6 * LINE
        for line in group.lines:
            foot = y + LINE * 0.75
            sheet.write(START + 10, top + foot, line.name, color=MUTED)
            sheet.write(WIDTH - RIGHT - NUMBERS + 16, top + foot, line.count.number)
            drawn = _range(panel, line, foot - 3.5, end * 1.04)
            sheet.mark(drawn, f"{group.name}, {line.name}: {line.count}", line.count.rows, number)
            y, number = y + LINE, number + 1
    return sheet


def _axis(panel: Axes, end: float, step: float, height: float) -> None:
    """Round numbers along the foot, and light lines behind the ranges."""
    values = np.arange(0, end + step / 100, step)
    panel.set_xticks(values, [f"{value:,.0f}" for value in values])
    panel.tick_params(axis="x", length=3, width=0.8, pad=4, color=MUTED, labelcolor=MUTED, labelsize=SIZE)
    panel.vlines(values[1:], 0, height, color=RULE, linewidth=0.6, zorder=0.5)
    panel.plot([0, 0], [0, height], color=INK, linewidth=0.8, clip_on=False, zorder=5, label="baseline")


def _key(groups: Sequence[Group]) -> list[tuple[str, str]]:
    """The kinds of mark that occur, and what each means."""
    counts = [line.count for group in groups for line in group.lines]
    entries = [("least", "stated at least")]
    if any(count.upper > (count.low or 0) for count in counts):
        entries.append(("possible", "possible beyond that"))
    if any(count.high is None for count in counts):
        entries.append(("on", "no maximum stated"))
    return entries


def _range(panel: Axes, line: Line, y: float, edge: float) -> list[Artist]:
    """A point at the minimum and a bar to the maximum; to the edge where none is stated."""
    low = float(line.count.low or 0)
    high = min(line.count.upper, edge)
    drawn: list[Artist] = []
    if high > low:
        drawn += panel.barh(y, high - low, BAR, low, zorder=4, label="possible", **AREAS["possible"])
    if line.count.high is None:
        drawn += panel.plot([edge], [y], zorder=5, label="open", **PLAIN, **MARKS["on"])
    return [*drawn, *panel.plot([low], [y], zorder=6, label="least", **PLAIN, **MARKS["least"])]


def _alt(groups: Sequence[Group]) -> str:
    """What the picture shows, line by line while there are few."""
    lines = [f"{group.name}, {line.name}: {line.count}" for group in groups for line in group.lines]
    left = len(lines) - TOLD
    more = f"; and {left:,} more, which the table has" if left > 0 else ""
    return f"Ranges on one axis from zero. {'; '.join(lines[:TOLD])}{more}."
