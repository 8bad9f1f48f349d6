"""A campaign's running total: what its rows allow for each day, and what was claimed along the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.charts.chart import Chart, nothing, source_line
from analysis.charts.claims_words import SHOWN, Course, alt_text, said, subtitle, title
from analysis.charts.days import name_days, set_days
from analysis.charts.grid import grid
from analysis.charts.labels import clamped, text_width
from analysis.charts.moments import Named, moments
from analysis.charts.sheet import AREAS, MARKS, PLAIN, UNSEEN, Sheet
from analysis.charts.theme import INK, INSIDE, KNOWN, LEFT, LINE, RIGHT, START, WIDTH, nice_ceiling, theme
from analysis.measures.rules import Rule
from analysis.measures.words import day, days, sentence
from analysis.record.store import Record

NAME = "cumulative"
HEIGHT = 250.0
"""Height of the panel in points."""
HEADROOM = 1.1
"""How much higher than its last round number the panel is, for words above the line."""
OPEN = {**MARKS["open"], "color": INK}
"""An arrow of a claim: the same as that of a count, in the colour of the claims."""


def cumulative(record: Record, rule: Rule, since: date | None = None, until: date | None = None) -> Chart:
    """The cumulative count of the campaign's own rows by day, with the running totals that were claimed for it.

    The line is what had surely fallen by the end of a day, the band above it what may have fallen by then. Marks are
    the claims about the whole campaign from its first day on: the accepted ones, and those that others contradict.

    Parameters
    ----------
    since, until
        The days that the report looks at. Nothing is drawn where the campaign has none of them; where it has some, the
        whole of it is drawn, because a running total begins with it, and the subtitle says so.
    """
    course = Course.of(record, rule, since, until)
    if not course.looked_at.days:
        return nothing(NAME, record, title(course), subtitle(course), course.table.iloc[:0])
    if course.says_nothing:
        return nothing(NAME, record, title(course), subtitle(course), course.table)
    with theme():
        sheet = _drawn(course)
    words = title(course), subtitle(course), source_line(record), alt_text(course)
    return Chart(NAME, sheet.figure, *words, course.table, tuple(sheet.marks))


def _drawn(course: Course) -> Sheet:
    period = course.period
    names = Named.of(moments(course.record, period.start, period.end), period.start, period.end)
    sheet = Sheet.of(HEIGHT + names.height + 5.4 * LINE)
    sheet.key(LINE, _key(course))
    top = 3.5 * LINE + names.height
    sheet.write(START, 2.8 * LINE, f"{sentence(course.unit.many)} since {day(period.start)}", bold=True)
    panel = sheet.panel(top, HEIGHT)
    end, step = nice_ceiling(course.reach)
    set_days(panel, period.start, period.end)
    panel.set_ylim(0, end * HEADROOM)
    grid(panel, step)
    _course(panel, course)
    _stretches(sheet, panel, course)
    _claims(sheet, panel, course)
    _name_widest(sheet, panel, course, _name_ends(sheet, panel, course))
    names.draw(sheet, panel)
    name_days(panel, period.start, period.end, INSIDE)
    panel.plot(panel.get_xlim(), [0, 0], color=INK, linewidth=0.8, clip_on=False, zorder=5, label="baseline")
    return sheet


def _key(course: Course) -> list[tuple[str, str]]:
    """The kinds of mark that occur, and what each means."""
    entries = [("line", "at least, by the end of the day")]
    if course.gap != 0:
        entries.append(("possible", "possible by then"))
    for standing, words in (("accepted", "accepted total"), ("disputed", "disputed total")):
        if (course.claims["standing"] == standing).any():
            entries.append((standing, words))
    return entries


def _course(axes: Axes, course: Course) -> None:
    """The line of the certain and the band of the possible, each day as wide as it is."""
    edges = np.append(course.ordinals, course.ordinals[-1] + 1).astype("float64")
    low = course.daily["low"].to_numpy(dtype="float64")
    high = course.daily["high"].to_numpy(dtype="float64", na_value=np.nan)
    ceiling = np.where(np.isnan(high), axes.get_ylim()[1], high)
    lower, upper = (np.append(values, values[-1]) for values in (low, ceiling))
    look = {**AREAS["possible"], "linewidth": 0}
    axes.fill_between(edges, lower, upper, step="post", zorder=2, label="possible", **look)
    axes.stairs(high, edges, baseline=None, color=KNOWN, linewidth=0.6, zorder=3, label="at-most")
    axes.stairs(low, edges, baseline=None, color=KNOWN, linewidth=2, zorder=3, label="at-least")


def _stretches(sheet: Sheet, axes: Axes, course: Course) -> None:
    """An unseen field as high as the panel over days with the same bounds, which leads to the rows that set them."""
    foot, top = axes.get_ylim()
    for stretch in course.stretches:
        wide = stretch.last + 1 - stretch.first
        field = Rectangle((stretch.first, foot), wide, top - foot, **UNSEEN, zorder=4, label="stretch")
        sheet.mark(axes.add_patch(field), stretch.title, stretch.rows, stretch.place)


def _claims(sheet: Sheet, axes: Axes, course: Course) -> None:
    """Each claim at the middle of its last day: a mark, a line up to its maximum, or an arrow where it has none."""
    for standing in SHOWN:
        look = MARKS[standing]
        for _, claim in course.named(standing).iterrows():
            x, high = claim["end_date"].toordinal() + 0.5, claim["value_max"]
            low = high if pd.isna(claim["value_min"]) else claim["value_min"]
            drawn: list[Artist] = []
            if pd.isna(high):
                drawn += axes.plot([x], [low], zorder=6, label=f"{standing}-open", **PLAIN, **OPEN)
            elif high > low:
                drawn += axes.plot([x, x], [low, high], color=INK, linewidth=1, zorder=6, label="range")
                drawn += axes.plot([x], [high], zorder=7, label=f"{standing}-maximum", **PLAIN, **look)
            drawn += axes.plot([x], [low], zorder=7, label=standing, **PLAIN, **look)
            words = f"{sentence(standing)} total: {said(claim)} by {day(claim['end_date'].date())}"
            sheet.mark(drawn, words, (), claim=str(claim["claim_id"]))


def _name_ends(sheet: Sheet, axes: Axes, course: Course) -> float:
    """The first and the last accepted total in words: above the line, or the last below it where something is above.

    Returns how far to the right the room below the line is free.
    """
    accepted = course.named("accepted")
    if accepted.empty:
        return WIDTH - RIGHT
    last = _place(sheet, axes, accepted.iloc[-1])
    wide = text_width(last.words)
    left = clamped(last.x - wide, wide, LEFT, WIDTH - RIGHT)
    free_above = course.reach <= last.value
    lowest = sheet.down(axes, course.low_at(sheet.value_at(axes, left)))
    _say(sheet, last, left, last.y - 1.3 * LINE if free_above else min(lowest + 1.2 * LINE, sheet.down(axes, 0) - 4))
    if len(accepted) > 1:
        first = _place(sheet, axes, accepted.iloc[0])
        end = sheet.value_at(axes, first.x + text_width(first.words))
        _say(sheet, first, first.x, sheet.down(axes, course.reach_until(end)) - LINE)
    return WIDTH - RIGHT if free_above else left - 8


@dataclass(frozen=True)
class _Claimed:
    """A claim where it is marked on the sheet, its number and its words."""

    x: float
    y: float
    value: float
    words: str


def _place(sheet: Sheet, axes: Axes, claim: pd.Series) -> _Claimed:
    value = float(claim["value_max"] if pd.isna(claim["value_min"]) else claim["value_min"])
    x = sheet.across(axes, claim["end_date"].toordinal() + 0.5)
    return _Claimed(x, sheet.down(axes, value), value, f"{said(claim)} by {day(claim['end_date'].date())}")


def _say(sheet: Sheet, claim: _Claimed, left: float, base: float) -> None:
    """A claim's words with their base line at `base`, and a thin line from them to its mark."""
    near, far = (claim.y - 4, base + 3) if base < claim.y else (claim.y + 4, base - LINE + 3)
    sheet.axes.plot([claim.x, claim.x], [near, far], color=INK, linewidth=0.6)
    sheet.write_over(left, base, [claim.words])


def _name_widest(sheet: Sheet, axes: Axes, course: Course, limit: float) -> None:
    """Where most is in doubt: the bounds and their days, below the line, where a rising line leaves room."""
    widest = course.widest
    if widest.empty:
        return
    first, last = widest["day"].iloc[0].date(), widest["day"].iloc[-1].date()
    bounds = course.by(int(widest.index[0]))
    x = sheet.across(axes, (first.toordinal() + last.toordinal() + 1) / 2)
    y = sheet.down(axes, bounds.low or 0)
    lines = [bounds.number, days(first, last)]
    wide = max(text_width(line) for line in lines)
    left = clamped(x - 4, wide, LEFT, limit)
    down = min(y + 2.4 * LINE, sheet.down(axes, 0) - 1.6 * LINE)
    if down - LINE > y:
        pole = clamped(x, 0, left + 4, left + text_width(lines[0]) - 4)
        sheet.axes.plot([pole, pole], [y + 2, down - 0.8 * LINE], color=INK, linewidth=0.6)
        sheet.write_over(left, down, lines)
