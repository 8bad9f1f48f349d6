"""What the browser tests need is found, or named; and what comes from the npm registry is one file with a hash."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from . import chromium
from .chromium import NAMES, VARIABLE, MissingBrowser, find_chromium
from .conftest import lacking

HERE = Path(__file__).parent


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """Puts programs on an otherwise bare machine: `machine(chromium=0)` starts well, `machine(chromium=1)` does not."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(chromium, "downloaded", lambda: str(tmp_path / "not downloaded"))
    (tmp_path / "bin").mkdir()

    def put(**programs: int) -> Path:
        for name, status in programs.items():
            path = tmp_path / "bin" / name.replace("_", "-")
            path.write_text(f"#!/bin/sh\nexit {status}\n", encoding="utf-8")
            path.chmod(0o755)
        return tmp_path / "bin"

    return put


@pytest.mark.parametrize("name", NAMES)
def test_an_installed_browser_is_found_by_any_of_its_names(machine, name):
    folder = machine(**{name.replace("-", "_"): 0})
    assert find_chromium() == str(folder / name)


def test_a_stub_that_does_not_start_is_passed_over(machine):
    folder = machine(chromium_browser=1, google_chrome=0)
    assert find_chromium() == str(folder / "google-chrome")


def test_the_environment_names_a_browser_before_every_other(machine, monkeypatch):
    folder = machine(chromium=0, my_own=0)
    monkeypatch.setenv(VARIABLE, str(folder / "my-own"))
    assert find_chromium() == str(folder / "my-own")


def test_a_named_browser_that_does_not_start_is_not_replaced(machine, monkeypatch):
    machine(chromium=0)
    monkeypatch.setenv(VARIABLE, "/no/such/browser")
    with pytest.raises(MissingBrowser, match="WORKBOOK_CHROMIUM is '/no/such/browser', which does not start"):
        find_chromium()


def test_without_a_browser_the_message_says_what_to_do(machine):
    machine()
    with pytest.raises(MissingBrowser, match="Run `make browser`"):
        find_chromium()


@pytest.mark.parametrize(("ci", "status"), [("true", 1), ("", 0)])
def test_what_cannot_be_brought_is_named_and_fails_in_ci_alone(machine, ci, status):
    folder = machine()
    environment = {"PATH": str(folder), "CI": ci, VARIABLE: "/no/such/browser", "HOME": str(folder)}
    program = [sys.executable, str(HERE / "install.py")]
    answer = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == status, answer.stderr
    assert "WORKBOOK_CHROMIUM is '/no/such/browser'" in answer.stderr
    assert "install a JRE" in answer.stderr


def test_nothing_is_said_when_everything_is_there(machine):
    folder = machine(java=0)
    if not (HERE / "node_modules").is_dir():
        lacking("The Nu HTML checker is not here. Run `make browser`.")
    environment = {**os.environ, "PATH": str(folder), VARIABLE: str(machine(chromium=0) / "chromium"), "CI": "true"}
    program = [sys.executable, str(HERE / "install.py")]
    answer = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")


def test_the_checker_is_all_that_comes_from_the_npm_registry():
    text = (HERE / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    assert set(packages) == {"", "node_modules/vnu-jar"}
    assert re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", packages["node_modules/vnu-jar"]["integrity"])
    assert json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"] == {
        "vnu-jar": packages["node_modules/vnu-jar"]["version"]
    }
    assert re.search(r"https?:|git\+|file:", text) is None
