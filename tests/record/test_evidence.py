"""Nothing that was collected is lost: each row of the evidence is carried by a claim, with its page and its figures.

`data/evidence_rows.csv` lists the rows of the four collected tables by address and figures, without their words.
"""

import csv
from collections import Counter
from pathlib import Path

import pytest

from analysis.record.checks import read_record
from analysis.record.schema import LIST_SEPARATOR

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "data"
KM_PER_MILE = 1.609344

STRIKES = {"strikes"}
FIGHTERS = {"militants_killed", "killed"}
"""Some pages give one number of dead without saying who they were; the evidence keeps it with the fighters."""
ANY_COUNT = {"strikes", "events", "unstated"}
"""The evidence calls every yearly total strikes; the record asks which unit is meant."""

CARRIED_AS = {
    "strikes_claimed": ("value_min", STRIKES),
    "strikes_on_date": ("value_min", STRIKES),
    "cumulative_total": ("value_min", STRIKES),
    "militants_killed_min": ("value_min", FIGHTERS),
    "militants_killed_max": ("value_max", FIGHTERS),
    "civilians_killed_min": ("value_min", {"civilians_killed"}),
    "civilians_killed_max": ("value_max", {"civilians_killed"}),
    "value_min": ("value_min", ANY_COUNT),
    "value_max": ("value_max", ANY_COUNT),
}
"""For each column of the evidence the end of a claim that holds it, and the metrics it may be entered under."""

SORTIES = ("odyssey_lightning_claims.csv", "41")
AT_LEAST = ("published_totals.csv", "27")
IN_MILES = ("article_claims.csv", "9")


@pytest.fixture(scope="module")
def rows():
    with (HERE / "data" / "evidence_rows.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def claims():
    """The shipped claims, each with the addresses of all its sources."""
    frames = read_record(DATA).frames
    address = dict(frames["sources"][["source_id", "url"]].itertuples(index=False, name=None))
    claims = frames["claims"].to_dict("records")
    for claim in claims:
        also = claim["also_in"].split(LIST_SEPARATOR) if isinstance(claim["also_in"], str) else []
        claim["urls"] = {address[source] for source in [claim["source_id"], *also]}
    return claims


def wanted(row):
    """What a claim must hold to carry each figure of the row: the end, the number, the metrics it may stand under."""
    name = (row["evidence_file"], row["row"])
    stated = dict(figure.split("=") for figure in row["figures"].split("|") if figure)
    metric = stated.pop("metric", None)
    for column, number in stated.items():
        end, metrics = CARRIED_AS[column]
        value = float(number)
        if metric in ("militants_killed", "civilians_killed"):
            metrics = {metric}
        if row["statement"] in ("a01", "a02", "a03"):
            metrics = {"militants_killed"}
        if name == SORTIES and column == "strikes_on_date":
            metrics = {"munitions"}
        if name == IN_MILES:
            metrics, value = {"distance_km"}, round(value * KM_PER_MILE)
        if name == AT_LEAST and column == "value_max":
            continue
        yield end, value, metrics


def lost(rows, claims):
    """Each row, or figure of a row, that no claim carries."""
    for row in rows:
        name = f"{row['evidence_file']} row {row['row']}"
        own = [claim for claim in claims if row["url"] in claim["urls"]]
        if row["statement"]:
            own = [claim for claim in own if claim["claim_id"] == row["statement"]]
        if not own:
            yield f"{name}: no claim from {row['url']}"
        for end, value, metrics in wanted(row):
            if not any(claim[end] == value and claim["metric"] in metrics for claim in own):
                yield f"{name}: {end} {value:g} as {' or '.join(sorted(metrics))}"


def test_the_list_has_every_row_that_was_collected(rows):
    assert Counter(row["evidence_file"] for row in rows) == {
        "strike_claims.csv": 133,
        "odyssey_lightning_claims.csv": 116,
        "published_totals.csv": 31,
        "article_claims.csv": 14,
    }
    assert sum(1 for row in rows for _ in wanted(row)) == 526


def test_every_row_is_carried_by_a_claim_with_its_page_and_figures(rows, claims):
    assert list(lost(rows, claims)) == []


def test_a_page_that_no_claim_cites_would_be_told(rows, claims):
    kept = [claim for claim in claims if claim["claim_id"] != "rajma-2012-09-13-rumour"]
    assert list(lost(rows, kept)) == ["strike_claims.csv row 1: no claim from http://ethanchorin.com/2012/09/"]


def test_a_figure_that_was_altered_would_be_told(rows, claims):
    altered = [
        {**claim, "value_min": 486.0, "value_max": 486.0} if claim["claim_id"] == "surt-total-2016-11-30" else claim
        for claim in claims
    ]
    assert list(lost(rows, altered)) == ["odyssey_lightning_claims.csv row 93: value_min 467 as strikes"]


def test_sorties_and_targets_are_nowhere_entered_as_strikes(claims):
    """The evidence has four sorties among its strikes of a day; the record does not."""
    [sorties] = [claim for claim in claims if claim["claim_id"] == "surt-sorties-2016-08-24"]
    assert sorties["metric"] == "munitions"
    others = [c["claim_id"] for c in claims if c["urls"] & sorties["urls"] and c["metric"] == "strikes"]
    assert others == ["surt-row-2016-08-23-to-2016-08-24", "surt-total-2016-08-25"]
    named = [c for c in claims if c["claim_id"].startswith(("surt-sorties", "surt-targets", "surt-positions"))]
    assert {claim["metric"] for claim in named} == {"munitions"}
    assert len(named) == 18
