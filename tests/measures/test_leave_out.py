"""Sources left out in turn: by hand on the invented record, and against making everything again without each."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.measures.comparison import Question
from analysis.measures.leave_out import losses
from analysis.measures.ratio_findings import times_as_often
from analysis.measures.upholding import by_publisher, by_source, fallen, left_out_together
from analysis.measures.view import View
from analysis.measures.withdrawal import Held, without
from analysis.record.rows import several

RECORDS = ["shipped", "sarovia"]
GROUPS = {"source": by_source, "publisher": by_publisher}


@pytest.fixture(params=RECORDS)
def record(request):
    return request.getfixturevalue(request.param)


def all_losses(record, view, group_of, factor=10):
    question = Question.of(record, view.rule, view.since, view.until, factor)
    return losses(record, question, view, group_of, Held(record, (view.rule.unit,)))


def numbers(comparison):
    return [(side.count.low, side.count.high) for side in comparison.sides]


def plainly_fallen(record, gone):
    """Claims that fall, one by one: by their own sources, or by any claim from which they are reckoned."""
    rows = record.claims.set_index("claim_id").to_dict("index")

    def falls(key):
        below = several(rows[key]["derived_from"])
        if below:
            return any(falls(one) for one in below)
        return {rows[key]["source_id"], *several(rows[key]["also_in"])} <= set(gone)

    return {key for key in rows if falls(key)}


def test_every_claim_falls_with_the_sources_that_hold_it(record):
    names, lost = record.claims["claim_id"].to_numpy(), fallen(record, by_source(record))
    for source in record.sources["source_id"]:
        assert set(names[lost.of(source)]) == plainly_fallen(record, [source])


def test_a_publisher_takes_what_is_read_nowhere_else(record):
    names, lost = record.claims["claim_id"].to_numpy(), fallen(record, by_publisher(record))
    for publisher, own in record.sources.groupby("publisher")["source_id"]:
        assert set(names[lost.of(publisher)]) == plainly_fallen(record, own)


def test_nothing_left_out_changes_nothing(record):
    same = without(record, [])
    pd.testing.assert_frame_equal(same.incidents, record.incidents)
    pd.testing.assert_frame_equal(same.claims, record.claims)


@pytest.mark.parametrize("how", GROUPS)
@pytest.mark.parametrize("name", RECORDS)
def test_nothing_is_left_that_rests_on_what_is_gone(request, name, how):
    record = request.getfixturevalue(name)
    groups = pd.Series(GROUPS[how](record))
    lots = np.random.default_rng(5).choice(groups.unique(), 6, replace=False)
    for group in lots:
        gone = list(groups.index[groups == group])
        left = without(record, gone)
        names = {key for column in ("source_id", "also_in") for cell in left.claims[column] for key in several(cell)}
        assert not names & set(gone)
        below = {key for cell in left.claims["derived_from"] for key in several(cell)}
        assert below <= set(left.claims["claim_id"])
        used = record.claims[(record.claims["standing"] == "accepted") & record.claims["incident_id"].notna()]
        fell = used["claim_id"].isin(plainly_fallen(record, gone))
        lost = set(used["incident_id"]) - set(used.loc[~fell, "incident_id"])
        joined = set(left.incidents["incident_id"]) & lost
        before = record.incidents.set_index("incident_id")["campaign"]
        assert before[sorted(joined)].notna().all(), "only a row of a campaign may live on, as a span"


@pytest.mark.parametrize("how", GROUPS)
@pytest.mark.parametrize(
    "given",
    [{}, {"unit": "killed"}, {"unit": "events", "attribution": "alleged"}, {"attribution": "announced"}],
    ids=str,
)
def test_the_losses_are_those_of_everything_made_again(sarovia, how, given):
    view, group_of = View.of(sarovia, **given), GROUPS[how](sarovia)
    found = all_losses(sarovia, view, group_of)
    by_name = {name: loss for loss in found.items for name in loss.names}
    for group in dict.fromkeys(group_of.values()):
        left = without(sarovia, [key for key, own in group_of.items() if own == group])
        again = Question.of(left, view.rule, view.since, view.until, 10)
        loss = by_name.get(group)
        shown, headline = (loss.chosen, loss.headline) if loss else (found.question.chosen, found.headline)
        assert numbers(shown) == numbers(again.chosen), group
        plain = times_as_often(again)
        if headline is not None and plain is not None and len(again.every) == len(found.question.every):
            assert (headline.text, headline.verdict) == (plain.text, plain.verdict), group


def test_the_losses_of_the_shipped_record_that_count_are_those_of_everything_made_again(shipped):
    view = View.of(shipped)
    found = all_losses(shipped, view, by_source(shipped))
    assert found.counted
    for loss in [*found.counted, *found.items[-2:]]:
        again = Question.of(without(shipped, [loss.names[0]]), view.rule, view.since, view.until, 10)
        assert numbers(loss.chosen) == numbers(again.chosen)
        assert loss.headline.text == times_as_often(again).text
        assert loss.headline.verdict == times_as_often(again).verdict


def test_a_lost_total_joins_the_rows_beside_it_and_the_campaign_keeps_its_strikes(sarovia):
    """The totals 25 and 34 stand there alone: 64 is left, less the 4 of the first day."""
    gone = "gazette-1987-02-05"
    left = without(sarovia, [gone]).incidents
    own = left[left["campaign"] == "brilho-1987"]
    assert int(own["strikes_min"].sum()) == int(own["strikes_max"].sum()) == 120
    span = own[own["incident_id"] == "QZ-1987-01-16-to-1987-01-29-porto-brilho"].iloc[0]
    assert (span["strikes_min"], span["strikes_max"]) == (60, 60)
    assert (f"{span['start_date']:%Y-%m-%d}", f"{span['end_date']:%Y-%m-%d}") == ("1987-01-15", "1987-02-17")


def test_a_row_goes_with_its_last_source_and_only_then(sarovia):
    assert "QZ-1985-11-20-boca-do-rio" not in set(without(sarovia, ["pamphlet-1988"]).incidents["incident_id"])
    market = without(sarovia, ["communique-1987-05-02"]).incidents.set_index("incident_id")
    row = market.loc["QZ-1987-04-29-porto-brilho"]
    assert (row["strikes_min"], row.isna()["strikes_max"]) == (1, True)
    assert (row["militants_killed_min"], row["militants_killed_max"]) == (0, 0), "what the village says is left"
    assert (row["civilians_killed_min"], row["civilians_killed_max"]) == (15, 15)


def test_the_last_total_holds_while_one_copy_of_it_is_left(sarovia):
    both = without(sarovia, ["communique-1987-04-20", "retrospective-1995"]).incidents
    assert int(both.loc[both["campaign"] == "brilho-1987", "strikes_min"].sum()) == 120
    none = without(sarovia, ["communique-1987-04-20", "retrospective-1995", "radio-1987-04-21"]).incidents
    assert int(none.loc[none["campaign"] == "brilho-1987", "strikes_min"].sum()) == 76


def test_a_range_is_cut_to_what_is_left_and_an_open_end_stays_open(sarovia):
    key, claims = "QZ-1987-04-29-porto-brilho", sarovia.claims
    more = claims[claims["claim_id"] == "market-strikes"].assign(
        claim_id="market-more", source_id="observer-1990", value_min=5, value_max=5
    )
    incidents = sarovia.incidents.copy()
    incidents.loc[incidents["incident_id"] == key, "strikes_max"] = 5
    wide = replace(sarovia, incidents=incidents, claims=pd.concat([claims, more], ignore_index=True))
    for gone, ends in (("observer-1990", (3, 3)), ("communique-1987-05-02", (5, 5))):
        row = without(wide, [gone]).incidents.set_index("incident_id").loc[key]
        assert (row["strikes_min"], row["strikes_max"]) == ends
    incidents.loc[incidents["incident_id"] == key, "strikes_max"] = pd.NA
    row = without(replace(wide, incidents=incidents), ["observer-1990"]).incidents.set_index("incident_id").loc[key]
    assert (row["strikes_min"], row.isna()["strikes_max"]) == (3, True)


def test_all_sources_left_out_leave_only_rows_without_a_statement_in_use(sarovia):
    left = without(sarovia, list(sarovia.sources["source_id"]))
    assert left.claims.empty
    used = sarovia.claims.loc[sarovia.claims["standing"] == "accepted", "incident_id"]
    assert set(left.incidents["incident_id"]) == set(sarovia.incidents["incident_id"]) - set(used)


def test_sources_left_out_together_are_one_group(sarovia):
    groups = left_out_together(sarovia, ["radio-1987-04-21", "observer-1990"])
    assert groups["radio-1987-04-21"] == groups["observer-1990"]
    assert len(set(groups.values())) == len(sarovia.sources) - 1
