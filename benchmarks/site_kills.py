"""Updates of a site killed with SIGKILL at random moments; `python -m benchmarks.site_kills`, --kills says how often.

A site of 30 reports gets a run of each, and one process brings it up to date and prunes old runs, and is killed
somewhere on its way. Then every file of the site is whole, each address that a page names is there or is that of a run
that was just removed, and the next update leaves exactly what a site has that was never disturbed. Exit status 1 for a
fault, which is printed.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from analysis.press.ledger.account import Account
from analysis.press.orders.keeping import Keep
from analysis.press.orders.reports import Report, Reports
from analysis.press.site import shelves
from analysis.press.site.owed import FOLDER, owe
from analysis.press.site.prune import prune
from analysis.press.site.summary import FILE, Summary
from analysis.press.site.update import update
from benchmarks.shelves import account_of, put
from benchmarks.site_faults import page_fault_of

REPORTS = 30
LATEST = 1.1
"""The latest moment of a kill, as a share of what an update takes that is left alone."""
NAMED = re.compile(r'(?:href|src)="([^"#]+)"')


def reports() -> Reports:
    """What the file would name: half of them in a group, each with a history that is pruned."""
    names = [f"report-{number}" for number in range(REPORTS)]
    return Reports(
        {
            name: Report(name, name, Path("x.ipynb"), group="half" if number % 2 else "", keep=Keep(runs=3))
            for number, name in enumerate(names)
        }
    )


def bring_up_to_date(site: Path) -> None:
    """What is killed: an update, a pruning, and the update after it."""
    named = reports()
    update(site, named)
    list(prune(site, named.values()))
    update(site, named)


def killed(site: Path, after: float) -> bool:
    """Whether a process that brings the site up to date could be killed so many seconds after its start."""
    child = os.fork()
    if child == 0:
        try:
            bring_up_to_date(site)
        finally:
            os._exit(0)
    time.sleep(after)
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def broken(site: Path, gone: set[str]) -> Iterator[str]:
    """Files of the site that are not whole, and addresses that lead nowhere; those of runs in `gone` may."""
    for path in [*site.glob("*.*"), *site.glob("*/*.*")]:
        if path.parent.name == FOLDER or not path.is_file():
            continue
        if path.suffix == ".html":
            if fault := page_fault_of(path):
                yield f"{path.relative_to(site)} {fault}"
            for address in NAMED.findall(path.read_text(encoding="utf-8")):
                if not (path.parent / address).exists() and not gone & set(address.split("/")):
                    yield f"{path.relative_to(site)} leads to {address}, which is not there"
        elif path.suffix in (".xml", ".svg"):
            try:
                ET.fromstring(path.read_bytes())
            except ET.ParseError as error:
                yield f"{path.relative_to(site)} is not whole: {error}"
        elif path.name == "run.json" and Account.read(path) is None:
            yield f"{path.relative_to(site)} is not whole"
    summary = site / FOLDER / FILE
    if summary.exists() and Summary.read(summary) is None:
        yield f"{FOLDER}/{FILE} is not whole"


def disturbed(site: Path, scratch: Path) -> Iterator[str]:
    """What a site has otherwise than one that was made from the same folders and never disturbed."""
    other = scratch / "other"
    shutil.copytree(site, other, ignore=shutil.ignore_patterns(".site", "history*.html", "thumbnail.svg"))
    for path in (path for path in other.glob("*.*") if path.is_file()):
        path.unlink()
    update(other, reports())
    here, there = (_texts(folder) for folder in (site, other))
    for name in sorted({*here, *there}):
        if here.get(name) != there.get(name):
            yield f"{name} is not as in a site that was never disturbed"
    for path in (path for path in site.rglob(".*") if path.name != FOLDER):
        yield f"{path.relative_to(site)} was left behind"
    if left := sorted(path.name for path in (site / FOLDER).iterdir() if path.name != FILE):
        yield f"{FOLDER} holds {', '.join(left)}"
    shutil.rmtree(other)


def _texts(site: Path) -> dict[str, bytes]:
    files = [path for path in [*site.glob("*.*"), *site.glob("*/*.*")] if path.is_file() and path.parent.name != FOLDER]
    return {str(path.relative_to(site)): path.read_bytes() for path in files}


def kill_often(kills: int, seed: int, folder: Path) -> tuple[int, list[str]]:
    """How many of so many kills hit an update under way, and every fault in words."""
    chance, site, faults, hits = random.Random(seed), folder / "site", list[str](), 0
    _one_more(site, 0)
    _one_more(site, 1)
    start = time.perf_counter()
    bring_up_to_date(site)
    usual = time.perf_counter() - start
    for number in range(2, kills + 2):
        _one_more(site, number)
        before = {path.name for path in site.glob("*/*") if shelves.RUN.fullmatch(path.name)}
        hits += killed(site, chance.uniform(0, LATEST) * usual)
        gone = before - {path.name for path in site.glob("*/*") if shelves.RUN.fullmatch(path.name)}
        told = [*broken(site, gone)]
        start = time.perf_counter()
        bring_up_to_date(site)
        usual = (usual + time.perf_counter() - start) / 2
        told += [*broken(site, set()), *disturbed(site, folder)]
        faults += [f"kill {number - 1}: {fault}" for fault in told]
    return hits, faults


def _one_more(site: Path, number: int) -> None:
    owe(site)
    for name in reports():
        put(site, account_of(name, number))


def main() -> int:
    """Kills and prints what came of it; 1 when there was a fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100, metavar="N", help="how many kills (default: 100)")
    parser.add_argument("--seed", type=int, default=20160801, metavar="N", help="of the random moments")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="site-kills-") as folder:
        hits, faults = kill_often(chosen.kills, chosen.seed, Path(folder))
    print("\n".join(faults) or f"{chosen.kills} kills, no fault.")
    print(f"{hits} of them hit a process under way.", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
