"""The period of raised rate that is found under each reading: its certain days, and those that may belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts.chart import Chart, nothing, source_line
from analysis.charts.days import name_days, set_days
from analysis.charts.grid import shade
from analysis.charts.moments import Named, moments
from analysis.charts.sheet import AREAS, Sheet
from analysis.charts.theme import INSIDE, LEFT, LINE, MUTED, RULE, START, theme
from analysis.measures.edge_readings import ENDS, EdgeReading
from analysis.measures.edges import Days, Edges
from analysis.measures.rules import COUNTING
from analysis.measures.view import View
from analysis.measures.words import a_probability, day, days, probability, sentence
from analysis.record.store import Period, Record

NAME = "edges"
LANE = 2.6 * LINE
BAR = 8.0
"""Height of a lane and of the bar in it, in points."""


@dataclass(frozen=True)
class _Shown:
    """The readings of a view, and the days drawn."""

    record: Record
    view: View
    readings: Sequence[EdgeReading]

    @property
    def lanes(self) -> list[tuple[int, EdgeReading]]:
        """The readings drawn, each with its line in the table: those that take each row at its lowest number."""
        return [(place, one) for place, one in enumerate(self.readings) if one.end == "low"]

    @property
    def campaign(self) -> Period:
        return self.record.period("campaign").within(self.view.since, self.view.until)

    @property
    def window(self) -> Days:
        """The days around everything that is found or declared."""
        found = [one.found for _, one in self.lanes if isinstance(one.found, Edges)]
        starts = [one.firsts[0] for one in found] + ([self.campaign.start] if self.campaign.days else [])
        ends = [one.lasts[1] for one in found] + ([self.campaign.end] if self.campaign.days else [])
        if not starts:
            return self.view.since, self.view.until
        spare = timedelta(days=max((max(ends) - min(starts)).days // 12, 7))
        return max(min(starts) - spare, self.view.since), min(max(ends) + spare, self.view.until)

    @property
    def table(self) -> pd.DataFrame:
        found = [one.found if isinstance(one.found, Edges) else None for one in self.readings]
        return pd.DataFrame(
            {
                "counted in": [str(self.record.unit(one.rule.unit)) for one in self.readings],
                "counting": [COUNTING[one.rule.attribution] for one in self.readings],
                "each row's number": [ENDS[one.end] for one in self.readings],
                "first day, earliest": [str(one.firsts[0]) if one else "" for one in found],
                "first day, latest": [str(one.firsts[1]) if one else "" for one in found],
                "last day, earliest": [str(one.lasts[0]) if one else "" for one in found],
                "last day, latest": [str(one.lasts[1]) if one else "" for one in found],
                "probability with rows in a random order": [probability(one.found.chance) for one in self.readings],
                "days without a number": [one.found.unknown for one in self.readings],
                "rows": pd.Series([_rows(one) for one in self.readings], dtype=object),
            }
        )


def edges(record: Record, view: View, readings: Sequence[EdgeReading]) -> Chart:
    """One bar for each reading that `edge_readings` gives for a view, beside the declared days of the campaign."""
    shown = _Shown(record, view, readings)
    subtitle = f"Periods of raised rate at a level of 95 %, in counts from {days(view.since, view.until)}."
    if not any(isinstance(one.found, Edges) for _, one in shown.lanes):
        why = "Under no reading does a period of raised rate stand out."
        return nothing(NAME, record, why, subtitle, shown.table)
    with theme():
        sheet = _drawn(shown)
    words = _title(shown), subtitle, source_line(record), _alt(shown)
    return Chart(NAME, sheet.figure, *words, shown.table, tuple(sheet.marks))


def _rows(reading: EdgeReading) -> tuple[str, ...]:
    """The rows at both edges."""
    if not isinstance(reading.found, Edges):
        return ()
    return tuple(dict.fromkeys((*reading.near(reading.found.firsts), *reading.near(reading.found.lasts))))


def _drawn(shown: _Shown) -> Sheet:
    since, until = shown.window
    campaign = [shown.campaign] if shown.campaign.days else []
    names = Named.of([*campaign, *moments(shown.record, since, until)], since, until)
    height = LANE * len(shown.lanes)
    sheet = Sheet.of(height + names.height + 5 * LINE)
    sheet.key(LINE, [("known", "inside"), ("possible", "may be inside"), ("campaign", "as declared")])
    sheet.write(START, 2.6 * LINE, "Period of raised rate, by what is counted", bold=True)
    panel = sheet.panel(3.2 * LINE + names.height, height)
    set_days(panel, since, until)
    panel.set_ylim(height, 0)
    if shown.campaign.days:
        shade(panel, shown.campaign)
    for lane, (place, reading) in enumerate(shown.lanes):
        foot = (lane + 1) * LANE
        panel.plot(panel.get_xlim(), [foot, foot], color=RULE, linewidth=0.8, zorder=1, clip_on=False)
        sheet.write_over(LEFT, sheet.down(panel, foot - LANE) + LINE, [_lane_name(shown.record, reading)])
        _bar(sheet, panel, reading, foot - 0.55 * LINE, place)
    names.draw(sheet, panel)
    name_days(panel, since, until, INSIDE)
    return sheet


def _bar(sheet: Sheet, axes: Axes, reading: EdgeReading, middle: float, place: int) -> None:
    """The bar of a lane, or words where no period stands out."""
    if not isinstance(reading.found, Edges):
        words = f"none stands out; rows in a random order show one as plain with {a_probability(reading.found.chance)}"
        sheet.write(LEFT, sheet.down(axes, middle) + 3, words, color=MUTED)
        return
    parts = [
        axes.barh(middle, right - left, BAR, left, label=kind, zorder=3, **AREAS[kind])[0]
        for kind, left, right in _areas(reading.found)
        if right > left
    ]
    sheet.mark(parts, _told(reading.found), _rows(reading), place)


def _areas(found: Edges) -> list[tuple[str, float, float]]:
    """The kinds of days and where they begin and end on the axis."""
    start, sure = (one.toordinal() for one in found.firsts)
    sure_end, end = (one.toordinal() + 1 for one in found.lasts)
    if sure >= sure_end:
        return [("possible", start, end)]
    return [("possible", start, sure), ("known", sure, sure_end), ("possible", sure_end, end)]


def _lane_name(record: Record, reading: EdgeReading) -> str:
    return f"{sentence(str(record.unit(reading.rule.unit)))}, {COUNTING[reading.rule.attribution]}"


def _told(found: Edges) -> str:
    """What a bar says."""
    return f"First day {_set(found.firsts)}, last day {_set(found.lasts)}"


def _set(some: tuple[date, date]) -> str:
    return day(some[0]) if some[0] == some[1] else days(*some)


def _title(shown: _Shown) -> str:
    """Under how many readings a period stands out, and whether the declared days fit, where they can be looked for."""
    seeing = [one for _, one in shown.lanes if not one.blind]
    found = [one.found for one in seeing if isinstance(one.found, Edges)]
    many = f"{len(found)} of {len(seeing)} ways of counting show a period of raised rate"
    if len(seeing) < len(shown.lanes):
        many = f"Where the campaign has numbers, {many}"
    declared = shown.record.period("campaign")
    begin = sum(one.firsts[0] <= declared.start <= one.firsts[1] for one in found)
    end = sum(one.lasts[0] <= declared.end <= one.lasts[1] for one in found)
    return f"{many}; {begin} can begin on the declared first day, {end} can end on the declared last one"


def _alt(shown: _Shown) -> str:
    """What the picture shows, lane by lane."""
    told = (
        f"{_lane_name(shown.record, one)}: {_told(one.found)}"
        if isinstance(one.found, Edges)
        else f"{_lane_name(shown.record, one)}: none stands out"
        for _, one in shown.lanes
    )
    return f"{'; '.join(told)}."
