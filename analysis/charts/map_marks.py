"""What is drawn on a map for each spot: its disc, the line that its distance is counted along, its mark."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from analysis.charts.ground import Frame
from analysis.charts.labels import text_width
from analysis.charts.map_labels import Box
from analysis.charts.sheet import PLAIN
from analysis.charts.spots import Spot
from analysis.charts.theme import KNOWN, MUTED, PALE, PAPER, POSSIBLE
from analysis.measures.geography import disc

HALF = 2.1
"""Half of the size of a mark, in points."""
PIN: Mapping[bool, Mapping[str, Any]] = {
    True: {"marker": "o", "markersize": 2 * HALF, "markerfacecolor": KNOWN, "markeredgecolor": KNOWN},
    False: {"marker": "o", "markersize": 2 * HALF, "markerfacecolor": PAPER, "markeredgecolor": PALE},
}
"""How a place looks whose rows the rule counts, and one whose rows it does not."""
LISTED: Mapping[bool, Mapping[str, Any]] = {counted: {**look, "marker": "s"} for counted, look in PIN.items()}
"""How an entry of the list looks: square, because it is no place."""
TOWN: Mapping[str, Any] = {"marker": "o", "markersize": 2.2, "markerfacecolor": MUTED, "markeredgecolor": MUTED}
Artists = dict[Spot, list[list[Artist]]]
"""What stands for each spot: a list for each place of the picture that leads to its rows."""
DASH = (0, (3.2, 2.0))
"""The edge of a disc: it is no border."""
DOTTED: Mapping[str, Any] = {"linestyle": (0, (1.0, 2.2)), "linewidth": 1.0}
DISC: Mapping[bool, Mapping[str, Any]] = {
    True: {"facecolor": (POSSIBLE, 0.45), "edgecolor": KNOWN},
    False: {"facecolor": "none", "edgecolor": PALE},
}
"""How a disc of uncertainty looks."""


def draw_discs(axes: Axes, frame: Frame, spots: Sequence[Spot], artists: Artists) -> list[Box]:
    """Each disc of uncertainty once, the largest at the bottom; a disc stands for its rows where no mark does.

    Returns the boxes around them.
    """
    boxes: list[Box] = []
    drawn: set[tuple[float, float, float]] = set()
    discs = [(radius, spot) for spot in spots for radius in spot.radii if not hidden(radius, spot, frame)]
    for radius, spot in sorted(discs, key=lambda item: (-item[0], not item[1].counted)):
        if spot.middle is None or (*spot.middle, radius) in drawn:
            continue
        drawn.add((*spot.middle, radius))
        corners = max(16, math.ceil(math.pi / math.acos(1 - 0.1 / max(radius * frame.scale, 0.2))))
        edge = frame.place(disc(*spot.middle, radius, corners))
        dash = DASH if radius * frame.scale > 2 * HALF else "solid"
        patch = Polygon(edge, linewidth=0.8, linestyle=dash, zorder=3, label="disc", **DISC[spot.counted])
        axes.add_patch(patch)
        boxes.append(Box(*edge.min(axis=0), *edge.max(axis=0)))
        if not spot.pinned:
            artists[spot].append([patch])
    return boxes


def hidden(radius: float, spot: Spot, frame: Frame) -> bool:
    """True for a disc that lies behind the mark of its place, and for one that is a point."""
    return radius == 0 or (spot.pinned and radius * frame.scale <= HALF + 0.5)


def draw_lines(axes: Axes, frame: Frame, spots: Sequence[Spot]) -> list[Box]:
    """A line from a place to the middle of each disc whose distance is counted from it, as far as its number.

    Returns small boxes along the lines.
    """
    boxes = []
    for spot in spots:
        if spot.home and spot.middle and spot.home != spot.middle:
            start, end = np.array(frame.point(*spot.home)), np.array(frame.point(*spot.middle))
            length = math.dist(start, end)
            stop = start + (end - start) * max(1 - (text_width(spot.number) / 2 + 4) / length, 0.3)
            color = KNOWN if spot.counted else PALE
            axes.plot(*zip(start, stop, strict=True), color=color, zorder=4, label="distance", **DOTTED)
            steps = max(int(length / 5), 1)
            along = np.linspace(start, stop, steps + 1)
            boxes += [Box.at(float(x), float(y), 1.0) for x, y in along]
    return boxes


def draw_places(axes: Axes, frame: Frame, spots: Sequence[Spot], artists: Artists) -> list[Box]:
    """A mark for each place that a source names; one that is only the start of a distance is a town.

    Returns the boxes around them.
    """
    marked: dict[tuple[float, float], tuple[float, float]] = {}
    for spot in sorted(spots, key=lambda spot: not spot.pinned):  # among them, those counted come first
        if spot.home is None or spot.home in marked:
            continue
        x, y = marked[spot.home] = frame.point(*spot.home)
        if spot.pinned:
            artists[spot].append([*axes.plot([x], [y], zorder=6, label="place", **PLAIN, **PIN[spot.counted])])
        else:
            draw_town(axes, x, y)
    return [Box.at(x, y, HALF) for x, y in marked.values()]


def draw_town(axes: Axes, x: float, y: float) -> None:
    """A dot for a place of which these days say nothing."""
    axes.plot([x], [y], zorder=6, label="town", **PLAIN, **TOWN)
