"""What a page is made from and how to cite it: record, parameters, command, versions. No path and no time of day."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.markup import isolated, outward, text
from analysis.press.ledger.hashing import hash_of_files
from analysis.press.ledger.libraries import versions
from analysis.press.orders.parameters import Plain
from analysis.press.orders.reports import Report
from analysis.record.declaration import read_schema
from analysis.record.schema import DESCRIPTOR, Schema

SHOWN_DIGITS = 16
"""Digits of the record's hash in a citation: enough to tell two records apart."""


@dataclass(frozen=True)
class Provenance:
    """What a page is made from. `own` is true for the record that lies beside the report's notebook."""

    report: Report
    schema: Schema
    record_hash: str
    parameters: Mapping[str, Plain]
    own: bool

    @classmethod
    def of(cls, report: Report, data: Path, schema: Schema, parameters: Mapping[str, Plain]) -> Provenance:
        """Reads the hash of the record in `data`."""
        own = data.resolve() == (report.notebook.parents[1] / "data").resolve()
        return cls(report, schema, record_hash(data, schema), parameters, own)

    @property
    def title(self) -> str:
        """The report's title; for another record its subject and the report's name, for the title speaks of one."""
        return self.report.title if self.own else f"{self.schema.subject}: {self.report.name}"

    @property
    def command(self) -> str:
        """The command that makes the page again, without any path; DIR stands for the folder of another record.

        It leaves out what the report's own name says: a value by which `for_each` tells it from others.
        """
        return self.command_of(None)

    def command_of(self, value: str | None) -> str:
        """The same with one value for every parameter; with their own for `None`."""
        told = {name: own for name, own in self.parameters.items() if name not in self.report.varied}
        given = [f"-p {name}={shlex.quote(str(own)) if value is None else value}" for name, own in told.items()]
        return " ".join(["workbook render", self.report.name, *given, *([] if self.own else ["--data DIR"])])

    @property
    def footer(self) -> str:
        """One line for the foot of every printed page; what must not be cut off when it is too long comes first."""
        return f"SHA-256 {self.record_hash[:SHOWN_DIGITS]} · {self.schema.title} {self.schema.version} · {self.title}"

    def entries(self) -> Sequence[tuple[str, str]]:
        """Terms and what they are, for the end of the page."""
        schema = self.schema
        span = f"{schema.coverage.start} to {schema.coverage.end}"
        about = str(schema.raw.get("coverage", {}).get("description", ""))
        values = ", ".join(f"{name} = {'(blank)' if value == '' else value}" for name, value in self.parameters.items())
        rows = [
            ("Record", f"{isolated(schema.title)}, version {text(schema.version)}"),
            ("Covers", f"{span}. {isolated(about)}" if about else span),
            ("SHA-256 of the record", f"<code>{self.record_hash}</code>"),
            ("Parameters", isolated(values or "none")),
            ("Made again by", f"<code>{text(self.command)}</code>"),
            ("Versions", ", ".join(f"{text(name)} {text(number)}" for name, number in versions().items())),
            ("Licence of the record", _named(schema, "licenses")),
            ("Built on", _named(schema, "sources")),
            ("Shapes of the map", _outlines(schema)),
        ]
        return [(term, (words)) for term, words in rows if words]

    def citation(self) -> str:
        """How to cite the page, and what to cite beside it."""
        schema = self.schema
        who = ", ".join(str(person.get("title", "")) for person in schema.raw.get("contributors", []))
        year = str(schema.raw.get("created", ""))[:4]
        dated = f" ({text(year)})" if year else ""
        author = f"{isolated(who)}{dated}. " if who else ""
        cited = (
            f"{author}“{isolated(self.title)}”. {isolated(schema.title)}, version {text(schema.version)}, "
            f"record SHA-256 {self.record_hash[:SHOWN_DIGITS]}."
        )
        return (
            f'<p class="cite">{cited}</p><p>A number of this page is an interval with a unit, a rule and days: quote '
            "it with them, and with the sources that its rows name.</p>"
        )


def _named(schema: Schema, key: str) -> str:
    """Titles of the licences or sources of the record, each a link where it has an address."""
    return "; ".join(
        outward(str(item.get("path", "")), item.get("title", item.get("name", ""))) for item in schema.raw.get(key, [])
    )


def _outlines(schema: Schema) -> str:
    """Title, description and licence of each map resource."""
    maps = [item for item in schema.raw.get("resources", []) if str(item.get("mediatype", "")).endswith("geo+json")]
    return " ".join(
        isolated(f"{item.get('title', item['name'])}: {item.get('description', '')}".rstrip(": ")) for item in maps
    )


def record_hash(folder: Path, schema: Schema | None = None) -> str:
    """SHA-256 over the names and bytes of the record's files; the folder's own name is not in it.

    `schema` is the record's, where it has been read: its declaration is among the files, so that another one shows.
    """
    paths = [str(item.get("path", "")) for item in (schema or read_schema(folder)).raw.get("resources", [])]
    return hash_of_files(folder, [DESCRIPTOR, *sorted(paths)])
