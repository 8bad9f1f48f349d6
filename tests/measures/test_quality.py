"""On whose word rows rest, how precise they are, what is blank and what would firm up the comparison: row by row."""

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import ParameterError
from analysis.measures.addresses import ages, as_of, by_publisher
from analysis.measures.comparison import Question
from analysis.measures.firming import firming
from analysis.measures.quality import ONE_WORD, attested, covered, looked_at, precision, unstated, words_for
from analysis.measures.quality_findings import Quality, quality_findings
from analysis.measures.view import View
from analysis.record.rows import missing, records, several
from benchmarks.synthetic import synthetic

RECORDS = ["shipped", "sarovia"]


@pytest.fixture(params=RECORDS)
def record(request):
    return request.getfixturevalue(request.param)


def plain_word(record, key):
    """On whose word a row rests, from every pair of its statements."""
    publisher = dict(zip(record.sources["source_id"], record.sources["publisher"], strict=True))
    used = [one for one in records(record.claims) if one["incident_id"] == key and one["standing"] == "accepted"]
    said = [one for one in used if missing(one["derived_from"])]
    if not said:
        return "reckoned" if used else "none"
    pairs = list(combinations(said, 2))
    apart = [(a["claimant"] != b["claimant"], publisher[a["source_id"]] != publisher[b["source_id"]]) for a, b in pairs]
    if any(all(pair) for pair in apart) or (any(a for a, _ in apart) and any(b for _, b in apart)):
        return "independent"
    if len({source for one in said for source in (one["source_id"], *several(one["also_in"]))}) == 1:
        return "source"
    return "publisher" if any(a for a, _ in apart) else "claimant"


def test_each_row_rests_on_the_word_that_every_pair_of_its_statements_gives(record):
    found = words_for(record, record.incidents)
    assert list(found) == [plain_word(record, key) for key in record.incidents["incident_id"]]


def test_statements_at_random_give_what_their_pairs_give(sarovia):
    lot = np.random.default_rng(11)
    used = sarovia.claims[sarovia.claims["incident_id"].notna()]
    for _ in range(40):
        claims = used.sample(frac=1, random_state=int(lot.integers(1 << 30))).reset_index(drop=True)
        claims["source_id"] = lot.choice(sarovia.sources["source_id"], len(claims))
        claims["incident_id"] = lot.choice(sarovia.incidents["incident_id"].iloc[:6], len(claims))
        made = replace(sarovia, claims=claims)
        found = words_for(made, made.incidents)
        assert list(found) == [plain_word(made, key) for key in made.incidents["incident_id"]]


def test_two_statements_that_share_a_claimant_or_a_publisher_are_not_independent(sarovia):
    """Coalition and village are two claimants at two publishers; the first day has the coalition alone."""
    word = dict(zip(sarovia.incidents["incident_id"], words_for(sarovia, sarovia.incidents), strict=True))
    assert word["QZ-1987-04-29-porto-brilho"] == "independent"
    assert word["QZ-1987-01-15-porto-brilho"] == "source"
    assert word["QZ-1988-07-01-alto-vento"] == "source", "three claimants in one paper are one source"
    assert word["QZ-1987-02-04-to-1987-02-17-porto-brilho"] == "reckoned"
    assert word["QZ-1986-08-09-w-vila-eco"] == "none"


@pytest.mark.parametrize("attribution", ["announced", "acknowledged", "alleged"])
def test_every_row_is_in_one_class_of_each_respect(record, attribution):
    view = View.of(record, attribution=attribution)
    rows = sorted(looked_at(record, view)["incident_id"])
    by_respect: dict[str, list[str]] = {}
    for one in [*precision(record, view), *attested(record, view)]:
        by_respect.setdefault(one.of, []).extend(one.rows)
    assert {name: sorted(own) for name, own in by_respect.items()} == dict.fromkeys(
        ("Day", "Place", "Number", "Rests on"), rows
    )


def test_classes_by_hand(sarovia):
    found = {(one.of, one.name): one for one in precision(sarovia, View.of(sarovia, attribution="alleged"))}
    assert found["Day", "one of 2 to 7 days"].rows[0] == "QZ-1986-08-09-w-vila-eco"
    assert found["Place", "distance and direction from a place"].rows == ("QZ-1986-08-09-w-vila-eco",)
    assert found["Place", "region alone"].rows == ("QZ-1991-02-11-undisclosed",)
    assert len(found["Number", "no maximum stated"].rows) == 4


