"""An executed notebook as one HTML page that needs no network and no script."""

from __future__ import annotations

import base64
import hashlib
import shlex
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from analysis import __version__
from analysis.press.parameters import Plain
from analysis.press.reports import Report
from analysis.record.declaration import read_schema
from analysis.record.schema import DESCRIPTOR

TEMPLATES = Path(__file__).parent / "page"
TEMPLATE = "workbook"
SHOWN_VERSIONS = ("pandas", "matplotlib", "papermill", "nbconvert")
SHOWN_DIGITS = 12
"""Digits of the record's hash on a page: enough to tell two records apart."""


def page_html(report: Report, data: Path, parameters: Mapping[str, Plain], notebook: Any) -> str:
    """The page: the notebook's prose and outputs in our template, its code folded, its provenance at the end."""
    from nbconvert import HTMLExporter

    style = (TEMPLATES / TEMPLATE / "style.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    schema = read_schema(data)
    exporter = HTMLExporter(  # type: ignore[no-untyped-call]
        template_name=TEMPLATE, extra_template_basedirs=[str(TEMPLATES)], exclude_anchor_links=True
    )
    own = data.resolve() == (report.notebook.parents[1] / "data").resolve()
    about = {
        "title": report.title if own else f"{schema.subject}: {report.name}",
        "style": style,
        "style_hash": f"sha256-{digest}",
        "record": schema,
        "record_hash": record_hash(data)[:SHOWN_DIGITS],
        "parameters": parameters,
        "command": _command(report, parameters, own),
        "versions": {"workbook": __version__, **{name: version(name) for name in SHOWN_VERSIONS}},
    }
    body, _ = exporter.from_notebook_node(notebook, resources={"workbook": about})
    return str(body)


def record_hash(folder: Path) -> str:
    """SHA-256 over the names and bytes of the record's descriptor and tables; the folder's own name is not in it."""
    total = hashlib.sha256()
    tables = sorted(table.path for table in read_schema(folder).tables.values())
    for name in (DESCRIPTOR, *tables):
        content = (folder / name).read_bytes()
        total.update(f"{name} {len(content)}\n".encode())
        total.update(content)
    return total.hexdigest()


def _command(report: Report, parameters: Mapping[str, Plain], own: bool) -> str:
    """The command that makes this page again, without any path; DIR stands for the folder of another record."""
    given = [f"-p {name}={shlex.quote(str(value))}" for name, value in parameters.items()]
    return " ".join(["workbook render", report.name, *given, *([] if own else ["--data DIR"])])
