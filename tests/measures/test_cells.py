"""What is known of the days of a window, by hand."""

from datetime import date

import numpy as np
import pytest

from analysis.measures import cells as module
from analysis.measures.cells import cells_of
from analysis.measures.rules import Rule

WINDOW = (date(2018, 1, 1), date(2018, 1, 31))
ROWS = """
    id       start       end         min  max  attribution
    pair     2018-01-03  2018-01-05  4    6    announced
    within   2018-01-05  .           1    1    announced
    next     2018-01-06  2018-01-07  2    .    announced
    denied   2018-01-20  .           9    9    denied
"""


def told(cells):
    return [
        (str(start), int(days), int(count))
        for start, days, count in zip(cells.start, cells.days, cells.counts, strict=True)
    ]


def test_rows_that_overlap_are_taken_together_and_days_without_a_row_hold_none(incidents):
    assert told(cells_of(incidents(ROWS), Rule(), *WINDOW)) == [
        ("2018-01-01", 2, 0),
        ("2018-01-03", 3, 5),
        ("2018-01-06", 2, 2),
        ("2018-01-08", 24, 0),
    ]


def test_the_upper_end_takes_the_stated_maximum_and_else_the_minimum(incidents):
    assert list(cells_of(incidents(ROWS), Rule(), *WINDOW, "high").counts) == [0, 7, 2, 0]


def test_a_wider_rule_counts_more_rows(incidents):
    cells = cells_of(incidents(ROWS), Rule("strikes", "alleged"), *WINDOW)
    assert list(cells.counts) == [0, 5, 2, 0, 9, 0]
    assert cells.total == 16


def test_days_of_a_row_without_a_number_and_of_one_across_an_edge_are_not_known(incidents):
    rows = incidents("""
        id      start       end         min
        before  2017-12-30  2018-01-02  3
        blank   2018-01-10  2018-01-12  .
        known   2018-01-12  .           2
        whole   2018-01-20  .           1
    """)
    cells = cells_of(rows, Rule(), *WINDOW)
    assert told(cells) == [
        ("2018-01-03", 7, 0),
        ("2018-01-13", 7, 0),
        ("2018-01-20", 1, 1),
        ("2018-01-21", 11, 0),
    ]
    assert cells.unknown == 5


def test_no_rows_are_one_span_of_none_and_no_days_no_span(incidents):
    nobody = incidents(ROWS).iloc[:0]
    assert told(cells_of(nobody, Rule(), *WINDOW)) == [("2018-01-01", 31, 0)]
    assert len(cells_of(nobody, Rule(), WINDOW[1], WINDOW[0])) == 0


def test_days_inside_a_period_are_counted_span_by_span(incidents):
    cells = cells_of(incidents(ROWS), Rule(), *WINDOW)
    assert cells.inside(date(2018, 1, 4), date(2018, 1, 9)).tolist() == [0, 2, 2, 2]


def test_too_many_spans_are_taken_together_without_losing_a_day_or_a_count(incidents, monkeypatch):
    monkeypatch.setattr(module, "MOST", 2)
    cells = cells_of(incidents(ROWS), Rule(), *WINDOW)
    assert told(cells) == [("2018-01-01", 5, 5), ("2018-01-06", 26, 2)]


@pytest.mark.parametrize("name", ["shipped", "sarovia"])
@pytest.mark.parametrize("unit", ["strikes", "events"])
def test_every_day_of_the_coverage_is_known_or_not_known(request, name, unit):
    record = request.getfixturevalue(name)
    coverage = record.coverage
    cells = cells_of(record.incidents, Rule(unit, "alleged"), coverage.start, coverage.end)
    assert int(cells.days.sum()) + cells.unknown == (coverage.end - coverage.start).days + 1
    assert (np.diff(cells.start) >= cells.days[:-1].astype("timedelta64[D]")).all()
