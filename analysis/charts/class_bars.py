"""Rows of a record in classes, as bars with their numbers beside them: how precise they are, and on whose word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.artist import Artist

from analysis.charts.chart import Chart, nothing, source_line
from analysis.charts.labels import fitted
from analysis.charts.sheet import AREAS, Sheet
from analysis.charts.theme import INK, LINE, MUTED, RIGHT, START, WIDTH, theme
from analysis.measures.quality import ONE_WORD, Class, attested, precision
from analysis.measures.view import View
from analysis.measures.words import days, plural
from analysis.record.store import Record

NAMES = 236.0
"""Points from the left edge to where the bars begin: room for names."""
NUMBERS = 150.0
"""Points at the right for words."""
BAR = 8.0
"""Thickness of a bar in points."""
EMPTY = "No row that the rule counts lies in these days."


@dataclass(frozen=True)
class Bar:
    """One line: its group, what it is, how long its certain and its other part are, the words beside it, its rows."""

    group: str
    name: str
    known: int
    other: int
    words: str
    rows: tuple[str, ...]


def precise(record: Record, view: View) -> Chart:
    """The rows that the rule counts by how precisely their day, their place and their number are known."""
    return _chart("precision", record, view, precision(record, view), "How precisely rows are known")


def rests(record: Record, view: View) -> Chart:
    """The rows that the rule counts by on whose word they rest."""
    return _chart("word", record, view, attested(record, view), "On whose word rows rest")


def _chart(name: str, record: Record, view: View, classes: Sequence[Class], about: str) -> Chart:
    scope = f"{view.rule.in_words}; {days(view.since, view.until)}."
    subtitle = f"{about}: number of rows, and of {record.unit(view.rule.unit)} in them, {scope}"
    table = _table(classes, str(record.unit(view.rule.unit)))
    if not classes:
        return nothing(name, record, EMPTY, subtitle, table)
    bars = [Bar(one.of, one.name, len(one.rows), 0, _words(one), one.rows) for one in classes]
    with theme():
        sheet = drawn(bars)
    title = _title(classes, len({row for one in classes for row in one.rows}))
    alt = "Bars with their numbers. " + "; ".join(f"{bar.group}, {bar.name}: {bar.words}" for bar in bars) + "."
    return Chart(name, sheet.figure, title, subtitle, source_line(record), alt, table, tuple(sheet.marks))


def _words(one: Class) -> str:
    return f"{plural(len(one.rows), 'row')}: {one.count.number}"


def _title(classes: Sequence[Class], many: int) -> str:
    """The firmest class of each respect: how many rows are in it."""
    firmest = {"Day": "day known", "Place": "named place", "Number": "one number"}
    told = [f"{len(one.rows):,} with {one.name}" for one in classes if firmest.get(one.of) == one.name]
    if told:
        return f"Of {plural(many, 'row')}: {', '.join(told)}"
    rests_on = {one.name: len(one.rows) for one in classes}
    firm, single = (rests_on.get(ONE_WORD[key], 0) for key in ("independent", "source"))
    word = f"on two or more independent statements, {single or 'none'} on one source"
    return f"{firm or 'None'} of {plural(many, 'row')} {word}"


def _table(classes: Sequence[Class], unit: str) -> pd.DataFrame:
    """One line for each bar, in the order of the picture."""
    return pd.DataFrame(
        {
            "class": [f"{one.of}: {one.name}" for one in classes],
            "number of rows": [len(one.rows) for one in classes],
            f"{unit}, at least": pd.array([one.count.low for one in classes], dtype="Int64"),
            f"{unit}, at most": pd.array([one.count.high for one in classes], dtype="Int64"),
            "rows": pd.Series([one.rows for one in classes], dtype=object),
        }
    )


def drawn(bars: Sequence[Bar], key: Sequence[tuple[str, str]] = ()) -> Sheet:
    """A heading for each group and a bar for each line, on one scale; the words say the numbers, so it has no axis."""
    groups = list(dict.fromkeys(bar.group for bar in bars))
    top = LINE * (1.5 if key else 0)
    height = len(groups) * 1.7 * LINE + len(bars) * LINE
    sheet = Sheet.of(top + height + LINE)
    if key:
        sheet.key(LINE, key)
    panel = sheet.panel(top, height, left=NAMES, right=WIDTH - RIGHT - NUMBERS)
    panel.set(ylim=(height, 0), xlim=(0, max(max(bar.known + bar.other for bar in bars), 1)))
    y, number = 0.0, 0
    for group in groups:
        sheet.write(START, top + y + 1.2 * LINE, group, bold=True)
        y += 1.7 * LINE
        own = [bar for bar in bars if bar.group == group]
        panel.plot([0, 0], [y, y + LINE * len(own)], color=INK, linewidth=0.8, clip_on=False, label="baseline")
        for bar in own:
            foot = y + LINE * 0.75
            sheet.write(START + 10, top + foot, fitted(bar.name, NAMES - START - 18), color=MUTED)
            sheet.write(WIDTH - RIGHT - NUMBERS + 8, top + foot, bar.words)
            drawing: list[Artist] = []
            if bar.other:
                drawing += panel.barh(
                    foot - 3.5, bar.other, BAR, bar.known, zorder=4, label="possible", **AREAS["possible"]
                )
            if bar.known:
                drawing += panel.barh(foot - 3.5, bar.known, BAR, 0, zorder=4, label="known", **AREAS["known"])
            sheet.mark(drawing, f"{bar.group}, {bar.name}: {bar.words}", bar.rows, number)
            y, number = y + LINE, number + 1
    return sheet
