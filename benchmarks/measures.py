"""Time and memory of the measures on ever more rows, side by side; `make bench ARGS='--only measures'` runs it.

Prints JSON: for each measure the seconds at each size (the median of a few calls), and the most memory that it took at
the largest, as a multiple of the incidents' own. Memory is that of the process, so that no library's hides.
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import re
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from analysis.measures.campaign import campaign_findings
from analysis.measures.cells import cells_of
from analysis.measures.comparison import Question
from analysis.measures.counts import Window, count, total
from analysis.measures.dispersion import dispersion
from analysis.measures.distances import stated_distances
from analysis.measures.edges import find_edges
from analysis.measures.firming import firming
from analysis.measures.geography import located
from analysis.measures.leave_out import losses
from analysis.measures.quality import attested, covered, precision, unstated
from analysis.measures.reconcile import reconcile
from analysis.measures.rules import Rule
from analysis.measures.running import running
from analysis.measures.scan import chance_of_cluster
from analysis.measures.share_findings import RegionShares
from analysis.measures.shift import Shifts
from analysis.measures.sporadic import CLUSTER
from analysis.measures.tempo import dated_events, gaps, monthly_events, tightest
from analysis.measures.toll import as_told, beliefs
from analysis.measures.toll_ranges import heard
from analysis.measures.upholding import by_publisher
from analysis.measures.versions import versions
from analysis.measures.view import View
from analysis.measures.withdrawal import Held
from analysis.record.store import Record, load
from benchmarks.figures import say
from benchmarks.synthetic import MONTHLY, synthetic

FACTOR = 10
SIZES = (10_000, 100_000, 1_000_000)
DATA = Path(__file__).parents[1] / "data"
STRIKES, EVENTS, DEAD = Rule("strikes", "alleged"), Rule("events", "alleged"), Rule("killed", "alleged")

Work = Callable[[Record], object]


def _events(record: Record):
    return dated_events(record.incidents, EVENTS, record.coverage.start, record.coverage.end)


def _tempo(record: Record) -> object:
    events = _events(record)
    return gaps(events), tightest(events, CLUSTER)


def _rhythm(record: Record) -> object:
    return dispersion(*monthly_events(_events(record), record.coverage.start, record.coverage.end))


def _surprise(record: Record) -> object:
    chance_of_cluster.cache_clear()
    days = (record.coverage.end - record.coverage.start).days + 1
    return chance_of_cluster(len(_events(record)), CLUSTER, 1, days)


def _edges(record: Record) -> object:
    return find_edges(cells_of(record.incidents, STRIKES, record.coverage.start, record.coverage.end))


def _view(record: Record) -> View:
    return View(STRIKES, record.coverage.start, record.coverage.end)


def _question(record: Record) -> Question:
    return Question.of(record, STRIKES, None, None, FACTOR)


def _shifts(record: Record) -> Shifts:
    return Shifts(record, Window(record.coverage.start, record.coverage.end), "period")


def _losses(record: Record) -> object:
    view = _view(record)
    return losses(record, _question(record), view, by_publisher(record), Held(record, (view.rule.unit,)))


WORKS: dict[str, Work] = {
    "total": lambda record: total(record.incidents, STRIKES, record.coverage),
    "count by month": lambda record: count(record.incidents, STRIKES, record.coverage, by="month"),
    MONTHLY: lambda record: count(record.incidents, STRIKES, record.coverage, by=("month", "region")),
    "running total by day": lambda record: running(
        record.incidents, STRIKES, record.coverage.start, record.coverage.end
    ),
    "gaps and the tightest cluster": _tempo,
    "how surprising the cluster is": _surprise,
    "dispersion by month": _rhythm,
    "edges of a campaign": _edges,
    "discs of uncertainty": lambda record: located(record.incidents, record.places),
    "statements about the dead": heard,
    "the dead, everybody believed": lambda record: as_told(record, beliefs(record)[0], DEAD.unit),
    "campaign and times beside it, every reading": lambda record: Question.of(record, STRIKES, None, None, FACTOR),
    "shares of the regions, every reading": lambda record: RegionShares(record, _view(record)).every,
    "shift south between periods, every reading": lambda record: _shifts(record).each(),
    "stated distances": stated_distances,
    "precision of rows": lambda record: precision(record, _view(record)),
    "on whose word rows rest": lambda record: attested(record, _view(record)),
    "coverage": lambda record: covered(record, _view(record)),
    "what nobody states": lambda record: unstated(record, _view(record)),
    "each publisher left out": _losses,
    "what would firm it up": lambda record: firming(record, _question(record), _view(record)),
    "versions and disputes": lambda record: versions(record, _view(record)),
}
"""Every measure by the name of what comes out of it."""
READ_OFF: dict[str, Work] = {
    "findings of the main report": lambda record: campaign_findings(record, Rule()),
    "every claim of the record reconciled": reconcile,
}
"""What is made of many measures, for the shipped record."""


def main() -> None:
    """Measures and prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="no size above 100,000 rows")
    sizes = SIZES[:-1] if parser.parse_args().quick else SIZES
    record = load(DATA)
    seconds: dict[str, list[float]] = {name: [] for name in WORKS}
    for work in WORKS.values():
        work(synthetic(record, 100))
    for size in sizes:
        made = synthetic(record, size)
        for name, work in WORKS.items():
            seconds[name].append(_seconds(work, made))
        told = ", ".join(f"{name} {values[-1]:.2f} s" for name, values in seconds.items())
        say(f"measures: {size:,} rows: {told}")
    _made.append(made)
    own = float(made.incidents.memory_usage(deep=True).sum())
    forks = multiprocessing.get_context("fork")
    memory = {}
    for name in WORKS:
        with forks.Pool(1) as fork:
            memory[name] = fork.apply(_grown, (name,)) / own
    once = {name: _seconds(work, record) for name, work in READ_OFF.items()}
    print(json.dumps({"sizes": sizes, "seconds": seconds, "memory": memory, "once": once, "own": own}))


def _seconds(work: Work, record: Record) -> float:
    """The median of up to five calls, of as many as begin within two seconds."""
    taken: list[float] = []
    while len(taken) < 5 and sum(taken) < 2:
        gc.collect()
        start = time.perf_counter()
        work(record)
        taken.append(time.perf_counter() - start)
    return median(taken)


def _grown(name: str) -> int:
    """By how many bytes a process grows at most while it works. It is a fork, which has the record already."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # from here on the kernel keeps the most that there was
    before = _kilobytes("VmRSS")
    WORKS[name](_made[0])
    return (_kilobytes("VmHWM") - before) * 1024


def _kilobytes(what: str) -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(rf"{what}:\s+(\d+) kB", status)[0])


_made: list[Record] = []
"""The largest record, for the forks."""


if __name__ == "__main__":
    main()
