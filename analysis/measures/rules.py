"""Which rows count, and as what: a unit and an attribution."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analysis.errors import ParameterError, listed

if TYPE_CHECKING:
    import pandas as pd  # the words of a rule are checked where no table is read, and cost no import of this

UNITS = ("strikes", "events", "killed", "militants_killed", "civilians_killed")
"""What can be counted; each is a pair of columns `<unit>_min`, `<unit>_max` of the incidents."""

ADMITTED = {
    "announced": ("announced",),
    "acknowledged": ("announced", "acknowledged-later"),
    "alleged": ("announced", "acknowledged-later", "alleged", "denied"),
}
"""The three attribution rules, each containing the one before: announced by the actor at the time; acknowledged then or
later; and those that others ascribe to the actor, denied ones included."""

IN_WORDS = {
    "announced": "announced at the time",
    "acknowledged": "acknowledged by the actor, then or later",
    "alleged": "acknowledged, alleged or denied",
}
COUNTING = {
    "announced": "only what was announced at the time",
    "acknowledged": "what was acknowledged",
    "alleged": "what was alleged or denied too",
}
"""The attribution rules as words after 'counting'."""


@dataclass(frozen=True)
class Rule:
    """A unit and an attribution rule; every bounded count is made under one and says which.

    Raises `ParameterError` for a word that is neither.
    """

    unit: str = "strikes"
    attribution: str = "acknowledged"

    def __post_init__(self) -> None:
        for name, value, allowed in (
            ("unit", self.unit, UNITS),
            ("attribution", self.attribution, tuple(ADMITTED)),
        ):
            if value not in allowed:
                raise ParameterError(f"{name}: {value!r} is not one of {listed(allowed)}.")

    @property
    def columns(self) -> tuple[str, str]:
        """The columns of the lower and the upper bound."""
        return f"{self.unit}_min", f"{self.unit}_max"

    @property
    def in_words(self) -> str:
        """The attribution rule as a sentence says it."""
        return IN_WORDS[self.attribution]

    def admits(self, incidents: pd.DataFrame) -> pd.Series:
        """True for each row that this attribution rule counts."""
        return incidents["attribution"].isin(ADMITTED[self.attribution])

    def as_unit(self, unit: str) -> Rule:
        """The same attribution, another unit."""
        return replace(self, unit=unit)

    def under(self, attribution: str) -> Rule:
        """The same unit, another attribution."""
        return replace(self, attribution=attribution)
