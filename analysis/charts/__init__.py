"""What is shown: finished tables in, charts as values out.

The names are looked up when first used: a page needs the cards and the colours, and draws nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.charts.chart import Chart as Chart
    from analysis.charts.claims import cumulative as cumulative
    from analysis.charts.class_bars import precise as precise
    from analysis.charts.class_bars import rests as rests
    from analysis.charts.comparison import sides as sides
    from analysis.charts.distance_table import distances as distances
    from analysis.charts.edge_bars import edges as edges
    from analysis.charts.frames import Table as Table
    from analysis.charts.frames import table as table
    from analysis.charts.headings import heading as heading
    from analysis.charts.latitude_bars import latitudes as latitudes
    from analysis.charts.listing import rows as rows
    from analysis.charts.loss_bars import firmer as firmer
    from analysis.charts.loss_bars import left_out as left_out
    from analysis.charts.loss_bars import moved as moved
    from analysis.charts.map import places as places
    from analysis.charts.period_maps import period_map as period_map
    from analysis.charts.quality_tables import addresses as addresses
    from analysis.charts.quality_tables import coverage as coverage
    from analysis.charts.quality_tables import missing as missing
    from analysis.charts.quality_tables import publishers as publishers
    from analysis.charts.register import incidents as incidents
    from analysis.charts.share_bars import shares as shares
    from analysis.charts.stems import gaps as gaps
    from analysis.charts.timeline import events as events
    from analysis.charts.toll import believed as believed
    from analysis.charts.toll import claimed as claimed
    from analysis.charts.toll_apart import apart as apart
    from analysis.charts.verdicts import judged as judged
    from analysis.charts.volume import monthly as monthly
    from analysis.charts.window_table import windows as windows

HOMES = {
    "Chart": "chart",
    "Table": "frames",
    "addresses": "quality_tables",
    "apart": "toll_apart",
    "believed": "toll",
    "claimed": "toll",
    "coverage": "quality_tables",
    "cumulative": "claims",
    "distances": "distance_table",
    "edges": "edge_bars",
    "events": "timeline",
    "firmer": "loss_bars",
    "gaps": "stems",
    "heading": "headings",
    "incidents": "register",
    "judged": "verdicts",
    "latitudes": "latitude_bars",
    "left_out": "loss_bars",
    "missing": "quality_tables",
    "monthly": "volume",
    "moved": "loss_bars",
    "period_map": "period_maps",
    "places": "map",
    "precise": "class_bars",
    "publishers": "quality_tables",
    "rests": "class_bars",
    "rows": "listing",
    "shares": "share_bars",
    "sides": "comparison",
    "table": "frames",
    "windows": "window_table",
}
"""Each public name and the module in which it lives."""

__all__ = sorted(HOMES)


def __getattr__(name: str) -> object:
    if name not in HOMES:
        raise AttributeError(f"module 'analysis.charts' has no attribute {name!r}")
    return getattr(import_module(f"analysis.charts.{HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(HOMES))
