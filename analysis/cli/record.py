"""What is asked of the record: whether it is sound, how many, and what its claims are worth."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from analysis.cli import options
from analysis.cli.group import workbook
from analysis.cli.streams import answer, say
from analysis.errors import SHOWN_ALIKE, DataError

if TYPE_CHECKING:
    from pathlib import Path

GROUPS = ("none", "year", "quarter", "month", "campaign", "region", "target_group")
METRICS = ("strikes", "events", "killed", "militants_killed", "civilians_killed")
ATTRIBUTIONS = ("announced", "acknowledged", "alleged")


@workbook.command()
@options.data
@options.form("text", "json")
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

        answer(as_json([vars(problem) | {"message": str(problem)} for problem in problems]))
    elif problems:
        say(str(DataError(problems)))
        if len(problems) > SHOWN_ALIKE:
            say("workbook check --format json lists every one.")
    else:
        from analysis.record.store import load

        record = load(folder)
        sizes = (f"{len(getattr(record, name)):,} {name}" for name in record.schema.tables)
        answer(f"No problem found: {', '.join(sizes)}.")
    if problems:
        sys.exit(1)


@workbook.command()
@options.data
@click.option("--by", type=click.Choice(GROUPS), default="none", help="Group of each row of the answer.")
@click.option("--metric", type=click.Choice(METRICS), default="strikes", help="What is counted.")
@click.option("--attribution", type=click.Choice(ATTRIBUTIONS), default="acknowledged", help="Which strikes count.")
@click.option("--since", metavar="DATE", default="", show_default="start of coverage", help="First day counted.")
@click.option("--until", metavar="DATE", default="", show_default="end of coverage", help="Last day counted.")
@click.option("--where", multiple=True, metavar="COLUMN=VALUE", help="Only rows that hold this value; may repeat.")
@options.form("table", "csv", "json")
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
    answer(shown_counts(table, heading, style))


@workbook.command()
@options.data
@options.form("table", "csv", "json")
def claims(data: Path | None, style: str) -> None:
    """Set every published claim beside the record: the computed bounds, the verdict, and why.

    \b
    Example: workbook claims --format csv
    """
    from analysis.press.answers import shown_claims
    from analysis.record.store import load

    answer(shown_claims(load(data), style))
