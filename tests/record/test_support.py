"""Every curated number is one that an accepted claim has stated."""

import pytest

FIRST_DAY = "QZ-1987-01-15-porto-brilho"
ALLEGED = "QZ-1986-08-09-w-vila-eco"
MARKET = "QZ-1987-04-29-porto-brilho"
OUTSIDE = "lies outside what the accepted claims about"
CORRECT = "Add the claim that states it to claims.csv, or correct the number."
LEAVE_BLANK = "Add the claim that states it to claims.csv, or leave the cell blank."


def test_a_number_outside_the_hull_of_its_claims_is_told_with_their_names(draft):
    draft.set("incidents", FIRST_DAY, strikes_min="3", strikes_max="5")
    outside = f"{OUTSIDE} strikes of {FIRST_DAY} state, 4 (first-day). {CORRECT}"
    assert draft.problems() == [
        f"incidents.csv line 5, strikes_max: '5' {outside}",
        f"incidents.csv line 5, strikes_min: '3' {outside}",
    ]


def test_the_hull_reaches_from_the_lowest_to_the_highest_claim(draft):
    draft.set("incidents", MARKET, militants_killed_min="3", militants_killed_max="14")
    assert draft.problems() == []
    draft.set("incidents", MARKET, militants_killed_max="16")
    assert draft.problems() == [
        f"incidents.csv line 12, militants_killed_max: '16' {OUTSIDE} militants_killed of {MARKET} state, 0 to 15"
        f" (market-fighters, market-no-fighters). {CORRECT}"
    ]


def test_all_the_dead_may_rest_on_claims_about_their_parts_but_not_on_one_that_there_were_none(draft):
    draft.set("incidents", MARKET, killed_min="0", killed_max="16")
    hull = f"{OUTSIDE} killed of {MARKET} state, 7 to 15 (market-fighters, market-villagers). {CORRECT}"
    assert draft.problems() == [
        f"incidents.csv line 12, killed_max: '16' {hull}",
        f"incidents.csv line 12, killed_min: '0' {hull}",
    ]


def test_a_long_list_of_claims_is_cut_and_counted(draft):
    for key in "abc":
        draft.add("claims", claim_id=key, source_id="observer-1990", claimant="observer", metric="killed",
                  value_min="9", value_max="9", incident_id=MARKET, standing="accepted")  # fmt: skip
    draft.set("incidents", MARKET, killed_max="1000000")
    assert draft.problems() == [
        f"incidents.csv line 12, killed_max: '1000000' {OUTSIDE} killed of {MARKET} state, 7 to 15 (a, b, c,"
        f" market-fighters and 1 more). {CORRECT}"
    ]


def test_a_claim_without_a_maximum_supports_any_number_from_its_minimum_on(draft):
    draft.set("incidents", "QZ-1991-02-11-undisclosed", strikes_min="7", strikes_max="90")
    assert draft.problems() == []
    draft.set("incidents", "QZ-1991-02-11-undisclosed", strikes_min="1", strikes_max="90")
    assert draft.problems() == [
        f"incidents.csv line 16, strikes_min: '1' {OUTSIDE} strikes of QZ-1991-02-11-undisclosed state, 2 or more"
        f" (selva-two). {CORRECT}"
    ]


def test_a_number_without_any_claim_is_told(draft):
    draft.set("incidents", ALLEGED, strikes_max="2", killed_max="0")
    assert draft.problems() == [
        f"incidents.csv line 4, killed_max: '0' rests on no accepted claim about killed of {ALLEGED}. {LEAVE_BLANK}",
        f"incidents.csv line 4, strikes_max: '2' rests on no accepted claim about strikes of {ALLEGED}. {LEAVE_BLANK}",
        f"incidents.csv line 4, strikes_min: '1' rests on no accepted claim about strikes of {ALLEGED}. {LEAVE_BLANK}",
    ]


@pytest.mark.parametrize("cells", [{"standing": "disputed"}, {"metric": "events"}, {"value_min": "", "value_max": ""}])
def test_a_claim_that_is_not_accepted_counts_something_else_or_states_no_number_supports_nothing(draft, cells):
    draft.set("claims", "quay", **cells)
    assert [problem.partition(" rests")[0] for problem in draft.problems()] == [
        "incidents.csv line 15, strikes_max: '1'",
        "incidents.csv line 15, strikes_min: '1'",
    ]


@pytest.mark.parametrize("cells", [{"standing": "acepted"}, {"metric": "strike"}, {"value_max": "one"}])
def test_a_slip_in_a_claim_is_not_told_again_as_missing_support(draft, cells):
    draft.set("claims", "quay", **cells)
    (problem,) = draft.problems()
    assert problem.startswith(f"claims.csv line 27, {next(iter(cells))}: ")


def test_at_least_one_and_no_maximum_needs_no_claim(draft):
    draft.set("incidents", ALLEGED, strikes_min="1", strikes_max="", events_min="1", events_max="1", killed_min="0")
    assert draft.problems() == []


def test_a_claim_without_a_usable_name_still_supports_what_it_states(draft):
    draft.set("claims", "market-fighters", claim_id="Market fighters")
    assert draft.problems() == [
        "claims.csv line 19, claim_id: 'Market fighters' does not have the declared form, expected lower-case letters,"
        " digits and single hyphens. Correct it."
    ]


def test_a_minimum_above_every_claim_is_told_where_no_maximum_is_stated(draft):
    draft.set("claims", "selva-two", value_max="5").set("incidents", "QZ-1991-02-11-undisclosed", strikes_min="6")
    assert draft.problems() == [
        f"incidents.csv line 16, strikes_min: '6' {OUTSIDE} strikes of QZ-1991-02-11-undisclosed state, 2 to 5"
        f" (selva-two). {CORRECT}"
    ]
