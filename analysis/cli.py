"""Words in, words and exit codes out: the only module that knows the command-line library.

Exit status: 0 done, 1 the record or a report has a problem, 2 wrong usage, 130 stopped. Standard output holds the
answer and nothing else. Everything heavy is imported inside the command that needs it, so that `workbook --help`
answers at once.
"""

from __future__ import annotations

import errno
import os
import signal
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, TextIO

import click

from analysis import __version__
from analysis.errors import SHOWN_ALIKE, DataError, ParameterError, ToldToStop, WorkbookError

if TYPE_CHECKING:
    from pathlib import Path

GROUPS = ("none", "year", "quarter", "month", "campaign", "region", "target_group")
METRICS = ("strikes", "events", "killed", "militants_killed", "civilians_killed")
ATTRIBUTIONS = ("announced", "acknowledged", "alleged")

REFUSED = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EACCES, errno.EPERM, errno.EROFS)
"""What a system says that has no room or gives no leave: the reader's to solve, and no fault of the program."""

SHORT = 64 << 20
"""Bytes of free disk below which no compiled module is kept."""

Function = Callable[..., Any]


def main() -> None:
    """Runs the command line and turns the workbook's own errors into a message and an exit status."""
    _clean_up_when_stopped()
    _spare_short_disk()
    try:
        workbook.main(prog_name="workbook", standalone_mode=False)
    except click.ClickException as error:
        with _perhaps_unread(sys.stderr):
            error.show()
        sys.exit(2)
    except click.Abort as error:
        if isinstance(error.__cause__, EOFError):  # which click takes for somebody who ends a dialogue; there is none
            raise error.__cause__ from None
        import logging

        logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # the kernel's death is no news after this
        _say("Stopped.")
        sys.exit(130)
    except ParameterError as error:
        _say(f"Error: {error}")
        sys.exit(2)
    except WorkbookError as error:
        _say(f"Error: {error}")
        sys.exit(1)
    except OSError as error:
        if error.errno not in REFUSED:
            raise
        where = f"{error.filename!r}: " if error.filename else "The answer could not be written: "
        _say(f"Error: {where}{error.strerror}.")
        sys.exit(1)


def _spare_short_disk() -> None:
    """Keeps Python from compiling modules into files where the disk of the package is nearly full.

    Before 3.12.8 it leaves half a file when there is no room for all of it, and every later command ends with EOFError.
    """
    if not hasattr(os, "statvfs"):
        return
    disk = os.statvfs(os.path.dirname(__file__))
    if disk.f_bavail * disk.f_frsize < SHORT:
        sys.dont_write_bytecode = True
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"  # for the kernels


def _clean_up_when_stopped() -> None:
    """Lets a stopped run clean up, whoever stops it, also by closing its terminal; `nohup` keeps that from us."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no terminal that hangs up
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _told_to_stop)


def _told_to_stop(number: int, frame: object) -> None:
    raise ToldToStop(number)


@contextmanager
def _perhaps_unread(stream: TextIO) -> Iterator[None]:
    """Lets go what nobody reads any more: it is no failure of a command, and changes nothing of what it does.

    A pipe whose reader has gone says EPIPE, a terminal that was closed EIO. Python would try once more at its end.
    """
    try:
        yield
    except OSError as error:
        if error.errno != errno.EPIPE and not (error.errno == errno.EIO and _is_device(stream)):
            raise
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), stream.fileno())


def _is_device(stream: TextIO) -> bool:
    return stat.S_ISCHR(os.fstat(stream.fileno()).st_mode)


def _answer(words: object) -> None:
    """Prints what was asked for."""
    with _perhaps_unread(sys.stdout):
        click.echo(words)


def _say(words: str) -> None:
    """Prints what is no answer."""
    with _perhaps_unread(sys.stderr):
        click.echo(words, err=True)


class Command(click.Command):
    """A command of ours. Its help may go unread as its answers may."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Reads the words of the command, and shows its help where they ask for it."""
        with _perhaps_unread(sys.stdout):
            return super().make_context(info_name, args, parent, **extra)
        raise click.exceptions.Exit(0)


