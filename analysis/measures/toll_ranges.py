"""What the statements about one row come to: the dead from the lowest to the highest account of them.

A number of dead is somebody's statement. Of one claimant the sharpest counts: "at least 43" beside his own "43" says
nothing more. Of several claimants none is dropped for another: the range runs from the lowest to the highest of them.
Fighters and civilians are among the dead, so that who counts them has said of the whole that at least so many were
killed. They are never added to a whole, as whoever is a fighter to one side and a civilian to another died once.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.measures.extremes import groups_of, least_of, most_of
from analysis.measures.upholding import USED
from analysis.record.store import Record

WHOLE = "killed"
PARTS = ("militants_killed", "civilians_killed")
DEAD = (WHOLE, *PARTS)
"""The metrics of the dead: everybody, and two parts that do not add up to the whole where identities are disputed."""
BY_ALL = "incident_id"
BY_EACH = ["incident_id", "claimant"]
Ends = tuple[np.ndarray, np.ndarray]
"""The least and the most of each group: infinite where there is no maximum, missing where nothing is stated."""


def heard(record: Record, standing: str = USED) -> pd.DataFrame:
    """Every statement with this standing of a number of dead about one row, as an interval.

    Columns: `incident_id`, `claimant`, `unit` (one of `DEAD`), `low` and `high` (infinite where no maximum is stated; 0
    where no minimum is). Believed are those in use alone: what stands as disputed, as context or as an error, and what
    curators reckoned, is in no sum.
    """
    told = numbered(record, standing)
    # ids and claimants as codes: whatever puts statements of a row together is many times as fast as with texts
    coded = {name: pd.factorize(told[name].astype("object")) for name in BY_EACH}
    words = {name: pd.Categorical.from_codes(codes, values) for name, (codes, values) in coded.items()}
    low, high = (told[end].astype("Float64").to_numpy(dtype="float64", na_value=np.nan) for end in ("low", "high"))
    return pd.DataFrame(
        {
            **words,
            "unit": told["metric"].to_numpy(),
            "low": np.nan_to_num(low),
            "high": np.where(np.isnan(high), math.inf, high),
        }
    )


def numbered(record: Record, standing: str) -> pd.DataFrame:
    """The claims with this standing that number the dead of one row, without what curators reckoned.

    Columns: `claim_id`, `incident_id`, `claimant`, `metric`, `low`, `high`.
    """
    claims = record.claims
    number = claims["value_min"].notna() | claims["value_max"].notna()
    chosen = claims["metric"].isin(DEAD) & claims["incident_id"].notna() & number & claims["derived_from"].isna()
    told = claims.loc[chosen & (claims["standing"] == standing), ["claim_id", *BY_EACH, "metric"]]
    return told.assign(low=claims["value_min"], high=claims["value_max"])


def ranges(told: pd.DataFrame, keys: str | Sequence[str], *, complete: bool = False) -> pd.DataFrame:
    """What statements, as `heard` returns them, come to for each group: the columns of `keys`, and ends for each unit.

    The ends are named as `ends_of` names them. A part runs from the lowest to the highest statement about it, and from
    the lowest number of the whole where that is lower. The whole runs from the lowest to the highest statement about
    it. It has no maximum where somebody who does not number it counts fighters or civilians who may be more than
    somebody's whole. Where nobody numbers it, it has a minimum alone: the greatest of the lowest number of fighters,
    that of civilians, and the lowest that one claimant's parts come to, those who count none left out. Where
    `complete`, a claimant who states both parts of a row has counted everybody: none was neither, and none both.
    """
    group, groups = groups_of(told, [keys] if isinstance(keys, str) else list(keys))
    within, said = _accounts(told, group)
    found = _together(said, within, len(groups))
    if complete:
        least, most = _together(_completed(said), within, len(groups))[WHOLE]
        found[WHOLE] = np.fmax(found[WHOLE][0], least), np.fmin(found[WHOLE][1], most)
    columns = {name: end for unit, pair in found.items() for name, end in zip(ends_of(unit), pair, strict=True)}
    return groups.assign(**columns)


def ends_of(unit: str) -> tuple[str, str]:
    """The columns of a unit."""
    return f"{unit}_min", f"{unit}_max"


def _accounts(told: pd.DataFrame, group: np.ndarray) -> tuple[np.ndarray, dict[str, Ends]]:
    """What each claimant says of each row, and the group to which that belongs.

    A claimant who numbers the whole has counted no more fighters than that, unless he says so.
    """
    pair, pairs = groups_of(told, BY_EACH)
    within = np.zeros(len(pairs), dtype="int64")
    within[pair] = group
    low, high, unit = told["low"].to_numpy(), told["high"].to_numpy(), told["unit"].to_numpy()
    said = {name: _sharpest(low[own], high[own], pair[own], len(pairs)) for name in DEAD for own in (unit == name,)}
    most = said[WHOLE][1]
    for part in PARTS:
        least, upper = said[part]
        said[part] = least, np.where(upper > most, np.maximum(least, most), upper)
    return within, said


def _sharpest(low: np.ndarray, high: np.ndarray, place: np.ndarray, size: int) -> Ends:
    """From the lowest to the highest of one claimant's sharpest statements: those within which none of his lies.

    In the order of their upper ends these have rising lower ends, so that the statement with the lowest upper end
    gives the lowest number and the one with the highest lower end the highest.
    """
    first, last = high == least_of(high, place, size)[place], low == most_of(low, place, size)[place]
    return most_of(low[first], place[first], size), least_of(high[last], place[last], size)


def _together(said: Mapping[str, Ends], within: np.ndarray, size: int) -> dict[str, Ends]:
    """The accounts of each of so many groups together, unit by unit."""
    found = {unit: (least_of(low, within, size), most_of(high, within, size)) for unit, (low, high) in said.items()}
    (low, high), parts = found[WHOLE], [found[part] for part in PARTS]
    least, most = (np.fmax(*(said[part][end] for part in PARTS)) for end in (0, 1))
    silent = ~(least <= said[WHOLE][1])  # numbers no whole, or one that the own parts do not fit into
    loose = np.zeros(size, dtype=bool)
    loose[within[silent & (most > least_of(said[WHOLE][1], within, size)[within])]] = True
    some = least > 0
    floors = [*(ends[0] for ends in parts), least_of(least[some], within[some], size)]
    floor = np.fmax.reduce([*floors, np.zeros(size)])
    whole = np.where(np.isnan(low), floor, low), np.where(np.isnan(low) | loose, math.inf, high)
    return {WHOLE: whole} | {
        part: (np.minimum(ends[0], whole[0]), ends[1]) for part, ends in zip(PARTS, parts, strict=True)
    }


def _completed(said: Mapping[str, Ends]) -> dict[str, Ends]:
    """The same accounts, where those who number both parts and no whole have numbered it so."""
    sums = [sum((said[part][end] for part in PARTS), np.array(0.0)) for end in (0, 1)]
    low, high = said[WHOLE]
    unsaid = np.isnan(low)
    return {**said, WHOLE: (np.where(unsaid, sums[0], low), np.where(unsaid, sums[1], high))}
