"""What is asked of reports: which there are, to make them, and what changed in them."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import TYPE_CHECKING

import click

from analysis.cli import options
from analysis.cli.group import workbook
from analysis.cli.streams import answer, say
from analysis.errors import WorkbookError

if TYPE_CHECKING:
    from pathlib import Path


@workbook.command()
@options.form("text", "json")
def reports(style: str) -> None:
    """List the reports with their parameters, those of a group together.

    \b
    Example: workbook reports
    """
    from analysis.press.orders.catalogue import as_json, as_lines
    from analysis.press.orders.reports import find_root, load_reports

    there_are = load_reports(find_root())
    if style == "json":
        answer(as_json(there_are))
    else:
        for line in as_lines(there_are):
            answer(line)


@workbook.command()
@click.argument("report")
@click.option("-p", "given", multiple=True, metavar="NAME=VALUE", help="Set a parameter; may repeat.")
@options.data
@click.option("--out", type=options.folder, metavar="DIR", help="Where to publish; default reports/site.")
@click.option("--pdf", is_flag=True, help="Print the page into NAME.pdf beside it, with an installed Chromium.")
@click.option("--force", is_flag=True, help="Run even if nothing has changed.")
def render(report: str, given: tuple[str, ...], data: Path | None, out: Path | None, pdf: bool, force: bool) -> None:
    """Run a report and publish its page; prints the page's path.

    With --pdf the path of the PDF follows, on a line of its own. When a page
    changes, a PDF of the one before is removed: it would say something else
    than the page beside it.

    \b
    Example: workbook render NAME -p attribution=alleged --pdf
    """
    from analysis.press.ledger.shelf import paper_of
    from analysis.press.orders.reports import SITE, find_root, found, load_reports
    from analysis.press.page import paper
    from analysis.press.runs.batch import render as make
    from analysis.press.runs.progress import Progress
    from analysis.record.folder import find_record

    root = find_root()
    there_are = load_reports(root)
    chosen = found(there_are, report)
    folder = find_record(data) if data else find_record(root / "data")
    progress = Progress(sys.stderr, total=1, jobs=1, quiet=True)
    try:
        parameters, site = options.pairs("-p", given), out or root / SITE
        (chosen,) = options.with_dates([chosen], folder, site)
        page = make(chosen, folder, parameters, site, force=force, told=progress.told, every=there_are)
    finally:
        progress.close()
    answer(options.nearby(page))
    if pdf:
        printed = paper_of(page)
        paper.pdf(page, printed)
        answer(options.nearby(printed))


@workbook.command()
@click.option("--only", multiple=True, metavar="NAME", help="A report, a group, or a pattern as year-*; may repeat.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Runs side by side; by default one more than cores.")
@click.option("--cluster", default="", metavar="ADDRESS", help="Make the pages on a Dask cluster: tcp://HOST:PORT.")
@options.data
@click.option("--out", type=options.folder, metavar="DIR", help="Where to publish; default reports/site.")
@click.option("--force", is_flag=True, help="Run even what has not changed.")
@click.option("--due", is_flag=True, help="Only what is due by its schedule.")
@click.option("--dry-run", "dry", is_flag=True, help="With --due: say what is due, and run nothing.")
def batch(
    only: tuple[str, ...],
    jobs: int | None,
    cluster: str,
    data: Path | None,
    out: Path | None,
    force: bool,
    due: bool,
    dry: bool,
) -> None:
    """Run all reports, or those named, and publish their pages; prints a table of what came of each.

    A report whose notebook, parameters, record, code and libraries are those of
    its page is not run again. A failure stops no other report; it is kept as a
    page of its own, and the last good page stays. When the command is stopped or
    loses its cluster, the table has what came of those that had begun.

    With --cluster the workers of a Dask cluster make the pages and this machine
    publishes them; docs/more-machines.md says how to start one.

    With --due only what is due by its schedule in reports.yml is run, each slot
    once, however often and from however many machines it is called, as by cron;
    docs/schedule.md says how to set that up. Nothing due prints nothing.

    \b
    Example: workbook batch --only NAME
    """
    if dry and not due:
        raise click.UsageError("--dry-run goes with --due. A batch without it runs whatever has changed.")
    from analysis.press.orders.reports import SITE, find_root, load_reports, select
    from analysis.press.runs.batch import Batch, jobs_for
    from analysis.press.runs.progress import Progress, table_of
    from analysis.press.telling.heartbeat import beat
    from analysis.record.folder import find_record

    root = find_root()
    there_are = load_reports(root)
    chosen = list(select(there_are, only).values())
    folder = find_record(data) if data else find_record(root / "data")
    if cluster:
        from analysis.press.cluster.cluster import checked_address

        checked_address(cluster)
    if due:
        from analysis.cli.schedules import run_due

        run_due(
            chosen, there_are, folder, out or root / SITE, force, jobs, cluster, {"--data": data, "--out": out}, dry
        )
        return
    progress = Progress(sys.stderr, len(chosen), jobs_for(jobs, len(chosen)), folders={"--data": data, "--out": out})
    site = out or root / SITE
    chosen = options.with_dates(chosen, folder, site)
    run = Batch(chosen, folder, site, force=force, jobs=jobs or 0, cluster=cluster, told=progress.told, every=there_are)
    places = {report.name: place for place, report in enumerate(chosen)}

    def told_all() -> None:
        progress.close()
        answer(table_of(sorted(progress.done, key=lambda outcome: places[outcome.report]), len(chosen)))

    try:
        with closing(run.outcomes()) as outcomes:
            for _ in outcomes:  # each is told as it comes
                pass
    except (KeyboardInterrupt, WorkbookError):  # stopped, or without a cluster any more
        told_all()
        raise
    finally:
        progress.close()
    told_all()
    failed = any(outcome.failure for outcome in progress.done)
    beat(failed, say)
    if failed:
        sys.exit(1)


@workbook.command()
@click.argument("report")
@click.argument("runs", nargs=-1, metavar="[RUN RUN]")
@click.option("--list", "listing", is_flag=True, help="List the runs of the report, the newest first.")
@click.option("--out", type=options.folder, metavar="DIR", help="Where it lies; default reports/site.")
@options.form("text", "json")
def changes(report: str, runs: tuple[str, ...], listing: bool, out: Path | None, style: str) -> None:
    """Compare two runs of a report: record, parameters, code, findings.

    Without RUN, the last good run is compared with the one before it that was
    made from something else, as on its page; every row and value is shown. A
    RUN is named by the beginning of its folder's name or of its key.

    \b
    Example: workbook changes NAME --list
    """
    from analysis.press.changes.comparing import shown_changes, shown_runs
    from analysis.press.orders.reports import SITE, find_root

    if len(runs) not in (0, 2):
        raise click.UsageError("Name two runs, the earlier one first, or none for the last two.")
    if runs and listing:
        raise click.UsageError("--list lists every run. Leave out the runs, or --list.")
    site = out or find_root() / SITE
    answer(shown_runs(site, report, style) if listing else shown_changes(site, report, runs, style))
