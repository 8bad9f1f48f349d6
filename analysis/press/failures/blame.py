"""Which rows of the record an error has to do with: those that it names, and those at hand where it happened."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import DataError
from analysis.press.failures.failure import Row
from analysis.press.kernels.at_hand import AT_HAND

WORD = re.compile(r"(?P<quote>['\"]?)(?P<id>\w+(?:[-.]+\w+)*)(?P<end>['\"]?)")
IN_FILE = re.compile(r"(?<![\w/-])(?P<file>[\w/-]+\.csv),? line (?P<line>\d+)")
NAMED, HELD = "The error names it.", "Its values were at hand where the run stopped."


@dataclass(frozen=True)
class Keys:
    """Every row of a record by its key, and every key by its row; the files that hold them."""

    rows: Mapping[str, tuple[str, int]]
    ids: Mapping[tuple[str, int], str]
    files: frozenset[str]

    @classmethod
    def read(cls, folder: Path | None) -> Keys:
        """The keys of the record in a folder, sound or not; none of a record that cannot be read at all."""
        from analysis.record.declaration import read_schema
        from analysis.record.files import LINE, read_text_rows

        rows: dict[str, tuple[str, int]] = {}
        files: set[str] = set()
        with suppress(OSError, DataError):
            for table in read_schema(folder).tables.values() if folder else ():
                files.add(table.path)
                frame = read_text_rows(folder / table.path, table).frame if folder else None
                if frame is not None and table.key in frame:
                    for key, line in zip(frame[table.key], frame[LINE], strict=True):
                        rows.setdefault(str(key), (table.path, int(line)))
        return cls(rows, {place: key for key, place in rows.items()}, frozenset(files))

    def row(self, file: str, line: int | None, words: str) -> Row:
        """The row on a line of a file, with its id where it has one."""
        return Row(file, line, "" if line is None else self.ids.get((file, line), ""), words)

    def blamed(self, message: str, code: str, at_hand: Iterable[str]) -> tuple[Row, ...]:
        """The rows that an error has to do with, each once.

        They are named in its message (by id, or by file and line), in the failing lines of code, or were at hand. An
        id that is an ordinary word, such as a period's, counts only where it stands in quotation marks, and never in
        code: there it means a choice, not a row.
        """
        found: dict[tuple[str, int], Row] = {}
        for place in IN_FILE.finditer(message):
            if place["file"] in self.files:
                line = (place["file"], int(place["line"]))
                found.setdefault(line, self.row(*line, NAMED))
        for key in [*self._named(message), *(key for key in self._named(code) if _distinct(key))]:
            found.setdefault(self.rows[key], self.row(*self.rows[key], NAMED))
        for key in at_hand:
            if key in self.rows:
                found.setdefault(self.rows[key], self.row(*self.rows[key], HELD))
        return tuple(found.values())

    def _named(self, words: str) -> Iterator[str]:
        for found in WORD.finditer(words):
            quoted = bool(found["quote"]) and found["quote"] == found["end"]
            if found["id"] in self.rows and (quoted or _distinct(found["id"])):
                yield found["id"]


def _distinct(key: str) -> bool:
    """Whether an id can be nothing else: it holds a digit and a hyphen."""
    return "-" in key and any(character.isdigit() for character in key)


def ids_in(steps: Iterable[str]) -> list[str]:
    """The ids that a kernel added to a traceback."""
    for step in steps:
        if step.startswith(AT_HAND):
            with suppress(ValueError):
                held = json.loads(step.removeprefix(AT_HAND))
                return [key for key in held if isinstance(key, str)]
    return []
