"""What a chart of counts per month says in words: its finding, its terms, and what stands in for the picture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from analysis.measures.bounds import Bounds
from analysis.measures.rules import Rule
from analysis.measures.words import days, month, plural, sentence
from analysis.record.schema import Unit
from analysis.record.store import Period, Record

NAMED = 8
"""Months that the alternative text names one by one; the others are summed up."""


@dataclass(frozen=True)
class Months:
    """Counts per month, with the record and the rule they were made of, and the days where they are not whole months.

    `table` has the columns of `count(..., by="month")` and the `start` and `end` of each month.
    """

    record: Record
    rule: Rule
    table: pd.DataFrame
    since: date
    until: date

    @classmethod
    def of(cls, record: Record, counts: pd.DataFrame, rule: Rule, since: date | None, until: date | None) -> Months:
        """The months of a table that has at least one."""
        periods = pd.PeriodIndex(counts["month"].astype("str"), freq="M")
        first, last = periods.start_time.date, periods.end_time.date
        table = counts.assign(
            start=[max(day, since or day) for day in first], end=[min(day, until or day) for day in last]
        ).reset_index(drop=True)
        return cls(record, rule, table, table["start"].iloc[0], table["end"].iloc[-1])

    @property
    def unit(self) -> Unit:
        """What is counted."""
        return self.record.unit(self.rule.unit)

    @property
    def campaign(self) -> Period:
        """The part of the campaign that lies in these months; it may be empty."""
        return self.record.period("campaign").within(self.since, self.until)

    @cached_property
    def covered(self) -> pd.DataFrame:
        """The months for which the record answers."""
        return self.table[self.table["covered"].astype(bool)]

    @cached_property
    def during(self) -> pd.Series:
        """True for each covered month that has a day of the campaign."""
        campaign = self.campaign
        return (self.covered["start"] <= campaign.end) & (self.covered["end"] >= campaign.start) & bool(campaign.days)

    @property
    def unstated(self) -> pd.Series:
        """True for each covered month that has rows but no number for any of them."""
        table = self.covered
        return table["low"].eq(0) & table["high"].isna() & (table["rows"].map(len) == 0)

    def bounds(self, row: pd.Series) -> Bounds:
        """The count of one month."""
        return Bounds.from_row(row, self.unit)


def title(months: Months) -> str:
    """The finding: what the fullest month holds, and how the others stand to it."""
    table = months.covered
    if not table["low"].gt(0).any():
        return _nothing_certain(months)
    place = int(table["low"].to_numpy(dtype="int64").argmax())
    top = table.iloc[place]
    opening = f"{months.bounds(top)} {_when(top)}"
    outside = table[~months.during]
    if not months.during.to_numpy()[place] or outside.empty:
        return f"{opening}{_rank(months, top)}{_others(months)}"
    name = months.record.period("campaign").name
    most = int(outside["low"].max())
    known = f"more than {most:,}" if most else "any"
    return f"{opening}; of the months{_looked_at(months)} without a day of {name} none is known to have seen {known}"


def mark_title(months: Months, row: pd.Series) -> str:
    """What a bar says: 'October 2016: 187 to 191 precision strikes, 15 rows'."""
    unstated = f", {plural(len(row['left_out']), 'row')} without a number" if row["left_out"] else ""
    rows = f", {plural(len(row['rows']), 'row')}" if row["rows"] else ""
    return f"{sentence(_when(row).partition(' ')[2])}: {months.bounds(row)}{rows}{unstated}"


def _when(row: pd.Series) -> str:
    """A month inside a sentence: by its name, or by its days where it was cut."""
    month_ = pd.Period(row["month"], freq="M")
    if (row["start"], row["end"]) == (month_.start_time.date(), month_.end_time.date()):
        return f"in {month(str(row['month']))}"
    return f"{'on' if row['start'] == row['end'] else 'from'} {days(row['start'], row['end'])}"


def _nothing_certain(months: Months) -> str:
    table, unit = months.covered, months.unit
    maybe = int((table["high"].isna() | table["high"].gt(0)).sum())
    only = len(table) == 1
    covered = "" if len(table) == len(months.table) else " that the record covers"
    of = _when(table.iloc[0]) if only else f"in any of the {plural(len(table), 'month')}{covered}"
    if maybe == 0:
        return f"No {unit.many} {of}"
    return f"No certain number of {unit.many} {of}" + ("" if only else f"; {maybe:,} may have seen some")


def _looked_at(months: Months) -> str:
    """What keeps a word about all the months to those shown, where the record covers days beyond them."""
    coverage = months.record.coverage
    return "" if months.since <= coverage.start and coverage.end <= months.until else " looked at"


def _rank(months: Months, top: pd.Series) -> str:
    """How the fullest month stands to the others, as far as their bounds settle it."""
    others, part = months.covered.drop(index=top.name), _looked_at(months)
    if others.empty:
        return ""
    if others["high"].isna().any() or others["high"].ge(top["low"]).any():
        return f", the highest number stated for {'one of the months' if part else 'a month'}{part}"
    return f", more than in any other {'of the months' if part else 'month'}{part}"


def _others(months: Months) -> str:
    """What is to be said of the other months: those that state nothing, or else those without any."""
    if unstated := int(months.unstated.sum()):
        return f"; for {plural(unstated, 'month')} no number is stated"
    zeros = int(months.covered["high"].eq(0).sum())
    return f"; none in {zeros:,} of {plural(len(months.covered), 'month')}" if zeros else ""


def subtitle(months: Months) -> str:
    """Unit, rule and days."""
    spans = days(months.since, months.until)
    return f"{sentence(months.unit.many)} per month, {months.rule.in_words}; {spans}."


def alt_text(months: Months, magnified: bool) -> str:
    """The picture in sentences: its kind, the fullest months one by one, and what the rest holds."""
    table = months.covered
    panels = ", in two panels that share the months, the lower one magnified" if magnified else ""
    parts = [
        f"Bars of {months.unit.many} per month, {days(months.since, months.until)}{panels}.",
        _listed(months, table),
    ]
    zeros, unstated = int(table["high"].eq(0).sum()), int(months.unstated.sum())
    missing = len(months.table) - len(table)
    rest = [f"{plural(zeros, 'month has', 'months have')} none"] if zeros else []
    rest += [f"{plural(unstated, 'month has', 'months have')} rows that state no number"] if unstated else []
    rest += [f"{plural(missing, 'month is', 'months are')} not covered by the record"] if missing else []
    if rest:
        parts.append(f"{sentence(' and '.join(rest))}.")
    return " ".join(part for part in parts if part)


def _listed(months: Months, table: pd.DataFrame) -> str:
    """The months that are not zero: the fullest by name, in order of time, the others by their range."""
    some = table[(table["high"].isna() | table["high"].gt(0)) & ~months.unstated]
    if some.empty:
        return ""
    size = some["high"].fillna(some["low"]).astype("int64")
    named = some.loc[sorted(size.sort_values(ascending=False, kind="stable").index[:NAMED])]
    text = "; ".join(f"{month(str(row['month']))} {months.bounds(row).number}" for _, row in named.iterrows())
    rest = some.drop(index=named.index)
    if rest.empty:
        return f"{text}."
    opens = int(rest["high"].isna().sum())
    least, most = int(rest["low"].min()), int(rest["high"].fillna(rest["low"]).max())
    spread = f"{least:,}" if least == most else f"{least:,} to {most:,}"
    unstated = f", {opens:,} of them without a stated maximum" if opens else ""
    return f"{text}; {plural(len(rest), 'other month')} {spread} each{unstated}."
