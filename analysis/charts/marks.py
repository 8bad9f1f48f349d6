"""Marks of a chart that stand for incidents, and so lead to them."""

from __future__ import annotations

from dataclasses import dataclass

MARK = "mark-"
"""What the ids of marks begin with in a figure, before their number."""


@dataclass(frozen=True)
class Mark:
    """What a mark says and the incidents it stands for; `row` is the line of the chart's table that lists them.

    A mark of one incident leads to its card, one of several to that line.
    """

    title: str
    rows: tuple[str, ...]
    row: int | None = None
