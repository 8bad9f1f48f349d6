"""A chart as HTML: the picture with its caption, its description, its numbers as a table and as a file.

All of it is well-formed XML, and all text goes through `analysis.markup`.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import date
from numbers import Integral, Real
from typing import TYPE_CHECKING

import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from analysis.charts.download import csv_address
from analysis.charts.marks import chart_anchor, row_anchor
from analysis.markup import isolated, link, text
from analysis.measures.words import plural

if TYPE_CHECKING:
    from analysis.charts.chart import Chart


def page_html(chart: Chart) -> str:
    """The figure of a page: the picture is part of the page, and its marks lead to what they stand for."""
    here = chart_anchor(chart.name)
    return (
        f'<figure class="chart" id="{here}" aria-labelledby="{here}-title">{_caption(chart)}'
        f'<div class="picture">{chart.inline()}{_download(chart)}</div>{_source(chart)}'
        f'<details><summary>Description and numbers</summary><p id="{here}-alt">{text(chart.alt)}</p>'
        f'<div class="scroll">{table_html(chart)}</div></details></figure>'
    )


def lab_html(chart: Chart) -> str:
    """The figure of a notebook: the picture is one image, which no style of the notebook reaches."""
    picture = base64.b64encode(chart.svg().encode("utf-8")).decode("ascii")
    return (
        f'<figure class="chart">{_caption(chart)}'
        f'<div class="picture"><img src="data:image/svg+xml;base64,{picture}" alt="{text(chart.alt)}"/></div>'
        f"{_source(chart)}<details><summary>The numbers in this chart</summary>{table_html(chart)}</details></figure>"
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
    """The numbers as a table with a caption and scoped headers; each line has an id, to which marks lead."""
    table = chart.table
    right = [is_numeric_dtype(kind) and not is_bool_dtype(kind) for kind in table.dtypes]
    head = "".join(
        f'<th scope="col"{_aligned(is_right)}>{text(name)}</th>'
        for name, is_right in zip(table.columns, right, strict=True)
    )
    body = "".join(
        f'<tr id="{row_anchor(chart.name, number)}"><th scope="row">{_cell(row[0])}</th>'
        + "".join(
            f"<td{_aligned(is_right)}>{_cell(value)}</td>" for value, is_right in zip(row[1:], right[1:], strict=True)
        )
        + "</tr>"
        for number, row in enumerate(table.itertuples(index=False, name=None))
    )
    caption = isolated(f"{chart.title.removesuffix('.')}. {chart.subtitle}")
    return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _aligned(is_right: bool) -> str:
    return ' class="n"' if is_right else ""


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        return _incidents([str(item) for item in value])
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return "–"
    if isinstance(value, date):  # a Timestamp is one too
        return f"{value:%Y-%m-%d}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Integral):
        return f"{int(value):,}"
    return text(f"{float(value):,g}" if isinstance(value, Real) else value)


def _incidents(ids: Sequence[str]) -> str:
    """Links to incidents; where there are several, their number, and what their names begin with only once."""
    if len(ids) < 2:
        return "".join(link("incident", key) for key in ids)
    first, last = min(ids), max(ids)
    alike = next((place for place, pair in enumerate(zip(first, last, strict=False)) if len(set(pair)) > 1), len(first))
    start = first[:alike].rpartition("-")[0]
    short = (key if not place or not start else f"…{key[len(start) :]}" for place, key in enumerate(ids))
    links = [link("incident", key, words) for key, words in zip(ids, short, strict=True)]
    return f"{plural(len(ids), 'row')}: {', '.join(links)}"
