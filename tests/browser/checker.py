"""The Nu HTML checker's word on a page: errors, and the warnings and remarks beside them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

JAR = Path(__file__).parent / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
HELP = "Run `make browser`, which brings the HTML checker where it finds Java and npm."


class MissingChecker(Exception):
    """The checker cannot run here; the message says what to do."""


def remarks(*pages: Path) -> list[str]:
    """Everything the checker has to say of some pages, one line each; nothing is passed over."""
    if not shutil.which("java") or not JAR.is_file():
        raise MissingChecker(f"The Nu HTML checker is not here. {HELP}")
    command = [
        "java",
        "-Xss2m",
        "-jar",
        str(JAR),
        "--format",
        "json",
        "--stdout",
        "--exit-zero-always",
        *map(str, pages),
    ]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    return [as_line(message) for message in json.loads(answer.stdout)["messages"]]


def as_line(message: dict[str, object]) -> str:
    """A message with its kind, its place and the markup that it is about."""
    kind = message.get("subType", message["type"])
    page = "/".join(str(message.get("url", "")).split("/")[-2:])
    return f"{page}: {kind}, line {message.get('lastLine')}: {message.get('message')} | {message.get('extract', '')!r}"
