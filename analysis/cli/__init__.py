"""Words in, words and exit codes out: the only room that knows the command-line library.

Exit status: 0 done, 1 the record or a report has a problem, 2 wrong usage, 130 stopped. Standard output holds the
answer and nothing else. Everything heavy is imported inside the command that needs it, so that `workbook --help`
answers at once.
"""

from __future__ import annotations

import atexit
import errno
import gc
import os
import signal
import sys

import click

from analysis.cli import keeping as keeping
from analysis.cli import record as record
from analysis.cli import reports as reports
from analysis.cli import schedules as schedules
from analysis.cli import sharing as sharing
from analysis.cli.group import workbook
from analysis.cli.streams import perhaps_unread, say
from analysis.errors import ParameterError, ToldToStop, WorkbookError

REFUSED = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EACCES, errno.EPERM, errno.EROFS)
"""What a system says that has no room or gives no leave: the reader's to solve, and no fault of the program."""

SHORT = 64 << 20
"""Bytes of free disk below which no compiled module is kept."""


def main() -> None:
    """Runs the command line and turns the workbook's own errors into a message and an exit status."""
    _clean_up_when_stopped()
    _spare_short_disk()
    atexit.register(gc.freeze)  # else Python looks through all that it has imported once more before it ends
    try:
        workbook.main(prog_name="workbook", standalone_mode=False)
    except click.ClickException as error:
        with perhaps_unread(sys.stderr):
            error.show()
        sys.exit(2)
    except click.Abort as error:
        if isinstance(error.__cause__, EOFError):  # which click takes for somebody who ends a dialogue; there is none
            raise error.__cause__ from None
        import logging

        logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # the kernel's death is no news after this
        say("Stopped.")
        sys.exit(130)
    except ParameterError as error:
        say(f"Error: {error}")
        sys.exit(2)
    except WorkbookError as error:
        say(f"Error: {error}")
        sys.exit(1)
    except OSError as error:
        if error.errno not in REFUSED:
            raise
        where = f"{error.filename!r}: " if error.filename else "The answer could not be written: "
        say(f"Error: {where}{error.strerror}.")
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
