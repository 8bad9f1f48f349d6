"""What the record says of one year: how many, whether more than in the year before, when, and how late it was told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from analysis.measures.bounds import Bounds
from analysis.measures.comparison import attribution_turn, part
from analysis.measures.counts import Window, total
from analysis.measures.findings import Finding, Findings, Holds, Test, Unsaid, Value, settled
from analysis.measures.grounds import of_counts, of_periods
from analysis.measures.relations import Relation, relation, stands
from analysis.measures.rules import ADMITTED, Rule
from analysis.measures.tempo import dated_events
from analysis.measures.view import View
from analysis.measures.whereabouts import Whereabouts
from analysis.measures.words import day, days, plural, were
from analysis.record.store import Record

NAMES = {
    "total": "how many the year has",
    "compared": "whether that is more than in the year before",
    "dates": "the first and the last event of the year",
    "later": "how many events were acknowledged only later",
    "dead": "how many were killed",
}
"""Each finding by its key and what it is about, in reading order."""
METHODS = ("counts", "rules", "readings")
RELATIONS: Mapping[Relation, str] = {"more": "more than", "fewer": "fewer than", "same": "as many as"}
"""How a year surely stands to the one before it, in words."""


def year_findings(record: Record, view: View) -> Findings:
    """The findings on a year, in reading order, under the rule of a view that `View.of_year` made.

    Keys: `total`, `compared`, `dates`, `later`, `dead`; one for which the record has no numbers is left out, and the
    findings say why.
    """
    year = _Year(record, view.rule, Window(view.since, view.until))
    made = {"total": _total, "compared": _compared, "dates": _dates, "later": _later, "dead": _dead}
    told = {key: make(year) for key, make in made.items()}
    called = Whereabouts(record).briefs()
    found = [one for one in told.values() if isinstance(one, Finding)]
    return Findings(
        tuple(replace(one, about="the dead" if one.key == "dead" else "the year", called=called) for one in found),
        tuple(Unsaid(key, NAMES[key], why) for key, why in told.items() if isinstance(why, str)),
    )


@dataclass(frozen=True)
class _Year:
    """A year of a record, or the part of it that is covered, and the rule it is counted by."""

    record: Record
    rule: Rule
    window: Window

    @property
    def name(self) -> str:
        """'2018', with its days where the record covers a part of it only."""
        since, until = self.window.since, self.window.until
        return str(since.year) if self.whole else f"{since.year} ({days(since, until)})"

    @property
    def whole(self) -> bool:
        """True when every day of it is covered."""
        return self.window == _whole(self.window.since.year)

    @cached_property
    def counts(self) -> Mapping[str, Bounds]:
        """The count under each attribution rule."""
        return {name: self.count(self.rule.under(name)) for name in ADMITTED}

    @property
    def chosen(self) -> Bounds:
        """The count under the rule of the report."""
        return self.counts[self.rule.attribution]

    @cached_property
    def roles(self) -> list[str]:
        """The roles of the declared periods that the year touches."""
        return [role for role in ("before", "campaign", "after") if part(self.record, role, self.window).days]

    @property
    def named(self) -> Value:
        """Its name, which leads to the declared periods that it touches."""
        return of_periods(self.record, self.roles, self.name)

    def count(self, rule: Rule) -> Bounds:
        """The bounded count under a rule."""
        record, window = self.record, self.window
        unit = record.unit(rule.unit)
        return total(record.incidents, rule, record.coverage, window.since, window.until, unit=unit)

    def value(self, count: Bounds, words: str = "", label: str = "") -> Value:
        """A count as a value that rests on its rows, or on the declared periods of the days that were searched."""
        told = words or (f"no {count.unit}" if count.high == 0 else str(count))
        if self.roles:
            return of_counts(self.record, told, dict.fromkeys(self.roles, count), label)
        return Value(told, (*count.rows, *count.left_out), (), label)


def _whole(year: int) -> Window:
    return Window(date(year, 1, 1), date(year, 12, 31))


def _silent(count: Bounds) -> bool:
    """True when rows match and none of them states a number: from zero to open, which says nothing."""
    return bool(count.left_out) and not count.rows


def _each(answers: Mapping[str, Holds]) -> tuple[Test, ...]:
    """One test per attribution rule."""
    return tuple(Test((attribution_turn(name),), answer) for name, answer in answers.items())


def _total(year: _Year) -> Finding | str:
    """How many the year has, and under which rules it stays the same."""
    count = year.chosen
    if _silent(count):
        template = "The record states no number of {unit} for the {rows} of {year}, so that how many is not known."
        values = {
            "unit": Value(str(count.unit)),
            "rows": Value(plural(len(count.left_out), "row"), count.left_out),
            "year": year.named,
        }
        silent = {name: not one.rows and one.left_out == count.left_out for name, one in year.counts.items()}
        tests = _each({name: "yes" if answer else "no" for name, answer in silent.items()})
        return Finding("total", template, values, tests, methods=METHODS)
    tests = _each({name: _same(one, count) for name, one in year.counts.items()})
    values = {"count": year.value(count), "year": year.named}
    return Finding("total", "The record has {count} in {year}.", values, tests, methods=METHODS)


def _same(one: Bounds, shown: Bounds) -> Holds:
    """Whether a count says the same as the one that is shown: it lies within it, or shares no value with it."""
    low, high = shown.low or 0, shown.upper
    return settled(one.within(low, high), one.apart_from(low, high))


def _compared(year: _Year) -> Finding | str:
    """Whether the year saw more or fewer than the one before it; nothing where bounds that overlap cannot tell."""
    before = replace(year, window=_whole(year.window.since.year - 1))
    if not year.whole or before.chosen.low is None:
        return "the record does not cover both years whole"
    found = relation(year.chosen, before.chosen)
    if found is None:
        return f"the record allows more as well as fewer than in {before.name}"
    answers = {name: stands(found, count, before.counts[name]) for name, count in year.counts.items()}
    values = {
        "year": year.named,
        "count": year.value(year.chosen),
        "other": before.value(before.chosen),
        "before": before.named,
    }
    template = f"{{year}} saw {RELATIONS[found]} {{before}}: {{count}}, against {{other}}."
    return Finding("compared", template, values, _each(answers), methods=METHODS)


def _dates(year: _Year) -> Finding | str:
    """The first and the last event of the year whose day is known; rows of a campaign seldom are one event."""
    ends = {name: _ends(year, name) for name in ADMITTED}
    chosen = ends[year.rule.attribution]
    if not chosen:
        return "no row of the year is one event on a known day"
    first, last = chosen[0], chosen[-1]
    values = {"year": year.named, "first": Value(day(first[0]), first[1]), "last": Value(day(last[0]), last[1])}
    template = "Of the rows of {year} that are one event on a known day, the first is of {first}, the last of {last}."
    if first == last:
        del values["last"]
        template = "All that {year} has of rows that are one event on a known day is of {first}."
    same = {name: [one[0] for one in found] == [first[0], last[0]] for name, found in ends.items()}
    tests = _each({name: "yes" if answer else "no" for name, answer in same.items()})
    return Finding("dates", template, values, tests, methods=("tempo", "rules", "readings"))


def _ends(year: _Year, attribution: str) -> list[tuple[date, tuple[str, ...]]]:
    """The first and the last day with an event under a rule, each with its rows; empty where there is none."""
    window = year.window
    events = dated_events(year.record.incidents, Rule("events", attribution), window.since, window.until)
    if events.empty:
        return []
    starts = events["start_date"]
    return [
        (moment.date(), tuple(events.loc[starts == moment, "incident_id"].astype("str")))
        for moment in (starts.iloc[0], starts.iloc[-1])
    ]


def _later(year: _Year) -> Finding | str:
    """How many of the year's events a reader of the announcements alone would have missed."""
    at_once, ever = (year.count(Rule("events", name)) for name in ("announced", "acknowledged"))
    if not ever.exact or not at_once.exact or ever.low is None or at_once.low is None:
        return "the number of its events is not settled"
    if ever.low == 0:
        return "none of its events was acknowledged"
    missed = tuple(row for row in ever.rows if row not in set(at_once.rows))
    late = Bounds(ever.unit, ever.low - at_once.low, ever.low - at_once.low, rows=missed)
    template = f"Of the {{ever}} of {{year}} that {were(ever.low)} acknowledged, "
    template += f"{{count}} {were(at_once.low)} announced at the time and {{late}} only later."
    values = {
        "ever": year.value(ever),
        "year": year.named,
        "count": year.value(at_once, at_once.number, f"{at_once.number} at the time"),
        "late": year.value(late, late.number, f"{late.number} later"),
    }
    return Finding("later", template, values, methods=("counts", "rules"))


def _dead(year: _Year) -> Finding | str:
    """How many were killed in the year, where the report does not count that anyway."""
    count = year.count(year.rule.as_unit("killed"))
    if year.rule.unit == "killed":
        return "the report counts that itself"
    if _silent(count):
        return "no number of them is stated"
    under = {name: year.count(Rule("killed", name)) for name in ADMITTED}
    answers: dict[str, Holds] = {
        name: _same(one, count) if len(one.left_out) == len(count.left_out) else "no" for name, one in under.items()
    }
    values = {"year": year.named, "count": year.value(count)}
    left = f"; {{rows}} of it {'states' if len(count.left_out) == 1 else 'state'} no number" if count.left_out else ""
    if count.left_out:
        values["rows"] = Value(plural(len(count.left_out), "row"), count.left_out)
    template = f"Of the dead the record has {{count}} in {{year}}{left}."
    return Finding("dead", template, values, _each(answers), methods=METHODS)
