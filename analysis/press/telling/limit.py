"""An act that may take so long and no longer: a server that answers a letter a minute holds nobody up."""

from __future__ import annotations

import threading
from collections.abc import Callable


def within(seconds: float, act: Callable[[], str]) -> str:
    """What an act says; words for one that takes longer, which is left to itself, or that ends with an error.

    An error is named by its kind alone: its words may hold an address.
    """
    said: list[str] = []

    def run() -> None:
        try:
            said.append(act())
        except Exception as error:
            said.append(f"could not be used ({type(error).__name__})")

    thread = threading.Thread(target=run, name="telling", daemon=True)
    thread.start()
    thread.join(seconds)
    return said[0] if said else f"took longer than {seconds:.0f} s"
