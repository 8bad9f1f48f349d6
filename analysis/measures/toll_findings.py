"""What the record says of the dead: whose number it is, where sides differ, and what may not be added."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from analysis.errors import listed
from analysis.measures.bounds import Bounds
from analysis.measures.comparison import attribution_turn, part
from analysis.measures.counts import Window
from analysis.measures.findings import Finding, Findings, Holds, Test, Unsaid, Value, literal
from analysis.measures.grounds import of_counts
from analysis.measures.rules import ADMITTED, Rule
from analysis.measures.toll import DEAD, PARTS, WHOLE, Belief, Toll, as_told, beliefs, rows_of, toll
from analysis.measures.view import View
from analysis.measures.whereabouts import Whereabouts
from analysis.measures.words import days, plural
from analysis.record.rows import Row, missing, records
from analysis.record.store import Record

NAMES = {
    "stated": "how many dead are stated",
    "complete": "the same if accounts are complete",
    "sides": "what each side alone gives",
    "common": "whose number is higher where both sides give one",
    "identity": "where fighters and civilians may be the same dead",
    "status": "what is known of harm to civilians",
    "apart": "statements about no single row",
}
"""Each finding by its key and what it is about, in reading order."""
NO_ROW = "no row that the rule counts lies in the days looked at"
METHODS = ("toll", "counts", "rules")
TESTED = (*METHODS, "readings")


def toll_findings(record: Record, view: View) -> Findings:
    """The findings on the dead in reading order, under a view whose unit is one of the dead.

    Any other unit counts everybody killed. Keys are those of `NAMES`; one that the record gives no numbers for is left
    out, and the findings say why.
    """
    unit = view.rule.unit if view.rule.unit in DEAD else WHOLE
    dead = _Dead(record, replace(view, rule=view.rule.as_unit(unit)))
    made: dict[str, Callable[[_Dead], Finding | str]] = {
        "stated": _stated,
        "complete": _complete,
        "sides": _sides,
        "common": _common,
        "identity": _identity,
        "status": _status,
        "apart": _apart,
    }
    told = {key: make(dead) if dead.rows or key == "apart" else NO_ROW for key, make in made.items()}
    called = Whereabouts(record).briefs()
    return Findings(
        tuple(replace(one, about="the dead", called=called) for one in told.values() if isinstance(one, Finding)),
        tuple(Unsaid(key, NAMES[key], why) for key, why in told.items() if isinstance(why, str)),
    )


@dataclass(frozen=True)
class _Dead:
    """A record, and a view whose unit is one of the dead."""

    record: Record
    view: View

    @cached_property
    def rows(self) -> tuple[str, ...]:
        """The rows that the rule counts and that touch the days."""
        return rows_of(self.record, self.view.rule, self.view.since, self.view.until)

    @cached_property
    def beliefs(self) -> dict[str, Belief]:
        """Whom one may believe, by key."""
        return {belief.key: belief for belief in beliefs(self.record)}

    def toll(
        self, belief: str, attribution: str = "", *, complete: bool = False, among: Sequence[str] | None = None
    ) -> Toll | None:
        """What one belief gives under a rule, that of the report unless named; `None` where nobody of it speaks."""
        if belief not in self.beliefs:
            return None
        rule: Rule = self.view.rule.under(attribution) if attribution else self.view.rule
        since, until = self.view.since, self.view.until
        return toll(self.record, self.beliefs[belief], rule, since, until, complete=complete, among=among)

    def value(self, count: Bounds, label: str = "") -> Value:
        """A sum as a value that rests on its rows, or on the declared periods of the days that were searched."""
        window = Window(self.view.since, self.view.until)
        roles = [role for role in ("before", "campaign", "after") if part(self.record, role, window).days]
        own = replace(count, left_out=())
        if roles:
            return of_counts(self.record, str(count), dict.fromkeys(roles, own), label)
        return Value(str(count), count.rows, (), label)


def _value(rows: Sequence[str], label: str = "") -> Value:
    return Value(plural(len(rows), "row"), tuple(rows), label=label)


def _same(dead: _Dead, chosen: Toll, belief: str, *, complete: bool = False) -> tuple[Test, ...]:
    """Under which rules a sum stays what it is: of the same rows, and from the same number to the same."""
    found = {name: dead.toll(belief, name, complete=complete) for name in ADMITTED}
    answers: dict[str, Holds] = {
        name: "yes" if one and one.spoken == chosen.spoken and one.spoken.rows == chosen.spoken.rows else "no"
        for name, one in found.items()
    }
    return tuple(Test((attribution_turn(name),), answer) for name, answer in answers.items())


def _stated(dead: _Dead) -> Finding | str:
    """The sum of what everybody states, row by row."""
    chosen = dead.toll("all")
    if chosen is None or not chosen.spoken.rows:
        return "no statement about one of these rows gives a number"
    values = {
        "count": dead.value(chosen.spoken),
        "rows": _value(chosen.spoken.rows, f"{plural(len(chosen.spoken.rows), 'row')} with a number"),
        "dates": Value(days(dead.view.since, dead.view.until)),
    }
    template = "Added row by row from the lowest statement to the highest, the {rows} for which anybody gives a number "
    template += "in the days looked at, {dates}, have {count}"
    if chosen.silent:
        values["silent"] = _value(chosen.silent, f"{plural(len(chosen.silent), 'row')} without one")
        template += "; for {silent} nobody gives one, which is not none"
    return Finding("stated", f"{template}.", values, _same(dead, chosen, "all"), methods=TESTED)


def _complete(dead: _Dead) -> Finding | str:
    """The same sum with one assumption more, where that makes it narrower."""
    chosen, plain = dead.toll("all", complete=True), dead.toll("all")
    if chosen is None or plain is None or chosen.spoken == plain.spoken:
        return "the assumption that accounts are complete changes nothing"
    values = {"count": dead.value(chosen.spoken, "if accounts are complete"), "rows": _value(chosen.spoken.rows)}
    template = "If whoever counts both fighters and civilians of a row has counted everybody killed there once, "
    template += "{rows} have a number and together {count}: an assumption, and not a statement of anybody."
    return Finding("complete", template, values, _same(dead, chosen, "all", complete=True), methods=TESTED)


def _sides(dead: _Dead) -> Finding | str:
    """What the official side alone gives, and what the local one alone gives."""
    values: dict[str, Value] = {}
    phrases = []
    for side in ("official", "local"):
        chosen = dead.toll(side)
        if chosen is None or not chosen.spoken.rows:
            phrases.append(f"the {side} side gives no number for any row")
            continue
        rows = plural(len(chosen.spoken.rows), "row")
        values[side] = dead.value(chosen.spoken, f"{chosen.spoken} by the {side} side alone")
        values[f"{side}_rows"] = _value(chosen.spoken.rows, f"{rows} with a number of the {side} side")
        phrases.append(f"the {side} side alone gives {{{side}}} in {{{side}_rows}}")
    if not values:
        return "neither side gives a number for any row"
    words = ", and ".join(phrases)
    template = f"{words[0].upper()}{words[1:]}. The two do not speak of the same rows, and are not added."
    both = [dead.toll(side) for side in ("official", "local")]
    if len(phrases) == 2 and all(both) and len({one.spoken.rows for one in both if one}) == 1:
        template = f"{words[0].upper()}{words[1:]}, which are the same rows. The two are not added."
    return Finding("sides", template, values, methods=METHODS)


def _common(dead: _Dead) -> Finding | str:
    """Which side has more dead in the rows for which both give a number."""
    found = {name: _both(dead, name) for name in ADMITTED}
    chosen = found[dead.view.rule.attribution]
    if chosen is None:
        return "there is no row for which both sides give a number"
    one, other = (side.spoken for side in chosen)
    relation = _relation(one, other)
    values = {
        "rows": _value(one.rows, f"{plural(len(one.rows), 'row')} with a number of both sides"),
        "official": dead.value(one, f"{one} by the official side"),
        "local": dead.value(other, f"{other} by the local side"),
    }
    opening = "In the {rows} for which both sides give a number, the official side has {official} and the local side "
    if not relation:
        template = f"{opening}{{local}}: the two share values, so that neither is sure to be the higher."
        return Finding("common", template, values, methods=METHODS)
    answers: dict[str, Holds] = {}
    for name, both in found.items():
        if both is not None:
            under = _relation(both[0].spoken, both[1].spoken)
            answers[name] = "open" if not under else "yes" if under == relation else "no"
        else:
            answers[name] = "open"
    tests = tuple(Test((attribution_turn(name),), answer) for name, answer in answers.items())
    template = f"{opening}{{local}}: the official number is {relation} the local one."
    return Finding("common", template, values, tests, methods=TESTED)


def _both(dead: _Dead, attribution: str) -> tuple[Toll, Toll] | None:
    """What the sides give for the rows of which both speak; `None` where there is no such row."""
    official, local = (dead.toll(side, attribution) for side in ("official", "local"))
    if official is None or local is None:
        return None
    shared = [row for row in official.spoken.rows if row in set(local.spoken.rows)]
    again = [dead.toll(side, attribution, among=shared) for side in ("official", "local")]
    return (again[0], again[1]) if shared and again[0] and again[1] else None


def _relation(one: Bounds, other: Bounds) -> str:
    """How two sums surely stand to one another; '' where they share values and are not one number."""
    if one.low is None or other.low is None:
        return ""
    if one.low > other.upper:
        return "higher than"
    if one.upper < other.low:
        return "lower than"
    return "the same as" if one.exact and other.exact else ""


def _identity(dead: _Dead) -> Finding | str:
    """The rows in which the highest numbers of the parts add up to more dead than anybody states."""
    every = dead.beliefs.get("all")
    if every is None:
        return "nobody states a number of the dead"
    frames = {unit: as_told(dead.record, every, unit, complete=True).set_index("incident_id") for unit in DEAD}
    high = pd.DataFrame({unit: frame[f"{unit}_max"] for unit, frame in frames.items()}).loc[list(dead.rows)].dropna()
    parts = high[list(PARTS)].sum(axis=1)
    double = high[parts > high[WHOLE]]
    if double.empty:
        return "in no row do fighters and civilians add up to more than the highest number of dead"
    ids = tuple(str(key) for key in double.index)
    whole, added = int(double[WHOLE].sum()), int(parts[double.index].sum())
    units = [dead.record.unit(unit) for unit in PARTS]
    values = {
        "rows": _value(ids),
        "added": Value(f"{added:,}", ids, label=f"{added:,} added up"),
        "whole": Value(str(Bounds(dead.record.unit(WHOLE), whole, whole)), ids),
    }
    template = f"In {{rows}} the highest numbers of {literal(str(units[0]))} and of {literal(str(units[1]))} add up to "
    template += "{added}, where no account that numbers everybody has more than {whole}: whoever is one to one side "
    template += "and the other to another died once."
    return Finding("identity", template, values, methods=METHODS)


def _status(dead: _Dead) -> Finding | str:
    """How many rows have each status of harm to civilians, and for how many it was not looked at."""
    incidents = dead.record.incidents.set_index("incident_id").loc[list(dead.rows), "civilian_harm_status"]
    values = {"rows": _value(dead.rows)}
    phrases = []
    for number, one in enumerate(dead.record.schema["incidents"]["civilian_harm_status"].categories):
        own = tuple(str(key) for key in incidents.index[(incidents == one.value).fillna(False).astype(bool)])
        if own:
            values[f"status_{number}"] = Value(f"{len(own):,}", own, label=f"{len(own):,}: {one.short}")
            phrases.append(f"“{literal(one.short)}” for {{status_{number}}}")
    blank = tuple(str(key) for key in incidents.index[incidents.isna()])
    if blank:
        values["blank"] = Value(f"{len(blank):,}", blank, label=f"{len(blank):,} without a status")
        phrases.append("none recorded for {blank}")
    template = f"Where harm to civilians stands in the {{rows}}: {listed(phrases, 'and')}."
    return Finding("status", template, values, methods=METHODS)


def claims_apart(record: Record, view: View) -> list[Row]:
    """Statements of a number of dead that are about no single row; rows of the claims.

    Those are chosen that touch the days, or state none. They are never added to anything. What is held to be an error
    is left out.
    """
    claims = record.claims
    number = claims["value_min"].notna() | claims["value_max"].notna()
    chosen = claims["metric"].isin(DEAD) & claims["incident_id"].isna() & number & (claims["standing"] != "rejected")
    first, last = claims["start_date"].fillna(claims["end_date"]), claims["end_date"].fillna(claims["start_date"])
    touch = ~(first > pd.Timestamp(view.until)) & ~(last < pd.Timestamp(view.since))
    return records(claims[chosen & touch])


def stated_number(record: Record, row: Row) -> str:
    """What a statement gives, with its unit: '800 to 900 fighters killed', 'at most 387 civilians killed'."""
    unit = record.unit(str(row["metric"]))
    if missing(row["value_min"]):
        return f"at most {int(row['value_max']):,} {unit}"
    return str(Bounds(unit, int(row["value_min"]), None if missing(row["value_max"]) else int(row["value_max"])))


def _apart(dead: _Dead) -> Finding | str:
    """How many statements are about no single row, and what the campaign's own are."""
    record = dead.record
    rows = claims_apart(record, dead.view)
    if not rows:
        return "every statement of a number of dead in these days is about one row"
    campaign = record.period("campaign")
    names = {one.value: one.short for one in record.schema["claims"]["claimant"].categories}
    own = [row for row in rows if not missing(row["campaign"]) and row["campaign"] == campaign.campaign]
    periods = of_counts(record, "", {"campaign": Bounds(record.unit(WHOLE), 0, 0)})
    values = {}
    template = f"{plural(len(rows), 'statement')} of a number of dead {'is' if len(rows) == 1 else 'are'} about no "
    template += "single row, and no sum here contains any"
    if own:
        told = "; ".join(f"{names[row['claimant']]}, {stated_number(record, row)}" for row in own)
        values["campaign"] = replace(periods, text=campaign.name)
        template += f". Of {{campaign}} as a whole: {literal(told)}"
    return Finding("apart", f"{template}.", values, methods=METHODS)
