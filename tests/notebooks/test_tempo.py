"""The tempo report: for both records, by default and at the extremes."""

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
        ("shipped", {"since": "2016-10-02", "until": "2016-10-02"}),
        ("shipped", {"since": "2012-01-01", "until": "2012-12-31"}),
        ("shipped", {"attribution": "alleged", "window": 1}),
        ("invented", {}),
        ("invented", {"since": "1988-01-01", "until": "1990-12-31", "attribution": "announced", "window": 400}),
    ],
)
def test_the_tempo_renders_without_a_warning(record, given, tmp_path):
    page = render(find_report(ROOT, "tempo"), RECORDS[record], given, tmp_path).read_text(encoding="utf-8")
    assert 'class="warning"' not in page
    assert page.count("<figure") == 3
    assert 'class="finding"' in page
