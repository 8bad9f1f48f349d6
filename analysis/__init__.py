"""Bounded counts of an incident record, and the rows, claims and sources behind each.

The names below are what a notebook needs. They are looked up when first used, so that a program that only checks a
record does not wait for the drawing library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"
"""Also the version of the distribution, which reads it from here."""

if TYPE_CHECKING:
    from analysis import charts as charts
    from analysis.measures.bounds import Bounds as Bounds
    from analysis.measures.campaign import campaign_findings as campaign_findings
    from analysis.measures.checked import check_claims as check_claims
    from analysis.measures.checked_findings import claim_findings as claim_findings
    from analysis.measures.comparison import compare_placements as compare_placements
    from analysis.measures.counts import count as count
    from analysis.measures.counts import total as total
    from analysis.measures.edge_readings import edge_readings as edge_readings
    from analysis.measures.findings import Finding as Finding
    from analysis.measures.geography_findings import geography_findings as geography_findings
    from analysis.measures.quality_findings import Quality as Quality
    from analysis.measures.quality_findings import quality_findings as quality_findings
    from analysis.measures.reconcile import reconcile as reconcile
    from analysis.measures.rules import Rule as Rule
    from analysis.measures.tempo_findings import tempo_findings as tempo_findings
    from analysis.measures.toll_findings import toll_findings as toll_findings
    from analysis.measures.versions import incident_findings as incident_findings
    from analysis.measures.view import View as View
    from analysis.measures.yearly import year_findings as year_findings
    from analysis.record.store import Record as Record
    from analysis.record.store import load as load

HOMES = {
    "Bounds": "analysis.measures.bounds",
    "Finding": "analysis.measures.findings",
    "Quality": "analysis.measures.quality_findings",
    "Record": "analysis.record.store",
    "Rule": "analysis.measures.rules",
    "View": "analysis.measures.view",
    "campaign_findings": "analysis.measures.campaign",
    "charts": "analysis.charts",
    "check_claims": "analysis.measures.checked",
    "claim_findings": "analysis.measures.checked_findings",
    "compare_placements": "analysis.measures.comparison",
    "count": "analysis.measures.counts",
    "incident_findings": "analysis.measures.versions",
    "edge_readings": "analysis.measures.edge_readings",
    "geography_findings": "analysis.measures.geography_findings",
    "load": "analysis.record.store",
    "quality_findings": "analysis.measures.quality_findings",
    "reconcile": "analysis.measures.reconcile",
    "tempo_findings": "analysis.measures.tempo_findings",
    "toll_findings": "analysis.measures.toll_findings",
    "total": "analysis.measures.counts",
    "year_findings": "analysis.measures.yearly",
}
"""Each public name and the module in which it lives."""

__all__ = sorted(HOMES)


def __getattr__(name: str) -> object:
    if name not in HOMES:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}")
    module = import_module(HOMES[name])
    return module if HOMES[name] == f"analysis.{name}" else getattr(module, name)


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(HOMES))
