"""The invented record with hostile text wherever text may stand: every free column of every row, every title and label.

Which columns are free is read from the record's own declaration, so a column that is added is tried as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

STORM = "Z" + "\u0300\u0316\u0489\u20e3" * 250
"""A letter under a thousand combining marks, which a browser piles up over and under its line."""
ENDLESS = "Endless" * 15_000
"""A name of 105 kB without a place to break."""
NASTY = (
    "<script>window.hacked = 1</script>",
    '<img src=x onerror="window.hacked = 2">',
    '" onmouseover="window.hacked = 3" x="',
    "' onfocus='window.hacked = 4' autofocus tabindex='1",
    "</title></style></textarea></table></details><svg onload=window.hacked=5></svg>",
    "<style>@import 'http://style.example/'; * { display: none }</style>",
    "<iframe src=javascript:parent.hacked=6></iframe><base href=//base.example/><form action=//form.example/>",
    "]]> --> <!-- <![CDATA[ ?> <?php {% raw %} {{ 7 * 7 }} {0} {x} {} %s %(a)s",
    "[a](javascript:window.hacked=7) ![b](http://picture.example/) <http://auto.example/> javascript:window.hacked=8",
    "&lt;b&gt; &amp;amp; &#x3C;script&#x3E; &NotAnEntity; \\u003cscript\\u003e",
    "$x^2$ $\\frac{1}{ \\text{<script>window.hacked=9</script>}$ **bold** `code` # heading",
    '=HYPERLINK("http://sheet.example/","x") +1 -1 @SUM(A1:A9)',
    "\u202eedirrevo na\u202c and \u202e one that never ends \u2066 nor this \u2067 \u200f",
    "line\u2028paragraph\u2029next\x85mark\ufeffnothing\ufdd0 \U0001ffff",
    "بورتو بريليو قصف السوق 市場への砲撃 Обстрел рынка 🐟 👩‍👩‍👧‍👦 🏴‍☠️ \U0001f1f1\U0001f1fe",
    STORM,
)
FORMULAS = ('=HYPERLINK("http://sheet.example/","x")', "+1+1", "-1-1", "@SUM(A1:A9)")
"""Beginnings of a cell that a spreadsheet runs. The checks refuse them in a table, not in the declaration."""
DECLARED_TEXT = ("title", "description", "subject", "label", "short", "unit", "unitOne", "patternMeans")
ADDRESS = "https://evil.example/?a=\"onmouseover=window.hacked=10'>&b=</a><script>window.hacked=11</script>#\u202e"


class Draft(Protocol):
    """What is needed of a copy of a record (`tests/conftest.py`)."""

    folder: Path

    def rows(self, table: str) -> list[dict[str, str]]: ...

    def set(self, table: str, key: str, **cells: str) -> Draft: ...

    def declare(self, change: Any) -> Draft: ...


def made_hostile(draft: Draft) -> dict[str, dict[str, str]]:
    """Puts hostile text everywhere; returns it by column, written `table.column`, and by the key of the row."""
    declaration = json.loads((draft.folder / "datapackage.json").read_text(encoding="utf-8"))
    said: dict[str, dict[str, str]] = {}
    for resource in declaration["resources"]:
        if "schema" not in resource:  # the outlines of a map, which hold no text
            continue
        table = resource["name"]
        (key,) = resource["schema"]["primaryKey"]
        free = [field["name"] for field in resource["schema"]["fields"] if field.get("freeText")]
        for number, row in enumerate(draft.rows(table)):
            cells = {column: nasty(f"{table}.{column}.{number}") for column in free}
            if number == 0:
                cells = {column: f"{text}{ENDLESS}" for column, text in cells.items()}
            for column, text in cells.items():
                said.setdefault(f"{table}.{column}", {})[row[key]] = text
            if table == "sources":
                cells["url"] = f"{ADDRESS}{number}"
            draft.set(table, row[key], **cells)
    draft.declare(spoil_declaration)
    return said


def nasty(name: str) -> str:
    """All of it in one text that begins and ends with a name, so that its bounds can be found on a page."""
    return f"{name}« {' '.join(NASTY)} »{name}"


def spoil_declaration(raw: Any) -> None:
    """Begins every text of a declaration with a formula and ends it with everything hostile, in place."""
    for number, (holder, key) in enumerate(list(texts(raw))):
        holder[key] = f"{FORMULAS[number % len(FORMULAS)]} {holder[key]} {' '.join(NASTY[:-1])}"
    raw["title"] += STORM + ENDLESS


def texts(raw: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """Where words for people stand in a declaration: the object and the key that hold each."""
    if isinstance(raw, dict):
        for key, value in raw.items():
            if key in DECLARED_TEXT and isinstance(value, str):
                yield raw, key
            else:
                yield from texts(value)
    elif isinstance(raw, list):
        for item in raw:
            yield from texts(item)
