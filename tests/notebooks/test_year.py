"""A page for one year: for both records, for whole and for cut years, with many rows and with none."""

from pathlib import Path

import pytest

from analysis.press.orders.reports import Report, find_report, load_reports
from analysis.press.runs.batch import render

ROOT = Path(__file__).parents[2]
RECORDS = {"shipped": ROOT / "data", "invented": ROOT / "tests" / "data" / "invented"}
pytestmark = pytest.mark.kernel


def test_there_is_a_report_for_every_year_of_the_coverage():
    names = [name for name, report in load_reports(ROOT).items() if report.group == "year"]
    assert names == [f"year-{year}" for year in range(2012, 2022)]


@pytest.mark.parametrize(
    ("record", "given"),
    [
        ("shipped", {"year": 2016}),
        ("shipped", {"year": 2013}),
        ("shipped", {"year": 2021, "attribution": "alleged", "unit": "killed"}),
        ("invented", {"year": 0}),
        ("invented", {"year": 1991, "unit": "civilians_killed", "attribution": "announced"}),
    ],
)
def test_a_year_renders_without_a_warning(record, given, tmp_path):
    any_year = Report("any-year", "One year", find_report(ROOT, "year-2018").notebook)
    page = render(any_year, RECORDS[record], given, tmp_path).read_text(encoding="utf-8")
    assert 'class="warning"' not in page
    assert page.count("<figure") == 3
    assert 'class="finding"' in page
