"""Copies of the records that reports were made from, once for each record, so that later runs can name what changed.

A copy lies in `OUT/.records/<SHA-256 of the record>.zip` and holds `datapackage.json` and the tables as they were, byte
for byte, without the maps. It is written beside its place and renamed into it: two writers write the same.
"""

from __future__ import annotations

import csv
import io
import json
import os
import time
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.press.ledger.holder import Holder
from analysis.record.schema import DESCRIPTOR

if TYPE_CHECKING:
    from analysis.record.schema import Schema

FOLDER = ".records"
BESIDE = ".new-"
"""Begins the name of a copy that is being written; the rest says by whom."""
A_DAY = 86_400.0
LARGEST = 64 << 20
"""Bytes of tables, before they are packed. Of a larger record only the declaration is kept: see `Snapshot.rows`."""
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can state; every member bears it, so that the same record gives the same copy."""
UNREADABLE = (
    *(OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, RuntimeError, RecursionError),
    *(zipfile.BadZipFile, zlib.error, csv.Error, StopIteration),
)
"""What a damaged copy, or one from other hands, may raise."""

Row = Mapping[str, str]
"""A row of a table as text, by column; blank cells are left out, as a column may be added that is blank throughout."""


class NoCopyError(Exception):
    """Rows that cannot be read; the message says of which record and why, within a sentence."""


def keep(folder: Path, schema: Schema, record_hash: str, site: Path) -> None:
    """Copies the record in `folder` into the site, unless it is there already.

    Nothing is copied of a record that is no longer the one of that hash, as somebody edits it. Raises `OSError` when
    the site cannot be written to.
    """
    target = place(site, record_hash)
    if fault(site, record_hash) == "":
        return
    try:
        files = {DESCRIPTOR: (folder / DESCRIPTOR).read_bytes()}
        paths = [table.path for table in schema.tables.values()]
        if sum((folder / path).stat().st_size for path in paths) <= LARGEST:
            files |= {path: (folder / path).read_bytes() for path in paths}
        if _hash(folder) != record_hash:
            return
    except UNREADABLE:
        return  # it was sound when the run began, so it is being edited
    target.parent.mkdir(parents=True, exist_ok=True)
    _sweep(target.parent)
    beside = target.parent / f"{BESIDE}{Holder.myself(0.0).name}"
    try:
        with beside.open("xb") as stream:
            stream.write(_packed(files))
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def place(site: Path, record_hash: str) -> Path:
    """Where the copy of a record lies, or would."""
    return site / FOLDER / f"{record_hash}.zip"


def faults(site: Path, *records: str) -> str:
    """What is the matter with the copies of records, each by a word, '' where with none: a page may have to say so."""
    found = [fault(site, record) for record in records]
    return ", ".join(word or "whole" for word in found) if any(found) else ""


def fault(site: Path, record_hash: str) -> str:
    """'missing' for a record without a copy, 'damaged' for one whose copy cannot be read, '' for a whole one."""
    path = place(site, record_hash)
    try:
        found = path.stat()
    except OSError:
        return "missing"
    return "" if _whole(path, found.st_mtime_ns, found.st_ctime_ns, found.st_size) else "damaged"


@lru_cache(maxsize=8)
def _whole(path: Path, *stamp: int) -> bool:
    """Whether every file in a copy has the bytes that it was packed with."""
    try:
        with zipfile.ZipFile(path) as copy:
            return copy.testzip() is None and DESCRIPTOR in copy.namelist()
    except UNREADABLE:
        return False


def _sweep(folder: Path) -> None:
    """Removes what writers left that were killed; of one on another machine after a day."""
    for path in folder.glob(f"{BESIDE}*"):
        with suppress(OSError):
            holder = Holder.named(path.name.removeprefix(BESIDE))
            if holder is None or holder.dead or time.time() - path.stat().st_mtime > A_DAY:
                path.unlink()


@dataclass(frozen=True)
class Snapshot:
    """A copy that can be read: its declaration, and row by row its tables. `named` is what messages call the record."""

    named: str
    path: Path
    declaration: Mapping[str, Any]

    @classmethod
    def of(cls, site: Path, record_hash: str, named: str) -> Snapshot:
        """The copy of the record with that hash. Raises `NoCopyError`."""
        path = place(site, record_hash)
        if not record_hash.isalnum() or not path.is_file():
            raise NoCopyError(f"no copy of {named} was kept")
        try:
            declaration = json.loads(_member(path, DESCRIPTOR))
            return cls(
                named, path, {**declaration, "resources": {item["name"]: item for item in declaration["resources"]}}
            )
        except UNREADABLE:
            raise _damaged(path, named) from None

    @property
    def name(self) -> str:
        """The name of the record, which stays what it is from version to version."""
        return str(self.declaration.get("name", ""))

    @property
    def title(self) -> str:
        """The title of the record."""
        return str(self.declaration.get("title", ""))

    def rows(self, table: str, wanted: Collection[str] | None = None) -> Iterator[tuple[str, Row]]:
        """Id and cells of each row, or of those with the wanted ids, in the order of the file.

        Raises `NoCopyError` where rows were not kept or cannot be read.
        """
        try:
            resource = self.declaration["resources"][table]
            key = resource["schema"]["primaryKey"]
            column = key if isinstance(key, str) else key[0]
            with zipfile.ZipFile(self.path) as copy:
                if resource["path"] not in copy.namelist():
                    limit = f"{LARGEST >> 20} MB of tables"
                    raise NoCopyError(f"{self.named} has more than {limit}, and of so many no copy is kept")
            reader = csv.reader(io.StringIO(_member(self.path, resource["path"]), newline=""), strict=True)
            header = next(reader)
            place_of_key = header.index(column)
            for cells in reader:
                if wanted is None or cells[place_of_key] in wanted:
                    named = zip(header, cells, strict=True)
                    yield cells[place_of_key], {name: value for name, value in named if value}
        except UNREADABLE:
            raise _damaged(self.path, self.named) from None


def _packed(files: Mapping[str, bytes]) -> bytes:
    """The files as a zip that is the same wherever and whenever it is made."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as copy:
        for name, content in files.items():
            member = zipfile.ZipInfo(name, EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3  # as on Unix, also where it is made on Windows
            member.external_attr = 0o644 << 16
            copy.writestr(member, content)
    return stream.getvalue()


def _member(path: Path, name: str) -> str:
    """A file of a copy as text; a copy never holds one larger than `keep` takes."""
    with zipfile.ZipFile(path) as copy:
        if copy.getinfo(name).file_size > LARGEST:
            raise ValueError(name)
        return copy.read(name).decode("utf-8")


def _damaged(path: Path, named: str) -> NoCopyError:
    return NoCopyError(f"the copy of {named} cannot be read ({FOLDER}/{path.name})")


def _hash(folder: Path) -> str:
    from analysis.press.ledger.provenance import record_hash

    return record_hash(folder)
