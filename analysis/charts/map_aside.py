"""What stands beside a map: the rows without a place, and what the marks mean."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from matplotlib.artist import Artist
from matplotlib.patches import Polygon

from analysis.charts.ground import Frame
from analysis.charts.labels import wrapped
from analysis.charts.map_labels import shortened
from analysis.charts.map_marks import DASH, DISC, DOTTED, LISTED, PIN, hidden
from analysis.charts.sheet import PLAIN, Sheet
from analysis.charts.spots import Scene, Spot
from analysis.charts.theme import KNOWN, LINE, MUTED
from analysis.measures.words import days, sentence

INDENT, KEY_INDENT = 14.0, 26.0
"""Points from the left edge to the words of the list, and to those of the key."""
BETWEEN, APART = 4.0, 10.0
"""Points between two entries, and between the list and the key."""


@dataclass(frozen=True)
class Aside:
    """A column `width` points wide: the list of the rows without a place, and the key of the map if there is one."""

    scene: Scene
    frame: Frame | None
    width: float

    @cached_property
    def entries(self) -> list[tuple[Spot, list[str]]]:
        """The rows without a place, with their lines of words."""
        return [(spot, self._lines(spot)) for spot in self.scene.unplaced]

    def _lines(self, spot: Spot) -> list[str]:
        number = spot.number if spot.stated else "number not stated"
        words = f"{sentence(spot.region)}: {number}{'' if spot.counted else ' (not counted)'}"
        room = self.width - INDENT
        parts = (words, days(spot.start, spot.end))
        return [shortened(line, room) for part in parts for line in wrapped(part, room)]

    @cached_property
    def keys(self) -> list[tuple[str, list[str]]]:
        """The marks that occur, and what each means in lines of words."""
        room = self.width - KEY_INDENT
        return [(kind, wrapped(words, room)) for kind, words in _keys(self.scene, self.frame)]

    @property
    def height(self) -> float:
        """Points from the top of the column to its foot."""
        lines = sum(len(lines) for _, lines in (*self.entries, *self.keys)) + bool(self.entries)
        return lines * LINE + (len(self.entries) + len(self.keys)) * BETWEEN + APART

    def draw(self, sheet: Sheet, x: float, y: float) -> None:
        """Draws the column with the first base line at `y`."""
        if self.entries:
            sheet.write(x, y, "Place not disclosed", bold=True)
            y += LINE + 3
        for spot, lines in self.entries:
            square = sheet.axes.plot([x + 4], [y - 3.5], label="listed", **PLAIN, **LISTED[spot.counted])
            artists: list[Artist] = [*square, sheet.write(x + INDENT, y, lines[0])]
            artists += [
                sheet.write(x + INDENT, y + number * LINE, line, color=MUTED)
                for number, line in enumerate(lines[1:], 1)
            ]
            sheet.mark(artists, spot.title, spot.rows, self.scene.spots.index(spot))
            y += len(lines) * LINE + BETWEEN
        y += APART if self.entries else 0
        for kind, lines in self.keys:
            _swatch(sheet, x, y - 3.5, kind)
            y = sheet.write_lines(x + KEY_INDENT, y, lines, color=MUTED) + BETWEEN


def _keys(scene: Scene, frame: Frame | None) -> list[tuple[str, str]]:
    spots, keys = scene.placed, []
    behind = [hidden(radius, spot, frame) for spot in spots for radius in spot.radii] if frame else []
    if any(spot.pinned and spot.counted for spot in spots):
        keys.append(("place", "a place that the sources name, not the point that was hit"))
    if not all(behind):
        small = "; where a dot has none, it is smaller than the dot" if any(behind) else ""
        keys.append(("disc", f"what was hit lay somewhere in here{small}"))
    if any(spot.home != spot.middle for spot in spots):
        keys.append(("distance", "only a distance and a direction were given"))
    if not all(spot.counted for spot in spots):
        keys.append(("hollow", "not counted by the rule"))
    numbers = [spot.number for spot in scene.spots]
    if any(number.endswith("+") for number in numbers):
        keys.append(("+", "or more: no maximum is stated"))
    if any(spot.number == "?" for spot in spots):
        keys.append(("?", "no number is stated"))
    return keys


def _swatch(sheet: Sheet, x: float, y: float, kind: str) -> None:
    """A sample of a mark, with its middle at a height of `y`."""
    if kind in ("disc", "hollow"):
        turns = [turn * math.tau / 24 for turn in range(24)]
        circle = [(x + 10 + 7 * math.cos(turn), y + 7 * math.sin(turn)) for turn in turns]
        sheet.axes.add_patch(Polygon(circle, linewidth=0.8, linestyle=DASH, **DISC[kind == "disc"]))
    if kind in ("place", "hollow"):
        sheet.axes.plot([x + 10], [y], **PLAIN, **PIN[kind == "place"])
    if kind == "distance":
        sheet.axes.plot([x + 1, x + 20], [y, y], color=KNOWN, **DOTTED)
    if kind in ("+", "?"):
        sheet.write(x + 6, y + 3.5, kind)
