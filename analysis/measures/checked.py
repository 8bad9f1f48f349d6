"""Every claim of a record with its verdict, the claims of one source apart, and what other rules would make of them."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.errors import ParameterError
from analysis.measures.reconcile import judge, reconcile
from analysis.measures.rules import ADMITTED, Rule
from analysis.measures.scope import Answers
from analysis.measures.tempo import dated_events, tightest
from analysis.measures.verdicts import Verdict
from analysis.measures.words import days, plural
from analysis.record.rows import several
from analysis.record.store import Record

VERDICTS = ("differs", "left open", "agrees", "cannot be compared")
"""The verdicts, those first that ask for a look."""
PARTS = ("article", "reprinted", "totals", "running", "rows")
"""What a claim is to a check: a statement of the source; one that the source has and that is kept under another; a
total of others; a number or word about the campaign as a whole; and a statement about one row alone."""
DEFAULT = "acknowledged"
"""The rule by which a claim without one is read."""
NEAR = 60
"""Days within which events are called close: of more nobody would say that they follow one another."""


@dataclass(frozen=True)
class Checked:
    """The claims of a record, judged.

    `table` has one row per claim, by its id: what `reconcile` says, and `part`, one of `PARTS`. `turned` has for a
    claim the attribution rules under which the verdict would be another, with that verdict; a claim that names its
    rule, or is about one row, has none.
    """

    record: Record
    source: str
    table: pd.DataFrame
    turned: Mapping[str, Mapping[str, Verdict]]

    def part(self, name: str) -> pd.DataFrame:
        """The claims of one part, in the order of the record."""
        return self.table[self.table["part"] == name]

    def rows(self, claim: str) -> tuple[str, ...]:
        """The incidents that a claim was compared with."""
        return tuple(map(str, self.table["rows"][claim]))

    def word(self, claim: str, rule: str) -> str:
        """The verdict on a claim under an attribution rule."""
        other = self.turned.get(claim, {}).get(rule)
        return str(self.table.loc[claim, "verdict"]) if other is None else other.word


def check_claims(record: Record, source: str = "") -> Checked:
    """Every claim against the record, those of one source as the statements to check.

    `source` is the id of a source; blank is the source with the most claims that the record keeps as context, which
    are there to be checked and not to be used. Raises `ParameterError` for a source that the record does not have or
    that has no claim.
    """
    chosen = _source(record, source)
    table = reconcile(record).set_index("claim_id", drop=False)
    table["part"] = _parts(record, chosen)
    return Checked(record, chosen, table, _turned(record))


def _source(record: Record, source: str) -> str:
    claims = record.claims
    if not source:
        context = claims[claims["standing"] == "context"]
        counted = (claims if context.empty else context)["source_id"].value_counts(sort=False)
        order = [key for key in record.sources["source_id"] if key in counted.index]
        return max(order, key=lambda key: int(counted[key]), default="")
    known = [str(key) for key in record.sources["source_id"]]
    if source not in known:
        near = difflib.get_close_matches(source, known, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise ParameterError(f"source: the record has no source {source!r}.{hint} Choose an id of sources.csv.")
    if not (claims["source_id"] == source).any() and not _reprints(record, source).any():
        raise ParameterError(f"source: {source} has no claim. Add a row for each of its statements to claims.csv.")
    return source


def _reprints(record: Record, source: str) -> pd.Series:
    """True for claims of other sources that this one has too."""
    also_in = record.claims["also_in"]
    return pd.Series([source in several(cell) for cell in also_in], index=also_in.index, dtype=bool)


def _parts(record: Record, source: str) -> list[str]:
    """The part of each claim, in the order of the table."""
    claims, campaign = record.claims, record.period("campaign").campaign
    part = pd.Series("totals", index=claims.index)
    part[claims["campaign"].astype("object") == campaign] = "running"
    part[claims["incident_id"].notna()] = "rows"
    part[_reprints(record, source)] = "reprinted"
    part[claims["source_id"] == source] = "article"
    return list(part)


def _turned(record: Record) -> Mapping[str, Mapping[str, Verdict]]:
    """For each claim the rules that would change its verdict."""
    claims, answers = record.claims, Answers(record)
    free = claims[claims["rule"].isna() & claims["incident_id"].isna()].astype({"rule": "object"})
    found: dict[str, dict[str, Verdict]] = {}
    for _, claim in free.iterrows():
        usual = judge(claim, answers).word
        for name in ADMITTED:
            if name != DEFAULT:
                other = judge(_under(claim, name), answers)
                if other.word != usual:
                    found.setdefault(str(claim["claim_id"]), {})[name] = other
    return found


def _under(claim: pd.Series, rule: str) -> pd.Series:
    changed = claim.copy()
    changed["rule"] = rule
    return changed


@dataclass(frozen=True)
class Spacing:
    """How close the events of a claim lie, beside the closest ones that the record has outside its campaign."""

    words: str
    rows: tuple[str, ...]


def spacing(checked: Checked, claim: str) -> Spacing | None:
    """For a claim that rightly counts two or more dated events on days close to one another: how close they are.

    `None` for every other claim.
    """
    record, verdict = checked.record, checked.table.loc[claim]
    row = record.claims.loc[record.claims["claim_id"] == claim].iloc[0]
    told = str(row["metric"]) == "events" and verdict["verdict"] == "agrees"
    if not told or row[["value_min", "value_max", "start_date", "end_date"]].isna().any():
        return None
    size = int(row["value_min"])
    if size < 2 or row["value_max"] != size or (row["end_date"] - row["start_date"]).days > NEAR:
        return None
    rule = Rule("events", DEFAULT if pd.isna(row["rule"]) else str(row["rule"]))
    outside = record.incidents[record.incidents["campaign"].astype("object") != record.period("campaign").campaign]
    everything = dated_events(outside, rule, record.coverage.start, record.coverage.end)
    own = everything[everything["incident_id"].isin(verdict["rows"])]
    closest = tightest(everything, size)
    if len(own) != size or closest is None:
        return None
    whole = _span(own) + 1  # both ends counted
    words = f"from the first to the last of them it is {_length(own)}: {plural(whole, 'day')} in a row hold all {size}"
    words += f", {whole - 1:,} do not" if whole > 1 else ""
    if _span(closest) < _span(own):
        words += f"; the closest {size} outside the campaign span {_length(closest)}"
    else:
        words += f", and no {size} outside the campaign are closer"
    return Spacing(words, tuple(closest["incident_id"].astype("str")))


def _span(events: pd.DataFrame) -> int:
    return int((events["start_date"].iloc[-1] - events["start_date"].iloc[0]).days)


def _length(events: pd.DataFrame) -> str:
    first, last = events["start_date"].iloc[0].date(), events["start_date"].iloc[-1].date()
    return f"{plural(_span(events), 'day')}, {days(first, last)}"
