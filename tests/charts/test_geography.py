"""The charts of places: shares as bars, latitudes by day, a map for each period, and stated distances."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from analysis import charts
from analysis.markup import FRAGMENT, anchor
from analysis.measures.geography import latitudes, located
from analysis.measures.rules import Rule
from analysis.measures.share_findings import RegionShares
from analysis.measures.view import View
from tests.charts.test_hostile import HOSTILE, poisoned

from .conftest import fragment

RECORDS = ("shipped", "invented")
ROLES = ("before", "campaign", "after")
SILENT = ("LY-2019-09-26-sw-libya", "LY-2019-09-29-sw-libya")
"""Two events of which only the part of the country is known."""


def drawn(record, view):
    """Every chart of the report."""
    return [
        charts.shares(record, view),
        charts.latitudes(record, view),
        *(charts.period_map(record, view, role) for role in ROLES),
    ]


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("unit", ["events", "strikes"])
def test_a_bar_is_filled_to_the_lowest_share_and_hatched_to_the_highest(request, name, unit, artists):
    record = request.getfixturevalue(name)
    view = View.of(record, unit=unit, attribution="alleged")
    chart = charts.shares(record, view)
    found = [
        share
        for role in ROLES
        for region, share in RegionShares(record, view).chosen.get(role, {}).items()
        if region is not None or share.number.rows or share.number.left_out
    ]
    assert len(chart.table) == len(found) > 0
    filled = [bar.get_width() for bar in artists(chart, "known")]
    assert filled == pytest.approx([100 * float(share.low) for share in found if share.low])
    hatched = artists(chart, "possible")
    ends = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in hatched]
    assert ends == [pytest.approx((100 * float(s.low), 100 * float(s.high))) for s in found if s.high > s.low]
    assert all(bar.get_hatch() for bar in hatched)


def test_the_table_of_shares_has_the_rows_behind_each(shipped):
    table = charts.shares(shipped, View.of(shipped, unit="events")).table
    line = table[(table["period"] == "After the campaign") & (table["region"] == "Fezzan (south-west)")].iloc[0]
    assert (line["share"], line["% at least"], line["% at most"]) == ("50 to 77.8 %", 50.0, 77.8)
    assert len(line["rows"]) == 9
    assert len(line["rows that may lie there"]) == 5
    assert set(SILENT) <= set(line["rows"])


def test_the_title_of_the_shares_is_the_leading_region_in_each_period(shipped):
    chart = charts.shares(shipped, View.of(shipped, unit="events"))
    assert chart.title == (
        "Fezzan (south-west) by share of strike events: 50 to 77.8 % after the campaign, none before the campaign, "
        "none in the campaign on Surt"
    )


@pytest.mark.parametrize("name", RECORDS)
def test_each_event_reaches_from_its_southernmost_to_its_northernmost_latitude(request, name, artists):
    record = request.getfixturevalue(name)
    view = View.of(record, attribution="alleged")
    chart = charts.latitudes(record, view)
    main = record.period("campaign").campaign
    own = record.incidents[record.incidents["campaign"].astype("object").fillna("") != main]
    own = own.sort_values(["start_date", "incident_id"])
    ends = latitudes(located(own, record.places)).dropna()
    assert [tuple(line.get_ydata()) for line in artists(chart, "range")] == [
        pytest.approx(pair) for pair in ends.itertuples(index=False, name=None)
    ]
    assert len(chart.marks) == len(chart.table) == len(own)
    assert len(artists(chart, "anywhere")) == own["place_id"].isna().sum()


def test_no_pin_stands_for_the_events_of_26_and_29_september_2019(shipped):
    """They are listed beside the map and below the axis, and nowhere else."""
    view = View.of(shipped, unit="events")
    for chart, labels in (
        (charts.period_map(shipped, view, "after"), {"listed", ""}),
        (charts.latitudes(shipped, view), {"listed", "anywhere"}),
    ):
        marks = {f"mark-{number}" for number, mark in enumerate(chart.marks) if set(mark.rows) & set(SILENT)}
        found = [artist for artist in chart.figure.findobj() if artist.get_gid() in marks]
        assert {key for mark in chart.marks for key in mark.rows} >= set(SILENT)
        assert {str(artist.get_label()) for artist in found} <= labels
        assert sum(artist.get_label() == "listed" for artist in found) == len(marks)
    table = charts.latitudes(shipped, view).table
    silent = table[[set(rows) <= set(SILENT) for rows in table["rows"]]]
    assert silent["place"].tolist() == ["not disclosed"] * 2
    assert silent[["southernmost °", "northernmost °"]].isna().all(axis=None)


@pytest.mark.parametrize("name", RECORDS)
def test_the_maps_of_the_periods_have_names_of_their_own(request, name):
    record = request.getfixturevalue(name)
    maps = [charts.period_map(record, View.of(record), role) for role in ROLES]
    assert [chart.name for chart in maps] == [f"map-{role}" for role in ROLES]
    assert all("distance" in chart._repr_mimebundle_()[FRAGMENT]["methods"] for chart in maps)
    assert [chart.title.split(":")[0].lower() for chart in maps] == [record.period(role).name.lower() for role in ROLES]


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize(
    "given", [{}, {"attribution": "announced", "unit": "killed"}, {"unit": "events", "attribution": "alleged"}]
)
def test_every_chart_is_a_figure_that_a_page_takes_and_is_small(request, name, given):
    record = request.getfixturevalue(name)
    for chart in drawn(record, View.of(record, **given)):
        html = fragment(chart)
        assert ElementTree.fromstring(html).tag == "figure"
        assert f'id="chart-{chart.name}"' in html
        assert chart.alt
        assert len(html.encode()) < 60_000


@pytest.mark.parametrize("name", RECORDS)
def test_days_without_a_row_are_told_in_words(request, name):
    record = request.getfixturevalue(name)
    day = record.coverage.start.isoformat()
    for chart in drawn(record, View.of(record, since=day, until=day)):
        assert chart.alt.startswith("Nothing is drawn.") or chart.name == "map-before"
        assert ElementTree.fromstring(fragment(chart)).tag == "figure"


def test_events_without_a_place_alone_are_listed(shipped):
    view = View.of(shipped, since="2019-09-25", until="2019-12-31")
    chart = charts.latitudes(shipped, view)
    assert chart.title == "2 events without a disclosed place"
    assert (
        chart.alt == "Latitudes by day: 26 September 2019, place not disclosed; 29 September 2019, place not disclosed."
    )


def test_places_south_of_the_equator_say_so(invented):
    assert "° S" in charts.latitudes(invented, View.of(invented)).title


@pytest.mark.parametrize("name", RECORDS)
def test_every_stated_distance_leads_to_its_claim(request, name):
    record = request.getfixturevalue(name)
    html = charts.distances(record)._repr_mimebundle_()[FRAGMENT]["html"]
    links = {link.get("href") for link in ElementTree.fromstring(html).iter("a")}
    stated = record.claims.loc[record.claims["metric"] == "distance_km", "claim_id"]
    assert links == {f"#{anchor('claim', key)}" for key in stated}


def test_the_table_of_distances_sets_the_ellipsoid_beside_nearly_600_miles(shipped):
    html = charts.distances(shipped)._repr_mimebundle_()[FRAGMENT]["html"]
    assert "<td>776 km (482 miles)</td>" in html
    assert "157 km longer: differs" in html


def test_a_record_without_a_stated_distance_says_so(invented):
    silent = replace(invented, claims=invented.claims[invented.claims["metric"] != "distance_km"])
    assert "Nobody states a distance" in charts.distances(silent)._repr_mimebundle_()[FRAGMENT]["html"]


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names_stay_text(invented, words):
    record = poisoned(invented, words)
    view = View.of(record, unit="events", attribution="alleged")
    for shown in (*drawn(record, view), charts.distances(record)):
        figure = ElementTree.fromstring(shown._repr_mimebundle_()[FRAGMENT]["html"])
        assert not {"script", "img", "iframe"} & {element.tag for element in figure.iter()}


def test_the_map_of_the_main_report_keeps_its_name(shipped):
    coverage = shipped.coverage
    assert charts.places(shipped, Rule(), coverage.start, coverage.end).name == "map"
