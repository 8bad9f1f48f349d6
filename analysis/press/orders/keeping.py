"""How much of a report's history is kept: the last runs, and one of each month or year."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from analysis.errors import ReportError
from analysis.press.orders.lined_yaml import Entry, line_of
from analysis.press.orders.problems import Problems

FOREVER = math.inf
MOST = 1_000_000
KEYS = ("runs", "monthly", "yearly")
EXPECTED = "runs:, monthly: or yearly: below it, such as runs: 30 and monthly: forever"
EXAMPLES = {"runs": "30", "monthly": "forever", "yearly": "forever"}


@dataclass(frozen=True)
class Keep:
    """What `workbook prune` leaves of a report: a run stays if any of the three asks for it.

    `runs` is the number of the last runs, `monthly` and `yearly` the number of the last months and years of which the
    last run is kept; `FOREVER` for all of them, 0 for none.
    """

    runs: int = 0
    monthly: float = 0
    yearly: float = 0


def read_keep(problems: Problems, where: str, found: Mapping[str, Entry]) -> Keep | None:
    """What stands at `keep` in an entry; `None` where nothing does, or something wrong, which is noted."""
    if "keep" not in found:
        return None
    key, node = found["keep"]
    pairs = problems.keys(node, line_of(key), f"{where}, keep", EXPECTED, KEYS)
    if pairs is None:
        return None
    if not pairs:
        problems.add(line_of(key), where, f"keep is empty. Write {EXPECTED}.")
        return None
    numbers: dict[str, float] = {}
    for name in KEYS:
        if name not in pairs:
            continue
        line = line_of(pairs[name][1])
        text = problems.text(pairs, name, line, f"{where}, keep", EXAMPLES[name])
        if text is not None:
            try:
                numbers[name] = number_of(name, text)
            except ReportError as error:
                problems.add(line, where, error)
    if len(numbers) < len(pairs):
        return None
    return Keep(int(numbers.get("runs", 0)), numbers.get("monthly", 0), numbers.get("yearly", 0))


def number_of(name: str, text: str) -> float:
    """How many, as it is written; `FOREVER` for the word, which only months and years take. Raises `ReportError`."""
    if text == "forever" and name != "runs":
        return FOREVER
    if re.fullmatch("[0-9]{1,7}", text) and 1 <= int(text) <= MOST:
        return int(text)
    if name == "runs":
        rest = " To keep every run, leave keep out." if text == "forever" else ""
        raise ReportError(f"keep: runs: {text!r} is not a number of runs. Write it as in runs: 30.{rest}")
    span = name.removesuffix("ly")
    raise ReportError(f"keep: {name}: {text!r} is not a number of {span}s. Write it as in {name}: 24, or forever.")
