"""A campaign's course as a value, and what its chart says in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.errors import listed
from analysis.measures.bounds import Bounds
from analysis.measures.counts import Window
from analysis.measures.rules import Rule
from analysis.measures.running import running
from analysis.measures.verdicts import claimed
from analysis.measures.words import day, days, plural, sentence
from analysis.record.schema import Unit
from analysis.record.store import Period, Record

SHOWN = ("accepted", "disputed")
"""Standings of the claims that are drawn: a rejected one is an error, and context is not a total of the campaign."""
NARROWER = ("region", "place_id", "target_group", "platform")
"""A claim with one of these filters is about a part of the campaign only."""


@dataclass(frozen=True)
class Stretch:
    """Days (ordinals) with the same bounds; `place` is the position of the first, on which `rows` begin or end."""

    place: int
    first: int
    last: int
    bounds: Bounds
    rows: tuple[str, ...]

    @property
    def title(self) -> str:
        """What a mark says: '1 to 20 November 2016: 367 to 411 precision strikes so far, 1 row'."""
        spans = days(date.fromordinal(self.first), date.fromordinal(self.last))
        return f"{spans}: {self.bounds} so far, {plural(len(self.rows), 'row')}"


@dataclass(frozen=True)
class Course:
    """The campaign under a rule: its `own` rows, `daily` cumulative bounds, and the running totals claimed on its days.

    `chosen` are the days that the report looks at. The course is that of the whole campaign all the same, because a
    running total begins with it; where they differ the words say so.
    """

    record: Record
    rule: Rule
    period: Period
    own: pd.DataFrame
    daily: pd.DataFrame
    claims: pd.DataFrame
    chosen: Window

    @classmethod
    def of(cls, record: Record, rule: Rule, since: date | None = None, until: date | None = None) -> Course:
        """The campaign of a record, on its declared days."""
        coverage = record.coverage
        period = record.period("campaign").within(coverage.start, coverage.end)
        own = record.incidents[(record.incidents["campaign"] == period.campaign).fillna(False).astype(bool)]
        daily = running(own, rule, period.start, period.end)
        own = own[rule.admits(own)]
        return cls(record, rule, period, own, daily, _totals(record, rule, period), Window.of(coverage, since, until))

    @property
    def unit(self) -> Unit:
        """What is counted."""
        return self.record.unit(self.rule.unit)

    @cached_property
    def ordinals(self) -> np.ndarray:
        """The days as ordinals."""
        return np.array([item.toordinal() for item in self.daily["day"]])

    @property
    def end(self) -> Bounds:
        """The count at the end of the campaign."""
        return self.by(len(self.daily) - 1)

    def by(self, position: int) -> Bounds:
        """The count by the end of the day at that position."""
        row = self.daily.iloc[position]
        return Bounds(self.unit, int(row["low"]), None if pd.isna(row["high"]) else int(row["high"]))

    @property
    def looked_at(self) -> Period:
        """The part of the campaign that lies in the chosen days; it may be empty."""
        return self.period.within(self.chosen.since, self.chosen.until)

    @property
    def says_nothing(self) -> bool:
        """True when there is no day, or no number for any."""
        return self.daily.empty or self.end.high == 0 or (self.end.low == 0 and self.end.high is None)

    @cached_property
    def gap(self) -> int | None:
        """The most that is in doubt on any day; `None` where no maximum is stated."""
        return None if self.daily["high"].isna().any() else int((self.daily["high"] - self.daily["low"]).max())

    @cached_property
    def widest(self) -> pd.DataFrame:
        """The first days in a row on which most is in doubt, all with the same bounds; empty where nothing is."""
        doubt = (self.daily["high"] - self.daily["low"]).fillna(0).astype("int64")
        if doubt.max() == 0:
            return self.daily.iloc[:0]
        top = self.daily.iloc[int(doubt.to_numpy().argmax())]
        same = self.daily["low"].eq(top["low"]) & self.daily["high"].eq(top["high"]).fillna(False)
        return self.daily[same]

    def reach_until(self, ordinal: float) -> float:
        """The highest number drawn up to a day."""
        daily = self.daily[self.ordinals <= ordinal]
        claims = self.claims[self.claims["end_date"] <= daily["day"].iloc[-1]]
        numbers = [daily["low"], daily["high"], claims["value_min"], claims["value_max"]]
        return float(pd.concat(numbers).astype("Float64").max())

    def low_at(self, ordinal: float) -> int:
        """What had surely fallen by a day."""
        return int(self.daily["low"].iloc[int(np.clip(ordinal - self.ordinals[0], 0, len(self.daily) - 1))])

    @property
    def reach(self) -> float:
        """The highest number drawn."""
        return self.reach_until(self.ordinals[-1])

    def named(self, standing: str) -> pd.DataFrame:
        """The claims of one standing in order of their last day."""
        return self.claims[self.claims["standing"] == standing]

    @cached_property
    def moving(self) -> list[tuple[str, ...]]:
        """For each day the rows that can change the bounds on it: those that begin (a maximum) or end (a minimum)."""
        found: dict[pd.Timestamp, list[str]] = {}
        for _, row in self.own.iterrows():
            for moment in dict.fromkeys((max(row["start_date"], self.daily["day"].iloc[0]), row["end_date"])):
                found.setdefault(moment, []).append(str(row["incident_id"]))
        return [tuple(found.get(moment, ())) for moment in self.daily["day"]]

    @cached_property
    def stretches(self) -> list[Stretch]:
        """The days in stretches, each from one on which rows begin or end to the day before the next."""
        starts = [place for place, rows in enumerate(self.moving) if rows]
        ends = [*(place - 1 for place in starts[1:]), len(self.daily) - 1]
        return [
            Stretch(start, int(self.ordinals[start]), int(self.ordinals[end]), self.by(start), self.moving[start])
            for start, end in zip(starts, ends, strict=True)
        ]

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per day: the bounds, the totals claimed through it, and the rows that begin or end on it."""
        unit = self.unit.many
        table = self.daily.rename(columns={"low": f"{unit} so far, at least", "high": f"{unit} so far, at most"})
        for standing in SHOWN:
            told = self.named(standing)
            words = [said(claim) for _, claim in told.iterrows()]
            by_day = pd.Series(words, index=told["end_date"], dtype=object).groupby(level=0).agg("; ".join)
            table[f"{standing} totals"] = table["day"].map(by_day)
        table["rows that begin or end"] = self.moving
        return table


