"""One warm process for all who make reports in this one, and another when it has died or grown old."""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Mapping

from analysis.press.kernels.warm import Warm, can_be_warm

_shared: list[Warm] = []
_sharing = threading.Lock()


def acquire_warm(environment: Mapping[str, str]) -> Warm | None:
    """The warm process of this one, started if need be; `None` where kernels are not forked. To be given back.

    It lives as long as this process. It is replaced when it has died, and when a file of the package has changed since
    it started: it would go on with the code as it was. Whoever is at work with the old one keeps it.
    """
    if not can_be_warm():
        return None
    with _sharing:
        if _shared and not _shared[-1].fit and not _shared[-1].users:
            _shared.pop().close()
        if not _shared or not _shared[-1].fit:
            _shared.append(Warm(environment))
        _shared[-1].users += 1
        return _shared[-1]


def release_warm(warm: Warm | None) -> None:
    """Gives the warm process back. One that was replaced ends with its last user."""
    with _sharing:
        if warm is not None and warm in _shared:
            warm.users -= 1
            if not warm.users and warm is not _shared[-1]:
                _shared.remove(warm)
                warm.close()


@atexit.register
def _end() -> None:
    while _shared:
        _shared.pop().close()


def _forget() -> None:
    """A fork of this process has no warm process: that is its parent's, and so is every word said on the channel."""
    global _sharing
    _sharing = threading.Lock()
    for warm in _shared:
        warm.disown()
    _shared.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
