"""How a claim stands to the record: two intervals side by side, and the words for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from analysis.measures.bounds import Bounds

Word = Literal["agrees", "differs", "left open", "cannot be compared"]


@dataclass(frozen=True)
class Verdict:
    """A verdict on a claim and its reason.

    `agrees`: the record's range lies within the claim's. `differs`: they share no value. `left open`: they overlap and
    the record cannot settle it. `cannot be compared`: the record has no answer. `why` is a sentence without its full
    stop; `low`, `high` and `unit` are the computed value where there is one; `otherwise` are other readings under which
    the number of a differing claim comes out, the nearest first: some do by coincidence.
    """

    word: Word
    why: str
    low: float | None = None
    high: float | None = None
    unit: str = ""
    rows: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """`why`, and under what the claimed number would come out."""
        if not self.otherwise:
            return self.why
        return f"{self.why}; the number would come out {' or '.join(self.otherwise)}, which may be coincidence"


def cannot(why: str) -> Verdict:
    """The verdict that there is nothing to compare."""
    return Verdict("cannot be compared", why)


def compared(bounds: Bounds, low: float, high: float) -> Verdict:
    """The record's bounds against a claim from `low` to `high` (infinite where open)."""
    values = (bounds.low, None if bounds.high is None else float(bounds.high), str(bounds.unit), bounds.rows)
    if bounds.within(low, high):
        return Verdict("agrees", f"the record has {bounds}", *values)
    if bounds.apart_from(low, high):
        return Verdict(
            "differs",
            f"the record has {bounds}; {claimed(low, high)} is claimed, {_apart(bounds, low, high)}",
            *values,
        )
    why = f"the record has {bounds}, so {claimed(low, high)} is neither confirmed nor ruled out{_because(bounds)}"
    return Verdict("left open", why, *values)


def claimed(low: float, high: float) -> str:
    """A claim's interval in words: '6', '490 to 499', 'at least 17', 'at most 9'."""
    if low == high:
        return f"{low:,g}"
    if high == float("inf"):
        return f"at least {low:,g}"
    return f"at most {high:,g}" if low == 0 else f"{low:,g} to {high:,g}"


def _apart(bounds: Bounds, low: float, high: float) -> str:
    """By how much the claim misses the bounds: '5 more', '10 fewer at the least'."""
    if bounds.low is not None and bounds.low > high:
        by = f"{bounds.low - high:,g} fewer"
    else:
        by = f"{low - bounds.upper:,g} more"
    return by if bounds.exact and low == high else f"{by} at the least"


def _because(bounds: Bounds) -> str:
    if bounds.left_out:
        count = len(bounds.left_out)
        return f": {count} of its rows {'states' if count == 1 else 'state'} no number"
    return ": no maximum is stated" if bounds.high is None else ""
