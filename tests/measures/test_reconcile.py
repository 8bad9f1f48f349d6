"""Every verdict and every reason, on claims about the invented record that are written for the purpose."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from analysis.measures.reconcile import COLUMNS, reconcile
from analysis.record.store import Record

RAID, RIVER, HILL = "QZ-1987-04-29-porto-brilho", "QZ-1985-11-20-boca-do-rio", "QZ-1988-07-01-alto-vento"
SIEGE = {"campaign": "brilho-1987", "start_date": "1987-01-15", "end_date": "1987-04-20"}

Verdict = Callable[..., tuple[str, str]]


def claims(record: Record, *cells: dict) -> pd.DataFrame:
    """Claims with these cells, typed as the record types them, all else blank."""
    types = record.claims.dtypes
    rows = [
        {"claim_id": f"claim-{place}", "claimant": "observer", "metric": "strikes"} | row
        for place, row in enumerate(cells)
    ]
    frame = pd.DataFrame(rows, columns=types.index).astype(object)
    return pd.DataFrame(
        {name: pd.Series(frame[name].where(frame[name].notna(), None), dtype=types[name]) for name in types.index}
    )


def incidents(record: Record, key: str, **cells) -> Record:
    """The record with these cells in one incident."""
    frame = record.incidents.copy()
    place = frame.index[frame["incident_id"] == key][0]
    for name, value in cells.items():
        frame.loc[place, name] = value
    return replace(record, incidents=frame)


@pytest.fixture(scope="module")
def verdict(sarovia: Record) -> Verdict:
    """The word and the reason for a claim with these cells; `value` is both ends of it."""

    def judged(record: Record = sarovia, value: float | None = None, **cells) -> tuple[str, str]:
        ends = {} if value is None else {"value_min": value, "value_max": value}
        found = reconcile(record, claims(record, ends | cells)).iloc[0]
        return found["verdict"], found["why"]

    return judged


# A number against a number


def test_a_range_of_the_record_inside_the_claim_agrees(verdict):
    assert verdict(value=120, **SIEGE) == ("agrees", "the record has 120 shell strikes")
    assert verdict(value_min=100, value_max=130, **SIEGE) == ("agrees", "the record has 120 shell strikes")


def test_a_claim_without_maximum_is_at_least_and_one_without_minimum_at_most(verdict):
    assert verdict(value_min=100, **SIEGE) == ("agrees", "the record has 120 shell strikes")
    assert verdict(value_max=120, **SIEGE) == ("agrees", "the record has 120 shell strikes")
    assert verdict(value_max=9, **SIEGE) == (
        "differs",
        "the record has 120 shell strikes; at most 9 is claimed, 111 fewer at the least",
    )
    assert verdict(value_min=501, **SIEGE) == (
        "differs",
        "the record has 120 shell strikes; at least 501 is claimed, 381 more at the least",
    )


def test_a_claim_that_shares_no_value_differs_by_so_much(verdict):
    assert verdict(value=125, **SIEGE) == ("differs", "the record has 120 shell strikes; 125 is claimed, 5 more")
    assert verdict(value=90, **SIEGE | {"end_date": "1987-02-10"}) == (
        "differs",
        "the record has 34 to 64 shell strikes; 90 is claimed, 26 more at the least",
    )
    assert verdict(value_min=10_000, value_max=12_000, **SIEGE) == (
        "differs",
        "the record has 120 shell strikes; 10,000 to 12,000 is claimed, 9,880 more at the least",
    )


def test_a_claim_inside_a_wider_record_is_left_open(verdict):
    assert verdict(value=70, **SIEGE | {"end_date": "1987-02-20"}) == (
        "left open",
        "the record has 64 to 76 shell strikes, so 70 is neither confirmed nor ruled out",
    )


def test_a_maximum_that_nobody_stated_leaves_a_larger_claim_open(verdict):
    assert verdict(value=3, start_date="1991-01-01", end_date="1991-06-30") == (
        "left open",
        "the record has 2 or more shell strikes, so 3 is neither confirmed nor ruled out: no maximum is stated",
    )


def test_rows_without_a_number_leave_a_claim_open_and_are_counted(verdict):
    one = {"start_date": "1985-01-01", "end_date": "1985-12-31"}
    assert verdict(metric="killed", value=4, **one) == (
        "left open",
        "the record has 0 or more dead, so 4 is neither confirmed nor ruled out: 1 of its rows states no number",
    )
    assert verdict(metric="killed", value=4, **SIEGE) == (
        "left open",
        "the record has 0 or more dead, so 4 is neither confirmed nor ruled out: 6 of its rows state no number",
    )


def test_a_claim_without_days_is_about_all_that_is_covered(verdict):
    assert verdict(value_min=130) == ("agrees", "the record has 130 or more shell strikes")


# A number of one row


def test_a_claim_about_an_incident_is_compared_with_that_row_whatever_its_rule_or_days(verdict):
    quay = {"incident_id": "QZ-1989-02-28-boca-do-rio"}  # denied, and the claim has other days
    assert verdict(value=1, start_date="1986-01-01", end_date="1986-12-31", **quay) == (
        "agrees",
        "the record has 1 shell strike",
    )
    assert verdict(value=2, **quay) == ("differs", "the record has 1 shell strike; 2 is claimed, 1 more")
    assert verdict(metric="militants_killed", value=7, incident_id=RAID) == (
        "left open",
        "the record has 0 to 15 band members dead, so 7 is neither confirmed nor ruled out",
    )
    assert verdict(metric="killed", value=1, **quay) == ("left open", "the record states no number of dead for it")


def test_a_number_without_a_unit_about_a_row_names_the_unit_it_was_read_as(verdict, sarovia):
    assert verdict(metric="unstated", value=2, incident_id=RIVER) == (
        "agrees",
        "read as shell strikes, the record has 2 shell strikes; read as bombardments it differs",
    )
    silent = incidents(sarovia, RIVER, strikes_min=pd.NA, strikes_max=pd.NA)
    assert verdict(silent, metric="unstated", value=2, incident_id=RIVER) == (
        "left open",
        "read as shell strikes, the record states no number of shell strikes for it; read as bombardments it differs",
    )


# A number without a unit


def test_a_number_without_a_unit_agrees_as_whichever_unit_fits(verdict):
    year = {"start_date": "1985-01-01", "end_date": "1985-12-31"}
    assert verdict(metric="unstated", value=1, **year) == (
        "agrees",
        "read as bombardments, the record has 1 bombardment; read as shell strikes it differs",
    )
    assert verdict(metric="unstated", value=2, **year) == (
        "agrees",
        "read as shell strikes, the record has 2 shell strikes; read as bombardments it differs",
    )


def test_a_number_without_a_unit_that_fits_neither_differs_from_both(verdict):
    assert verdict(metric="unstated", value=9, start_date="1985-01-01", end_date="1985-12-31") == (
        "differs",
        "read as shell strikes, the record has 2 shell strikes; 9 is claimed, 7 more, "
        "and read as bombardments, the record has 1 bombardment; 9 is claimed, 8 more",
    )


def test_a_number_without_a_unit_is_left_open_where_one_unit_leaves_it_so(verdict):
    assert verdict(metric="unstated", value=9, start_date="1991-01-01", end_date="1991-06-30") == (
        "left open",
        "read as shell strikes, the record has 2 or more shell strikes, so 9 is neither confirmed nor ruled out: "
        "no maximum is stated; read as bombardments it differs",
    )


def test_a_number_that_fits_either_unit_leaves_the_unit_open(verdict):
    one = {"start_date": "1985-01-01", "end_date": "1985-12-31", "value_min": 1, "value_max": 2}
    assert verdict(metric="unstated", **one) == (
        "agrees",
        "either unit fits, so which was meant is open: read as shell strikes, the record has 2 shell strikes, "
        "and read as bombardments, the record has 1 bombardment",
    )


# What the claim is about: yes, no, or not said

SPRING_1988 = {"start_date": "1988-01-01", "end_date": "1988-12-31"}


def test_a_blank_region_may_be_the_region_claimed(verdict, sarovia):
    """Two bombardments of 1988 are in the Selva; with one of the regions blank, the claim can no longer be settled."""
    both_in_selva = {"metric": "events", "region": "Selva", **SPRING_1988}
    assert verdict(value=2, **both_in_selva) == ("agrees", "the record has 2 bombardments")
    one_unsaid = incidents(sarovia, "QZ-1988-07-04-alto-vento", region=None)
    assert verdict(one_unsaid, value=2, **both_in_selva) == (
        "left open",
        "the record has 1 to 2 bombardments, so 2 is neither confirmed nor ruled out",
    )
    assert verdict(one_unsaid, value=0, **both_in_selva)[0] == "differs"


def test_a_filter_that_no_row_answers_cannot_be_compared(verdict, sarovia):
    unsaid = incidents(incidents(sarovia, HILL, region=None), "QZ-1988-07-04-alto-vento", region=None)
    assert verdict(unsaid, metric="events", value=2, region="Selva", **SPRING_1988) == (
        "cannot be compared",
        "the record does not say, strike by strike, which region it was",
    )


def test_a_mixed_platform_settles_no_share(verdict):
    assert verdict(value=70, platform="gunboat", **SIEGE) == (
        "cannot be compared",
        "the record does not say, strike by strike, which platform it was",
    )
    assert verdict(value=120, platform="gunboat and rocket raft", **SIEGE) == (
        "agrees",
        "the record has 120 shell strikes",
    )


def test_a_blank_campaign_is_no_campaign(verdict):
    assert verdict(value=3, campaign="brilho-1987-aftermath") == ("agrees", "the record has 3 shell strikes")


def test_a_list_of_groups_is_any_of_them(verdict):
    either = {"target_group": "Frente Rubro|FR-linked", "start_date": "1984-03-01", "end_date": "1985-12-31"}
    assert verdict(metric="events", value=2, **either) == ("agrees", "the record has 2 bombardments")
    assert verdict(metric="events", value=1, **either | {"target_group": "FR-linked"})[0] == "agrees"


def test_a_claim_about_more_than_the_record_says_so(verdict):
    assert verdict(value=120, actor="all-navies", **SIEGE) == (
        "cannot be compared",
        "it is about all navies on the river, which is more than the record is about",
    )


def test_days_outside_the_coverage_cannot_be_compared(verdict):
    outside = ("cannot be compared", "it is about the days {}, the record covers 1984-03-01 to 1991-06-30")
    for first, last in (("1984-02-29", "1984-03-31"), ("1991-06-01", "1991-07-01"), ("1950-01-01", "1950-12-31")):
        word, why = verdict(value=0, start_date=first, end_date=last)
        assert (word, why) == (outside[0], outside[1].format(f"{first} to {last}"))


# Under what the number of a claim that differs would come out


def test_a_number_comes_out_as_the_other_unit(verdict):
    assert verdict(value=1, start_date="1985-01-01", end_date="1985-12-31") == (
        "differs",
        "the record has 2 shell strikes; 1 is claimed, 1 fewer; "
        "the number would come out as bombardments, which may be coincidence",
    )


def test_a_number_comes_out_under_another_rule(verdict):
    year = {"metric": "events", "start_date": "1988-01-01", "end_date": "1988-12-31"}
    assert verdict(value=1, **year) == (
        "differs",
        "the record has 2 bombardments; 1 is claimed, 1 fewer; "
        "the number would come out counting only what was announced at the time, which may be coincidence",
    )
    denied = {"metric": "events", "start_date": "1989-02-01", "end_date": "1989-02-28"}
    assert verdict(value=1, **denied) == (
        "differs",
        "the record has 0 bombardments; 1 is claimed, 1 more; "
        "the number would come out counting what was alleged or denied too, which may be coincidence",
    )
    assert verdict(value=0, rule="alleged", **denied) == (
        "differs",
        "the record has 1 bombardment; 0 is claimed, 1 fewer; "
        "the number would come out counting only what was announced at the time or counting what was acknowledged, "
        "which may be coincidence",
    )


def test_a_number_comes_out_without_the_extension(verdict):
    spring = {"start_date": "1987-01-15", "end_date": "1987-05-31"}
    assert verdict(value=120, **spring) == (
        "differs",
        "the record has 123 shell strikes; 120 is claimed, 3 fewer; "
        "the number would come out as shell strikes without the bombardment of 29 April, which may be coincidence",
    )


def test_a_number_comes_out_a_few_days_earlier_or_later(verdict):
    assert verdict(value=25, **SIEGE | {"end_date": "1987-02-03"}) == (
        "differs",
        "the record has 34 shell strikes; 25 is claimed, 9 fewer; "
        "the number would come out through 1987-01-29, which may be coincidence",
    )
    assert verdict(value=2, start_date="1985-11-21", end_date="1985-11-21") == (
        "differs",
        "the record has 0 shell strikes; 2 is claimed, 2 more; "
        "the number would come out on 1985-11-20, which may be coincidence",
    )


def test_of_other_days_only_the_nearest_is_named(verdict):
    """The total is 34 on 3 February, and from 34 to 64 for a fortnight after it."""
    assert verdict(value_min=34, value_max=64, **SIEGE | {"end_date": "1987-01-29"}) == (
        "differs",
        "the record has 25 shell strikes; 34 to 64 is claimed, 9 more at the least; "
        "the number would come out through 1987-02-03, which may be coincidence",
    )


def test_no_other_reading_is_named_for_a_claim_that_fits_none(verdict):
    assert verdict(value=9999, **SIEGE) == ("differs", "the record has 120 shell strikes; 9,999 is claimed, 9,879 more")


# Days, categories, distances and words


def test_a_day_is_compared_with_the_days_of_the_row(verdict):
    nights = {"metric": "date", "incident_id": "QZ-1986-08-09-w-vila-eco"}
    record_has = "the record has 1986-08-09 to 1986-08-11"
    assert verdict(start_date="1986-08-08", end_date="1986-08-12", **nights) == ("agrees", record_has)
    assert verdict(start_date="1986-08-10", end_date="1986-08-10", **nights) == (
        "left open",
        f"{record_has}, which the claim overlaps",
    )
    assert verdict(start_date="1986-08-12", end_date="1986-08-12", **nights) == ("differs", f"{record_has}, 1 day away")
    assert verdict(start_date="1986-08-01", end_date="1986-08-02", **nights) == (
        "differs",
        f"{record_has}, 7 days away",
    )
    assert verdict(**nights) == ("cannot be compared", "it states no day")


def test_a_category_is_compared_with_that_of_the_row(verdict):
    harm = {"metric": "civilian_harm_status", "incident_id": RAID}
    assert verdict(value_text="disputed", **harm) == ("agrees", "the record has disputed")
    assert verdict(value_text="acknowledged", **harm) == ("differs", "the record has disputed")
    assert verdict(**harm) == ("cannot be compared", "it states no category")
    assert verdict(metric="platform", value_text="howitzer", incident_id="QZ-1986-08-09-w-vila-eco") == (
        "left open",
        "the record does not say",
    )
    assert verdict(metric="platform", value_text="gunboat", incident_id=RAID) == (
        "left open",
        "the record has gunboat and rocket raft, which does not settle it",
    )


def test_a_distance_is_known_as_well_as_its_two_places(verdict):
    """319.9 km, and 3.5 km of precision: what is claimed agrees, overlaps or lies apart."""
    road = {"metric": "distance_km", "place_id": "serra-calma", "other_place_id": "porto-brilho"}
    line = "the straight line on the ellipsoid is about 199 miles (320 km), 3.5 km either way by the precision of the "
    line += "two points"
    assert verdict(value_min=316, value_max=324, **road) == ("agrees", line)
    assert verdict(value=320, **road) == ("left open", f"{line}, which what is claimed overlaps")
    assert verdict(value=323, **road) == ("left open", f"{line}, which what is claimed overlaps")
    assert verdict(value=324, **road) == ("differs", f"{line}, 4 km less than claimed")
    assert verdict(value_min=100, value_max=200, **road) == ("differs", f"{line}, 120 km more than claimed")
    assert verdict(metric="distance_km", value=320, place_id="serra-calma") == (
        "cannot be compared",
        "it does not name two places of the record",
    )


def test_words_and_missing_numbers_cannot_be_compared(verdict):
    assert verdict(metric="location", value_text="by the river", incident_id=RIVER) == (
        "cannot be compared",
        "it is a statement in words, not a number",
    )
    assert verdict(metric="killed", incident_id=RAID) == ("cannot be compared", "it states no number")


# The table


def test_claims_keep_their_order_and_carry_the_rows_they_were_compared_with(sarovia):
    found = reconcile(sarovia)
    assert tuple(found.columns) == COLUMNS
    assert list(found["claim_id"]) == list(sarovia.claims["claim_id"])
    by_id = found.set_index("claim_id")
    assert by_id.loc["year-1988", "rows"] == (HILL, "QZ-1988-07-04-alto-vento")
    assert by_id.loc["river-two", "rows"] == (RIVER,)
    assert (by_id.loc["january", "low"], by_id.loc["january", "high"], by_id.loc["january", "unit"]) == (
        25,
        34,
        "shell strikes",
    )
    assert by_id.loc["mourning", ["low", "high"]].isna().all()
    assert (by_id.loc["mourning", "unit"], by_id.loc["mourning", "rows"]) == ("", ())


def test_the_claims_asked_about_are_the_ones_judged(sarovia):
    some = sarovia.claims[sarovia.claims["claimant"] == "village"]
    found = reconcile(sarovia, some)
    assert list(found.index) == list(some.index)
    assert reconcile(sarovia, some.iloc[:0]).empty
