"""Whether events moved south, from before a campaign to after it and within what follows, under every reading.

What is compared is events: rows that are one event within one of two spans of days. The campaign's own rows are one
operation at one place, and stay aside. Whether each event is taken or each place only once is a reading of its own,
because events at one place follow from one another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from itertools import product
from typing import Literal

import numpy as np
import pandas as pd

from analysis.measures.comparison import Reading, part, readings, turns_of
from analysis.measures.counts import Window
from analysis.measures.geography import latitudes, located
from analysis.measures.southward import Pairs, southward
from analysis.measures.turns import Turn
from analysis.record.store import Period, Record

By = Literal["period", "half"]
SPOT = ("place_id", "offset_km", "bearing_deg")
"""What two rows share that lay at one place."""


@dataclass(frozen=True)
class Shift:
    """The pairs under one reading; `pairs` is `None` where one of the two spans has no event.

    `known` has the pairs of events whose places are disclosed, as if there were no others. `rows` are the events,
    `undisclosed` those of them without a disclosed place, and `left` the rows that were left aside because they are not
    one event, or not within one span. `once` is true where each place is taken once.
    """

    reading: Reading
    once: bool
    turns: tuple[Turn, ...]
    pairs: Pairs | None
    known: Pairs | None
    rows: tuple[str, ...]
    undisclosed: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def disclosed(self) -> tuple[str, ...]:
        """The events of which a place is disclosed."""
        silent = set(self.undisclosed)
        return tuple(row for row in self.rows if row not in silent)


@dataclass(frozen=True)
class Shifts:
    """Events before the campaign and after it (`period`), or in the first and the second half of what follows (`half`).

    Each period is cut to the days of the window.
    """

    record: Record
    window: Window
    by: By

    def each(self) -> list[Shift]:
        """What is found under every reading: attribution, place of what extends the campaign, each event or place."""
        every = readings(self.record, "events")
        named = turns_of(self.record, every)
        found: list[Shift] = []
        known: dict[tuple[str, bool, bool], Shift] = {}
        for reading, once in product(every, (False, True)):
            turns = (*named[reading], Turn("taking", f"each place once in a {self.by}" if once else "each event"))
            alike = (reading.rule.attribution, reading.placement == "after", once)
            if alike not in known:
                known[alike] = self._one(reading, once, turns)
            found.append(replace(known[alike], reading=reading, turns=turns))
        return found

    def middles(self, shift: Shift) -> tuple[np.ndarray, np.ndarray]:
        """Of the events of a shift the latitude of the middle of each disc, and whether it is one of the later span.

        A latitude is not a number where no place was disclosed.
        """
        own = self._events[self._events["incident_id"].isin(shift.rows)]
        return own["middle"].to_numpy(dtype="float64"), (own["group"] == 1).to_numpy(dtype=bool)

    @cached_property
    def spans(self) -> tuple[Period, Period]:
        """The two spans of days, the earlier one first; one may be empty. The second half has the odd day."""
        after = part(self.record, "after", self.window)
        if self.by == "period":
            return part(self.record, "before", self.window), after
        middle = after.start + timedelta(days=after.days // 2)
        return replace(after, end=middle - timedelta(days=1)), replace(after, start=middle)

    @cached_property
    def _events(self) -> pd.DataFrame:
        """The rows that touch the two spans, the campaign's own left out, with group and latitudes.

        `group` is 0 and 1 for the spans, and -1 where a row is not one event within one of them.
        """
        incidents = self.record.incidents
        main = self.record.period("campaign").campaign
        campaign = incidents["campaign"]
        start, end = (incidents[name].to_numpy().astype("datetime64[D]") for name in ("start_date", "end_date"))
        touches = np.zeros(len(incidents), dtype=bool)
        group = np.full(len(incidents), -1, dtype=np.int64)
        for number, span in enumerate(self.spans):
            first, last = np.datetime64(span.start, "D"), np.datetime64(span.end, "D")
            touches |= (start <= last) & (end >= first) & (first <= last)
            group[(start >= first) & (end <= last)] = number
        single = (incidents["events_min"] == 1) & (incidents["events_max"] == 1)
        group[~single.fillna(False).to_numpy(dtype=bool)] = -1
        keep = touches & ~(campaign == main).fillna(False).to_numpy(dtype=bool)
        where = located(incidents[keep], self.record.places)
        return pd.concat([where[list(SPOT)], latitudes(where)], axis=1).assign(
            middle=where["lat"],
            incident_id=incidents.loc[keep, "incident_id"],
            attribution=incidents.loc[keep, "attribution"],
            group=group[keep],
            extra=campaign[keep].notna(),
        )

    def _one(self, reading: Reading, once: bool, turns: tuple[Turn, ...]) -> Shift:
        events = self._events
        chosen = reading.rule.admits(events)
        if reading.placement != "after":
            chosen = chosen & ~events["extra"]
        counted = events[chosen & (events["group"] >= 0)]
        taken = _once_per_place(counted) if once else counted
        return Shift(
            reading,
            once,
            turns,
            _pairs(taken),
            _pairs(taken[taken["place_id"].notna()]),
            _ids(counted),
            _ids(counted[counted["place_id"].isna()]),
            _ids(events[chosen & (events["group"] < 0)]),
        )


def _pairs(events: pd.DataFrame) -> Pairs | None:
    if events["group"].nunique() < 2:
        return None
    south, north, group = (events[name].to_numpy() for name in ("south", "north", "group"))
    return southward(south, north, group == 1)


def _once_per_place(events: pd.DataFrame) -> pd.DataFrame:
    """The places of each span, each once, as far north and south as its events may reach.

    Every event without a disclosed place counts as a place of its own. Where it was one of the others, the share of
    pairs and its probability lie within the bounds all the same: a place that may have been anywhere widens them.
    """
    known = events["place_id"].notna()
    places = events[known].groupby(["group", *SPOT], dropna=False, sort=False, as_index=False)
    ends = places.agg(south=("south", "min"), north=("north", "max"))
    return pd.concat([ends, events.loc[~known, ends.columns]], ignore_index=True)


def _ids(events: pd.DataFrame) -> tuple[str, ...]:
    return tuple(events["incident_id"].to_numpy(dtype=object))


def under(found: Sequence[Shift], reading: Reading) -> Shift:
    """What is found under a reading that takes each event."""
    return next(one for one in found if one.reading == reading and not one.once)
