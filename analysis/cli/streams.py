"""Answers and words, written so that a reader who has gone is no failure."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import click


@contextmanager
def perhaps_unread(stream: TextIO) -> Iterator[None]:
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


def answer(words: object) -> None:
    """Prints what was asked for."""
    with perhaps_unread(sys.stdout):
        click.echo(words)


def say(words: str) -> None:
    """Prints what is no answer."""
    with perhaps_unread(sys.stderr):
        click.echo(words, err=True)
