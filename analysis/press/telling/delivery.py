"""A message on its way: the only module that knows Apprise, and the only one that sees addresses.

What goes wrong is told in words of ours. The library's own, and those of the libraries below it, name addresses, so
that nothing of them is shown, kept or raised.
"""

from __future__ import annotations

import logging
import os
import re
import warnings
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from analysis.press.orders.notify import FAILURE, RECOVERY
from analysis.press.telling.letters import HEADER, Letter
from analysis.press.telling.limit import within

BETWEEN = re.compile(r"[\s,;]+(?=[A-Za-z][A-Za-z0-9+.-]*://)")
"""What stands between two addresses in one variable."""
SENDER = "Workbook"
LONGEST = 30.0
"""Seconds that one message to one address may take."""
STATUS = re.compile(r"error=(\d{3})\b")
INSTALL = "needs Apprise, which is not installed: pip install --editable '.[notify]' in the workbook's folder"
UNKNOWN = "is not an address that Apprise knows"


@dataclass(frozen=True)
class Attempt:
    """What came of sending a message to the addresses of one variable: the places of those, from 0, that have it now.

    `troubles` says of each other one, by its place, what went wrong.
    """

    done: tuple[int, ...]
    of: int
    troubles: dict[int, str]


def deliver(letter: Letter, addresses: str, page: Path | None, skipped: Collection[int]) -> Attempt:
    """Sends a message to every address that does not have it yet, one after the other, but for those skipped.

    `page` is the file to attach, if any. Nothing is raised, whatever the library does.
    """
    every = [address for address in BETWEEN.split(addresses) if address]
    done = set(letter.done) if letter.of == len(every) else set()  # of others than before nobody knows who has it
    troubles: dict[int, str] = {}
    for place, address in enumerate(every):
        if place in done or place in skipped:
            continue
        trouble = within(LONGEST, partial(_send_unheard, letter, address, page))
        if trouble:
            troubles[place] = trouble
        else:
            done.add(place)
    return Attempt(tuple(sorted(done)), len(every), troubles)


def _send_unheard(letter: Letter, address: str, page: Path | None) -> str:
    """Sends to one address, while warnings of libraries are shown to nobody."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _send(letter, address, page)


def _send(letter: Letter, address: str, page: Path | None) -> str:
    """Sends to one address; what went wrong, '' for nothing."""
    try:
        import apprise
    except ImportError:
        return INSTALL
    heard = _silenced()
    asset = apprise.AppriseAsset(
        app_id=SENDER,
        app_desc=SENDER,
        app_url="",
        async_mode=False,
        interpret_emojis=False,
        pgp_autogen=False,
        pem_autogen=False,
    )
    service = apprise.Apprise.instantiate(address, asset=asset)
    if service is None:
        return UNKNOWN
    text = _keyed(service, letter)
    if "overflow=" not in address:
        service.overflow_mode = apprise.OverflowMode.SPLIT  # a service that takes less gets it in parts
    formats: Any = service.notify_format  # one, or several of which the first is liked best
    rich = (formats[0] if isinstance(formats, tuple) else formats) == apprise.NotifyFormat.HTML
    kinds = {FAILURE: apprise.NotifyType.FAILURE, RECOVERY: apprise.NotifyType.SUCCESS}
    sender = apprise.Apprise(asset=asset)
    sender.add(service)
    sent = sender.notify(
        body=letter.html() if rich else text,
        title=letter.subject,
        body_format=apprise.NotifyFormat.HTML if rich else apprise.NotifyFormat.TEXT,
        notify_type=kinds.get(letter.event, apprise.NotifyType.INFO),
        attach=_attached(page) if service.attachment_support else None,
    )
    return "" if sent else heard.words


def _keyed(service: Any, letter: Letter) -> str:
    """The message as text; its key goes into a header where the service has headers of its own, else below the text."""
    headers = getattr(service, "headers", None)
    if isinstance(headers, dict):
        headers[HEADER] = letter.key
        return letter.text()
    return f"{letter.text()}\nKey of this message: {letter.key}\n"


def _attached(page: Path | None) -> str | None:
    """The file to attach, under the name of its report, as Apprise takes it: an address, in which ? and # mean more."""
    if page is None or not page.is_file():
        return None
    return f"file://{quote(os.fspath(page.resolve()))}?name={page.parents[1].name}.html&mime=text/html"


class _Heard(logging.Handler):
    """Takes what libraries say, and keeps of it only a number that a service answered with."""

    words = "did not take it"

    def emit(self, record: logging.LogRecord) -> None:
        """Hears one message."""
        said = record.getMessage()
        if status := STATUS.search(said):
            self.words = f"answered with {status[1]}"
        elif "onnection error" in said:
            self.words = "was not reached"


def _silenced() -> _Heard:
    """Keeps the libraries from saying anything to anybody, for as long as this process lives."""
    heard = _Heard(logging.WARNING)
    for name in ("apprise", "urllib3", "requests", "charset_normalizer"):
        logger = logging.getLogger(name)
        logger.propagate = False
        logger.handlers[:] = [heard] if name == "apprise" else [logging.NullHandler()]
    return heard
