"""Documents that would fall behind: generated ones are current, and what others name exists."""

import importlib.util
import json
import re
import shlex
from pathlib import Path

import pytest

from analysis import Rule, campaign_findings, cli, load
from analysis.press.orders.reports import load_reports

ROOT = Path(__file__).parents[2]
PROSE = sorted(path for path in ROOT.glob("**/*.md") if not {".venv", ".git", "site"} & set(path.parts))


@pytest.fixture(scope="module")
def generate():
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_documents_are_current(generate):
    for name, make in generate.DOCUMENTS.items():
        assert (ROOT / "docs" / name).read_text(encoding="utf-8") == make(), f"docs/{name} is behind: run make docs"


@pytest.mark.parametrize("path", PROSE, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"


def test_every_decision_is_listed():
    pages = {path.name for path in (ROOT / "docs" / "decisions").glob("0*.md")}
    listed = set(re.findall(r"\((0[^)]+\.md)\)", (ROOT / "docs" / "decisions" / "README.md").read_text()))
    assert pages == listed


def test_the_readme_names_every_report_and_every_command_that_exists():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in {report.group or name for name, report in load_reports(ROOT).items()}:
        assert f"`{name}`" in readme
    targets = set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"\bmake ([a-z]+)", readme)) <= targets


def test_sizes_in_the_record_changelog_are_those_of_the_record():
    descriptor = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    assert f"## {descriptor['version']} " in (ROOT / "data" / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"version {descriptor['version']}" in (ROOT / "data" / "README.md").read_text(encoding="utf-8")


def test_what_the_readme_shows_is_what_the_commands_print(capfd, monkeypatch):
    """Each `$ .venv/bin/workbook …` of the README, run here, prints the lines below it."""
    monkeypatch.chdir(ROOT)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"^\$ \.venv/bin/workbook (.+)\n((?:(?!```|\$).*\n)+)", readme, re.M)
    assert shown
    for words, output in shown:
        monkeypatch.setattr("sys.argv", ["workbook", *shlex.split(words)])
        cli.main()
        assert capfd.readouterr().out == output


def test_the_finding_in_the_readme_is_the_record_s():
    finding = campaign_findings(load(ROOT / "data"), Rule())["ratio"]
    assert f"> {finding.text} {finding.verdict}" in (ROOT / "README.md").read_text(encoding="utf-8")
