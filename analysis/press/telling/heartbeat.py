"""A sign of life at the end of a batch, for a service that raises the alarm when none comes: a dead man's switch."""

from __future__ import annotations

import os
from collections.abc import Callable

VARIABLE, FAILED_VARIABLE = "WORKBOOK_HEARTBEAT", "WORKBOOK_HEARTBEAT_FAILED"
"""What holds the address that is called at the end of a batch, and the one that is called instead when a run failed."""
LONGEST = 10.0


def beat(failed: bool, say: Callable[[str], None]) -> None:
    """Calls the address, where there is one; what goes wrong is said without it and fails nothing."""
    variable = FAILED_VARIABLE if failed and os.environ.get(FAILED_VARIABLE, "").strip() else VARIABLE
    address = os.environ.get(variable, "").strip()
    if address and (trouble := _called(address)):
        say(f"{variable} {trouble}.")


def _called(address: str) -> str:
    from analysis.press.telling.limit import within

    if not address.lower().startswith(("http://", "https://")):
        return "is not an address of http or https"
    return within(LONGEST, lambda: _get(address))


def _get(address: str) -> str:
    import urllib.error
    import urllib.request

    from analysis import __version__

    request = urllib.request.Request(address, headers={"User-Agent": f"workbook/{__version__}"})
    try:
        with urllib.request.urlopen(request, timeout=LONGEST) as answer:
            answer.read(1)
    except urllib.error.HTTPError as error:
        error.close()
        return f"answered with {error.code}"
    except OSError:
        return "was not reached"
    return ""
