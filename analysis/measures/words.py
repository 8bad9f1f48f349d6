"""Numbers and days as English sentences write them, whatever the machine's locale."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""Month names, because `strftime` would follow the locale and a page must not."""
SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
"""Small numbers as a sentence spells them."""


def day(value: date) -> str:
    """A day as '1 August 2016'."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def days(start: date, end: date) -> str:
    """A span as '26 September to 1 October 2016', with what both ends share said once."""
    return _span(start, end, day)


def short_day(value: date) -> str:
    """A day as '30 Nov 2018', for lists."""
    return f"{value.day} {MONTHS[value.month - 1][:3]} {value.year}"


def short_days(start: date, end: date) -> str:
    """A span as '26 Sep to 1 Oct 2016', for lists."""
    return _span(start, end, short_day)


def month(label: str) -> str:
    """A month label such as '2016-08' as 'August 2016'."""
    year, number = label.split("-")
    return f"{MONTHS[int(number) - 1]} {year}"


def about(value: float) -> str:
    """A computed number to three significant digits: '105', '0.623', '1,230'; 'without limit' for infinity."""
    if math.isinf(value):
        return "without limit"
    if value == 0:
        return "0"
    digits = max(2 - math.floor(math.log10(abs(value))), 0)
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def span(low: float, high: float) -> str:
    """Two computed ends as '0.62 to 0.65', 'at least 0.65' where the upper is open, or one number where they agree."""
    if math.isinf(high):
        return f"at least {about(low)}"
    return about(low) if about(low) == about(high) else f"{about(low)} to {about(high)}"


def were(count: int) -> str:
    """The verb after a count: '1 event was', '3 events were'."""
    return "was" if count == 1 else "were"


def _span(start: date, end: date, written: Callable[[date], str]) -> str:
    """Two days, with what both share said once."""
    if start == end:
        return written(start)
    if start.year != end.year:
        return f"{written(start)} to {written(end)}"
    first = written(start).removesuffix(f" {start.year}")
    return f"{start.day if start.month == end.month else first} to {written(end)}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun: '1 event', '3 events'."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def counted_in_words(count: int) -> str:
    """A count without its noun: 'four' up to twelve, then '13'."""
    return SMALL[count] if count < len(SMALL) else f"{count:,}"


def sentence(words: str) -> str:
    """Words with a capital at the beginning, for names that the record spells as inside a sentence."""
    return words[:1].upper() + words[1:]


def probability(chance: float) -> str:
    """A chance in words: '0.04', 'below 0.001'."""
    if chance < 0.001:
        return "below 0.001"
    return "above 0.999" if chance > 0.999 else f"{chance:.3f}" if chance < 0.1 else f"{chance:.2f}"


def a_probability(chance: float) -> str:
    """The same inside a sentence: 'a probability of 0.04', 'a probability below 0.001'."""
    number = probability(chance)
    return f"a probability {number}" if number[0].isalpha() else f"a probability of {number}"
