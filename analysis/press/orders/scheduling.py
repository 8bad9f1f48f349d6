"""What stands at `schedule` in an entry of `reports.yml`."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping

from analysis.errors import ReportError, listed
from analysis.press.orders.lined_yaml import Entry, line_of
from analysis.press.orders.problems import Problems
from analysis.press.orders.timing import (
    LATEST,
    MISSED,
    MOST_RETRIES,
    RETRIES,
    Schedule,
    checked_cron,
    checked_zone,
)

SCHEDULE_KEYS = ("cron", "timezone", "missed", "retries")
EXAMPLES = {"cron": '"0 6 * * 1"', "timezone": "Europe/London", "missed": LATEST, "retries": str(RETRIES)}
NEEDED = ("cron", "timezone")


def read_schedule(problems: Problems, where: str, line: int, found: dict[str, Entry]) -> Schedule | None:
    """The schedule that these keys make; `None` where something is wrong with them, which is noted."""
    before = len(problems)
    words: dict[str, str] = {}
    for name in SCHEDULE_KEYS:
        if name in NEEDED or name in found:
            text = problems.text(found, name, line, f"{where}, schedule", EXAMPLES[name])
            if text is not None:
                words[name] = text
    for name, text in words.items():
        try:
            CHECKS[name](text)
        except ReportError as error:
            problems.add(line_of(found[name][1]), where, error)
    if len(problems) > before:
        return None
    return Schedule(
        " ".join(words["cron"].split()),
        words["timezone"],
        words.get("missed", LATEST),
        int(words.get("retries", RETRIES)),
    )


def checked_missed(text: str) -> None:
    """Raises `ReportError` for a word that is no rule for missed slots."""
    if text not in MISSED:
        near = difflib.get_close_matches(text.lower(), MISSED, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise ReportError(f"missed: {text!r} is not one of {listed(MISSED)}.{hint}")


def checked_retries(text: str) -> None:
    """Raises `ReportError` for what is no number of retries."""
    if not (text.isascii() and text.isdecimal() and len(text) < 3 and int(text) <= MOST_RETRIES):
        raise ReportError(f"retries: {text!r} is not a number of retries. Choose one from 0 to {MOST_RETRIES}.")


CHECKS: Mapping[str, Callable[[str], None]] = {
    "cron": checked_cron,
    "timezone": checked_zone,
    "missed": checked_missed,
    "retries": checked_retries,
}