class Commands(Command, click.Group):
    """All commands of ours."""

    command_class = Command

    def invoke(self, ctx: click.Context) -> Any:
        """Runs a command. Raises `Abort` when it is stopped, before click writes to a terminal that may be closed."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            _say("")  # the terminal's own ^C stands in the line
            raise click.Abort from None


def _folder(words: str) -> Path:
    """The folder that an option names."""
    from pathlib import Path

    return Path(words)


def _data(command: Function) -> Function:
    text = "Folder of the record; by default the workbook's own data/."
    return click.option("--data", type=_folder, metavar="DIR", help=text)(command)


def _format(*choices: str) -> Callable[[Function], Function]:
    return click.option("--format", "style", type=click.Choice(choices), default=choices[0], help="Form of the answer.")


def _width() -> int:
    """The width of a help text, as click would choose it. It would load four libraries for archives to do so."""
    try:
        columns = int(os.environ.get("COLUMNS", "0")) or os.get_terminal_size(1).columns
    except (ValueError, OSError):
        columns = 80
    return max(min(columns, 80) - 2, 50)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "show_default": True, "terminal_width": _width()},
)
@click.version_option(__version__, message="%(version)s")
def workbook() -> None:
    """Counts of air strikes as intervals, each with its unit, its rule, its rows and its sources."""


@workbook.command()
@_data
@_format("text", "json")
def check(data: Path | None, style: str) -> None:
    """Report every problem of the record: file, line, column, value, what was expected and what to do.

    \b
    Example: workbook check
    """
    from analysis.press.verify import all_problems
    from analysis.record.folder import find_record

    folder = find_record(data)
    problems = all_problems(folder)
    if style == "json":
        from analysis.press.answers import as_json

        _answer(as_json([vars(problem) | {"message": str(problem)} for problem in problems]))
    elif problems:
        _say(str(DataError(problems)))
        if len(problems) > SHOWN_ALIKE:
            _say("workbook check --format json lists every one.")
    else:
        from analysis.record.store import load

        record = load(folder)
        sizes = (f"{len(getattr(record, name)):,} {name}" for name in record.schema.tables)
        _answer(f"No problem found: {', '.join(sizes)}.")
    if problems:
        sys.exit(1)


@workbook.command()
@_data
@click.option("--by", type=click.Choice(GROUPS), default="none", help="Group of each row of the answer.")
@click.option("--metric", type=click.Choice(METRICS), default="strikes", help="What is counted.")
@click.option("--attribution", type=click.Choice(ATTRIBUTIONS), default="acknowledged", help="Which strikes count.")
@click.option("--since", metavar="DATE", default="", show_default="start of coverage", help="First day counted.")
@click.option("--until", metavar="DATE", default="", show_default="end of coverage", help="Last day counted.")
@click.option("--where", multiple=True, metavar="COLUMN=VALUE", help="Only rows that hold this value; may repeat.")
@_format("table", "csv", "json")
def count(
    data: Path | None,
    by: str,
    metric: str,
    attribution: str,
    since: str,
    until: str,
    where: tuple[str, ...],
    style: str,
) -> None:
    """Count strikes, events or the dead as lower and upper bounds, with the rows behind each.

    \b
    Example: workbook count --by year --metric events
    """
    from analysis.press.answers import counted, shown_counts

    table, heading = counted(data, by, metric, attribution, since, until, where)
    _answer(shown_counts(table, heading, style))


@workbook.command()
@_data
@_format("table", "csv", "json")
def claims(data: Path | None, style: str) -> None:
    """Set every published claim beside the record: the computed bounds, the verdict, and why.

    \b
    Example: workbook claims --format csv
    """
    from analysis.press.answers import shown_claims
    from analysis.record.store import load

    _answer(shown_claims(load(data), style))


@workbook.command()
@_format("text", "json")
def reports(style: str) -> None:
    """List the reports with their parameters, those of a group together.

    \b
    Example: workbook reports
    """
    from analysis.press.orders.catalogue import as_json, as_lines
    from analysis.press.orders.reports import find_root, load_reports

    there_are = load_reports(find_root())
    if style == "json":
        _answer(as_json(there_are))
    else:
        for line in as_lines(there_are):
            _answer(line)


@workbook.command()
@click.argument("report")
@click.option("-p", "given", multiple=True, metavar="NAME=VALUE", help="Set a parameter; may repeat.")
@_data
@click.option("--out", type=_folder, metavar="DIR", help="Where to publish; default reports/site.")
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
    from analysis.press.orders.reports import SITE, find_report, find_root
    from analysis.press.page import paper
    from analysis.press.runs.batch import render as make
    from analysis.press.runs.progress import Progress
    from analysis.record.folder import find_record

    root = find_root()
    chosen = find_report(root, report)
    folder = find_record(data) if data else find_record(root / "data")
    progress = Progress(sys.stderr, total=1, jobs=1, quiet=True)
    try:
        page = make(chosen, folder, _pairs("-p", given), out or root / SITE, force=force, told=progress.told)
    finally:
        progress.close()
    _answer(_nearby(page))
    if pdf:
        printed = paper_of(page)
        paper.pdf(page, printed)
        _answer(_nearby(printed))


@workbook.command()
@click.option("--only", multiple=True, metavar="NAME", help="A report, a group, or a pattern as year-*; may repeat.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Runs side by side; by default one more than cores.")
@click.option("--cluster", default="", metavar="ADDRESS", help="Make the pages on a Dask cluster: tcp://HOST:PORT.")
@_data
@click.option("--out", type=_folder, metavar="DIR", help="Where to publish; default reports/site.")
@click.option("--force", is_flag=True, help="Run even what has not changed.")
def batch(
    only: tuple[str, ...], jobs: int | None, cluster: str, data: Path | None, out: Path | None, force: bool
) -> None:
    """Run all reports, or those named, and publish their pages; prints a table of what came of each.

    A report whose notebook, parameters, record, code and libraries are those of
    its page is not run again. A failure stops no other report; it is kept as a
    page of its own, and the last good page stays. When the command is stopped or
    loses its cluster, the table has what came of those that had begun.

    With --cluster the workers of a Dask cluster make the pages and this machine
    publishes them; docs/more-machines.md says how to start one.

    \b
    Example: workbook batch --only NAME
    """
    from analysis.press.orders.reports import SITE, find_root, load_reports, select
    from analysis.press.runs.batch import Batch, jobs_for
    from analysis.press.runs.progress import Progress, table_of
    from analysis.record.folder import find_record

    root = find_root()
    chosen = list(select(load_reports(root), only).values())
    folder = find_record(data) if data else find_record(root / "data")
    if cluster:
        from analysis.press.cluster.cluster import checked_address

        checked_address(cluster)
    progress = Progress(sys.stderr, len(chosen), jobs_for(jobs, len(chosen)), folders={"--data": data, "--out": out})
    site = out or root / SITE
    run = Batch(chosen, folder, site, force=force, jobs=jobs or 0, cluster=cluster, told=progress.told)
    places = {report.name: place for place, report in enumerate(chosen)}

    def told_all() -> None:
        progress.close()
        _answer(table_of(sorted(progress.done, key=lambda outcome: places[outcome.report]), len(chosen)))

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
    if any(outcome.failure for outcome in progress.done):
        sys.exit(1)


@workbook.command()
@click.argument("report")
@click.argument("runs", nargs=-1, metavar="[RUN RUN]")
@click.option("--list", "listing", is_flag=True, help="List the runs of the report, the newest first.")
@click.option("--out", type=_folder, metavar="DIR", help="Where it lies; default reports/site.")
@_format("text", "json")
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
    _answer(shown_runs(site, report, style) if listing else shown_changes(site, report, runs, style))


def _nearby(path: Path) -> Path:
    """A path as seen from the working folder, where it lies below."""
    here = type(path).cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _pairs(option: str, given: tuple[str, ...]) -> dict[str, str]:
    """`NAME=VALUE` words as a mapping. Raises `ParameterError` for one without a name, or a name given twice."""
    pairs: dict[str, str] = {}
    for word in given:
        name, sign, value = word.partition("=")
        if not sign or not name:
            raise ParameterError(f"{option} {word!r}: write it as NAME=VALUE.")
        if name in pairs:
            raise ParameterError(f"{option} {name} is given twice, as {pairs[name]!r} and {value!r}. Keep one.")
        pairs[name] = value
    return pairs
