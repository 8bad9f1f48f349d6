"""Whose version of each incident the record has, and on what the versions cannot all be true."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.errors import listed
from analysis.measures.comparison import attribution_turn
from analysis.measures.disputed import disputed_metrics
from analysis.measures.findings import Finding, Findings, Test, Unsaid, Value, literal
from analysis.measures.rules import ADMITTED
from analysis.measures.view import View
from analysis.measures.whereabouts import Whereabouts
from analysis.measures.words import days, plural
from analysis.record.schema import SIDES
from analysis.record.store import Record

COLUMNS = ("incident_id", "group", "attribution", *SIDES, "disputed")
ATTRIBUTIONS = {
    "announced": "announced at the time",
    "acknowledged-later": "acknowledged only later",
    "alleged": "alleged by others",
    "denied": "alleged and denied",
}
METHODS = ("versions", "rules", "readings")
NO_ROW = "no row that the rule counts lies in the days looked at"


def versions(record: Record, view: View) -> pd.DataFrame:
    """One row per incident that the rule counts and that touches the days of the view, in order of time.

    Columns: `incident_id`; `group`, the declared period to which it belongs, in words; `attribution`; how many
    statements `official`, `local` and `other` sides make about it alone; and `disputed`, the metrics in dispute (a
    tuple). What curators reckoned from other claims is nobody's statement.
    """
    incidents = record.incidents
    inside = _inside(record, view)
    chosen = incidents[inside & view.rule.admits(incidents)].sort_values(["start_date", "end_date", "incident_id"])
    chosen = chosen.reset_index(drop=True)
    claims = record.claims[record.claims["derived_from"].isna()]
    place = pd.Index(chosen["incident_id"]).get_indexer(pd.Index(claims["incident_id"]))
    told = claims.assign(incident_id=place)[place >= 0]  # rows by their number: texts would take many times as long
    side_of = {one.value: one.side for one in record.schema["claims"]["claimant"].categories}
    sides = told["claimant"].map(side_of).to_numpy()
    table = pd.DataFrame({"incident_id": chosen["incident_id"], "group": _groups(record, chosen)})
    table["attribution"] = chosen["attribution"].astype("object")
    for side in SIDES:
        table[side] = np.bincount(told["incident_id"][sides == side], minlength=len(chosen))
    found = disputed_metrics(told, record.schema)
    table["disputed"] = pd.Series([found.get(number, ()) for number in range(len(chosen))], dtype=object)
    return table[list(COLUMNS)]


def _inside(record: Record, view: View) -> pd.Series:
    """True for the rows that touch the days of a view."""
    first, last = record.incidents["start_date"], record.incidents["end_date"]
    touch: pd.Series = (first <= pd.Timestamp(view.until)) & (last >= pd.Timestamp(view.since))
    return touch


def _groups(record: Record, incidents: pd.DataFrame) -> np.ndarray:
    """The period of each incident, by its campaign and else by its first day; in words that head a list."""
    before, campaign, after = (record.period(role) for role in ("before", "campaign", "after"))
    start = incidents["start_date"]
    own = (incidents["campaign"] == campaign.campaign).fillna(False).to_numpy(dtype=bool)
    on = {part: start.between(pd.Timestamp(part.start), pd.Timestamp(part.end)) for part in (before, campaign, after)}
    beside = f"on the days of {campaign.name}, and not its own"
    names = [campaign.name, before.name, beside, after.name]
    return np.select([own, on[before], on[campaign], on[after]], names, default="outside the declared periods")


def incident_findings(record: Record, view: View) -> Findings:
    """What the rows of a view are, in reading order: keys `rows`, `sides`, `disputed`."""
    table = versions(record, view)
    about = {
        "rows": "how many rows there are",
        "sides": "whose versions there are",
        "disputed": "what is in dispute",
    }
    if table.empty:
        return Findings((), tuple(Unsaid(key, name, NO_ROW) for key, name in about.items()))
    called = Whereabouts(record).briefs()
    made = (_rows(table, view), _sides(table), _disputed(record, table))
    tests = _tests(record, view, len(table))
    return Findings(tuple(replace(one, about="the incidents", tests=tests, called=called) for one in made))


def _tests(record: Record, view: View, number: int) -> tuple[Test, ...]:
    """Under which rules the rows are these: each sentence is of so many, and no other number is."""
    inside = record.incidents[_inside(record, view)]
    same = {name: int(view.rule.under(name).admits(inside).sum()) == number for name in ADMITTED}
    return tuple(Test((attribution_turn(name),), "yes" if answer else "no") for name, answer in same.items())


def _value(table: pd.DataFrame, which: pd.Series, words: str = "{}") -> Value:
    """The number of some rows, which rests on them; `words` says where the number stands in its label."""
    ids = tuple(table.loc[which, "incident_id"].astype("str"))
    return Value(f"{len(ids):,}", ids, label=words.format(f"{len(ids):,}"))


def _all(table: pd.DataFrame) -> Value:
    return Value(plural(len(table), "row"), tuple(table["incident_id"].astype("str")))


def _rows(table: pd.DataFrame, view: View) -> Finding:
    """How many rows there are, and how the actor speaks of them."""
    words = {key: told for key, told in ATTRIBUTIONS.items() if (table["attribution"] == key).any()}
    every = _all(table)
    values = {"rows": every, "dates": replace(every, text=days(view.since, view.until))}
    for key, told in words.items():
        values[key.replace("-", "_")] = _value(table, table["attribution"] == key, f"{{}} {told}")
    parts = listed([f"{{{key.replace('-', '_')}}} {told}" for key, told in words.items()], "and")
    template = f"The record has {{rows}} in the days looked at, {{dates}}: {parts}."
    return Finding("rows", template, values, methods=("rules", "readings"))


def _sides(table: pd.DataFrame) -> Finding:
    """For how many rows the record has the official version, a local one, both, or neither."""
    official, local = table["official"] > 0, table["local"] > 0
    kinds = {
        "both": (official & local, "{} with the official version and a local one"),
        "official": (official & ~local, "{} with the official version alone"),
        "local": (local & ~official, "{} with a local version alone"),
        "neither": (~official & ~local, "{} with neither"),
    }
    shown = {key: kind for key, kind in kinds.items() if kind[0].any()}
    values = {"rows": _all(table)}
    values |= {key: _value(table, which, words) for key, (which, words) in shown.items()}
    parts = listed([words.format(f"{{{key}}}") for key, (_, words) in shown.items()], "and")
    verb = "is" if int(next(iter(shown.values()))[0].sum()) == 1 else "are"
    template = f"Of the {{rows}}, as far as a statement is about one row alone, there {verb} {parts}."
    return Finding("sides", template, values, methods=METHODS)


def _disputed(record: Record, table: pd.DataFrame) -> Finding:
    """On how many rows statements contradict one another, and about what."""
    some = table["disputed"].map(bool)
    values = {"rows": _all(table)}
    if not some.any():
        template = "Of the {rows}, no statements about one of them alone contradict one another."
        return Finding("disputed", template, values, methods=METHODS)
    parts: list[tuple[int, str]] = []
    for metric in record.schema["claims"]["metric"].categories:
        which = pd.Series([metric.value in found for found in table["disputed"]], index=table.index)
        if which.any():
            name = (metric.unit or metric.short).lower()
            key = f"metric_{len(parts)}"
            values[key] = _value(table, which, f"{{}} on {literal(name)}")
            parts.append((int(which.sum()), f"{{{key}}} on {literal(name)}"))
    values["some"] = _value(table, some, "{} in dispute")
    told = listed([words for _, words in sorted(parts, key=lambda part: -part[0])], "and")
    verb = "is" if int(some.sum()) == 1 else "are"
    template = f"Of the {{rows}}, {{some}} {verb} in dispute: {told}."
    return Finding("disputed", template, values, methods=METHODS)
