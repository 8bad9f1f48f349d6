"""What lies in the folders of the reports, told with as few looks as can be: a stamp, the names of runs, accounts.

A run's account is never changed once it is there, and its name says when it was made; so the names alone give the order
of any number of runs, and only the newest are opened.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from analysis.press.ledger.account import Account
from analysis.press.ledger.shelf import ACCOUNT, AGAIN, FAILED_ACCOUNT

RUN = re.compile(rf"\d{{8}}T\d{{6}}Z-[0-9a-f]+({AGAIN}\d+)?")
"""The name of a run's folder."""
MONTH = 6
"""Letters of a run's name that are its month, as 201608."""


def names(site: Path) -> list[str]:
    """The folders of a site that may be reports, in the order of their names."""
    try:
        with os.scandir(site) as found:
            return sorted(entry.name for entry in found if not entry.name.startswith(".") and entry.is_dir())
    except FileNotFoundError:
        return []


def stamp(home: str) -> str:
    """What tells that page and failure at a report's address are those of before; '' where no run has left any."""
    try:
        good = os.stat(f"{home}/{ACCOUNT}")
        told = f"{good.st_mtime_ns} {good.st_size} {good.st_ino}|"
    except OSError:
        told = ""
    if os.path.exists(f"{home}/{FAILED_ACCOUNT}"):
        with suppress(OSError):
            failed = os.stat(f"{home}/{FAILED_ACCOUNT}")
            told += f"{failed.st_mtime_ns} {failed.st_size} {failed.st_ino}"
    return told


def runs(home: Path) -> list[str]:
    """The names of a report's runs, the newest first."""
    try:
        found = [name for name in os.listdir(home) if RUN.fullmatch(name)]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(found, key=order, reverse=True)


def order(run: str) -> tuple[str, int]:
    """What runs of one report are sorted by: their time, and of one key within a second their number."""
    name, _, number = run.partition(AGAIN)
    return name, int(number) if number.isdigit() else 1


def accounts(home: Path, wanted: Sequence[str]) -> list[Account]:
    """The accounts of these runs, in the same order, without those that are gone or not whole."""
    read = (Account.read(home / name / ACCOUNT) for name in wanted)
    return [account for account in read if account is not None]
