"""What a run is asked for, reckoned before anything heavy is imported: report, record, parameters, key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import ParameterError
from analysis.press.account import Account, Inputs
from analysis.press.key import inputs_of, next_key
from analysis.press.parameters import checked, declared
from analysis.press.provenance import Provenance
from analysis.press.reports import Report
from analysis.record.declaration import read_schema


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
        schema = read_schema(data)
        parameters = checked(declared(report.notebook), {**report.parameters, **given}, schema.coverage)
        provenance = Provenance.of(report, data, schema, parameters)
        return cls(report, data.resolve(), provenance, inputs_of(provenance))

    def key(self, last: Account | None, *, published: bool) -> tuple[str, str]:
        """Key and base of the run after the last good one; `published` tells that a page lies there already."""
        return next_key(self.inputs, last, published=published)

    def stands(self) -> bool:
        """True while record and notebook are still those that the key was taken from."""
        again = Provenance.of(self.report, self.data, self.provenance.schema, self.provenance.parameters)
        return inputs_of(again) == self.inputs
