"""On what each statement in use stands: which sources, or other statements, and whose loss alone would take it away.

A statement stands while one of the sources in which it was read is left. What curators reckoned from other statements
stands on these, and needs all of them; the source that such a line names is where a reader is sent, and holds nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter

import numpy as np
import pandas as pd

from analysis.record.rows import several
from analysis.record.store import Record

USED = "accepted"
"""Standing of the statements on which the numbers of the record rest."""


@dataclass(frozen=True)
class Fallen:
    """Which group of sources takes away which claim: a line for each pair.

    `claim` is the place of the claim in its table, `group` that of the group in `groups`.
    """

    groups: tuple[str, ...]
    claim: np.ndarray
    group: np.ndarray

    def of(self, group: str) -> np.ndarray:
        """The places of the claims that fall with this group."""
        if group not in self.groups:
            return np.array([], dtype="int64")
        found: np.ndarray = self.claim[self.group == self.groups.index(group)]
        return found


def by_source(record: Record) -> Mapping[str, str]:
    """Each source as a group of its own."""
    return {key: key for key in record.sources["source_id"]}


def by_publisher(record: Record) -> Mapping[str, str]:
    """Each source by who published it first."""
    return dict(zip(record.sources["source_id"], record.sources["publisher"].astype("object"), strict=True))


def left_out_together(record: Record, sources: Collection[str], name: str = "left out") -> Mapping[str, str]:
    """These sources as one group and every other one by itself, under a name that no group of theirs has."""
    return {key: name if key in set(sources) else f"kept: {key}" for key in record.sources["source_id"]}


def fallen(record: Record, group_of: Mapping[str, str]) -> Fallen:
    """Every claim that the loss of a single group takes away, with the group.

    `group_of` has for each source its group. A claim falls with a group when all its sources are in it; one that was
    reckoned from others falls with each group with which one of these falls.
    """
    claims = record.claims
    groups = tuple(dict.fromkeys(group_of.values()))
    number = {name: place for place, name in enumerate(groups)}
    of_source = {key: number[group] for key, group in group_of.items()}
    first = claims["source_id"].map(of_source).to_numpy(dtype="int64")
    copied = np.flatnonzero(claims["also_in"].notna())
    reckoned = np.flatnonzero(claims["derived_from"].notna())
    alone = np.ones(len(claims), dtype=bool)
    for place, cell in zip(copied, claims["also_in"].to_numpy(dtype=object)[copied], strict=True):
        alone[place] = all(of_source[key] == first[place] for key in several(cell))
    alone[reckoned] = False
    plain = np.flatnonzero(alone)
    pairs = _reckoned(claims, reckoned, {int(place): (int(first[place]),) for place in plain} if len(reckoned) else {})
    extra = [(place, group) for place, own in pairs.items() for group in own]
    more = np.array(extra, dtype="int64").reshape(-1, 2)
    return Fallen(groups, np.append(plain, more[:, 0]), np.append(first[plain], more[:, 1]))


def _reckoned(
    claims: pd.DataFrame, reckoned: np.ndarray, felled: Mapping[int, tuple[int, ...]]
) -> dict[int, tuple[int, ...]]:
    """The groups with which each reckoned claim falls: those with which any of the claims below it falls."""
    if not len(reckoned):
        return {}
    names = claims["claim_id"].to_numpy(dtype=object)
    place_of = {name: place for place, name in enumerate(names)}
    cells = claims["derived_from"].to_numpy(dtype=object)
    below = {int(place): [place_of[key] for key in several(cells[place])] for place in reckoned}
    found: dict[int, tuple[int, ...]] = {}
    for place in TopologicalSorter(below).static_order():
        if place in below:
            under = (found.get(one, felled.get(one, ())) for one in below[place])
            found[place] = tuple(dict.fromkeys(group for groups in under for group in groups))
    return found
