"""How often the edges of a campaign hold its true days, and how often one is seen where there is none.

`python -m benchmarks.coverage` simulates records of 240 days whose campaign is known (its 61 days from the 91st), or
that have none, and writes the shares into `results.md` with their standard errors. A quarter of an hour on two cores.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import repeat

import numpy as np

from analysis.measures.cells import Cells
from analysis.measures.edges import Edges, find_edges
from benchmarks import results
from benchmarks.figures import say

DAYS, FIRST, LAST = 240, 90, 150
START = date(2018, 1, 1)
SEED = 20_161_206


@dataclass(frozen=True)
class Case:
    """Records of one kind: events a day inside and outside the campaign, days of a span, events that come at once."""

    inside: float
    outside: float
    span: int
    at_once: int = 1


CAMPAIGNS = (
    Case(1.5, 0.05, 1),
    Case(1.5, 0.05, 4),
    Case(6.0, 0.05, 7),
    Case(0.5, 0.05, 1),
    Case(3.0, 0.05, 4, at_once=3),
)
NONE = (Case(0.05, 0.05, 1), Case(0.2, 0.2, 6), Case(1.0, 1.0, 1), Case(1.0, 1.0, 6), Case(0.3, 0.3, 1, at_once=6))


def main() -> None:
    """Simulates and keeps the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=400, metavar="N", help="simulated records of each kind")
    records = parser.parse_args().records
    figures = []
    with ProcessPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for kind, cases in (("campaign", CAMPAIGNS), ("none", NONE)):
            for case in cases:
                answers = list(pool.map(_answer, repeat(case), range(records), chunksize=10))
                share = float(np.mean(answers))
                figures.append({"kind": kind, **asdict(case), "records": records, "share": share})
                say(f"{kind} {case}: {share:.3f}")
    results.keep("coverage", {"cases": figures})
    print(results.where())


def _answer(case: Case, number: int) -> bool:
    """Whether the true days are held; of a record without a campaign, whether one is seen."""
    known = _record(case, np.random.default_rng([SEED, number]))
    found = find_edges(known)
    if case.inside == case.outside:
        return isinstance(found, Edges)
    return isinstance(found, Edges) and found.admits(known, _day(FIRST), _day(LAST))


def _record(case: Case, lot: np.random.Generator) -> Cells:
    """The numbers on spans of a simulated record."""
    rates = np.array(list(_rates(case)))
    daily = lot.poisson(rates / case.at_once) * case.at_once
    places = np.arange(0, DAYS, case.span)
    start = np.datetime64(START) + places
    return Cells(start, np.diff([*places, DAYS]), np.add.reduceat(daily, places))


def _rates(case: Case) -> Iterator[float]:
    for number in range(DAYS):
        yield case.inside if FIRST <= number <= LAST else case.outside


def _day(number: int) -> date:
    return START + timedelta(days=number)


if __name__ == "__main__":
    main()
