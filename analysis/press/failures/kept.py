"""The notebook of a failed run as it is kept beside its page: without what tells of the machine it ran on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from analysis.press.failures.tracebacks import without_machine
from analysis.press.page.traces import placed

PATHS = ("input_path", "output_path")
"""Where papermill notes in a notebook from which file it came and where it went."""


def clear(notebook: Path, folders: Iterable[Path]) -> None:
    """Rewrites the notebook that a run left: its errors and what it printed name no folder, no machine and no process.

    It lies in the site, which is for everybody, also where it failed for what it printed. What lies below one of
    `folders` is named as seen from there. A notebook that is not whole, or for which there is no room, goes: nobody
    could open it.
    """
    try:
        held = json.loads(notebook.read_text(encoding="utf-8"))
        for name in PATHS:
            held["metadata"].get("papermill", {}).pop(name, None)
        for output in (output for cell in held["cells"] for output in cell.get("outputs", [])):
            _clear(output, list(folders))
        notebook.write_text(json.dumps(held, ensure_ascii=False, indent=1), encoding="utf-8", newline="\n")
    except FileNotFoundError:
        pass
    except (OSError, ValueError):
        with suppress(OSError):
            notebook.unlink()


def _clear(output: dict[str, Any], folders: list[Path]) -> None:
    if output["output_type"] == "error":
        output["evalue"] = without_machine(output["evalue"], folders)
        output["traceback"] = [without_machine(step, folders) for step in output["traceback"]]
    elif output["output_type"] == "stream":
        output["text"] = _cleared(output["text"], folders)
    elif "text/plain" in output.get("data", {}):
        output["data"]["text/plain"] = _cleared(output["data"]["text/plain"], folders)


def _cleared(words: str | list[str], folders: list[Path]) -> str:
    """Text as a notebook holds it, whole or line by line, without what tells of the machine."""
    return without_machine(placed("".join(words)), folders)
