"""One list of dependencies: pyproject.toml. What is made from it keeps to it, and set-up says what it needs."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
EXTRAS = PROJECT["optional-dependencies"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))

PYTHONS = ["3.11.0", "3.12.0", "3.13.0", "3.14.0", "3.15.0"]
ADDRESS = re.compile(r"https?:|file:|git\+|^-|(^|\s)/\w", re.MULTILINE)


def declared(lists: list[list[str]]) -> list[Requirement]:
    """The requirements of several lists of pyproject.toml, one after the other."""
    return [Requirement(text) for requirements in lists for text in requirements]


@cache
def pins(lock: str) -> list[tuple[Requirement, list[str]]]:
    """Each pin of a lock file with its hashes."""
    entries = re.split(r"\n(?=\S)", lock.replace("\\\n", " ").strip())
    return [
        (Requirement(entry.split(" --hash")[0].split("\n")[0]), re.findall(r"--hash=(sha256:[0-9a-f]{64})\b", entry))
        for entry in entries
        if not entry.startswith("#")
    ]


def pinned(lock: str, name: str, python: str) -> list[str]:
    """The versions of a distribution that a lock gives to one version of Python on this system."""
    python_is = {"python_full_version": python, "python_version": python.rpartition(".")[0]}
    environment = {**default_environment(), **python_is}
    return [
        str(pin.specifier).removeprefix("==")
        for pin, _ in pins(lock)
        if canonicalize_name(pin.name) == canonicalize_name(name)
        and (pin.marker is None or pin.marker.evaluate(environment))
    ]


def test_conda_asks_for_the_python_that_the_project_asks_for():
    assert f"python{PROJECT['requires-python']}" in CONDA["dependencies"]
    assert PYPROJECT["tool"]["ruff"]["target-version"] == "py" + PROJECT["requires-python"][2:].replace(".", "")
    assert f">={PYPROJECT['tool']['mypy']['python_version']}" == PROJECT["requires-python"]


def test_conda_leaves_every_other_dependency_to_the_project():
    *own, through_pip = CONDA["dependencies"]
    assert [re.split(r"[<>=]", name)[0] for name in own] == ["python", "pip"]
    assert list(through_pip) == ["pip"]
    (editable,) = through_pip["pip"]
    match = re.fullmatch(r"-e \.\[([a-z,]+)\]", editable)
    assert match
    assert set(match[1].split(",")) <= set(EXTRAS)


def test_no_dependency_is_declared_twice():
    names = [canonicalize_name(r.name) for r in declared([PROJECT["dependencies"], *EXTRAS.values()])]
    assert sorted(names) == sorted(set(names))


def test_every_extra_has_something_in_it():
    assert [name for name, requirements in EXTRAS.items() if not requirements] == []


@pytest.mark.parametrize("python", PYTHONS)
def test_the_lock_satisfies_every_declared_dependency(python):
    wanted = declared([PYPROJECT["build-system"]["requires"], PROJECT["dependencies"], *EXTRAS.values()])
    unmet = [f"{r} but {found}" for r in wanted if not met(r, found := pinned(LOCK, r.name, python))]
    assert unmet == []


def met(requirement: Requirement, versions: list[str]) -> bool:
    """Whether exactly one version is pinned and the requirement allows it."""
    return len(versions) == 1 and requirement.specifier.contains(versions[0], prereleases=True)


def test_the_lock_satisfies_what_the_dependencies_need_in_turn():
    python = ".".join(map(str, sys.version_info[:3]))
    queue, seen = declared([PROJECT["dependencies"], *EXTRAS.values()]), set()
    while queue:
        needed = queue.pop()
        if (key := (canonicalize_name(needed.name), frozenset(needed.extras))) in seen:
            continue
        seen.add(key)
        versions = pinned(LOCK, needed.name, python)
        assert met(needed, versions), str(needed)
        # Only the pinned version can say what it needs; one that conda or a user chose would speak for itself.
        for text in (metadata.requires(needed.name) or []) if metadata.version(needed.name) in versions else []:
            further = Requirement(text)
            if further.marker is None or any(further.marker.evaluate({"extra": e}) for e in ["", *needed.extras]):
                queue.append(further)
    assert len(seen) > len(PROJECT["dependencies"])


def test_every_pin_is_exact_and_has_a_hash():
    assert len(pins(LOCK)) > 50
    assert [
        str(pin) for pin, hashes in pins(LOCK) if not (hashes and re.fullmatch(r"==[\w.]+", str(pin.specifier)))
    ] == []


def test_the_lock_names_no_address_and_no_folder():
    assert ADDRESS.search(LOCK) is None


def test_a_bad_lock_is_found():
    lock = (
        "alpha==1.0 ; python_full_version < '3.12' \\\n    --hash=sha256:" + "a" * 64 + "\n    # via beta\n"
        "alpha==2.0 ; python_full_version >= '3.12'\n"
    )
    assert [(str(pin.specifier), len(hashes)) for pin, hashes in pins(lock)] == [("==1.0", 1), ("==2.0", 0)]
    assert pinned(lock, "Alpha", "3.11.0") == ["1.0"]
    assert pinned(lock, "Alpha", "3.13.0") == ["2.0"]
    assert not met(Requirement("alpha>=1.5"), pinned(lock, "alpha", "3.11.0"))
    assert not met(Requirement("beta"), pinned(lock, "beta", "3.11.0"))
    for line in (
        "--index x",
        "-f wheels",
        "-e .",
        "a @ file:///x",
        "a @ https://x/a.whl",
        "a==1 /srv/a.whl",
    ):
        assert ADDRESS.search(f"b==1\n{line}\n"), line


def test_what_the_package_imports_is_declared():
    belongs_to = metadata.packages_distributions()
    published = [PROJECT["dependencies"], *(needs for extra, needs in EXTRAS.items() if extra != "dev")]
    known = {canonicalize_name(r.name) for r in declared(published)}
    undeclared = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in (ROOT / "analysis").rglob("*.py")
        for name in outside_imports(path.read_text(encoding="utf-8"))
        if not known & {canonicalize_name(owner) for owner in belongs_to.get(name, [name])}
    }
    assert sorted(undeclared) == []


def outside_imports(source: str) -> set[str]:
    """Top-level names a module imports that are neither the standard library's nor the package's own."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
    return names - sys.stdlib_module_names - {"analysis"}


