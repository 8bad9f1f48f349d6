"""A copy of the workbook to measure in, an environment that owes nothing to whoever runs it, and parameter sets."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, product
from pathlib import Path

import yaml

from analysis.press.orders.parameters import declared

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
KEPT = ("SYSTEMROOT",)
REPORT = "report"
"""Name of the report in the copy: the first of `reports/reports.yml`, at its notebook's defaults."""
SETS = 24
YEAR = timedelta(days=365)
FACTOR = 10


@dataclass(frozen=True)
class Workplace:
    """A copy of the workbook in a temporary folder. The package is the installed one.

    `scratch` takes what the measured commands write; every call of `fresh` gives another folder of it.
    """

    root: Path
    notebook: Path
    scratch: Path
    environment: Mapping[str, str]

    def fresh(self) -> Path:
        """A new empty folder."""
        for number in count():
            folder = self.scratch / str(number)
            if not folder.exists():
                folder.mkdir()
                return folder
        raise AssertionError

    def write_reports(self, reports: Mapping[str, Mapping[str, object]]) -> None:
        """Writes `reports/reports.yml`: entries by name, each without title and notebook, which are alike for all."""
        common = {"title": "A report to measure", "notebook": self.notebook.stem}
        entries = {name: {**common, **entry} for name, entry in reports.items()}
        text = yaml.safe_dump({"reports": entries}, sort_keys=False)
        (self.root / "reports" / "reports.yml").write_text(text, encoding="utf-8")

    def defaults(self) -> dict[str, object]:
        """The notebook's parameters at their defaults."""
        return {parameter.name: parameter.default for parameter in declared(self.notebook)}


@contextmanager
def workplace(root: Path = ROOT) -> Iterator[Workplace]:
    """A workplace that is gone afterwards. Its report is the first of `root`, with the parameters of its notebook."""
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        copy, home, scratch, temporary = (folder / part for part in ("workbook", "home", "scratch", "tmp"))
        for part in (copy / "reports", home, scratch, temporary):
            part.mkdir(parents=True)
        for source in ("notebooks", "data"):
            shutil.copytree(root / source, copy / source, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        raw = yaml.safe_load((root / "reports" / "reports.yml").read_text(encoding="utf-8"))
        first = next(iter(raw["reports"].values()))["notebook"]
        place = Workplace(copy, copy / "notebooks" / f"{first}.ipynb", scratch, clean_environment(home, temporary))
        place.write_reports({REPORT: {}})
        yield place


def parameter_sets(place: Workplace) -> list[dict[str, object]]:
    """24 different parameter sets: the product of `grid`."""
    names, values = zip(*grid(place).items(), strict=True)
    sets = [dict(zip(names, chosen, strict=True)) for chosen in product(*values)]
    assert len(sets) == SETS
    return sets


def grid(place: Workplace) -> dict[str, list[str]]:
    """Parameters with the values that make the 24 sets: periods with and without a year at either end, every rule by
    which a strike counts, strikes and strike events."""
    covered = json.loads((place.root / "data" / "datapackage.json").read_text(encoding="utf-8"))["coverage"]
    start, end = (date.fromisoformat(covered[name]) for name in ("start", "end"))
    return {
        "since": [start.isoformat(), (start + YEAR).isoformat()],
        "until": [end.isoformat(), (end - YEAR).isoformat()],
        "unit": ["strikes", "events"],
        "attribution": ["announced", "acknowledged", "alleged"],
    }


def reports_of(place: Workplace, number: int) -> dict[str, Mapping[str, object]]:
    """Entries of `reports.yml` that make this many reports, all different: the 24 sets, again with other factors.

    So many reports cost per report what 24 do. Of a rest that fills no round of 24 every n-th set is taken.
    """
    rounds, rest = divmod(number, SETS)
    entries: dict[str, Mapping[str, object]] = {}
    if rounds:
        factors = {"factor": [FACTOR + n for n in range(rounds)]}
        entries["sets"] = {"for_each": {**grid(place), **factors}}
    if rest:
        chosen = parameter_sets(place)[:: SETS // rest][:rest]
        entries["rest"] = {"for_each": [{**one, "factor": FACTOR + rounds} for one in chosen]}
    return entries


def clean_environment(home: Path, temporary: Path) -> dict[str, str]:
    """No settings of Python, such as PYTHONDONTWRITEBYTECODE, and none of a person, such as start-up files."""
    return {
        "PATH": os.pathsep.join([str(BIN), os.defpath.lstrip(":")]),
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "LANG": "C.UTF-8",
        **{name: os.environ[name] for name in KEPT if name in os.environ},
    }
