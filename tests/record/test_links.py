"""Rules between cells, rows and tables, each told in one sentence."""

import pytest

FIRST_DAY = "QZ-1987-01-15-porto-brilho"
WHICHEVER = "Correct whichever of the two is wrong."
IN_INCIDENTS = "Correct it, or add the row to incidents.csv."
IN_CLAIMS = "Correct it, or add the row to claims.csv."
IN_PLACES = "Correct it, or add the row to places.csv."
IN_SOURCES = "Correct it, or add the row to sources.csv."
OPEN = "Take out the pointer that closes the circle."
EXCHANGED = "Check that latitude and longitude are not exchanged."
WIDEN = "Correct the date, or widen the coverage in datapackage.json if the record now answers for those days."
ROLES = "Give one period each the role before, campaign and after."


def test_a_maximum_below_its_minimum_is_told_in_every_table(draft):
    draft.set("incidents", "QZ-1984-05-03-serra-calma", militants_killed_min="4", militants_killed_max="3")
    draft.set("claims", "band-total", value_max="249.5")
    assert draft.problems() == [
        f"claims.csv line 3, value_max: '249.5' is below value_min, which is 250. {WHICHEVER}",
        f"incidents.csv line 2, militants_killed_max: '3' is below militants_killed_min, which is 4. {WHICHEVER}",
    ]


def test_an_end_before_the_start_is_told_in_every_table(draft):
    draft.set("incidents", FIRST_DAY, end_date="1987-01-14")
    draft.set("claims", "january", end_date="1987-01-01")
    draft.set("periods", "truce", end_date="1987-04-17")
    assert draft.problems() == [
        f"claims.csv line 16, end_date: '1987-01-01' is before start_date, which is 1987-01-15. {WHICHEVER}",
        f"incidents.csv line 5, end_date: '1987-01-14' is before start_date, which is 1987-01-15. {WHICHEVER}",
        f"periods.csv line 6, end_date: '1987-04-17' is before start_date, which is 1987-04-18. {WHICHEVER}",
    ]


def test_a_pointer_to_no_row_is_told(draft):
    draft.set("claims", "quay", source_id="observr-1990")
    draft.set("claims", "river-date", incident_id="QZ-1985-11-20-boca-do-ria")
    draft.set("claims", "road", other_place_id="porto-brillo")
    draft.set("claims", "span-01-16", derived_from="first-dya|total-01-29")
    draft.set("claims", "total-end", also_in="radio-1987-04-21|radio")
    draft.set("incidents", FIRST_DAY, place_id="Porto-Brilho")
    draft.set("places", "vila-eco", source_id="atlas")
    assert draft.problems() == [
        "claims.csv line 27, source_id: 'observr-1990' points to no source_id in sources.csv. Did you mean"
        f" 'observer-1990'? {IN_SOURCES}",
        "claims.csv line 28, incident_id: 'QZ-1985-11-20-boca-do-ria' points to no incident_id in incidents.csv. Did"
        f" you mean 'QZ-1985-11-20-boca-do-rio'? {IN_INCIDENTS}",
        "claims.csv line 30, other_place_id: 'porto-brillo' points to no place_id in places.csv. Did you mean"
        f" 'porto-brilho'? {IN_PLACES}",
        "claims.csv line 35, derived_from: 'first-dya' points to no claim_id in claims.csv. Did you mean 'first-day'?"
        f" {IN_CLAIMS}",
        f"claims.csv line 44, also_in: 'radio' points to no source_id in sources.csv. {IN_SOURCES}",
        "incidents.csv line 5, place_id: 'Porto-Brilho' points to no place_id in places.csv. Did you mean"
        f" 'porto-brilho'? {IN_PLACES}",
        f"places.csv line 6, source_id: 'atlas' points to no source_id in sources.csv. {IN_SOURCES}",
    ]


def test_an_id_of_another_day_is_never_offered_as_what_was_meant(draft):
    draft.set("claims", "river-date", incident_id="QZ-1985-11-21-boca-do-rio")
    assert draft.problems() == [
        "claims.csv line 28, incident_id: 'QZ-1985-11-21-boca-do-rio' points to no incident_id in incidents.csv."
        f" {IN_INCIDENTS}"
    ]


def test_pointers_into_a_table_with_lost_rows_are_not_called_lost(draft):
    path = draft.path("places")
    path.write_bytes(path.read_bytes().replace(b"-15.8125", b"-15,8125"))
    draft.set("claims", "quay", source_id="x")
    assert [problem.partition(": ")[0] for problem in draft.problems()] == [
        "claims.csv line 27, source_id",
        "places.csv line 5",
    ]


