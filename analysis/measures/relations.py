"""How two bounded counts surely stand to one another, and whether they still do under another reading."""

from __future__ import annotations

from typing import Literal

from analysis.measures.bounds import Bounds
from analysis.measures.findings import Holds, settled

Relation = Literal["more", "fewer", "same"]


def relation(one: Bounds, other: Bounds) -> Relation | None:
    """The relation in which every value that the bounds allow stands; `None` where they allow more than one."""
    sure: list[Relation] = [each for each in ("more", "fewer", "same") if stands(each, one, other) == "yes"]
    return sure[0] if sure else None


def stands(what: Relation, one: Bounds, other: Bounds) -> Holds:
    """Whether the first count is in this relation to the second: for every value, for none, or not known."""
    if one.low is None or other.low is None:
        return "open"
    if what == "more":
        return settled(one.low > other.upper, one.upper <= other.low)
    if what == "fewer":
        return stands("more", other, one)
    return settled(one.exact and one.low == other.low and other.exact, one.apart_from(other.low, other.upper))
