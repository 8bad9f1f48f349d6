"""An executed notebook as the blocks of a page: prose, what the cells show, and the code that can be unfolded."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from analysis.errors import ReportError
from analysis.markup import FRAGMENT
from analysis.measures.words import plural
from analysis.press.page.fragments import RefusedMarkup, parsed
from analysis.press.page.outputs import LARGEST, length, payload, shown
from analysis.press.page.prose import prose


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
    total = 0  # characters of outputs
    for number, code, cell in _numbered(notebook):
        if cell.cell_type == "markdown":
            markup = prose(cell.source, cell.get("attachments"))
            blocks.append(Block("prose", _tree(f"{report}, cell {number} (text)", markup)))
        elif cell.cell_type == "code":
            where = f"{report}, code cell {code}"
            total += length(cell.outputs)
            if total > LARGEST:
                raise ReportError(_too_much(where, length(cell.outputs)))
            blocks += [Block("output", _tree(where, markup)) for markup in shown(where, cell.outputs)]
            if cell.source.strip():
                blocks.append(Block("code", code=cell.source, cell=0 if _injected(cell) else code))
    return blocks


def payloads(notebook: Any, report: str) -> Iterator[Mapping[str, Any]]:
    """The data that the workbook's own outputs carry beside their markup, in the order of the notebook.

    Raises `ReportError` for data of another shape than the workbook's (see `analysis.press.page.outputs.payload`).
    """
    for _, code, cell in _numbered(notebook):
        for output in cell.get("outputs", []):
            if FRAGMENT in output.get("data", {}):
                yield payload(f"{report}, code cell {code}", output.data)


def _numbered(notebook: Any) -> Iterator[tuple[int, int, Any]]:
    """Every cell with its number among all cells, and the number of the author's code cells up to it."""
    code = 0
    for number, cell in enumerate(notebook.cells, 1):
        code += cell.cell_type == "code" and not _injected(cell)
        yield number, code, cell


def _injected(cell: Any) -> bool:
    """True for the cell that papermill adds, which is not one of the author's."""
    return "injected-parameters" in cell.metadata.get("tags", [])


def _too_much(where: str, length: int) -> str:
    return (
        f"{where} shows {plural(length, 'character')}, which a page does not take: with them the notebook shows more "
        f"than {LARGEST:,}. Show what a reader needs of them, such as a count, the first rows or one of "
        "analysis.charts."
    )


def _tree(where: str, markup: str) -> ET.Element:
    try:
        return parsed(markup)
    except RefusedMarkup as refused:
        raise ReportError(
            f"{where} holds {refused}, which a page does not take. Write it as plain text or Markdown, or show it as "
            "one of analysis.charts."
        ) from None
