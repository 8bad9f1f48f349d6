"""The shape of the package: imports point one way, and each outside thing has one room that knows it.

Sources are parsed, never executed. Each rule is a function from one module's source to its breaches, tried first on
a source small enough to read and then on the package.
"""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "analysis"
ROOMS = ["errors", "markup", "record", "measures", "charts", "__init__", "press", "cli", "__main__"]
"""From the bottom up; `__init__` is the package's face, the names a notebook takes, and so lies above what it shows."""

PRESS_ROOMS = [
    *("verify", "answers", "orders", "ledger", "kernels", "page"),
    *("changes", "failures", "site", "making", "cluster", "telling", "sharing", "schedule", "runs"),
]
"""The rooms within `press`, from the bottom up: what is asked for, what is known, where it runs, what comes of it."""

KNOWN_ONLY_TO = {
    "click": "cli",
    **dict.fromkeys(["apprise", "fsspec"], "press"),
    **dict.fromkeys(
        ["papermill", "nbclient", "nbformat", "jinja2", "markdown_it", "mdit_py_plugins", "math_core"], "press"
    ),
}
FILELESS_ROOMS = {"measures", "charts"}
FILE_CALLS = re.compile(r"open|read_\w+|write_(text|bytes)|load|load_?txt|genfromtxt|fromfile|imread|urlopen|savez?")
NOTHING_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}
SUBJECT = re.compile("libya|surt|sirte", re.IGNORECASE)

Rule = Callable[[str, str], list[str]]


def room(module: str) -> str:
    """The part of the package a dotted name lies in: `analysis.record.store` is in `record`."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def imported(module: str, source: str, *, is_package: bool = False) -> Iterator[tuple[int, str]]:
    """Line and absolute dotted name of everything a module imports, at its top or anywhere inside."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            here = module.split(".") if is_package else module.split(".")[:-1]
            parents = here[: len(here) - node.level + 1] if node.level else []
            base = ".".join([*parents, *([node.module] if node.module else [])])
            for alias in node.names:
                # `from analysis import charts` reaches a room, `from analysis import load` the package's face
                inside = base == "analysis" and alias.name in ROOMS
                yield node.lineno, f"{base}.{alias.name}" if inside else base
        elif isinstance(node, ast.Call) and called(node) in {"import_module", "__import__"} and node.args:
            match node.args[0]:
                case ast.Constant(value=str(name)):
                    yield node.lineno, name


def called(call: ast.Call) -> str:
    """The last word of what is called: `open` for both `open(p)` and `p.open()`."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def reaches_up(module: str, source: str, *, is_package: bool = False) -> list[str]:
    """Imports of a room that lies above the module's own."""
    return [
        f"{module}:{line} reaches up to {name}"
        for line, name in imported(module, source, is_package=is_package)
        if name.split(".")[0] == "analysis" and ROOMS.index(room(name)) > ROOMS.index(room(module))
    ]


def press_room(module: str) -> int:
    """How high a module of `press` lies within it; -1 for modules elsewhere and for `press` itself."""
    parts = module.split(".")
    return PRESS_ROOMS.index(parts[2]) if parts[:2] == ["analysis", "press"] and len(parts) > 2 else -1


def climbs_within_press(module: str, source: str, *, is_package: bool = False) -> list[str]:
    """Imports of a room of `press` that lies above the module's own."""
    return [
        f"{module}:{line} climbs to {name}"
        for line, name in imported(module, source, is_package=is_package)
        if 0 <= press_room(module) < press_room(name)
    ]


def knows_too_much(module: str, source: str, *, is_package: bool = False) -> list[str]:
    """Imports of a library that only another room may know."""
    return [
        f"{module}:{line} imports {name}, which only {owner} may"
        for line, name in imported(module, source, is_package=is_package)
        if (owner := KNOWN_ONLY_TO.get(name.split(".")[0])) and room(module) != owner
    ]


def touches_files(module: str, source: str, *, is_package: bool = False) -> list[str]:
    """Calls that read or write a file, in a room that takes frames and gives frames."""
    if room(module) not in FILELESS_ROOMS:
        return []
    return [
        f"{module}:{node.lineno} calls {called(node)}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and FILE_CALLS.fullmatch(called(node))
    ]