def test_blank_cells_are_counted_as_they_stand(record):
    view = View.of(record, attribution="alleged")
    table = unstated(record, view).set_index("missing")["blank"]
    assert table.get("Place", 0) == record.incidents["place_id"].isna().sum()
    open_strikes = record.incidents["strikes_max"].isna() & record.incidents["strikes_min"].notna()
    name = f"{record.unit('strikes').many[0].upper()}{record.unit('strikes').many[1:]}: no maximum"
    assert table[name] == open_strikes.sum()


def test_the_spans_of_the_coverage_hold_every_day_once(record):
    view = View.of(record)
    table = covered(record, view)
    assert table["days"].sum() == (record.coverage.end - record.coverage.start).days + 1
    assert list(table["from"]) == sorted(table["from"])
    assert table["from"].iloc[0] == str(record.coverage.start)


def test_age_ends_on_the_day_of_the_record(sarovia):
    sources = sarovia.sources.iloc[:3].copy()
    day = pd.Timestamp(as_of(sarovia))
    sources["published"] = [day, day - pd.DateOffset(years=6), pd.NaT]
    table = ages(replace(sarovia, sources=sources)).set_index("age")["sources"]
    assert dict(table[table > 0]) == {"under 2 years": 1, "5 to 7 years": 1, "no day of publication": 1}
    undated = replace(sarovia.schema, raw={**sarovia.schema.raw, "created": "yesterday"})
    assert as_of(replace(sarovia, schema=undated)) is None
    assert ages(replace(sarovia, schema=undated)).set_index("age")["sources"]["no day of publication"] == 15


def test_publishers_count_every_source_once(record):
    table = by_publisher(record, {"Reuters": 3}, 4)
    assert table["sources"].sum() == len(record.sources)
    assert table["read elsewhere"].sum() == record.sources["via"].notna().sum()
    most = Counter(record.sources["publisher"]).most_common(1)[0][1]
    assert most in set(table["sources"])


def test_what_would_firm_up_is_what_each_row_leaves_open(record):
    """A row set to either end moves the count by what the table says that it leaves open."""
    view = View.of(record, attribution="alleged")
    question = Question.of(record, view.rule, view.since, view.until, 10)
    found = firming(record, question, view)
    for side in ("campaign", "after"):
        count = getattr(question.chosen, side).count
        opening = found.opening(side)
        assert (count.high is None) == bool(len(opening))
        filled = record.incidents.copy()
        rows = filled["incident_id"].isin(opening["incident_id"])
        filled.loc[rows, "strikes_max"] = filled.loc[rows, "strikes_min"]
        again = Question.of(replace(record, incidents=filled), view.rule, view.since, view.until, 10)
        assert getattr(again.chosen, side).count.high == (found.as_stated(side) if len(opening) else count.high)


def test_a_row_that_only_another_rule_counts_comes_last(record):
    view = View.of(record)
    table = firming(record, Question.of(record, view.rule, view.since, view.until, 10), view).table
    assert list(table["within"]) == sorted(table["within"], reverse=True)
    told = table.loc[~table["within"].astype(bool), "incident_id"]
    attribution = record.incidents.set_index("incident_id")["attribution"]
    assert set(attribution[told]) <= {"alleged", "denied"}


def test_a_sentence_says_on_what_the_headline_hangs(shipped):
    view = View.of(shipped)
    quality = Quality.of(shipped, view)
    found = quality_findings(shipped, view, quality)
    turned = [loss for loss in quality.sources.items if loss.moved == "verdict"]
    assert [name for loss in turned for name in loss.names] == ["the-defense-post-2018-11-30"]
    assert "hangs on one: The Defense Post (30 November 2018)" in found["loss"].text
    assert quality.without == "the-defense-post-2018-11-30"
    assert "ratio" in set(quality.moved["finding"])
    assert "162 times" in found["open"].text


def test_a_source_that_is_asked_for_is_the_one_left_out(sarovia):
    quality = Quality.of(sarovia, View.of(sarovia), without_source="observer-1990")
    assert quality.without == "observer-1990"
    with pytest.raises(ParameterError, match="without: 'observer-1991' is no source"):
        Quality.of(sarovia, View.of(sarovia), without_source="observer-1991")


def test_days_without_a_row_are_told_in_words(record):
    first = date(record.coverage.end.year, 6, 1)
    view = View(View.of(record).rule, first, first)
    found = quality_findings(record, view, Quality.of(record, view))
    assert not found.items
    assert "Not stated here" in found.silence


def test_many_rows_rest_on_what_their_pairs_give(shipped):
    made = synthetic(shipped, 300)
    found = words_for(made, made.incidents)
    assert set(found) <= set(ONE_WORD)
    assert list(found) == [plain_word(made, key) for key in made.incidents["incident_id"]]
