"""A file of keys and values, asked for what it must hold; every problem is kept with its line."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Sequence

import yaml

from analysis.errors import ReportError, WorkbookError, listed
from analysis.press.orders.lined_yaml import Entry, entries, is_blank, line_of, written

NOTHING = "has no value. Write one after the colon, in quotation marks where it begins with a sign such as # or *."
MOST_SHOWN = 50


class Problems:
    """What is wrong with a file, each with its line."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: dict[tuple[int, str], None] = {}

    def __len__(self) -> int:
        return len(self._found)

    def add(self, line: int, where: str, what: str | WorkbookError) -> None:
        """Notes a problem; `where` names the report and is empty for the file as a whole."""
        self._found[line, f"{self.file} line {line}{f', {where}' if where else ''}: {what}"] = None

    def error(self) -> ReportError:
        """All of them as one error, in the order of the lines."""
        told = [told for _, told in sorted(self._found, key=lambda problem: problem[0])]
        if len(told) == 1:
            return ReportError(told[0])
        more = [f"{len(told) - MOST_SHOWN:,} more"] if len(told) > MOST_SHOWN else []
        shown = [f"  {words}" for words in (*told[:MOST_SHOWN], *more)]
        return ReportError("\n".join([f"{self.file} has {len(told):,} problems:", *shown]))

    def keys(
        self, node: yaml.Node, line: int, where: str, expected: str, known: Collection[str] = ()
    ) -> dict[str, Entry] | None:
        """Keys with their nodes; `None` and a problem, that something else was expected, where the node holds none.

        Notes a key that stands twice and, where the known ones are given, any other.
        """
        pairs = entries(node)
        if pairs is None:
            self.add(line, where, f"expected {expected}.")
            return None
        found: dict[str, Entry] = {}
        words = {written(key) for key, _ in pairs}
        for key, value in pairs:
            word = written(key)
            if word is None:
                self.add(line_of(key), where, "a key is missing before the colon, or is more than one value.")
            elif word in found:
                self.add(
                    line_of(key), where, f"{word!r} stands twice, first in line {line_of(found[word][0])}. Keep one."
                )
            elif known and word not in known:
                near = difflib.get_close_matches(word.lower(), known, n=1)
                self.add(line_of(key), where, f"unknown key {word!r}. {_hint(word, near, list(known))}")
                if near and near[0] not in words:
                    found.setdefault(near[0], (key, value))  # so that it is not said to be missing as well
            else:
                found[word] = key, value
        return found

    def text(self, found: dict[str, Entry], key: str, line: int, where: str, example: str = "") -> str | None:
        """The single value that must stand at a key, as it is written; `None` and a problem where it does not."""
        if key not in found:
            self.add(line, where, f"{key} is missing. Add a line such as {key}: {example}")
            return None
        text = written(found[key][1])
        if is_blank(found[key][1]) or (text is not None and not text.strip()):
            self.add(line_of(found[key][0]), where, f"{key} {NOTHING}")
        elif text is None:
            self.add(line_of(found[key][0]), where, f"{key}: expected one value, not a list or keys.")
        return text.strip() or None if text else None


def _hint(word: str, near: Sequence[str], known: Sequence[str]) -> str:
    if word == "<<":
        return "Keys cannot be merged here: write them out."
    return f"Did you mean {near[0]!r}?" if near else f"Known: {listed(known, 'and')}."
