"""The folder of one report: its runs, the last good page at its fixed address, and the last failure.

    index.html, run.json           the last good page and its account, which is the pointer to that run
    failed.html, failed.json       the page and the account of the last failure, gone once the report is good again
    <run>/index.html, run.json     every run; its name is its time (UTC) and the beginning of its key

A run appears by one renaming of its whole folder, and then at the fixed address by one renaming each of page and
account, which are hard links where the file system has them. Whoever is killed between these steps leaves a whole run
that is not pointed to: the next one finds it by its key and only points.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from analysis.press.ledger.account import FAILED, GOOD, Account
from analysis.press.ledger.lease import Lease

PAGE, ACCOUNT = "index.html", "run.json"
FAILED_PAGE, FAILED_ACCOUNT = "failed.html", "failed.json"
NOTEBOOK = "notebook.ipynb"
"""Name in the folder of a failed run under which its notebook is kept, for whoever looks into it."""
LEASE = ".lease"
KEY_DIGITS = 12
AGAIN = "~"
"""Stands between the name of a run and its number, where several of one key fall into one second."""


class Shelf:
    """The folder of a report below a site."""

    def __init__(self, site: Path, report: str) -> None:
        self.site, self.home = site, site / report

    @property
    def page(self) -> Path:
        """Where the last good page lies, if there is one."""
        return self.home / PAGE

    def last(self) -> Account | None:
        """The account of the last good run."""
        return Account.read(self.home / ACCOUNT)

    def runs(self) -> list[Account]:
        """The accounts of all runs, good and failed, the oldest first."""
        found = (Account.read(path) for path in self.home.glob(f"*/{ACCOUNT}"))
        return sorted((account for account in found if account), key=lambda account: _order(account.run))

    def unpointed(self, key: str) -> Account | None:
        """A whole good run of this key that a killed holder left without pointing to it."""
        for path in self._newest(key):
            account = Account.read(path)
            if account and account.key == key and account.outcome == GOOD and (path.parent / PAGE).exists():
                return account
        return None

    def _newest(self, key: str) -> list[Path]:
        """The accounts of runs whose names end as this key begins, the newest first."""
        found = self.home.glob(f"*-{key[:KEY_DIGITS]}*/{ACCOUNT}")
        return sorted(found, key=lambda path: _order(path.parent.name), reverse=True)

    def put(self, lease: Lease, account: Account, page: str) -> Account:
        """Publishes a good run and points to it; the account comes back with the name of its folder.

        Raises `LeaseLost` and `OSError`; the last good page is then whole at its address.
        """
        named = self._appear(lease, account, page)
        self.point(lease, named)
        return named

    def point(self, lease: Lease, account: Account) -> None:
        """Puts a run's page and account at the report's address, the page first.

        Whoever is stopped between the two finds the older account, and with it this run by its key. A PDF beside the
        page goes before that, unless the page stays the same byte by byte: it would say something else.
        """
        run = self.home / account.run
        if not self.page.exists() or self.page.read_bytes() != (run / PAGE).read_bytes():
            paper_of(self.page).unlink(missing_ok=True)
        self._copy(lease, run / PAGE, self.page)
        self._copy(lease, run / ACCOUNT, self.home / ACCOUNT)
        self.forgive()

    def shows(self, account: Account) -> bool:
        """Whether the page at the report's address is the page of this run, byte by byte.

        Somebody may have been killed after he put another there and before its account.
        """
        try:
            run = self.home / account.run / PAGE
            return self.page.samefile(run) or self.page.read_bytes() == run.read_bytes()
        except OSError:
            return False

    def has_failed(self) -> bool:
        """Whether a failure lies beside the last good page."""
        return any((self.home / name).exists() for name in (FAILED_PAGE, FAILED_ACCOUNT))

    def forgive(self) -> None:
        """Takes the last failure away from beside the good page; its run stays."""
        for name in (FAILED_PAGE, FAILED_ACCOUNT):
            (self.home / name).unlink(missing_ok=True)

    def fail(self, lease: Lease, account: Account, inner: str, outer: str, notebook: Path | None) -> Account:
        """Keeps a failed run, with its notebook as far as it came; leaves the last good page alone.

        Of runs that failed with the same key only the last is kept: a broken report that is asked for every hour would
        fill the disk.

        `inner` is its page as it lies in the run's folder, `outer` as it lies beside the last good page.
        """
        named = self._appear(lease, account, inner, notebook)
        for path in self._newest(account.key):
            before = Account.read(path)
            if before and before.outcome == FAILED and before.key == account.key and before.run != named.run:
                shutil.rmtree(path.parent, ignore_errors=True)
        beside = lease.folder / FAILED_PAGE
        beside.write_text(outer, encoding="utf-8", newline="\n")
        _to_disk(beside)
        lease.publish(beside, self.home / FAILED_PAGE)
        self._copy(lease, self.home / named.run / ACCOUNT, self.home / FAILED_ACCOUNT)
        return named

    def _appear(self, lease: Lease, account: Account, page: str, notebook: Path | None = None) -> Account:
        """Makes the folder of a run whole, with its bytes on the disk, and then lets it appear in one step."""
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}Z-{account.key[:KEY_DIGITS]}"
        number = 1
        while (self.home / name).exists():  # the same key within one second, as only failed and forced runs have it
            number += 1
            name = f"{name.partition(AGAIN)[0]}{AGAIN}{number}"
        named = replace(account, run=name)
        making = lease.folder / name
        making.mkdir()
        self._write_page(making / PAGE, page.encode("utf-8"))
        (making / ACCOUNT).write_text(named.written(), encoding="utf-8", newline="\n")
        if notebook is not None and notebook.exists():
            shutil.copyfile(notebook, making / NOTEBOOK)
        for path in (*making.iterdir(), making):
            _to_disk(path)
        lease.publish(making, self.home / name)
        _to_disk(self.home)
        return named

    def _write_page(self, path: Path, page: bytes) -> None:
        """Writes a page; one that is byte by byte the last good one becomes another name of it, and costs no space."""
        with suppress(OSError):
            if self.page.stat().st_size == len(page) and self.page.read_bytes() == page:
                path.hardlink_to(self.page)
                return
        path.write_bytes(page)

    def _copy(self, lease: Lease, source: Path, target: Path) -> None:
        """Puts a file at a fixed name in one step; a hard link costs no space."""
        making = lease.folder / target.name
        making.unlink(missing_ok=True)
        try:
            making.hardlink_to(source)
        except OSError:  # a file system without hard links, or with too many
            shutil.copyfile(source, making)
            _to_disk(making)
        lease.publish(making, target)
        _to_disk(self.home)


def _order(run: str) -> tuple[str, int]:
    """What runs are sorted by: their names, and the tenth of one second after the second."""
    name, _, number = run.partition(AGAIN)
    return name, int(number) if number.isdigit() else 1


def paper_of(page: Path) -> Path:
    """Where the PDF of a published page lies: beside it, under the name of the report."""
    return page.parent / f"{page.parent.name}.pdf"


def _to_disk(path: Path) -> None:
    """Has the bytes of a file written, or the names of a folder, where the system lets one do so for folders."""
    try:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError:
        if not path.is_dir():
            raise
