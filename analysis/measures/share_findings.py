"""The shares of the regions as a sentence: how much of each period lay in one of them, and whether that is more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Literal

from analysis.errors import listed
from analysis.measures.bounds import Bounds
from analysis.measures.comparison import Reading, part, readings, turns_of
from analysis.measures.counts import Window
from analysis.measures.findings import Finding, Holds, Test, Value, settled
from analysis.measures.grounds import of_counts, of_period
from analysis.measures.rules import Rule
from analysis.measures.shares import Share, Shares, region_shares
from analysis.measures.turns import Turn
from analysis.measures.view import View
from analysis.measures.words import about
from analysis.record.store import Record

Role = Literal["before", "campaign", "after"]
ROLES: tuple[Role, ...] = ("after", "before", "campaign")
"""The periods in the order in which a sentence names them."""
UNITS = ("strikes", "events")
"""The units in which shares are read in turn; the dead of a region are no measure of where strikes fell."""
COMPARED: tuple[Role, Role] = ("after", "before")
METHODS = ("shares", "counts", "rules")


@dataclass(frozen=True)
class RegionShares:
    """The shares of the regions in every declared period, under the rule of a view and under every reading."""

    record: Record
    view: View

    @property
    def window(self) -> Window:
        """The days of the view."""
        return Window(self.view.since, self.view.until)

    @property
    def units(self) -> tuple[str, ...]:
        """The unit of the view, and the other one in which strikes are counted."""
        own = self.view.rule.unit
        return (own, *(unit for unit in UNITS if unit != own)) if own in UNITS else (own,)

    @cached_property
    def chosen(self) -> dict[Role, Shares]:
        """The shares under the rule of the view, of the periods in which the rows allow any."""
        return self.under(Reading(self.view.rule))

    @property
    def leading(self) -> str | None:
        """The region with the largest share of the first of the chosen periods; `None` where there is none."""
        shares = next(iter(self.chosen.values()), {})
        named = {name: (share.low or 0, share.high or 0) for name, share in shares.items() if name is not None}
        return max(named, key=lambda name: named[name], default=None)

    def under(self, reading: Reading, roles: Sequence[Role] = ROLES) -> dict[Role, Shares]:
        """The shares under one reading, of those of the periods in which the rows allow any."""
        found = {role: region_shares(self.record, reading, role, self.window) for role in roles}
        return {role: some for role, some in found.items() if any(one.low is not None for one in some.values())}

    @property
    def every(self) -> list[tuple[tuple[Turn, ...], dict[Role, Shares]]]:
        """The words of every reading, the unit among them, and the shares that are compared under it.

        Outside the campaign what extends it is counted or is not, wherever else a reading puts it.
        """
        found = []
        known: dict[tuple[Rule, bool], dict[Role, Shares]] = {}
        for unit in self.units:
            each = readings(self.record, unit)
            named = turns_of(self.record, each)
            counting = (Turn("in", str(self.record.unit(unit))),) if len(self.units) > 1 else ()
            for reading in each:
                alike = reading.rule, reading.placement == "after"
                if alike not in known:
                    known[alike] = self.under(reading, COMPARED)
                found.append(((*counting, *named[reading]), known[alike]))
        return found


def whole(shares: Shares) -> Bounds:
    """The count of which these are the shares, with all its rows."""
    first, *others = (share.number for share in shares.values())
    return sum(others, first)


def whole_words(count: Bounds) -> str:
    """That count in words; one of which nothing at all is known is only its unit."""
    return str(count) if count.low or count.high is not None else str(count.unit)


def percent(share: Share) -> str:
    """A share in words: '50 to 77.8 %', 'none', 'all', 'more than 0 to 83.3 %'; 'no share' where there is none."""
    if share.low is None or share.high is None:
        return "no share"
    if share.low == share.high:
        return "none" if share.low == 0 else "all" if share.low == 1 else f"{hundredths(share.low)} %"
    low = f"{'' if share.low_reached else 'more than '}{hundredths(share.low)}"
    return f"{low} to {'' if share.high_reached else 'less than '}{hundredths(share.high)} %"


def hundredths(part: Fraction) -> str:
    """A fraction in per cent, to three digits."""
    return about(100 * float(part))


def rows_of(share: Share) -> tuple[str, ...]:
    """The rows of a category, and those that may belong to it."""
    number, perhaps = share.number, share.perhaps
    return tuple(dict.fromkeys((*number.rows, *number.left_out, *perhaps.rows, *perhaps.left_out)))


def region(record: Record, view: View) -> Finding | str:
    """What the region with the largest share after the campaign has of each period; or why that is not said."""
    found = RegionShares(record, view)
    name = found.leading
    if name is None:
        return "no row that the rule counts lies in a declared period of the days looked at"
    values = {"region": Value(record.label("region", name), rows_of(next(iter(found.chosen.values()))[name]))}
    parts = []
    for role, shares in found.chosen.items():
        share, count = shares[name], whole(shares)
        own = replace(count, rows=rows_of(share), left_out=())
        values[f"share_{role}"] = of_counts(record, percent(share), {role: own}, f"a share of {percent(share)}")
        values[f"whole_{role}"] = of_counts(record, whole_words(count), {role: count})
        values[role] = of_period(record, role, part(record, role, found.window).name)
        parts.append(f"{{share_{role}}} of the {{whole_{role}}} {'in ' if role == 'campaign' else ''}{{{role}}}")
    template = f"{{region}} has {listed(parts, 'and')}"
    if "after" not in found.chosen or "before" not in found.chosen:
        return Finding("region", f"{template}.", values, methods=METHODS)
    after, before = (found.chosen[role][name] for role in COMPARED)
    relation = next((word for word, judged in RELATIONS.items() if judged(after, before)), None)
    if relation is None:
        template += ": the counts do not settle in which of the two its share is larger, {after} or {before}."
        return Finding("region", template, values, methods=METHODS)
    tests = tuple(Test(turns, _holds(some, name, relation)) for turns, some in found.every)
    return Finding("region", f"{template}: {relation}.", values, tests, methods=(*METHODS, "readings"))


RELATIONS: Mapping[str, Callable[[Share, Share], bool]] = {
    "a larger share {after} than {before}": lambda after, before: after.above(before),
    "a smaller share {after} than {before}": lambda after, before: before.above(after),
    "as large a share {after} as {before}": lambda after, before: after.not_above(before) and before.not_above(after),
    "no larger a share {after} than {before}": lambda after, before: after.not_above(before),
    "no smaller a share {after} than {before}": lambda after, before: before.not_above(after),
}
"""What may surely be said of the two shares, the strongest first."""
DENIALS: Mapping[str, Callable[[Share, Share], bool]] = {
    "a larger share {after} than {before}": lambda after, before: after.not_above(before),
    "a smaller share {after} than {before}": lambda after, before: before.not_above(after),
    "as large a share {after} as {before}": lambda after, before: after.above(before) or before.above(after),
    "no larger a share {after} than {before}": lambda after, before: after.above(before),
    "no smaller a share {after} than {before}": lambda after, before: before.above(after),
}
"""When each of them is surely false."""


def _holds(found: Mapping[Role, Shares], name: str, relation: str) -> Holds:
    """Whether a relation of the shares of one region holds in these periods."""
    if "after" not in found or "before" not in found:
        return "open"
    after, before = found["after"][name], found["before"][name]
    return settled(RELATIONS[relation](after, before), DENIALS[relation](after, before))
