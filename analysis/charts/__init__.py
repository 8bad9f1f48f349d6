"""What is shown: finished tables in, charts as values out."""

from analysis.charts.chart import Chart
from analysis.charts.claims import cumulative
from analysis.charts.comparison import sides
from analysis.charts.frames import Table, table
from analysis.charts.headings import heading
from analysis.charts.listing import rows
from analysis.charts.map import places
from analysis.charts.timeline import events
from analysis.charts.volume import monthly

__all__ = ["Chart", "Table", "cumulative", "events", "heading", "monthly", "places", "rows", "sides", "table"]
