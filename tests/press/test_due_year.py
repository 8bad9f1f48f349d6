"""A simulated year: sleep, changing clocks, a broken notebook, overlapping callers; every slot is accounted for."""

from collections import Counter

from analysis.press.failures.failure import Kind
from analysis.press.schedule.diary import DONE, FAILED, SKIPPED, WAITING
from analysis.press.schedule.slots import between
from analysis.press.schedule.status import OVERDUE

from .test_due import A_DAY, A_MINUTE, AN_HOUR, NEW_YEAR, Bench, bench_of, moment, report_of

YEAR = [
    report_of("london", "30 1 * * *", "Europe/London", missed="latest"),
    report_of("york", "30 2 * * *", "America/New_York", missed="all"),
    report_of("stars", "0 */6 * * *", "Europe/London", missed="skip"),
    report_of("weekly", "0 6 * * 1", "America/New_York", missed="latest", since="start of last month"),
]
ASLEEP = moment("2026-03-01T00:30"), moment("2026-03-22T09:00")
"""The clocks of New York are put forward while the machine sleeps, those of London when it is awake again."""
BROKEN = moment("2026-06-01T00:00"), moment("2026-07-01T00:00")
FLAKY = moment("2026-09-10T00:00"), moment("2026-09-12T08:00")


def trouble(name, now):
    if BROKEN[0] <= now < BROKEN[1] and name in ("london", "weekly"):
        return Kind.CELL
    return Kind.KILLED if FLAKY[0] <= now < FLAKY[1] and name == "york" else None


def test_a_year_runs_every_slot_once_or_accounts_for_it_by_its_rule(tmp_path, monkeypatch):
    monkeypatch.setattr("os.fsync", lambda descriptor: None)  # nothing here outlives the machine
    one = bench_of(tmp_path, *YEAR, kind=trouble)
    two = Bench(one.site, one.reports, kind=trouble)  # another machine's cron, which calls a little later
    overlapping = []
    # Every now and then it calls while the first is at work.
    one.during = lambda: overlapping.append(two.call(one.now)) if len(one.made) % 7 == 0 else None
    one.call()
    became: dict[str, dict] = {report.name: {} for report in YEAR}
    passed: Counter = Counter()
    wrong = []
    for tick in range(1, 365 * 4 + 1):
        now = NEW_YEAR + tick * 6 * AN_HOUR
        if not ASLEEP[0] <= now < ASLEEP[1]:
            one.call(now)
            if tick % 5 == 0:
                two.call(now + A_MINUTE)
        one.now = now
        if tick % 4:
            continue
        for report in YEAR:
            for entry in one.diary(report.name).entries:
                became[report.name][entry.slot] = entry
            stands = one.standing(report.name)
            last = one.diary(report.name).last
            expected = "failed" if last is not None and last.outcome in (FAILED, WAITING) else "not made yet"
            if ASLEEP[0] <= now < ASLEEP[1] and any(between(report.schedule, ASLEEP[0], now - AN_HOUR)):
                expected = OVERDUE
            if stands.state != expected:
                wrong.append((now, stands))
    assert wrong == []
    assert len(overlapping) > 100
    assert [slot for call in overlapping for slot in call] == []

    ran = Counter((name, parameters.get("since", "")) for name, _, parameters in one.made + two.made)
    assert sum(count for (name, _), count in ran.items() if name == "weekly") == 50  # two of 52 slept through
    for report in YEAR:
        every = set(between(report.schedule, NEW_YEAR, NEW_YEAR + 365 * A_DAY))
        told = set()
        for entry in became[report.name].values():
            if entry.outcome == SKIPPED:
                first = entry.first or entry.slot
                span = [slot for slot in every if first <= slot <= entry.slot]
                assert len(span) == entry.count
                passed[report.name] += entry.count
                told.update(span)
            else:
                told.add(entry.slot)
        assert told == every, report.name
    slept = {r.name: list(between(r.schedule, *ASLEEP)) for r in YEAR}
    kinds = {
        name: Counter(entry.outcome for entry in entries.values() if entry.outcome != SKIPPED)
        for name, entries in became.items()
    }
    assert passed == {
        "london": len(slept["london"]) - 1,
        "weekly": len(slept["weekly"]) - 1,
        "stars": len(slept["stars"]),
    }
    assert kinds["london"] == {DONE: 365 - (len(slept["london"]) - 1) - 30, FAILED: 30}
    assert kinds["york"] == {DONE: 365 - 2, FAILED: 2}
    assert kinds["stars"] == {DONE: 4 * 365 - len(slept["stars"])}
    assert kinds["weekly"] == {DONE: 52 - 2 - 5, FAILED: 5}
    attempts = Counter(entry.attempts for entry in became["york"].values())
    assert attempts == {1: 363, 4: 2}
