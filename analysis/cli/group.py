"""The command `workbook`, of which every other is a part."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from analysis import __version__
from analysis.cli.streams import perhaps_unread, say


class Command(click.Command):
    """A command of ours. Its help may go unread as its answers may."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Reads the words of the command, and shows its help where they ask for it."""
        with perhaps_unread(sys.stdout):
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
            say("")  # the terminal's own ^C stands in the line
            raise click.Abort from None


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
