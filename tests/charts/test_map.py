"""The map: marks where places are, discs as wide as they say, and no pin where a source gave none."""

import math
from dataclasses import replace
from datetime import date
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from geographiclib.geodesic import Geodesic
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.path import Path

from analysis.charts import places
from analysis.charts.ground import path_of, simplified
from analysis.charts.map import frame_of
from analysis.charts.map_labels import Box, Plan, Plate, block_size, shortened
from analysis.charts.spots import Scene
from analysis.charts.theme import KNOWN, PAPER, theme
from analysis.measures.counts import total
from analysis.measures.rules import ADMITTED, UNITS, Rule
from analysis.record.outlines import NO_OUTLINES

RULE = Rule()


def drawn(record, rule=RULE, since=None, until=None):
    return places(record, rule, since or record.coverage.start, until or record.coverage.end)


def unprojected(record, points, rule=RULE, since=None, until=None):
    """Longitude and latitude of points on the sheet."""
    frame = frame_of(Scene(record, rule, since or record.coverage.start, until or record.coverage.end))
    across, down = np.atleast_2d(points).T
    east = (across - frame.left - frame.width / 2) / frame.scale + frame.middle[0]
    north = (frame.top + frame.height / 2 - down) / frame.scale + frame.middle[1]
    return frame.projection.backward(np.column_stack([east, north]))


def km(point, other):
    """Kilometres between two points of (longitude, latitude)."""
    return Geodesic.WGS84.Inverse(point[1], point[0], other[1], other[0])["s12"] / 1000


def texts_of(chart):
    """The boxes of the words on the map itself, in points."""
    renderer = FigureCanvasAgg(chart.figure).get_renderer()
    words = chart.figure.axes[1].texts
    with theme():
        return {(text.get_text(), text.get_position()): text.get_window_extent(renderer) for text in words}


@pytest.fixture(scope="module")
def chart(shipped):
    return drawn(shipped)


def test_each_place_that_a_source_names_has_a_mark_where_it_lies(shipped, chart, artists):
    rows = shipped.incidents[shipped.incidents["offset_km"].isna() & shipped.incidents["place_id"].notna()]
    named = shipped.places[shipped.places["place_id"].isin(rows["place_id"])]
    marks = [(mark.get_xdata()[0], mark.get_ydata()[0]) for mark in artists(chart, "place")]
    assert len(marks) == len(named) == 9
    lying = unprojected(shipped, marks)
    for _, place in named.iterrows():
        assert min(km(point, (place["lon"], place["lat"])) for point in lying) < 1e-6


def test_a_distance_from_a_place_has_no_mark_of_its_own(shipped, chart, artists):
    """Sources gave '240 km south-east of Sirte': a disc and a line to it, never a pin."""
    marks = unprojected(shipped, [(mark.get_xdata()[0], mark.get_ydata()[0]) for mark in artists(chart, "place")])
    rows = shipped.incidents[shipped.incidents["offset_km"].notna()]
    points = shipped.places.set_index("place_id")
    for _, row in rows.iterrows():
        place = points.loc[row["place_id"]]
        line = Geodesic.WGS84.Direct(place["lat"], place["lon"], row["bearing_deg"], row["offset_km"] * 1000)
        assert min(km(mark, (line["lon2"], line["lat2"])) for mark in marks) > 20
    assert len(artists(chart, "distance")) == len(rows) == 6


def test_each_disc_is_as_wide_as_its_row_says_and_drawn_once(shipped, chart, artists):
    points = shipped.places.set_index("place_id")
    said = set()
    for _, row in shipped.incidents[shipped.incidents["place_id"].notna()].iterrows():
        place = points.loc[row["place_id"]]
        offset, bearing = (0 if pd.isna(row[name]) else row[name] for name in ("offset_km", "bearing_deg"))
        line = Geodesic.WGS84.Direct(place["lat"], place["lon"], bearing, offset * 1000)
        said.add((line["lon2"], line["lat2"], float(row["uncertainty_km"])))
    scale = frame_of(Scene(shipped, RULE, shipped.coverage.start, shipped.coverage.end)).scale
    seen = [(lon, lat, radius) for lon, lat, radius in said if radius * scale > 2.6]
    discs = artists(chart, "disc")
    assert len(discs) == len(seen) == 17
    edges = [unprojected(shipped, disc.get_xy()) for disc in discs]
    for lon, lat, radius in seen:
        worst = [max(abs(km(corner, (lon, lat)) - radius) for corner in edge) for edge in edges]
        assert sorted(worst)[0] < 1e-6
    assert all(disc.get_linestyle() not in ("-", "solid") for disc in discs if np.ptp(disc.get_xy()[:, 0]) > 10)


