"""What a code cell shows, as markup for a page: the workbook's own objects, words, Markdown, and described pictures.

An output holds one thing in several media types. A page takes it when it knows every one of them, or when one of them
is the workbook's own. It never drops what an author wanted to show, and never shows a lesser form of it in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from analysis.errors import ReportError, listed
from analysis.markup import FRAGMENT, text
from analysis.measures.methods import METHODS
from analysis.press.page.prose import prose
from analysis.press.page.traces import Trace, neutral

PICTURES = ("image/png", "image/jpeg")
TAKEN = ("text/markdown", "text/latex", *PICTURES, "text/plain")
"""Media types that a page shows beside the workbook's own, the one that says most first."""
LARGEST = 5_000_000
"""Characters that the outputs of a notebook may have on its page: more than anybody reads, or a browser opens soon."""
RUNS = re.compile(r"html|javascript|ecmascript|svg|widget", re.IGNORECASE)
"""Media types that a browser would run or draw as they are."""
ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
"""Colours, and links (OSC 8) and titles, as programs write them for a terminal."""
FINDING = {"key": str, "about": str, "text": str, "verdict": str, "rank": int}
"""What a page and the next run read of a finding (`analysis.measures.findings.Finding.data`)."""


def shown(where: str, outputs: Sequence[Any]) -> Iterator[str]:
    """What one code cell shows, a piece of markup for each output, not yet checked; `where` names the cell.

    What is printed between two other outputs comes as one piece, and what is printed to standard error as one after
    it: in how many portions a kernel sends them, and in which turn, is a matter of its clock. Codes for the colours of
    a terminal are left out. Raises `ReportError` for an output that a page does not take, and for printed words that
    tell of the machine (see `analysis.press.page.traces`).
    """
    for streams, group in groupby(outputs, lambda output: output.output_type == "stream"):
        if streams:
            yield from _printed(where, list(group))
        else:
            yield from (markup for output in group if (markup := _output(where, output)))


def length(outputs: Sequence[Any]) -> int:
    """Characters of what a page takes of these outputs, before anything is done with them."""
    return sum(_length(_content(output)) for output in outputs)


def _content(output: Any) -> object:
    """What a page takes of an output, as it lies in the notebook."""
    if output.output_type == "stream":
        return output.text
    data = output.get("data", {})
    if FRAGMENT in data:
        return data[FRAGMENT].get("html") if isinstance(data[FRAGMENT], Mapping) else None
    return next((data[kind] for kind in TAKEN if kind in data), None)


def _length(content: object) -> int:
    lines = content if isinstance(content, list) else [content]
    return sum(len(line) for line in lines if isinstance(line, str))


def payload(where: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """What an output of the workbook's own carries: `html`, and where it has them `findings` and `methods`.

    Raises `ReportError` for any other shape, so that whoever reads it may rely on it.
    """
    held = data[FRAGMENT]
    if fault := _fault(held):
        raise ReportError(
            f"{where} shows an object whose {FRAGMENT} {fault}. Return what markup.bundle(words, html) makes from "
            "_repr_mimebundle_, with findings as Finding.data gives them and methods by their keys."
        )
    return dict(held)


def _fault(held: object) -> str:
    """What is wrong with the data of a fragment; '' where it has its shape."""
    if not isinstance(held, Mapping):
        return "is no object with names"
    if not isinstance(held.get("html"), str):
        return "has no markup as text under 'html'"
    findings, methods = held.get("findings", []), held.get("methods", [])
    if not isinstance(findings, list) or not all(isinstance(item, Mapping) for item in findings):
        return "has 'findings' that are no list of objects"
    for number, item in enumerate(findings, 1):
        if wrong := [name for name, kind in FINDING.items() if type(item.get(name)) is not kind]:
            return f"has a finding (number {number}) without {listed(wrong, 'and')} of the kind that a finding has"
    if not isinstance(methods, list) or not all(isinstance(key, str) and key in METHODS for key in methods):
        return "has 'methods' that are no list of keys of analysis.measures.methods"
    return ""


def _printed(where: str, streams: Sequence[Any]) -> Iterator[str]:
    """What was printed to standard output, then what was printed to standard error."""
    for name, kind in (("stdout", ""), ("stderr", ' class="warning"')):
        words = "".join(_joined(where, "a stream", stream.text) for stream in streams if stream.name == name)
        if words:
            yield f"<pre{kind}>{text(_told(where, ANSI.sub('', words)))}</pre>"


def _output(where: str, output: Any) -> str:
    if output.output_type == "error":
        raise ReportError(
            f"{where} ended with {output.ename}, and what comes after it did not run. Let the notebook run to its end."
        )
    data = output.data
    if FRAGMENT in data:
        return str(payload(where, data)["html"])
    if unknown := [kind for kind in data if kind not in TAKEN]:
        raise ReportError(f"{where} {_refusal(unknown[0])}")
    kind = next((kind for kind in TAKEN if kind in data), None)
    if kind is None:
        return ""
    content = _joined(where, kind, data[kind])
    if kind in PICTURES:
        return _picture(where, output, kind, content)
    words = _told(where, ANSI.sub("", content))
    if kind == "text/plain":
        return f"<pre>{text(words)}</pre>" if words else ""
    return prose(words)


def _refusal(kind: str) -> str:
    why = "it could run in a reader's browser" if RUNS.search(kind) else "a page without script cannot show it"
    return (
        f"shows {kind} that is not the workbook's own, which a page does not take: {why}. Show a table with "
        "charts.table(frame, caption), a picture as one of analysis.charts, or print plain text."
    )


def _joined(where: str, kind: str, content: object) -> str:
    """Text of an output, which a notebook may hold as a list of lines."""
    lines = [content] if isinstance(content, str) else content
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise ReportError(
            f"{where} shows {kind} that is no text. Show the workbook's own objects, or print plain text."
        )
    return "".join(lines)


def _told(where: str, words: str) -> str:
    try:
        return neutral(words)
    except Trace as trace:
        raise ReportError(f"{where} shows {trace}") from None


def _picture(where: str, output: Any, kind: str, content: str) -> str:
    own = output.metadata.get(kind)
    alt = (own.get("alt") if isinstance(own, Mapping) else None) or output.metadata.get("alt")
    if not isinstance(alt, str) or not alt.strip():
        raise ReportError(
            f"{where} shows a picture without alternative text. Show it as one of analysis.charts, or with "
            f'display(figure, metadata={{"{kind}": {{"alt": "what the picture shows"}}}}).'
        )
    address = f"data:{kind};base64,{''.join(content.split())}"
    return f'<div class="picture"><img src="{text(address)}" alt="{text(alt)}"/></div>'
