"""A logarithmic axis on which zero has a place: to the left of a break, because no number of steps leads to it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.path import Path
from matplotlib.ticker import NullLocator

from analysis.charts.sheet import PLAIN
from analysis.charts.theme import INK, MUTED, PAPER, RULE, SIZE
from analysis.measures.rates import Rate

BELOW = 10**0.7
"""How many times smaller than the smallest power of ten the place of zero is drawn."""
BREAK = Path([(-0.6, -0.5), (-0.1, 0.5), (0.1, -0.5), (0.6, 0.5)], [Path.MOVETO, Path.LINETO] * 2)
"""Two slanted strokes: the axis is broken here."""


@dataclass(frozen=True)
class Scale:
    """Powers of ten from the first to the last, and whether zero has a place below them."""

    first: int
    last: int
    has_zero: bool

    @classmethod
    def of(cls, rates: Sequence[Rate]) -> Scale:
        """The scale that holds every number of some rates."""
        numbers = [end for rate in rates for end in (rate.low, rate.high, *(rate.interval or ()))]
        logs = [math.log10(number) for number in numbers if number > 0 and math.isfinite(number)]
        first = math.floor(min(logs, default=0.0))
        return cls(first, max(math.ceil(max(logs, default=0.0)), first + 1), 0.0 in numbers)

    @property
    def zero(self) -> float:
        """Where zero stands."""
        return 10.0**self.first / BELOW

    @property
    def edge(self) -> float:
        """The right end of the axis, where everything open leads."""
        return 10.0**self.last * 10 ** (0.04 * (self.last - self.first))

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """Places and their names."""
        powers = [(10.0**power, f"{10.0**power:,.{max(-power, 0)}f}") for power in range(self.first, self.last + 1)]
        return [(self.zero, "0"), *powers] if self.has_zero else powers

    def place(self, number: float) -> float:
        """Where a number stands on the axis."""
        return self.edge if math.isinf(number) else number if number > 0 else self.zero

    def draw(self, axes: Axes) -> None:
        """The axis with its names along the foot of a panel, broken before zero."""
        spare = 10 ** (0.04 * (self.last - self.first))
        foot = axes.get_ylim()[0]
        axes.set_xscale("log")
        axes.set_xlim((self.zero if self.has_zero else 10.0**self.first) / spare, self.edge)
        axes.set_xticks([place for place, _ in self.ticks], [words for _, words in self.ticks])
        axes.xaxis.set_minor_locator(NullLocator())
        axes.tick_params(axis="x", length=3, width=0.8, pad=4, color=MUTED, labelcolor=MUTED, labelsize=SIZE)
        axes.plot(axes.get_xlim(), [foot, foot], color=INK, linewidth=0.8, clip_on=False, zorder=5, label="axis")
        if self.has_zero:
            middle = self.zero * BELOW**0.5
            axes.plot([middle], [foot], marker="s", markersize=5, color=PAPER, zorder=6, **PLAIN)
            axes.plot([middle], [foot], marker=BREAK, markersize=9, color=MUTED, zorder=7, label="break", **PLAIN)

    def rule(self, axes: Axes, top: float, bottom: float) -> None:
        """A light line at each tick, over a part of the panel."""
        axes.vlines([place for place, _ in self.ticks], top, bottom, color=RULE, linewidth=0.6, zorder=0.5)
