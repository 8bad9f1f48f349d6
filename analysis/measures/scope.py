"""What a claim is about: the rows that pass its filters, those that only may, and the days it covers.

A blank cell is an unknown, not a no: a strike in an undisclosed place may lie in the region that a claim names. Such
rows add nothing to the minimum and all they have to the maximum. Only a blank campaign is a no: a sporadic strike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.measures.bounds import Bounds
from analysis.measures.counts import total
from analysis.measures.rules import Rule
from analysis.record.schema import LIST_SEPARATOR
from analysis.record.store import Record

UNSTATED = ("strikes", "events")
"""A number whose unit is not stated is tried as each of these."""
FILTERS = ("campaign", "actor", "region", "place_id", "target_group", "platform")
BLANK_IS_NO = ("campaign",)


class CannotAnswerError(Exception):
    """The record cannot answer for this scope; the message says why, in words for a reader."""


@dataclass(frozen=True)
class Answers:
    """A record, and what its rows answer to each filter: worked out once, however many claims ask."""

    record: Record
    given: dict[tuple[str, tuple[str, ...]], tuple[np.ndarray, np.ndarray]] = field(default_factory=dict, repr=False)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {key: place for place, key in enumerate(self.record.incidents["incident_id"])}

    def row(self, key: str) -> pd.Series:
        """The incident with that id."""
        return self.record.incidents.iloc[self._places[key]]

    def to(self, column: str, words: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
        """Rows that hold one of the words, and rows that do not say."""
        if (column, words) not in self.given:
            self.given[column, words] = self._looked_up(column, words)
        return self.given[column, words]

    def _looked_up(self, column: str, words: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
        cells = self.record.incidents[column]
        yes = cells.isin(words).to_numpy(dtype=bool)
        if column in BLANK_IS_NO:
            return yes, np.zeros(len(cells), dtype=bool)
        categories = self.record.schema["incidents"][column].categories
        mixed = [item.value for item in categories if item.mixed and item.value not in words]
        return yes, (cells.isna() | cells.isin(mixed)).to_numpy(dtype=bool)


@dataclass(frozen=True)
class Scope:
    """A rule, a span of days, and words that filter columns must hold; `without` names campaigns to leave out."""

    rule: Rule
    since: date
    until: date
    wanted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    without: tuple[str, ...] = ()

    def count(self, answers: Answers) -> Bounds:
        """The bounded count of this scope. Raises `CannotAnswerError` where the record cannot give one."""
        record, coverage = answers.record, answers.record.coverage
        if self.since < coverage.start or self.until > coverage.end:
            asked, answered = f"{self.since} to {self.until}", f"{coverage.start} to {coverage.end}"
            raise CannotAnswerError(f"it is about the days {asked}, the record covers {answered}")
        keep, possible = self._match(answers)
        unit = record.unit(self.rule.unit)
        return total(
            record.incidents, self.rule, coverage, self.since, self.until, unit=unit, keep=keep, possible=possible
        )

    def _match(self, answers: Answers) -> tuple[np.ndarray, np.ndarray]:
        """Rows that pass every filter or may pass it, and which of them only may."""
        keep = ~answers.to("campaign", self.without)[0]
        possible = np.zeros(len(keep), dtype=bool)
        for column, words in self.wanted.items():
            yes, perhaps = answers.to(column, words)
            self._refuse_unanswered(answers.record, column, keep & yes, keep & perhaps)
            keep = keep & (yes | perhaps)
            possible = possible | perhaps
        return keep, possible & keep

    def _refuse_unanswered(self, record: Record, column: str, yes: np.ndarray, perhaps: np.ndarray) -> None:
        """A filter that no row of these days answers is no filter: every share from none to all would be possible."""
        if not perhaps.any():
            return
        incidents = record.incidents
        days = incidents["start_date"].le(pd.Timestamp(self.until)) & incidents["end_date"].ge(pd.Timestamp(self.since))
        asked = (days & self.rule.admits(incidents)).to_numpy(dtype=bool)
        if (asked & perhaps).any() and not (asked & yes).any():
            title = record.schema["incidents"][column].title.lower()
            raise CannotAnswerError(f"the record does not say, strike by strike, which {title} it was")


def units_of(claim: pd.Series) -> tuple[str, ...]:
    """The units in which a claim that counts something is read."""
    return UNSTATED if claim["metric"] == "unstated" else (str(claim["metric"]),)


def claimed_ends(claim: pd.Series) -> tuple[float, float]:
    """What a claim states as its lowest and its highest number; a blank is 0 below and infinity above."""
    low, high = claim["value_min"], claim["value_max"]
    return 0.0 if pd.isna(low) else float(low), float("inf") if pd.isna(high) else float(high)


def scope_of(claim: pd.Series, record: Record, unit: str) -> Scope:
    """The scope of a claim that counts something. Raises `CannotAnswerError` for words outside the record's own."""
    wanted: dict[str, tuple[str, ...]] = {}
    for column in FILTERS:
        if pd.isna(claim[column]):
            continue
        words = tuple(str(claim[column]).split(LIST_SEPARATOR))
        field_ = record.schema["incidents"][column]
        strange = [word for word in words if field_.categories and word not in field_.values]
        if strange:
            about = record.schema["claims"][column].category(strange[0]).short
            raise CannotAnswerError(f"it is about {about}, which is more than the record is about")
        wanted[column] = words
    coverage = record.coverage
    since = coverage.start if pd.isna(claim["start_date"]) else claim["start_date"].date()
    until = coverage.end if pd.isna(claim["end_date"]) else claim["end_date"].date()
    attribution = "acknowledged" if pd.isna(claim["rule"]) else str(claim["rule"])
    return Scope(Rule(unit, attribution), since, until, wanted)
