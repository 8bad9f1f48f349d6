"""What is asked of schedules: to run what is due, how the reports stand, and what calls the batch."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from analysis.cli import options
from analysis.cli.group import workbook
from analysis.cli.streams import answer, say
from analysis.errors import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from analysis.press.making.outcome import Outcome
    from analysis.press.orders.reports import Report

PARTS = ("service", "timer")


def run_due(
    chosen: Sequence[Report],
    every: Mapping[str, Report],
    data: Path,
    site: Path,
    force: bool,
    jobs: int | None,
    cluster: str,
    folders: Mapping[str, object],
    dry: bool,
) -> None:
    """Runs what is due of the chosen reports, or says what is; ends with 1 where a run failed or could not be noted."""
    from datetime import UTC, datetime

    from analysis.press.runs.batch import Batch, jobs_for
    from analysis.press.runs.due import Due, would_run
    from analysis.press.runs.progress import Progress, table_of
    from analysis.press.schedule.status import any_failing
    from analysis.press.telling.heartbeat import beat

    if dry:
        for line in would_run(chosen, data, site, datetime.now(UTC)):
            answer(line)
        return
    progress = Progress(sys.stderr, len(chosen), jobs_for(jobs, len(chosen)), folders=folders)

    def make(reports: Sequence[Report]) -> Generator[Outcome, None, None]:
        progress.total += len(reports)
        batch = Batch(
            reports, data, site, force=force, jobs=jobs or 0, cluster=cluster, told=progress.told, every=every
        )
        return batch.outcomes()

    progress.total = 0
    run = Due(chosen, data, site, make, lambda: datetime.now(UTC), lambda words: progress.told("said", "", words))

    def told_all() -> None:
        progress.close()
        if progress.total:
            answer(table_of(progress.done, progress.total))

    try:
        for _ in run.outcomes():  # each is told as it comes
            pass
    except (KeyboardInterrupt, WorkbookError):  # stopped, or without a cluster any more
        told_all()
        raise
    finally:
        progress.close()
    told_all()
    if not progress.total:
        Batch((), data, site, told=progress.told, every=every).tell_owed()
    beat(bool(run.trouble) or any_failing(chosen, site), say)
    if run.trouble or any(outcome.failure for outcome in progress.done):
        sys.exit(1)


@workbook.command()
@click.option("--only", multiple=True, metavar="NAME", help="A report, a group, or a pattern as year-*; may repeat.")
@click.option("--out", type=options.folder, metavar="DIR", help="Where it lies; default reports/site.")
@options.form("text", "json")
def status(only: tuple[str, ...], out: Path | None, style: str) -> None:
    """Tell how each report stands: last good page, last failure, next and missed slots.

    Ends with 1 when a report is overdue, so that it serves as a health check: a
    slot of its schedule is more than an hour past and nobody has run it; or its
    last run failed; or nobody has ever looked at its schedule.

    \b
    Example: workbook status --format json
    """
    from datetime import UTC, datetime

    from analysis.press.orders.reports import SITE, find_root, load_reports, select
    from analysis.press.schedule.status import as_json, as_table, standing

    root = find_root()
    now = datetime.now(UTC)
    found = [standing(report, out or root / SITE, now) for report in select(load_reports(root), only).values()]
    answer(as_json(found) if style == "json" else as_table(found, now))
    if not all(one.is_well for one in found):
        sys.exit(1)


@workbook.command()
@click.argument("what", type=click.Choice(["cron", "systemd", "github"]))
@click.option("--part", type=click.Choice(PARTS), help="Of systemd: only the service, or only the timer.")
def schedule(what: str, part: str | None) -> None:
    """Print what calls `workbook batch --due` regularly: a crontab line, a systemd service and timer, or a workflow.

    Nothing is installed. The crontab line and the units name this folder and
    this Python; the workflow names neither and goes to .github/workflows.

    \b
    Example: workbook schedule cron
    """
    from analysis.press.orders.reports import find_root
    from analysis.press.schedule.install import crontab, service, timer, units, workflow

    if part and what != "systemd":
        raise click.UsageError("--part goes with systemd, which has two files.")
    root = find_root()
    if what == "cron":
        answer(crontab(root, sys.executable))
    elif what == "github":
        answer(workflow())
    elif part:
        answer(service(root, sys.executable) if part == "service" else timer())
    else:
        answer(units(root, sys.executable))
