"""A chart as a value: the picture and everything a reader needs to trust it."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from datetime import date
from html import escape
from numbers import Integral

import pandas as pd
from matplotlib.figure import Figure

from analysis.charts.labels import wrapped
from analysis.charts.marks import Mark
from analysis.charts.sheet import Sheet
from analysis.charts.theme import LINE, MUTED, RIGHT, WIDTH, svg_settings, theme
from analysis.record.store import Record


@dataclass(frozen=True)
class Chart:
    """A finished figure with its words and its numbers.

    `title` states the finding, `subtitle` the unit, the rule and the days, `source` where the numbers come from, `alt`
    what the picture shows, written from its values. `table` holds the plotted numbers, one row per mark.
    """

    name: str
    figure: Figure
    title: str
    subtitle: str
    source: str
    alt: str
    table: pd.DataFrame
    marks: tuple[Mark, ...] = ()

    def svg(self) -> str:
        """The picture as SVG; the same chart gives the same text on any day and in any folder."""
        stream = io.StringIO()
        with svg_settings(self.name):
            self.figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
        text = stream.getvalue()
        return text[text.index("<svg") :]

    def __repr__(self) -> str:
        return f"<Chart {self.name}: {self.title}>"

    def _repr_html_(self) -> str:
        """The figure for a notebook or a page: picture, caption, and the numbers in a table folded below it."""
        picture = base64.b64encode(self.svg().encode("utf-8")).decode("ascii")
        return (
            f'<figure class="chart" id="chart-{escape(self.name)}">'
            f"<figcaption><b>{escape(self.title)}</b><br>{escape(self.subtitle)}</figcaption>"
            f'<div class="picture"><img src="data:image/svg+xml;base64,{picture}" alt="{escape(self.alt)}"></div>'
            f"<small>{escape(self.source)}</small>"
            "<details><summary>The numbers in this chart</summary>"
            f"{table_html(self.table, self.title)}</details></figure>"
        )


def table_html(table: pd.DataFrame, caption: str) -> str:
    """A table as safe HTML: a caption, scoped headers, every cell escaped, missing values as a dash.

    A tuple holds ids of rows that the page lists, and links to them.
    """
    head = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in table.columns)
    body = "".join(
        "<tr>"
        + f'<th scope="row">{_cell(row[0])}</th>'
        + "".join(f"<td>{_cell(value)}</td>" for value in row[1:])
        + "</tr>"
        for row in table.itertuples(index=False, name=None)
    )
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(f'<a href="#{escape(str(item))}">{escape(str(item))}</a>' for item in value)
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return "–"
    if isinstance(value, date):  # a Timestamp is one too
        return f"{value:%Y-%m-%d}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Integral):
        return f"{int(value):,}"
    return escape(f"{value:,g}" if isinstance(value, float) else str(value))


def source_line(record: Record) -> str:
    """Where the numbers of a chart come from: the record and its version."""
    return f"Source: {record.schema.title}, version {record.schema.version}."


def sentence(words: str) -> str:
    """Words with a capital at the beginning, for names that the record spells as inside a sentence."""
    return words[:1].upper() + words[1:]


def nothing(name: str, record: Record, why: str, subtitle: str, table: pd.DataFrame) -> Chart:
    """A chart for when there is nothing to draw: the reason in words, in the picture and in place of it."""
    with theme():
        lines = wrapped(why, WIDTH - 2 * RIGHT)
        sheet = Sheet.of((len(lines) + 2) * LINE)
        sheet.write_lines(RIGHT, 2 * LINE, lines, color=MUTED)
    return Chart(name, sheet.figure, why, subtitle, source_line(record), f"Nothing is drawn. {why}", table)
