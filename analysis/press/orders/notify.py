"""Whom a report tells of what becomes of it, and of what: names of environment variables, never an address."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from analysis.errors import listed
from analysis.press.orders.kinds import WORDS_OF_A_FLAG
from analysis.press.orders.lined_yaml import Entry, is_blank, items, line_of, written
from analysis.press.orders.problems import Problems

CHANGE, FAILURE, RECOVERY = "change", "failure", "recovery"
EVENTS = (CHANGE, FAILURE, RECOVERY)
USUAL = "WORKBOOK_NOTIFY"
"""The variable that holds the addresses of reports which name none."""
NOTIFY_KEYS = ("to", "on", "unchanged", "attach")
VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")
NO_ADDRESS = (
    "to: expected the name of an environment variable that holds the address, in capitals, such as "
    f"{USUAL}. An address must not stand in this file: it may hold a password."
)


@dataclass(frozen=True)
class Notify:
    """Whom to tell: `to` names environment variables, `on` the events.

    `unchanged` asks to be told of new pages without a material change too. `attach` puts the page into the message;
    `None` leaves that to whether its address is known, in which case the message leads there.
    """

    to: tuple[str, ...] = (USUAL,)
    on: tuple[str, ...] = EVENTS
    unchanged: bool = False
    attach: bool | None = None


def read_notify(problems: Problems, place: str, found: Mapping[str, Entry]) -> Notify:
    """What stands below `notify`; what is wrong with it is noted. `place` names the report in messages."""
    to, on = (_words(problems, place, name, found[name]) if name in found else None for name in ("to", "on"))
    if to is not None and not to:
        problems.add(line_of(found["to"][0]), place, NO_ADDRESS)
    for name, node in to or ():
        if not VARIABLE.fullmatch(name):  # not quoted: whoever wrote an address here has his password in it
            problems.add(line_of(node), place, NO_ADDRESS)
    for name, node in on or ():
        if name not in EVENTS:
            near = difflib.get_close_matches(name, EVENTS, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            problems.add(line_of(node), place, f"on: {name!r} is not one of {listed(EVENTS)}.{hint}")
    usual = Notify()
    return Notify(
        usual.to if to is None else tuple(dict.fromkeys(name for name, _ in to)),
        usual.on if on is None else tuple(event for event in EVENTS if event in dict(on)),
        bool(_flag(problems, place, "unchanged", found)),
        _flag(problems, place, "attach", found),
    )


def _words(problems: Problems, place: str, name: str, entry: Entry) -> list[tuple[str, yaml.Node]]:
    """A word or a list of words, each with its node; what is no word is noted and left out."""
    key, node = entry
    listed_ = items(node)
    found = []
    for item in [node] if listed_ is None else listed_:
        word = written(item)
        if word is None or is_blank(item):
            problems.add(line_of(key if item is node else item), place, f"{name}: expected a word, or a list of words.")
        else:
            found.append((word.strip(), item))
    return found


def _flag(problems: Problems, place: str, name: str, found: Mapping[str, Entry]) -> bool | None:
    if name not in found:
        return None
    node = found[name][1]
    word = (written(node) or "").strip().lower()
    if word not in WORDS_OF_A_FLAG:
        problems.add(line_of(node), place, f"{name}: expected one of {listed(list(WORDS_OF_A_FLAG))}.")
        return None
    return WORDS_OF_A_FLAG[word]
