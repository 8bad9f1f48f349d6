"""What the record says of the dead: what all accounts come to, what each side alone gives, and what may not be added.

A verdict is on what a sentence says of more, fewer or none; its figures are those of the rule of the report, and
`rules` has them under the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from analysis.errors import listed
from analysis.measures.findings import Finding, Findings, Unsaid, Value, literal
from analysis.measures.relations import Relation
from analysis.measures.rules import ADMITTED, COUNTING
from analysis.measures.toll import Toll
from analysis.measures.toll_accounts import contested, identity, own_range, status
from analysis.measures.toll_apart import apart
from analysis.measures.toll_open import change, per_strike
from analysis.measures.toll_ranges import DEAD, PARTS, WHOLE
from analysis.measures.toll_sides import HOW_MANY, common, how_many, sides
from analysis.measures.toll_view import SUMMED, TESTED, Dead, rows_value, tests_where
from analysis.measures.view import View
from analysis.measures.whereabouts import Whereabouts, both
from analysis.measures.words import days, plural
from analysis.record.store import Record

NAMES = {
    "stated": "how many dead are stated",
    "rules": "how many under each rule",
    "complete": "how many if who counts both parts has counted everybody",
    "sides": "what each side alone gives",
    "common": "whose number is higher where both sides give one",
    "own": "how the accounts stand to the record's own ranges",
    "contested": "numbers that others contradict",
    "identity": "where fighters and civilians may be the same dead",
    "per_strike": "how many died for each strike",
    "status": "what is known of harm to civilians",
    "apart": "statements about no single row",
    "change": "which number would move the sum",
}
"""Each finding by its key and what it is about, in reading order."""
ABOUT = dict.fromkeys(("stated", "rules", "complete", "sides"), "the dead")
"""What the report is about: how many. That two accounts share values is sure, and no answer to it."""
NO_ROW = "no row that the rule counts lies in the days looked at"


def toll_findings(record: Record, view: View) -> Findings:
    """The findings on the dead in reading order, under a view whose unit is one of the dead.

    Any other unit counts everybody killed. Keys are those of `NAMES`; one that the record gives no numbers for is left
    out, and the findings say why.
    """
    unit = view.rule.unit if view.rule.unit in DEAD else WHOLE
    dead = Dead(record, replace(view, rule=view.rule.as_unit(unit)))
    made: dict[str, Callable[[Dead], Finding | str]] = {
        "stated": _stated,
        "rules": _rules,
        "complete": _complete,
        "sides": sides,
        "common": common,
        "own": own_range,
        "contested": contested,
        "identity": identity,
        "per_strike": per_strike,
        "status": status,
        "apart": lambda dead: apart(dead.record, dead.view),
        "change": change,
    }
    told = {key: make(dead) if dead.rows or key == "apart" else NO_ROW for key, make in made.items()}
    called = Whereabouts(record).briefs()
    found = [one for one in told.values() if isinstance(one, Finding)]
    return Findings(
        tuple(replace(one, about=ABOUT.get(one.key, "the accounts"), called=both(called, one.called)) for one in found),
        tuple(Unsaid(key, NAMES[key], why) for key, why in told.items() if isinstance(why, str)),
    )


def _stated(dead: Dead) -> Finding | str:
    """The sum of what everybody states, row by row, and whether more rows have no number than have one."""
    tolls = {name: dead.toll(attribution=name) for name in ADMITTED}
    chosen = tolls[dead.view.rule.attribution]
    if chosen is None or not chosen.spoken.rows:
        return "nobody gives a number for any of these rows"
    rows = chosen.spoken.rows
    values = {
        "rows": rows_value(rows, f"{plural(len(rows), 'row')} with a number"),
        "dates": Value(days(dead.view.since, dead.view.until), dead.rows),
        "count": dead.value(chosen.spoken),
    }
    template = "Added row by row from the lowest to the highest account, the {rows} in the days looked at, {dates}, "
    template += f"for which somebody gives a number of {_who(dead)} "
    template += f"{'comes' if len(rows) == 1 else 'come'} to {{count}}; "
    if not chosen.silent:
        template += "there is no row for which nobody does."
        none = {name: bool(one and one.spoken.rows and not one.silent) for name, one in tolls.items()}
        return Finding("stated", template, values, tests_where(none), methods=TESTED)
    silent = chosen.silent
    values["silent"] = Value(f"{len(silent):,}", silent, label=f"{plural(len(silent), 'row')} without one")
    sure = how_many(silent, rows)
    template += f"for {HOW_MANY[sure]}, {{silent}}, nobody does, which is not none."
    same = {name: one is not None and _stands(one, sure) for name, one in tolls.items()}
    return Finding("stated", template, values, tests_where(same), methods=TESTED)


def _stands(one: Toll, sure: Relation) -> bool:
    """Have so many rows no number, compared with those that have one? No where the rule counts no row."""
    return bool(one.silent or one.spoken.rows) and how_many(one.silent, one.spoken.rows) == sure


def _who(dead: Dead) -> str:
    """Whose number is looked for: everybody's or that of a part of them, or a part's alone."""
    unit = literal(str(dead.record.unit(dead.view.rule.unit)))
    return f"{unit} or of a part of them" if dead.view.rule.unit == WHOLE else unit


def _rules(dead: Dead) -> Finding | str:
    """The same sum under each rule of what counts."""
    tolls = {name: dead.toll(attribution=name) for name in ADMITTED}
    found = {name: one for name, one in tolls.items() if one is not None and one.spoken.rows}
    if not found:
        return "nobody gives a number for any row under any rule"
    values = {name: dead.value(one.spoken, f"{one.spoken} counting {COUNTING[name]}") for name, one in found.items()}
    phrases = [f"{{{name}}} counting {COUNTING[name]}" for name in found]
    phrases += [f"no number counting {COUNTING[name]}" for name in ADMITTED if name not in found]
    template = f"The sum is {listed(phrases, 'and')}."
    return Finding("rules", template, values, methods=SUMMED)


def _complete(dead: Dead) -> Finding | str:
    """The sum of the rows in which one assumption more gives a lower maximum, with it and without."""
    why = "no row would have a lower maximum if who counts both parts of the dead has counted everybody"
    if dead.view.rule.unit != WHOLE:
        return why
    plain, complete = (dead.accounts(dead.rows, complete=each)["high"] for each in (False, True))
    rows = [row for row in dead.rows if complete[row] < plain[row]]
    without, assumed = (dead.among(rows, complete=each) for each in (False, True))
    if not rows or without is None or assumed is None:
        return why
    one, other = (literal(str(dead.record.unit(part))) for part in PARTS)
    values = {
        "rows": rows_value(rows, f"{plural(len(rows), 'row')} that would have a lower maximum"),
        "count": dead.value(assumed.spoken, f"{assumed.spoken} with the assumption"),
        "plain": dead.value(without.spoken, f"{without.spoken} without it"),
    }
    template = f"In {{rows}} a claimant counts both {one} and {other}: if that is everybody killed there, each once, "
    template += f"{'it comes' if len(rows) == 1 else 'these come'} to {{count}} and not to {{plain}}. That is an "
    template += "assumption, and not a statement of anybody."
    return Finding("complete", template, values, methods=SUMMED)
