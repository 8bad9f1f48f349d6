"""How well a record knows what it knows: on whose word each row rests, how precise it is, and what nobody states.

Every measure here is a table with a line for each class, in a fixed order, and the incidents in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.measures.bounds import Bounds
from analysis.measures.comparison import part
from analysis.measures.counts import Window, total
from analysis.measures.upholding import USED
from analysis.measures.view import View
from analysis.measures.withdrawal import COUNTED
from analysis.measures.words import sentence
from analysis.record.store import Period, Record


@dataclass(frozen=True)
class Class:
    """Rows that are alike in one respect: the respect, the class in words, the ids, and the view's count of them."""

    of: str
    name: str
    rows: tuple[str, ...]
    count: Bounds


ONE_WORD = {
    "none": "no statement in use",
    "reckoned": "arithmetic with other statements",
    "source": "one source",
    "claimant": "one claimant in several sources",
    "publisher": "several claimants of one publisher",
    "independent": "two or more independent statements",
}
"""On whose word a row rests, the weakest first."""
DAYS = {"day": "day known", "week": "one of 2 to 7 days", "month": "one of 8 to 31 days", "more": "one of more days"}
PLACES = {
    "town": "named place",
    "offset": "distance and direction from a place",
    "distance": "distance from a place, no direction",
    "region": "region alone",
    "none": "not disclosed, no region",
}
NUMBERS = {"exact": "one number", "range": "a range", "open": "no maximum stated", "none": "no number at all"}


def looked_at(record: Record, view: View) -> pd.DataFrame:
    """The incidents that the rule counts and that touch the days of the view."""
    incidents = record.incidents
    inside = (incidents["start_date"] <= pd.Timestamp(view.until)) & (incidents["end_date"] >= pd.Timestamp(view.since))
    return incidents[inside & view.rule.admits(incidents)]


def precision(record: Record, view: View) -> list[Class]:
    """The rows by how precisely their day, their place and their number are known."""
    rows = looked_at(record, view)
    return [
        *_classes(record, view, rows, "Day", DAYS, _days(rows)),
        *_classes(record, view, rows, "Place", PLACES, _places(rows)),
        *_classes(record, view, rows, "Number", NUMBERS, _numbers(rows, view.rule.columns)),
    ]


def attested(record: Record, view: View) -> list[Class]:
    """The rows by on whose word they rest, of the statements in use."""
    rows = looked_at(record, view)
    return _classes(record, view, rows, "Rests on", ONE_WORD, words_for(record, rows))


def words_for(record: Record, rows: pd.DataFrame) -> np.ndarray:
    """For each of these incidents the key of `ONE_WORD`.

    Two statements are independent where neither their claimants nor the publishers of their sources are the same. What
    curators reckoned is nobody's statement, and a copy of a statement in another source none of its own.
    """
    claims = record.claims
    place = pd.Index(rows["incident_id"]).get_indexer(pd.Index(claims["incident_id"]))
    used = (place >= 0) & (claims["standing"] == USED).to_numpy(dtype=bool)
    said = used & claims["derived_from"].isna().to_numpy(dtype=bool)
    row = place[said]
    source = pd.factorize(record.sources["source_id"])[1].get_indexer(pd.Index(claims["source_id"][said]))
    publishers = pd.factorize(record.sources["publisher"])[0]
    copied = claims["also_in"].notna().to_numpy(dtype=bool)[said]
    many = len(rows)
    several_sources = _differ(row, source, many)
    several_sources[row[copied]] = True
    claimants = _differ(row, claims["claimant"].cat.codes.to_numpy()[said].astype("int64"), many)
    several_publishers = _differ(row, publishers[source], many)
    stated = np.bincount(row, minlength=many) > 0
    reckoned = np.bincount(place[used], minlength=many) > 0
    conditions = [~reckoned, ~stated, ~several_sources, ~claimants, ~several_publishers]
    keys = list(ONE_WORD)
    return np.select(conditions, keys[:5], default=keys[5])


def _differ(row: np.ndarray, code: np.ndarray, many: int) -> np.ndarray:
    """For each row, whether its codes are not all the same."""
    least, most = np.full(many, np.iinfo("int64").max), np.full(many, -1)
    np.minimum.at(least, row, code)
    np.maximum.at(most, row, code)
    differ: np.ndarray = least < most
    return differ


def _days(rows: pd.DataFrame) -> np.ndarray:
    span = (rows["end_date"] - rows["start_date"]).dt.days.to_numpy() + 1
    return np.select([span == 1, span <= 7, span <= 31], list(DAYS)[:3], default="more")


