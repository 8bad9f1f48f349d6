"""A page handed over to a bucket, of Amazon S3 or what speaks as it does: the only module that knows fsspec."""

from __future__ import annotations

import errno
from contextlib import suppress
from importlib.util import find_spec
from typing import Any

from analysis.errors import ParameterError, ReportError
from analysis.press.ledger.shelf import PAGE
from analysis.press.sharing.handover import NOTE, Handover, noted

SCHEME = "s3://"
KINDS = {".html": "text/html; charset=utf-8", ".pdf": "application/pdf", ".json": "application/json; charset=utf-8"}
"""What a browser is told that a file is."""


def to_bucket(handover: Handover, address: str) -> str:
    """Puts the files below an address `s3://BUCKET/PREFIX`, the page last, and returns the address of the page.

    Raises `ParameterError` for an address without a bucket, `ReportError` where the library for it is not installed,
    where the bucket cannot be written, or where files of the same names lie there that are no earlier handover of the
    report. Where it fails on the way, the earlier page is left as it was.
    """
    place = address.removeprefix(SCHEME).rstrip("/")
    bucket = place.partition("/")[0]
    if not bucket:
        raise ParameterError(f"--to {address!r}: the name of the bucket is missing. Write it as s3://BUCKET/PREFIX.")
    if find_spec("s3fs") is None:
        raise ReportError(
            "--to s3://… needs s3fs, which is not installed here. Install it in the workbook's folder: "
            "pip install --editable '.[share]'"
        )
    try:
        _put(handover, place)
    except ReportError:
        raise
    except FileNotFoundError:
        raise ReportError(f"There is no bucket {bucket!r}, or it is not to be seen with these credentials.") from None
    except PermissionError:
        raise ReportError(f"{SCHEME}{place} cannot be written: these credentials give no right to it.") from None
    except Exception as error:
        raise _untold(place, error) from None
    return f"{SCHEME}{place}/{PAGE}"


def _put(handover: Handover, place: str) -> None:
    import fsspec

    files: Any = fsspec.filesystem("s3", use_listings_cache=False, skip_instance_cache=True)
    ours = noted(_content(files, f"{place}/{NOTE}"), handover.report)
    for name in handover.files:
        if name not in ours and files.exists(f"{place}/{name}"):
            raise ReportError(
                f"{SCHEME}{place}/{name} is there already and is no earlier one of {handover.report!r}. Choose another "
                "prefix, such as one that ends with the report's name."
            )
    for name in ours - set(handover.files):
        with suppress(FileNotFoundError):
            files.rm_file(f"{place}/{name}")
    for name, content in handover.files.items():
        files.pipe_file(f"{place}/{name}", content, ContentType=KINDS[name[name.rindex(".") :]])


def _content(files: Any, path: str) -> bytes | None:
    try:
        return bytes(files.cat_file(path))
    except FileNotFoundError:
        return None


def _untold(place: str, error: Exception) -> ReportError:
    """What is said of an error that is none of rights and names."""
    kind = type(error).__name__
    if "Credentials" in kind or "Token" in kind:
        return ReportError(
            f"{SCHEME}{place} cannot be written: no credentials were found. Set AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY, or AWS_PROFILE."
        )
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return ReportError(f"{SCHEME}{place} cannot be written: {error.strerror}.")
    return ReportError(f"{SCHEME}{place} cannot be written ({kind}: {error}).")
