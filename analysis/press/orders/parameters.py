"""Report parameters: declared in a notebook's parameters cell, typed, and checked before a kernel starts.

A parameter is a line such as `since: "date" = ""  # first day counted`. Its annotation is its kind, one of `KINDS`. The
same checks serve the command line, `reports.yml` and, through `View`, the notebook itself. The cell is read as a text,
never run.
"""

from __future__ import annotations

import ast
import difflib
import io
import tokenize
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from analysis.errors import ParameterError, ReportError, listed
from analysis.measures.days import in_order
from analysis.press.orders.kinds import KINDS
from analysis.press.orders.kinds import Plain as Plain
from analysis.press.orders.notebook import notebook_json, source_of, tagged
from analysis.record.schema import Coverage

TAG = "parameters"
EXAMPLE = 'since: "date" = ""'


@dataclass(frozen=True)
class Parameter:
    """One parameter of a notebook: its name, kind, default and the comment that explains it."""

    name: str
    kind: str
    default: Plain
    help: str


def declared(notebook: Path) -> tuple[Parameter, ...]:
    """The parameters of a notebook, in the order of its cell tagged `parameters`; none where no cell is tagged so.

    Raises `ReportError` for a notebook that cannot be read, and for a cell that holds anything but parameters, each of
    a known kind and with a plain default: whatever else it made would keep the default after a value is given.
    """
    cells = list(tagged(notebook_json(notebook), TAG))
    if len(cells) > 1:
        raise _broken(notebook, f"{len(cells)} cells are tagged {TAG!r}. Keep one, with all parameters in it.")
    if cells and cells[0]["cell_type"] != "code":
        raise _broken(notebook, f"the cell tagged {TAG!r} is not a code cell. Tag the code cell with the parameters.")
    return _read(notebook, source_of(cells[0])) if cells else ()


def checked(
    parameters: Sequence[Parameter], given: Mapping[str, object], coverage: Coverage | None
) -> dict[str, Plain]:
    """The value of every parameter: the given one where there is one, else the default, each of its kind.

    Values may be text, as from a command line, or plain values. Raises `ParameterError` for an unknown name, a value
    that is not of the kind, a day outside the coverage, or `since` after `until`. Without a coverage, where no record
    can be asked, any day will do.
    """
    for name in given:
        named(parameters, name)
    values = {item.name: value_of(item, given.get(item.name, item.default), coverage) for item in parameters}
    ordered(parameters, values)
    return values


def named(parameters: Sequence[Parameter], name: str) -> Parameter:
    """The parameter of that name. Raises `ParameterError` naming the ones there are."""
    known = {parameter.name: parameter for parameter in parameters}
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        there_are = f"Parameters: {listed(list(known), 'and')}." if known else "The notebook has none."
        raise ParameterError(f"There is no parameter {name!r}.{hint} {there_are}")
    return known[name]


def value_of(parameter: Parameter, value: object, coverage: Coverage | None) -> Plain:
    """A value as the parameter's kind has it. Raises `ParameterError` for one that is not of the kind."""
    return KINDS[parameter.kind](parameter.name, value, coverage)


def ordered(parameters: Sequence[Parameter], values: Mapping[str, Plain]) -> None:
    """Raises `ParameterError` when both days of a span are set and the last comes before the first."""
    days = {item.name: str(values[item.name]) for item in parameters if item.kind == "date"}
    in_order(*(date.fromisoformat(days[name]) if days.get(name) else None for name in ("since", "until")))


@lru_cache(maxsize=64)  # a group of reports asks once for each of its reports
def _read(notebook: Path, source: str) -> tuple[Parameter, ...]:
    try:
        statements, comments = ast.parse(source).body, _comments(source)
    except SyntaxError as error:
        text = (error.text or "").strip()
        raise _broken(notebook, f"this is not Python ({error.msg}): {text}", error.lineno) from None
    except (ValueError, RecursionError, MemoryError, tokenize.TokenError) as error:
        raise _broken(notebook, f"this is not Python ({error})") from None
    found: dict[str, Parameter] = {}
    for statement in statements:
        parameter = _parameter(notebook, statement, comments)
        if parameter.name in found:
            raise _broken(notebook, f"{parameter.name!r} is declared twice. Keep one.", statement.lineno)
        found[parameter.name] = parameter
    return tuple(found.values())


def _parameter(notebook: Path, statement: ast.stmt, comments: Mapping[int, str]) -> Parameter:
    match statement:
        case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=ast.expr() as value):
            kind = _kind(annotation)
        case ast.AnnAssign(target=ast.Name(id=name), value=None):
            raise _broken(notebook, f"{name!r} has no default. Give it one, such as {EXAMPLE}", statement.lineno)
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            kind = ""
        case _:
            what = ast.unparse(statement).splitlines()[0]
            raise _broken(
                notebook,
                f"{what!r} declares no parameter. Only lines such as {EXAMPLE} may stand in this cell; put the rest "
                "into a cell below.",
                statement.lineno,
            )
    if kind not in KINDS:
        raise _broken(
            notebook,
            f"the parameter {name!r} has no known kind. Write it as in "
            f'{name}: "date" = ""; kinds are {listed(list(KINDS), "and")}.',
            statement.lineno,
        )
    default = _default(notebook, name, kind, value)
    return Parameter(name, kind, default, comments.get(statement.end_lineno or statement.lineno, ""))


def _kind(annotation: ast.expr) -> str:
    match annotation:
        case ast.Constant(value=str(kind)) | ast.Name(id=kind):
            return kind
    return ""


def _default(notebook: Path, name: str, kind: str, value: ast.expr) -> Plain:
    try:
        default = ast.literal_eval(value)
    except (ValueError, TypeError):
        default = None
    if not isinstance(default, Plain):
        raise _broken(notebook, f"the default of {name!r} is not a plain value: {ast.unparse(value)}.", value.lineno)
    try:
        KINDS[kind](name, default, None)
    except ParameterError as error:
        raise _broken(notebook, f"the default does not fit its kind, {kind}. {error}", value.lineno) from None
    return default


def _comments(source: str) -> dict[int, str]:
    """The comment at the end of each line that has one."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.start[0]: token.string[1:].strip() for token in tokens if token.type == tokenize.COMMENT}


def _broken(notebook: Path, what: str, line: int | None = None) -> ReportError:
    where = "" if line is None else f", parameters cell, line {line}"
    return ReportError(f"notebooks/{notebook.name}{where}: {what}")
