"""A chart as HTML: the picture with its caption, its description, its numbers as a table and as a file.

All of it is well-formed XML, and all text goes through `analysis.markup`.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from analysis.charts.download import csv_address
from analysis.charts.frames import table_markup
from analysis.charts.marks import chart_anchor, row_anchor
from analysis.markup import isolated, text

if TYPE_CHECKING:
    from analysis.charts.chart import Chart


def page_html(chart: Chart) -> str:
    """The figure of a page: the picture is part of the page, and its marks lead to what they stand for."""
    here = chart_anchor(chart.name)
    return (
        f'<figure class="chart" id="{here}" aria-labelledby="{here}-title">{_caption(chart)}'
        f'<div class="picture">{chart.inline()}{_download(chart)}</div>{_source(chart)}'
        f'<details><summary>Description and numbers</summary><p id="{here}-alt">{text(chart.alt)}</p>'
        f'<div class="scroll">{chart.numbers}</div></details></figure>'
    )


def lab_html(chart: Chart) -> str:
    """The figure of a notebook: the picture is one image, which no style of the notebook reaches."""
    picture = base64.b64encode(chart.svg().encode("utf-8")).decode("ascii")
    return (
        f'<figure class="chart">{_caption(chart)}'
        f'<div class="picture"><img src="data:image/svg+xml;base64,{picture}" alt="{text(chart.alt)}"/></div>'
        f"{_source(chart)}<details><summary>The numbers in this chart</summary>{chart.numbers}</details></figure>"
    )


def _caption(chart: Chart) -> str:
    return (
        f'<figcaption><b id="{chart_anchor(chart.name)}-title">{isolated(chart.title)}</b> '
        f'<span class="subtitle">{isolated(chart.subtitle)}</span></figcaption>'
    )


def _source(chart: Chart) -> str:
    return f'<p class="source"><small>{isolated(chart.source)}</small></p>'


def _download(chart: Chart) -> str:
    """The link to the numbers as a file; it stands in the box that scrolls, so that the keyboard reaches the box."""
    address = csv_address(chart.table, f"{chart.subtitle} {chart.source}")
    name = text(chart.name)
    return f'<p class="actions"><a href="{text(address)}" download="{name}.csv">Numbers as CSV</a></p>'


def table_html(chart: Chart) -> str:
    """The numbers as a table; a line to which a mark leads has an id."""
    ids = {mark.row: row_anchor(chart.name, mark.row) for mark in chart.marks if mark.row is not None}
    return table_markup(chart.table, f"{chart.title.removesuffix('.')}. {chart.subtitle}", ids)
