"""An executed notebook as the blocks of a page: prose, what the cells show, and the code that can be unfolded."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.errors import ReportError
from analysis.markup import FRAGMENT, text
from analysis.press.fragments import RefusedMarkup, parsed
from analysis.press.prose import prose

FOREIGN = ("text/html", "application/javascript", "image/svg+xml")
"""Kinds of output that a browser would run or draw as they are."""
PICTURES = ("image/png", "image/jpeg")
ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")


@dataclass(frozen=True)
class Block:
    """A piece of a page in its order: `kind` is prose, output or code; what it shows is a tree, or code as text.

    `cell` numbers the author's code cells from 1; it is 0 for the parameters that the run sets.
    """

    kind: str
    tree: ET.Element | None = None
    code: str = ""
    cell: int = 0


def blocks_of(report: str, notebook: Any) -> list[Block]:
    """The blocks of an executed notebook, each checked.

    Raises `ReportError` for an output or a piece of prose that a page does not take, naming its cell.
    """
    blocks: list[Block] = []
    code = 0
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type == "markdown":
            tree = _tree(report, f"cell {number} (text)", prose(cell.source, cell.get("attachments")))
            blocks.append(Block("prose", tree))
        elif cell.cell_type == "code":
            injected = "injected-parameters" in cell.metadata.get("tags", [])
            code += not injected  # the cell that papermill adds is not one of the author's
            where = f"code cell {code}"
            blocks += [Block("output", _tree(report, where, html)) for html in _shown(report, where, cell.outputs)]
            if cell.source.strip():
                blocks.append(Block("code", code=cell.source, cell=0 if injected else code))
    return blocks


def payloads(notebook: Any) -> Iterator[Mapping[str, Any]]:
    """The data that the workbook's own outputs carry beside their markup, in the order of the notebook."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if FRAGMENT in output.get("data", {}):
                yield output.data[FRAGMENT]


def _shown(report: str, where: str, outputs: Sequence[Any]) -> Iterator[str]:
    for output in outputs:
        if output.output_type == "stream":
            kind = ' class="warning"' if output.name == "stderr" else ""
            yield f"<pre{kind}>{text(ANSI.sub('', output.text))}</pre>"
        elif output.output_type in ("display_data", "execute_result"):
            yield _display(report, where, output)


def _display(report: str, where: str, output: Any) -> str:
    data = output.data
    if FRAGMENT in data:
        return str(data[FRAGMENT]["html"])
    for kind in FOREIGN:
        if kind in data:
            raise ReportError(
                f"{report}, {where} shows {kind} that is not the workbook's own, which a page does not take: it could "
                "run in a reader's browser. Show a table with charts.table(frame, caption), a picture as one of "
                "analysis.charts, or print plain text."
            )
    if "text/markdown" in data:
        return prose(data["text/markdown"])
    if "text/latex" in data:
        return prose(data["text/latex"])
    for kind in PICTURES:
        if kind in data:
            return _picture(report, where, output, kind)
    return f"<pre>{text(data.get('text/plain', ''))}</pre>"


def _picture(report: str, where: str, output: Any, kind: str) -> str:
    alt = output.metadata.get(kind, {}).get("alt", "") or output.metadata.get("alt", "")
    if not alt:
        raise ReportError(
            f"{report}, {where} shows a picture without alternative text. Show it as one of analysis.charts, or with "
            f'display(figure, metadata={{"{kind}": {{"alt": "what the picture shows"}}}}).'
        )
    address = f"data:{kind};base64,{''.join(output.data[kind].split())}"
    return f'<div class="picture"><img src="{text(address)}" alt="{text(alt)}"/></div>'


def _tree(report: str, where: str, html: str) -> ET.Element:
    try:
        return parsed(html)
    except RefusedMarkup as refused:
        raise ReportError(
            f"{report}, {where} holds {refused}, which a page does not take. Write it as plain text or Markdown, or "
            "show it as one of analysis.charts."
        ) from None
