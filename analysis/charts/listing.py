"""Incidents in a notebook: all their cards in JupyterLab, and in a page the links to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.charts.cards import incident_cards
from analysis.charts.evidence import cited_sources
from analysis.charts.sources import source_list
from analysis.charts.statements import claim_list
from analysis.markup import anchor, bundle
from analysis.measures.whereabouts import Whereabouts
from analysis.measures.words import plural
from analysis.record.rows import records
from analysis.record.store import Record

NONE = "<p>No row lies in these days.</p>"


@dataclass(frozen=True)
class Rows:
    """Incidents, each with what is claimed of it and where; a page holds their cards once, elsewhere."""

    record: Record
    ids: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Rows: {plural(len(self.ids), 'incident')} with their claims and sources>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Mapping[str, object]:
        return bundle(repr(self), self._links(), self._cards())

    def _links(self) -> str:
        chosen = self.record.incidents[self.record.incidents["incident_id"].isin(self.ids)]
        if chosen.empty:
            return NONE
        where = Whereabouts(self.record)
        links = [
            f'<a href="#{anchor("incident", row["incident_id"])}">{where.brief(row)}</a>' for row in records(chosen)
        ]
        return f'<p class="row-links">{plural(len(links), "row")}: {"; ".join(links)}.</p>'

    def _cards(self) -> str:
        record, ids = self.record, self.ids
        sources = source_list(record, cited_sources(record, ids))
        cards = incident_cards(record, ids, {})
        return f"{cards}{claim_list(record, ids)}<h3>Sources</h3>{sources}" if cards else NONE


def rows(record: Record, ids: Sequence[str]) -> Rows:
    """The incidents with these ids, in the order of the record, with their claims and sources."""
    return Rows(record, tuple(dict.fromkeys(ids)))
