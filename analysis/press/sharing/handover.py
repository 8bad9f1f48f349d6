"""What is handed over of a run: its page, the PDF of it where one lies there, and a note of what these are."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.errors import ReportError
from analysis.press.changes.history import History
from analysis.press.ledger.account import FAILED, Account
from analysis.press.ledger.shelf import PAGE, Shelf, paper_of

NOTE = "share.json"
"""Says of which run the files are, and their hashes; by it a later handover knows what it may replace."""
CREATOR = re.compile(rb"/Creator \((?:[^()\\]|\\.){9,}\)")
"""Where a PDF says what made it: a browser names the system it runs on as well."""


@dataclass(frozen=True)
class Handover:
    """Files by name, in the order in which they are to appear: the page comes last."""

    report: str
    files: Mapping[str, bytes]

    @classmethod
    def of(cls, site: Path, report: str, run: str = "") -> Handover:
        """The last good run of a report, or the run that is named by the beginning of its folder or its key.

        Raises `ReportError` where there is none that could be handed over, `ParameterError` for a word that names no
        run or several.
        """
        history, shelf = History.of(site, report), Shelf(site, report)
        account = history.named(run) if run else history.last_good
        if account is None:
            raise ReportError(f"{report!r} has no good page yet: `workbook render {report}` says what is wrong.")
        if account.outcome == FAILED:
            raise ReportError(
                f"The run {account.run} of {report!r} failed; its page says what broke and is not for readers. Choose "
                f"another one: `workbook changes {report} --list` shows them."
            )
        path = site / report / account.run / PAGE
        try:
            page = path.read_bytes()
            paper = paper_of(shelf.page)
            printed = _is_last(shelf, account) and paper.is_file()
            papers = {paper.name: _without_system(paper.read_bytes())} if printed else {}
        except OSError as error:
            raise ReportError(f"The page of {report!r} cannot be read: {error.strerror}.") from None
        return cls(report, {**papers, NOTE: _note(account, {**papers, PAGE: page}), PAGE: page})


def _without_system(pdf: bytes) -> bytes:
    """A PDF that names its printer and not the system that it ran on; every other byte stays in its place."""
    return CREATOR.sub(lambda found: (b"/Creator (Chromium)").ljust(len(found[0])), pdf, count=1)


def _is_last(shelf: Shelf, account: Account) -> bool:
    """Whether the page at the report's address, beside which its PDF lies, is the one of this run."""
    last = shelf.last()
    return last is not None and last.run == account.run and shelf.shows(account)


def _note(account: Account, files: Mapping[str, bytes]) -> bytes:
    note = {
        "report": account.report,
        "title": account.inputs.get("report", {}).get("title", ""),
        "run": account.run,
        "key": account.key,
        "made": account.made,
        "files": {
            name: {"bytes": len(content), "SHA-256": hashlib.sha256(content).hexdigest()}
            for name, content in sorted(files.items())
        },
    }
    return (json.dumps(note, ensure_ascii=False, indent=1) + "\n").encode()


def noted(content: bytes | None, report: str) -> set[str]:
    """The files that an earlier handover of the same report left, by its note; none where the note is of another.

    Whoever may write to the place may have written the note, so no name in it counts that a handover never leaves.
    """
    try:
        note: Any = json.loads(content or b"")
        known = {PAGE, paper_of(Path(report) / PAGE).name}
        return {NOTE, *(known & {*map(str, note["files"])})} if note["report"] == report else set()
    except (ValueError, KeyError, TypeError, RecursionError):
        return set()