@pytest.mark.parametrize(
    ("pointers", "line", "circle"),
    [
        ({"total-01-29": "total-01-29"}, 40, "total-01-29 from total-01-29"),
        ({"total-01-29": "span-01-16"}, 35, "span-01-16 from total-01-29 from span-01-16"),
        (
            {"total-01-29": "total-02-17", "total-02-17": "span-01-16"},
            35,
            "span-01-16 from total-01-29 from total-02-17 from span-01-16",
        ),
    ],
)
def test_a_claim_derived_from_itself_is_told(draft, pointers, line, circle):
    for key, pointer in pointers.items():
        draft.set("claims", key, derived_from=pointer)
    assert draft.problems() == [f"claims.csv line {line}, derived_from: leads back to itself: {circle}. {OPEN}"]


def test_two_circles_of_claims_are_both_told(draft):
    draft.set("claims", "camp-dead", derived_from="camp-fighters").set(
        "claims", "camp-fighters", derived_from="camp-dead"
    )
    draft.set("claims", "quay", derived_from="quay|camp-dead")
    assert draft.problems() == [
        f"claims.csv line 6, derived_from: leads back to itself: camp-dead from camp-fighters from camp-dead. {OPEN}",
        f"claims.csv line 27, derived_from: leads back to itself: quay from quay. {OPEN}",
    ]


def test_a_source_entered_twice_is_told(draft):
    draft.set("sources", "atlas-1983", url="https://archive.example/hq/1", title="Communiqué no. 1")
    assert draft.problems() == [
        "sources.csv line 4, url: repeats the url and title of line 3. Merge the two rows into one."
    ]


def test_a_place_outside_the_extent_is_told_for_each_coordinate(draft):
    draft.set("places", "serra-calma", lat="-55.100000000001", lon="-15.8125")
    outside = "lies outside the extent that datapackage.json declares"
    assert draft.problems() == [
        f"places.csv line 5, lat: '-55.100000000001' {outside} (-24 to -12). {EXCHANGED}",
        f"places.csv line 5, lon: '-15.8125' {outside} (-62 to -46). {EXCHANGED}",
    ]


def test_the_edge_of_the_extent_lies_inside(draft):
    assert draft.set("places", "serra-calma", lat="-24", lon="-46.0").problems() == []


def test_days_outside_the_coverage_are_told_at_the_end_that_lies_outside(draft):
    draft.set("incidents", "QZ-1984-05-03-serra-calma", start_date="0984-05-03")
    draft.set("incidents", "QZ-1991-02-11-undisclosed", end_date="1991-07-01")
    assert draft.problems() == [
        "incidents.csv line 2, start_date: '0984-05-03' lies outside the declared coverage, 1984-03-01 to 1991-06-30."
        f" {WIDEN}",
        "incidents.csv line 16, end_date: '1991-07-01' lies outside the declared coverage, 1984-03-01 to 1991-06-30."
        f" {WIDEN}",
    ]


def test_the_first_and_the_last_day_of_the_coverage_are_covered(draft):
    draft.set("incidents", "QZ-1984-05-03-serra-calma", start_date="1984-03-01", end_date="1991-06-30")
    assert draft.problems() == []


def test_a_role_that_no_period_or_more_than_one_has_is_told(draft):
    draft.set("periods", "truce", role="before").set("periods", "after", role="moment")
    assert draft.problems() == [
        f"periods.csv, role: has 0 periods with the role 'after', expected one. {ROLES}",
        f"periods.csv, role: has 2 periods with the role 'before', expected one. {ROLES}",
    ]


def test_a_misspelt_role_is_told_once(draft):
    draft.set("periods", "after", role="afterr")
    assert draft.problems() == [
        "periods.csv line 7, role: 'afterr' is not a declared category, expected before, campaign, after or moment. Did"
        " you mean 'after'? Correct it, or declare the category in datapackage.json."
    ]


@pytest.mark.parametrize(
    ("key", "start", "end", "line", "day", "role", "last"),
    [
        ("after", "1987-04-20", "1990-12-31", 7, "1987-04-20", "campaign", "1987-04-20"),
        ("after", "1984-03-01", "1984-03-02", 7, "1984-03-01", "campaign", "1987-04-20"),
        ("before", "1984-03-01", "1987-01-15", 3, "1987-01-15", "before", "1987-01-15"),
    ],
)
def test_periods_that_share_a_day_or_stand_in_another_order_are_told(draft, key, start, end, line, day, role, last):
    draft.set("periods", key, start_date=start, end_date=end)
    assert draft.problems() == [
        f"periods.csv line {line}, start_date: '{day}' is not after the period with the role '{role}', which ends on"
        f" {last}. Let before, campaign and after follow one another without sharing a day."
    ]


def test_a_row_of_the_campaign_lies_in_its_period(draft):
    """Else no side of a comparison would count it: it would be lost without a word."""
    last = "QZ-1987-02-25-to-1987-04-18-porto-brilho"
    draft.set("incidents", last, end_date="1987-04-21")
    assert draft.problems() == [
        f"incidents.csv line {draft.line('incidents', last)}, end_date: '1987-04-21' lies outside the campaign the row "
        "belongs to, 1987-01-15 to 1987-04-20 in periods.csv. "
        "Correct the date, or the campaign, or the dates of its period."
    ]
