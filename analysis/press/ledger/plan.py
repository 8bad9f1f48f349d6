"""What a run is asked for, reckoned before anything heavy is imported: report, record, parameters, key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from analysis.errors import ParameterError, ReportError, listed
from analysis.press.ledger.account import Account, Inputs
from analysis.press.ledger.key import inputs_of, next_key, source_hash
from analysis.press.ledger.provenance import Provenance
from analysis.press.orders.parameters import checked, declared
from analysis.press.orders.reports import Report
from analysis.record.declaration import read_schema
from analysis.record.schema import DESCRIPTOR, Schema

OF_THE_REPORT = "record or notebook"
"""What may have been edited, beside the program."""


@dataclass(frozen=True)
class Plan:
    """A run as it is asked for. `provenance` holds parameters and the hash of the record, `inputs` all of the key."""

    report: Report
    data: Path
    provenance: Provenance
    inputs: Inputs

    @classmethod
    def of(cls, report: Report, data: Path, given: Mapping[str, object]) -> Plan:
        """The plan of a run with these parameters beside the report's own.

        The record's hash is taken here, before its tables are read: a record that is edited later would lend its hash
        to a page that was not made from it. Raises `DataError` for a record whose declaration cannot be read,
        `ParameterError` for a parameter that cannot be used, `ReportError` for a notebook that cannot be read.
        """
        fixed = [name for name in given if name in report.varied]
        if fixed:
            raise ParameterError(
                f"{fixed[0]} is what tells {report.name!r} from the other reports of {report.group!r}; its title says "
                f"{report.varied[fixed[0]]}. Choose the report with the value you want, or add the value to for_each."
            )
        schema = _schema(data)
        unset = [f"{name} ({day})" for name, day in report.relative.items() if name not in given]
        if unset:
            raise ParameterError(f"{report.name}: {listed(unset, 'and')} has no date without a slot of the schedule.")
        parameters = checked(declared(report.notebook), {**report.parameters, **given}, schema.coverage)
        try:
            provenance = Provenance.of(report, data, schema, parameters)
        except OSError:  # a table that is not there, or cannot be read: the check of the record has words for it
            from analysis.press.verify import verified

            verified(data)
            raise
        return cls(report, data.resolve(), provenance, inputs_of(provenance))

    def key(self, last: Account | None, site: Path, *, published: bool) -> tuple[str, str]:
        """Key and base of the run after the last good one; `published` tells that a page lies there already.

        A page names rows that changed by the copies of both records in the site, or says why it cannot.
        """
        untold = ""
        if last is not None and last.inputs.get("record") != self.inputs["record"]:
            from analysis.press.ledger import snapshots

            records = (made.get("record", {}).get("SHA-256", "") for made in (last.inputs, self.inputs))
            untold = snapshots.faults(site, *records)
        return next_key(self.inputs, last, published=published, untold=untold)

    def edited(self) -> str:
        """What is not any more what the key was taken from: `OF_THE_REPORT`, 'program', or '' for nothing."""
        if source_hash() != self.inputs["program"]["source"]:
            return "program"
        try:
            again = Provenance.of(self.report, self.data, self.provenance.schema, self.provenance.parameters)
            return "" if inputs_of(again) == self.inputs else OF_THE_REPORT
        except (OSError, ReportError):
            return OF_THE_REPORT


def _schema(data: Path) -> Schema:
    """The declaration of a record; of the same bytes it is parsed once, however many reports are made from it."""
    try:
        content = (data / DESCRIPTOR).read_bytes()
    except OSError:
        return read_schema(data)  # which says what is wrong
    return _declared(data, content)


@lru_cache(maxsize=1)
def _declared(data: Path, content: bytes) -> Schema:
    return read_schema(data)
