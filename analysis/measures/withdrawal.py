"""What becomes of the rows when sources are left out: withdrawn, with other numbers, or one span with their neighbours.

A row stands on the statements about it that are in use, and goes when all of these go; one on which none is in use
stays, as nothing holds it that could be lost. Where only some go, each range is cut to what the others state of it,
and is not known where they state nothing; a maximum that is not stated stays so. Rows of a campaign that rest on its
published totals are another matter: see `analysis.measures.span_totals`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.measures.extremes import least_of, most_of
from analysis.measures.span_totals import SPANNED, SpanTotals
from analysis.measures.upholding import USED, Fallen, fallen, left_out_together
from analysis.record.rows import several
from analysis.record.schema import LIST_SEPARATOR
from analysis.record.store import Record
from analysis.record.support import BY_DEFINITION, PARTS

LEFT_OUT = "left out"
COUNTED = ("incident_id", "start_date", "end_date", "campaign", "attribution")
"""What a count needs of a row beside its numbers."""


@dataclass(frozen=True)
class Effect:
    """What the loss of one group of sources does to the incidents.

    `gone` are the places of the rows that are not as they were, and `instead` the rows that take the place of some of
    them. By their ids, `withdrawn` are those for which there is nothing instead, `altered` those with other numbers,
    and `joined` those that became part of a longer span.
    """

    gone: tuple[int, ...]
    instead: pd.DataFrame = field(compare=False)
    withdrawn: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[str, ...]:
        """Every row that is not as it was."""
        return (*self.withdrawn, *self.altered, *self.joined)

    def on(self, incidents: pd.DataFrame) -> pd.DataFrame:
        """The incidents after it."""
        kept = incidents.drop(index=incidents.index[list(self.gone)])
        return pd.concat([kept, self.instead], ignore_index=True) if len(self.instead) else kept


def without(record: Record, sources: Collection[str]) -> Record:
    """The record as it would stand had nobody read these sources.

    Claims that fall are gone, and the others name a source that is left; sources stay, as places and periods name them.
    """
    group_of = left_out_together(record, sources, LEFT_OUT)
    lost, units = fallen(record, group_of), record.schema["incidents"].ranges()
    found = dict(Held(record, units, tuple(record.incidents.columns)).effects_of(lost))
    incidents = found[LEFT_OUT].on(record.incidents) if LEFT_OUT in found else record.incidents
    claims = record.claims.drop(index=record.claims.index[lost.of(LEFT_OUT)]).reset_index(drop=True)
    return replace(record, incidents=incidents, claims=_renamed(claims, set(sources)))


def _renamed(claims: pd.DataFrame, gone: Collection[str]) -> pd.DataFrame:
    """Claims that stand, each under a source that is left: a copy, or that of a claim from which it was reckoned."""
    claims, own = claims.copy(), {key: place for place, key in enumerate(claims["claim_id"])}
    cells = [claims[name].to_numpy(dtype=object) for name in ("source_id", "also_in", "derived_from")]

    def left(place: int) -> list[str]:
        names = [name for name in (cells[0][place], *several(cells[1][place])) if name not in gone]
        return names or [name for key in several(cells[2][place]) for name in left(own[key])]

    for place in range(len(claims)):
        if {cells[0][place], *several(cells[1][place])} & set(gone):
            first, *others = dict.fromkeys(left(place))
            claims.loc[place, "source_id"] = first
            claims.loc[place, "also_in"] = LIST_SEPARATOR.join(others) or np.nan
    return claims


@dataclass(frozen=True)
class Held:
    """The claims in use about each row, and what is left of the row when some of them go.

    `units` are those whose numbers are looked at; those of which totals are published always are.
    """

    record: Record
    units: tuple[str, ...]
    columns: tuple[str, ...] = ()
    """Of the incidents; those that a count needs where none is named."""

    @property
    def _units(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*SPANNED, *self.units)))

    @cached_property
    def _incidents(self) -> pd.DataFrame:
        ranges = [f"{unit}_{end}" for unit in self._units for end in ("min", "max")]
        return self.record.incidents[list(self.columns or (*COUNTED, *ranges))]

    @cached_property
    def _row_of(self) -> np.ndarray:
        """The row of each claim in use; -1 for every other claim."""
        claims = self.record.claims
        row = pd.Index(self.record.incidents["incident_id"]).get_indexer(pd.Index(claims["incident_id"]))
        return np.where((claims["standing"] == USED).to_numpy(dtype=bool), row, -1)

    @cached_property
    def _ordered(self) -> tuple[np.ndarray, np.ndarray]:
        """The claims in use by their rows, and where those of each row begin."""
        order = np.argsort(self._row_of, kind="stable")
        order = order[self._row_of[order] >= 0]
        many = np.bincount(self._row_of[order], minlength=len(self.record.incidents))
        return order, np.append(0, many.cumsum())

    @cached_property
    def _ends(self) -> tuple[np.ndarray, np.ndarray]:
        """What each claim states, open below at 0 and above at infinity; missing where it states no number."""
        claims = self.record.claims
        low, high = (claims[name].to_numpy(dtype="float64", na_value=np.nan) for name in ("value_min", "value_max"))
        silent = np.isnan(low) & np.isnan(high)
        return (
            np.where(silent, np.nan, np.nan_to_num(low)),
            np.where(silent, np.nan, np.where(np.isnan(high), np.inf, high)),
        )

    @cached_property
    def _about(self) -> Mapping[str, np.ndarray]:
        """By unit, true for the claims on which a number of it may rest; `analysis.record.support` has the rule."""
        metric, (low, high) = self.record.claims["metric"], self._ends
        found = {}
        for unit in self._units:
            own = metric.isin(PARTS.get(unit, (unit,))).to_numpy(dtype=bool)
            found[unit] = own & ~np.isnan(low) & ((metric == unit).to_numpy(dtype=bool) | (high != 0))
        return found

    @cached_property
    def _totals(self) -> SpanTotals:
        return SpanTotals(self.record)

    def effects(self, group_of: Mapping[str, str]) -> Iterator[tuple[str, Effect]]:
        """For each group whose loss changes a row its name and what it does.

        `group_of` has for each source its group: itself, or its publisher. The rows that take the place of others have
        the columns that a count needs, where no others are asked for.
        """
        return self.effects_of(fallen(self.record, group_of))

    def effects_of(self, lost: Fallen) -> Iterator[tuple[str, Effect]]:
        """The same for groups of which it is known which claims fall with them."""
        order = np.argsort(lost.group, kind="stable")
        claim, group = lost.claim[order], lost.group[order]
        numbers, starts = np.unique(group, return_index=True)
        for number, claims in zip(numbers, np.split(claim, starts[1:]), strict=False):
            if (self._row_of[claims] >= 0).any():
                effect = self.effect(claims)
                if effect.gone:
                    yield lost.groups[number], effect

    def effect(self, gone: np.ndarray) -> Effect:
        """What becomes of the rows when these claims go."""
        own = self._row_of[gone]
        rows, times = np.unique(own[own >= 0], return_counts=True)
        _, starts = self._ordered
        left = starts[rows + 1] - starts[rows] - times
        withdrawn, shown = rows[left == 0], self._cut(rows[left > 0], gone)
        unknown = shown.index.to_numpy(dtype="int64")[self._lack(shown)]
        spans, joined = self._totals.over(np.concatenate([withdrawn, unknown]), gone, self._incidents)
        altered = [place for place in shown.index if place not in joined]
        ids = self.record.incidents["incident_id"].to_numpy(dtype=object)
        kept = shown.loc[altered]
        instead = pd.concat([one for one in (kept, spans) if len(one)]) if len(kept) or len(spans) else kept
        return Effect(
            tuple(sorted({int(place) for place in (*withdrawn, *altered, *joined)})),
            instead.reset_index(drop=True),
            tuple(ids[place] for place in withdrawn if place not in joined),
            tuple(ids[altered]),
            tuple(ids[sorted(joined)]),
        )

    def _lack(self, rows: pd.DataFrame) -> np.ndarray:
        """True for the rows that say of a unit of published totals no more than that there was one."""
        low, high = (rows[f"{SPANNED[0]}_{end}"] for end in ("min", "max"))
        lacks: np.ndarray = (high.isna() & (low == self._least(SPANNED[0])).fillna(False)).to_numpy(dtype=bool)
        return lacks

    def _least(self, unit: str) -> float:
        """What a row means of a unit of which nobody states a number: at least one of what it is a row of."""
        return self.record.schema["incidents"][f"{unit}_min"].minimum or 0

    def _cut(self, rows: np.ndarray, gone: np.ndarray) -> pd.DataFrame:
        """Those of these rows whose numbers change, with the numbers that are left; indexed by their places."""
        if not len(rows):
            return self._incidents.iloc[:0]
        order, starts = self._ordered
        many = starts[rows + 1] - starts[rows]
        place = np.repeat(np.arange(len(rows)), many)
        claim = order[np.arange(many.sum()) - np.repeat(many.cumsum() - many, many) + np.repeat(starts[rows], many)]
        lost = np.isin(claim, gone)
        shown, changed = self._incidents.iloc[rows[:0]], np.zeros(len(rows), dtype=bool)
        for unit in self._units:
            about = self._about[unit][claim]
            hit = np.bincount(place[about & lost], minlength=len(rows)) > 0
            if unit in BY_DEFINITION or not hit.any():
                continue
            stay = about & ~lost
            hull = (
                least_of(self._ends[0][claim[stay]], place[stay], len(rows)),
                most_of(self._ends[1][claim[stay]], place[stay], len(rows)),
            )
            shown = shown if len(shown) else self._incidents.iloc[rows].copy()
            changed |= self._narrowed(shown, unit, hit, *hull)
        if not len(shown):
            return shown
        shown.index = pd.Index(rows)
        return shown[changed]

    def _narrowed(
        self, shown: pd.DataFrame, unit: str, hit: np.ndarray, least: np.ndarray, most: np.ndarray
    ) -> np.ndarray:
        """Puts what is left of one range of these rows in its place; returns which of them changed."""
        names = f"{unit}_min", f"{unit}_max"
        low, high = (shown[name].to_numpy(dtype="float64", na_value=np.nan) for name in names)
        new_low, new_high = np.maximum(low, least), np.minimum(high, most)  # missing stays missing
        apart = new_low > new_high
        new_low, new_high = np.where(apart, least, new_low), np.where(apart, most, new_high)
        silent, unknown = np.isnan(least), self._least(unit) if unit in SPANNED else np.nan
        new_low = np.where(hit, np.where(silent, unknown, new_low), low)
        new_high = np.where(hit, np.where(silent | np.isinf(new_high), np.nan, new_high), high)
        both = ((low, new_low), (high, new_high))
        changed: np.ndarray = np.any([(old != new) & ~(np.isnan(old) & np.isnan(new)) for old, new in both], axis=0)
        for name, values in zip(names, (new_low, new_high), strict=True):
            shown[name] = pd.array(values, dtype="Float64").astype("Int64")
        return changed
