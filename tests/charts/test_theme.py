"""The look: colours that anybody can tell apart, and settings that are put back."""

import matplotlib
import pytest
from matplotlib.colors import to_rgb

from analysis.charts import theme
from analysis.charts.theme import nice_ceiling


def luminance(colour):
    """Relative luminance as WCAG 2 defines it."""
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ground", ["white", theme.SHADE])
@pytest.mark.parametrize("colour", [theme.INK, theme.MUTED])
def test_text_can_be_read_on_white_and_on_the_shade(colour, ground):
    assert contrast(colour, ground) >= 4.5


@pytest.mark.parametrize("colour", [theme.KNOWN, theme.OTHER, theme.PALE])
def test_marks_stand_out_from_white(colour):
    assert contrast(colour, "white") >= 3


def test_what_meets_differs_in_grey():
    assert contrast(theme.KNOWN, theme.POSSIBLE) >= 3
    assert contrast(theme.KNOWN, theme.SHADE) >= 4


def test_the_colours_of_marks_are_those_of_seaborn():
    import seaborn  # here, because it takes a second

    palette = set(seaborn.color_palette("colorblind").as_hex())
    assert {theme.KNOWN, theme.OTHER} <= palette


def test_settings_are_put_back():
    with matplotlib.rc_context({"font.size": 31.0}):
        with theme.theme():
            assert matplotlib.rcParams["font.size"] == theme.SIZE
        assert matplotlib.rcParams["font.size"] == 31.0


@pytest.mark.parametrize(
    ("value", "end", "step"),
    [(191, 200, 50), (495, 500, 100), (95, 100, 20), (4, 4, 1), (1, 1, 1), (0, 1, 1), (1234, 1500, 500), (13, 15, 5)],
)
def test_an_axis_ends_at_a_round_number(value, end, step):
    assert nice_ceiling(value) == (end, step)
