"""What limits a batch on a Dask cluster: seconds and bytes per report at each place it goes through, and the sum of it.

    python benchmarks/cluster_limits.py [--batch N] [--reports N] [--tasks N]

A page is made here once for its time and its size. Then the machine that publishes does all that it has to do for N
reports, whose pages are given to it ready made; and a scheduler passes N parcels and pages of that size between it and
two workers that do nothing. Each process is asked for its own processor time, so that little depends on what else runs.
At last one batch is made by this machine alone and by a cluster of as many workers on it as it has cores, which shows
what the cluster itself costs; that is by the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import psutil

from analysis.press.cluster.parcels import Parcel, packed, unpacked
from analysis.press.ledger.plan import Plan
from analysis.press.ledger.shelf import Shelf
from analysis.press.making.order import Made, Order
from analysis.press.making.outcome import Course
from analysis.press.making.workshop import LocalWorkshop, Workshop
from analysis.press.orders.reports import load_reports
from analysis.press.runs.batch import Batch
from analysis.press.runs.progress import span
from benchmarks.figures import cores_here, machine, say, table
from benchmarks.workplace import REPORT, Workplace, reports_of, workplace

if TYPE_CHECKING:
    from distributed import Client

ASKED = 10_000
"""Reports of the batch that is reckoned."""
NETWORK = 125e6
"""Bytes per second that one gigabit network lets through."""
THREADS = 8
T = TypeVar("T")


@dataclass(frozen=True)
class Page:
    """A page as a worker makes it: seconds that its thread was at work, its parcel there and its bytes back."""

    seconds: float
    made: Made
    parcel: bytes

    @property
    def answer(self) -> bytes:
        """What travels back."""
        return packed(self.made)


def main() -> int:
    """Measures and prints a table in Markdown; progress goes to standard error."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--batch", type=int, default=12, metavar="N", help="reports that are made both ways")
    parser.add_argument("--reports", type=int, default=480, metavar="N", help="reports that are published")
    parser.add_argument("--tasks", type=int, default=2000, metavar="N", help="tasks that a scheduler passes on")
    chosen = parser.parse_args()
    with workplace() as place:
        say("one page")
        page = made_here(place)
        say(f"{chosen.reports} reports, published without being made")
        client, site = published(place, page, chosen.reports)
        say(f"{chosen.tasks} parcels through a scheduler")
        passed = passed_on(page, chosen.tasks)
        say(f"{chosen.batch} reports by this machine alone, and by a cluster on it")
        ways = both_ways(place, chosen.batch)
    print(document(page, client, site, passed))
    alone, clustered = map(span, ways)
    print(f"{chosen.batch} reports by this machine alone: {alone}; by a cluster of workers on it: {clustered}.")
    return 0


def made_here(place: Workplace) -> Page:
    """The workbook's first report, made three times in this process; the last time counts."""
    plan = Plan.of(load_reports(place.root)[REPORT], place.root / "data", {})
    order = Order.of(plan, Shelf(place.fresh(), REPORT))
    with LocalWorkshop(place.root / "data") as shop:
        shop.open()
        for _ in range(3):
            course = Course(notebook=place.fresh() / "executed.ipynb")
            start = time.perf_counter()
            made = shop.made(order, course)
            seconds = time.perf_counter() - start
    return Page(seconds, made, packed(Parcel.of(order)))


