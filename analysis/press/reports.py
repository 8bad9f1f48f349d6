"""Which reports there are: `reports/reports.yml`, checked when it is read."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from analysis.errors import ParameterError, ReportError, listed

FILE = Path("reports") / "reports.yml"
SITE = Path("reports") / "site"
KEYS = ("title", "notebook", "parameters")


@dataclass(frozen=True)
class Report:
    """One report: its name, its title, the notebook that makes it, and the parameters it sets."""

    name: str
    title: str
    notebook: Path
    parameters: Mapping[str, object] = field(default_factory=dict)


def find_root() -> Path:
    """The workbook's folder: the nearest one at or above here that holds `reports/reports.yml`.

    Raises `ReportError` when there is none.
    """
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / FILE).is_file():
            return folder
    raise ReportError(f"No {FILE.as_posix()} here or above. Run this inside the workbook's folder.")


def load_reports(root: Path) -> dict[str, Report]:
    """The reports by name, in the order of the file. Raises `ReportError` for a file that cannot be used."""
    text = (root / FILE).read_text(encoding="utf-8")
    try:
        raw = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        raise ReportError(f"{FILE.as_posix()} is not valid YAML: {error}") from None
    if not isinstance(raw, dict) or not isinstance(raw.get("reports"), dict):
        raise ReportError(f"{FILE.as_posix()} has no 'reports:' with a name for each report.")
    return {str(name): _report(root, str(name), item) for name, item in raw["reports"].items()}


def find_report(root: Path, name: str) -> Report:
    """The report with that name. Raises `ParameterError` naming the reports there are."""
    reports = load_reports(root)
    if name not in reports:
        near = difflib.get_close_matches(name, reports, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise ParameterError(f"There is no report {name!r}.{hint} Reports: {', '.join(reports)}.")
    return reports[name]


def _report(root: Path, name: str, item: Any) -> Report:
    def refuse(what: str) -> ReportError:
        return ReportError(f"{FILE.as_posix()}, {name}: {what}")

    if not isinstance(item, dict):
        raise refuse(f"expected {listed(KEYS, 'and')}.")
    for key in item:
        if key not in KEYS:
            near = difflib.get_close_matches(str(key), KEYS, n=1)
            raise refuse(
                f"unknown key {key!r}." + (f" Did you mean {near[0]!r}?" if near else f" Known: {listed(KEYS)}.")
            )
    for key in ("title", "notebook"):
        if not isinstance(item.get(key), str):
            raise refuse(f"{key} is missing or not text.")
    notebook = root / "notebooks" / f"{item['notebook']}.ipynb"
    if not notebook.is_file():
        raise refuse(f"notebooks/{item['notebook']}.ipynb does not exist.")
    parameters = item.get("parameters") or {}
    if not isinstance(parameters, dict):
        raise refuse("parameters must be names with values.")
    return Report(name, item["title"], notebook, parameters)
