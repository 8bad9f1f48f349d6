"""Where the strikes fell: places, the discs in which they may have lain, and a list of those without a place.

On this map a circle is kilometres and a number is a number. Marks that grew with their numbers would look like discs of
uncertainty, and one campaign beside single events would either hide them or have to be drawn too small; so every place
that a source names has a mark of one size, with its number beside its name. Where a source gives only a distance and
a direction there is no mark: the disc stands for it, with a dotted line from the place that the distance is counted
from. Where no place was disclosed nothing is put on the map.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.path import Path

from analysis.charts.chart import Chart, nothing, source_line
from analysis.charts.ground import Frame, draw_bar, draw_ground
from analysis.charts.labels import text_width
from analysis.charts.map_aside import Aside
from analysis.charts.map_labels import ASCENT, NEAR, SHARES, Box, Plan, Plate, shortened
from analysis.charts.map_marks import HALF, Artists, draw_discs, draw_lines, draw_places, draw_town
from analysis.charts.map_words import alt_text, subtitle, table, title
from analysis.charts.sheet import Sheet
from analysis.charts.spots import Scene, Spot
from analysis.charts.theme import INK, LINE, MUTED, RULE, START, WIDTH, theme
from analysis.measures.geography import disc
from analysis.measures.projection import SPHERE
from analysis.measures.rules import Rule
from analysis.record.store import Record

NAME = "map"
ACROSS = 404.0
"""Width of the map in points."""
TOP = 22.0
"""Points above the map."""
HEIGHTS = (240.0, 480.0)
"""The least and the most height of the map in points."""
ASIDE = START + ACROSS + 12
"""Where the list beside the map begins."""
ROOMY = 30.0
"""Points of radius from which a disc has room for its number beside the names in it."""
RING = 12.0
"""Points up to which a disc is small enough for the name of its place to stand outside of it."""


def places(record: Record, rule: Rule, since: date, until: date, *, name: str = NAME) -> Chart:
    """A map of the rows that touch the days from `since` to `until`; a page with several gives each a `name`.

    Filled marks and discs are those that the rule counts, hollow ones those that it leaves out; a number beside a name
    is in the rule's unit. The outline is the record's own; without one the places are drawn on empty paper.
    """
    scene = Scene(record, rule, since, until)
    if since > until or not scene.spots:
        return nothing(name, record, title(scene), subtitle(scene), table(scene))
    with theme():
        sheet, frame = _drawn(scene)
    return Chart(
        name,
        sheet.figure,
        title(scene),
        subtitle(scene),
        _source(record, frame),
        alt_text(scene),
        table(scene),
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
    frame = frame_of(scene) if scene.placed or scene.record.outlines.country else None
    aside = Aside(scene, frame, WIDTH - ASIDE if frame else WIDTH - 2 * START)
    height = max(frame.height if frame else 0, aside.height)
    sheet = Sheet.of(TOP + height + 2)
    circles = ", circles are kilometres to scale" if any(spot.radii for spot in scene.placed) else ""
    sheet.write(START, LINE * 0.9, f"Numbers are {scene.unit.many}{circles}", bold=True)
    if frame:
        _map(sheet, frame, scene)
    aside.draw(sheet, ASIDE if frame else START, TOP + ASCENT)
    return sheet, frame


def frame_of(scene: Scene) -> Frame:
    """The country whole, and every disc."""
    country = [ring for area in scene.record.outlines.country for ring in area.rings]
    discs = [disc(*spot.middle, max(spot.radii, default=0), 36) for spot in scene.placed if spot.middle]
    homes = [np.array([spot.home]) for spot in scene.placed if spot.home]
    seen = np.vstack([*country, *discs, *homes])
    return Frame.around(np.vstack(country) if country else seen, seen, START, TOP, ACROSS, HEIGHTS)


def _map(sheet: Sheet, frame: Frame, scene: Scene) -> None:
    """The map: its ground, the discs, the marks, and as many names as have room."""
    axes = sheet.panel(frame.top, frame.height, frame.left, frame.left + frame.width)
    axes.set(xlim=(frame.left, frame.left + frame.width), ylim=(frame.top + frame.height, frame.top))
    axes.add_patch(Rectangle((frame.left, frame.top), frame.width, frame.height, fill=False, edgecolor=RULE, zorder=9))
    outlines = scene.record.outlines
    seen = draw_ground(axes, frame, outlines.country, outlines.neighbours)
    plan = Plan(Box(frame.left + 3, frame.top + 3, frame.left + frame.width - 3, frame.top + frame.height - 3))
    artists: Artists = {spot: [] for spot in scene.placed}
    discs = draw_discs(axes, frame, scene.placed, artists)
    plan.taken += draw_lines(axes, frame, scene.placed)
    plan.taken += draw_places(axes, frame, scene.placed, artists)
    plan.points += [frame.point(*home) for home in dict.fromkeys(spot.home for spot in scene.placed if spot.home)]
    _bar(axes, frame, plan, [seen[area.name] for area in outlines.country if area.name in seen])
    small = [spot for spot in scene.placed if max(spot.radii, default=0) * frame.scale <= ROOMY]
    _numbers(axes, frame, small, artists, plan)
    plan.spared += [Box.at(x, y, 3) for x, y in _other_towns(scene, frame)]
    _names(axes, frame, scene, artists, plan)
    _numbers(axes, frame, [spot for spot in scene.placed if spot not in small], artists, plan)
    plan.spared = []
    plan.taken += discs
    _towns(axes, frame, scene, plan)
    for name, path in seen.items():
        if box := plan.put_inside(path, shortened(name)):
            _write(axes, box, [shortened(name)], MUTED, "center")
    for number, spot in enumerate(scene.spots):
        for some in artists.get(spot, ()):
            sheet.mark(some, spot.title, spot.rows, number)


def _numbers(axes: Axes, frame: Frame, spots: Sequence[Spot], artists: Artists, plan: Plan) -> None:
    """The number of each disc that has no mark, in its middle."""
    for spot in spots:
        if spot.middle is None or spot.pinned:
            continue
        radius = max(spot.radii, default=0) * frame.scale
        if box := plan.put_over(*frame.point(*spot.middle), spot.number, radius):
            artists[spot].append(_write(axes, box, [spot.number], INK if spot.counted else MUTED, "center"))


def _names(axes: Axes, frame: Frame, scene: Scene, artists: Artists, plan: Plan) -> None:
    """The name and the numbers of each place: the one in the title first, then those of several lines."""
    plates = {}
    for home in dict.fromkeys(spot.home for spot in scene.placed if spot.home):
        here = [spot for spot in scene.placed if spot.home == home]
        pinned = [spot for spot in here if spot.pinned]
        lead = scene.lead is not None and scene.lead in pinned
        small = [r for spot in pinned for radius in spot.radii if (r := radius * frame.scale) <= RING]
        plate = Plate(*frame.point(*home), max([HALF, *small]), _lines_of(here[0].place or "", pinned), lead)
        plates[plate] = pinned
    boxes = plan.put_all(sorted(plates, key=lambda plate: (not plate.bold, -len(plate.lines))))
    for plate, box in boxes.items():
        _plate(axes, plate, box, plates[plate], artists)


def _lines_of(name: str, spots: Sequence[Spot]) -> tuple[str, ...]:
    """What is written beside a place: its name with the number that counts, and below what does not."""
    name = shortened(name)
    lines = [f"{name}: {spot.number}" if spot.counted else f"not counted: {spot.number}" for spot in spots]
    return tuple(lines if spots and spots[0].counted else [name, *lines])


def _plate(axes: Axes, plate: Plate, box: Box, spots: Sequence[Spot], artists: Artists) -> None:
    """Writes the words of a place, and a line to it where they are not beside it."""
    if plate.gap(box) > NEAR[-1] + 1:
        x, y = box.nearest(plate.x, plate.y)
        axes.plot([plate.x, x], [plate.y, y], color=MUTED, linewidth=0.6, zorder=5, label="leader")
    first = bool(spots) and spots[0].counted
    texts = _write(axes, box, plate.lines, MUTED, plate.side(box))
    texts[0].set(color=INK if first else MUTED, fontweight="bold" if plate.bold else "normal")
    for spot, text in zip(spots, texts[len(texts) - len(spots) :], strict=True):
        parts = artists[spot]
        parts[:1] = [[*(parts[0] if parts else []), text]]


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
        x, y = max(others, key=lambda point: min((math.dist(point, other) for other in named), default=0.0))
        name = others.pop((x, y))
        plate = Plate(x, y, 1.5, (name,))
        if plan.is_free(Box.at(x, y, 1.5)) and (box := plan.put_near(plate)):
            plan.taken.append(Box.at(x, y, 1.5))
            plan.points.append((x, y))
            draw_town(axes, x, y)
            _write(axes, box, [name], MUTED, plate.side(box))
            named.append((x, y))


def _bar(axes: Axes, frame: Frame, plan: Plan, country: Sequence[Path]) -> None:
    """The scale bar in the first corner that is free, outside the country if there is one."""
    km, length = frame.bar
    words = f"{km:,g} km"
    wide, high = max(length, text_width(words)) + 4, LINE + 8
    inner = plan.frame
    corners = [
        Box(left, top, left + wide, top + high)
        for top in (inner.bottom - high - 3, inner.top + 3)
        for left in (inner.left + 5, inner.right - wide - 5)
    ]
    free = [corner for corner in corners if plan.is_free(corner)]
    outside = [corner for corner in free if not any(path.intersects_bbox(corner.as_bbox()) for path in country)]
    box = next(iter((*outside, *free, *corners)))
    plan.taken.append(box)
    draw_bar(axes, box.left, box.bottom - 2, length)
    axes.text(box.left, box.bottom - 7, words, color=INK, zorder=8)


def _write(axes: Axes, box: Box, lines: Sequence[str], color: str, side: str = "left") -> list[Any]:
    """Lines of words in their box, one text each, held at that side: in another font they are wider or narrower."""
    x = box.left + SHARES[side] * (box.right - box.left)
    return [
        axes.text(x, box.top + ASCENT + number * LINE, line, color=color, zorder=8, va="baseline", ha=side)
        for number, line in enumerate(lines)
    ]
