"""The page of places: for both records, by default and at the extremes."""

from pathlib import Path

import pytest

from analysis.press.orders.reports import find_report
from analysis.press.runs.batch import render

ROOT = Path(__file__).parents[2]
RECORDS = {"shipped": ROOT / "data", "invented": ROOT / "tests" / "data" / "invented"}
pytestmark = pytest.mark.kernel


@pytest.mark.parametrize(
    ("record", "given"),
    [
        ("shipped", {}),
        ("shipped", {"since": "2018-11-29", "until": "2018-11-29"}),
        ("shipped", {"since": "2013-01-01", "until": "2013-12-31"}),
        ("shipped", {"attribution": "alleged", "unit": "strikes"}),
        ("invented", {}),
        ("invented", {"since": "1990-01-01", "until": "1990-12-31", "attribution": "announced", "unit": "killed"}),
    ],
)
def test_the_geography_renders_without_a_warning(record, given, tmp_path):
    page = render(find_report(ROOT, "geography"), RECORDS[record], given, tmp_path).read_text(encoding="utf-8")
    assert 'class="warning"' not in page
    assert page.count("<figure") == 5
    assert 'class="finding"' in page
    assert len(page.encode()) < 550_000
