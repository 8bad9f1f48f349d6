"""The run key: everything that can change a page, without any path or time. The same key gives the same bytes.

Reading it must cost little, because an unchanged report is told by nothing else: no kernel, no table of the record and
none of the large libraries is needed here.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from analysis.press.ledger.account import Account, Inputs
from analysis.press.ledger.hashing import hash_of_files
from analysis.press.ledger.libraries import unshown_versions, versions
from analysis.press.ledger.provenance import Provenance
from analysis.press.orders.notebook import notebook_json, source_of

PACKAGE = Path(__file__).parents[2]
SOURCES = (".py", ".j2", ".css")
COMMAND = "command"
"""What the command on a page is called among the inputs; the values in it are inputs of their own."""
BESIDE = "modules beside it"
"""What the modules in the folder of a notebook are called among the inputs of a run."""
UNACCOUNTED = "a page without an account"
"""Stands for the key of a run that left none; its page says that there is nothing to compare with."""


def inputs_of(provenance: Provenance) -> Inputs:
    """What a page is made from, as groups of named texts.

    The parameters of cells that are not shown count too, and so do the pictures attached to text, and the modules
    beside the notebook, which it can import. The whole record is always in it, since a page leads from its numbers to
    rows of all five tables. Raises `ReportError` for a notebook that cannot be read, `OSError` for a module beside it.
    """
    notebook = provenance.report.notebook
    cells = json.dumps([_cell(cell) for cell in notebook_json(notebook)["cells"]])
    names = modules_beside(notebook)
    beside = {BESIDE: hash_of_files(notebook.parent, names)} if names else {}
    return {
        "record": {"version": provenance.schema.version, "SHA-256": provenance.record_hash},
        "parameters": {name: str(value) for name, value in provenance.parameters.items()},
        "report": {
            "title": provenance.title,
            COMMAND: provenance.command_of("…"),
            "notebook": hashlib.sha256(cells.encode()).hexdigest(),
            **beside,
        },
        **program(),
    }


def program() -> Inputs:
    """What every page of this installation is made with: the package's own source, and the libraries.

    The source is that of the first call: a process that lives for long goes on with the code that it began with.
    """
    return {"program": {"source": _loaded_source()}, "versions": {**versions(), **unshown_versions()}}


def key_of(inputs: Inputs, base: str) -> str:
    """The key of a run with these inputs that is compared with the run of the key `base`."""
    return hashlib.sha256(json.dumps([inputs, base], sort_keys=True).encode()).hexdigest()


def next_key(inputs: Inputs, last: Account | None, *, published: bool = False, untold: str = "") -> tuple[str, str]:
    """Key and base of the run that these inputs ask for after the last good one.

    A page says what has changed since the run before it, so that run is among what it is made from. With unchanged
    inputs the base stays what it was, and so does the key. `published` tells that a page lies there, also where no
    account of its run does. `untold` says why the page cannot name rows that changed, where it cannot.
    """
    if last is None:
        base = UNACCOUNTED if published else ""
        return key_of(inputs, base), base
    base = last.base if last.inputs == inputs else f"{last.key} ({untold})" if untold else last.key
    return key_of(inputs, base), base


def _cell(cell: Any) -> list[object]:
    return [
        cell["cell_type"],
        cell.get("metadata", {}).get("tags", []),
        source_of(cell),
        cell.get("attachments", {}),
    ]


def source_hash() -> str:
    """SHA-256 over the package's files as they lie on the disk now."""
    paths = sorted(path for path in PACKAGE.rglob("*.*") if path.suffix in SOURCES)
    return hash_of_files(PACKAGE, [path.relative_to(PACKAGE).as_posix() for path in paths])


def modules_beside(notebook: Path) -> list[str]:
    """The modules in the notebook's folder and below, which a cell can import."""
    folder = notebook.parent
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*.py"))
    return sorted(name for name in names if not any(part.startswith(".") for part in name.split("/")))


@cache
def _loaded_source() -> str:
    """The hash of the program that this process runs: it goes on with the files as they were when it began."""
    return source_hash()
