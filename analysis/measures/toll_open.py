"""What is not stated of the dead: for which rows they cannot be set against strikes, and what would move the sum."""

from __future__ import annotations

import numpy as np

from analysis.measures.findings import Finding, Value, literal
from analysis.measures.toll_view import SUMMED, Dead, rows_value
from analysis.measures.words import plural, span

NOTHING = "each row that the rule counts has one number of the dead"


def per_strike(dead: Dead) -> Finding | str:
    """Dead for each strike in the rows that have both ends of both, and how many rows have not."""
    chosen = dead.toll()
    if chosen is None or not chosen.spoken.rows:
        return "nobody gives a number for any of these rows"
    rows = chosen.spoken.rows
    accounts = dead.accounts(rows)
    strikes = dead.record.incidents.set_index("incident_id").loc[list(rows), ["strikes_min", "strikes_max"]]
    both = strikes.notna().all(axis=1) & (strikes["strikes_min"] > 0).fillna(False)
    closed = np.isfinite(accounts["high"]) & accounts["within"] & both.astype(bool)
    known = [row for row in rows if closed[row]]
    unit = dead.record.unit("strikes")
    each = f"{literal(str(dead.record.unit(dead.view.rule.unit)))} for each {literal(unit.one or unit.many)}"
    template = f"A number of {each} can be told "
    told = dead.among(known)
    if not known or told is None or told.per_strike is None:
        values = {"rows": rows_value(rows, f"{plural(len(rows), 'row')} with a number of dead")}
        template += "in none of the {rows} with a number of dead: in each an end is missing, of the dead or of the "
        template += "strikes in these days."
        return Finding("per_strike", template, values, methods=SUMMED)
    number = span(*told.per_strike)
    values = {
        "known": rows_value(known, f"{plural(len(known), 'row')} with both ends of dead and strikes"),
        "number": Value(number, tuple(known), label=f"{number} for each"),
    }
    missing = [row for row in rows if not closed[row]]
    template += "from both ends in {known}" + (" alone" if missing else ", all that have a number of dead")
    template += ", where it is {number}"
    if missing:
        values["missing"] = rows_value(missing, f"{plural(len(missing), 'row')} in which an end is missing")
        template += ": in {missing} an end is missing, of the dead or of the strikes in these days"
    return Finding("per_strike", f"{template}.", values, methods=SUMMED)


def change(dead: Dead) -> Finding | str:
    """What one number more would do to the sum: for a row without any, and for one whose ends lie apart."""
    chosen = dead.toll()
    if chosen is None:
        return NOTHING
    values: dict[str, Value] = {}
    phrases = []
    if chosen.silent:
        values["silent"] = rows_value(chosen.silent, f"{plural(len(chosen.silent), 'row')} without a number")
        phrases.append("for {silent} nobody gives a number, and one stated there would add to the sum")
    accounts = dead.accounts(chosen.spoken.rows)
    unbounded = [str(key) for key in accounts.index[np.isinf(accounts["high"])]]
    width = accounts["high"] - accounts["low"].where(accounts["within"], 0)
    if len(unbounded) > 1:
        values["open"] = rows_value(unbounded, f"{plural(len(unbounded), 'row')} without a maximum")
        phrases.append("{open} have no maximum, so that no number for one row alone would give the sum one")
    elif unbounded:
        values["open"] = rows_value(unbounded, "1 row without a maximum")
        phrases.append("{open} has no maximum, and one stated there would give the sum one")
    elif width.max() > 0:
        widest = str(width.idxmax())
        values["narrower"] = Value(f"{int(width.max()):,}", (widest,), label=f"narrower by {int(width.max()):,}")
        values["apart"] = Value(f"{int(width.sum()):,}", chosen.spoken.rows, label=f"{int(width.sum()):,} apart")
        words = "the ends of the sum are {apart} apart, and no number for one row could narrow it by more than "
        phrases.append(words + "{narrower}")
    if not phrases:
        return NOTHING
    words = "; ".join(phrases)
    return Finding("change", f"{words[0].upper()}{words[1:]}.", values, methods=SUMMED)
