"""An executed notebook as one HTML page that needs no network and no script.

The page is laid out by one template. What the notebook shows comes in as checked trees; what every report has beside
that is made here from the record: cards of the rows that the page cites, their claims and sources, methods, citation
and provenance.
"""

from __future__ import annotations

import base64
import hashlib
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from analysis.charts.theme import chart_css
from analysis.errors import ReportError, listed
from analysis.markup import anchor, isolated, plain
from analysis.measures.findings import strongest_of
from analysis.measures.words import days
from analysis.press.ledger.provenance import Provenance
from analysis.press.orders.reports import Report
from analysis.press.page.blocks import Block, blocks_of, payloads
from analysis.press.page.fragments import inner, parsed, words_of, written
from analysis.press.page.outline import Outline, inner_links
from analysis.press.page.paper import css_string
from analysis.press.page.parts import ALWAYS, PROVENANCE, RESERVED, Part, parts_of
from analysis.press.page.prose import MATHML_STYLES
from analysis.record.store import Record

FOLDER = Path(__file__).parent


def page_html(provenance: Provenance, record: Record, notebook: Any, since: str) -> str:
    """The page of an executed notebook.

    `since` is checked markup for the slot "Since the last report". Raises `ReportError` for an output that a page does
    not take and for a link that leads nowhere.
    """
    blocks = blocks_of(provenance.report.name, notebook)
    trees = [block.tree for block in blocks if block.tree is not None]
    outline = Outline.of(trees, RESERVED)
    data_of = list(payloads(notebook, provenance.report.name))
    parts = parts_of(record, provenance, outline, trees, data_of)
    style = _style(provenance, mathematics=any(tree.find(".//math") is not None for tree in trees))
    opening = _standfirst(outline, data_of)
    page = _template().render(
        title=provenance.title,
        kicker=outline.title,
        description=" ".join(map(words_of, opening)) if opening is not None else provenance.title,
        standfirst=inner(opening) if opening is not None else "",
        since=since,
        contents=[*outline.contents, *((part.id, part.title) for part in parts), PROVENANCE],
        blocks=[_placed(block) for block in blocks],
        parts=parts,
        record=record.schema,
        covered=days(record.coverage.start, record.coverage.end),
        provenance=provenance.entries(),
        style=style,
        style_hash=f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode('ascii')}",
    )
    _check_links(provenance.report, trees, parts)
    return str(page)


def _standfirst(outline: Outline, data_of: Sequence[Mapping[str, Any]]) -> ET.Element | None:
    """The strongest finding: its sentence with its links, and in a line below how far it holds."""
    chosen = strongest_of([finding for data in data_of for finding in data.get("findings", ())])
    node = outline.findings.get(anchor("finding", chosen["key"])) if chosen else None
    if node is None:
        return None
    opening = ET.Element("div")
    opening.extend(part for part in node if part.tag == "p")
    return opening


def _placed(block: Block) -> Mapping[str, object]:
    """A block as the template takes it."""
    html = "" if block.tree is None else "".join(written(child) for child in block.tree)
    return {"kind": block.kind, "html": html, "code": block.code, "cell": block.cell}


def _style(provenance: Provenance, *, mathematics: bool) -> str:
    """The style sheet, the colours of charts in the dark, and what stands at the foot of every printed page."""
    sheet = (FOLDER / "style.css").read_text(encoding="utf-8")
    foot = f"@page {{ @bottom-left {{ content: {css_string(provenance.footer)}; }} }}"
    return "\n".join((sheet, chart_css(), *([MATHML_STYLES] if mathematics else []), foot))


def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, finalize=_possible
    )
    environment.filters["isolated"] = isolated
    return environment.get_template("page.html.j2")


def _possible(value: object) -> object:
    """Text of the record without characters that no document may hold; markup has gone through the same already."""
    return value if hasattr(value, "__html__") else plain(value)


def _check_links(report: Report, trees: Sequence[ET.Element], parts: Sequence[Part]) -> None:
    """Raises `ReportError` for an id that stands twice and for a link to a part of the page that is not there."""
    every = [*trees, *(parsed(part.html) for part in parts)]
    ids = Counter([*RESERVED, *(name for tree in every for node in tree.iter() if (name := node.get("id")))])
    if twice := [name for name, number in ids.items() if number > 1]:
        raise ReportError(
            f"{report.name}: the page holds {listed([repr(name) for name in twice][:5], 'and')} more than once, so "
            "that links would lead to the first alone. Show each chart and each finding in one cell of the notebook."
        )
    held = {*ids} - {*RESERVED} | {part.id for part in parts} | {*ALWAYS}
    lost = dict.fromkeys(target for tree in trees for target in inner_links(tree) if target not in held)
    if lost:
        raise ReportError(
            f"{report.name}: the page links to {listed([repr('#' + target) for target in lost][:5], 'and')}, which it "
            "does not hold. Correct the link in the notebook."
        )
