"""The command line as a caller sees it, and a workbook of one's own to run it in."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from analysis import cli

ROOT = Path(__file__).parents[2]
PARAMETERS = """
since: "date" = ""  # first day
until: "date" = ""  # last day
unit: "unit" = "strikes"  # what is counted
attribution: "attribution" = "acknowledged"  # which strikes count
factor: "int" = 10  # how many times
often: "times" = 2  # how often
share: "float" = 0.5  # a share
full: "bool" = True  # a flag
name: "str" = ""  # a word
""".strip()


@dataclass(frozen=True)
class Answer:
    """What a command left behind."""

    status: int
    out: str
    err: str


@pytest.fixture
def workbook(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Answer]:
    """Runs `workbook WORDS…` in this process, from wherever the test stands."""

    def run(*words: object) -> Answer:
        monkeypatch.setattr("sys.argv", ["workbook", *map(str, words)])
        capfd.readouterr()
        status = 0
        try:
            cli.main()
        except SystemExit as stop:
            status = int(stop.code or 0)
        return Answer(status, *capfd.readouterr())

    return run


class Project:
    """A workbook of the invented record with one report, `small`, whose notebook a test may replace."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(ROOT / "tests" / "data" / "invented", root / "data")
        (root / "reports").mkdir()
        (root / "notebooks").mkdir()
        self.reports("small: {title: A <small> report, notebook: small, parameters: {factor: 3}}")
        self.notebook("print('unit is', unit, 'and factor', factor)")

    @property
    def page(self) -> Path:
        """Where the report is published."""
        return self.root / "reports" / "site" / "small" / "index.html"

    def reports(self, *entries: str) -> None:
        """Writes `reports/reports.yml` with these entries, each a line of YAML."""
        text = "reports:\n" + "".join(f"  {entry}\n" for entry in entries)
        (self.root / "reports" / "reports.yml").write_text(text, encoding="utf-8")

    def notebook(self, *cells: str, parameters: str = PARAMETERS) -> None:
        """Writes `notebooks/small.ipynb` with a parameters cell and these code cells."""
        first = nbformat.v4.new_code_cell(parameters, id="parameters", metadata={"tags": ["parameters"]})
        rest = [nbformat.v4.new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(cells, 1)]
        notebook = nbformat.v4.new_notebook(cells=[first, *rest])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, self.root / "notebooks" / "small.ipynb")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A small workbook; the working folder is inside it."""
    made = Project(tmp_path / "a workbook")
    monkeypatch.chdir(made.root / "notebooks")
    return made
