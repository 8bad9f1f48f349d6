"""What is asked of a page that lies there: to hand it over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from analysis.cli import options
from analysis.cli.group import workbook
from analysis.cli.streams import answer

if TYPE_CHECKING:
    from pathlib import Path


@workbook.command()
@click.argument("report")
@click.option(
    "--to", required=True, metavar="PLACE", help="A folder, a name with .zip at its end, or s3://BUCKET/PREFIX."
)
@click.option("--run", metavar="RUN", help="Another run than the last good one.")
@click.option("--out", type=options.folder, metavar="DIR", help="Where it lies; default reports/site.")
def share(report: str, to: str, run: str | None, out: Path | None) -> None:
    """Hand over the page of a report; prints where it lies then.

    The page goes with its PDF, where one lies beside it, and with share.json,
    which says of which run they are. What was handed over before of the same
    report is replaced; anything else at PLACE is left alone, with an error. A
    RUN is named by the beginning of its folder's name or of its key.

    \b
    Example: workbook share NAME --to NAME.zip
    """
    from analysis.press.orders.reports import SITE, find_root
    from analysis.press.sharing.share import share as hand_over

    answer(hand_over(out or find_root() / SITE, report, to, run or ""))
