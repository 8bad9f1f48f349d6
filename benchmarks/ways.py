"""The ways to make a page of a notebook that are measured side by side, each as the commands that a person types."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.floor import floor_script
from benchmarks.workplace import BIN, REPORT, Workplace

OURS, PAPERMILL, PLOOMBER, FLOOR = "workbook", "papermill", "ploomber", "floor"
Commands = list[list[str]]


@dataclass(frozen=True)
class Way:
    """One way: a word for it, what it is, and the commands for given parameters and an empty folder to write to.

    `page` is what the commands leave in that folder; `environment` comes on top of the workplace's.
    """

    name: str
    label: str
    page: str
    commands: Callable[[Workplace, Mapping[str, object], Path], Commands]
    environment: Mapping[str, str] = field(default_factory=dict)


def _render(place: Workplace, parameters: Mapping[str, object], out: Path) -> Commands:
    given = [word for name, value in parameters.items() for word in ("-p", f"{name}={value}")]
    return [[str(BIN / "workbook"), "render", REPORT, *given, "--out", str(out)]]


def _papermill(place: Workplace, parameters: Mapping[str, object], out: Path) -> Commands:
    executed = out / "executed.ipynb"
    run = [str(BIN / "papermill"), place.notebook.name, str(executed), *_pairs(parameters)]
    return [run, _convert(executed)]


def _ploomber(overlay: Path) -> Callable[[Workplace, Mapping[str, object], Path], Commands]:
    def commands(place: Workplace, parameters: Mapping[str, object], out: Path) -> Commands:
        executed = out / "executed.ipynb"
        run = [str(overlay / "bin" / "ploomber-engine"), place.notebook.name, str(executed), *_pairs(parameters)]
        return [run, _convert(executed)]

    return commands


def _floor(place: Workplace, parameters: Mapping[str, object], out: Path) -> Commands:
    script = out / "floor_script.py"
    script.write_text(floor_script(place.notebook, parameters), encoding="utf-8")
    return [[sys.executable, str(script), str(out / "page.html")]]


def _convert(executed: Path) -> list[str]:
    return [str(BIN / "jupyter"), "nbconvert", "--to", "html", str(executed)]


def _pairs(parameters: Mapping[str, object]) -> list[str]:
    """`-p NAME VALUE` for each parameter; a blank one keeps its default, which is blank."""
    return [word for name, value in parameters.items() if value != "" for word in ("-p", name, str(value))]


WAYS = (
    Way(OURS, "`workbook render`, cold", f"{REPORT}/index.html", _render),
    Way(PAPERMILL, "`papermill`, then `jupyter nbconvert`", "executed.html", _papermill),
    Way(FLOOR, "the floor: a plain script", "page.html", _floor),
)


def ploomber(folder: Path) -> Way | str:
    """ploomber-engine, installed into that folder beside this environment, which stays as it is; or why it is not.

    What this environment has already is not installed again, so that both engines run on the same libraries.
    """
    uv = str(BIN / "uv")
    python = ["--python", sys.executable]
    try:
        plan = _said([uv, "pip", "install", "--dry-run", *python, "ploomber-engine"])
        missing = [line.split()[1] for line in plan.splitlines() if line.strip().startswith("+ ")]
        _said([uv, "pip", "install", "--no-deps", "--compile-bytecode", "--target", str(folder), *python, *missing])
    except (OSError, subprocess.SubprocessError) as error:
        said = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
        return f"could not be installed here ({said[-1][:120] if said else type(error).__name__})"
    version = next((word for word in missing if word.startswith("ploomber-engine==")), "ploomber-engine")
    return Way(
        PLOOMBER,
        f"`ploomber-engine` {version.partition('==')[2]}, then `jupyter nbconvert`",
        "executed.html",
        _ploomber(folder),
        {"PYTHONPATH": str(folder), "PLOOMBER_STATS_ENABLED": "false"},
    )


def _said(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    return done.stdout + done.stderr