def test_what_the_rule_does_not_count_is_hollow(shipped, artists):
    since = date(2020, 1, 1)
    (mark,) = artists(drawn(shipped, RULE, since), "place")
    (edge,) = artists(drawn(shipped, RULE, since), "disc")
    assert mark.get_markerfacecolor() == PAPER
    assert edge.get_facecolor()[3] == 0
    (mark,) = artists(drawn(shipped, Rule("strikes", "alleged"), since), "place")
    assert mark.get_markerfacecolor() == KNOWN


def test_without_a_disclosed_place_nothing_is_put_on_the_map(shipped, artists, words):
    incidents = shipped.incidents[shipped.incidents["place_id"].isna()]
    chart = drawn(replace(shipped, incidents=incidents))
    assert [artists(chart, label) for label in ("place", "disc", "distance", "leader")] == [[], [], [], []]
    assert len(artists(chart, "listed")) == 2
    assert {"Place not disclosed", "Fezzan (south-west): 2", "26 to 29 September 2019", "Region not stated: 1"} <= set(
        words(chart)
    )
    assert chart.title == "3 precision strikes without a disclosed place"
    assert "Listed beside the map because no place was disclosed: Fezzan (south-west) 2" in chart.alt


def test_numbers_stand_beside_names_and_in_discs(chart, words):
    said = words(chart)
    assert {"Sirte: 495", "Derna: 1+", "Murzuq: 2", "Ubari: 1", "not counted: 7+", "6", "200 km"} <= set(said)
    assert {"Tunisia", "Algeria", "Niger", "Chad", "Sudan", "Libya", "Tripoli", "Benghazi"} <= set(said)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("attribution", ADMITTED)
def test_no_two_words_on_the_map_overlap(shipped, unit, attribution):
    boxes = texts_of(drawn(shipped, Rule(unit, attribution)))
    assert len(boxes) > 20
    assert [
        (one[0], other[0]) for one, other in combinations(boxes, 2) if boxes[one].overlaps(boxes[other].padded(-1))
    ] == []


@pytest.mark.parametrize("unit", ["strikes", "events", "killed"])
def test_a_name_stands_nearer_to_its_own_mark_than_to_another(shipped, unit, artists):
    chart = drawn(shipped, Rule(unit))
    frame = frame_of(Scene(shipped, Rule(unit), shipped.coverage.start, shipped.coverage.end))
    points = shipped.places[["name", "lon", "lat"]].itertuples(index=False)
    own = {name: frame.point(lon, lat) for name, lon, lat in points}
    marks = [(mark.get_xdata()[0], mark.get_ydata()[0]) for mark in artists(chart, "place")]
    leaders = [(line.get_xdata()[0], line.get_ydata()[0]) for line in artists(chart, "leader")]
    height = chart.figure.get_figheight() * 72
    for (words, _), box in texts_of(chart).items():
        name = words.split(":")[0]
        if name in own and own[name] not in leaders:
            plate = Box(box.x0, height - box.y1, box.x1, height - box.y0)
            apart = {mark: math.dist(mark, plate.nearest(*mark)) for mark in [*marks, own[name]]}
            assert apart[own[name]] == min(apart.values()), words


def test_words_stay_inside_the_picture(shipped, invented):
    for record in (shipped, invented):
        chart = drawn(record)
        frame = frame_of(Scene(record, RULE, record.coverage.start, record.coverage.end))
        for box in texts_of(chart).values():
            assert frame.left <= box.x0 < box.x1 <= frame.left + frame.width


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("name", ["shipped", "invented"])
def test_every_row_is_in_one_line_of_the_table_and_the_lines_add_up(request, unit, name):
    record, rule = request.getfixturevalue(name), Rule(unit)
    chart = drawn(record, rule)
    assert sorted(key for rows in chart.table["rows"] for key in rows) == sorted(record.incidents["incident_id"])
    counted = chart.table[chart.table["counted"] == "yes"]
    whole = total(record.incidents, rule, record.coverage)
    assert counted.iloc[:, 5].sum() == whole.low
    if whole.high is not None:
        assert counted.iloc[:, 6].sum() == whole.high


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("attribution", ADMITTED)
@pytest.mark.parametrize("name", ["shipped", "invented"])
def test_each_mark_leads_to_its_rows(request, unit, attribution, name):
    chart = drawn(request.getfixturevalue(name), Rule(unit, attribution))
    assert {mark.rows for mark in chart.marks} == set(chart.table["rows"])
    for mark in chart.marks:
        assert chart.table["rows"].iloc[mark.row] == mark.rows
        place = chart.table["place"].iloc[mark.row]
        assert mark.title.startswith("Place not disclosed" if place == "not disclosed" else f"{place}: ")
    assert len(chart.inline().encode()) < 60_000


