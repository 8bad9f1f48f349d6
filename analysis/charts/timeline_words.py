"""The strikes outside the campaign as a value, and what their time line says in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from analysis.charts.lanes import SHAPES, Lane, lane, look
from analysis.measures.bounds import Bounds
from analysis.measures.comparison import Reading, compare, extensions
from analysis.measures.counts import Window, count, total
from analysis.measures.rules import Rule
from analysis.measures.words import days, plural, sentence
from analysis.record.schema import Unit
from analysis.record.store import Period, Record


@dataclass(frozen=True)
class Outside:
    """The rows outside the main campaign that touch a window, whatever their attribution.

    `rows` are those of the incidents, in order of time, with `counted` (the rule admits it) and `number` (of strikes,
    as it is written beside the mark: nothing for exactly one).
    """

    record: Record
    rule: Rule
    since: date
    until: date
    rows: pd.DataFrame

    @classmethod
    def of(cls, record: Record, rule: Rule, since: date, until: date) -> Outside:
        """The rows outside the campaign from `since` to `until`."""
        incidents = record.incidents
        own = (incidents["campaign"] == record.period("campaign").campaign).fillna(False).astype(bool)
        touches = (incidents["start_date"] <= pd.Timestamp(until)) & (incidents["end_date"] >= pd.Timestamp(since))
        rows = incidents[~own & touches & (since <= until)]
        rows = rows.sort_values(["start_date", "incident_id"], ignore_index=True)
        rows["counted"] = rule.admits(rows)
        rows["number"] = [_number(row["strikes_min"], row["strikes_max"]) for _, row in rows.iterrows()]
        return cls(record, rule, since, until, rows)

    @property
    def unit(self) -> Unit:
        """What the marks are."""
        return self.record.unit("events")

    @property
    def campaign(self) -> Period:
        """The campaign as far as it lies in the window; it may be empty."""
        return self.record.period("campaign").within(self.since, self.until)

    @cached_property
    def extensions(self) -> list[Period]:
        """The rows of another campaign, as named days."""
        ids = set(extensions(self.record)["incident_id"])
        return [
            Period(
                self.record.label("campaign", row["campaign"]), row["start_date"].date(), row["end_date"].date()
            ).within(self.since, self.until)
            for _, row in self.rows.iterrows()
            if row["incident_id"] in ids
        ]

    def counted(self, since: date, until: date, by: str) -> pd.DataFrame:
        """Bounded counts of the events in the covered days of a span, by a column of the incidents."""
        window = Window(max(since, self.record.coverage.start), min(until, self.record.coverage.end))
        rows = self.record.incidents[self.record.incidents["incident_id"].isin(self.rows["incident_id"])]
        rule = self.rule.as_unit("events")
        return count(rows, rule, self.record.coverage, by=by, since=window.since, until=window.until)

    @cached_property
    def lanes(self) -> list[Lane]:
        """A lane for each region that has a row, in declared order, the rows without a region last."""
        counts = self.counted(self.since, self.until, "region").set_index("region")
        found = []
        for region in [*self.record.schema["incidents"]["region"].values, None]:
            rows = self.rows[self.rows["region"].isna() if region is None else self.rows["region"] == region]
            if not rows.empty:
                held = [Bounds.from_row(row, self.unit) for value, row in counts.iterrows() if _same(value, region)]
                name = f"{self.region(region)}: {held[0] if held else plural(0, self.unit.one, self.unit.many)}"
                found.append(lane(name, rows, self.since.toordinal(), self.until.toordinal()))
        return found

    def region(self, value: object) -> str:
        """A region as the name of a lane."""
        if value is None or pd.isna(value):  # type: ignore[call-overload]
            return f"{self.record.schema['incidents']['region'].title} not stated"
        return sentence(self.record.label("region", value))

    @property
    def key(self) -> list[tuple[Mapping[str, Any], str]]:
        """The shapes that occur, and what each means."""
        entries = []
        for attribution in SHAPES:
            rows = self.rows[self.rows["attribution"] == attribution]
            if len(rows):
                counted = bool(rows["counted"].all())
                words = attribution.replace("-", " ") + ("" if counted else " (not counted)")
                entries.append((look(attribution, counted), words))
        return entries

    @property
    def heading(self) -> str:
        """What the marks and the numbers are."""
        numbered = (self.rows["number"] != "").any()
        numbers = f"; numbers are {self.record.unit('strikes').many}" if numbered else ""
        return f"{sentence(self.unit.many)} on their days{numbers}"

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per mark, with its incident."""
        rows, strikes = self.rows, self.record.unit("strikes").many
        return pd.DataFrame(
            {
                "first day": rows["start_date"],
                "last day": rows["end_date"],
                "region": [self.record.label("region", value) for value in rows["region"]],
                "attribution": rows["attribution"].astype("str"),
                "counted": rows["counted"].map({True: "yes", False: "no"}),
                f"{strikes}, at least": rows["strikes_min"],
                f"{strikes}, at most": rows["strikes_max"],
                "target group": [self.record.label("target_group", value) for value in rows["target_group"]],
                "incident": [(str(key),) for key in rows["incident_id"]],
            }
        )

    def place(self, incident: str) -> int:
        """The line of the table that holds an incident."""
        return int(self.rows.index[self.rows["incident_id"] == incident][0])

    def mark_title(self, incident: str) -> str:
        """What a mark says: '22 September 2017, Fezzan: 6 precision strikes, announced'."""
        row = self.rows.iloc[self.place(incident)]
        low, high = row["strikes_min"], row["strikes_max"]
        unit = self.record.unit("strikes")
        bounds = Bounds(unit, 0 if pd.isna(low) else int(low), None if pd.isna(high) else int(high))
        number = f"no number of {unit.many} stated" if pd.isna(low) and pd.isna(high) else f"{bounds}"
        where = "" if pd.isna(row["region"]) else f", {self.record.label('region', row['region'])}"
        counted = "" if row["counted"] else ", not counted"
        attribution = str(row["attribution"]).replace("-", " ")
        return f"{days(row['start_date'].date(), row['end_date'].date())}{where}: {number}, {attribution}{counted}"


