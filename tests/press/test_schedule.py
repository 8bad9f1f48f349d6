"""Slots are the minutes that cron would run at, in every zone; a simulated year accounts for every one of them."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.press.orders.timing import Schedule
from analysis.press.schedule.slots import between, following, latest, local

A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)
CHANGES = {
    "Europe/London": ("2026-03-29", "2026-10-25"),
    "America/New_York": ("2026-03-08", "2026-11-01"),
    "Australia/Lord_Howe": ("2026-04-05", "2026-10-04"),  # by half an hour
    "America/Santiago": ("2026-04-05", "2026-09-06"),  # at midnight
    "America/St_Johns": ("2006-04-02", "2006-10-29"),  # at a minute past midnight
    "Asia/Kolkata": ("2026-03-29", "2026-10-25"),  # never
    "UTC": ("2026-03-29", "2026-10-25"),
}
"""Days about which clocks are put forward and back."""


def moment(text, zone="UTC"):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def shown(schedule, slots):
    return [f"{local(schedule, slot):%m-%d %H:%M %Z}" for slot in slots]


def numbers(field, low, high):
    """The values that a field of stars, numbers, ranges, lists and steps means, read without any library."""
    found = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, last = (f"{low}-{high}" if span == "*" else span).partition("-")
        found.update(range(int(first), int(last or (high if step else first)) + 1, int(step or 1)))
    return found


def by_brute_force(cron, zone, after, until):
    """Every minute of real time, asked whether the clock and calendar of the zone show what the expression means.

    A named time that no clock showed that day comes true at the first minute that a clock shows after it; one that was
    shown twice only the first time.
    """
    minute, hour, day, month, weekday = cron.split()
    floating = minute.startswith("*") or hour.startswith("*")
    minutes, hours, months = numbers(minute, 0, 59), numbers(hour, 0, 23), numbers(month, 1, 12)
    days, weekdays = numbers(day, 1, 31), {number % 7 for number in numbers(weekday, 0, 7)}
    both = day.startswith("*") or weekday.startswith("*")

    def comes_true(clock):
        on_day, on_weekday = clock.day in days, clock.isoweekday() % 7 in weekdays
        on = (on_day and on_weekday) if both else (on_day or on_weekday)
        return on and clock.month in months and clock.hour in hours and clock.minute in minutes

    found, seen, before = [], set(), None
    at = after - 3 * A_DAY
    while at <= until:
        clock = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        due = comes_true(clock) and (floating or clock not in seen)
        if not floating and before is not None:
            skipped = before + A_MINUTE
            while skipped < clock:
                due = due or comes_true(skipped)
                skipped += A_MINUTE
        seen.add(clock)
        before = clock if before is None or clock > before or floating else before
        if due and at > after:
            found.append(at)
        at += A_MINUTE
    return found


FIELDS = st.tuples(
    st.sampled_from(["0", "30", "1", "*/20", "0,30", "*", "5-50/15", "59"]),
    st.sampled_from(["0", "1", "2", "3", "*", "*/6", "1-3", "0,2,23", "23"]),
    st.sampled_from(["*", "1", "29", "*/7", "5-8"]),
    st.sampled_from(["*", "3,4", "9-11"]),
    st.sampled_from(["*", "0", "7", "1-5", "*/2"]),
).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(FIELDS, st.sampled_from(sorted(CHANGES)), st.sampled_from([0, 1]), st.integers(-2000, 2000))
def test_slots_are_those_of_a_brute_force_over_minutes(cron, zone, change, shift):
    after = moment(CHANGES[zone][change], zone) + shift * A_MINUTE
    until = after + 3 * A_DAY
    schedule = Schedule(cron, zone)
    expected = by_brute_force(cron, zone, after, until)
    assert list(between(schedule, after, until)) == expected
    if expected:
        assert following(schedule, after) == expected[0]
        assert latest(schedule, until) == expected[-1]


@pytest.mark.parametrize(
    ("cron", "zone", "day", "expected"),
    [
        ("30 1 * * *", "Europe/London", "2026-03-28", ["03-28 01:30 GMT", "03-29 02:00 BST", "03-30 01:30 BST"]),
        ("30 1 * * *", "Europe/London", "2026-10-24", ["10-24 01:30 BST", "10-25 01:30 BST", "10-26 01:30 GMT"]),
        ("0 */12 * * *", "Europe/London", "2026-10-25", ["10-25 00:00 BST", "10-25 12:00 GMT", "10-26 00:00 GMT"]),
        ("*/30 1 * * *", "Europe/London", "2026-10-25",
         ["10-25 01:00 BST", "10-25 01:30 BST", "10-25 01:00 GMT", "10-25 01:30 GMT", "10-26 01:00 GMT"]),
        ("*/30 1 * * *", "Europe/London", "2026-03-29", ["03-30 01:00 BST", "03-30 01:30 BST", "03-31 01:00 BST"]),
        ("0,30 2 * * *", "America/New_York", "2026-03-08",
         ["03-08 03:00 EDT", "03-09 02:00 EDT", "03-09 02:30 EDT"]),
        ("0 6 * * 1", "Europe/London", "2026-03-20", ["03-23 06:00 GMT", "03-30 06:00 BST", "04-06 06:00 BST"]),
    ],
)  # fmt: skip
def test_where_a_clock_is_put_forward_or_back_a_slot_comes_as_documented(cron, zone, day, expected):
    schedule = Schedule(cron, zone)
    after = moment(day, zone) - A_MINUTE
    found = between(schedule, after, after + 40 * A_DAY)
    assert shown(schedule, (slot for slot, _ in zip(found, expected, strict=False))) == expected


def test_the_latest_slot_is_found_years_back():
    assert latest(Schedule("0 0 29 2 *", "UTC"), moment("2027-06-01")) == moment("2024-02-29")


def test_a_slot_at_this_very_minute_is_the_latest_and_not_the_next():
    schedule, now = Schedule("0 6 * * *", "UTC"), moment("2026-01-05T06:00")
    assert (latest(schedule, now), following(schedule, now)) == (now, now + A_DAY)


def test_twenty_years_hold_no_slot_twice():
    # In spring two o'clock falls on three, where a slot is already.
    counts = Counter(between(Schedule("0 2,3 * * *", "America/New_York"), moment("2000-01-01"), moment("2020-01-01")))
    assert set(counts.values()) == {1}
    assert len(counts) == 2 * (20 * 365 + 5) - 20
