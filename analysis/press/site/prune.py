"""Old runs removed, report by report, as `reports.yml` says how many to keep.

A run goes in one step: its folder is renamed into the folder of the report's lease, and deleted there. Whoever is
killed in between leaves nothing that a reader finds, and the next holder of the lease deletes the rest.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.measures.words import plural
from analysis.press.ledger.account import Account
from analysis.press.ledger.lease import Busy, held
from analysis.press.ledger.shelf import ACCOUNT, FAILED_ACCOUNT, LEASE
from analysis.press.orders.keeping import Keep
from analysis.press.orders.reports import Report
from analysis.press.site import shelves
from analysis.press.site.keeping import superfluous
from analysis.press.site.owed import owe

PATIENCE = 5.0
"""Seconds to wait for a run of the report."""


@dataclass(frozen=True)
class Pruned:
    """What was removed of a report, or would be: the names of runs, and bytes of the disk; `kept` counts the others.

    `busy` tells that the report was left alone, as a run of it was under way.
    """

    report: str
    runs: Sequence[str] = ()
    size: int = 0
    kept: int = 0
    busy: bool = False


def prune(site: Path, reports: Iterable[Report], *, dry: bool = False) -> Iterator[Pruned]:
    """Removes what nobody asked to keep, and tells of each report that says how much to keep.

    With `dry` nothing is removed. The site's lists are behind afterwards, and the note for that is left. Raises
    `ReportError` or `OSError` where a folder cannot be written.
    """
    for report in reports:
        home = site / report.name
        if report.keep is None or not home.is_dir():
            continue
        chosen = _chosen(home, report.keep)
        if dry or not (chosen[0] or (home / LEASE).exists()):  # which somebody left who was killed
            yield _told(report.name, home, *chosen)
            continue
        try:
            with held(home / LEASE, wait=PATIENCE) as lease:
                going, kept = _chosen(home, report.keep)  # again, as another run may have come
                told = _told(report.name, home, going, kept)
                if going:
                    owe(site, [report.name])
                for run in going:
                    lease.publish(home / run, lease.folder / run)
                    shutil.rmtree(lease.folder / run)
                yield told
        except Busy:
            yield Pruned(report.name, busy=True)


def _chosen(home: Path, keep: Keep) -> tuple[list[str], int]:
    """The runs that go, the newest first, and how many stay."""
    runs = shelves.accounts(home, shelves.runs(home))
    last, failed = Account.read(home / ACCOUNT), Account.read(home / FAILED_ACCOUNT)
    going = [account.run for account in superfluous(runs, keep, last, failed)]
    return going, len(runs) - len(going)


def _told(report: str, home: Path, going: Sequence[str], kept: int) -> Pruned:
    return Pruned(report, going, size_of(home / run for run in going), kept)


def size_of(folders: Iterable[Path]) -> int:
    """Bytes that the disk gets back with these folders. A file that lies elsewhere too, by a hard link, gives none."""
    links: Counter[tuple[int, int]] = Counter()
    found: dict[tuple[int, int], os.stat_result] = {}
    for folder in folders:
        for path in folder.rglob("*"):
            it = path.lstat()
            if not path.is_dir():
                links[it.st_dev, it.st_ino] += 1
                found[it.st_dev, it.st_ino] = it
    return sum(it.st_size for place, it in found.items() if links[place] >= it.st_nlink)


def words_of(pruned: Pruned, *, dry: bool) -> str:
    """A line for the terminal."""
    if pruned.busy:
        return f"{pruned.report}: left alone, as a run of it is under way."
    if not pruned.runs:
        return f"{pruned.report}: nothing to remove; {plural(pruned.kept, 'run')} kept."
    done = "would be removed" if dry else "removed"
    return f"{pruned.report}: {plural(len(pruned.runs), 'run')} {done}, {bytes_of(pruned.size)}; {pruned.kept:,} kept."


def total_of(all_pruned: Sequence[Pruned], reports: Mapping[str, Report], *, dry: bool) -> str:
    """The line at the end: everything that was removed, and of how many reports every run is kept."""
    runs, size = sum(len(it.runs) for it in all_pruned), sum(it.size for it in all_pruned)
    every = sum(report.keep is None for report in reports.values())
    keeping = f" {plural(every, 'report keeps', 'reports keep')} every run, as no keep: is set." if every else ""
    return f"{plural(runs, 'run')} {'would be removed' if dry else 'removed'}, {bytes_of(size)}.{keeping}"


def bytes_of(size: int) -> str:
    """Bytes for a person: '3.4 MB', '512 kB', '80 bytes'."""
    for step, word in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if size >= step:
            return f"{size / step:.1f} {word}"
    return plural(size, "byte")
