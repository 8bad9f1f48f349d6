"""Records to draw, and ways to look at a drawing: artists by their label, and the words on it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest

from analysis import charts
from analysis.charts import Chart
from analysis.markup import FRAGMENT
from analysis.measures.comparison import compare_placements
from analysis.measures.counts import count
from analysis.measures.rules import Rule
from analysis.record.store import Record, load

ROOT = Path(__file__).parent.parent.parent
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="session")
def shipped() -> Record:
    return load(ROOT / "data")


@pytest.fixture(scope="session")
def invented() -> Record:
    return load(ROOT / "tests" / "data" / "invented")


@pytest.fixture(scope="session")
def without_rows(invented: Record) -> Record:
    """A record that is sound and empty: every count inside its coverage is zero."""
    claims = invented.claims[invented.claims["incident_id"].isna()]
    return replace(invented, incidents=invented.incidents.iloc[:0], claims=claims.iloc[:0])


@pytest.fixture(scope="session")
def without_extension(invented: Record) -> Record:
    """A record with one campaign only."""
    main = invented.period("campaign").campaign
    campaign = invented.incidents["campaign"]
    return replace(invented, incidents=invented.incidents[campaign.isna() | (campaign == main)])


def drawn_of(record: Record, rule: Rule | None = None) -> dict[str, Chart]:
    """Every chart of a record by its name, over all of its coverage."""
    rule, coverage = rule or Rule(), record.coverage
    drawn = (
        charts.monthly(record, count(record.incidents, rule, coverage, by="month"), rule),
        charts.cumulative(record, rule),
        charts.events(record, rule, coverage.start, coverage.end),
        charts.sides(record, compare_placements(record, rule)),
        charts.places(record, rule, coverage.start, coverage.end),
    )
    return {chart.name: chart for chart in drawn}


@pytest.fixture(scope="session")
def drawn(shipped: Record, invented: Record) -> list[tuple[Record, Chart]]:
    """Every chart of both records, with its record."""
    return [(record, chart) for record in (shipped, invented) for chart in drawn_of(record).values()]


@pytest.fixture(scope="session")
def pages(drawn: list[tuple[Record, Chart]]) -> list[tuple[Record, Chart, ElementTree.Element]]:
    """The same with the figure that a page takes, parsed."""
    return [(record, chart, ElementTree.fromstring(fragment(chart))) for record, chart in drawn]


def fragment(chart: Chart) -> str:
    """The figure of a chart as a page takes it."""
    return str(chart._repr_mimebundle_()[FRAGMENT]["html"])


@pytest.fixture(scope="session")
def artists() -> Callable[[Chart, str], list[Any]]:
    """The artists of a chart with that label, panel by panel: a bar each for a row of bars."""

    def find(chart: Chart, label: str) -> list[Any]:
        found: list[Any] = []
        for axes in chart.figure.axes:
            found += [bar for bars in axes.containers if bars.get_label() == label for bar in bars]
            found += [artist for artist in axes.get_children() if artist.get_label() == label]
        return found

    return find


@pytest.fixture(scope="session")
def points(artists: Callable[[Chart, str], list[Any]]) -> Callable[[Chart, str], list[tuple[float, float]]]:
    """Where the marks with that label stand, in the order in which they were drawn."""

    def find(chart: Chart, label: str) -> list[tuple[float, float]]:
        return [place for line in artists(chart, label) for place in zip(*line.get_data(), strict=True)]

    return find


@pytest.fixture(scope="session")
def words() -> Callable[[Chart], list[str]]:
    """Every line of words on a chart, as a reader of the SVG finds it."""

    read: dict[int, tuple[Chart, list[str]]] = {}

    def find(chart: Chart) -> list[str]:
        if id(chart) not in read:
            texts = ElementTree.fromstring(chart.svg()).iter(f"{SVG}text")
            read[id(chart)] = chart, ["".join(text.itertext()) for text in texts]
        return read[id(chart)][1]

    return find


@pytest.fixture
def months_of() -> Callable[..., pd.DataFrame]:
    """A table as `count(..., by="month")` returns it, from (month, low, high), `None` for an open or unknown end."""

    def table(*rows: tuple[str, int | None, int | None], covered: bool = True) -> pd.DataFrame:
        frame = pd.DataFrame(
            {
                "month": [month for month, _, _ in rows],
                "low": pd.array([low for _, low, _ in rows], dtype="Int64"),
                "high": pd.array([high for _, _, high in rows], dtype="Int64"),
            }
        )
        frame["covered"] = frame["low"].notna() & covered
        frame["rows"] = [("QZ-1",) if low else () for _, low, _ in rows]
        frame["left_out"] = [("QZ-2",) if low == 0 and high is None else () for _, low, high in rows]
        return frame

    return table
