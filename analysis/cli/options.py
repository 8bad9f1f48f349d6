"""Options that several commands have, and the words in which they are given."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from analysis.errors import ParameterError

if TYPE_CHECKING:
    from pathlib import Path

    from analysis.press.orders.reports import Report

Function = Callable[..., Any]


def folder(words: str) -> Path:
    """The folder that an option names."""
    from pathlib import Path

    return Path(words)


def data(command: Function) -> Function:
    """Lets a command be told another record."""
    text = "Folder of the record; by default the workbook's own data/."
    return click.option("--data", type=folder, metavar="DIR", help=text)(command)


def form(*choices: str) -> Callable[[Function], Function]:
    """Lets a command answer in one of these forms, in the first unless told."""
    return click.option("--format", "style", type=click.Choice(choices), default=choices[0], help="Form of the answer.")


def with_dates(reports: list[Report], data: Path, site: Path) -> list[Report]:
    """The reports with the dates of their latest slot, where their parameters are named by a slot of the schedule."""
    if not any(report.relative for report in reports):
        return reports
    from datetime import UTC, datetime

    from analysis.press.schedule.settled import by_hand

    now = datetime.now(UTC)
    return [by_hand(report, now, data, site) for report in reports]


def nearby(path: Path) -> Path:
    """A path as seen from the working folder, where it lies below."""
    here = type(path).cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def pairs(option: str, given: tuple[str, ...]) -> dict[str, str]:
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
