"""The charts of a record as one hash each; run as a program it prints them, and what was imported needlessly."""

import hashlib
import sys

from analysis import charts
from analysis.measures.comparison import compare_placements
from analysis.measures.counts import count
from analysis.measures.rules import Rule
from analysis.record.store import Record, load

SLOW_TO_IMPORT = {"seaborn", "matplotlib.pyplot", "scipy.stats"}


def hashes(record: Record) -> list[str]:
    """A line for each chart: its name, and a hash of all that a page and a notebook take of it."""
    rule = Rule()
    months = count(record.incidents, rule, record.coverage, by="month")
    drawn = (
        charts.monthly(record, months, rule),
        charts.cumulative(record, rule),
        charts.events(record, rule, record.coverage.start, record.coverage.end),
        charts.sides(record, compare_placements(record, rule)),
        charts.places(record, rule, record.coverage.start, record.coverage.end),
    )
    parts = (sorted(chart._repr_mimebundle_().items(), key=lambda item: item[0]) for chart in drawn)
    return [
        f"{chart.name} {hashlib.sha256(repr(words).encode()).hexdigest()}"
        for chart, words in zip(drawn, parts, strict=True)
    ]


if __name__ == "__main__":
    lines = [*hashes(load(sys.argv[1])), str(sorted(SLOW_TO_IMPORT & set(sys.modules)))]
    sys.stdout.write("\n".join(lines))
