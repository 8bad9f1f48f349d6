"""Where the record lies. Nothing heavy is imported here, since whoever asks may need no table of it."""

from __future__ import annotations

import os
from pathlib import Path

from analysis.errors import ParameterError
from analysis.record.schema import DESCRIPTOR

FOLDER_VARIABLE = "WORKBOOK_DATA"
"""Environment variable that names the folder of the record, for notebooks run by `workbook render --data`."""


def find_record(folder: str | Path | None = None) -> Path:
    """The folder of the record: the one named, else `WORKBOOK_DATA`, else the nearest `data/` at or above here.

    Raises `ParameterError` when there is none.
    """
    named = folder or os.environ.get(FOLDER_VARIABLE)
    if named:
        path = Path(named)
        if not path.is_dir():
            raise ParameterError(f"{str(named)!r} is not a folder. Name the folder that holds {DESCRIPTOR}.")
        return path
    here = Path.cwd()
    for parent in (here, *here.parents):
        if (parent / "data" / DESCRIPTOR).is_file():
            return parent / "data"
    raise ParameterError(
        f"No data/{DESCRIPTOR} here or above. Run inside the workbook, or name the folder with --data."
    )
