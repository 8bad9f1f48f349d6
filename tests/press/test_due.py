"""What is due is run once: through a year of sleep, changing clocks, a broken notebook and callers that overlap."""

import json
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from analysis.press.failures.failure import Failure, Kind
from analysis.press.ledger.account import FAILED as FAILED_RUN
from analysis.press.making.outcome import MADE, Outcome
from analysis.press.orders.relative import relative_of
from analysis.press.orders.reports import Report, load_reports
from analysis.press.orders.timing import Schedule
from analysis.press.runs.due import Due
from analysis.press.schedule.diary import DONE, FAILED, SKIPPED, SUPERSEDED, Diary
from analysis.press.schedule.status import standing

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "invented"
A_MINUTE, AN_HOUR, A_DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def report_of(name, cron, zone="UTC", missed="latest", retries=3, **relative):
    named = {key: relative_of(key, words) for key, words in relative.items()}
    return Report(name, name, Path("none.ipynb"), schedule=Schedule(cron, zone, missed, retries), relative=named)


def failure_of(name, kind):
    return Failure(name, kind, str(kind), "It failed.", "Mend it.", f"workbook render {name}", "")


@dataclass
class Bench:
    """A site, a clock that a test sets, and a maker that runs no kernel: it notes who asked for what and when."""

    site: Path
    reports: list[Report]
    now: datetime = NEW_YEAR
    kind: Callable[[str, datetime], Kind | None] = lambda name, now: None
    made: list[tuple[str, datetime, dict]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    during: Callable[[], None] = lambda: None

    def make(self, reports):
        for report in reports:
            self.made.append((report.name, self.now, dict(report.parameters)))
            self.during()
            kind = self.kind(report.name, self.now)
            page = self.site / report.name / "index.html"
            failure = failure_of(report.name, kind) if kind else None
            yield Outcome(report.name, FAILED_RUN if kind else MADE, page, failure=failure)

    def call(self, now=None):
        """One `batch --due`: the slots that it ran, by report."""
        self.now = now or self.now
        due = Due(self.reports, DATA, self.site, self.make, lambda: self.now, self.said.append)
        return [(report.name, slot) for report, slot, _ in due.outcomes()]

    def diary(self, name):
        (report,) = [report for report in self.reports if report.name == name]
        return Diary.read(self.site, name, report.schedule)

    def standing(self, name):
        (report,) = [report for report in self.reports if report.name == name]
        return standing(report, self.site, self.now)


def bench_of(tmp_path, *reports, **more):
    return Bench(tmp_path / "site", list(reports), **more)


def outcomes(diary):
    return [(entry.slot, entry.outcome, entry.count) for entry in diary.entries]


def test_the_first_look_owes_nothing_of_the_past(tmp_path):
    bench = bench_of(tmp_path, report_of("daily", "0 6 * * *", missed="all"))
    assert bench.standing("daily").state == "never looked at"
    assert bench.call() == []
    assert bench.standing("daily").is_well
    assert bench.call(NEW_YEAR + 6 * AN_HOUR) == [("daily", NEW_YEAR + 6 * AN_HOUR)]


def test_a_slot_is_run_once_however_often_one_asks(tmp_path):
    bench = bench_of(tmp_path, report_of("daily", "0 6 * * *"))
    bench.call()
    calls = [bench.call(NEW_YEAR + number * 10 * A_MINUTE) for number in range(3 * 144)]
    assert [slot for call in calls for _, slot in call] == [NEW_YEAR + day * A_DAY + 6 * AN_HOUR for day in range(3)]


@pytest.mark.parametrize(
    ("missed", "after", "run", "passed"),
    [
        ("latest", 60, [3], 2),
        ("latest", 10, [3], 2),
        ("all", 60, [1, 2, 3], 0),
        ("skip", 60, [3], 2),
        ("skip", 61, [], 3),
    ],
)
def test_slots_that_passed_follow_the_rule_of_the_report(tmp_path, missed, after, run, passed):
    bench = bench_of(tmp_path, report_of("daily", "0 6 * * *", missed=missed))
    bench.call(moment("2026-01-01T07:00"))
    ran = bench.call(moment("2026-01-04T06:00") + after * A_MINUTE)
    assert ran == [("daily", moment(f"2026-01-0{day + 1}T06:00")) for day in run]
    assert sum(entry.count for entry in bench.diary("daily").entries if entry.outcome == SKIPPED) == passed
    assert bench.call() == []


def test_what_may_pass_is_tried_again_after_longer_and_longer_and_then_given_up(tmp_path):
    bench = bench_of(tmp_path, report_of("daily", "0 6 * * *", retries=2), kind=lambda name, now: Kind.KILLED)
    bench.call()
    start = moment("2026-01-01T06:00")
    ran = [number for number in range(0, 200, 5) if bench.call(start + number * A_MINUTE)]
    assert ran == [0, 5, 15]
    (entry,) = bench.diary("daily").entries
    assert (entry.outcome, entry.attempts, entry.how) == (FAILED, 3, "kernel killed")


@pytest.mark.parametrize("kind", [Kind.CELL, Kind.OUTPUT, Kind.PARAMETER, Kind.INTERNAL])
def test_what_does_not_pass_is_not_tried_again(tmp_path, kind):
    bench = bench_of(tmp_path, report_of("daily", "0 6 * * *"), kind=lambda name, now: kind)
    bench.call()
    assert len(bench.call(moment("2026-01-01T06:00"))) == 1
    assert bench.call(moment("2026-01-02T05:00")) == []
    assert [entry.outcome for entry in bench.diary("daily").entries] == [FAILED]
    assert (bench.standing("daily").state, bench.standing("daily").is_well) == ("failed", False)


def test_a_newer_slot_takes_the_place_of_one_that_waits_to_be_tried_again(tmp_path):
    bench = bench_of(tmp_path, report_of("hourly", "0 * * * *"), kind=lambda name, now: Kind.DISK)
    bench.call()
    for minutes in (60, 66):
        bench.call(NEW_YEAR + minutes * A_MINUTE)
    bench.kind = lambda name, now: None
    bench.call(NEW_YEAR + 120 * A_MINUTE)
    assert [entry.outcome for entry in bench.diary("hourly").entries] == [SUPERSEDED, DONE]


def test_with_all_the_next_slot_waits_for_the_one_before(tmp_path):
    failing = moment("2026-01-01T02:00")
    bench = bench_of(
        tmp_path,
        report_of("hourly", "0 * * * *", missed="all"),
        kind=lambda name, now: Kind.GONE if now < failing else None,
    )
    bench.call()
    assert bench.call(moment("2026-01-01T01:59")) == [("hourly", moment("2026-01-01T01:00"))]
    assert bench.call(moment("2026-01-01T02:01")) == []
    assert [slot.hour for _, slot in bench.call(moment("2026-01-01T03:00"))] == [1, 2, 3]


def test_whoever_is_killed_at_a_slot_has_tried_it_and_gives_up_in_the_end(tmp_path):
    bench = bench_of(tmp_path, report_of("daily", "0 6 * * *", retries=1))
    bench.call()

    def killed():
        raise KeyboardInterrupt

    bench.during = killed
    for minutes in (0, 5):
        with pytest.raises(KeyboardInterrupt):
            bench.call(moment("2026-01-01T06:00") + minutes * A_MINUTE)
        assert bench.diary("daily").waiting.attempts == 1 + minutes // 5
        assert bench.call() == []
    assert bench.call(moment("2026-01-01T06:15")) == []
    assert [(entry.outcome, entry.attempts) for entry in bench.diary("daily").entries] == [(FAILED, 2)]


def test_a_slot_that_is_run_again_has_the_dates_that_it_had(tmp_path):
    bench = bench_of(
        tmp_path,
        report_of("monthly", "30 0 1 * *", "Pacific/Auckland", since="start of last month", until="end of coverage"),
        kind=lambda name, now: Kind.TIME,
    )
    bench.call()
    bench.call(moment("2026-01-31T12:00"))  # the first of February there
    path = bench.site / "monthly" / "schedule.json"
    path.write_text(path.read_text(encoding="utf-8").replace("1991-06-30", "1991-05-31"), encoding="utf-8")
    bench.call(moment("2026-01-31T12:10"))
    assert [parameters for _, _, parameters in bench.made] == [
        {"since": "2026-01-01", "until": "1991-06-30"},
        {"since": "2026-01-01", "until": "1991-05-31"},
    ]


def test_another_schedule_begins_anew(tmp_path):
    bench = bench_of(tmp_path, report_of("some", "0 6 * * 1"))
    bench.call()
    bench.reports = [report_of("some", "0 * * * *", missed="all")]
    assert bench.call(moment("2026-02-01T00:30")) == []
    assert bench.call(moment("2026-02-01T01:00")) == [("some", moment("2026-02-01T01:00"))]


def test_the_diary_stays_small_and_broken_ones_begin_anew(tmp_path):
    bench = bench_of(tmp_path, report_of("hourly", "0 * * * *"))
    bench.call()
    for hour in range(70):
        bench.call(NEW_YEAR + hour * AN_HOUR)
    assert len(bench.diary("hourly").entries) == 50
    (bench.site / "hourly" / "schedule.json").write_text("{", encoding="utf-8")
    assert bench.call(NEW_YEAR + 70 * AN_HOUR) == []
    assert bench.call(NEW_YEAR + 71 * AN_HOUR) != []


def test_a_folder_that_takes_no_note_is_told_and_nothing_runs(tmp_path):
    bench = bench_of(tmp_path, report_of("daily", "0 6 * * *"))
    (tmp_path / "site").write_text("no folder", encoding="utf-8")
    assert bench.call() == []
    assert bench.said[0].startswith("daily: its slots could not be noted, so it was not run: ")


def test_two_callers_at_once_run_each_slot_once(tmp_path):
    names = [f"r{number}" for number in range(8)]
    first = bench_of(tmp_path, *(report_of(name, "0 6 * * *", missed="all") for name in names))
    first.call()
    second = Bench(first.site, first.reports)
    gate = threading.Barrier(2)
    ran = []

    def call(bench):
        gate.wait()
        ran.extend(bench.call(moment("2026-01-03T12:00")))

    threads = [threading.Thread(target=call, args=(bench,)) for bench in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    days = [moment(f"2026-01-0{day}T06:00") for day in (1, 2, 3)]
    ran.extend(first.call())  # what one of them left to the other, who had begun before
    assert Counter(ran) == {(name, day): 1 for name in names for day in days}


@pytest.mark.kernel
def test_a_slot_of_a_real_notebook_is_run_once_and_kept_with_its_dates(workbook, project, monkeypatch):
    project.notebook("print('since', since, 'until', until)")
    entry = "title: Small, notebook: small, parameters: {since: start of coverage, until: end of coverage - 1 year}"
    project.reports(f'small: {{{entry}, schedule: {{cron: "* * * * *", timezone: Europe/London}}}}')
    first = workbook("batch", "--due")
    assert (first.status, first.out, first.err) == (0, "", "")
    diary = project.root / "reports" / "site" / "small" / "schedule.json"
    begun = datetime.now(UTC).replace(second=0, microsecond=0) - 2 * A_MINUTE
    raw = json.loads(diary.read_text(encoding="utf-8"))
    raw["since"] = raw["through"] = f"{begun:%Y-%m-%dT%H:%M:%SZ}"
    diary.write_text(json.dumps(raw), encoding="utf-8")
    dry = workbook("batch", "--due", "--dry-run")
    assert dry.out.endswith("is due, since = 1984-03-01, until = 1990-06-30.\n")
    assert json.loads(diary.read_text(encoding="utf-8")) == raw
    answer = workbook("batch", "--due")
    assert answer.status == 0, answer.err
    assert answer.out.splitlines()[-1] == "1 report: 1 made."
    (report,) = load_reports(project.root).values()
    entries = Diary.read(project.root / "reports" / "site", "small", report.schedule).entries
    assert (entries[-1].outcome, entries[-1].how) == (DONE, "made")
    account = json.loads((project.page.parent / "run.json").read_text(encoding="utf-8"))
    assert account["run"] == entries[-1].run
    assert {name: account["inputs"]["parameters"][name] for name in ("since", "until")} == entries[-1].dates
    assert "since 1984-03-01 until 1990-06-30" in project.page.read_text(encoding="utf-8")
    again = workbook("render", "small")
    assert "unchanged" in again.err
    assert workbook("status").status == 0