def test_outside_imports_are_told_from_our_own():
    source = "import os, pandas as pd\nfrom scipy.stats import poisson\nfrom analysis.record import x\nfrom . import y"
    assert outside_imports(source) == {"pandas", "scipy"}


def test_the_wheel_carries_every_file_of_the_package(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        shipped = {name for name in archive.namelist() if ".dist-info/" not in name}
    files = (path for path in (ROOT / "analysis").rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    assert shipped == {path.relative_to(ROOT).as_posix() for path in files}


def run_make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`make` as a stranger's shell would run it: not as a part of the make that runs these tests."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


@needs_make
def test_plain_make_lists_every_target():
    targets = re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    listed = re.findall(r"^make (\w+)", run_make(ROOT).stdout, re.MULTILINE)
    assert listed == targets
    assert {"report", "test", "check"} <= set(targets)


@needs_make
def test_an_old_python_is_refused_before_anything_is_made(tmp_path):
    checkout = tmp_path / "a checkout"
    checkout.mkdir()
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, checkout)
    old = tmp_path / "old python"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    refused = run_make(checkout, "test", f"PYTHON={old}")
    assert refused.returncode == 2
    assert refused.stderr.splitlines()[0] == (
        f"Python 3.11 or newer is needed, and {old} was found. Install one, or name it: make PYTHON=/path/to/python3.12"
    )
    assert not (checkout / ".venv").exists()
