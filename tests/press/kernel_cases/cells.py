"""Notebooks from scripts with `# %%` cells, and their outputs as they compare."""

import json
import re
from pathlib import Path

import nbformat

HEAD = re.compile(r"^# %% ?(.*)\n", re.MULTILINE)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
VARYING = (
    (re.compile(r"0x[0-9a-f]{6,}"), "0x…"),
    (re.compile(r"/[^\s'\"]*/ipykernel_\d+/\d+\.py"), "CELL"),
    (re.compile(r"\d+(e\+\d+)?(\.\d+)? [nμm]?s\b"), "… s"),
)
"""What no two processes have in common: addresses, the files that cells pretend to be, spans of time."""
LONGEST = 1_000_000
"""Characters of an output from which on only its length and its ends are compared."""


def cells_of(script):
    """Headings and sources of a script's cells."""
    parts = HEAD.split(script)
    return list(zip(parts[1::2], (source.strip() for source in parts[2::2]), strict=True))


def write_notebook(path, *sources, raising=()):
    """Writes a notebook of these code cells; a cell of those that raise may end with an error."""
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(sources, 1)]
    for number in raising:
        cells[number].metadata["tags"] = ["raises-exception"]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


def plain(words):
    """Text without colours, and without what varies."""
    if len(words) > LONGEST:
        return f"{len(words)} characters, {words[:100]} … {words[-100:]}"
    words = COLOUR.sub("", words)
    for pattern, instead in VARYING:
        words = pattern.sub(instead, words)
    return words


def shown(cell):
    """The outputs of a cell, what was printed to one stream at a stretch being one output, however it came."""
    outputs = []
    for output in cell["outputs"]:
        output = json.loads(json.dumps(output), object_hook=_plain)
        if outputs and output["output_type"] == "stream" and outputs[-1].get("name") == output["name"]:
            outputs[-1]["text"] += output["text"]
        else:
            outputs.append(output)
    for output in outputs:
        output.update({name: plain(text) for name, text in output.items() if isinstance(text, str)})
    return outputs


def _plain(mapping):
    joined = {key: "".join(value) if _lines(value) else value for key, value in mapping.items()}
    return {key: plain(value) if isinstance(value, str) and key != "text" else value for key, value in joined.items()}


def _lines(value):
    return isinstance(value, list) and bool(value) and all(isinstance(line, str) for line in value)


def executed(path):
    """The code cells of an executed notebook, without those that papermill adds, and its widgets' state."""
    notebook = json.loads(Path(path).read_text(encoding="utf-8"))
    cells = [
        cell for cell in notebook["cells"] if cell["cell_type"] == "code" and cell.get("id", "").startswith("cell-")
    ]
    return cells, notebook["metadata"].get("widgets", {})


def printed(path):
    """Everything that an executed notebook printed."""
    cells, _ = executed(path)
    return "".join(output["text"] for cell in cells for output in shown(cell) if output["output_type"] == "stream")
