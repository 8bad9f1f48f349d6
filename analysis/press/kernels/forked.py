"""A kernel that was forked from the warm process, as seen from here: it is another process's child."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING

from analysis.errors import ReportError

if TYPE_CHECKING:
    from analysis.press.kernels.warm import Warm


class Forked:
    """A forked kernel, as far as jupyter_client asks of a process: a `Popen` whose child is another's.

    `bound` is done when the kernel's sockets are there. What is done to the kernel is done by the warm process, which
    knows it from the first moment and cannot mistake another process for it. `lost` tells of its end where that was the
    warm process's own.
    """

    stdin = stdout = stderr = None

    def __init__(self, warm: Warm, number: int) -> None:
        self.warm, self.number = warm, number
        self.pid = 0
        self.bound: Future[None] = Future()
        self.status: int | None = None
        self.lost: ReportError | None = None

    def poll(self) -> int | None:
        """The exit status, minus the signal that killed it; `None` while the kernel lives."""
        return self.status

    wait = poll

    def send_signal(self, number: int) -> None:
        """Signals the kernel and the processes of its group."""
        self._order({"signal": self.number, "with": int(number)})

    def kill(self) -> None:
        """Kills the kernel and all that it started."""
        self._order({"end": self.number})

    def terminate(self) -> None:
        """Asks the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def retire(self) -> None:
        """Sees to it that a kernel that was asked to end has ended some seconds later; does not wait for it."""
        self._order({"retire": self.number})

    def _order(self, order: Mapping[str, object]) -> None:
        if self.status is None:
            with contextlib.suppress(ReportError):  # with the warm process its kernels end
                self.warm.say(order)