def _same(value: object, region: str | None) -> bool:
    return bool(pd.isna(value)) if region is None else value == region  # type: ignore[call-overload]


def _number(low: Any, high: Any) -> str:
    """A number of strikes beside a mark: nothing for one, '6', '2–3', '1+', and '?' where none is stated."""
    if pd.isna(low) and pd.isna(high):
        return "?"
    if pd.isna(high):
        return f"{low:,}+"
    if pd.isna(low) or low == high:
        return "" if high == 1 else f"{high:,}"
    return f"{low:,}–{high:,}"


def title(outside: Outside) -> str:
    """The finding: how many events fell before and after the campaign, and where most of the later ones did."""
    if outside.since > outside.until:
        return "There is no day to show."
    if outside.rows.empty:
        return _empty(outside)
    sides = compare(outside.record, Reading(outside.rule.as_unit("events")), outside.since, outside.until)
    told = [f"{side.count} {side.period.name}" for side in (sides.before, sides.after) if side.count.low is not None]
    if not told:
        return _apart(outside)
    where = "" if sides.after.count.low is None else _where(outside, sides.after.count, sides.after.period)
    return f"{' and '.join(told)}{where}"


def _empty(outside: Outside) -> str:
    coverage, unit, name = outside.record.coverage, outside.unit, outside.record.period("campaign").name
    first, last = max(outside.since, coverage.start), min(outside.until, coverage.end)
    if first > last:
        return "The record covers none of these days, which is not the same as none."
    return f"No {unit.many} outside {name}, {days(first, last)}."


def _apart(outside: Outside) -> str:
    """What the rule counts where no period is compared, and how many rows it does not count."""
    coverage, rows = outside.record.coverage, outside.rows
    first, last = max(outside.since, coverage.start), min(outside.until, coverage.end)
    found = total(rows, outside.rule.as_unit("events"), coverage, first, last, unit=outside.unit)
    left = int((~rows["counted"]).sum())
    told = f"No {found.unit.many}" if found.high == 0 else f"{found}"
    not_counted = f"; {left:,} not counted by the rule" if left else ""
    return f"{told} outside the periods that are compared{not_counted}"


def _where(outside: Outside, later: Bounds, period: Period) -> str:
    """The region that surely saw most of the later events, or as many as any other.

    Each event without a region may have fallen in any of them: it is added to every rival.
    """
    counts = outside.counted(period.start, period.end, "region")
    named, blank = counts[counts["region"].notna()], counts.loc[counts["region"].isna(), "high"]
    if not later.exact or not later.low or named.empty or blank.isna().any():
        return ""
    top = named.iloc[int(named["low"].to_numpy(dtype="int64").argmax())]
    others = named.drop(index=top.name)["high"]
    unplaced = int(blank.sum())
    if top["low"] != top["high"] or others.isna().any():
        return ""
    if (others == top["low"]).any() or (others + unplaced > top["low"]).any():
        return ""
    some = f"{'at least ' if unplaced else ''}{top['low']:,} of these "
    share = "" if later.low == 1 else "all " if top["low"] == later.low else some
    return f", {share}in {outside.record.label('region', top['region'])}"


def subtitle(outside: Outside) -> str:
    """Unit, rule and days."""
    spans = f"; {days(outside.since, outside.until)}" if outside.since <= outside.until else ""
    return f"{sentence(outside.unit.many)} outside the campaign, {outside.rule.in_words}{spans}."


def alt_text(outside: Outside) -> str:
    """The picture in sentences: the lanes, the attributions, and the events of more than one strike."""
    rows = outside.rows
    lanes = "; ".join(_lane(item, rows[rows["counted"]]) for item in outside.lanes)
    told = "; ".join(
        f"{len(some):,} {kind.replace('-', ' ')}{'' if some['counted'].all() else ', hollow because not counted'}"
        for kind in SHAPES
        if len(some := rows[rows["attribution"] == kind])
    )
    text = [f"A time line of {plural(len(rows), 'mark')} in lanes by region. {lanes}.", f"{told}."]
    several = rows[~rows["number"].isin(["", "?"])]
    if len(several):
        told = "; ".join(f"{row['number']} on {_dates(row.to_frame().T)}" for _, row in several.iterrows())
        text.append(f"{sentence(outside.record.unit('strikes').many)} where not one: {told}.")
    return " ".join(text)


def _lane(item: Lane, counted: pd.DataFrame) -> str:
    """The name of a lane, which says how many the rule counts, and the days of those and of no hollow mark."""
    rows = counted[counted["incident_id"].isin([mark.incident for mark in item.marks])]
    return item.name if rows.empty else f"{item.name} ({_dates(rows)})"


def _dates(rows: pd.DataFrame) -> str:
    return days(rows["start_date"].iloc[0].date(), rows["end_date"].max().date())
