"""`workbook share`: a report handed over to where somebody asks for it."""

from __future__ import annotations

from pathlib import Path

from analysis.errors import ParameterError, ReportError
from analysis.press.ledger.shelf import Shelf
from analysis.press.orders.reports import find_report, find_root
from analysis.press.sharing.handover import Handover
from analysis.press.sharing.places import ZIP, to_folder, to_zip
from analysis.press.sharing.public import check


def share(site: Path, report: str, to: str, run: str = "") -> str | Path:
    """Hands over the last good page of a report, or that of a run, and returns where it lies now.

    `to` is a folder, a file whose name ends with `.zip`, or `s3://BUCKET/PREFIX`. Raises `ParameterError` for anything
    else, `ReportError` where there is nothing to hand over or it cannot be handed over there.
    """
    if not Shelf(site, report).home.is_dir():
        find_report(find_root(), report)
        raise ReportError(f"{report!r} has no page yet: `workbook render {report}` makes one.")
    handover = Handover.of(site, report, run)
    check(handover, site)
    if to.startswith("s3://"):
        from analysis.press.sharing.bucket import to_bucket

        return to_bucket(handover, to)
    if "://" in to or not to.strip():
        raise ParameterError(f"--to {to!r}: expected a folder, a name that ends with .zip, or s3://BUCKET/PREFIX.")
    path = Path(to)
    return to_zip(handover, path) if path.suffix.lower() == ZIP else to_folder(handover, path)
