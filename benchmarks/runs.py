"""Time and memory of runs, side by side with the other ways to make a page; `make bench` runs it.

Writes `results.md` and, for the parts that are not measured this time, keeps their figures in `results.json`. Run one
part again with `python benchmarks/runs.py --only batch`.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from benchmarks import processes
from benchmarks.figures import libraries, machine
from benchmarks.floor import DishonestFloorError
from benchmarks.parts import PARTS, say
from benchmarks.report import document
from benchmarks.workplace import workplace

HERE = Path(__file__).parent
FIGURES = HERE / "results.json"
RESULTS = HERE / "results.md"


def main() -> int:
    """Measures, writes, and prints the path of the results; 1 when a measured command failed."""
    chosen = _arguments()
    processes.take_in_orphans()
    kept: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    failed = 0
    for name in chosen.only or PARTS:
        measure, repeats = PARTS[name]
        try:
            with workplace() as place:
                figures = measure(place, chosen.repeats or (1 if chosen.quick else repeats), chosen.quick)
        except (processes.CommandFailedError, DishonestFloorError) as error:
            say(f"{name}: {error}")
            kept.pop(name, None)
            failed = 1
            continue
        kept[name] = {**figures, "machine": machine(), "libraries": libraries()}
        # After each part: whoever stops a long measurement keeps what it has.
        FIGURES.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        RESULTS.write_text(document(kept), encoding="utf-8")
    if RESULTS.exists():
        print(RESULTS.relative_to(Path.cwd()) if RESULTS.is_relative_to(Path.cwd()) else RESULTS)
    return failed


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=_positive, metavar="N", help="how often each part is repeated")
    parser.add_argument("--quick", action="store_true", help="one repeat of each, and no batch of more than 24 reports")
    parser.add_argument("--only", action="append", choices=list(PARTS), metavar="PART", help=f"of {', '.join(PARTS)}")
    return parser.parse_args()


def _positive(word: str) -> int:
    number = int(word)
    if number < 1:
        raise ValueError
    return number


if __name__ == "__main__":
    sys.exit(main())
