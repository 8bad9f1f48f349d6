"""The folder that holds notebooks, record and reports, as far as `reports.yml` is held against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from analysis.errors import DataError, ReportError
from analysis.press.orders.parameters import Parameter, declared
from analysis.record.declaration import read_schema
from analysis.record.schema import Coverage


@dataclass
class Workbook:
    """The notebooks of a workbook and the days of its record, read when asked for."""

    root: Path
    _declared: dict[Path, Sequence[Parameter] | None] = field(default_factory=dict)

    @cached_property
    def coverage(self) -> Coverage | None:
        """The days of the workbook's own record. `None` where it cannot be read: `workbook check` will say so."""
        try:
            return read_schema(self.root / "data").coverage
        except DataError:
            return None

    @cached_property
    def notebooks(self) -> Mapping[str, Path]:
        """The notebooks by name, spelled as on the disk."""
        return {path.stem: path for path in sorted((self.root / "notebooks").glob("*.ipynb"))}

    def declared(self, notebook: Path) -> Sequence[Parameter] | None:
        """A notebook's parameters. `None` where it cannot be read: its own run will say so, and the others go on."""
        if notebook not in self._declared:
            try:
                self._declared[notebook] = declared(notebook)
            except ReportError:
                self._declared[notebook] = None
        return self._declared[notebook]
