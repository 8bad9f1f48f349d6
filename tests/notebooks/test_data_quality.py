"""The page on the quality of the record: for both records, by default and at the extremes."""

from pathlib import Path

import pytest

from analysis.press.orders.reports import find_report
from analysis.press.runs.batch import render

ROOT = Path(__file__).parents[2]
RECORDS = {"shipped": ROOT / "data", "invented": ROOT / "tests" / "data" / "invented"}
LARGEST = 550_000
"""Bytes of a page."""
pytestmark = pytest.mark.kernel


@pytest.mark.parametrize(
    ("record", "given", "found"),
    [
        ("shipped", {}, True),
        ("shipped", {"since": "2016-10-02", "until": "2016-10-02"}, True),
        ("shipped", {"since": "2013-01-01", "until": "2013-12-31"}, False),
        ("shipped", {"attribution": "alleged", "unit": "killed", "without": "reuters-nd"}, True),
        ("invented", {}, True),
        ("invented", {"since": "1990-01-01", "until": "1990-12-31", "attribution": "announced"}, False),
        ("invented", {"attribution": "alleged", "unit": "events", "factor": 2}, True),
    ],
)
def test_the_quality_renders_without_a_warning(record, given, found, tmp_path):
    page = render(find_report(ROOT, "data-quality"), RECORDS[record], given, tmp_path).read_text(encoding="utf-8")
    assert 'class="warning"' not in page
    assert page.count("<figure") == 4
    assert 'class="finding"' in page
    assert ("Not stated here" in page) != found
    assert len(page.encode()) <= LARGEST
