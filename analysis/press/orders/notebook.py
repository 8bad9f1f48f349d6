"""A notebook as it stands in its file, read without the Jupyter libraries."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from analysis.errors import ReportError


def notebook_json(path: Path) -> Any:
    """A notebook as it stands in its file. Raises `ReportError` where there is none that can be read."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(raw["cells"], list) and all(isinstance(cell["cell_type"], str) for cell in raw["cells"]):
            return raw
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass
    raise ReportError(
        f"notebooks/{path.name} is not a notebook that can be read (nbformat 4: JSON with cells). Open it in "
        "JupyterLab and save it again, or take it from git."
    )


def tagged(notebook: Any, tag: str) -> Iterator[Mapping[str, Any]]:
    """The cells that carry a tag, in order."""
    return (cell for cell in notebook["cells"] if tag in cell.get("metadata", {}).get("tags", []))


def source_of(cell: Mapping[str, Any]) -> str:
    """What a cell holds; a file may have it as one text or as a list of lines."""
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)
