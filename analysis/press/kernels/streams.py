"""Standard streams of a kernel that lose nothing of what processes and C libraries write to its descriptors.

IPython reads what is written there in a thread of its own. What a process writes at the end of a cell may therefore
come after the word that the cell has ended, when nobody listens any more; the faster the kernel, the more often.
"""

from __future__ import annotations

import os
import select
import sys
import threading
from codecs import getincrementaldecoder
from typing import Any

from ipykernel.iostream import OutStream

MOST_READ = 1 << 16


class ReportStream(OutStream):
    """A stream that can be asked for what was written to its descriptor and is not shown yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._reading = threading.Lock()  # held while what was read is not shown
        self._letters = getincrementaldecoder("utf-8")("replace")  # what is read may end within a letter
        self._fid: Any = None  # where what is written to the descriptor is read
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call,unused-ignore]

    def drain(self) -> None:
        """Shows what was written to the descriptor up to now."""
        if self._fid is not None:
            with self._reading:
                while self._show():
                    pass
            self.flush()  # type: ignore[no-untyped-call,unused-ignore]

    def _watch_pipe_fd(self) -> None:
        while self._should_watch:
            select.select([self._fid], [], [])
            with self._reading:
                self._show()

    def _show(self) -> bool:
        """Shows some of what there is to read. False where there is nothing."""
        if not select.select([self._fid], [], [], 0)[0]:
            return False
        told = os.read(self._fid, MOST_READ)
        if self._should_watch:  # else it is a byte that wakes the thread
            self.write(self._letters.decode(told))
        return bool(told)


def drain_streams(*_: object) -> None:
    """Shows what was written to the descriptors of the standard streams up to now."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, ReportStream):
            stream.drain()
