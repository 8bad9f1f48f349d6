"""Status tells how reports stand, in words and for programs, and ends with 1 when somebody should look."""

import json
from datetime import UTC, datetime, timedelta

import pytest

SCHEDULED = 'small: {title: Small, notebook: small, schedule: {cron: "0 6 * * *", timezone: Europe/London}}'


@pytest.fixture
def diary(project):
    """Writes a diary whose slots are accounted for up to so long ago, with these entries."""

    def write(ago, *entries):
        project.reports(SCHEDULED)
        home = project.page.parent
        home.mkdir(parents=True, exist_ok=True)
        through = f"{datetime.now(UTC) - ago:%Y-%m-%dT%H:%M:%SZ}"
        told = {"cron": "0 6 * * *", "timezone": "Europe/London", "since": through, "through": through}
        (home / "schedule.json").write_text(json.dumps({**told, "entries": list(entries)}), encoding="utf-8")

    return write


def entry(outcome, **more):
    return {"slot": "2026-01-05T06:00:00Z", "outcome": outcome, "at": "2026-01-05T06:01:00Z", "attempts": 1, **more}


def states(answer):
    return [one["state"] for one in json.loads(answer.out)]


def test_a_report_without_a_schedule_and_without_a_page_is_no_fault(workbook, project):
    answer = workbook("status")
    assert answer.status == 0
    assert answer.out.splitlines()[1:] == ["small   not made yet", "All is well."]


def test_a_schedule_that_nobody_looks_at_is_told(workbook, project):
    project.reports(SCHEDULED)
    answer = workbook("status")
    assert answer.status == 1
    assert "never looked at" in answer.out
    assert answer.out.splitlines()[-1] == "1 of 1 need attention."
    assert workbook("batch", "--due").status == 0
    assert workbook("status").status == 0


@pytest.mark.parametrize(("days", "missed"), [(0, 0), (3, (2, 3)), (5000, 1000)])
def test_slots_that_nobody_accounted_for_are_counted_and_overdue(workbook, diary, days, missed):
    diary(timedelta(days=days))
    answer = workbook("status", "--format", "json")
    (one,) = json.loads(answer.out)
    assert one["missed"] in (missed if isinstance(missed, tuple) else (missed,))
    assert (answer.status, one["state"]) == ((1, "overdue") if missed else (0, "not made yet"))
    assert one["next_slot"] > f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize(
    ("noted", "state"),
    [
        (entry("done"), "not made yet"),
        (entry("failed", how="cell error"), "failed"),
        (entry("waiting", how="kernel killed", again="2026-01-05T06:06:00Z"), "failed"),
        (entry("waiting", again="2026-01-05T06:06:00Z"), "not made yet"),
    ],
)
def test_the_last_slot_says_whether_a_report_failed(workbook, diary, noted, state):
    diary(timedelta(0), noted)
    answer = workbook("status", "--format", "json")
    assert (answer.status, states(answer)) == (int(state == "failed"), [state])


def test_the_table_says_what_failed_and_when_it_is_tried_again(workbook, diary):
    again = datetime.now(UTC) + timedelta(days=200)
    diary(timedelta(0), entry("waiting", how="kernel killed", again=f"{again:%Y-%m-%dT%H:%M:%SZ}"))
    lines = workbook("status").out.splitlines()
    assert "2026-01-05 06:01 GMT" in lines[1]
    assert lines[1].endswith("(again)")
    assert lines[2:] == ["small: failed: kernel killed", "1 of 1 need attention."]


@pytest.mark.kernel
def test_a_failed_run_by_hand_is_told_until_the_report_is_good_again(workbook, project):
    project.notebook("1 / 0")
    assert workbook("render", "small").status == 1
    answer = workbook("status")
    assert answer.status == 1
    assert "small: failed in code cell 2, line 1: ZeroDivisionError: division by zero" in answer.out
    project.notebook("print('mended')")
    assert workbook("render", "small").status == 0
    answer = workbook("status", "--format", "json")
    (one,) = json.loads(answer.out)
    assert (answer.status, one["state"], one["failure"], one["last_failure"]) == (0, "good", "", None)
    assert 0 <= one["age"] < 3600


def test_a_dry_run_goes_with_due_only(workbook, project):
    answer = workbook("batch", "--dry-run")
    assert answer.status == 2
    assert "--dry-run goes with --due" in answer.err
