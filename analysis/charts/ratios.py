"""Ratios as a small table of words below a chart: one line for each, with its interval and what would overturn it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from analysis.charts.comparison_words import INTERVAL, Times
from analysis.charts.labels import text_width
from analysis.charts.sheet import Sheet
from analysis.charts.theme import INK, LINE, MUTED, START
from analysis.measures.comparison import PLACEMENTS
from analysis.measures.words import plural

COLUMNS = (START, 250.0, 345.0, 455.0)
"""Left ends of the columns in points."""
INDENT = 12.0
"""How far words that begin with a space are moved in, in points."""


def ratio_height(ratios: Sequence[Times]) -> float:
    """Points that the table takes."""
    return LINE * (2.6 + len(_lines(ratios))) if ratios else 0.0


def write_ratios(sheet: Sheet, y: float, ratios: Sequence[Times]) -> None:
    """The table, its heading with the base line at `y`."""
    if not ratios:
        return
    sheet.write(START, y, f"The rate in {ratios[0].first.period.name}, as a multiple", bold=True)
    unless = f"at least {ratios[0].factor} unless over" if any(times.tipping is not None for times in ratios) else ""
    placed = "" if all(_everywhere(times) for times in ratios) else ratios[0].extension
    interval = INTERVAL if ratios[0].ratio.interval else ""
    _row(sheet, y + LINE, (placed, "ratio", interval, unless), color=MUTED)
    for number, line in enumerate(_lines(ratios)):
        _row(sheet, y + (number + 2) * LINE, line)


def _row(sheet: Sheet, y: float, cells: Sequence[str], color: str = INK) -> None:
    for x, words in zip(COLUMNS, cells, strict=False):
        if words:
            sheet.write(x + (INDENT if words.startswith(" ") else 0), y, words.strip(), color=color)


def _lines(ratios: Sequence[Times]) -> list[tuple[str, ...]]:
    """The cells of each line; where placements tell ratios apart, the period has a line of its own above them."""
    lines: list[tuple[str, ...]] = []
    for name, group in groupby(ratios, key=lambda times: times.second.period.name):
        members = list(group)
        everywhere = _everywhere(members[0])
        if not everywhere:
            lines.append((f"of that {name}",))
        for times in members:
            words = f"of that {name}" if everywhere else f" {times.where}"
            if text_width(words) > COLUMNS[1] - COLUMNS[0] - INDENT:
                lines.append((words,))
                words = ""
            lines.append((words, times.often, times.interval, _tipping(times)))
    return lines


def _everywhere(times: Times) -> bool:
    """True when the placements make no difference to a ratio."""
    return len(times.placements) in (0, len(PLACEMENTS))


def _tipping(times: Times) -> str:
    unit = times.second.count.unit
    return "" if times.tipping is None else plural(times.tipping, unit.one, unit.many)
