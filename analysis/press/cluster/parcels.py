"""What travels between the machine that publishes and those that make pages: orders, pages, errors. Bytes both ways."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from analysis.errors import ReportError
from analysis.press.changes.rows import RecordChange
from analysis.press.ledger.account import Account, Inputs
from analysis.press.ledger.key import inputs_of, modules_beside, program
from analysis.press.ledger.provenance import Provenance
from analysis.press.making.order import EDITED, Order
from analysis.press.orders.parameters import Plain
from analysis.press.orders.reports import Report
from analysis.record.schema import Schema

NOTEBOOK = "notebook"
"""The field of a report that holds a path."""
LARGEST_NOTEBOOK = 16 << 20
"""Bytes of the executed notebook that a failed run sends back; of a larger one nothing is sent."""


class OtherProgramError(ReportError):
    """A worker that would make another page from the same order."""


@dataclass(frozen=True)
class Parcel:
    """An order without any path: the notebook and the modules beside it as bytes, the record by its hash.

    `report` holds the report by the names of its fields, but for the notebook.
    """

    report: Mapping[str, Any]
    file: str
    notebook: bytes
    modules: Mapping[str, bytes]
    parameters: Mapping[str, Plain]
    own: bool
    inputs: Inputs
    last: Account | None
    record: RecordChange | None
    published: bool

    @classmethod
    def of(cls, order: Order) -> Parcel:
        """An order made fit to travel. Raises `OSError` for a notebook that cannot be read."""
        made, report = order.provenance, order.provenance.report
        return cls(
            {field.name: getattr(report, field.name) for field in fields(report) if field.name != NOTEBOOK},
            report.notebook.name,
            report.notebook.read_bytes(),
            {name: (report.notebook.parent / name).read_bytes() for name in modules_beside(report.notebook)},
            made.parameters,
            made.own,
            order.inputs,
            order.last,
            order.record,
            order.published,
        )

    def order(self, folder: Path, schema: Schema, record_hash: str) -> Order:
        """The order as it was, its notebook in a folder of this machine.

        Raises `OtherProgramError` where other code or libraries would make another page than the one of its key, and
        `ReportError` where what came is not what was planned.
        """
        notebook = folder / "notebooks" / self.file
        for name, content in {self.file: self.notebook, **self.modules}.items():
            path = notebook.parent / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        report = Report(**{**self.report, NOTEBOOK: notebook})
        made = Provenance(report, schema, record_hash, self.parameters, self.own)
        if different := differences(program(), {group: self.inputs[group] for group in program()}):
            raise OtherProgramError(different)
        if inputs_of(made) != self.inputs:
            raise ReportError(EDITED["record or notebook"])
        return Order(made, self.inputs, self.last, self.record, self.published)


@dataclass(frozen=True)
class Broken:
    """A run that failed elsewhere.

    `cell` is the cell that was running, from 0, `notebook` the notebook as far as it was executed, and `folders` where
    notebook and record lay there. The error comes as its class, what it was made with and what it holds: many cannot be
    pickled, since their class takes other arguments than the words it shows.
    """

    kind: type[Exception]
    given: Sequence[Any]
    words: Sequence[Any]
    held: Mapping[str, Any]
    steps: Mapping[str, Any] | None
    cell: int | None
    notebook: bytes | None
    folders: Sequence[str]

    @classmethod
    def of(cls, error: Exception, cell: int | None, notebook: Path, folders: Sequence[Path]) -> Broken:
        """An error as it was raised, and how far the run had come."""
        from tblib import Traceback

        executed = None
        if notebook.is_file() and notebook.stat().st_size <= LARGEST_NOTEBOOK:
            executed = notebook.read_bytes()
        steps = None if error.__traceback__ is None else Traceback(error.__traceback__).to_dict()
        given = error.__reduce__()[1]
        held = dict(vars(error))
        return cls(type(error), given, error.args, held, steps, cell, executed, [str(folder) for folder in folders])

    def error(self, folders: Sequence[Path]) -> Exception:
        """The error, as if it had been raised where notebook and record lie in these folders."""
        from tblib import Traceback

        moves = dict(zip(self.folders, map(str, folders), strict=False))
        given, words, held = (_moved(it, moves) for it in (list(self.given), list(self.words), dict(self.held)))
        try:
            error = self.kind(*given)
        except Exception:
            error = self.kind.__new__(self.kind, *given)
        error.args = tuple(words)
        error.__dict__.update(held)
        return error if self.steps is None else error.with_traceback(Traceback.from_dict(self.steps).as_traceback())


def packed(thing: object) -> bytes:
    """Anything as few bytes."""
    return zlib.compress(pickle.dumps(thing, protocol=5))


def unpacked(content: bytes) -> Any:
    """What was packed by a machine of ours: whoever may send such bytes may run code here."""
    return pickle.loads(zlib.decompress(content))


def differences(there: Inputs, here: Inputs) -> str:
    """What a page would be made from there and not here, in words; '' where it is the same."""
    found = []
    for group in dict.fromkeys((*here, *there)):
        ours, theirs = here.get(group, {}), there.get(group, {})
        for name in dict.fromkeys((*ours, *theirs)):
            if ours.get(name) != theirs.get(name):
                found.append(_difference(group, name, theirs.get(name), ours.get(name)))
    return "; ".join(found)


def _difference(group: str, name: str, theirs: str | None, ours: str | None) -> str:
    if (group, name) == ("program", "source"):
        return "the source of the workbook is another"
    if group == "versions":
        return f"{name} is {theirs or 'missing'} there and {ours or 'missing'} here"
    return f"{group}, {name}: another one there"


def _moved(value: Any, moves: Mapping[str, str]) -> Any:
    """A value with the folders of one machine in its texts put for those of the other."""
    if isinstance(value, str):
        for old, new in moves.items():
            value = value.replace(old, new)
        return value
    if isinstance(value, list):
        return [_moved(item, moves) for item in value]
    if isinstance(value, dict):
        return {key: _moved(item, moves) for key, item in value.items()}
    return value
