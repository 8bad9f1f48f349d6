"""One run of a report: execute its notebook, export the page, publish it by renaming.

Everything happens in a temporary folder beside the published page; until the last step, a rename, the page that was
there stays whole. Papermill overwrites its output before the first cell, so it is never pointed at what is published.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analysis.errors import RenderError, ReportError
from analysis.press.account import GOOD, Account
from analysis.press.changes import compared, findings_of, since_html
from analysis.press.key import inputs_of, next_key
from analysis.press.paper import paper_of
from analysis.press.parameters import Plain, checked, declared
from analysis.press.provenance import Provenance
from analysis.press.reports import Report
from analysis.press.verify import verified
from analysis.record.store import FOLDER_VARIABLE, Record

PAGE = "index.html"
ACCOUNT = "run.json"
"""What a run leaves for the next one to compare with, and for whoever asks when the page was made."""
LONGEST_SOCKET_FOLDER = 60
FAILED = "failed.ipynb"
"""Name under which the notebook of a failed run is kept beside the last good page, for whoever looks into it."""


@dataclass(frozen=True)
class Run:
    """What a run is made from: report, record and its folder, every parameter, and what the page will say of them."""

    report: Report
    data: Path
    record: Record
    parameters: Mapping[str, Plain]
    provenance: Provenance


def render(report: Report, data: Path, given: Mapping[str, object], out: Path) -> Path:
    """Runs a report and returns its published page, `out/<report>/index.html`.

    Raises `DataError` for a record with problems, `ParameterError` for a parameter that cannot be used (both before a
    kernel starts), `RenderError` for a notebook that fails, `ReportError` when the page cannot be written. In every
    case the last good page is left as it was.
    """
    record = verified(data)
    parameters = checked(declared(report.notebook), {**report.parameters, **given}, record.coverage)
    # Read before the notebook runs: a record edited meanwhile would lend its hash to a page that was not made from it.
    provenance = Provenance.of(report, data, record.schema, parameters)
    run = Run(report, data.resolve(), record, parameters, provenance)
    home = out / report.name
    try:
        home.mkdir(parents=True, exist_ok=True)
        with _workshop(home) as folder:
            executed = _execute(run, folder, home)
            account = _account(run, executed, home)
            page = folder / PAGE
            page.write_text(_export(run, executed, account), encoding="utf-8", newline="\n")
            (folder / ACCOUNT).write_text(account.written(), encoding="utf-8", newline="\n")
            _take_away_paper(page, home / PAGE)
            _publish(page, home / PAGE)
            # The account goes second: whoever is stopped between the two compares with the older run again, and so
            # makes the page that lies there once more.
            _publish(folder / ACCOUNT, home / ACCOUNT)
    except OSError as error:
        where = error.filename or home
        raise ReportError(f"The page of {report.name!r} could not be written: {error.strerror} ({where}).") from None
    (home / FAILED).unlink(missing_ok=True)
    return home / PAGE


@contextmanager
def _workshop(home: Path) -> Iterator[Path]:
    """A temporary folder on the same file system as the page, gone afterwards whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix=".run-", dir=home))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _publish(page: Path, target: Path) -> None:
    """Puts a finished page in its place in one step, after its bytes are on the disk."""
    with page.open("rb") as stream:
        os.fsync(stream.fileno())
    page.replace(target)


def _take_away_paper(page: Path, target: Path) -> None:
    """Removes the PDF of the page that is about to be replaced, unless the new page is the same, byte by byte.

    It goes first, so that a PDF never lies beside a page that it was not printed from.
    """
    if not target.exists() or target.read_bytes() != page.read_bytes():
        paper_of(target).unlink(missing_ok=True)


def _execute(run: Run, folder: Path, home: Path) -> Any:
    """The executed notebook. A failure keeps it as `failed.ipynb` and raises `RenderError`."""
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

    output = folder / "notebook.ipynb"
    try:
        with _environment({FOLDER_VARIABLE: str(run.data)}), _sockets() as connection:
            return papermill.execute_notebook(
                str(run.report.notebook),
                str(output),
                parameters=dict(run.parameters),
                kernel_name="python3",
                cwd=str(run.report.notebook.parent),
                progress_bar=sys.stderr.isatty(),
                request_save_on_cell_execute=False,
                config=Config({"KernelManager": connection}),
                extra_arguments=["--IPKernelApp.log_level=CRITICAL"],  # what goes wrong is told by us, once
            )
    except PapermillExecutionError as error:
        if output.exists():
            output.replace(home / FAILED)
        injected = 1 if run.parameters else 0  # the cell that papermill adds counts among the executed ones
        cell = error.exec_count - injected
        raise RenderError(run.report.name, cell, error.source, error.ename, error.evalue) from None
    except (DeadKernelError, RuntimeError, TimeoutError, ValueError) as error:
        raise RenderError(run.report.name, None, "", type(error).__name__, str(error)) from None


def _account(run: Run, executed: Any, home: Path) -> Account:
    """What this run is made from and says, and what has changed since the one before it."""
    inputs = inputs_of(run.provenance)
    findings = findings_of(executed)
    last = Account.read(home / ACCOUNT)
    key, base = next_key(inputs, last)
    since = compared(last, inputs, findings, published=(home / PAGE).exists())
    return Account(run.report.name, "", key, base, GOOD, _now(), inputs, findings, since)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _export(run: Run, executed: Any, account: Account) -> str:
    from analysis.press.export import page_html

    return page_html(run.provenance, run.record, executed, since_html(account.since))


@contextmanager
def _sockets() -> Iterator[dict[str, str]]:
    """How to reach the kernel: by sockets in a private folder of this run, not by ports that anybody may open.

    Left alone, two runs would name their sockets alike. A socket's path may have about a hundred characters, so a long
    temporary folder is passed over; where there are no such sockets the ordinary ports do.
    """
    if sys.platform == "win32":
        yield {}
        return
    roomy = len(tempfile.gettempdir()) < LONGEST_SOCKET_FOLDER
    folder = tempfile.mkdtemp(prefix="workbook-", dir=None if roomy else "/tmp")
    try:
        yield {"transport": "ipc", "ip": f"{folder}/kernel"}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _environment(changes: Mapping[str, str]) -> Iterator[None]:
    """Environment variables for the kernel, which inherits this process's; put back afterwards."""
    before = {name: os.environ.get(name) for name in changes}
    os.environ.update(changes)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
