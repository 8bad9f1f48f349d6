"""What the record says of the dead: whose number it is, where sides differ, and what may not be added."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from analysis.errors import listed
from analysis.measures.bounds import Bounds
from analysis.measures.findings import Finding, Findings, Holds, Unsaid, Value, literal
from analysis.measures.relations import Relation, relation, stands
from analysis.measures.rules import ADMITTED
from analysis.measures.toll import DEAD, PARTS, WHOLE, Toll, as_told
from analysis.measures.toll_apart import apart
from analysis.measures.toll_view import Dead, tests_of, tests_where
from analysis.measures.view import View
from analysis.measures.whereabouts import Whereabouts
from analysis.measures.words import days, plural
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
ABOUT = dict.fromkeys(("stated", "complete", "sides"), "the dead")
"""What the report is about: how many. That two accounts share values is sure, and no answer to it."""
SIDES = ("official", "local")
"""The sides of which each counts the dead itself."""
NO_ROW = "no row that the rule counts lies in the days looked at"
METHODS = ("toll", "counts", "rules", "readings")
RELATIONS: Mapping[Relation, str] = {"more": "higher than", "fewer": "lower than", "same": "the same as"}
"""How the number of one side surely stands to that of the other, in words."""


def toll_findings(record: Record, view: View) -> Findings:
    """The findings on the dead in reading order, under a view whose unit is one of the dead.

    Any other unit counts everybody killed. Keys are those of `NAMES`; one that the record gives no numbers for is left
    out, and the findings say why.
    """
    unit = view.rule.unit if view.rule.unit in DEAD else WHOLE
    dead = Dead(record, replace(view, rule=view.rule.as_unit(unit)))
    made: dict[str, Callable[[Dead], Finding | str]] = {
        "stated": _stated,
        "complete": _complete,
        "sides": _sides,
        "common": _common,
        "identity": _identity,
        "status": _status,
    }
    told = {key: make(dead) if dead.rows else NO_ROW for key, make in made.items()} | {"apart": apart(record, view)}
    called = Whereabouts(record).briefs()
    found = [one for one in told.values() if isinstance(one, Finding)]
    return Findings(
        tuple(replace(one, about=ABOUT.get(one.key, "the accounts"), called={**called, **one.called}) for one in found),
        tuple(Unsaid(key, NAMES[key], why) for key, why in told.items() if isinstance(why, str)),
    )


def _value(rows: Sequence[str], label: str = "") -> Value:
    return Value(plural(len(rows), "row"), tuple(rows), label=label)


def _unchanged(dead: Dead, chosen: Toll, *, complete: bool = False) -> dict[str, bool]:
    """Under which rules what everybody states stays what it is: of the same rows, from the same number to the same."""
    found = {name: dead.toll("all", name, complete=complete) for name in ADMITTED}
    return {name: one is not None and _alike(one, chosen) for name, one in found.items()}


def _alike(one: Toll | None, other: Toll | None) -> bool:
    """True for the same sum of the same rows; two sums of nothing are alike."""
    if one is None or other is None:
        return not (one and one.spoken.rows) and not (other and other.spoken.rows)
    return one.spoken == other.spoken and one.spoken.rows == other.spoken.rows


def _stated(dead: Dead) -> Finding | str:
    """The sum of what everybody states, row by row."""
    chosen = dead.toll("all")
    if chosen is None or not chosen.spoken.rows:
        return "no statement about one of these rows gives a number"
    values = {
        "count": dead.value(chosen.spoken),
        "rows": _value(chosen.spoken.rows, f"{plural(len(chosen.spoken.rows), 'row')} with a number"),
        "dates": Value(days(dead.view.since, dead.view.until), dead.rows),
    }
    template = (
        "Added row by row from the lowest to the highest of the sharpest statements, the {rows} for which anybody "
    )
    template += "gives a number in the days looked at, {dates}, "
    template += f"{'has' if len(chosen.spoken.rows) == 1 else 'have'} {{count}}"
    if chosen.silent:
        values["silent"] = _value(chosen.silent, f"{plural(len(chosen.silent), 'row')} without one")
        template += "; for {silent} nobody gives one, which is not none"
    silent = {name: one.silent if (one := dead.toll("all", name)) else () for name in ADMITTED}
    same = {name: answer and silent[name] == chosen.silent for name, answer in _unchanged(dead, chosen).items()}
    return Finding("stated", f"{template}.", values, tests_where(same), methods=METHODS)


def _complete(dead: Dead) -> Finding | str:
    """The same sum with one assumption more, where that makes it narrower."""
    chosen, plain = dead.toll("all", complete=True), dead.toll("all")
    if chosen is None or plain is None or chosen.spoken == plain.spoken:
        return "the assumption that accounts are complete changes nothing"
    values = {"count": dead.value(chosen.spoken, "if accounts are complete"), "rows": _value(chosen.spoken.rows)}
    template = "If whoever counts both fighters and civilians of a row has counted everybody killed there once, "
    template += f"{{rows}} {'has' if len(chosen.spoken.rows) == 1 else 'have'} a number and together {{count}}: an "
    template += "assumption, and not a statement of anybody."
    tests = tests_where(_unchanged(dead, chosen, complete=True))
    return Finding("complete", template, values, tests, methods=METHODS)


def _sides(dead: Dead) -> Finding | str:
    """What the official side alone gives, and what the local one alone gives."""
    both = {side: dead.toll(side) for side in SIDES}
    values: dict[str, Value] = {}
    phrases = []
    for side, chosen in both.items():
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
    end = ". The two do not speak of the same rows, and are not added."
    if len({one.spoken.rows if one else () for one in both.values()}) == 1:
        end = ", which are the same rows. The two are not added."
    same = {name: all(_alike(dead.toll(side, name), one) for side, one in both.items()) for name in ADMITTED}
    return Finding("sides", f"{words[0].upper()}{words[1:]}{end}", values, tests_where(same), methods=METHODS)


def _common(dead: Dead) -> Finding | str:
    """Which side has more dead in the rows for which both give a number."""
    found = {name: _both(dead, name) for name in ADMITTED}
    chosen = found[dead.view.rule.attribution]
    if chosen is None:
        return "there is no row for which both sides give a number"
    one, other = chosen
    values = {
        "rows": _value(one.rows, f"{plural(len(one.rows), 'row')} with a number of both sides"),
        "official": dead.value(one, f"{one} by the official side"),
        "local": dead.value(other, f"{other} by the local side"),
    }
    sure = relation(one, other)
    answers: dict[str, Holds] = {name: _answer(sure, both) for name, both in found.items()}
    template = "In the {rows} for which both sides give a number, the official side has {official} and the local side "
    template += "{local}: "
    template += (
        f"the official number is {RELATIONS[sure]} the local one."
        if sure
        else "the two share values, so that neither is sure to be the higher."
    )
    return Finding("common", template, values, tests_of(answers), methods=METHODS)


def _both(dead: Dead, attribution: str) -> tuple[Bounds, Bounds] | None:
    """What the sides give for the rows of which both speak; `None` where there is no such row."""
    official, local = (dead.toll(side, attribution) for side in SIDES)
    if official is None or local is None:
        return None
    shared = [row for row in official.spoken.rows if row in set(local.spoken.rows)]
    one, other = (dead.among(side, attribution, shared) for side in SIDES)
    return (one.spoken, other.spoken) if shared and one and other else None


def _answer(sure: Relation | None, both: tuple[Bounds, Bounds] | None) -> Holds:
    """Whether two numbers stand to one another in this way, or in no sure one; open where no row has both."""
    if both is None:
        return "open"
    if sure:
        return stands(sure, *both)
    return "no" if relation(*both) else "yes"


def _identity(dead: Dead) -> Finding | str:
    """The rows in which the highest numbers of the parts add up to more dead than anybody states."""
    every = dead.beliefs.get("all")
    if every is None:
        return "nobody states a number of the dead"
    frames = {unit: as_told(dead.record, every, unit, complete=True).set_index("incident_id") for unit in DEAD}
    high = pd.DataFrame({unit: frame[f"{unit}_max"] for unit, frame in frames.items()}).dropna()
    parts = high[list(PARTS)].sum(axis=1)
    double = set(high.index[parts > high[WHOLE]])
    found = {name: tuple(row for row in rows if row in double) for name, rows in dead.every.items()}
    ids = found[dead.view.rule.attribution]
    if not ids:
        return "in no row do fighters and civilians add up to more than the highest number of dead"
    whole, added = int(high.loc[list(ids), WHOLE].sum()), int(parts[list(ids)].sum())
    units = [dead.record.unit(unit) for unit in PARTS]
    values = {
        "rows": _value(ids),
        "added": Value(f"{added:,}", ids, label=f"{added:,} added up"),
        "whole": Value(str(Bounds(dead.record.unit(WHOLE), whole, whole)), ids),
    }
    template = (
        f"In {{rows}} the sharpest accounts of {literal(str(units[0]))} and of {literal(str(units[1]))} go up to "
    )
    template += "{added} together, and those of everybody to {whole}: whoever is one to one side and the other to "
    template += "another died once."
    tests = tests_where({name: rows == ids for name, rows in found.items()})
    return Finding("identity", template, values, tests, methods=METHODS)


def _status(dead: Dead) -> Finding | str:
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
    tests = tests_where({name: rows == dead.rows for name, rows in dead.every.items()})
    return Finding("status", template, values, tests, methods=METHODS)
