"""The `d` of a path in SVG: read as points, written as short as it goes, and how far it extends.

Matplotlib writes absolute coordinates to six places on a line of their own. One place is enough where a unit is a
point, and steps relative to the point before are shorter still; they are taken between rounded places, so that errors
do not add up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""

POINTS = {"M": 1, "L": 1, "Q": 2, "C": 3, "Z": 0}
"""The commands that matplotlib writes, and how many points belong to each."""
TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


def commands(d: str) -> Iterator[tuple[str, list[Point]]]:
    """Each command of a path with its points. Raises `ValueError` for one that matplotlib does not write."""
    tokens = TOKEN.findall(d)
    place = 0
    while place < len(tokens):
        command = tokens[place].upper()
        if command not in POINTS or (tokens[place] != command and command != "Z"):
            raise ValueError(f"a path with the command {tokens[place]!r}; expected one of M, L, Q, C and z")
        count = 2 * POINTS[command]
        numbers = [float(token) for token in tokens[place + 1 : place + 1 + count]]
        yield command, list(zip(numbers[::2], numbers[1::2], strict=True))
        place += 1 + count


def moved(d: str, by: Point) -> str:
    """The same path elsewhere."""
    return " ".join(
        " ".join([command, *(f"{x + by[0]:.6f} {y + by[1]:.6f}" for x, y in points)]) for command, points in commands(d)
    )


def compact(d: str, places: int = 1) -> str:
    """The same path with numbers to that many places; what comes out is not read by `commands` again."""
    scale = 10**places
    here = start = (0, 0)
    parts: list[str] = []
    for command, points in commands(d):
        if command == "Z":
            if here == start and parts[-1][:1] in ("l", "h", "v"):
                parts.pop()  # a step back to the start, which closing takes as well
            parts.append("z")
            here = start
            continue
        there = [(round(x * scale), round(y * scale)) for x, y in points]
        if command == "M":
            parts.append("M" + _numbers(there, scale))
            start = there[0]
        elif command == "L":
            parts.append(_line(here, there[0], scale, parts[-1][:1] == "M"))
        else:
            parts.append(command.lower() + _numbers([_step(here, point) for point in there], scale))
        here = there[-1]
    return "".join(parts)


def _line(here: tuple[int, int], there: tuple[int, int], scale: int, needed: bool) -> str:
    """A straight step; none at all where it leads nowhere, except that a stroke of no length is a dot."""
    across, down = _step(here, there)
    if across and down:
        return "l" + _numbers([(across, down)], scale)
    if down:
        return "v" + number(down / scale)
    return "h" + number(across / scale) if across or needed else ""


def _step(here: tuple[int, int], there: tuple[int, int]) -> tuple[int, int]:
    return there[0] - here[0], there[1] - here[1]


def _numbers(points: Sequence[tuple[int, int]], scale: int) -> str:
    words = [number(value / scale) for point in points for value in point]
    return words[0] + "".join(word if word.startswith("-") else f" {word}" for word in words[1:])


def number(value: float, places: int = 2) -> str:
    """A number as short as SVG reads it: `-.5`, `3`, `12.25`."""
    words = f"{value:.{places}f}"
    if "." in words:
        words = words.rstrip("0").rstrip(".")
    sign, digits = ("-", words[1:]) if words.startswith("-") else ("", words)
    digits = digits.removeprefix("0") or "0"
    return digits if digits == "0" else sign + digits


@lru_cache(maxsize=4096)  # the parts of one picture are asked for several times
def extent(d: str) -> Box:
    """The box around all points of a path, those that only bend a curve included."""
    return around([(x, y, x, y) for _, points in commands(d) for x, y in points])


def around(boxes: Iterable[Box]) -> Box:
    """The box around boxes; one that is turned inside out, and so lies in every other, where there are none."""
    every = list(boxes)
    if not every:
        return float("inf"), float("inf"), float("-inf"), float("-inf")
    left, top, right, bottom = zip(*every, strict=True)
    return min(left), min(top), max(right), max(bottom)
