"""The page of a failed run: one HTML file without network and script, like the page that it stands in for."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from analysis.markup import isolated, plain
from analysis.measures.words import day
from analysis.press.failures.failure import Failure, Line

FOLDER = Path(__file__).parent
STYLES = (FOLDER.parent / "page" / "style.css", FOLDER / "failure.css")
"""The style of every page, and what a failure has beside."""


def failure_html(failure: Failure, title: str, good: str = "", made: str = "") -> str:
    """The page of a failed run of the report with that title.

    `good` is the address of the last good page as seen from this one, where there is one; `made` is when the run
    failed, as `run.json` has it.
    """
    style = "\n".join(path.read_text(encoding="utf-8").strip() for path in STYLES)
    environment = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, finalize=_possible
    )
    environment.filters["told"] = isolated
    environment.filters["numbered"] = numbered
    return environment.get_template("failure.html.j2").render(
        failure=failure,
        title=title,
        good=good,
        dateline=_dateline(made),
        style=style,
        style_hash=f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode('ascii')}",
    )


def numbered(lines: tuple[Line, ...]) -> str:
    """Lines of code with their numbers, as markup; an arrow stands before those that the run came through."""
    width = len(str(lines[-1].number)) if lines else 0
    shown = []
    for line in lines:
        tag = 'mark class="step"' if line.marked else 'span class="step"'
        arrow = "→" if line.marked else " "
        shown.append(f"<{tag}>{arrow} {line.number:>{width}}  {isolated(line.text)}\n</{tag.split()[0]}>")
    return "".join(shown)


def _dateline(made: str) -> str:
    """When the run failed, in UTC; nothing where that is not known."""
    try:
        time = datetime.fromisoformat(made).astimezone(UTC)
    except ValueError:
        return ""
    return f"Tried on {day(time.date())} at {time:%H:%M} UTC."


def _possible(value: object) -> object:
    """Text without characters that no document may hold; markup has gone through the same already."""
    return value if hasattr(value, "__html__") else plain(value)