@pytest.mark.parametrize(
    ("unit", "attribution", "since", "until", "title"),
    [
        ("strikes", "acknowledged", None, None,
         "495 precision strikes at or near Sirte and 24 or more elsewhere; 3 without a disclosed place"),
        ("strikes", "alleged", None, None,
         "495 precision strikes at or near Sirte and 32 or more elsewhere; 3 without a disclosed place"),
        ("events", "acknowledged", None, None,
         "18 strike events at or near 14 places, no number stated for Sirte; 3 without a disclosed place"),
        ("events", "announced", date(2016, 8, 1), date(2016, 12, 31), "No number of strike events is stated for Sirte"),
        ("killed", "acknowledged", date(2019, 1, 1), None,
         "19 to 21 people killed at or near Murzuq; 24 without a disclosed place"),
        ("strikes", "announced", date(2017, 10, 18), date(2017, 10, 18),
         "No precision strikes that the rule counts; 1 row not counted by it"),
        ("strikes", "acknowledged", date(2018, 11, 29), date(2018, 11, 29),
         "1 precision strike at or near Al Uwaynat"),
        ("strikes", "acknowledged", date(2017, 9, 26), date(2017, 9, 26),
         "2 precision strikes 160 km south-east of Sirte"),
        ("civilians_killed", "acknowledged", date(2019, 1, 1), None,
         "No civilians killed at or near Murzuq; no civilians killed without a disclosed place"),
    ],
)  # fmt: skip
def test_the_title_says_where(shipped, unit, attribution, since, until, title):
    assert drawn(shipped, Rule(unit, attribution), since, until).title == title


def test_the_place_with_most_does_not_lead_while_another_states_no_number(shipped):
    """The campaign states no number of events: three at Al Fuqaha may be fewer than it had."""
    scene = Scene(shipped, Rule("events"), shipped.coverage.start, shipped.coverage.end)
    assert scene.spots[0].name == "Al Fuqaha"
    assert scene.lead is None


def test_the_alternative_text_names_every_place_in_order(chart):
    assert chart.alt.startswith(
        "A map of Libya and its neighbours. Places that the sources name: "
        "Sirte 495 (1 August to 7 December 2016, uncertain by 10 km); Al Fuqaha 3 "
    )
    assert (
        "Known by their distance from a place only, drawn as a disc without a point: 240 km south-east of Sirte 6 "
        "(22 September 2017, uncertain by 95 km)" in chart.alt
    )
    assert "Not counted by the rule, drawn hollow: Ubari 7 or more" in chart.alt
    assert chart.alt.endswith("Fezzan (south-west) 2 (26 to 29 September 2019); region not stated 1 (18 October 2017).")


def test_the_source_names_outline_licence_and_projection(chart, invented):
    assert chart.source.endswith(
        "Outline of Libya, 1:50m, Public domain (Natural Earth). "
        "Lambert azimuthal equal-area projection, lengths within 1 per cent."
    )
    assert "Outline of Sarovia, CC0 1.0." in drawn(invented).source


def test_the_scale_bar_is_as_long_as_it_says(shipped, chart, artists):
    """In the middle of the map; the sphere and the projection may add up to one per cent."""
    (bar,) = artists(chart, "scale bar")
    length = bar.get_xdata()[2] - bar.get_xdata()[1]
    ends = unprojected(shipped, [(200, 200), (200 + length, 200)])
    assert km(*ends) == pytest.approx(200, rel=0.01)


def test_a_hole_in_the_country_shows_what_lies_there(invented, chart):
    frame = frame_of(Scene(invented, RULE, invented.coverage.start, invented.coverage.end))
    country = path_of(invented.outlines.country[0], frame)
    inside, hole, island = frame.place(np.array([(-52.0, -18.0), (-56.1, -19.2), (-46.7, -17.6)]))
    assert country.contains_points([inside, island]).all()
    rings = [Path(ring) for ring in country.to_polygons()]
    assert sum(ring.contains_point(hole) for ring in rings) == 2


def test_a_record_without_outlines_has_a_map_of_its_places(invented, artists, words):
    chart = drawn(replace(invented, outlines=NO_OUTLINES))
    assert [artists(chart, label) for label in ("country", "neighbour")] == [[], []]
    assert len(artists(chart, "place")) == 4
    assert "Porto Brilho: 123" in words(chart)
    assert chart.alt.startswith("A map without the outline of a country.")
    assert "The record gives no outline." in chart.source


def test_a_record_without_outlines_and_places_is_a_list(invented, artists):
    incidents = invented.incidents[invented.incidents["place_id"].isna()]
    chart = drawn(replace(invented, outlines=NO_OUTLINES, incidents=incidents))
    assert len(artists(chart, "listed")) == 1
    assert chart.alt.startswith("A list without a map.")
    assert "projection" not in chart.source


