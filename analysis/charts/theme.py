"""The one look of every chart: colours, type, sizes, and settings that no machine can change.

The colours are those of seaborn's "colorblind" palette, written out because seaborn takes a second to import; a test
holds them to seaborn's own. Each means one thing in every chart, and each pair that meets differs in lightness too, so
that a picture still reads in grey.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

PAPER = "#ffffff"
"""The ground, and what hides something in its colour: the edge of a mark, the field behind words."""
INK = "#1d1d1b"
"""Text and base lines."""
MUTED = "#5a5a5a"
"""Text that explains: ticks, notes, keys. 6.9 to 1 on white, 6.1 on the shade."""
PALE = "#828282"
"""Edges of marks that the rule does not count. 3.9 to 1 on white, 3.3 on the shade."""
RULE = "#d9d9d9"
"""Grid lines: there when looked for."""
KNOWN = "#0173b2"
"""What is certain: a bar to its minimum, a line, a mark that counts. 5.1 to 1 on white."""
POSSIBLE = "#bcdcee"
"""What is possible beyond the certain: always with an edge or a hatch of `KNOWN`, never by its colour alone."""
OTHER = "#d55e00"
"""What contradicts: a disputed claim. 3.9 to 1 on white, so for marks and not for text."""
SHADE = "#f6ecdf"
"""The days of the campaign, behind everything."""
ABSENT = "#8c8c8c"
"""Hatching over days for which the record does not answer. 3.4 to 1 on white."""

DARK: Mapping[str, str] = {
    PAPER: "#16181b",
    INK: "#e9e7e3",
    MUTED: "#b3afa8",
    PALE: "#8f8f8f",
    RULE: "#3a3d42",
    KNOWN: "#4ba6e0",
    POSSIBLE: "#17384d",
    OTHER: "#ff8a3d",
    SHADE: "#2d271f",
    ABSENT: "#777b80",
}
"""Every colour of a chart, and what it becomes on a dark page; a test holds both to the same contrasts."""

TABLES = (
    ".scroll table{overflow-wrap:normal}.scroll td:has(a+a){min-width:17rem}"
    + ",".join(f".d{number} tr>:nth-child({number})" for number in range(1, 5))
    + "{white-space:nowrap}"
)
"""How tables of numbers break: a day never does, and several rows have room for two links beside one another."""

POINTS = 72.0
"""Points in an inch. Charts are laid out in points: one is one unit of the SVG."""
WIDTH = 576.0
"""Width of every chart in points: 8 inches."""
LEFT, RIGHT = 38.0, 14.0
"""Margins in points to the left and the right of what is drawn."""
START = 1.0
"""Where headings and keys begin, in points: in line with the text around the picture."""
INSIDE = WIDTH - LEFT - RIGHT
"""Width of what is drawn in points."""
SIZE = 10.0
"""Size of all text in points; shown at half the width of a page it is still 9 pixels high."""
LINE = 14.0
"""Points from one line of text to the next."""

SETTINGS: dict[Any, Any] = {
    "font.family": ["sans-serif"],
    "font.sans-serif": ["DejaVu Sans", "Verdana", "sans-serif"],  # the first comes with matplotlib, Verdana is as wide
    "font.size": SIZE,
    "text.color": INK,
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "hatch.linewidth": 0.8,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "lines.solid_capstyle": "butt",
    "svg.fonttype": "none",  # text stays text: it can be read aloud, searched and copied
    "timezone": "UTC",
}


@contextmanager
def theme() -> Iterator[None]:
    """Matplotlib's own defaults and ours on top, whatever a `matplotlibrc` or a notebook has set.

    Drawing needs it as much as building: ticks are made when the figure is drawn. A letter that the bundled font lacks
    is no reason to warn, for the reader's own fonts have it.
    """
    import matplotlib  # here, since a page needs the colours and draws nothing

    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph \d+", UserWarning)
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(SETTINGS)
        yield


@contextmanager
def svg_settings(salt: str) -> Iterator[None]:
    """The theme for writing SVG: the same figure and salt give the same bytes in any process."""
    import matplotlib

    with theme(), matplotlib.rc_context({"svg.hashsalt": f"chart {salt}"}):
        yield


def chart_css() -> str:
    """The rules by which a page shows the tables of numbers, and the charts in the dark; on paper they stay light.

    The selectors name no element around a shape, because the copy of a shape that `use` makes lies in none.
    """
    rules = (f'[{look}="{light}"]{{{look}:{dark}}}' for light, dark in DARK.items() for look in ("fill", "stroke"))
    return f"{TABLES}@media screen and (prefers-color-scheme:dark){{{''.join(rules)}}}"


def nice_ceiling(value: float, steps: int = 5) -> tuple[float, float]:
    """An axis end that is a whole number of round steps at or above `value`, and the step: 187 gives 200 and 50."""
    if value <= 0:
        return 1.0, 1.0
    rough = value / steps
    unit = 10.0 ** math.floor(math.log10(rough))
    step = max(next(unit * m for m in (1, 2, 5, 10) if unit * m >= rough * 0.999), 1.0)
    return math.ceil(value / step - 1e-9) * step, step
