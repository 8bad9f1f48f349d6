"""Marks of a chart that stand for incidents or for a claim, and so lead to them."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.markup import anchor

MARK = "mark-"
"""What the ids of marks begin with in a figure, before their number."""


def chart_anchor(name: str) -> str:
    """The id of a chart on a page."""
    return anchor("chart", name)


def row_anchor(name: str, row: int) -> str:
    """The id of a line of a chart's table, counted from 0."""
    return f"{chart_anchor(name)}-row-{row}"


@dataclass(frozen=True)
class Mark:
    """What a mark says and the incidents it stands for; `row` is the line of the chart's table that lists them.

    A mark of one incident leads to its card, one of several to that line, one that stands for a `claim` to the claim.
    """

    title: str
    rows: tuple[str, ...]
    row: int | None = None
    claim: str | None = None

    def target(self, name: str) -> str:
        """The id that the mark leads to on the page of the chart with that name.

        Raises `ValueError` for a mark of several incidents, or none, that no line of the table lists.
        """
        if self.claim is not None:
            return anchor("claim", self.claim)
        if len(self.rows) == 1:
            return anchor("incident", self.rows[0])
        if self.row is None:
            raise ValueError(f"the mark {self.title!r} stands for {len(self.rows)} rows and no line of a table")
        return row_anchor(name, self.row)