def test_one_place_without_an_outline_is_drawn_with_its_surroundings(invented, artists, words):
    chart = drawn(replace(invented, outlines=NO_OUTLINES), RULE, date(1984, 5, 3), date(1984, 5, 3))
    assert len(artists(chart, "place")) == len(artists(chart, "disc")) == 1
    assert chart.title == "1 or more shell strikes at or near Serra Calma"
    assert "10 km" in words(chart)


@pytest.mark.parametrize(
    ("since", "until", "title"),
    [
        (date(1984, 6, 1), date(1984, 6, 30), "No shell strikes, 1 to 30 June 1984."),
        (date(1980, 6, 1), date(1980, 6, 30), "The record covers none of these days, which is not the same as none."),
        (date(1984, 6, 2), date(1984, 6, 1), "There is no day to show."),
    ],
)
def test_where_there_is_nothing_to_show_words_say_why(invented, words, since, until, title):
    chart = drawn(invented, RULE, since, until)
    assert chart.title == title
    assert " ".join(words(chart)) == title
    assert chart.table.empty


def test_a_record_that_does_not_declare_distances_has_the_precision_of_its_places(invented, artists):
    bare = invented.incidents.drop(columns=["offset_km", "bearing_deg", "uncertainty_km"])
    chart = drawn(replace(invented, incidents=bare))
    assert artists(chart, "distance") == []
    lines = chart.table.set_index("place")["uncertainty km"]
    assert lines["Alto Vento"] == "5"


@pytest.mark.parametrize(
    "name",
    [
        "<b onclick='x'>Alto</b> ]]> </svg> $x^2$ & Vento",
        "Alto\nVento\t\N{RIGHT-TO-LEFT OVERRIDE}otla",
        "x" * 100_000,
        "قصف السوق 市場への砲撃 🐟",
        "é" + "\N{COMBINING ACUTE ACCENT}" * 500,
        "",
    ],
    ids=["markup", "controls", "long", "scripts", "combining", "blank"],
)
def test_hostile_names_are_drawn_as_words_that_fit(invented, words, name):
    table = invented.places.copy()
    table.loc[table["place_id"] == "alto-vento", "name"] = name
    chart = drawn(replace(invented, places=table))
    frame = frame_of(Scene(invented, RULE, invented.coverage.start, invented.coverage.end))
    for box in texts_of(chart).values():
        assert box.x1 <= frame.left + frame.width + 1
    whole = " ".join(name.split())
    assert whole in set(chart.table["place"])
    assert any(word.endswith(": 2+") for word in words(chart))
    assert len(chart.svg()) < 60_000


def test_the_same_map_has_the_same_bytes(shipped, chart):
    assert drawn(shipped).svg() == chart.svg()
    assert drawn(shipped).inline() == chart.inline()


def test_a_simplified_outline_keeps_within_its_tolerance():
    turns = np.linspace(0, math.tau, 500)
    circle = np.column_stack([100 * np.cos(turns), 100 * np.sin(turns)])
    few = simplified(circle, 0.25)
    assert 20 < len(few) < 80
    middles = (few[:-1] + few[1:]) / 2
    assert np.hypot(*few.T) == pytest.approx(100)
    assert (np.hypot(*middles.T) > 100 - 0.26).all()
    assert (simplified(circle, 0.0)[0] == circle[0]).all()


def test_a_name_without_room_near_its_point_goes_first_the_next_time():
    """The short name would take the only room of the long one, and has room elsewhere."""
    with theme():
        wide, _ = block_size(["wide words"])
        plan = Plan(Box(0, 0, 68 + wide + 18, 30), taken=[Box(0, 14, 60 + wide, 30)])
        long, short = Plate(60, 6, 2, ("wide words",)), Plate(68 + wide + 12, 6, 2, ("w",))
        boxes = plan.put_all([short, long])
    assert set(boxes) == {long, short}
    assert boxes[short].top > 10
    assert long.gap(boxes[long]) < 5


def test_a_name_that_fits_nowhere_is_left_out():
    with theme():
        plan = Plan(Box(0, 0, 40, 12))
        assert plan.put_all([Plate(20, 6, 2, ("far too long for this",))]) == {}
        assert plan.put_inside(Path([(0, 0), (40, 0), (40, 12), (0, 12), (0, 0)]), "far too long for this") is None


def test_a_long_name_is_cut_to_a_width():
    with theme():
        assert shortened("Sabha") == "Sabha"
        assert shortened("a b\nc") == "a b c…"
        assert shortened("w" * 100, 50).endswith("w…")
