"""Time and memory of runs, side by side with the other ways to make a page; `make bench` runs it.

Writes `results.md`. A part that is not measured this time keeps the figures it has: `--only batch` measures one again.
"""

from __future__ import annotations

import argparse
import sys

from benchmarks import processes, results
from benchmarks.figures import say
from benchmarks.floor import DishonestFloorError
from benchmarks.parts import PARTS
from benchmarks.workplace import workplace


def main() -> int:
    """Measures, writes, and prints the path of the results; 1 when a command failed, whose part stays as it was."""
    chosen = _arguments()
    processes.take_in_orphans()
    failed = 0
    for name in chosen.only or PARTS:
        measure, repeats = PARTS[name]
        try:
            with workplace() as place:
                figures = measure(place, chosen.repeats or (1 if chosen.quick else repeats), chosen.quick)
        except (processes.CommandFailedError, DishonestFloorError) as error:
            say(f"{name}: {error}")
            failed = 1
        else:
            results.keep(name, figures)  # after each part: whoever stops a long measurement keeps what it has
    print(results.where())
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
