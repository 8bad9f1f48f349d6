"""What the official and the local side each give of the dead, and how the two stand to one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.measures.bounds import Bounds
from analysis.measures.findings import Finding, Holds, Value
from analysis.measures.relations import Relation, relation, stands
from analysis.measures.rules import ADMITTED
from analysis.measures.toll import Toll
from analysis.measures.toll_view import TESTED, Dead, rows_value, tests_of, tests_where
from analysis.measures.words import plural

SIDES = ("official", "local")
"""The sides of which each counts the dead itself."""
RELATIONS: Mapping[Relation, str] = {"more": "higher than", "fewer": "lower than", "same": "the same as"}
"""How the number of one side surely stands to that of the other, in words."""
HOW_MANY: Mapping[Relation, str] = {"more": "more rows", "fewer": "fewer rows", "same": "as many rows"}
"""The same of numbers of rows."""


def how_many(one: Sequence[str], other: Sequence[str]) -> Relation:
    """How the one number of rows stands to the other."""
    return "same" if len(one) == len(other) else "more" if len(one) > len(other) else "fewer"


def sides(dead: Dead) -> Finding | str:
    """For how many rows each side gives a number, and what each alone gives."""
    tolls = {name: [_spoken(dead.toll(side, name)) for side in SIDES] for name in ADMITTED}
    chosen = tolls[dead.view.rule.attribution]
    values: dict[str, Value] = {}
    for side, sums in zip(SIDES, chosen, strict=True):
        if sums is not None:
            values[side] = dead.value(sums, f"{sums} by the {side} side alone")
            number = plural(len(sums.rows), "row")
            values[f"{side}_rows"] = rows_value(sums.rows, f"{number} with a number of the {side} side")
    one, other = chosen
    if one is None and other is None:
        return "neither side gives a number for any row"
    rows = {name: [() if sums is None else sums.rows for sums in both] for name, both in tolls.items()}
    if one is None or other is None:
        alone, silent = SIDES if other is None else SIDES[::-1]
        template = f"The {alone} side gives {{{alone}}} in {{{alone}_rows}}, and the {silent} side no number for "
        template += "any row."
        pairs = {name: dict(zip(SIDES, both, strict=True)) for name, both in rows.items()}
        same = {name: bool(both[alone]) and not both[silent] for name, both in pairs.items()}
        return Finding("sides", template, values, tests_where(same), methods=TESTED)
    sure = how_many(one.rows, other.rows)
    template = f"The official side gives a number for {HOW_MANY[sure]} {'as' if sure == 'same' else 'than'} the local "
    template += "side: alone {official} in {official_rows}, and the local side alone {local} in {local_rows}"
    template += ", which are the same rows" if one.rows == other.rows else ", which are not the same rows"
    same = {name: any(both) and how_many(*both) == sure for name, both in rows.items()}
    return Finding("sides", f"{template}. The two are not added.", values, tests_where(same), methods=TESTED)


def _spoken(chosen: Toll | None) -> Bounds | None:
    """The sum of the rows of which a side speaks; `None` where there is none."""
    return chosen.spoken if chosen is not None and chosen.spoken.rows else None


def common(dead: Dead) -> Finding | str:
    """Which side has more dead in the rows for which both give a number."""
    found = {name: _both(dead, name) for name in ADMITTED}
    chosen = found[dead.view.rule.attribution]
    if chosen is None:
        return "there is no row for which both sides give a number"
    one, other = chosen
    values = {
        "rows": rows_value(one.rows, f"{plural(len(one.rows), 'row')} with a number of both sides"),
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
    return Finding("common", template, values, tests_of(answers), methods=TESTED)


def _both(dead: Dead, attribution: str) -> tuple[Bounds, Bounds] | None:
    """What the sides give for the rows of which both speak; `None` where there is no such row."""
    official, local = (dead.toll(side, attribution) for side in SIDES)
    if official is None or local is None:
        return None
    shared = [row for row in official.spoken.rows if row in set(local.spoken.rows)]
    one, other = (dead.among(shared, side, attribution) for side in SIDES)
    return (one.spoken, other.spoken) if shared and one and other else None


def _answer(sure: Relation | None, both: tuple[Bounds, Bounds] | None) -> Holds:
    """Whether two numbers stand to one another in this way, or in no sure one; open where no row has both."""
    if both is None:
        return "open"
    if sure:
        return stands(sure, *both)
    return "no" if relation(*both) else "yes"
