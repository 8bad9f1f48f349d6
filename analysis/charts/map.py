"""Where the strikes fell: places, the discs in which they may have lain, and a list of those without a place.

On this map a circle is kilometres and a number is a number. Marks that grew with their numbers would look like discs of
uncertainty, and one campaign beside single events would either hide them or have to be drawn too small; so every place
that a source names has a mark of one size, with its number beside its name. Where a source gives only a distance and
a direction there is no mark: the disc stands for it, with a dotted line from the place that the distance is counted
from. Where no place was disclosed nothing is put on the map.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle

from analysis.charts.chart import Chart, nothing, sentence, source_line
from analysis.charts.ground import Frame, draw_bar, draw_ground
from analysis.charts.labels import text_width, wrapped
from analysis.charts.map_labels import ASCENT, NEAR, Box, Plan, shortened
from analysis.charts.map_words import Scene, Spot, alt_text, subtitle, title
from analysis.charts.sheet import PLAIN, Sheet
from analysis.charts.theme import INK, KNOWN, LINE, MUTED, PALE, PAPER, POSSIBLE, RULE, START, WIDTH, theme
from analysis.measures.geography import disc
from analysis.measures.projection import SPHERE
from analysis.measures.rules import Rule
from analysis.measures.words import days
from analysis.record.store import Record

NAME = "map"
ACROSS = 404.0
"""Width of the map in points."""
HEIGHTS = (240.0, 480.0)
"""The least and the most height of the map in points."""
ASIDE = START + ACROSS + 12
"""Where the list beside the map begins."""
HALF = 2.1
"""Half of the size of a mark, in points."""
RING = 12.0
"""Points up to which a disc is small enough for the name of its place to stand outside of it."""
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
DOTTED: Mapping[str, Any] = {"linestyle": (0, (1.0, 2.2)), "linewidth": 1.0}
BEFORE = 9.0
"""Points before the middle of a disc at which the line to it ends: the number stands there."""
DISC: Mapping[bool, Mapping[str, Any]] = {
    True: {"facecolor": (POSSIBLE, 0.45), "edgecolor": KNOWN},
    False: {"facecolor": "none", "edgecolor": PALE},
}


def places(record: Record, rule: Rule, since: date, until: date) -> Chart:
    """A map of the rows that touch the days from `since` to `until`.

    Filled marks and discs are those that the rule counts, hollow ones those that it leaves out; a number beside a name
    is in the rule's unit. The outline is the record's own; without one the places are drawn on empty paper.
    """
    scene = Scene(record, rule, since, until)
    if since > until or not scene.spots:
        return nothing(NAME, record, title(scene), subtitle(scene), scene.table)
    with theme():
        sheet, frame = _drawn(scene)
    return Chart(
        NAME,
        sheet.figure,
        title(scene),
        subtitle(scene),
        _source(record, frame),
        alt_text(scene),
        scene.table,
        tuple(sheet.marks),
    )


def _source(record: Record, frame: Frame | None) -> str:
    """The record, the outline with its licence, and the projection."""
    outlines = record.outlines
    told = ", ".join(part for part in (outlines.title, outlines.licence) if part)
    ground = f"{told}." if told else "The record gives no outline."
    if frame is None:
        return source_line(record)
    error = math.ceil(100 * (frame.worst_scale + SPHERE))
    projection = f"Lambert azimuthal equal-area projection, lengths within {error} per cent."
    return f"{source_line(record)} {ground} {projection}"


def _drawn(scene: Scene) -> tuple[Sheet, Frame | None]:
    top = 22.0
    frame = _frame(scene, top) if scene.placed else None
    aside = _Aside(scene, frame is not None)
    height = max(frame.height if frame else 0, aside.height)
    sheet = Sheet.of(top + height + 2)
    circles = ", circles are kilometres to scale" if any(spot.radii for spot in scene.placed) else ""
    sheet.write(START, LINE * 0.9, f"Numbers are {scene.unit.many}{circles}", bold=True)
    if frame:
        _map(sheet, frame, scene)
    aside.draw(sheet, ASIDE if frame else START, top + ASCENT)
    return sheet, frame


def _frame(scene: Scene, top: float) -> Frame:
    """The country whole, and every disc."""
    country = [ring for area in scene.record.outlines.country for ring in area.rings]
    discs = [disc(*spot.middle, max(spot.radii, default=0), 36) for spot in scene.placed if spot.middle]
    homes = [np.array([spot.home]) for spot in scene.placed if spot.home]
    seen = np.vstack([*country, *discs, *homes])
    return Frame.around(np.vstack(country) if country else seen, seen, START, top, ACROSS, HEIGHTS)


def _map(sheet: Sheet, frame: Frame, scene: Scene) -> None:
    """The map: its ground, the discs, the marks, and as many names as have room."""
    axes = sheet.panel(frame.top, frame.height, frame.left, frame.left + frame.width)
    axes.set(xlim=(frame.left, frame.left + frame.width), ylim=(frame.top + frame.height, frame.top))
    axes.add_patch(Rectangle((frame.left, frame.top), frame.width, frame.height, fill=False, edgecolor=RULE, zorder=9))
    outlines = scene.record.outlines
    seen = draw_ground(axes, frame, outlines.country, outlines.neighbours)
    plan = Plan(Box(frame.left + 3, frame.top + 3, frame.left + frame.width - 3, frame.top + frame.height - 3))
    artists: Artists = {spot: [] for spot in scene.placed}
    discs = _discs(axes, frame, scene.placed, artists)
    _lines(axes, frame, scene.placed, plan)
    _pins(axes, frame, scene.placed, artists, plan)
    _bar(axes, frame, plan)
    _numbers(axes, frame, scene.placed, artists, plan)
    plan.spared += [Box.at(x, y, 3) for x, y in _other_towns(scene, frame)]
    _names(axes, frame, scene, artists, plan)
    plan.spared = []
    plan.taken += discs
    _towns(axes, frame, scene, plan)
    for name, path in seen.items():
        if box := plan.put_inside(path, shortened(name)):
            _write(axes, box, [shortened(name)], MUTED)
    for number, spot in enumerate(scene.spots):
        for some in artists.get(spot, ()):
            sheet.mark(some, spot.title, spot.rows, number)


def _discs(axes: Axes, frame: Frame, spots: Sequence[Spot], artists: Artists) -> list[Box]:
    """Each disc of uncertainty once, the largest at the bottom; a disc stands for its rows where no mark does.

    Returns the boxes around them.
    """
    boxes: list[Box] = []
    drawn: set[tuple[float, float, float]] = set()
    discs = [(radius, spot) for spot in spots for radius in spot.radii if radius > 0]
    for radius, spot in sorted(discs, key=lambda item: (-item[0], not item[1].counted)):
        if spot.middle is None or (*spot.middle, radius) in drawn:
            continue
        drawn.add((*spot.middle, radius))
        corners = max(12, int(np.ceil(np.pi / np.arccos(1 - 0.1 / max(radius * frame.scale, 0.2)))))
        edge = frame.place(disc(*spot.middle, radius, corners))
        patch = Polygon(edge, linewidth=0.8, linestyle=DASH, zorder=3, label="disc", **DISC[spot.counted])
        axes.add_patch(patch)
        boxes.append(Box(*edge.min(axis=0), *edge.max(axis=0)))
        if not spot.pinned:
            artists[spot].append([patch])
    return boxes


def _lines(axes: Axes, frame: Frame, spots: Sequence[Spot], plan: Plan) -> None:
    """From a place to the middle of a disc whose distance is counted from it."""
    for spot in spots:
        if spot.home and spot.middle and spot.home != spot.middle:
            start, end = np.array(frame.point(*spot.home)), np.array(frame.point(*spot.middle))
            length = math.dist(start, end)
            stop = start + (end - start) * max(1 - BEFORE / length, 0.3)
            color = KNOWN if spot.counted else PALE
            axes.plot(*zip(start, stop, strict=True), color=color, zorder=4, label="distance", **DOTTED)
            steps = max(int(length / 5), 1)
            plan.taken += [Box.at(*(start + (stop - start) * step / steps), 1.0) for step in range(steps + 1)]


def _pins(axes: Axes, frame: Frame, spots: Sequence[Spot], artists: Artists, plan: Plan) -> None:
    """A mark for each place that a source names; one that is only the start of a distance is a town."""
    marked: set[tuple[float, float] | None] = set()
    for spot in spots:  # those counted come first
        if spot.pinned and spot.home and spot.home not in marked:
            marked.add(spot.home)
            x, y = frame.point(*spot.home)
            artists[spot].append(axes.plot([x], [y], zorder=6, label="place", **PLAIN, **PIN[spot.counted]))
            plan.taken.append(Box.at(x, y, HALF))
    for spot in spots:
        if spot.home and spot.home not in marked:
            marked.add(spot.home)
            x, y = frame.point(*spot.home)
            axes.plot([x], [y], zorder=6, label="town", **PLAIN, **TOWN)
            plan.taken.append(Box.at(x, y, HALF))


def _numbers(axes: Axes, frame: Frame, spots: Sequence[Spot], artists: Artists, plan: Plan) -> None:
    """The number of each disc that has no mark, in its middle."""
    for spot in spots:
        if spot.middle and not spot.pinned and (box := plan.put_over(*frame.point(*spot.middle), spot.number)):
            artists[spot].append(_write(axes, box, [spot.number], INK if spot.counted else MUTED))


def _names(axes: Axes, frame: Frame, scene: Scene, artists: Artists, plan: Plan) -> None:
    """The name and the numbers of each place: the one in the title first, then those of several lines."""
    homes = dict.fromkeys(spot.home for spot in scene.placed if spot.home)
    plates = [_Plate.of([spot for spot in scene.placed if spot.home == home], scene.lead) for home in homes]
    for plate in sorted(plates, key=lambda plate: (not plate.bold, -len(plate.lines))):
        x, y = frame.point(*plate.home)
        reach = max((r for r in (frame.scale * radius for radius in plate.radii) if r <= RING), default=0.0)
        box = plan.put(x, y, max(reach, HALF), plate.lines, bold=plate.bold)
        if box is None:
            continue
        if math.dist((x, y), end := box.nearest(x, y)) > max(reach, HALF) + NEAR[-1] + 1:
            axes.plot([x, end[0]], [y, end[1]], color=MUTED, linewidth=0.6, zorder=5, label="leader")
        texts = _write(axes, box, plate.lines, INK if plate.counted else MUTED)
        texts[0].set_fontweight("bold" if plate.bold else "normal")
        for text in texts[1:]:
            text.set_color(MUTED)
        for spot, text in zip(plate.spots, texts[len(texts) - len(plate.spots) :], strict=True):
            parts = artists[spot]
            parts[:1] = [[*(parts[0] if parts else []), text]]


@dataclass(frozen=True)
class _Plate:
    """The name of a place with a number for each of its spots; those that the rule does not count have lines below."""

    home: tuple[float, float]
    lines: list[str]
    spots: list[Spot]
    bold: bool

    @classmethod
    def of(cls, here: list[Spot], lead: Spot | None) -> Self:
        """The plate of the spots at one place, or at a distance from it."""
        pinned = [spot for spot in here if spot.pinned]
        name = shortened(here[0].place or "")
        lines = [f"{name}: {spot.number}" if spot.counted else f"not counted: {spot.number}" for spot in pinned]
        lines = lines if pinned and pinned[0].counted else [name, *lines]
        return cls(here[0].home or (0.0, 0.0), lines, pinned, lead is not None and lead in pinned)

    @property
    def counted(self) -> bool:
        """True when the rule counts any of its rows."""
        return any(spot.counted for spot in self.spots)

    @property
    def radii(self) -> list[float]:
        """The radii of its discs in km."""
        return [radius for spot in self.spots for radius in spot.radii]


def _other_towns(scene: Scene, frame: Frame) -> dict[tuple[float, float], str]:
    """The places of the record of which these days say nothing, by their points on the sheet."""
    named = {spot.home for spot in scene.placed}
    others = ((float(row["lon"]), float(row["lat"]), str(row["name"])) for _, row in scene.record.places.iterrows())
    return {frame.point(lon, lat): shortened(name) for lon, lat, name in others if (lon, lat) not in named}


def _towns(axes: Axes, frame: Frame, scene: Scene, plan: Plan) -> None:
    """Other places of the record where there is room, the one farthest from all that is named first."""
    named = [frame.point(*spot.home) for spot in scene.placed if spot.home]
    others = _other_towns(scene, frame)
    while others:
        x, y = max(others, key=lambda point: min(math.dist(point, other) for other in named))
        name = others.pop((x, y))
        if plan.is_free(Box.at(x, y, 1.5)) and (box := plan.put_near(x, y, 1.5, name)):
            plan.taken.append(Box.at(x, y, 1.5))
            axes.plot([x], [y], zorder=6, label="town", **PLAIN, **TOWN)
            _write(axes, box, [name], MUTED)
            named.append((x, y))


def _bar(axes: Axes, frame: Frame, plan: Plan) -> None:
    """The scale bar in the first free corner, from the lower left one round."""
    km, length = frame.bar
    words = f"{km:,g} km"
    wide, high = max(length, text_width(words)) + 4, LINE + 8
    inner = plan.frame
    corners = [
        Box(left, top, left + wide, top + high)
        for top in (inner.bottom - high - 3, inner.top + 3)
        for left in (inner.left + 5, inner.right - wide - 5)
    ]
    box = next((corner for corner in corners if plan.is_free(corner)), corners[0])
    plan.taken.append(box)
    draw_bar(axes, box.left, box.bottom - 2, length)
    axes.text(box.left, box.bottom - 7, words, color=INK, zorder=8)


def _write(axes: Axes, box: Box, lines: Sequence[str], color: str) -> list[Any]:
    """Lines of words in their box, one text each."""
    return [
        axes.text(box.left, box.top + ASCENT + number * LINE, line, color=color, zorder=8, va="baseline")
        for number, line in enumerate(lines)
    ]


class _Aside:
    """What stands beside the map: the rows without a place, and what the marks mean."""

    def __init__(self, scene: Scene, has_map: bool) -> None:
        self.scene = scene
        self.width = WIDTH - ASIDE if has_map else WIDTH - 2 * START
        self.entries = [(spot, self._lines(spot)) for spot in scene.unplaced]
        self.keys = _keys(scene)

    def _lines(self, spot: Spot) -> list[str]:
        left = "" if spot.counted else " (not counted)"
        number = spot.number if spot.stated else "number not stated"
        words = f"{sentence(spot.region)}: {number}{left}"
        return [
            shortened(line, self.width - 14)
            for part in (words, days(spot.start, spot.end))
            for line in wrapped(part, self.width - 14)
        ]

    @property
    def height(self) -> float:
        lines = sum(len(lines) for _, lines in self.entries) + sum(
            len(wrapped(k[1], self.width - 26)) for k in self.keys
        )
        heads = (1 if self.entries else 0) + (1 if self.keys else 0)
        return (lines + heads) * LINE + (len(self.entries) + len(self.keys)) * 4 + 2 * LINE

    def draw(self, sheet: Sheet, x: float, y: float) -> None:
        if self.entries:
            sheet.write(x, y, "Place not disclosed", bold=True)
            y += LINE + 3
        for spot, lines in self.entries:
            artists: list[Artist] = list(
                sheet.axes.plot([x + 4], [y - 3.5], label="listed", **PLAIN, **LISTED[spot.counted])
            )
            for line in lines:
                artists.append(sheet.write(x + 14, y, line, color=INK if line is lines[0] else MUTED))
                y += LINE
            sheet.mark(artists, spot.title, spot.rows, self.scene.spots.index(spot))
            y += 4
        if self.keys:
            y += 10 if self.entries else 0
        for kind, words in self.keys:
            _swatch(sheet, x, y - 3.5, kind)
            y = sheet.write_lines(x + 26, y, wrapped(words, self.width - 26), color=MUTED) + 4


def _keys(scene: Scene) -> list[tuple[str, str]]:
    """The marks that occur, and what each means."""
    spots = scene.placed
    keys = []
    if any(spot.pinned and spot.counted for spot in spots):
        keys.append(("pin", "a place that the sources name, not the point of a strike"))
    if any(spot.counted and spot.radii for spot in spots):
        keys.append(("disc", "the strikes lay somewhere in here"))
    if any(spot.offset_km and spot.bearing is not None for spot in spots):
        keys.append(("line", "only a distance and a direction were given"))
    if any(not spot.counted for spot in spots):
        keys.append(("left", "not counted by the rule"))
    numbers = [spot.number for spot in scene.spots]
    if any(number.endswith("+") for number in numbers):
        keys.append(("+", "or more: no maximum is stated"))
    if "?" in numbers:
        keys.append(("?", "no number is stated"))
    return keys


def _swatch(sheet: Sheet, x: float, y: float, kind: str) -> None:
    axes = sheet.axes
    turns = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    circle = np.column_stack([x + 10 + 7 * np.cos(turns), y + 7 * np.sin(turns)])
    if kind == "pin":
        axes.plot([x + 10], [y], **PLAIN, **PIN[True])
    elif kind == "left":
        axes.add_patch(Polygon(circle, linewidth=0.8, linestyle=DASH, **DISC[False]))
        axes.plot([x + 10], [y], **PLAIN, **PIN[False])
    elif kind == "line":
        axes.plot([x + 1, x + 20], [y, y], color=KNOWN, **DOTTED)
    elif kind in ("+", "?"):
        sheet.write(x + 6, y + 3.5, kind)
    else:
        axes.add_patch(Polygon(circle, linewidth=0.8, linestyle=DASH, **DISC[True]))
