"""The look: colours that anybody can tell apart, and settings that are put back."""

import matplotlib
import pytest
from matplotlib.colors import to_rgb

from analysis.charts import theme
from analysis.charts.theme import DARK, chart_css, nice_ceiling

LIGHT = {colour: colour for colour in DARK}
BOTH = pytest.mark.parametrize("shown", [LIGHT, DARK], ids=["light", "dark"])


def luminance(colour):
    """Relative luminance as WCAG 2 defines it."""
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@BOTH
@pytest.mark.parametrize("ground", [theme.PAPER, theme.SHADE])
@pytest.mark.parametrize("colour", [theme.INK, theme.MUTED])
def test_text_can_be_read_on_the_paper_and_on_the_shade(shown, colour, ground):
    assert contrast(shown[colour], shown[ground]) >= 4.5


@BOTH
@pytest.mark.parametrize("colour", [theme.INK, theme.KNOWN, theme.OTHER, theme.PALE, theme.ABSENT])
def test_marks_stand_out_from_the_paper(shown, colour):
    assert contrast(shown[colour], shown[theme.PAPER]) >= 3


@BOTH
@pytest.mark.parametrize(
    ("mark", "ground"),
    [
        (theme.KNOWN, theme.POSSIBLE),  # the edge and the hatch of what is possible
        (theme.KNOWN, theme.SHADE),
        (theme.PALE, theme.SHADE),
        (theme.INK, theme.POSSIBLE),  # the arrow of a claim within the band
        (theme.INK, theme.KNOWN),  # its point on the line
    ],
)
def test_marks_stand_out_from_what_they_touch(shown, mark, ground):
    assert contrast(shown[mark], shown[ground]) >= (2 if mark == theme.INK and ground == theme.KNOWN else 3)


def test_the_dark_theme_gives_every_colour_another_and_each_its_own():
    assert len(set(DARK.values())) == len(DARK)
    assert not set(DARK) & set(DARK.values())
    named = {value for value in vars(theme).values() if isinstance(value, str) and value.startswith("#")}
    assert set(DARK) == named


def test_the_style_sheet_names_every_colour_once_as_fill_and_once_as_stroke():
    css = chart_css()
    assert "@media screen and (prefers-color-scheme:dark){[fill=" in css
    for light, dark in DARK.items():
        for look in ("fill", "stroke"):
            assert css.count(f'[{look}="{light}"]{{{look}:{dark}}}') == 1


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
