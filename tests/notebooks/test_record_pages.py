"""The pages of incidents and of claims: for both records, by default and at the extremes."""

from pathlib import Path

import pytest

from analysis.press.orders.reports import Report
from analysis.press.runs.batch import render

ROOT = Path(__file__).parents[2]
RECORDS = {"shipped": ROOT / "data", "invented": ROOT / "tests" / "data" / "invented"}
LARGEST = 900_000
"""Bytes of a page with every row and every claim of the shipped record."""
pytestmark = pytest.mark.kernel


def page_of(notebook, record, given, out):
    report = Report(notebook, "A page", ROOT / "notebooks" / f"{notebook}.ipynb")
    page = render(report, RECORDS[record], given, out).read_text(encoding="utf-8")
    assert 'class="warning"' not in page
    assert 'class="finding"' in page
    return page


@pytest.mark.parametrize(
    ("record", "given"),
    [
        ("shipped", {}),
        ("shipped", {"since": "2016-10-02", "until": "2016-10-02", "unit": "killed"}),
        ("shipped", {"since": "2013-01-01", "until": "2013-12-31"}),
        ("invented", {}),
        ("invented", {"attribution": "announced", "unit": "events"}),
    ],
)
def test_incidents_render_without_a_warning(record, given, tmp_path):
    page = page_of("incidents", record, given, tmp_path)
    assert len(page) < LARGEST


@pytest.mark.parametrize(
    ("record", "given"),
    [
        ("shipped", {"source": "nyt-2019-09-27"}),
        ("shipped", {"source": "marine-corps-times-2019-09-27"}),
        ("invented", {}),
        ("invented", {"source": "parish-letter-1987"}),
    ],
)
def test_claims_render_without_a_warning(record, given, tmp_path):
    page = page_of("claims", record, given, tmp_path)
    assert page.count("<figure") == 1
    assert len(page) < LARGEST
