"""Days that are named by the slot of a schedule, as `start of last month`, and become dates when the slot comes.

    day     = base [("-" | "+") number unit]
    base    = "slot" | edge "coverage" | edge ["last"] span
    edge    = "start of" | "end of"
    span    = "week" | "month" | "quarter" | "year"
    unit    = "day" | "week" | "month" | "year", also in the plural

Weeks begin on Monday. A month added to a day that the new month does not have gives its last day.
"""

from __future__ import annotations

import calendar
import difflib
import re
from dataclasses import dataclass
from datetime import date, timedelta

from analysis.errors import ParameterError
from analysis.record.schema import Coverage

SLOT, COVERAGE = "slot", "coverage"
SPANS = ("week", "month", "quarter", "year")
UNITS = ("day", "week", "month", "year")
MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}
BASES = (
    SLOT,
    *(f"{edge} of {last}{span}" for edge in ("start", "end") for span in SPANS for last in ("", "last ")),
    *(f"{edge} of {COVERAGE}" for edge in ("start", "end")),
)
FORM = re.compile(r"(?P<base>[a-z]+(?: [a-z]+)*)(?: ?(?P<sign>[-+]) ?(?P<number>[0-9]{1,4}) ?(?P<unit>[a-z]+))?")
EXPECTED = "a date as YYYY-MM-DD, or a day such as slot, start of last month, end of coverage or slot - 30 days"


@dataclass(frozen=True)
class Relative:
    """A day named by a slot: one of `BASES`, moved by `number` of a unit, back where that is negative."""

    base: str
    number: int = 0
    unit: str = "day"

    def __str__(self) -> str:
        if not self.number:
            return self.base
        plural = "s" if abs(self.number) != 1 else ""
        return f"{self.base} {'-' if self.number < 0 else '+'} {abs(self.number)} {self.unit}{plural}"

    @property
    def of_coverage(self) -> bool:
        """Whether it depends on the record beside the slot."""
        return self.base.endswith(COVERAGE)

    def on(self, slot: date, coverage: Coverage) -> date:
        """The date that it becomes for a slot, by the calendar of the schedule's time zone.

        Raises `ParameterError` for one beyond the calendar.
        """
        try:
            return _moved(_base(self.base, slot, coverage), self.number, self.unit)
        except (ValueError, OverflowError):
            raise ParameterError(f"{str(self)!r} of {slot} lies beyond the calendar.") from None


def is_relative(text: str) -> bool:
    """Whether somebody means such a day, rightly written or not: it begins with a letter, as no date does."""
    return text[:1].isalpha()


def relative_of(name: str, text: str) -> Relative:
    """The day that a text names. Raises `ParameterError` with what was expected; `name` is the parameter's."""
    words = " ".join(text.lower().split())
    match = FORM.fullmatch(words)
    if match is None or match["base"] not in BASES:
        near = difflib.get_close_matches(match["base"] if match else words, BASES, n=1, cutoff=0.7)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise ParameterError(f"{name}: {text!r} is not a day. Write {EXPECTED}.{hint}")
    unit = (match["unit"] or "day").removesuffix("s")
    if unit not in UNITS:
        raise ParameterError(f"{name}: {text!r} counts no days, weeks, months or years. Write {EXPECTED}.")
    number = int(match["number"] or 0)
    return Relative(match["base"], -number if match["sign"] == "-" else number, unit if number else "day")


def _base(base: str, slot: date, coverage: Coverage) -> date:
    if base == SLOT:
        return slot
    edge, _, *last, span = base.split()
    if span == COVERAGE:
        return coverage.start if edge == "start" else coverage.end
    start = _start(slot, span)
    if last:
        start = _start(start - timedelta(days=1), span)
    return start if edge == "start" else _next(start, span) - timedelta(days=1)


def _start(day: date, span: str) -> date:
    """The first day of the week, month, quarter or year that a day lies in."""
    if span == "week":
        return day - timedelta(days=day.weekday())
    months = MONTHS_OF[span]
    return day.replace(month=(day.month - 1) // months * months + 1, day=1)


def _next(start: date, span: str) -> date:
    return start + timedelta(weeks=1) if span == "week" else _moved(start, MONTHS_OF[span], "month")


def _moved(day: date, number: int, unit: str) -> date:
    if unit in ("day", "week"):
        return day + timedelta(days=number * (7 if unit == "week" else 1))
    year, month = divmod(day.year * 12 + day.month - 1 + number * MONTHS_OF[unit], 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
