"""The sheet a chart is drawn on: measured in points from its upper left corner, with words, panels and keys on it.

Each line of words is a text with an anchor of its own, so that it keeps its place when a reader's font is wider or
narrower than the bundled one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from matplotlib.text import Text

from analysis.charts.labels import fitted, text_width
from analysis.charts.marks import MARK, Mark
from analysis.charts.theme import (
    ABSENT,
    INK,
    KNOWN,
    LEFT,
    LINE,
    MUTED,
    OTHER,
    PAPER,
    POINTS,
    POSSIBLE,
    RIGHT,
    SHADE,
    START,
    WIDTH,
)

ARROW = Path(
    [(0, 0), (0, 0.62), (-0.3, 0.62), (0, 1), (0.3, 0.62), (0, 0.62)],
    [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.LINETO],
)
"""An arrow that begins at its point of the chart and rises: no end is stated."""
EDGE = Path([(0, 0.6), (1, 0), (0, -0.6), (0, 0.6)])
"""The tip of a bar that goes on beyond the axis."""
BOLDER = 1.15
"""How much wider bold letters are, at most."""
HATCH = "//////"
AREAS: Mapping[str, Mapping[str, Any]] = {
    "known": {"facecolor": KNOWN, "edgecolor": KNOWN, "linewidth": 0.6},
    "possible": {"facecolor": POSSIBLE, "edgecolor": KNOWN, "linewidth": 0.6, "hatch": HATCH},
    "not-covered": {"facecolor": PAPER, "edgecolor": ABSENT, "linewidth": 0, "hatch": "////"},
    "campaign": {"facecolor": SHADE, "edgecolor": "none", "linewidth": 0},
}
"""How each kind of area looks."""
UNSEEN: Mapping[str, Any] = {"facecolor": "none", "edgecolor": "none", "linewidth": 0}
"""A patch that only a pointer finds: the place of a link over something that is drawn in one piece."""
MARKS: Mapping[str, Mapping[str, Any]] = {
    "open": {"marker": ARROW, "markersize": 22, "color": KNOWN, "markeredgewidth": 1.1},
    "on": {"marker": EDGE, "markersize": 18, "color": KNOWN, "markeredgewidth": 0.6},
    "least": {"marker": "o", "markersize": 7, "markerfacecolor": KNOWN, "markeredgecolor": PAPER},
    "interval": {"marker": "_", "markersize": 12, "color": INK, "markeredgewidth": 1.2},
    "line": {"marker": "_", "markersize": 12, "color": KNOWN, "markeredgewidth": 2},
    "accepted": {"marker": "o", "markersize": 4.5, "markerfacecolor": PAPER, "markeredgecolor": INK},
    "disputed": {"marker": "X", "markersize": 8, "markerfacecolor": OTHER, "markeredgecolor": PAPER},
}
"""How each kind of mark looks."""
PLAIN: Mapping[str, Any] = {"linestyle": "none", "clip_on": False}
"""What all marks have in common: they are not joined and not cut at the edge."""


@dataclass(frozen=True)
class Sheet:
    """A figure, and axes over all of it whose units are points from the upper left corner."""

    figure: Figure
    axes: Axes
    marks: list[Mark] = field(default_factory=list)

    @classmethod
    def of(cls, height: float) -> Sheet:
        """An empty sheet of the one width and `height` points."""
        figure = Figure(figsize=(WIDTH / POINTS, height / POINTS), dpi=POINTS, facecolor=PAPER)
        axes = figure.add_axes((0, 0, 1, 1), label="sheet")
        axes.set_axis_off()
        axes.set(xlim=(0, WIDTH), ylim=(height, 0), zorder=1)
        return cls(figure, axes)

    @property
    def height(self) -> float:
        """Points from top to bottom."""
        return float(self.axes.get_ylim()[0])

    def panel(self, top: float, height: float, left: float = LEFT, right: float = WIDTH - RIGHT) -> Axes:
        """Axes without any decoration, `top` points down the sheet."""
        place = (left / WIDTH, 1 - (top + height) / self.height, (right - left) / WIDTH, height / self.height)
        axes = self.figure.add_axes(place)
        axes.patch.set_visible(False)
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.set(xticks=[], yticks=[])
        return axes

    def across(self, axes: Axes, value: float) -> float:
        """Where a value of a panel's horizontal axis lies on the sheet."""
        first, last = axes.get_xlim()
        place = axes.get_position()
        return float((place.x0 + (value - first) / (last - first) * place.width) * WIDTH)

    def value_at(self, axes: Axes, x: float) -> float:
        """Which value of a panel's horizontal axis lies there on the sheet: the inverse of `across`."""
        first, last = axes.get_xlim()
        place = axes.get_position()
        return float(first + (x / WIDTH - place.x0) / place.width * (last - first))

    def down(self, axes: Axes, value: float) -> float:
        """Where a value of a panel's vertical axis lies on the sheet."""
        first, last = axes.get_ylim()
        place = axes.get_position()
        return float((1 - place.y0 - (value - first) / (last - first) * place.height) * self.height)

    def mark(
        self,
        artists: Artist | Sequence[Artist],
        title: str,
        rows: Sequence[str],
        row: int | None = None,
        claim: str | None = None,
    ) -> None:
        """Says which incidents an artist stands for, or several artists together, so that the page can lead to them.

        `title` is what the mark says, `row` the line of the chart's table that lists its incidents, counted from 0: a
        mark of several incidents leads there. One that stands for a `claim` leads to it.
        """
        for artist in [artists] if isinstance(artists, Artist) else artists:
            artist.set_gid(f"{MARK}{len(self.marks)}")
        self.marks.append(Mark(title, tuple(rows), row, claim))

    def write(self, x: float, y: float, words: str, *, color: str = INK, bold: bool = False) -> Text:
        """One line of words that begins at `x` with its base line at `y`, cut short where the sheet ends."""
        line = fitted(words, (WIDTH - x) / (BOLDER if bold else 1))
        return self.axes.text(x, y, line, color=color, fontweight="bold" if bold else "normal", va="baseline")

    def write_lines(self, x: float, y: float, lines: Sequence[str], *, color: str = INK) -> float:
        """Lines one below the other, the first with its base line at `y`; returns where the next would be."""
        for number, line in enumerate(lines):
            self.write(x, y + number * LINE, line, color=color)
        return y + len(lines) * LINE

    def write_over(self, x: float, y: float, lines: Sequence[str]) -> None:
        """Lines that hide what lies behind them."""
        wide = max(text_width(fitted(line, WIDTH - x)) for line in lines)
        high = len(lines) * LINE
        self.axes.add_patch(Rectangle((x - 2, y - LINE + 3), wide + 4, high, facecolor=PAPER, edgecolor="none"))
        self.write_lines(x, y, lines)

    def key(self, y: float, entries: Sequence[tuple[str | Mapping[str, Any], str]], x: float = START) -> float:
        """What areas and marks mean, in one line or more; returns the base line of the last.

        Each entry is one of `AREAS`, one of `MARKS` or the look of a mark, and its meaning.
        """
        left = x
        for kind, words in entries:
            wide = 16 + text_width(fitted(words, WIDTH - x - 16))
            if left > x and left + wide > WIDTH:
                left, y = x, y + LINE
            self._swatch(left, y, kind)
            self.write(left + 16, y, words, color=MUTED)
            left += wide + 14
        return y

    def _swatch(self, x: float, y: float, kind: str | Mapping[str, Any]) -> None:
        if isinstance(kind, str) and kind in AREAS:
            self.axes.add_patch(Rectangle((x, y - 8), 11, 9, **AREAS[kind]))
            return
        look = MARKS[kind] if isinstance(kind, str) else kind
        self.axes.plot([x + (1 if kind == "on" else 6)], [y + 1 if kind == "open" else y - 3.5], **PLAIN, **look)