def _places(rows: pd.DataFrame) -> np.ndarray:
    named, offset, bearing, region = (
        rows[name].notna().to_numpy(dtype=bool) for name in ("place_id", "offset_km", "bearing_deg", "region")
    )
    conditions = [named & ~offset, named & bearing, named, region]
    return np.select(conditions, list(PLACES)[:4], default="none")


def _numbers(rows: pd.DataFrame, columns: Sequence[str]) -> np.ndarray:
    low, high = (rows[name].to_numpy(dtype="float64", na_value=np.nan) for name in columns)
    conditions = [np.isnan(low) & np.isnan(high), np.isnan(high), low == high]
    return np.select(conditions, ["none", "open", "exact"], default="range")


def _classes(
    record: Record, view: View, rows: pd.DataFrame, of: str, names: Mapping[str, str], key: np.ndarray
) -> list[Class]:
    """The classes that occur."""
    ids = rows["incident_id"].to_numpy(dtype=object)
    unit, slim = record.unit(view.rule.unit), rows[[*COUNTED, *view.rule.columns]]
    found = []
    for name, words in names.items():
        own = key == name
        if own.any():
            count = total(slim[own], view.rule, record.coverage, view.since, view.until, unit=unit)
            found.append(Class(of, words, tuple(ids[own]), count))
    return found


def covered(record: Record, view: View) -> pd.DataFrame:
    """The declared periods in the days looked at, and the covered days in none of them.

    Columns: `period`, `from`, `to`, `days`, `count` (of the view's unit, in words) and `rows` (ids).
    """
    window = Window(view.since, view.until)
    parts = [part(record, role, window) for role in ("before", "campaign", "after")]
    parts = [one for one in parts if one.days]
    unit, lines = record.unit(view.rule.unit), []
    for one in [*parts, *_outside(parts, window)]:
        count = total(record.incidents, view.rule, record.coverage, one.start, one.end, unit=unit)
        rows = count.rows + count.left_out
        days = {"period": one.name, "from": str(one.start), "to": str(one.end), "days": one.days}
        lines.append({**days, str(unit): count.number, "rows": rows})
    return pd.DataFrame(lines, columns=["period", "from", "to", "days", str(unit), "rows"])


def _outside(parts: Sequence[Period], window: Window) -> list[Period]:
    """The spans of days looked at that no declared period has."""
    name, start, found = "covered, in no period", pd.Timestamp(window.since), []
    for one in sorted(parts, key=lambda one: one.start):
        if pd.Timestamp(one.start) > start:
            found.append(Period(name, start.date(), (pd.Timestamp(one.start) - pd.Timedelta(days=1)).date()))
        start = max(start, pd.Timestamp(one.end) + pd.Timedelta(days=1))
    if start <= pd.Timestamp(window.until):
        found.append(Period(name, start.date(), window.until))
    return found


def unstated(record: Record, view: View) -> pd.DataFrame:
    """For each column in which a row that is looked at states nothing: how many, what they count, and which.

    A maximum that is blank where the minimum is not is an open number; both blank is none. Columns: `missing`, `of`
    (rows looked at), `blank`, the unit's count in them, and `rows`.
    """
    rows, table = looked_at(record, view), record.schema["incidents"]
    unit, lines = record.unit(view.rule.unit), []
    slim = rows[[*COUNTED, *view.rule.columns]]
    stems = {stem: sentence(str(record.unit(stem))) for stem in table.ranges()}
    titles = {name: table[name].title.removesuffix(" id") for name in table.columns}
    for title, blank in _blanks(rows, stems, titles):
        if blank.any():
            count = total(slim[blank], view.rule, record.coverage, view.since, view.until, unit=unit)
            ids = tuple(rows["incident_id"].to_numpy(dtype=object)[blank])
            lines.append({"missing": title, "blank": len(ids), "of": len(rows), str(unit): count.number, "rows": ids})
    return pd.DataFrame(lines, columns=["missing", "blank", "of", str(unit), "rows"])


LOOKED_FOR = ("place_id", "region", "uncertainty_km", "target_group", "platform", "civilian_harm_status")
"""Columns that a reader of a row looks for, beside its numbers."""


def _blanks(rows: pd.DataFrame, stems: Mapping[str, str], titles: Mapping[str, str]) -> list[tuple[str, np.ndarray]]:
    """What may be missing, and where."""
    found = []
    for stem, name in stems.items():
        low, high = (rows[f"{stem}_{end}"].isna().to_numpy(dtype=bool) for end in ("min", "max"))
        found += [(f"{name}: no number", low & high), (f"{name}: no maximum", high & ~low)]
    return found + [(titles[name], rows[name].isna().to_numpy(dtype=bool)) for name in LOOKED_FOR if name in rows]
