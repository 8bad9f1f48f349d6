"""One entry of `reports/reports.yml`: what it asks for, held against its notebook and the record."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from analysis.errors import ReportError, WorkbookError
from analysis.press.orders import grid
from analysis.press.orders.grid import Values
from analysis.press.orders.keeping import Keep, read_keep
from analysis.press.orders.kinds import Plain
from analysis.press.orders.lined_yaml import Entry, is_blank, items, line_of, written
from analysis.press.orders.notify import NOTIFY_KEYS, Notify, read_notify
from analysis.press.orders.parameters import named, ordered, value_of
from analysis.press.orders.problems import Problems
from analysis.press.orders.relative import Relative, is_relative, relative_of
from analysis.press.orders.scheduling import SCHEDULE_KEYS, read_schedule
from analysis.press.orders.timing import TIME_LIMIT, Schedule, seconds_of
from analysis.press.orders.workbook import Workbook

KEYS = ("title", "notebook", "parameters", "for_each", "schedule", "notify", "timeout", "keep")
EXPECTED = {
    "parameters": "parameters with their values below it, such as since: 2016-01-01",
    "for_each": "lists of values, such as year: [2015, 2016], or sets such as - {since: 2016-01-01, until: 2016-12-31}",
    "schedule": 'cron: and timezone: below it, such as cron: "0 6 * * 1" and timezone: Europe/London',
    "notify": "to: and on: below it, such as to: WORKBOOK_NOTIFY and on: [change, failure]",
}
EXAMPLES = {"title": "Strikes by year"}

LinedValues = tuple[int, Values]
"""A set of values, and the line that asks for it."""


@dataclass(frozen=True)
class Draft:
    """What an entry asks for: one report, or, where `sets` is not `None`, one for each set of values."""

    name: str
    line: int
    title: str
    notebook: Path
    parameters: Values
    sets: Sequence[LinedValues] | None
    timeout: float
    schedule: Schedule | None
    notify: Notify | None = None
    keep: Keep | None = None
    relative: Mapping[str, Relative] = field(default_factory=dict)


def read_entry(book: Workbook, problems: Problems, key: yaml.Node, value: yaml.Node) -> Draft | None:
    """What one entry asks for; `None` where it has problems, which are noted."""
    before = len(problems)
    name, line = str(written(key)), line_of(key)
    try:
        grid.checked_name(name)
    except ReportError as error:
        problems.add(line, "", error)
    found = problems.keys(value, line, name, "title: and notebook: below it, indented", KEYS)
    if found is None:
        return None
    draft = _Entry(book, problems, name, line, found).draft()
    return draft if len(problems) == before else None


class _Entry:
    """An entry being read: each method notes what is wrong with one key and goes on."""

    def __init__(self, book: Workbook, problems: Problems, name: str, line: int, found: dict[str, Entry]) -> None:
        self.book, self.problems, self.name, self.line, self.found = book, problems, name, line, found
        self.notebook = self._notebook()
        self.known = self.book.declared(self.notebook) if self.notebook else None
        self.given: frozenset[str] = frozenset()
        self.relative: dict[str, Relative] = {}

    def draft(self) -> Draft | None:
        title = " ".join((self._text("title") or "").split())
        given, before = self._below("parameters"), len(self.problems)
        self.given = frozenset(given)
        parameters = self._values(given)
        sets = self._sets(set(given)) if "for_each" in self.found else None
        if len(self.problems) == before:  # otherwise it is not known which values there are
            self._check_title(title, sets)
            self._check_order(parameters, sets)
        timeout, schedule = self._timeout(), self._schedule()
        notify, keep = self._notify(), read_keep(self.problems, self.name, self.found)
        if self.notebook is None:
            return None
        return Draft(
            self.name, self.line, title, self.notebook, parameters, sets, timeout, schedule, notify, keep, self.relative
        )

    def _add(self, node: yaml.Node, what: str | WorkbookError) -> None:
        self.problems.add(line_of(node), self.name, what)

    def _try(self, node: yaml.Node, check: Callable[[], object]) -> None:
        try:
            check()
        except WorkbookError as error:
            self._add(node, error)

    def _text(self, key: str, example: str = "") -> str | None:
        return self.problems.text(self.found, key, self.line, self.name, example or EXAMPLES.get(key, ""))

    def _below(self, key: str) -> dict[str, Entry]:
        """What stands below a key that need not be there."""
        if key not in self.found or (key == "parameters" and is_blank(self.found[key][1])):
            return {}
        at, node = self.found[key]
        known = {"schedule": SCHEDULE_KEYS, "notify": NOTIFY_KEYS}.get(key, ())
        found = self.problems.keys(node, line_of(at), f"{self.name}, {key}", EXPECTED[key], known)
        if found == {} and not node.value and key != "parameters":
            self._add(at, f"{key} is empty. Write {EXPECTED[key]}.")
        return found or {}

    def _notebook(self) -> Path | None:
        there_are = self.book.notebooks
        name = self._text("notebook", next(iter(there_are), "years"))
        if name is None or name in there_are:
            return there_are[name] if name else None
        bare = name.removeprefix("notebooks/").removesuffix(".ipynb")
        near = [bare] if bare in there_are else difflib.get_close_matches(bare, there_are, n=1)
        what = f"notebooks/{bare}.ipynb does not exist." if bare not in there_are else f"{name!r} is not a name alone."
        hint = f"Did you mean {near[0]!r}?" if near else f"Notebooks: {', '.join(there_are) or 'none'}."
        self._add(self.found["notebook"][1], f"notebook: {what} {hint}")
        return None

    def _values(self, pairs: Mapping[str, Entry]) -> Values:
        values = {name: self._value(name, key, node) for name, (key, node) in pairs.items()}
        return {name: value for name, value in values.items() if value is not None}

    def _value(self, name: str, key: yaml.Node, node: yaml.Node) -> Plain | None:
        """The value of a parameter, of its kind; as it is written where the notebook cannot be read."""
        try:
            parameter = None if self.known is None else named(self.known, name)
        except WorkbookError as error:
            self._add(key, error)
            return None
        text = written(node)
        if is_blank(node):
            self._add(node, f'{name} has no value. Write "" for a blank, or leave {name} out for the default.')
        elif text is None:
            self._add(node, f"{name}: expected one value. For one report per value, list the values under for_each.")
        elif parameter is None:
            return text
        elif parameter.kind == "date" and is_relative(text):
            self._name_day(name, node, text)
        else:
            try:
                return value_of(parameter, text, self.book.coverage if parameter.kind == "date" else None)
            except WorkbookError as error:
                self._add(node, error)
        return None

    def _name_day(self, name: str, node: yaml.Node, text: str) -> None:
        """Notes a day that the slot names, for a parameter of the report itself."""
        try:
            day = relative_of(name, text)
        except WorkbookError as error:
            self._add(node, error)
            return
        if name not in self.given:
            self._add(node, f"{name}: {text!r} may stand under parameters only. Write dates as YYYY-MM-DD here.")
        elif "schedule" not in self.found:
            self._add(node, f"{name}: {text!r} needs a schedule, whose slot names the day. Add one, or write a date.")
        else:
            self.relative[name] = day

    def _sets(self, fixed: set[str]) -> Sequence[LinedValues]:
        """What `for_each` asks for: every combination of the lists, or the sets that it lists."""
        key, node = self.found["for_each"]
        sets = items(node)
        if sets is not None:
            found = [self._set(item, fixed) for item in sets]
            if not sets:
                self._add(key, f"for_each is empty. Write {EXPECTED['for_each']}.")
            return [item for item in found if item[1]]
        pairs = self._below("for_each")
        self._check_fixed(pairs, fixed)
        lists = {name: self._list(name, *pair) for name, pair in pairs.items()}
        if not lists or not all(lists.values()):
            return []
        try:
            return [(line_of(key), values) for values in grid.product(lists)]
        except ReportError as error:
            self._add(key, error)
            return []

    def _set(self, node: yaml.Node, fixed: set[str]) -> LinedValues:
        pairs = self.problems.keys(node, line_of(node), f"{self.name}, for_each", EXPECTED["for_each"])
        if pairs == {}:
            self._add(node, "for_each: this set names no parameter. Name one, or take the set out.")
        self._check_fixed(pairs or {}, fixed)
        return line_of(node), self._values(pairs or {})

    def _list(self, name: str, key: yaml.Node, node: yaml.Node) -> Sequence[Plain]:
        listed = items(node)
        if not listed:
            self._add(key, f"for_each: {name}: expected a list of values, such as [2015, 2016].")
            return []
        values = [self._value(name, item, item) for item in listed]
        return [value for value in values if value is not None]

    def _check_fixed(self, pairs: Mapping[str, Entry], fixed: set[str]) -> None:
        for name, (key, _) in pairs.items():
            if name in fixed:
                self._add(key, f"{name} is set under parameters and under for_each. Keep one.")

    def _check_title(self, title: str, sets: Sequence[LinedValues] | None) -> None:
        names = [name for name in (sets[0][1] if sets else {}) if all(name in values for _, values in sets or ())]
        if title:
            self._try(self.found["title"][1], lambda: grid.checked_title(title, names))

    def _check_order(self, parameters: Values, sets: Sequence[LinedValues] | None) -> None:
        """Holds the first day of each report against its last."""
        defaults = {item.name: "" if item.name in self.relative else item.default for item in self.known or ()}
        line = line_of(self.found["parameters"][0]) if "parameters" in self.found else self.line
        for at, values in sets if sets is not None else [(line, {})]:
            try:
                ordered(self.known or (), {**defaults, **parameters, **values})
            except WorkbookError as error:
                self.problems.add(at, self.name, error)

    def _timeout(self) -> float:
        if "timeout" in self.found:
            text = self._text("timeout")
            try:
                return TIME_LIMIT if text is None else seconds_of(text)
            except ReportError as error:
                self._add(self.found["timeout"][1], error)
        return TIME_LIMIT

    def _notify(self) -> Notify | None:
        found = self._below("notify")
        return read_notify(self.problems, f"{self.name}, notify", found) if found else None

    def _schedule(self) -> Schedule | None:
        if "schedule" not in self.found:
            return None
        key, _ = self.found["schedule"]
        pairs = self._below("schedule")
        if not pairs:
            return None
        return read_schedule(self.problems, self.name, line_of(key), pairs)
