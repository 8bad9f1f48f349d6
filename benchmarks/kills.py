"""Batches killed with SIGKILL at random moments; run it with `python benchmarks/kills.py`, --kills says how often.

A batch of 12 tiny reports is asked for again and again, each time in a new generation, so that every report is to be
made anew. Each batch is killed somewhere on its way. Then: no process outlives it by two seconds, every page is whole,
the last good page of every report is there; and the next batch makes what was missing and nothing else, and leaves
nothing behind. Every third kill hits a batch that goes back: some reports had been made in a new generation when their
batch was killed, and now all are asked for as they were before, so that some are made once more, others lie there, and
some only need to be pointed to. Writes the outcome into `results.md`; exit status 1 for a fault, which is printed.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psutil

from benchmarks import processes, results, site_faults
from benchmarks.figures import say
from benchmarks.workplace import BIN, ROOT, clean_environment

REPORTS = {f"tiny-{number}": number for number in range(1, 13)}
SURVIVAL_SECONDS = 2.0
LATEST = 1.05
"""The latest moment of a kill, as a share of what a batch takes when it is left alone."""
RECORDS = 8
"""Records that the generations are made from, one after the other: each is copied into the site when it first comes."""
BACK = 3
"""Every so-manieth kill hits a batch that goes back to the generation before."""
PARAMETERS = 'number: "int" = 0  # which of the reports\ngeneration: "int" = 0  # which round of kills\n'
CELLS = (PARAMETERS, "words = 'report', number, 'of generation', generation", "print(*words)")


@dataclass(frozen=True)
class Tiny:
    """A workbook of tiny reports on the invented record, in a temporary folder."""

    root: Path
    temporary: Path
    environment: Mapping[str, str]

    @property
    def site(self) -> Path:
        """Where its pages lie."""
        return self.root / "reports" / "site"

    def ask_for(self, generation: int) -> None:
        """Makes every report one to be made anew, from a record with other bytes and the same content."""
        declaration = self.root / "data" / "datapackage.json"
        content = json.loads(declaration.read_text(encoding="utf-8"))
        declaration.write_text(json.dumps(content, indent=1 + generation % RECORDS), encoding="utf-8")
        entry = {
            "title": "A tiny report",
            "notebook": "tiny",
            "parameters": {"generation": generation},
            "for_each": {"number": list(REPORTS.values())},
        }
        (self.root / "reports" / "reports.yml").write_text(json.dumps({"reports": {"tiny": entry}}), encoding="utf-8")

    def clear_temporary(self) -> None:
        """Empties the folder for temporary files."""
        for path in self.temporary.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def start(self) -> subprocess.Popen[str]:
        """A batch under way."""
        return subprocess.Popen(
            [str(BIN / "workbook"), "batch"],
            cwd=self.root,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def batch(self) -> tuple[float, int, str]:
        """A batch that is left alone: its seconds, exit status and words."""
        start = time.perf_counter()
        under_way = self.start()
        words, _ = under_way.communicate()
        return time.perf_counter() - start, under_way.returncode, words


def tiny_workbook(folder: Path) -> Tiny:
    """The workbook, in an empty folder."""
    root, home, temporary = (folder / name for name in ("workbook", "home", "tmp"))
    for path in (root / "reports", root / "notebooks", home, temporary):
        path.mkdir(parents=True)
    shutil.copytree(ROOT / "tests" / "data" / "invented", root / "data")
    (root / "notebooks" / "tiny.ipynb").write_text(json.dumps(_notebook()), encoding="utf-8")
    return Tiny(root, temporary, clean_environment(home, temporary))


def killed(tiny: Tiny, after: float) -> bool:
    """Whether a batch could be killed so many seconds after its start; False when it was done by then."""
    under_way = tiny.start()
    try:
        under_way.wait(after)
        done = True
    except subprocess.TimeoutExpired:
        done = under_way.poll() is not None
        under_way.send_signal(signal.SIGKILL)
    assert under_way.stdout is not None
    under_way.wait()
    under_way.stdout.close()
    return not done


@dataclass(frozen=True)
class Round:
    """One kill and the batch after it: whether the kill hit, the reports it left to make, that batch, every fault.

    `pointed` counts the reports of which that batch found a whole run, to which it only had to point.
    """

    hit: bool
    left: int
    pointed: int
    seconds: float
    faults: Sequence[str]


def round_of(tiny: Tiny, newest: int, settled: int, after: Sequence[float]) -> Round:
    """Asks for a new generation, kills the batch so many seconds after its start, and lets another one finish.

    With two moments, the batch that is killed at the second and the one that finishes go back to the generation that
    the site holds already.
    """
    site, faults, hit = tiny.site, list[str](), False
    for generation, moment in zip((newest, settled), after, strict=False):
        before = site_faults.runs_of(site)
        tiny.ask_for(generation)
        if hit := killed(tiny, moment):
            faults += [f"a process outlived the kill: {words}" for words in _survivors()]
        faults += site_faults.pages_faults(site, REPORTS, newest)
        faults += site_faults.run_faults(site, site_faults.runs_of(site) - before, REPORTS, newest)
    at_kill = site_faults.runs_of(site)
    missing = site_faults.owed(site, REPORTS, generation)
    unpointed = len(REPORTS) - len(missing) - _pointing(site, generation)
    seconds, status, words = tiny.batch()
    at_end = site_faults.runs_of(site)
    if status:
        faults.append(f"the next batch ended with {status}: {words.strip()[-300:]}")
    faults += _made(at_end - at_kill, missing, generation)
    faults += site_faults.pages_faults(site, REPORTS, newest)
    faults += site_faults.run_faults(site, at_end - at_kill, REPORTS, newest)
    faults += site_faults.pointer_faults(site, REPORTS, generation)
    faults += site_faults.left_over(site, tiny.temporary)
    tiny.clear_temporary()  # so that each is told once
    return Round(hit, len(missing), unpointed, seconds, faults)


def kill_often(kills: int, seed: int) -> Mapping[str, Any]:
    """So many kills: seconds of a batch left alone, how many reports each kill left to make, and every fault in words.

    Ctrl-C ends it after the kill under way. Of a kill that went back only the second counts. `pointed` is the number of
    whole runs that lay there unpointed.

    Raises `CommandFailedError` when a batch that is left alone fails.
    """
    moments, enough = random.Random(seed), threading.Event()
    signal.signal(signal.SIGINT, lambda *_: enough.set())
    left: list[int] = []
    faults: list[str] = []
    pointed = 0
    with tempfile.TemporaryDirectory(prefix="kills-", ignore_cleanup_errors=True) as name:
        tiny = tiny_workbook(Path(name).resolve())
        pace = [_undisturbed(tiny, generation) for generation in (0, 1)][1]  # the first fills the caches
        whole = [pace]
        settled = 1
        for generation in count(2):
            if len(left) == kills or enough.is_set():
                break
            times = 2 if len(left) % BACK == BACK - 1 else 1
            made = round_of(tiny, generation, settled, [moments.uniform(0, LATEST * pace) for _ in range(times)])
            pointed += made.pointed
            settled = generation if times == 1 else settled
            for fault in made.faults:
                say(f"kill {len(left) + 1}: {fault}")
                faults.append(f"kill {len(left) + 1}: {fault}")
            if made.left == len(REPORTS) and times == 1:
                pace = made.seconds  # the machine may have become faster or slower
                whole.append(pace)
            if made.hit:
                left.append(made.left)
                say(f"kill {len(left)}/{kills}: {made.left} reports left to make, {len(faults)} faults so far")
    return {"kills": len(left), "seeds": [seed], "seconds": whole, "left": left, "pointed": pointed, "faults": faults}


def _pointing(site: Path, generation: int) -> int:
    """How many reports have page and account of a run of this generation."""
    return len(REPORTS) - len(list(site_faults.pointer_faults(site, REPORTS, generation)))


def _undisturbed(tiny: Tiny, generation: int) -> float:
    tiny.ask_for(generation)
    seconds, status, words = tiny.batch()
    processes.settle()
    if status:
        raise processes.CommandFailedError(f"A batch that was left alone ended with {status}:\n{words}")
    return seconds


def _survivors() -> list[str]:
    """The command lines of processes that are left two seconds after a kill; they are ended then."""
    found = []
    for process in processes.settle(SURVIVAL_SECONDS):
        with suppress(psutil.NoSuchProcess):
            found.append(" ".join(process.cmdline())[:120])
            process.kill()
    return found


def _made(new: set[site_faults.Run], missing: set[str], generation: int) -> Iterator[str]:
    """Whether the batch after a kill has made what was missing, each once, and nothing else."""
    made = Counter(run.report for run in new if run.generation == generation)
    for name in sorted(missing - set(made)):
        yield f"{name} was missing and was not made by the next batch"
    for name in sorted(set(made) - missing):
        yield f"{name} was there and was made again by the next batch"
    for run in new:
        if run.generation != generation:
            yield f"{run.report}: the next batch ran generation {run.generation}, not {generation}"


def _notebook() -> Mapping[str, Any]:
    """The notebook of the tiny reports."""
    cells: list[Mapping[str, Any]] = [
        {
            "cell_type": "code",
            "id": f"cell-{number}",
            "metadata": {"tags": ["parameters"]} if number == 0 else {},
            "execution_count": None,
            "outputs": [],
            "source": source,
        }
        for number, source in enumerate(CELLS)
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def _added(before: Mapping[str, Any], now: Mapping[str, Any]) -> Mapping[str, Any]:
    """The figures of two goes together."""
    parts = ("kills", "pointed", "seconds", "left", "faults", "seeds")
    return {name: before[name] + now[name] for name in parts}


def main() -> int:
    """Kills, writes the outcome into `results.md` unless told not to, prints it; 1 when there was a fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200, metavar="N", help="how many kills (default: 200)")
    parser.add_argument("--seed", type=int, default=20160801, metavar="N", help="of the random moments")
    parser.add_argument("--more", action="store_true", help="add to the kills in results.md, with another --seed")
    parser.add_argument("--no-results", action="store_true", help="leave results.md as it is")
    chosen = parser.parse_args()
    processes.take_in_orphans()
    before = results.kept("kills") if chosen.more else None
    if before is not None and chosen.seed in before["seeds"]:
        parser.error(
            f"the kills in results.md have the seed {chosen.seed} already; the same moments would prove nothing"
        )
    outcome = kill_often(chosen.kills, chosen.seed)
    if before is not None:
        outcome = _added(before, outcome)
    if not chosen.no_results:
        results.keep("kills", outcome)
    print("\n".join(outcome["faults"]) or f"{outcome['kills']} kills, no fault.")
    return 1 if outcome["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