class Given(Workshop):
    """A workshop that has the page already: what is left is what the machine that publishes does itself."""

    def __init__(self, data: Path, page: Page) -> None:
        super().__init__(data)
        self.page = page

    def open(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Nothing to do."""

    def made(self, order: Order, course: Course) -> Made:
        """The page, after all that packing the order and unpacking the answer costs; each time another one."""
        packed(Parcel.of(order))
        made: Made = unpacked(self.page.answer)
        return replace(made, page=f"{made.page}<!-- {order.provenance.report.name} -->")


@dataclass
class Published(Batch):
    """A batch whose pages are given."""

    page: Page | None = None

    def _workshop(self) -> Workshop:
        assert self.page is not None
        return Given(self.data, self.page)


def published(place: Workplace, page: Page, number: int) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """Seconds per report of the machine that publishes, by what it does; and what the site is made of."""
    place.write_reports(reports_of(place, number))
    reports, reading = timed(lambda: list(load_reports(place.root).values()))
    site, data = place.fresh(), place.root / "data"
    _, planning = timed(lambda: [Plan.of(report, data, {}) for report in reports])
    batch = Published(reports, data, site, jobs=THREADS, page=page)
    outcomes, all_of_it = timed(lambda: list(batch.outcomes()))
    assert all(outcome.kind == "made" for outcome in outcomes), outcomes[0]
    _, again = timed(lambda: list(batch.outcomes()))
    _, looking = timed(lambda: [Shelf(site, report.name).last() for report in reports])
    files = [path for path in site.rglob("*") if path.is_file()]
    inodes = {path.stat().st_ino: path.stat().st_size for path in files}
    figures = {"before": reading + planning, "all": all_of_it, "unchanged": again}
    return (
        {name: seconds / number for name, seconds in figures.items()},
        {"accounts": looking / number, "files": len(files) / number, "bytes": sum(inodes.values()) / number},
    )


def passed_on(page: Page, number: int) -> Mapping[str, float]:
    """Processor seconds per task of the scheduler and of the client; wall-clock seconds too."""
    answer = page.answer
    with cluster() as (client, scheduler):
        [planted] = client.scatter([answer], broadcast=True)
        numbers = count()

        def ask(_: int) -> int:
            future = client.submit(pass_back, page.parcel, planted, key=f"task-{next(numbers)}", pure=False)
            return len(future.result())

        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(ask, range(number // 10)))  # connections, imports
            before = [processor(pid) for pid in (scheduler, os.getpid())]
            start = time.perf_counter()
            assert set(pool.map(ask, range(number))) == {len(answer)}
            wall = time.perf_counter() - start
        spent = [processor(pid) - was for pid, was in zip((scheduler, os.getpid()), before, strict=True)]
    return {"scheduler": spent[0] / number, "client": spent[1] / number, "wall": wall / number}


def both_ways(place: Workplace, number: int) -> tuple[float, float]:
    """Seconds of a batch by this machine alone, and by a cluster whose workers have only just started."""
    place.write_reports(reports_of(place, number))
    reports, data = list(load_reports(place.root).values()), place.root / "data"

    def made(address: str) -> float:
        start = time.perf_counter()
        outcomes = list(Batch(reports, data, place.fresh(), cluster=address).outcomes())
        assert all(outcome.kind == "made" for outcome in outcomes), outcomes[0]
        return time.perf_counter() - start

    alone = made("")
    with cluster(workers=cores_here(), threads=1) as (client, _):
        return alone, made(client.scheduler_info()["address"])


def pass_back(parcel: bytes, answer: bytes) -> bytes:
    """The task that does nothing; a copy, so that its result lies nowhere yet."""
    return bytes(bytearray(answer))


@contextmanager
def cluster(workers: int = 2, threads: int = 2) -> Iterator[tuple[Client, int]]:
    """A scheduler and workers on this machine, each a process; a client of theirs, and the scheduler's number."""
    from distributed import Client

    started = []

    def start(what: str, *words: object) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", "--host", "127.0.0.1", "--no-dashboard"]
        quiet = subprocess.DEVNULL
        root = Path(__file__).parents[1]
        process = subprocess.Popen([*command, *map(str, words)], cwd=root, stdout=quiet, stderr=quiet)
        started.append(process)
        return process

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        try:
            file = Path(folder) / "scheduler.json"
            scheduler = start("scheduler", "--port", 0, "--scheduler-file", file)
            while not (file.exists() and file.read_text().strip().endswith("}")):
                assert scheduler.poll() is None, "the scheduler did not start"
                time.sleep(0.05)
            address = json.loads(file.read_text())["address"]
            for _ in range(workers):
                start("worker", address, "--no-nanny", "--nthreads", threads, "--local-directory", folder)
            with Client(address, set_as_default=False) as client:
                client.wait_for_workers(workers, timeout=60)
                yield client, scheduler.pid
        finally:
            for process in started:  # not asked to end: workers would look for their scheduler first
                process.kill()
                process.wait()


def processor(pid: int) -> float:
    """Seconds of processor time of a process."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def timed(what: Callable[[], T]) -> tuple[T, float]:
    """What a function gives, and the seconds of processor time that this process spent on it in all its threads."""
    start = time.process_time()
    result = what()
    return result, time.process_time() - start


def document(page: Page, client: Mapping[str, float], site: Mapping[str, float], passed: Mapping[str, float]) -> str:
    """The figures per report and for 10,000, and with how many pages made at once each place has no time left."""
    here = client["all"] + passed["client"]
    sent = len(page.parcel) + len(page.answer)
    places = {
        "a thread of a worker makes the page": page.seconds,
        "the publishing machine: plan, lease, publish": client["all"],
        "the publishing machine: Dask's client": passed["client"],
        "the scheduler": passed["scheduler"],
        f"a network of 1 Gbit/s, {sent / 1000:,.0f} kB both ways and twice, through the scheduler": 2 * sent / NETWORK,
    }
    limited = {"the publishing machine: plan, lease, publish": here, "the publishing machine: Dask's client": here}
    rows = []
    for name, seconds in places.items():
        most = "" if seconds == page.seconds else f"{page.seconds / limited.get(name, seconds):,.0f}"
        rows.append((name, f"{seconds * 1000:,.1f} ms", long(seconds * ASKED), most))
    made = page.made
    seconds = ", ".join(f"{name} {value:.2f} s" for name, value in made.seconds.items())
    lines = [
        *table(("one report", "each", f"{ASKED:,}", "pages at once until it is the limit"), rows),
        "",
        f"{machine()}. The page: {seconds}; {len(made.page.encode()) / 1000:,.0f} kB, "
        f"{len(page.answer) / 1000:,.0f} kB as it travels, its parcel {len(page.parcel) / 1000:,.1f} kB.",
        f"Before the first page: reading reports.yml and planning, {long(ASKED * client['before'])}.",
        f"The same batch with nothing changed: {long(ASKED * client['unchanged'])}.",
        f"The site: {site['files'] * ASKED:,.0f} files, {site['bytes'] * ASKED / 1e9:,.1f} GB; reading every account, "
        f"as a list of the reports does: {long(ASKED * site['accounts'])}.",
        f"Through the scheduler by the clock of this machine: {1 / passed['wall']:,.0f} tasks per second.",
    ]
    return "\n".join(lines)


def long(seconds: float) -> str:
    """A span of time that may be hours."""
    return f"{seconds / 3600:.1f} h" if seconds >= 3600 else span(seconds)


if __name__ == "__main__":
    sys.exit(main())
