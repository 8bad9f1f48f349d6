"""YAML with the line of everything in it, and each value as it is written.

YAML 1.1 reads an unquoted `no` as false, `1:30` as ninety, `010` as eight and a day as a date. Here a value is its
text; what it means is for whoever knows its kind to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import yaml
from yaml.reader import Reader

NULL = "tag:yaml.org,2002:null"
INDENT = "Indent the keys of one report alike, with spaces, and put a colon and a space after each."
QUOTE = "Put text that holds ': ' or '#', or begins with a sign, in quotation marks."
SIGNS = "*&!|>%@`"
OPENERS = ("[", "{", "- ", "? ", ": ")
DEEPEST, SUSPECT = 200, 2_000
"""Levels that a text may have, and signs that begin one, from which on they are counted."""
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser in C is seventeen times as fast; some systems lack it."""

Entry = tuple[yaml.Node, yaml.Node]


class LinedYamlError(Exception):
    """A text that is not YAML: the line, and what is wrong, in words."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line, self.what = line, what


def composed(text: str) -> yaml.Node | None:
    """The text's nodes, `None` where it holds none. Raises `LinedYamlError`."""
    if control := Reader.NON_PRINTABLE.search(text):
        line = text.count("\n", 0, control.start()) + 1
        raise LinedYamlError(line, f"a control character, U+{ord(control[0]):04X}, stands here. Take it out.")
    try:
        if sum(map(text.count, OPENERS)) > SUSPECT:
            _measure(text)
        return yaml.compose(text, LOADER)
    except yaml.MarkedYAMLError as error:
        raise _explained(text, error) from None


def _measure(text: str) -> None:
    """Refuses a text whose lists and keys lie so deep in one another that the parser in C would crash."""
    depth = 0
    for event in yaml.parse(text, LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise LinedYamlError(line, "brackets or lists lie too deep in one another here.")


def line_of(node: yaml.Node) -> int:
    """The line on which a node begins, counted from 1."""
    return int(node.start_mark.line) + 1


def is_blank(node: yaml.Node) -> bool:
    """Whether nothing is written: a key without a value, `~` or an unquoted `null`."""
    return isinstance(node, yaml.ScalarNode) and node.tag == NULL


def written(node: yaml.Node) -> str | None:
    """A single value as it is written, without quotation marks; `None` for a list, for keys and for nothing."""
    return str(node.value) if isinstance(node, yaml.ScalarNode) and not is_blank(node) else None


def items(node: yaml.Node) -> Sequence[yaml.Node] | None:
    """The items of a list; `None` for anything else."""
    return list(node.value) if isinstance(node, yaml.SequenceNode) else None


def entries(node: yaml.Node) -> Sequence[Entry] | None:
    """Keys and values in the order in which they stand, double ones too; `None` for anything but keys."""
    return list(node.value) if isinstance(node, yaml.MappingNode) else None


def _explained(text: str, error: yaml.MarkedYAMLError) -> LinedYamlError:
    """What YAML's own words mean for whoever wrote the file."""
    context, problem = str(error.context or ""), str(error.problem or "")
    line = error.problem_mark.line + 1 if error.problem_mark else 1
    opened = error.context_mark.line + 1 if error.context_mark else line
    lines = text.splitlines()
    shown = lines[line - 1] if line <= len(lines) else ""
    value = shown.partition(": ")[2].strip() or shown.strip().removeprefix("- ")
    if "\t" in shown[: len(shown) - len(shown.lstrip())]:
        return LinedYamlError(line, "the line is indented with a tab. Use spaces.")
    if "single document" in context:
        return LinedYamlError(line, "'---' begins a second document. Put every report below one 'reports:'.")
    if "quoted scalar" in context and "end of stream" in problem:
        return LinedYamlError(opened, "a quotation mark is opened here and never closed.")
    if "flow" in context:
        return LinedYamlError(opened, "a bracket is opened here, and what follows does not close it. Look for ] or }.")
    if value[:1] and value[0] in SIGNS:
        return LinedYamlError(line, f'text that begins with {value[0]} must stand in quotation marks: "{value}".')
    if "mapping values" in problem:
        return _stray_colon(lines, line, value)
    if "expected key" in problem or "block end" in problem:
        return LinedYamlError(line, f"this line does not go on where the lines above it stop. {INDENT} {QUOTE}")
    return LinedYamlError(line, f"this is not YAML ({problem}). {INDENT} {QUOTE}")


def _stray_colon(lines: Sequence[str], line: int, value: str) -> LinedYamlError:
    """A colon where the parser is in the middle of a text: in the line itself, or because the text began above."""
    if ": " in value:
        return LinedYamlError(line, f"text that holds ': ' must stand in quotation marks: \"{value}\".")
    above = lines[line - 2].strip() if line > 1 else ""
    if re.fullmatch(r"[\w-]+:\S.*", above):
        return LinedYamlError(line - 1, f"a space is missing after the colon: {above.replace(':', ': ', 1)}")
    if re.fullmatch(r"[\w-]+", above):
        return LinedYamlError(line - 1, f"a colon is missing: {above}:")
    return LinedYamlError(line, f"this line is indented as if it were a part of the one above. {INDENT}")
