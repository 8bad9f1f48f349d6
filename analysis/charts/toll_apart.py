"""Statements of a number of dead that are about no single row: a list that leads to each, and adds none of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.charts.statements import Statements
from analysis.markup import anchor, bundle
from analysis.measures.finding_markup import unlinked
from analysis.measures.toll_apart import claims_apart
from analysis.measures.view import View
from analysis.measures.words import plural
from analysis.record.store import Record

NONE = "<p>No statement of a number of dead that is about more than one row touches these days.</p>"


@dataclass(frozen=True)
class Apart:
    """The statements that touch the days of a view."""

    record: Record
    view: View

    def __repr__(self) -> str:
        return f"<Apart: {plural(len(claims_apart(self.record, self.view)), 'statement')} about no single row>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Mapping[str, object]:
        html = self._html()
        return bundle(repr(self), html, unlinked(html), methods=["toll"])

    def _html(self) -> str:
        rows = claims_apart(self.record, self.view)
        if not rows:
            return NONE
        told = Statements(self.record)
        items = "".join(f'<li><a href="#{anchor("claim", row["claim_id"])}">{told.told(row)}</a></li>' for row in rows)
        return f"<ul>{items}</ul>"


def apart(record: Record, view: View) -> Apart:
    """Totals of the dead that somebody published and that no row carries, each leading to the claim and its source."""
    return Apart(record, view)
