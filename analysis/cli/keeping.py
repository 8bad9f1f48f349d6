"""What is asked of the history of reports: to keep no more of it than is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from analysis.cli import options
from analysis.cli.group import workbook
from analysis.cli.streams import answer

if TYPE_CHECKING:
    from pathlib import Path


@workbook.command()
@click.option("--dry-run", "dry", is_flag=True, help="Say what would be removed, and remove nothing.")
@click.option("--only", multiple=True, metavar="NAME", help="A report, a group, or a pattern as year-*; may repeat.")
@click.option("--out", type=options.folder, metavar="DIR", help="Where it lies; default reports/site.")
def prune(dry: bool, only: tuple[str, ...], out: Path | None) -> None:
    """Remove old runs, as far as reports.yml says how many to keep.

    A report without keep: keeps every run. The run whose page lies at the report's
    address always stays, and so does the run that it is compared with. Bytes are
    those that the disk gets back: a file that several runs share counts once.

    \b
    Example: workbook prune --dry-run
    """
    from analysis.press.orders.reports import SITE, find_root, load_reports, select
    from analysis.press.site.prune import prune as pruned
    from analysis.press.site.prune import total_of, words_of
    from analysis.press.site.update import update

    root = find_root()
    there_are = load_reports(root)
    chosen = select(there_are, only)
    site = out or root / SITE
    done = []
    for one in pruned(site, chosen.values(), dry=dry):
        answer(words_of(one, dry=dry))
        done.append(one)
    if any(one.runs for one in done) and not dry:
        update(site, there_are)
    answer(total_of(done, chosen, dry=dry))
