"""A chart as a value: the picture and everything a reader needs to trust it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
from matplotlib.figure import Figure

from analysis.charts.figure import lab_html, page_html, table_html
from analysis.charts.labels import wrapped
from analysis.charts.marks import Mark
from analysis.charts.sheet import Sheet
from analysis.charts.svg import inline, standalone
from analysis.charts.theme import LINE, MUTED, RIGHT, WIDTH, svg_settings, theme
from analysis.markup import bundle
from analysis.record.store import Record

METHODS_OF: Mapping[str, tuple[str, ...]] = {
    "monthly": ("counts", "rules"),
    "cumulative": ("totals", "rules"),
    "events": ("rules",),
    "edges": ("edges", "rules", "readings"),
    "gaps": ("tempo", "rules"),
    "map": ("distance", "rules"),
    "shares": ("shares", "counts", "rules"),
    "latitudes": ("southward", "distance", "rules"),
    "sides": ("rates", "ratio", "readings", "rules"),
    "toll": ("toll", "rules"),
    "believed": ("toll", "counts", "rules"),
    "precision": ("precision", "rules"),
    "word": ("independence", "rules"),
    "losses": ("leave-one-out", "readings", "rules"),
}
"""What each chart rests on, by the keys of `analysis.measures.methods`, so that a page explains it.

A chart of which a page has several is named by its kind, a hyphen and what tells it from the others.
"""


@dataclass(frozen=True)
class Chart:
    """A finished figure with its words and its numbers.

    `title` states the finding, `subtitle` the unit, the rule and the days, `source` where the numbers come from, `alt`
    what the picture shows, written from its values. `table` holds the plotted numbers; `marks` are what leads from
    the picture to the rows behind it.
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
        """The picture as an SVG file; the same chart gives the same text on any day and in any folder."""
        return standalone(self._drawn, self.name)

    def inline(self) -> str:
        """The picture as an element of a page, with links from its marks."""
        return inline(self._drawn, self.name, self.marks)

    @cached_property
    def _drawn(self) -> str:
        """What matplotlib writes; once, because a notebook and a page ask for it."""
        stream = io.StringIO()
        with svg_settings(self.name):
            self.figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
        return stream.getvalue()

    @cached_property
    def numbers(self) -> str:
        """The table as markup; once, because a notebook and a page show it."""
        return table_html(self)

    def __repr__(self) -> str:
        return f"<Chart {self.name}: {self.title}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Mapping[str, object]:
        """The figure for a page, and for a notebook, where its picture is an image."""
        methods = list(METHODS_OF.get(self.name.partition("-")[0], ()))
        return bundle(repr(self), page_html(self), lambda: lab_html(self), methods=methods)


def source_line(record: Record) -> str:
    """Where the numbers of a chart come from: the record and its version."""
    return f"Source: {record.schema.title}, version {record.schema.version}."


def nothing(name: str, record: Record, why: str, subtitle: str, table: pd.DataFrame) -> Chart:
    """A chart for when there is nothing to draw: the reason in words, in the picture and in place of it."""
    with theme():
        lines = wrapped(why, WIDTH - 2 * RIGHT)
        sheet = Sheet.of((len(lines) + 2) * LINE)
        sheet.write_lines(RIGHT, 2 * LINE, lines, color=MUTED)
    return Chart(name, sheet.figure, why, subtitle, source_line(record), f"Nothing is drawn. {why}", table)
