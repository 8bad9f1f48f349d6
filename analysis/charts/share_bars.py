"""The shares of the regions in each period, as bars: what is certain of a share, and what is possible beyond it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from analysis.charts.chart import Chart, nothing, source_line
from analysis.charts.sheet import AREAS, Sheet
from analysis.charts.theme import INK, LINE, MUTED, RIGHT, RULE, SIZE, START, WIDTH, theme
from analysis.measures.bounds import Bounds
from analysis.measures.comparison import part
from analysis.measures.share_findings import RegionShares, Role, percent, rows_of, whole, whole_words
from analysis.measures.shares import Share
from analysis.measures.view import View
from analysis.measures.words import days, sentence
from analysis.record.store import Record

NAME = "shares"
NAMES = 150.0
"""Points from the left edge to where the bars begin: room for names."""
NUMBERS = 158.0
"""Points at the right for the shares in words."""
BAR = 8.0
"""Thickness of a bar in points."""
PER_CENT = range(0, 101, 25)
IN_TIME: tuple[Role, ...] = ("before", "campaign", "after")
EMPTY = "No row that the rule counts lies in a declared period of these days, so that there is nothing to share out."


@dataclass(frozen=True)
class Line:
    """One bar: the period and its count, the region, and its share."""

    period: str
    whole: Bounds
    region: str
    share: Share


def shares(record: Record, view: View) -> Chart:
    """A bar for each region in each declared period, from the lowest to the highest share of the view's unit.

    Rows that do not say their region have a bar of their own, and are possible in every other one.
    """
    found = RegionShares(record, view)
    groups = [_lines(found, role) for role in IN_TIME if role in found.chosen]
    lines = [line for group in groups for line in group]
    unit = record.unit(view.rule.unit)
    subtitle = f"Share of {unit.many} by region and period, {view.rule.in_words}; {days(view.since, view.until)}."
    if not lines:
        return nothing(NAME, record, EMPTY, subtitle, _table(lines, unit.many))
    with theme():
        sheet = _drawn(groups)
    table = _table(lines, unit.many)
    return Chart(
        NAME, sheet.figure, _title(found), subtitle, source_line(record), _alt(groups), table, tuple(sheet.marks)
    )


def _lines(found: RegionShares, role: Role) -> list[Line]:
    """The regions of one period, and the rows without one where there are any."""
    name = sentence(part(found.record, role, found.window).name)
    shares = found.chosen[role]
    return [
        Line(name, whole(shares), "region not stated" if key is None else found.record.label("region", key), share)
        for key, share in shares.items()
        if key is not None or share.number.rows or share.number.left_out
    ]


def _table(lines: Sequence[Line], unit: str) -> pd.DataFrame:
    """One line for each bar, in the order of the picture."""
    ends = [(line.share.low, line.share.high) for line in lines]
    numbers = [line.share.number for line in lines]
    return pd.DataFrame(
        {
            "period": [line.period for line in lines],
            "region": [line.region for line in lines],
            "share": [percent(line.share) for line in lines],
            "% at least": [None if low is None else float(round(100 * low, 1)) for low, _ in ends],
            "% at most": [None if high is None else float(round(100 * high, 1)) for _, high in ends],
            f"{unit}, at least": pd.array([number.low for number in numbers], dtype="Int64"),
            f"{unit}, at most": pd.array([number.high for number in numbers], dtype="Int64"),
            "rows": pd.Series([(*number.rows, *number.left_out) for number in numbers], dtype=object),
            "rows that may lie there": pd.Series(
                [(*line.share.perhaps.rows, *line.share.perhaps.left_out) for line in lines], dtype=object
            ),
        }
    )


def _drawn(groups: Sequence[Sequence[Line]]) -> Sheet:
    """A heading for each period and a bar for each region, on one axis."""
    height = sum(1.7 * LINE + LINE * len(group) for group in groups)
    sheet = Sheet.of(height + 4 * LINE)
    top = 2 * LINE
    sheet.key(LINE, _key(groups))
    panel = sheet.panel(top, height, left=NAMES, right=WIDTH - RIGHT - NUMBERS)
    panel.set(ylim=(height, 0), xlim=(0, 100))
    _axis(panel)
    y, number = 0.0, 0
    for group in groups:
        sheet.write(START, top + y + 1.2 * LINE, f"{group[0].period}: {whole_words(group[0].whole)}", bold=True)
        y += 1.7 * LINE
        _grid(panel, y, y + LINE * len(group))
        for line in group:
            foot = y + LINE * 0.75
            sheet.write(START + 10, top + foot, line.region, color=MUTED)
            sheet.write(WIDTH - RIGHT - NUMBERS + 12, top + foot, percent(line.share))
            if drawn := _bar(panel, line.share, foot - 3.5):
                title = f"{line.period}, {line.region}: {percent(line.share)}"
                sheet.mark(drawn, title, rows_of(line.share), number)
            y, number = y + LINE, number + 1
    return sheet


def _key(groups: Sequence[Sequence[Line]]) -> list[tuple[str, str]]:
    """The kinds of area that occur, and what each means."""
    shares = [line.share for group in groups for line in group]
    entries = {
        "known": ("certain", any(share.low for share in shares)),
        "possible": ("possible beyond that", any(share.low != share.high for share in shares)),
    }
    return [(kind, words) for kind, (words, occurs) in entries.items() if occurs]


def _axis(panel: Axes) -> None:
    """Per cent along the foot."""
    panel.set_xticks(PER_CENT, [f"{value} %" for value in PER_CENT])
    panel.tick_params(axis="x", length=3, width=0.8, pad=4, color=MUTED, labelcolor=MUTED, labelsize=SIZE)


def _grid(panel: Axes, top: float, foot: float) -> None:
    """The base line of one period, and light lines behind its bars."""
    panel.vlines(PER_CENT[1:], top, foot, color=RULE, linewidth=0.6, zorder=0.5)
    panel.plot([0, 0], [top, foot], color=INK, linewidth=0.8, clip_on=False, zorder=5, label="baseline")


def _bar(panel: Axes, share: Share, y: float) -> list[Artist]:
    """Filled up to the lowest share, hatched from there to the highest; nothing for a share of none."""
    drawn: list[Artist] = []
    low, high = (0.0 if end is None else 100 * float(end) for end in (share.low, share.high))
    if high > low:
        drawn += panel.barh(y, high - low, BAR, low, zorder=4, label="possible", **AREAS["possible"])
    if low > 0:
        drawn += panel.barh(y, low, BAR, 0, zorder=4, label="known", **AREAS["known"])
    return drawn


def _title(found: RegionShares) -> str:
    """The leading region, and its share of each period."""
    name = found.leading or ""
    told = [
        f"{percent(some[name])} {'in ' if role == 'campaign' else ''}{part(found.record, role, found.window).name}"
        for role, some in found.chosen.items()
    ]
    unit = found.record.unit(found.view.rule.unit).many
    return f"{sentence(found.record.label('region', name))} by share of {unit}: {', '.join(told)}"


def _alt(groups: Sequence[Sequence[Line]]) -> str:
    """What the picture shows, period by period."""
    told = (
        f"{group[0].period}, of {whole_words(group[0].whole)}: "
        + "; ".join(f"{line.region} {percent(line.share)}" for line in group)
        for group in groups
    )
    return f"Bars from 0 to 100 per cent. {'. '.join(told)}. Hatched parts are possible and not certain."
