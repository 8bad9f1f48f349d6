"""A sound record of an invented country, and copies of it to spoil."""

import csv
import io
import json
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis.record.checks import problems_of

INVENTED = Path(__file__).parent / "data" / "invented"
KEYS = {table: f"{table.removesuffix('s')}_id" for table in ("incidents", "claims", "sources", "places", "periods")}


def pytest_configure() -> None:
    """Commands that tests start can be interrupted and lose their terminal, wherever the tests themselves were started.

    What a shell starts in its background ignores Ctrl-C, what `nohup` starts the end of a terminal, and so would every
    command after it.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


class Draft:
    """A copy of the invented record that a test may spoil: one cell, one line or the declaration at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, table: str) -> Path:
        return self.folder / f"{table}.csv"

    def lines(self, table: str) -> list[str]:
        """The lines of a file with their ends, header first: line n of an editor is item n - 1."""
        return list(io.StringIO(self.path(table).read_bytes().decode("utf-8"), newline="\n"))

    def write(self, table: str, lines: list[str]) -> None:
        self.path(table).write_bytes("".join(lines).encode("utf-8"))

    def rows(self, table: str) -> list[dict[str, str]]:
        """The rows as text, each with the `line` on which it starts."""
        stream = io.StringIO("".join(self.lines(table)), newline="\n")
        reader = csv.reader(stream)
        header, rows, line = next(reader), [], reader.line_num + 1
        for cells in reader:
            rows.append({**dict(zip(header, cells, strict=True)), "line": str(line)})
            line = reader.line_num + 1
        return rows

    def line(self, table: str, key: str) -> int:
        """The line on which the row of that key starts."""
        return next(int(row["line"]) for row in self.rows(table) if row[KEYS[table]] == key)

    def replace(self, table: str, old: str, new: str) -> "Draft":
        """Puts one text for another that stands in a file just once."""
        data = self.path(table).read_bytes()
        assert data.count(old.encode()) == 1, f"{old!r} stands {data.count(old.encode())} times in {table}"
        self.path(table).write_bytes(data.replace(old.encode(), new.encode()))
        return self

    def set(self, table: str, key: str, **cells: str) -> "Draft":
        """Puts text into cells of the row of that key; every other byte stays."""
        lines, rows = self.lines(table), self.rows(table)
        place = [row[KEYS[table]] for row in rows].index(key)
        starts = [int(row["line"]) - 1 for row in rows] + [len(lines)]
        row = {name: cells.get(name, value) for name, value in rows[place].items() if name != "line"}
        assert set(cells) <= set(row), f"{table} has no column {set(cells) - set(row)}"
        self.write(table, [*lines[: starts[place]], as_line(row.values()), *lines[starts[place + 1] :]])
        return self

    def add(self, table: str, **cells: str) -> "Draft":
        """Appends a row with these cells and blanks."""
        columns = [name for name in self.rows(table)[0] if name != "line"]
        self.write(table, [*self.lines(table), as_line(cells.get(name, "") for name in columns)])
        return self

    def drop(self, table: str, key: str) -> "Draft":
        """Takes a row out."""
        lines, rows = self.lines(table), self.rows(table)
        place = [row[KEYS[table]] for row in rows].index(key)
        starts = [int(row["line"]) - 1 for row in rows] + [len(lines)]
        self.write(table, lines[: starts[place]] + lines[starts[place + 1] :])
        return self

    def declare(self, change: Callable[[Any], object]) -> "Draft":
        """Lets a function change the declaration in place."""
        path = self.folder / "datapackage.json"
        declaration = json.loads(path.read_text(encoding="utf-8"))
        change(declaration)
        path.write_text(json.dumps(declaration), encoding="utf-8")
        return self

    def problems(self) -> list[str]:
        """What the checks say, one sentence or two for each problem."""
        return [str(problem) for problem in problems_of(self.folder)]


def as_line(cells: Any) -> str:
    """Cells as a line of CSV."""
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerow(cells)
    return stream.getvalue()


@pytest.fixture(scope="session")
def invented() -> Path:
    """The folder of the invented record; not to be written to."""
    return INVENTED


@pytest.fixture(scope="session")
def spoil(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Draft]:
    """Makes a copy of the invented record to spoil, each time another one."""
    return lambda: Draft(Path(shutil.copytree(INVENTED, tmp_path_factory.mktemp("drafts") / "record")))


@pytest.fixture
def draft(spoil: Callable[[], Draft]) -> Draft:
    """A copy of the invented record to spoil."""
    return spoil()
