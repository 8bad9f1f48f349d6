"""The strikes outside the campaign, each on its day: where they fell, how many, and who said so when."""

from __future__ import annotations

from datetime import date

from matplotlib.axes import Axes

from analysis.charts.chart import Chart, nothing, source_line
from analysis.charts.days import name_days, set_days
from analysis.charts.grid import hatch_absent, shade, uncovered
from analysis.charts.lanes import Lane, look
from analysis.charts.moments import Named, moments
from analysis.charts.sheet import PLAIN, Sheet
from analysis.charts.theme import INSIDE, LEFT, LINE, RULE, START, theme
from analysis.charts.timeline_words import Outside, alt_text, subtitle, title
from analysis.measures.rules import Rule
from analysis.record.store import Period, Record

NAME = "events"


def events(record: Record, rule: Rule, since: date, until: date) -> Chart:
    """One mark per row outside the campaign on its day, in lanes by region.

    Shapes tell the attribution. Filled marks are those that the rule admits; the others are hollow, so that a reader
    sees what the rule leaves out. A number beside a mark is that of its strikes, where it is not one.
    """
    outside = Outside.of(record, rule, since, until)
    if outside.rows.empty:
        return nothing(NAME, record, title(outside), subtitle(outside), outside.table)
    with theme():
        sheet = _drawn(outside)
    words = title(outside), subtitle(outside), source_line(record), alt_text(outside)
    return Chart(NAME, sheet.figure, *words, outside.table, tuple(sheet.marks))


def _drawn(outside: Outside) -> Sheet:
    since, until = outside.since, outside.until
    names = Named.of(_named(outside), since, until)
    height = sum(lane.height for lane in outside.lanes)
    sheet = Sheet.of(height + names.height + 5 * LINE)
    below = sheet.key(LINE, outside.key)
    top = below + 1.6 * LINE
    sheet.write(START, top, outside.heading, bold=True)
    panel = sheet.panel(top + 0.6 * LINE + names.height, height)
    set_days(panel, since, until)
    panel.set_ylim(height, 0)
    if outside.campaign.days:
        shade(panel, outside.campaign)
    hatch_absent(panel, uncovered(outside.record.coverage, since, until))
    foot = 0.0
    for lane in outside.lanes:
        foot += lane.height
        _lane(sheet, panel, outside, lane, foot)
    names.draw(sheet, panel)
    name_days(panel, since, until, INSIDE)
    return sheet


def _named(outside: Outside) -> list[Period]:
    """What is named above the lanes: the campaign, the moments, and the rows of another campaign."""
    campaign = [outside.campaign] if outside.campaign.days else []
    return [*campaign, *moments(outside.record, outside.since, outside.until), *outside.extensions]


def _lane(sheet: Sheet, axes: Axes, outside: Outside, lane: Lane, foot: float) -> None:
    """A lane that stands on `foot`: its name, its ground, and its marks one above the other where they are close."""
    axes.plot(axes.get_xlim(), [foot, foot], color=RULE, linewidth=0.8, zorder=1, clip_on=False)
    sheet.write_over(LEFT, sheet.down(axes, foot - lane.height) + LINE, [lane.name])
    for mark in lane.marks:
        x, y = mark.middle, foot - mark.rise
        drawn = axes.plot([x], [y], zorder=5, label="event", **PLAIN, **look(*mark.kind))
        if mark.is_span:
            drawn += axes.plot([mark.first, mark.last], [y, y], color=mark.color, linewidth=1.2, zorder=4, label="span")
        if mark.number:
            axes.annotate(mark.number, (x, y), (6.5, -3.5), textcoords="offset points", color=mark.color, zorder=6)
        sheet.mark(drawn, outside.mark_title(mark.incident), [mark.incident], outside.place(mark.incident))
