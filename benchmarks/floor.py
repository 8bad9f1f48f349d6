"""The least that a report can cost: its notebook as a plain script, without Jupyter.

`floor_script` writes the script: the notebook's imports and cells, and what the last line of a cell shows as the markup
that the page embeds. The script takes the file to write and prints the seconds that its cells took, without imports.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from pathlib import Path

from analysis.press.page.fragments import parsed, written
from analysis.press.page.outline import Outline

HEAD = '''"""{name} as a plain script, made by benchmarks/floor.py."""
import sys as _sys
from time import perf_counter as _clock
from analysis.markup import FRAGMENT as _FRAGMENT, leave_out_lab as _leave_out_lab, text as _text
{imports}

_leave_out_lab()
_shown = []


def display(value):
    if value is not None:
        bundle = value._repr_mimebundle_() if hasattr(value, "_repr_mimebundle_") else {{}}
        _shown.append(bundle[_FRAGMENT]["html"] if _FRAGMENT in bundle else f"<pre>{{_text(repr(value))}}</pre>")


_start = _clock()
'''
FOOT = """
_seconds = _clock() - _start
with open(_sys.argv[1], "w", encoding="utf-8") as _page:
    _page.write("".join(f'<div class="output">{_html}</div>\\n' for _html in _shown))
print(_seconds)
"""


class DishonestFloorError(Exception):
    """The script and the page do not show the same, so that comparing their times would say nothing."""


def floor_script(notebook: Path, parameters: Mapping[str, object]) -> str:
    """The source of the script, with these parameters in place of the notebook's defaults.

    Raises `SyntaxError` for a cell that is not plain Python, such as one with a magic.
    """
    imports: list[str] = []
    body: list[str] = []
    for number, cell in enumerate(_code(notebook), 1):
        body.append(f"# cell {number}")
        statements = ast.parse(cell["source"]).body
        for place, node in enumerate(statements, 1):
            if isinstance(node, ast.Import | ast.ImportFrom):
                imports.append(ast.unparse(node))
            elif isinstance(node, ast.Expr) and place == len(statements) and not cell["source"].rstrip().endswith(";"):
                body.append(f"display({ast.unparse(node)})")
            else:
                body.append(ast.unparse(node))
        if "parameters" in cell["tags"]:
            body += [f"{name} = {value!r}" for name, value in parameters.items()]
    return HEAD.format(name=notebook.name, imports="\n".join(imports)) + "\n".join(body) + "\n" + FOOT


def check_honest(floor: str, page: str) -> int:
    """How many outputs the script has written; each must stand on the page, in the same order.

    Both go through the page's own reading, numbering and writing, so that `'` or `&#x27;` and the number of a figure
    make no difference. Raises `DishonestFloorError`.
    """
    trees = list(parsed(floor))
    for tree in trees:
        tree.tail = None
    Outline.of(trees, ())
    outputs = [written(tree) for tree in trees]
    place = 0
    for number, html in enumerate(outputs, 1):
        found = page.find(html, place)
        if found < 0:
            raise DishonestFloorError(f"Output {number} of the plain script is not on the page, or not in its turn.")
        place = found + len(html)
    if not outputs or len(outputs) != page.count('<div class="output">'):
        raise DishonestFloorError(f"The script shows {len(outputs)} outputs, the page another number.")
    return len(outputs)


def _code(notebook: Path) -> list[dict[str, str]]:
    raw = json.loads(notebook.read_text(encoding="utf-8"))
    return [
        {"source": "".join(cell["source"]), "tags": cell["metadata"].get("tags", [])}
        for cell in raw["cells"]
        if cell["cell_type"] == "code"
    ]