def _totals(record: Record, rule: Rule, period: Period) -> pd.DataFrame:
    """The claims that count the whole campaign from its first day to one of its days."""
    claims = record.claims
    chosen = (
        (claims["campaign"] == period.campaign)
        & (claims["metric"] == rule.unit)
        & claims["standing"].isin(SHOWN)
        & claims["incident_id"].isna()
        & claims[list(NARROWER)].isna().all(axis=1)
        & (claims["start_date"] == pd.Timestamp(period.start))
        & (claims["end_date"] <= pd.Timestamp(period.end))
        & ~(claims["value_min"].isna() & claims["value_max"].isna())
    )
    return claims[chosen.fillna(False).astype(bool)].sort_values(["end_date", "claim_id"], ignore_index=True)


def said(claim: pd.Series) -> str:
    """A claimed number: '36', 'at least 7', '64 to 76'."""
    return claimed(*ends(claim))


def ends(claim: pd.Series) -> tuple[float, float]:
    """The least and the most that a claim allows: zero and infinity where it states no end."""
    low, high = claim["value_min"], claim["value_max"]
    return 0.0 if pd.isna(low) else float(low), math.inf if pd.isna(high) else float(high)


def title(course: Course) -> str:
    """The finding: the count at the end, and how much of it is in doubt on the way."""
    name, unit = course.record.period("campaign").name, course.unit.many
    if course.daily.empty:
        return f"The record covers no day of {name}."
    if not course.looked_at.days:
        return f"No day of {name} lies in the days chosen."
    if course.end.high == 0:
        return f"No {unit} in {name}."
    if course.says_nothing:
        return f"No number of {unit} is stated for {name}."
    opening = f"{course.end} in {name}"
    if course.gap is None:
        return f"{opening}; no maximum is stated"
    if course.gap == 0:
        return f"{opening}; the count of every day is known"
    return f"{opening}; on no day {'is' if course.gap == 1 else 'are'} more than {course.gap:,} in doubt"


def subtitle(course: Course) -> str:
    """Unit, rule and days; where the report looks at a part of the campaign only, or at none of it, also which days."""
    period, chosen = course.period, course.chosen
    whole = days(period.start, period.end) if period.days else ""
    looks = f"the report looks at {days(chosen.since, chosen.until)}" if chosen.days else ""
    if not period.days or course.looked_at == period:
        told = whole
    else:
        told = f"the whole campaign, {whole}, though {looks}" if course.looked_at.days else looks
    spans = f"; {told}" if told else ""
    return f"{sentence(course.unit.many)} since the first day, {course.rule.in_words}{spans}."


def alt_text(course: Course) -> str:
    """The picture in sentences: how the count rises, where it is least certain, and how the claims lie to it."""
    daily = course.daily
    last_days = daily["day"].dt.is_month_end | (daily.index == daily.index[-1])
    steps = "; ".join(
        f"{course.by(int(position)).number} by {day(daily['day'].iloc[position].date())}"
        for position in np.flatnonzero(last_days.to_numpy())
    )
    text = [
        f"A line of {course.unit.many} that rises day by day over {plural(len(daily), 'day')}, with a band for what is "
        f"possible: {steps}."
    ]
    if not course.widest.empty:
        widest = course.widest
        span = days(widest["day"].iloc[0].date(), widest["day"].iloc[-1].date())
        on = "on" if len(widest) == 1 else "from"
        text.append(f"The band is widest {on} {span}: {course.by(int(widest.index[0])).number}.")
    told = [
        f"{sum(_in_band(course, claim) for _, claim in some.iterrows()):,} of {len(some):,} {standing} running totals"
        for standing in SHOWN
        if len(some := course.named(standing))
    ]
    return " ".join([*text, f"In the band lie {listed(told, 'and')}."] if told else text)


def _in_band(course: Course, claim: pd.Series) -> bool:
    """True when some value that the claim allows is possible by its last day."""
    bounds = course.by(claim["end_date"].toordinal() - int(course.ordinals[0]))
    return not bounds.apart_from(*ends(claim))
