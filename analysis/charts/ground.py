"""The ground of a map: what part of the world it shows at which scale, its countries, and its scale bar."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from analysis.charts.theme import INK, MUTED, PAPER, RULE
from analysis.measures.projection import Projection
from analysis.record.outlines import Area

SEA: Mapping[str, Any] = {"facecolor": (RULE, 0.25), "edgecolor": "none", "zorder": 0}
AROUND: Mapping[str, Any] = {"facecolor": (RULE, 0.75), "edgecolor": PAPER, "linewidth": 0.8, "zorder": 1}
COUNTRY: Mapping[str, Any] = {"facecolor": PAPER, "edgecolor": MUTED, "linewidth": 0.8, "zorder": 2}
"""The country is paper; its neighbours, and the sea where nothing else is, stand back in two greys."""
MARGIN = 14.0
"""Points kept free around what must be seen."""
LEAST_KM = 60.0
"""Kilometres that a map shows at least: a single place without an outline still has surroundings."""
SEEN = 0.25
"""Points by which an outline may be simplified: less than half of its line's width."""


@dataclass(frozen=True)
class Frame:
    """A box on the sheet, in points, and the part of the world seen through it.

    `scale` is points per kilometre at the centre of the projection; `middle` lies, in kilometres, in the middle of the
    box.
    """

    projection: Projection
    left: float
    top: float
    width: float
    height: float
    scale: float
    middle: tuple[float, float]

    @classmethod
    def around(
        cls, centre: np.ndarray, seen: np.ndarray, left: float, top: float, width: float, heights: tuple[float, float]
    ) -> Self:
        """The frame that shows some points of (longitude, latitude), as large as the width and the heights allow.

        The projection is centred on the points `centre`; `heights` are the least and the most.
        """
        projection = Projection.around(centre)
        drawn = projection.forward(seen)
        low, high = drawn.min(axis=0), drawn.max(axis=0)
        wide, tall = (max(float(side), LEAST_KM) for side in high - low)
        height = round(min(max((width - 2 * MARGIN) * tall / wide + 2 * MARGIN, heights[0]), heights[1]))
        scale = min((width - 2 * MARGIN) / wide, (height - 2 * MARGIN) / tall)
        middle = (low + high) / 2
        return cls(projection, left, top, width, height, scale, (float(middle[0]), float(middle[1])))

    def place(self, points: np.ndarray) -> np.ndarray:
        """Where points of (longitude, latitude) lie on the sheet."""
        x, y = self.projection.forward(points).T
        across = self.left + self.width / 2 + (x - self.middle[0]) * self.scale
        down = self.top + self.height / 2 - (y - self.middle[1]) * self.scale
        return np.column_stack([across, down])

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        """Where one point lies on the sheet."""
        x, y = self.place(np.array([[lon, lat]]))[0]
        return float(x), float(y)

    @property
    def worst_scale(self) -> float:
        """By how much a length on the map may be wrong at its worst corner, as a share."""
        corners = np.array([[x, y] for x in (-0.5, 0.5) for y in (-0.5, 0.5)]) * (self.width, self.height)
        return self.projection.worst_scale(corners / self.scale + self.middle)

    @property
    def bar(self) -> tuple[float, float]:
        """A round number of kilometres for the scale bar, and its length in points: at most a quarter of the width."""
        longest = self.width / 4 / self.scale
        power = 10.0 ** math.floor(math.log10(longest))
        km = max(step * power for step in (1, 2, 5) if step * power <= longest)
        return km, km * self.scale


def path_of(area: Area, frame: Frame) -> Path | None:
    """The part of an area that the frame shows, with no more corners than can be seen; `None` where it shows nothing.

    It is cut a little outside the frame, so that the cut is not seen. A corner that falls on the one before it, to a
    tenth of a point, is left out, and so is a ring of fewer than three.
    """
    box = Bbox.from_extents(frame.left - 4, frame.top - 4, frame.left + frame.width + 4, frame.top + frame.height + 4)
    rings = []
    for ring in area.rings:
        cut = Path(frame.place(ring), closed=True).clip_to_bbox(box)
        for polygon in cut.to_polygons():
            corners = simplified(np.asarray(polygon, dtype="float64"), SEEN).round(1)
            corners = corners[np.append(True, (np.diff(corners, axis=0) != 0).any(axis=1))]
            if len(corners) > 3:
                rings.append(Path(corners, closed=True))
    return Path.make_compound_path(*rings) if rings else None


def simplified(line: np.ndarray, tolerance: float) -> np.ndarray:
    """A closed line with the corners that are needed to keep within `tolerance` of it (Douglas and Peucker 1973)."""
    keep = np.zeros(len(line), dtype=bool)
    far = int(np.hypot(*(line - line[0]).T).argmax())
    keep[[0, far, -1]] = True
    spans = [(0, far), (far, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        start, along = line[first], line[last] - line[first]
        between = line[first + 1 : last] - start
        length = float(along @ along)
        share = np.clip(between @ along / length, 0, 1)[:, None] if length else np.zeros((len(between), 1))
        apart = np.hypot(*(between - share * along).T)
        if apart.max() > tolerance:
            worst = first + 1 + int(apart.argmax())
            keep[worst] = True
            spans += [(first, worst), (worst, last)]
    return line[keep]


def draw_ground(axes: Axes, frame: Frame, country: Sequence[Area], neighbours: Sequence[Area]) -> dict[str, Path]:
    """The sea, the neighbours and the country; returns what is seen of each that has a name, in this order."""
    sea = Rectangle((frame.left, frame.top), frame.width, frame.height, label="sea", **SEA)
    seen = {}
    for areas, look, label in ((neighbours, AROUND, "neighbour"), (country, COUNTRY, "country")):
        for area in areas:
            path = path_of(area, frame)
            if path is not None:
                axes.add_patch(PathPatch(path, label=label, **look))
                if area.name:
                    seen[area.name] = path
    if seen:
        axes.add_patch(sea)
    return seen


def draw_bar(axes: Axes, left: float, foot: float, length: float) -> None:
    """The scale bar, with its ends, from `left` on a line at `foot`."""
    x = [left, left, left + length, left + length]
    axes.plot(x, [foot - 3, foot, foot, foot - 3], color=INK, linewidth=0.9, zorder=6, label="scale bar")
