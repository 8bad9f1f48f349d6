"""Where a page is handed over to on this machine: a folder or a zip file, each whole or not at all."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
import zipfile
from contextlib import suppress
from pathlib import Path

from analysis.errors import ReportError
from analysis.press.ledger.shelf import PAGE
from analysis.press.sharing.handover import NOTE, Handover, noted

ZIP = ".zip"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can state; every file in it bears it, so that the same run gives the same bytes."""
UNIX, ORDINARY = 3, 0o100644
SHOWN_NAMES = 3
UNREADABLE = (OSError, ValueError, KeyError, RuntimeError, NotImplementedError, EOFError, zipfile.BadZipFile)


def to_folder(handover: Handover, folder: Path) -> Path:
    """Puts the files into a folder, and returns where the page lies.

    A folder that is not there, or is empty, appears by one renaming. One of an earlier handover of the same report is
    brought up to this one file by file, the page last. Raises `ReportError` for one that holds anything else.
    """
    try:
        there = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else None
        if there is None and (folder.exists() or folder.is_symlink()):
            raise ReportError(f"{folder} is there already and is no folder. Choose another name.")
        ours = noted(_content(folder / NOTE), handover.report) | set(handover.files) if NOTE in (there or ()) else set()
        if foreign := [name for name in there or () if name not in ours]:
            raise _occupied(folder, foreign)
        folder.parent.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        try:
            making.chmod(0o755)
            for name, content in handover.files.items():
                _write(making / name, content)
            if there:
                _replace(folder, making, handover, ours)
            else:
                making.rename(folder)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    except OSError as error:
        raise _unwritable(folder, error) from None
    return folder / PAGE


def _replace(folder: Path, making: Path, handover: Handover, ours: set[str]) -> None:
    """Puts the files in the place of earlier ones; what is not among them any more goes before the new page comes."""
    for name in ours - set(handover.files):
        with suppress(FileNotFoundError):
            (folder / name).unlink()
    for name in handover.files:
        (making / name).replace(folder / name)


def to_zip(handover: Handover, path: Path) -> Path:
    """Packs the files into a zip file, in a folder of the report's name, and returns its path.

    It appears by one renaming; one of an earlier handover of the same report is replaced. Raises `ReportError` for any
    other file of that name.
    """
    packed = packed_in(handover)
    try:
        if path.exists() and not _is_ours(path, handover.report):
            raise ReportError(
                f"{path} is there already and is no earlier one of {handover.report!r}. Choose another name."
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, making = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(handle)
        try:
            _write(Path(making), packed)
            os.replace(making, path)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(making)
    except OSError as error:
        raise _unwritable(path, error) from None
    return path


def packed_in(handover: Handover) -> bytes:
    """The zip file as bytes: no time of day, no owner and no machine in it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packing:
        for name, content in sorted(handover.files.items()):
            member = zipfile.ZipInfo(f"{handover.report}/{name}", EPOCH)
            member.create_system, member.external_attr = UNIX, ORDINARY << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            packing.writestr(member, content)
    return stream.getvalue()


def _is_ours(path: Path, report: str) -> bool:
    """Whether a file is a zip file of an earlier handover of the report, and of nothing else."""
    try:
        with zipfile.ZipFile(path) as there:
            ours = noted(there.read(f"{report}/{NOTE}"), report)
            return {f"{report}/{name}" for name in ours} == set(there.namelist())
    except UNREADABLE:
        return False


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _write(path: Path, content: bytes) -> None:
    """Writes a file that everybody may read, with its bytes on the disk."""
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    path.chmod(0o644)


def _occupied(folder: Path, foreign: list[str]) -> ReportError:
    more = f" and {len(foreign) - SHOWN_NAMES} more" if len(foreign) > SHOWN_NAMES else ""
    return ReportError(
        f"{folder} holds other files: {', '.join(foreign[:SHOWN_NAMES])}{more}. Name a folder that is not there yet or "
        "is empty, such as one of the report's name below it."
    )


def _unwritable(path: Path, error: OSError) -> ReportError:
    return ReportError(
        f"{path} cannot be written: {error.strerror}. Check its owner, its permissions and the space left."
    )
