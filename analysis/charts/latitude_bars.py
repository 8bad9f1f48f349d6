"""How far south each event lay, by day: from the southernmost to the northernmost latitude that its sources allow."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from analysis.charts.chart import Chart, nothing, source_line
from analysis.charts.days import name_days, set_days
from analysis.charts.grid import shade
from analysis.charts.labels import packed
from analysis.charts.map_marks import DOTTED, LISTED, PIN
from analysis.charts.moments import Named
from analysis.charts.sheet import PLAIN, Sheet
from analysis.charts.theme import INK, INSIDE, KNOWN, LINE, MUTED, RULE, SIZE, START, theme
from analysis.measures.geography import latitudes as latitudes_of
from analysis.measures.geography import located
from analysis.measures.view import View
from analysis.measures.whereabouts import compass
from analysis.measures.words import about, day, days, plural
from analysis.record.rows import Row, missing, names, records
from analysis.record.store import Period, Record

NAME = "latitudes"
HEIGHT = 190.0
"""Height of the panel in points."""
WIDE = 8.0
"""Points that a mark below the axis takes from left to right."""
TOLD = 8
"""Events that the alternative text reads out."""
RANGE: Mapping[str, Any] = {"color": KNOWN, "linewidth": 3.0, "alpha": 1.0, "zorder": 3, "solid_capstyle": "butt"}
"""How the latitudes of an event look; the dot of a named place is put on them."""
KEY_RANGE: Mapping[str, Any] = {"marker": "|", "markersize": 10, "color": KNOWN, "markeredgewidth": 3.0}
STEPS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
"""Degrees between two lines of the grid, the finest first."""


@dataclass(frozen=True)
class _Events:
    """The rows outside the campaign that the rule counts and that touch the days of the view, in order of time."""

    record: Record
    view: View

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The rows with their discs and latitudes, which are missing where no place was disclosed."""
        table, view = self.record.incidents, self.view
        inside = (table["start_date"] <= pd.Timestamp(view.until)) & (table["end_date"] >= pd.Timestamp(view.since))
        main = (table["campaign"] == self.record.period("campaign").campaign).fillna(False).astype(bool)
        own = table[inside & view.rule.admits(table) & ~main].sort_values(["start_date", "incident_id"])
        where = located(own, self.record.places)
        said = own[["incident_id", "start_date", "end_date"]]
        return pd.concat([said, where, latitudes_of(where)], axis=1).reset_index(drop=True)

    @property
    def placed(self) -> pd.DataFrame:
        """The rows of which the place is known as a disc."""
        return self.rows[self.rows["place_id"].notna()]

    @property
    def silent(self) -> pd.DataFrame:
        """The rows without a disclosed place."""
        return self.rows[self.rows["place_id"].isna()]

    @property
    def campaign(self) -> Period:
        """The days of the campaign within the days drawn."""
        return self.record.period("campaign").within(*self.window)

    @property
    def window(self) -> tuple[date, date]:
        """The days drawn: those of the rows, and some around them, as far as they were looked at."""
        first, last = self.rows["start_date"].min().date(), self.rows["end_date"].max().date()
        spare = timedelta(days=max((last - first).days // 40, 3))
        return max(first - spare, self.view.since), min(last + spare, self.view.until)

    @property
    def table(self) -> pd.DataFrame:
        """The plotted numbers, a line for each event."""
        known = names(self.record)
        lines = records(self.rows)
        return pd.DataFrame(
            {
                "first day": self.rows["start_date"],
                "last day": self.rows["end_date"],
                "place": [_place(line, known) for line in lines],
                "southernmost °": self.rows["south"].round(2),
                "northernmost °": self.rows["north"].round(2),
                "rows": pd.Series([(str(line["incident_id"]),) for line in lines], dtype=object),
            }
        )


def latitudes(record: Record, view: View) -> Chart:
    """The latitudes of the events outside the campaign, by day; whatever the view counts, they are those it admits."""
    found = _Events(record, view)
    subtitle = f"Events outside the campaign, {view.rule.in_words}; {days(view.since, view.until)}."
    if found.rows.empty:
        why = "No event outside the campaign that the rule counts lies in the days looked at."
        return nothing(NAME, record, why, subtitle, found.table)
    with theme():
        sheet = _drawn(found)
    words = _title(found), subtitle, source_line(record), _alt(found)
    return Chart(NAME, sheet.figure, *words, found.table, tuple(sheet.marks))


def _drawn(found: _Events) -> Sheet:
    """The latitudes above, and below them a strip for the events that may have been anywhere."""
    since, until = found.window
    scale = INSIDE / ((until - since).days + 1)
    across = [_middle(row) * scale for row in records(found.silent)]
    rows = packed([(x - WIDE / 2, x + WIDE / 2) for x in across])
    strip = LINE * (max(rows, default=-1) + 1)
    campaign = found.campaign
    flags = Named.of([campaign] if campaign.days else [], since, until)
    height = HEIGHT if len(found.placed) else 0.0
    top = 3.2 * LINE + flags.height
    sheet = Sheet.of(top + height + strip + 2.2 * LINE)
    foot = sheet.key(LINE, _key(found))
    sheet.write(START, foot + 1.5 * LINE, "Degrees of latitude" if height else "Place not disclosed", bold=True)
    panel = sheet.panel(top, height + strip)
    set_days(panel, since, until)
    low, high, step = _ends(found.placed)
    per_point = (high - low) / height if height else 1.0
    panel.set_ylim(low - strip * per_point, high)
    _grid(panel, low, high if height else low, step)
    if campaign.days:
        shade(panel, campaign)
    lanes = iter(rows)
    for place, row in enumerate(records(found.rows)):
        if missing(row["place_id"]):
            depth = low - (next(lanes) + 0.5) * LINE * per_point
            drawn = _anywhere(panel, row, depth, high)
        else:
            drawn = _range(panel, row)
        sheet.mark(
            drawn,
            f"{days(row['start_date'].date(), row['end_date'].date())}: {_told(row)}",
            [row["incident_id"]],
            place,
        )
    flags.draw(sheet, panel)
    name_days(panel, since, until, INSIDE)
    return sheet


def _key(found: _Events) -> list[tuple[str | Mapping[str, Any], str]]:
    """The kinds of mark that occur, and what each means."""
    entries: list[tuple[str | Mapping[str, Any], str]] = []
    if len(found.placed):
        entries.append((KEY_RANGE, "where it may have lain"))
    if found.placed["offset_km"].isna().any():
        entries.append((PIN[True], "a place that the sources name"))
    if len(found.silent):
        entries.append((LISTED[True], "place not disclosed: anywhere"))
    return entries


def _ends(placed: pd.DataFrame) -> tuple[float, float, float]:
    """The lowest and the highest latitude of the axis, and the degrees between two lines of its grid."""
    if placed.empty:
        return 0.0, 1.0, 1.0
    south, north = float(placed["south"].min()), float(placed["north"].max())
    step = next((step for step in STEPS if (north - south) / step <= 6), STEPS[-1])
    return math.floor(south / step) * step, math.ceil(north / step) * step, step


def _grid(panel: Axes, low: float, high: float, step: float) -> None:
    """Degrees at the left, and light lines behind the marks; the lowest is the base line."""
    values = [low + number * step for number in range(round((high - low) / step) + 1)] if high > low else []
    panel.set_yticks(values, [f"{about(abs(value))}°" + _side(value) for value in values])
    panel.tick_params(axis="y", length=0, pad=5, labelcolor=MUTED, labelsize=SIZE)
    panel.hlines(values[1:], *panel.get_xlim(), color=RULE, linewidth=0.6, zorder=0.5)
    panel.plot(panel.get_xlim(), [low, low], color=INK, linewidth=0.8, zorder=5, clip_on=False, label="baseline")


def _middle(row: Row) -> float:
    """The middle of an event's days."""
    return float(row["start_date"].toordinal() + row["end_date"].toordinal() + 1) / 2


def _range(panel: Axes, row: Row) -> list[Artist]:
    """The latitudes of an event, with a dot where its sources name the place."""
    x = _middle(row)
    drawn: list[Artist] = [*panel.plot([x, x], [row["south"], row["north"]], label="range", **RANGE)]
    if missing(row["offset_km"]):
        drawn += panel.plot([x], [row["lat"]], label="place", zorder=6, **PLAIN, **PIN[True])
    return drawn


def _anywhere(panel: Axes, row: Row, depth: float, top: float) -> list[Artist]:
    """A mark in the strip below, and a dotted line over all latitudes."""
    x = _middle(row)
    line = panel.plot([x, x], [depth, top], color=KNOWN, zorder=2, label="anywhere", **DOTTED)
    return [*line, *panel.plot([x], [depth], zorder=6, label="listed", **PLAIN, **LISTED[True])]


def _side(latitude: float) -> str:
    """The hemisphere, as it stands after a number of degrees."""
    return "" if latitude == 0 else " N" if latitude > 0 else " S"


def _degrees(latitude: float) -> str:
    """A latitude in words: '26.4° N'."""
    return f"{abs(latitude):.1f}°{_side(round(latitude, 1))}"


def _place(row: Row, known: Mapping[str, str]) -> str:
    """The place of an event in a table: 'Alto Vento', '120 km west of Vila do Eco', 'not disclosed'."""
    if missing(row["place_id"]):
        return "not disclosed"
    name = known[row["place_id"]]
    if missing(row["offset_km"]):
        return name
    bearing = None if missing(row["bearing_deg"]) else row["bearing_deg"]
    return f"{about(row['offset_km'])} km {compass(bearing)} {name}"


def _told(row: Row) -> str:
    """What the sources allow of the latitude of an event."""
    if missing(row["place_id"]):
        return "place not disclosed"
    south, north = _degrees(row["south"]), _degrees(row["north"])
    return south if south == north else f"from {south} to {north}"


def _title(found: _Events) -> str:
    """How many events there are, between which latitudes, and how many without a place."""
    placed, silent = found.placed, len(found.silent)
    without = f"{plural(silent, 'event')} without a disclosed place"
    if placed.empty:
        return without
    south, north = _degrees(placed["south"].min()), _degrees(placed["north"].max())
    told = f"{plural(len(placed), 'event')} between {south} and {north}"
    return f"{told}, and {without.replace(' events', '').replace(' event', '')}" if silent else told


def _alt(found: _Events) -> str:
    """What the picture shows, event by event while there are few, and else by year."""
    lines = records(found.rows)
    if len(lines) <= TOLD:
        told = (f"{day(row['start_date'].date())}, {_told(row)}" for row in lines)
        return f"Latitudes by day: {'; '.join(told)}."
    parts = []
    for year, own in found.rows.groupby(found.rows["start_date"].dt.year):
        placed, silent = own[own["place_id"].notna()], int(own["place_id"].isna().sum())
        ends = f" from {_degrees(placed['south'].min())} to {_degrees(placed['north'].max())}" if len(placed) else ""
        parts.append(f"{year}, {plural(len(own), 'event')}{ends}" + (f", {silent} not disclosed" if silent else ""))
    return f"Latitudes by day, from year to year: {'; '.join(parts)}."
