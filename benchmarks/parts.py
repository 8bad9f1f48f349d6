"""What is measured. Each part returns plain figures: seconds, bytes and numbers, as JSON can hold them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from analysis.press.runs.batch import jobs_for
from benchmarks import processes, ways
from benchmarks.figures import cores_here, say
from benchmarks.floor import check_honest
from benchmarks.workplace import BIN, SETS, Workplace, parameter_sets, reports_of

Figures = dict[str, Any]
SAMPLED_SECONDS = 0.02
SELDOM_SECONDS = 0.25
"""Between two looks at the processes of a batch that is timed at the same time."""
GROWTH = (1, 24, 72, 200)
QUICK_GROWTH = (1, 24)


def cold(place: Workplace, repeats: int, quick: bool) -> Figures:
    """One report at its defaults, by every way in turn, again and again; before that once for memory and for caches."""
    every: list[ways.Way] = list(ways.WAYS)
    overlay = place.fresh()
    other = ways.ploomber(overlay)
    missing = other if isinstance(other, str) else ""
    if isinstance(other, ways.Way):
        every.insert(2, other)
    parameters = place.defaults()
    seconds: dict[str, list[float]] = {way.name: [] for way in every}
    peaks, pages, cells = {}, {}, []
    for way in every:
        out = place.fresh()
        with processes.watched(SAMPLED_SECONDS) as watch:
            _timed(place, way, parameters, out)
        peaks[way.name], pages[way.name] = watch.peak, out / way.page
    shown = check_honest(*(pages[name].read_text(encoding="utf-8") for name in (ways.FLOOR, ways.OURS)))
    for number in range(1, repeats + 1):
        for way in every:
            took, said = _timed(place, way, parameters, place.fresh())
            seconds[way.name].append(took)
            if way.name == ways.FLOOR:
                cells.append(float(said))
        say(f"cold {number}/{repeats}: " + ", ".join(f"{name} {values[-1]:.2f} s" for name, values in seconds.items()))
    labels = {way.name: way.label for way in every}
    return {"seconds": seconds, "cells": cells, "peaks": peaks, "labels": labels, "shown": shown, "missing": missing}


def batch(place: Workplace, repeats: int, quick: bool) -> Figures:
    """24 reports as one batch, then the same batch unchanged; the floor and papermill's loop over the same 24 sets.

    The batch's reports after the server is warm are told by when their pages were written (`after_warm`).
    """
    floor, papermill = (next(way for way in ways.WAYS if way.name == name) for name in (ways.FLOOR, ways.PAPERMILL))
    figures: Figures = {name: [] for name in ("batch", "warm", "unchanged", "floor", "cells", "papermill")}
    place.write_reports(reports_of(place, SETS))
    out = place.fresh()
    with processes.watched(SAMPLED_SECONDS) as watch:
        _batch(place, out)
    figures["peak"] = watch.peak
    with processes.watched(SAMPLED_SECONDS / 10) as watch:
        _batch(place, out)
    figures["started"] = len([words for words in watch.seen.values() if words]) - 1
    for number in range(1, repeats + 1):
        out = place.fresh()
        figures["batch"].append(_batch(place, out))
        figures["warm"].append(after_warm(out))
        before = _runs(out)
        figures["unchanged"].append(_batch(place, out))
        if _runs(out) != before:
            raise processes.CommandFailedError("An unchanged batch has run a report again.")
        took = dict.fromkeys(("floor", "cells", "papermill"), 0.0)
        for chosen in parameter_sets(place):
            seconds, said = _timed(place, floor, chosen, place.fresh())
            took["floor"] += seconds
            took["cells"] += float(said)
            took["papermill"] += _timed(place, papermill, chosen, place.fresh())[0]
        for name, seconds in took.items():
            figures[name].append(seconds)
        say(
            f"batch {number}/{repeats}: "
            + ", ".join(f"{k} {v[-1]:.2f} s" for k, v in figures.items() if type(v) is list)
        )
    return {**figures, "cores": cores_here(), "reports": SETS}


def growth(place: Workplace, repeats: int, quick: bool) -> Figures:
    """Batches of ever more reports: seconds, seconds per report once the server is warm, most memory at once."""
    sizes = QUICK_GROWTH if quick else GROWTH
    figures: Figures = {str(size): {"seconds": [], "each": [], "peak": []} for size in sizes}
    for number in range(1, repeats + 1):
        for size in sizes:
            place.write_reports(reports_of(place, size))
            out = place.fresh()
            with processes.watched(SELDOM_SECONDS) as watch:
                seconds = _batch(place, out)
            row = figures[str(size)]
            row["seconds"].append(seconds)
            row["peak"].append(watch.peak)
            if size >= SETS:
                row["each"].append(after_warm(out) / size)
            say(f"growth {number}/{repeats}: {size} reports {seconds:.2f} s, {watch.peak / 1e6:.0f} MB")
    return figures


def help_text(place: Workplace, repeats: int, quick: bool) -> Figures:
    """`workbook --help` and Python that does nothing, in turn."""
    commands = {"help": [str(BIN / "workbook"), "--help"], "pass": [sys.executable, "-c", "pass"]}
    figures: Figures = {name: [] for name in commands}
    for _ in range(1 + repeats * 4):
        for name, command in commands.items():
            figures[name].append(processes.seconds_of([command], place.root, place.environment))
    say("help: done")
    return {name: values[1:] for name, values in figures.items()}  # the first of each fills the caches


def measures(place: Workplace, repeats: int, quick: bool) -> Figures:
    """What `benchmarks/measures.py` finds: the measures on ever more rows."""
    command = [sys.executable, "-m", "benchmarks.measures", *(["--quick"] if quick else [])]
    return json.loads(processes.output_of(command, Path(__file__).parents[1], place.environment)[0])


def site(place: Workplace, repeats: int, quick: bool) -> Figures:
    """What `benchmarks/site.py` finds: one more run on the list of 2,000 reports, and in ever longer histories."""
    command = [sys.executable, "-m", "benchmarks.site", *(["--quick"] if quick else [])]
    return json.loads(processes.output_of(command, Path(__file__).parents[1], place.environment)[0])


PARTS: dict[str, tuple[Callable[[Workplace, int, bool], Figures], int]] = {
    "cold": (cold, 7),
    "batch": (batch, 3),
    "growth": (growth, 2),
    "help": (help_text, 5),
    "measures": (measures, 1),
    "site": (site, 1),
}
"""The parts by name, each with how often it is repeated."""


def after_warm(out: Path) -> float:
    """Seconds that the reports of a finished batch would have taken, had the server been warm from the start.

    The first page is written when the server is warm and the runs that go side by side have done the work of as many
    reports; so the time from it to the last page is that of all reports but those.
    """
    written = sorted(page.stat().st_mtime for page in out.glob("*/index.html"))
    return (written[-1] - written[0]) / (len(written) - jobs_for(None, len(written))) * len(written)


def _timed(place: Workplace, way: ways.Way, parameters: dict[str, object], out: Path) -> tuple[float, str]:
    """Seconds of one way to make one page, and what its last command said."""
    environment = {**place.environment, **way.environment}
    seconds, said = 0.0, ""
    for command in way.commands(place, parameters, out):
        said, took = processes.output_of(command, place.notebook.parent, environment)
        seconds += took
    processes.settle()
    if not (out / way.page).is_file():
        raise processes.CommandFailedError(f"{way.label} has left no {way.page}.")
    return seconds, said


def _batch(place: Workplace, out: Path) -> float:
    command = [str(BIN / "workbook"), "batch", "--out", str(out)]
    return processes.seconds_of([command], place.root, place.environment)


def _runs(out: Path) -> Sequence[str]:
    return sorted(str(path.relative_to(out)) for path in out.glob("*/*/run.json"))
