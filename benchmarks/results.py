"""Where measured figures are kept: `results.md` to read, and beside it the figures it is written from, part by part."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.press.ledger.key import source_hash
from benchmarks.figures import libraries, machine
from benchmarks.report import document

HERE = Path(__file__).parent
FIGURES = HERE / "results.json"
RESULTS = HERE / "results.md"


def kept(part: str) -> Mapping[str, Any]:
    """The figures that a part has. Raises `SystemExit` where it has none."""
    figures = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    if part not in figures:
        raise SystemExit(f"No figures of {part!r} are kept yet.")
    return dict(figures[part])


def keep(part: str, figures: Mapping[str, Any]) -> None:
    """Puts the figures of one part in place of those it had, with what they were measured on, and writes both files."""
    kept = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    kept[part] = {**figures, "machine": machine(), "libraries": libraries(), "source": source_hash()[:12]}
    FIGURES.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    RESULTS.write_text(document(kept), encoding="utf-8")


def where() -> Path:
    """The path of `results.md`, as seen from the working folder where it lies below."""
    here = Path.cwd()
    return RESULTS.relative_to(here) if RESULTS.is_relative_to(here) else RESULTS