def sources() -> Iterator[tuple[str, str, bool]]:
    """Dotted name, source and whether it is a package's `__init__`, for every module of the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        yield ".".join(parts[:-1] if is_package else parts), path.read_text(encoding="utf-8"), is_package


@pytest.mark.parametrize("rule", [reaches_up, climbs_within_press, knows_too_much, touches_files])
def test_the_package_keeps(rule):
    breaches = [
        breach for module, source, is_package in sources() for breach in rule(module, source, is_package=is_package)
    ]
    assert breaches == []


def test_the_package_was_found():
    assert "analysis" in {module for module, _, _ in sources()}


def test_every_module_lies_in_a_known_room():
    assert {room(module) for module, _, _ in sources()} <= set(ROOMS)


def test_no_module_has_a_name_that_says_nothing():
    assert [m for m, _, _ in sources() if NOTHING_NAMES & set(m.split("."))] == []


def test_the_package_does_not_know_its_subject():
    named = [
        f"{path.relative_to(PACKAGE)}:{number}"
        for path in sorted(PACKAGE.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
        for number, line in enumerate([path.name, *path.read_text(encoding="utf-8", errors="replace").splitlines()])
        if SUBJECT.search(line)
    ]
    assert named == []


@pytest.mark.parametrize(
    ("module", "source", "name"),
    [
        ("analysis.record.store", "import analysis.measures.counts", "analysis.measures.counts"),
        ("analysis.record.store", "from analysis.press import run", "analysis.press"),
        ("analysis.record.store", "from analysis import charts", "analysis.charts"),
        ("analysis.record.store", "from analysis import load", "analysis"),
        ("analysis.record.store", "from ..charts.theme import COLOURS", "analysis.charts.theme"),
        ("analysis.record.adapters.ged", "from ... import cli", "analysis.cli"),
        ("analysis.errors", "from . import record", "analysis.record"),
        ("analysis.charts.map", "def draw():\n    from ..press import run", "analysis.press"),
        ("analysis.charts.map", "if TYPE_CHECKING:\n    from analysis.press.run import Run", "analysis.press.run"),
        ("analysis.charts.map", "importlib.import_module('analysis.press')", "analysis.press"),
        ("analysis.press.run", "from ..cli import main", "analysis.cli"),
    ],
)
def test_an_import_that_reaches_up_is_found(module, source, name):
    line = source.count("\n") + 1
    assert reaches_up(module, source) == [f"{module}:{line} reaches up to {name}"]


def test_a_relative_import_in_a_package_starts_at_the_package_itself():
    assert reaches_up("analysis", "from .press import run", is_package=True) == [
        "analysis:1 reaches up to analysis.press"
    ]
    assert reaches_up("analysis.record", "from ..charts import map", is_package=True) == [
        "analysis.record:1 reaches up to analysis.charts"
    ]
    assert reaches_up("analysis.record", "from .store import load", is_package=True) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("analysis.__main__", "from .cli import main"),
        ("analysis.cli", "from analysis import load\nfrom .press import run\nfrom .errors import DataError"),
        ("analysis.press.run", "from analysis.charts import volume\nfrom . import kernels"),
        ("analysis.measures.toll", "import pandas as pd\nfrom .rules import Rule\nfrom ..record.store import Record"),
        ("analysis.record.adapters.ged", "from ..store import Record\nfrom ...errors import DataError"),
    ],
)
def test_an_import_that_points_down_or_sideways_passes(module, source):
    assert reaches_up(module, source) == []


def test_an_import_that_climbs_within_the_press_is_found():
    assert climbs_within_press(
        "analysis.press.ledger.key", "def f():\n    from analysis.press.runs.run import run"
    ) == ["analysis.press.ledger.key:2 climbs to analysis.press.runs.run"]
    assert climbs_within_press("analysis.press.runs.run", "from analysis.press.ledger.key import key_of") == []
    assert climbs_within_press("analysis.press.page.blocks", "from analysis.press.page.prose import html") == []


def test_a_library_is_known_to_its_own_room_only():
    assert knows_too_much("analysis.cli", "import click") == []
    assert knows_too_much("analysis.press.run", "from nbclient.exceptions import CellExecutionError") == []
    assert knows_too_much("analysis.press.run", "import click") == [
        "analysis.press.run:1 imports click, which only cli may"
    ]
    assert knows_too_much("analysis.charts.map", "def f():\n    import papermill as pm") == [
        "analysis.charts.map:2 imports papermill, which only press may"
    ]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("open('x')", "open"),
        ("with Path('x').open() as f: ...", "open"),
        ("pd.read_csv(p)", "read_csv"),
        ("Path(p).read_text()", "read_text"),
        ("Path(p).read_bytes()", "read_bytes"),
        ("json.load(f)", "load"),
        ("np.loadtxt(p)", "loadtxt"),
        ("p.write_text('x')", "write_text"),
    ],
)
def test_a_call_that_touches_a_file_is_found_in_measures_and_charts_only(source, name):
    assert touches_files("analysis.measures.counts", source) == [f"analysis.measures.counts:1 calls {name}"]
    assert touches_files("analysis.charts.map", source) == [f"analysis.charts.map:1 calls {name}"]
    assert touches_files("analysis.record.store", source) == []


def test_words_near_a_file_call_are_left_alone():
    calm = "high.open\nopened()\njson.loads(text)\nframe.to_csv()\nfigure.savefig(buffer)\nspread_out(marks)"
    assert touches_files("analysis.measures.counts", calm) == []


def test_the_subject_is_found_in_any_case_and_inside_a_name():
    assert [bool(SUBJECT.search(text)) for text in ("LIBYA", "in_surt_2016", "Sirte's", "resort")] == [
        True,
        True,
        True,
        False,
    ]
