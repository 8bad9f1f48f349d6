"""A map for each declared period: where the strikes of its days fell."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pandas as pd

from analysis.charts.chart import Chart, nothing
from analysis.charts.map import NAME, places
from analysis.measures.comparison import part
from analysis.measures.counts import Window
from analysis.measures.view import View
from analysis.measures.words import days, sentence
from analysis.record.store import Record


def period_map(record: Record, view: View, role: Literal["before", "campaign", "after"]) -> Chart:
    """The map of the rows that touch the days of a period, as far as these lie in the view.

    Rows are chosen by their days, and not by the campaign to which they belong.
    """
    name = f"{NAME}-{role}"
    period = part(record, role, Window(view.since, view.until))
    if period.days == 0:
        why = f"The days looked at hold no day of this period ({period.name})."
        subtitle = f"{sentence(period.name)}; {days(view.since, view.until)}."
        return nothing(name, record, why, subtitle, pd.DataFrame({"place": [], "rows": []}))
    chart = places(record, view.rule, period.start, period.end, name=name)
    return replace(chart, title=f"{sentence(period.name)}: {chart.title}")
