"""What one more run costs the site, whatever lies there already: `python -m benchmarks.site` prints it as JSON.

The folders of 2,000 reports with 5 runs each are made without a kernel, and the list of reports over them. Then one
report after the other gets a run, and the update that follows is timed; the same for one report with ever longer
histories. Both the time on the clock and that of the processor are taken: on a busy machine only the second says much.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from analysis.press.orders.reports import Report, Reports
from analysis.press.site.update import update
from benchmarks.shelves import account_of, put, site_of

REPORTS, RUNS = 2_000, 5
HISTORIES = (10, 1_000, 10_000)
QUICK_HISTORIES = (10, 100)
ADDED = 7
"""Runs that are added, each timed; the first fills the caches and does not count."""


def measured(folder: Path, *, quick: bool) -> dict[str, Any]:
    """Seconds of an update after one more run, and bytes of the pages of the list."""
    many, names = folder / "many", [f"year-{number}" for number in range(REPORTS // 10 if quick else REPORTS)]
    reports = Reports({name: Report(name, name, Path("x.ipynb"), group="year") for name in names})
    site_of(many, names, RUNS)
    start = time.perf_counter()
    update(many, reports)
    figures: dict[str, Any] = {"reports": len(names), "runs": RUNS, "whole": time.perf_counter() - start}
    figures["added"] = [_added(many, reports, names[-number], RUNS) for number in range(1, ADDED + 1)][1:]
    figures["unchanged"] = _seconds(many, reports)
    figures["index"] = (many / "index.html").stat().st_size
    figures["largest"] = max(page.stat().st_size for page in many.glob("*.html"))
    figures["histories"] = {}
    for runs in QUICK_HISTORIES if quick else HISTORIES:
        site, one = folder / str(runs), Reports({"year": Report("year", "year", Path("x.ipynb"))})
        site_of(site, ["year"], runs)
        update(site, one)
        figures["histories"][str(runs)] = [_added(site, one, "year", runs + number) for number in range(ADDED)][1:]
    return figures


def _added(site: Path, reports: Reports, name: str, number: int) -> tuple[float, float]:
    put(site, account_of(name, number))
    return _seconds(site, reports)


def _seconds(site: Path, reports: Reports) -> tuple[float, float]:
    """Seconds of an update on the clock and of the processor."""
    start, busy = time.perf_counter(), time.process_time()
    update(site, reports)
    return time.perf_counter() - start, time.process_time() - busy


def main() -> int:
    """Measures and prints."""
    with tempfile.TemporaryDirectory(prefix="site-") as folder:
        print(json.dumps(measured(Path(folder), quick="--quick" in sys.argv)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
