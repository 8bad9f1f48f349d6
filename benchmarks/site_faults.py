"""What is wrong with a site of tiny reports: pages that are not whole, runs made twice, things left behind.

A tiny report prints its number and the generation that it was asked for in, so that a page tells what it is a page of.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

PAGE, ACCOUNT = "index.html", "run.json"
BESIDE = ("history.html", "thumbnail.svg")
"""What the site has of a report beside its page."""
OWN = (".records", ".site")
VOID = frozenset(("meta", "br", "hr", "img", "link"))
SAID = re.compile(r"<pre>report (\d+) of generation (\d+)\n?</pre>")
RUN = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]+(~\d+)?")


@dataclass(frozen=True)
class Run:
    """One run of a tiny report, by its folder; `base` is the key of the run that it is compared with."""

    report: str
    name: str
    key: str
    base: str
    good: bool
    generation: int


def page_fault(path: Path, number: int, newest: int) -> str:
    """Why a page is not a whole one of this report, of a generation up to the newest; '' when it is."""
    try:
        page = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return f"cannot be read ({type(error).__name__})"
    said = SAID.findall(page)
    if len(said) != 1 or int(said[0][0]) != number or int(said[0][1]) > newest:
        return f"says {said} and not its number {number} and one generation"
    return _unfinished(page)


def page_fault_of(path: Path) -> str:
    """Why any page is not a whole one; '' when it is."""
    try:
        return _unfinished(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        return f"cannot be read ({type(error).__name__})"


def _unfinished(page: str) -> str:
    tags = _Tags()
    tags.feed(page)
    tags.close()
    return "is not whole" if tags.crossed or tags.open or not page.rstrip().endswith("</html>") else ""


def pages_faults(site: Path, reports: dict[str, int], newest: int) -> Iterator[str]:
    """Every report has a last good page: whole, and byte for byte that of one of its runs."""
    for name, number in reports.items():
        page = site / name / PAGE
        if fault := page_fault(page, number, newest):
            yield f"{name}: the last good page {fault}"
        elif not any(run.read_bytes() == page.read_bytes() for run in _newest_first((site / name).glob(f"*/{PAGE}"))):
            yield f"{name}: the last good page is that of no run"


def run_faults(site: Path, new: set[Run], reports: dict[str, int], newest: int) -> Iterator[str]:
    """Every run is whole from the moment that its folder is there; no key was run twice."""
    for run in sorted(new, key=lambda run: (run.report, run.name)):
        if not run.good:
            yield f"{run.report}: the run {run.name} failed, or its account is not whole"
        elif fault := page_fault(site / run.report / run.name / PAGE, reports[run.report], newest):
            yield f"{run.report}: the page of the run {run.name} {fault}"
    for (report, key), times in Counter((run.report, run.key) for run in runs_of(site) if run.good).items():
        if times > 1:
            yield f"{report}: the key {key[:12]} was run {times} times"


def pointer_faults(site: Path, reports: dict[str, int], generation: int) -> Iterator[str]:
    """After a finished batch page and account of every report are those of one run, which is of this generation."""
    runs = {(run.report, run.name) for run in runs_of(site) if run.good and run.generation == generation}
    for name in reports:
        run = str(_account(site / name / ACCOUNT).get("run", ""))
        if (name, run) not in runs:
            yield f"{name}: its account points to {run or 'nothing'}, which is no run of generation {generation}"
        elif (other := _shown(site / name)) and run not in other:
            yield f"{name}: its account points to {run} and its page is that of {other[0]}"


def _shown(home: Path) -> list[str]:
    """The runs whose page lies at a report's address."""
    try:
        page = (home / PAGE).read_bytes()
        return [path.parent.name for path in _newest_first(home.glob(f"*/{PAGE}")) if path.read_bytes() == page]
    except OSError:
        return []


def owed(site: Path, reports: dict[str, int], generation: int) -> set[str]:
    """The reports that a batch asked for this generation has to run.

    Not those whose account points to a run of it, nor those of which a killed batch left one without pointing to it.
    """
    runs, found = runs_of(site), set()
    for name in reports:
        pointed = str(_account(site / name / ACCOUNT).get("run", ""))
        own = {run for run in runs if run.report == name and run.good}
        keys = {run.key for run in own if run.name == pointed}
        there = {run for run in own if run.generation == generation}
        if not any(run.name == pointed or run.base in keys for run in there):
            found.add(name)
    return found


def left_over(site: Path, temporary: Path) -> Iterator[str]:
    """Everything that a finished batch has no reason to leave, in the site and among temporary files."""
    for path in site.glob("*/*"):
        if path.parent.name in OWN:
            continue
        if path.name not in (PAGE, ACCOUNT, *BESIDE) and not RUN.fullmatch(path.name):
            yield f"{path.relative_to(site)} was left behind"
    for path in site.glob(".site/*"):
        if path.name != "reports":
            yield f"{path.relative_to(site)} was left behind"
    for path in site.glob(".records/*"):
        if path.suffix != ".zip":
            yield f"{path.relative_to(site)} was left behind"
    for path in temporary.iterdir():
        yield f"{path.name} was left behind in the folder for temporary files"


def runs_of(site: Path) -> set[Run]:
    """Every run of every report, by the folders that are there."""
    return {_run(path) for path in site.glob("*/*") if path.is_dir() and RUN.fullmatch(path.name)}


def _newest_first(pages: Iterable[Path]) -> list[Path]:
    return sorted(pages, reverse=True)


@cache  # the folder of a run is not written to once it is there
def _run(folder: Path) -> Run:
    account = _account(folder / ACCOUNT)
    generation = account.get("inputs", {}).get("parameters", {}).get("generation", "-1")
    good = account.get("outcome") == "good"
    key, base = (str(account.get(name, "")) for name in ("key", "base"))
    return Run(folder.parent.name, folder.name, key, base, good, int(generation))


def _account(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


class _Tags(HTMLParser):
    """Elements that are open, and whether one was closed out of its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.crossed = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        """An element of a drawing that closes itself."""

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.crossed = True
