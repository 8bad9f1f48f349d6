"""Repeated measurements as the figures of a table: the median, and how far it goes from the least to the most."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from statistics import median

import psutil

NAMED = ("papermill", "nbclient", "nbconvert", "ipykernel", "jupyterlab", "pandas", "matplotlib")


def spread(values: Sequence[float], unit: str = " s") -> str:
    """The median with its unit, and in brackets the least and the most where they differ."""
    middle = _figure(median(values))
    if len(values) == 1:
        return f"{middle}{unit}"
    return f"{middle}{unit} ({_figure(min(values))}–{_figure(max(values))})"


def ratio(values: Sequence[float], others: Sequence[float]) -> float:
    """The median of the ratios of measurements that were made side by side, so that noise which hit both cancels."""
    return median(value / other for value, other in zip(values, others, strict=True))


def megabytes(size: float) -> str:
    """Bytes as megabytes of a million."""
    return f"{size / 1e6:,.0f} MB"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A Markdown table; every column but the first holds figures."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    return ["| " + " | ".join(cells) + " |" for cells in (head, rule, *rows)]


def machine() -> str:
    """What it was measured on, without a name that leads to the machine."""
    cores = f"{cores_here()} cores"
    memory = f"{psutil.virtual_memory().total / 2**30:.0f} GiB of memory"
    return f"{cores}, {memory}, {platform.system()}, Python {sys.version_info.major}.{sys.version_info.minor}"


def cores_here() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0))


def libraries() -> str:
    """Versions of what is measured and of what it measures with."""
    found = []
    for name in NAMED:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"no {name}")
    return ", ".join(found)


def say(words: str) -> None:
    """Tells whoever waits how far it is."""
    print(words, file=sys.stderr, flush=True)


def _figure(value: float) -> str:
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 10 else f"{value:.1f}"
