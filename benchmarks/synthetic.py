"""Records of any size of the shipped record's own kind, with incidents and claims made by lot."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.measures.disputed import VERSIONS
from analysis.measures.toll_ranges import DEAD
from analysis.record.store import Record

MONTHLY = "count by month and region"
"""The measure that has a limit of its own."""
SEED = 20_160_801
SPANS, OPEN, SILENT = 0.2, 0.05, 0.3
"""Shares: of rows that are spans of days, of numbers without a maximum, of rows whose dead nobody counts."""


def synthetic(record: Record, rows: int, seed: int = SEED) -> Record:
    """The record with as many incidents as asked, and two claims about the dead of most: its words, days and places."""
    lot = np.random.default_rng(seed)
    incidents = _incidents(record, rows, lot)
    return replace(record, incidents=incidents, claims=_claims(record, incidents, lot))


def _incidents(record: Record, rows: int, lot: np.random.Generator) -> pd.DataFrame:
    """Most are one event on one day; the others are spans whose number of events nobody knows."""
    covered = (record.coverage.end - record.coverage.start).days
    span = np.where(lot.random(rows) < SPANS, lot.integers(1, 40, rows), 0)
    start = np.minimum(lot.integers(0, covered, rows), covered - span)
    first = pd.Timestamp(record.coverage.start)
    types = record.incidents.dtypes
    cells: dict[str, object] = {
        "incident_id": np.char.add("row-", np.arange(rows).astype(str)),
        "start_date": first + pd.to_timedelta(start, unit="D"),
        "end_date": first + pd.to_timedelta(start + span, unit="D"),
        "place_id": lot.choice([*record.places["place_id"].astype(object), None], rows),
    }
    for name in ("attribution", "region", "campaign", "civilian_harm_status", "target_group"):
        words = record.schema["incidents"][name].values
        codes = lot.integers(0 if name == "attribution" else -1, len(words), rows)
        cells[name] = pd.Categorical.from_codes(codes, dtype=types[name])
    low = lot.integers(1, 20, rows)
    cells["strikes_min"], cells["strikes_max"] = pd.array(low, dtype="Int64"), _some(low, OPEN, lot)
    one = pd.array(np.ones(rows, dtype=int), dtype="Int64")
    one[span > 0] = pd.NA
    cells["events_min"] = cells["events_max"] = one
    for name in DEAD:
        killed = lot.integers(0, 12, rows)
        cells[f"{name}_min"] = _some(killed, SILENT, lot)
        cells[f"{name}_max"] = _some(killed + lot.integers(0, 4, rows), SILENT, lot)
    return pd.DataFrame({name: pd.Series(cells.get(name, [None] * rows), dtype=types[name]) for name in types.index})


def _claims(record: Record, incidents: pd.DataFrame, lot: np.random.Generator) -> pd.DataFrame:
    """What a claimant of either side says of the dead of each row of which anybody says a number."""
    told = incidents[incidents["killed_min"].notna()]
    who = record.schema["claims"]["claimant"].categories
    claimants = [next(one.value for one in who if one.side == side) for side in VERSIONS]
    rows, types = len(told) * len(claimants), record.claims.dtypes
    low = np.repeat(told["killed_min"].to_numpy(dtype="int64"), len(claimants)) + lot.integers(0, 3, rows)
    cells: dict[str, object] = {
        "claim_id": np.char.add("claim-", np.arange(rows).astype(str)),
        "source_id": np.repeat(record.sources["source_id"].iloc[:1].to_numpy(dtype=object), rows),
        "claimant": np.tile(claimants, len(told)),
        "incident_id": np.repeat(told["incident_id"].to_numpy(dtype=object), len(claimants)),
        "metric": lot.choice(DEAD, rows),
        "value_min": pd.array(low, dtype="Int64"),
        "value_max": _some(low + lot.integers(0, 4, rows), OPEN, lot),
        "standing": np.full(rows, "accepted", dtype=object),
    }
    return pd.DataFrame({name: pd.Series(cells.get(name, [None] * rows), dtype=types[name]) for name in types.index})


def _some(values: np.ndarray, share: float, lot: np.random.Generator) -> pd.api.extensions.ExtensionArray:
    """The values, with a share of them missing."""
    array = pd.array(values, dtype="Int64")
    array[lot.random(len(values)) < share] = pd.NA
    return array
