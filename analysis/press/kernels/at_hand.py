"""The ids of rows that were at hand where an error happened, added by the kernel to its traceback.

Only the kernel can look at the variables; `analysis.press.failures.blame` finds the rows.
"""

from __future__ import annotations

import json
import linecache
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Any

AT_HAND = "Ids at hand: "
"""Begins the line that a kernel adds to a traceback."""
KEY_SUFFIX = "_id"
"""Ends the name of a column that holds a key."""
LONGEST_ID = 100
MOST_IDS = 20
MOST_FIELDS = 100
"""Fields of a value that is looked at: a row has no more, and a whole column is no row."""
ID = re.compile(r"\w+(?:[-.]+\w+)*")


def tell_ids(shell: Any) -> None:
    """Lets an IPython shell end each traceback with the ids of rows that were at hand where the error happened."""
    told: Callable[..., list[str]] = shell.InteractiveTB.structured_traceback

    def with_ids(etype: Any, value: Any, trace: TracebackType | None, *rest: Any, **more: Any) -> list[str]:
        steps = told(etype, value, trace, *rest, **more)
        ids: list[str] = []
        with suppress(Exception):  # whatever a value does when it is looked at, the error itself must be told
            ids = ids_at_hand(trace)
        return [*steps, AT_HAND + json.dumps(ids, ensure_ascii=False)] if ids else steps

    shell.InteractiveTB.structured_traceback = with_ids


def ids_at_hand(trace: TracebackType | None) -> list[str]:
    """Ids held by the variables that the failing line of each step names, those of the innermost step first.

    Other variables are passed over: a notebook still holds what its earlier cells left behind.
    """
    steps: list[tuple[FrameType, int]] = []
    while trace is not None:
        steps.insert(0, (trace.tb_frame, trace.tb_lineno))
        trace = trace.tb_next
    ids: dict[str, None] = {}
    for frame, line in steps:
        names = re.findall(r"[^\W\d]\w*", linecache.getline(frame.f_code.co_filename, line, frame.f_globals))
        for name in dict.fromkeys(names):
            if name in frame.f_locals:
                ids.update(dict.fromkeys(_ids(frame.f_locals[name])))
    return list(ids)[:MOST_IDS]


def _ids(value: object) -> Iterator[str]:
    """The ids that a variable may hold: it is one itself, or it is a row, whose first column of keys is its own."""
    if isinstance(value, str):
        if len(value) <= LONGEST_ID and ID.fullmatch(value) and "-" in value:
            yield value
        return
    for column, cell in _fields(value):
        if isinstance(column, str) and column.endswith(KEY_SUFFIX) and isinstance(cell, str):
            yield cell
            return


def _fields(value: Any) -> Iterable[tuple[Any, Any]]:
    """The fields of a row, as pandas and the standard library have rows: a mapping, a named tuple, a series.

    A series that was taken by its key has that for its name.
    """
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return list(value._asdict().items())
    if type(value).__name__ == "Series" and len(value) <= MOST_FIELDS:
        return [*value.items(), (KEY_SUFFIX, value.name)]
    if isinstance(value, Mapping) and len(value) <= MOST_FIELDS:
        return list(value.items())
    return []
