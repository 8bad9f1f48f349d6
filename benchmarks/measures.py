"""Time and memory of the measures on ever more rows, side by side; run it with `python benchmarks/measures.py`.

Rows are synthetic and of the shipped record's own kind: most are one day, some are spans, some state no maximum.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.measures.campaign import campaign_findings
from analysis.measures.counts import count, total
from analysis.measures.reconcile import reconcile
from analysis.measures.rules import Rule
from analysis.measures.running import running
from analysis.record.store import Record, load

ROWS = 10_000
TIMES = (1, 10, 100)
DATA = Path(__file__).parents[1] / "data"


def synthetic(record: Record, rows: int, seed: int = 20160801) -> pd.DataFrame:
    """Incidents with the record's own columns and words, spread over the days that it covers."""
    random = np.random.default_rng(seed)
    covered = (record.coverage.end - record.coverage.start).days
    span = np.where(random.random(rows) < 0.8, 0, random.integers(1, 40, rows))
    start = np.minimum(random.integers(0, covered, rows), covered - span)
    low = random.integers(1, 20, rows)
    frame = pd.DataFrame({"incident_id": np.char.add("row-", np.arange(rows).astype(str))}).astype("str")
    first = pd.Timestamp(record.coverage.start)
    frame["start_date"] = first + pd.to_timedelta(start, unit="D")
    frame["end_date"] = first + pd.to_timedelta(start + span, unit="D")
    for name in ("attribution", "region", "campaign"):
        words = record.schema["incidents"][name].values
        codes = random.integers(-1 if name == "region" else 0, len(words), rows)
        frame[name] = pd.Categorical.from_codes(codes, categories=words, ordered=True)
    frame["strikes_min"] = pd.array(low, dtype="Int64")
    frame["strikes_max"] = pd.array(low, dtype="Int64")
    frame.loc[random.random(rows) < 0.05, "strikes_max"] = pd.NA
    return frame


def measured(work: Callable[[], object]) -> str:
    """Seconds and the most memory that the work held at once, as text."""
    start = time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    tracemalloc.start()
    work()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return f"{seconds:8.3f} s {peak / 1e6:7.1f} MB"


def main() -> None:
    """Prints one line per measure, one column per size."""
    record = load(DATA)
    rule, coverage = Rule(), record.coverage
    frames = [synthetic(record, ROWS * times) for times in TIMES]
    works: dict[str, Callable[[pd.DataFrame], object]] = {
        "total": lambda frame: total(frame, rule, coverage),
        "count by month": lambda frame: count(frame, rule, coverage, by="month"),
        "count by month and region": lambda frame: count(frame, rule, coverage, by=("month", "region")),
        "running total by day": lambda frame: running(frame, rule, coverage.start, coverage.end),
    }
    print(f"{'':28}" + "".join(f"{len(frame):>16,} rows" for frame in frames))
    for name, work in works.items():
        print(f"{name:28}" + "".join(f"{measured(lambda f=frame, w=work: w(f)):>21}" for frame in frames))
    print(f"\nThe shipped record: {len(record.incidents)} incidents, {len(record.claims)} claims")
    print(f"{'findings of the main report':28}{measured(lambda: campaign_findings(record, rule)):>21}")
    print(f"{'every claim reconciled':28}{measured(lambda: reconcile(record)):>21}")


if __name__ == "__main__":
    main()
