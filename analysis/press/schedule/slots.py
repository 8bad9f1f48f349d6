"""The slots of a schedule: the moments at which a report is due, in UTC, from the clock of its time zone.

cronsim says which minutes of a calendar an expression means. Which moments these are is settled here, where clocks are
put forward or back, as cron does it on Debian:

- An expression that names its minute and its hour comes true once a day at each of them. A time that the clock skips
  falls on the first minute after the gap; of a time that comes twice the first counts.
- With a star in the minute or the hour it comes true at every such minute that a clock shows: none in a gap, and twice
  where an hour is repeated.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import takewhile
from zoneinfo import ZoneInfo

from cronsim import CronSim

from analysis.press.orders.timing import Schedule

A_DAY, A_MINUTE = timedelta(days=1), timedelta(minutes=1)
FURTHEST_SHIFT = timedelta(days=2)
"""More than the clocks of any two zones differ by, and than any clock was put forward or back."""
LONGEST_YEARS = 50
"""Years without a slot after which cronsim looks no further; 29 February on a Monday comes every 28."""


def slots(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    """The slots after a moment, the earliest first, without end; in UTC, to the minute. `after` has a time zone."""
    zone = _zone(schedule.timezone)
    minute, hour, *days = schedule.cron.split()
    floating = minute.startswith("*") or hour.startswith("*")
    start = after.astimezone(zone).replace(tzinfo=None) - FURTHEST_SHIFT
    last, found = after.astimezone(UTC), list[datetime]()
    calendar = CronSim(" ".join(["0", "0", *days]), start)
    times = _times(schedule.cron)
    for day in calendar:
        # A later minute of the calendar can come earlier by the clock, but not by more than a clock is put back.
        sure = day.replace(tzinfo=UTC) - FURTHEST_SHIFT
        while found and found[0] < sure:
            moment = heapq.heappop(found)
            if moment > last:
                last = moment
                yield moment
        for moment in _of_day(day, times, zone, floating):
            if moment > last:
                heapq.heappush(found, moment)
    for moment in sorted(set(found)):
        if moment > last:
            yield moment


def between(schedule: Schedule, after: datetime, until: datetime) -> Iterator[datetime]:
    """The slots after one moment, up to another and with it."""
    return takewhile(lambda slot: slot <= until, slots(schedule, after))


def following(schedule: Schedule, now: datetime) -> datetime | None:
    """The next slot; `None` where none comes in this calendar."""
    return next(slots(schedule, now), None)


def latest(schedule: Schedule, now: datetime) -> datetime | None:
    """The last slot at or before a moment; `None` where there is none within fifty years."""
    back = timedelta(hours=3)
    while back < LONGEST_YEARS * 366 * A_DAY:
        found = deque(between(schedule, now - back, now), maxlen=1)
        if found:
            return found[0]
        back *= 4
    return None


def local(schedule: Schedule, slot: datetime) -> datetime:
    """A slot by the clock of its time zone."""
    return slot.astimezone(_zone(schedule.timezone))


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=64)
def _times(cron: str) -> tuple[timedelta, ...]:
    """The times of day of an expression, the earliest first."""
    simulated = CronSim(cron, datetime(2000, 1, 1))
    return tuple(
        timedelta(hours=hour, minutes=minute)
        for hour in sorted(simulated.hours)
        for minute in sorted(simulated.minutes)
    )


def _of_day(day: datetime, times: tuple[timedelta, ...], zone: ZoneInfo, floating: bool) -> Iterator[datetime]:
    """The slots of one day of the calendar; most days no clock is put forward or back, and all is plain."""
    begin, end = (edge.replace(tzinfo=zone) for edge in (day - A_DAY, day + 2 * A_DAY))
    offset = begin.utcoffset()
    if offset is not None and offset == end.utcoffset() == day.replace(tzinfo=zone).utcoffset():
        midnight = day.replace(tzinfo=UTC) - offset
        yield from (midnight + time for time in times)
    else:
        for time in times:
            yield from _moments(day + time, zone, floating)


def _moments(minute: datetime, zone: ZoneInfo, floating: bool) -> list[datetime]:
    """When the clock of a zone shows a minute of the calendar: never, once or twice."""
    found = [minute.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    if found[0] == found[1]:
        return found[:1]
    if found[0].astimezone(zone).replace(tzinfo=None) == minute:  # a minute that comes twice
        return found if floating else found[:1]
    return [] if floating else [_end_of_gap(found[1], zone)]


def _end_of_gap(before: datetime, zone: ZoneInfo) -> datetime:
    """The first minute after clocks were put forward; `before` is less than one gap ahead of that."""
    offset, moment = before.astimezone(zone).utcoffset(), before
    while moment.astimezone(zone).utcoffset() == offset:
        moment += A_MINUTE
    return moment
