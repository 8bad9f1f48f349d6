"""A number of this record: an interval with a unit, the rows it rests on, and what it could not use."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

import pandas as pd

from analysis.record.schema import Unit


@dataclass(frozen=True)
class Bounds:
    """From `low` to `high` of `unit`, both included; `high` is `None` when no maximum is stated.

    Where `covered` is false the record does not answer for the time asked about: `low` and `high` are then `None`,
    which is not 0. `rows` are the incidents counted, `left_out` those that match and state no value at all.
    """

    unit: Unit
    low: int | None
    high: int | None
    covered: bool = True
    rows: tuple[str, ...] = field(default=(), compare=False)
    left_out: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def from_row(cls, row: pd.Series, unit: Unit) -> Self:
        """The bounds in one row of a table that `analysis.measures.counts.count` returned."""
        low, high = (None if pd.isna(row[end]) else int(row[end]) for end in ("low", "high"))
        return cls(unit, low, high, bool(row["covered"]), tuple(row["rows"]), tuple(row["left_out"]))

    @property
    def exact(self) -> bool:
        """True when both bounds are known and equal."""
        return self.low is not None and self.low == self.high

    @property
    def upper(self) -> float:
        """The upper bound as a number: infinity where it is open."""
        return float("inf") if self.high is None else self.high

    @property
    def number(self) -> str:
        """The interval without its unit: '495', '68 to 72', '14 or more', 'not covered'."""
        if not self.covered or self.low is None:
            return "not covered"
        if self.high is None:
            return f"{self.low:,} or more"
        return f"{self.low:,}" if self.exact else f"{self.low:,} to {self.high:,}"

    def __str__(self) -> str:
        if not self.covered:
            return self.number
        return f"{self.number} {self.unit.one if self.exact and self.low == 1 else self.unit.many}"

    def __add__(self, other: Bounds) -> Bounds:
        """The sum, bound by bound. Raises `ValueError` for two units: strikes and events are never added."""
        if self.unit != other.unit:
            raise ValueError(f"{self.unit} and {other.unit} are different units and cannot be added")
        covered = self.covered and other.covered
        return Bounds(
            self.unit,
            self.low + other.low if covered and self.low is not None and other.low is not None else None,
            self.high + other.high if covered and self.high is not None and other.high is not None else None,
            covered,
            self.rows + other.rows,
            self.left_out + other.left_out,
        )

    def within(self, low: float, high: float) -> bool:
        """True when every value the bounds allow lies from `low` to `high`."""
        return (
            self.low is not None and low <= self.low and (self.high if self.high is not None else float("inf")) <= high
        )

    def apart_from(self, low: float, high: float) -> bool:
        """True when no value the bounds allow lies from `low` to `high`."""
        if self.low is None:
            return False
        return self.low > high or self.upper < low
