"""Findings on the accounts: beside the record’s own ranges, contradicted ones, and who may be counted twice."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from analysis.errors import listed
from analysis.measures.bounds import Bounds
from analysis.measures.counts import total
from analysis.measures.disputed import CONTRADICTED
from analysis.measures.findings import Finding, Value, literal
from analysis.measures.toll_apart import stated_number
from analysis.measures.toll_ranges import BY_ALL, DEAD, PARTS, WHOLE, ends_of, heard, numbered
from analysis.measures.toll_view import SUMMED, TESTED, Dead, rows_value, tests_where
from analysis.measures.words import plural
from analysis.record.rows import records

WIDER = {
    "parts": "{parts}, where only parts of the whole are counted, which gives it no maximum",
    "open": "{open}, where an account has no maximum",
    "numbers": "{numbers}, where accounts go lower or higher",
}
"""Why the accounts of a row go further than the record's own range, the first that is true of it."""


def own_range(dead: Dead) -> Finding | str:
    """The sum of the record's own ranges beside that of the accounts of the same rows, and where these go further."""
    least, most = ends_of(dead.view.rule.unit)
    own = dead.record.incidents.set_index(BY_ALL).loc[list(dead.rows), [least, most]]
    own = own[own.notna().any(axis=1)]
    rows = tuple(str(key) for key in own.index)
    told = dead.among(rows)
    if not rows or told is None:
        return "the record has no range of its own for any of these rows"
    wider = _wider(dead, own.rename(columns={least: "low", most: "high"}))
    unit, rule = dead.record.unit(dead.view.rule.unit), dead.view.rule
    incidents = dead.record.incidents
    chosen = incidents[incidents[BY_ALL].isin(rows)]
    kept = total(chosen, rule, dead.record.coverage, dead.view.since, dead.view.until, unit=unit)
    values = {
        "rows": rows_value(rows, f"{plural(len(rows), 'row')} with a range of the record’s own"),
        "kept": dead.value(kept, f"{kept} by the record’s own ranges"),
        "told": dead.value(told.spoken, f"{told.spoken} by all accounts"),
    }
    template = f"For {{rows}} the record has a range of its own, {'that is' if len(rows) == 1 else 'together'} "
    template += "{kept}; the accounts of the same rows come to {told}. "
    if not wider:
        return Finding("own", f"{template}Row by row the two are the same.", values, methods=SUMMED)
    same = [row for row in rows if row not in wider]
    if same:
        values["same"] = rows_value(same, f"{plural(len(same), 'row')} in which the two are the same")
    phrases = []
    for reason, words in WIDER.items():
        which = [row for row in rows if wider.get(row) == reason]
        if which:
            values[reason] = rows_value(which, f"{plural(len(which), 'row')} in which the accounts go further")
            phrases.append(f"in {words}")
    template += "The two are the same in {same}, and the" if same else "The"
    template += f" accounts go further {listed(phrases, 'and')}."
    return Finding("own", template, values, methods=SUMMED)


def _wider(dead: Dead, own: pd.DataFrame) -> dict[str, str]:
    """The rows in which the accounts go further than the record's own range, each with the reason."""
    told = heard(dead.record)
    whole = set(told.loc[told["unit"] == WHOLE, BY_ALL].astype("object"))
    accounts = dead.accounts(list(own.index))
    low = own["low"].to_numpy(dtype="float64", na_value=0.0)
    high = own["high"].to_numpy(dtype="float64", na_value=math.inf)
    open_, higher = np.isinf(accounts["high"]) & np.isfinite(high), accounts["high"] > high
    lower = accounts["low"] < low
    found = {}
    for place, row in enumerate(str(key) for key in own.index):
        if open_.iloc[place]:
            found[row] = "parts" if dead.view.rule.unit == WHOLE and row not in whole else "open"
        elif higher.iloc[place] or lower.iloc[place]:
            found[row] = "numbers"
    return found


def contested(dead: Dead) -> Finding | str:
    """The numbers about these rows that stand as disputed, each with whose it is."""
    units = DEAD if dead.view.rule.unit == WHOLE else (dead.view.rule.unit,)
    told = numbered(dead.record, CONTRADICTED)
    here = told[told[BY_ALL].isin(dead.rows) & told["metric"].isin(units)]
    if here.empty:
        return "no number of the dead of these rows stands as disputed"
    names = {one.value: one.short for one in dead.record.schema["claims"]["claimant"].categories}
    values, phrases = {}, []
    claims = dead.record.claims
    for place, row in enumerate(records(claims[claims["claim_id"].isin(here["claim_id"])])):
        values[f"told_{place}"] = Value(f"{names[row['claimant']]}, {stated_number(dead.record, row)}", (row[BY_ALL],))
        phrases.append(f"{{told_{place}}}")
    which = tuple(dict.fromkeys(str(key) for key in here[BY_ALL]))
    values["number"] = Value(plural(len(here), "number"), which)
    template = f"{{number}} of the dead of these rows {'stands' if len(here) == 1 else 'stand'} as disputed and "
    template += f"{'is' if len(here) == 1 else 'are'} in no range and no sum here: {'; '.join(phrases)}."
    return Finding("contested", template, values, methods=("toll",))


def identity(dead: Dead) -> Finding | str:
    """The rows in which the highest numbers of the parts add up to more dead than anybody states."""
    highs = {name: _high(dead, rows) for name, rows in dead.every.items()}
    high = highs[dead.view.rule.attribution]
    if high.empty:
        return "in no row do fighters and civilians add up to more than the highest number of dead"
    ids = tuple(str(key) for key in high.index)
    whole, added = int(high[WHOLE].sum()), int(high[list(PARTS)].sum(axis=1).sum())
    units = [dead.record.unit(unit) for unit in PARTS]
    values = {
        "rows": rows_value(ids),
        "added": Value(f"{added:,}", ids, label=f"{added:,} added up"),
        "whole": Value(str(Bounds(dead.record.unit(WHOLE), whole, whole)), ids),
    }
    template = f"In {{rows}} the highest accounts of {literal(str(units[0]))} and of {literal(str(units[1]))} go up to "
    template += "{added} together, and those of everybody, where who counts both has counted everybody, to {whole}: "
    template += "whoever is one to one side and the other to another died once."
    tests = tests_where({name: not one.empty for name, one in highs.items()})
    return Finding("identity", template, values, tests, methods=TESTED)


def _high(dead: Dead, rows: tuple[str, ...]) -> pd.DataFrame:
    """The highest numbers of each row in which those of the parts come to more than that of the whole."""
    high = pd.DataFrame({unit: dead.accounts(rows, unit, complete=True)["high"] for unit in DEAD})
    double = high[list(PARTS)].sum(axis=1) > high[WHOLE]
    kept = high.index[np.isfinite(high.to_numpy()).all(axis=1) & double.to_numpy()]
    return high.loc[list(kept)]


def status(dead: Dead) -> Finding | str:
    """How many rows have each status of harm to civilians, and for how many it was not looked at."""
    incidents = dead.record.incidents.set_index("incident_id").loc[list(dead.rows), "civilian_harm_status"]
    values = {"rows": rows_value(dead.rows)}
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
    template = f"Where harm to civilians stands in the {{rows}} of what was {dead.view.rule.in_words}: "
    return Finding("status", f"{template}{listed(phrases, 'and')}.", values, methods=("toll", "rules"))
