"""The sections at the end of every page: the rows it cites, their claims and sources, methods, how to cite."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.charts.cards import incident_cards
from analysis.charts.evidence import cited_sources
from analysis.charts.periods import period_list
from analysis.charts.sources import source_list
from analysis.charts.statements import claim_list
from analysis.errors import ReportError
from analysis.markup import anchor
from analysis.measures.methods import methods_html
from analysis.press.ledger.provenance import Provenance
from analysis.press.page.fragments import RefusedMarkup, inner, parsed
from analysis.press.page.outline import Outline, by_key, inner_links
from analysis.record.store import Record


@dataclass(frozen=True)
class Part:
    """A section at the end of the page, the same for every report."""

    id: str
    title: str
    html: str


INCIDENTS, CLAIMS, PERIODS, SOURCES = "incidents", "claims", "periods", "sources"
METHODS, CITE, PROVENANCE = "methods", "cite", ("provenance", "How this page was made")
PARTS = (
    (INCIDENTS, "Incidents, with both sides\u2019 versions"),
    (CLAIMS, "Claims about more than one incident"),
    (PERIODS, "Periods and moments"),
    (METHODS, "Methods"),
    (SOURCES, "Sources"),
    (CITE, "How to cite"),
)
"""The sections at the end of a page, in order."""
ALWAYS = (PROVENANCE[0], "main", "since", "contents")
"""Ids that the template gives to every page."""
RESERVED = (*(part for part, _ in PARTS), *ALWAYS)
"""Ids of the page's own; no heading of a notebook gets one."""


def parts_of(
    record: Record,
    provenance: Provenance,
    outline: Outline,
    trees: Sequence[ET.Element],
    data_of: Sequence[Mapping[str, Any]],
) -> list[Part]:
    """The sections that have something to hold; cards are those of the rows to which the page leads."""
    wanted = {target for tree in trees for target in inner_links(tree)}
    incidents = {anchor("incident", key): key for key in record.incidents["incident_id"]}
    ids = [key for target, key in incidents.items() if target in wanted]
    periods = {anchor("period", key): key for key in record.periods["period_id"]}
    claims = {anchor("claim", key): key for key in record.claims["claim_id"]}
    named = [key for target, key in claims.items() if target in wanted]
    known = [method for data in data_of for method in data.get("methods", ())]
    html = {
        INCIDENTS: incident_cards(record, ids, by_key(outline.cited, incidents)) if ids else "",
        CLAIMS: claim_list(record, ids, named, by_key(outline.cited, claims)),
        PERIODS: period_list(record, by_key(outline.cited, periods)),
        METHODS: methods_html(list(dict.fromkeys(known))),
        SOURCES: source_list(record, cited_sources(record, ids, named)),
        CITE: provenance.citation(),
    }
    return [Part(part, title, _checked(title, html[part])) for part, title in PARTS if html[part]]


def _checked(title: str, html: str) -> str:
    """The section, checked as an output of the notebook is: a slip in our own escaping must not be published either."""
    try:
        return inner(parsed(html))
    except RefusedMarkup as refused:
        raise ReportError(
            f"The section {title!r} holds {refused}. That is a fault of the workbook and not of the record: please "
            "report it with the row that the section was made from."
        ) from None
