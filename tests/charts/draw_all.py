"""Draws the four charts of the invented record and prints a hash of each: run by the tests in other processes."""

import hashlib
import sys

from analysis import charts
from analysis.measures.comparison import compare_placements
from analysis.measures.counts import count
from analysis.measures.rules import Rule
from analysis.record.store import load

record, rule = load(sys.argv[1]), Rule()
months = count(record.incidents, rule, record.coverage, by="month")
for chart in (
    charts.monthly(record, months, rule),
    charts.cumulative(record, rule),
    charts.events(record, rule, record.coverage.start, record.coverage.end),
    charts.sides(record, compare_placements(record, rule)),
):
    words = "\n".join((chart.title, chart.subtitle, chart.source, chart.alt, chart.svg()))
    sys.stdout.write(f"{chart.name} {hashlib.sha256(words.encode()).hexdigest()}\n")
sys.stdout.write(f"{sorted({'seaborn', 'matplotlib.pyplot', 'scipy.stats'} & set(sys.modules))}\n")
