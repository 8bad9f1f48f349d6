"""What one more run costs the site, as tables of `results.md`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import median
from typing import Any

from benchmarks.figures import spread, table

Figures = Mapping[str, Any]
MOST_SECONDS, MOST_BYTES = 0.1, 300_000
WHOLE = 2_000


def tables(part: Figures) -> list[str]:
    """One more run at so many reports, and in ever longer histories of one."""
    rows = [(f"{part['reports']:,} reports with {part['runs']} runs each", *_both(part["added"]))]
    rows += [(f"1 report with {int(runs):,} runs", *_both(each)) for runs, each in part["histories"].items()]
    rows.append((f"{part['reports']:,} reports, nothing to add", *(f"{value:.3f} s" for value in part["unchanged"])))
    notes = (
        f"Everything made anew from the folders of {part['reports']:,} reports: {part['whole']:.1f} s. The first page "
        f"has {part['index'] / 1e3:,.0f} kB, the largest page of the list {part['largest'] / 1e3:,.0f} kB."
    )
    return [*table(("the list of reports after one more run", "on the clock", "of the processor"), rows), "", notes]


def asked(part: Figures) -> Iterator[tuple[str, str, str]]:
    """What was asked of the site, and what was measured."""
    if part["reports"] < WHOLE:
        return
    seconds = median(clock for clock, _ in part["added"])
    yield (
        f"one more run at 2,000 reports ≤ {1000 * MOST_SECONDS:.0f} ms",
        f"{1000 * seconds:.0f} ms",
        _met(seconds <= MOST_SECONDS),
    )
    largest = max(part["index"], part["largest"])
    yield "every page of the list ≤ 300 kB", f"{largest / 1e3:,.0f} kB", _met(largest <= MOST_BYTES)


def _both(measured: list[tuple[float, float]]) -> tuple[str, str]:
    return spread([clock for clock, _ in measured]), spread([busy for _, busy in measured])


def _met(met: bool) -> str:
    return "yes" if met else "**no**"
