"""What `reports.yml` says of the site as a whole: its title, its address, who may list it, how long its feed is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import yaml

from analysis.errors import ReportError
from analysis.press.orders.lined_yaml import Entry, line_of
from analysis.press.orders.problems import Problems

KEYS = ("title", "address", "robots", "feed")
EXPECTED = "title:, address:, robots: or feed: below it, such as address: https://example.org/strikes/"
EXAMPLES = {"title": "Reports", "address": "https://example.org/strikes/", "robots": "none", "feed": "50"}
ALLOW, NONE = "allow", "none"
MOST_ENTRIES = 500
LONGEST_ADDRESS = 1_000


@dataclass(frozen=True)
class SiteSettings:
    """The site as a whole. `address` is where it will lie on the web, with a slash at its end; '' where nobody said.

    `robots` says whether search engines may list it; `feed` is the number of entries that its feed holds.
    """

    title: str = "Reports"
    address: str = ""
    robots: str = ALLOW
    feed: int = 50


def read_settings(problems: Problems, found: Mapping[str, Entry]) -> SiteSettings:
    """What stands at `site` in the file; the defaults where nothing does, or something wrong, which is noted."""
    if "site" not in found:
        return SiteSettings()
    key, node = found["site"]
    pairs = problems.keys(node, line_of(key), "site", EXPECTED, KEYS) or {}
    if not pairs and isinstance(node, yaml.MappingNode) and not node.value:
        problems.add(line_of(key), "site", f"is empty. Write {EXPECTED}.")
    said: dict[str, str | int] = {}
    for name in KEYS:
        if name not in pairs:
            continue
        line = line_of(pairs[name][1])
        text = problems.text(pairs, name, line, "site", EXAMPLES[name])
        if text is not None:
            try:
                said[name] = CHECKS[name](text)
            except ReportError as error:
                problems.add(line, "site", error)
    usual = SiteSettings()
    return SiteSettings(
        str(said.get("title", usual.title)),
        str(said.get("address", usual.address)),
        str(said.get("robots", usual.robots)),
        int(said.get("feed", usual.feed)),
    )


def checked_address(text: str) -> str:
    """The address of a folder on the web, with a slash at its end. Raises `ReportError`."""
    try:
        parts = urlsplit(text)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        parts, sound = None, False
    plain = text.isascii() and not re.search(r"[\s<>\"'\\^`{|}\x00-\x1f\x7f]", text) and len(text) <= LONGEST_ADDRESS
    if not sound or not plain or parts is None:
        raise ReportError(f"address: {text!r} is no address of the web. Write it as in https://example.org/strikes/.")
    if parts.query or parts.fragment or "@" in parts.netloc:
        raise ReportError(
            f"address: {text!r} must name a folder alone, without user, '?' and '#', as https://example.org/strikes/."
        )
    if parts.path.endswith((".html", ".xml")):
        raise ReportError(f"address: {text!r} names a file. Write the folder that holds it, with a slash at the end.")
    return text if text.endswith("/") else f"{text}/"


def _robots(text: str) -> str:
    if text not in (ALLOW, NONE):
        raise ReportError(f"robots: {text!r} is not one of {ALLOW} or {NONE}. With {NONE}, search engines keep away.")
    return text


def _entries(text: str) -> int:
    if not re.fullmatch("[0-9]{1,4}", text) or not 1 <= int(text) <= MOST_ENTRIES:
        raise ReportError(f"feed: {text!r} is not a number of entries from 1 to {MOST_ENTRIES}. Write it as in 50.")
    return int(text)


CHECKS: Mapping[str, Callable[[str], str | int]] = {
    "title": lambda text: " ".join(text.split()),
    "address": checked_address,
    "robots": _robots,
    "feed": _entries,
}
