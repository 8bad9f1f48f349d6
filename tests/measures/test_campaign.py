"""The findings of the main report: as whole sentences on the shipped record, and for windows at the edge of sense."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from analysis.measures.campaign import campaign_findings
from analysis.measures.comparison import Reading, compare, compare_placements, readings, turns
from analysis.measures.finding_markup import finding_html
from analysis.measures.findings import Findings, strongest
from analysis.measures.rules import ADMITTED, UNITS, Rule
from analysis.record.schema import Unit
from analysis.record.store import Record

SENTENCES = """
As far as numbers are stated, precision strikes came at least 10 times as often in the campaign on Surt as after the \
campaign (20 December 2016 to 31 December 2019): 105 precision strikes in 30 days against at least 0.65. \
Holds counting only what was announced at the time or what was acknowledged, \
with the B-2 raid of January 2017 counted with the campaign or left apart; \
holds under every other reading unless the later precision strikes exceed 388.
The campaign's rate is at most 162 times the later one (upper end of the exact 95 % interval: 255); \
how much less cannot be said while not every later row states a maximum.
The record has 495 precision strikes in the campaign on Surt: 1 August to 19 December 2016, 141 days. \
Holds with the B-2 raid of January 2017 counted by its date or left apart; \
does not hold with the B-2 raid of January 2017 counted with the campaign.
In the campaign on Surt, October 2016 alone saw 187 to 191 precision strikes, more than are stated for the 1,107 days \
after the campaign together: 24 or more precision strikes. \
Holds counting only what was announced at the time or what was acknowledged, \
with the B-2 raid of January 2017 counted with the campaign or left apart; \
holds under every other reading unless the later precision strikes reach 187.
In the campaign on Surt, September 2016 saw 68 to 72 and October 2016 187 to 191, together exactly 259 precision \
strikes: some may lie on either side of the edge. Holds under every reading of the record.
3 strike events before the campaign (1 January 2012 to 31 July 2016) and 18 strike events after the campaign \
(20 December 2016 to 31 December 2019) were acknowledged by the actor, then or later. \
Holds with the B-2 raid of January 2017 counted by its date; \
does not hold with the B-2 raid of January 2017 counted with the campaign or left apart.
Of the 18 strike events after the campaign that were acknowledged, 14 were announced at the time and 4 only later. \
Holds with the B-2 raid of January 2017 counted by its date; \
does not hold with the B-2 raid of January 2017 counted with the campaign or left apart.
The longest quiet after the campaign has no end in the days looked at: from the last dated event it lasts at least \
824 days, 29 September 2019 to 31 December 2021. The longest between two dated events lasted 294 days, \
from 29 November 2018 to 19 September 2019. \
Holds counting only what was announced at the time or what was acknowledged; \
does not hold counting what was alleged or denied too.
The tightest 3 dated events after the campaign span 5 days from first to last, 24 to 29 September 2019. \
Holds under every reading of the record.
"""


def test_the_findings_of_the_shipped_record_under_the_default_rule(shipped):
    findings = campaign_findings(shipped, Rule())
    assert str(findings).splitlines() == SENTENCES.strip().splitlines()
    keys = ["ratio", "interval", "total", "busiest", "split", "events", "later", "quiet", "cluster"]
    assert [finding.key for finding in findings] == keys


def test_a_window_is_named_wherever_it_cuts_a_period(shipped):
    findings = campaign_findings(shipped, Rule(), date(2016, 9, 15), date(2017, 12, 31))
    assert findings["ratio"].text == (
        "As far as numbers are stated, precision strikes came at least 10 times as often in the campaign on Surt "
        "(15 September to 19 December 2016) as after the campaign (20 December 2016 to 31 December 2017): "
        "108 precision strikes in 30 days against at least 1.11."
    )
    assert findings["split"].text == (
        "In the campaign on Surt (15 September to 19 December 2016), September 2016 saw 26 to 30 and "
        "October 2016 187 to 191, together exactly 217 precision strikes: some may lie on either side of the edge."
    )
    assert findings["later"].text == (
        "Of the 8 strike events after the campaign (20 December 2016 to 31 December 2017) that were acknowledged, "
        "5 were announced at the time and 3 only later."
    )


def test_where_no_row_of_the_campaign_states_a_number_that_is_the_finding(shipped):
    findings = campaign_findings(shipped, Rule("killed"))
    assert findings["ratio"].text == (
        "No number of people killed is stated in the campaign on Surt (46 rows), so it cannot be compared."
    )
    assert len(findings["ratio"].rows) == 46
    assert [finding.key for finding in findings] == ["ratio", "events", "later", "quiet", "cluster"]


def test_where_nothing_is_stated_after_the_campaign_that_is_the_finding(sarovia):
    silent = sarovia.incidents.copy()
    silent.loc[silent["campaign"] != "brilho-1987", ["strikes_min", "strikes_max"]] = None
    findings = campaign_findings(replace(sarovia, incidents=silent), Rule())
    assert findings["ratio"].text == (
        "No number of shell strikes is stated after the siege (3 rows), so it cannot be compared."
    )
    assert "interval" not in [finding.key for finding in findings]
    assert findings["total"].text.startswith("The record has 120 shell strikes in the siege of Porto Brilho: ")


@pytest.mark.parametrize(
    ("unit", "factor", "opens"),
    [("strikes", 10, "ratio"), ("strikes", 200, "busiest"), ("killed", 10, "ratio"), ("events", 10, "ratio")],
)
def test_the_page_opens_with_what_it_is_about(shipped, unit, factor, opens):
    """A minor sentence that always holds, such as the tightest cluster, does not go before it."""
    findings = campaign_findings(shipped, Rule(unit), factor=factor)
    assert findings["cluster"].extent == "all"
    assert strongest(findings).key == opens


def test_one_year_after_the_campaign_opens_with_its_events(shipped):
    findings = campaign_findings(shipped, Rule(), date(2018, 1, 1), date(2018, 12, 31))
    assert strongest(findings).key == "later"


def test_what_is_placed_elsewhere_is_no_event_of_the_later_time(sarovia):
    quiet = campaign_findings(sarovia, Rule(), until=date(1988, 7, 1))["quiet"]
    assert quiet.rows[0] == "QZ-1987-04-29-porto-brilho"
    assert quiet.verdict == (
        "Holds with the bombardment of 29 April counted by its date; "
        "does not hold with the bombardment of 29 April counted with the campaign or left apart."
    )


# The words for the numbers at hand: a siege of 96 days, and the 96 days after it


def told(record: Record, siege: tuple, later: tuple | None, unit: str = "strikes") -> Findings:
    """The findings where the siege has one row of that unit and the time after it one or none."""
    rows = record.incidents["incident_id"].isin(["QZ-1987-01-15-porto-brilho", "QZ-1988-07-01-alto-vento"])
    incidents = record.incidents[rows].reset_index(drop=True)
    bounds = [f"{unit}_min", f"{unit}_max"]
    incidents.loc[0, bounds] = siege
    incidents.loc[1, ["start_date", "end_date"]] = pd.Timestamp(1987, 6, 1)
    if later is not None:
        incidents.loc[1, bounds] = later
    incidents = incidents if later else incidents.iloc[:1]
    return campaign_findings(replace(record, incidents=incidents), Rule(unit), until=date(1987, 7, 25))


AS_OFTEN = " times as often in the siege of Porto Brilho as after the siege (21 April to 25 July 1987)"


@pytest.mark.parametrize(
    ("siege", "later", "sentence"),
    [
        (
            (100, 100),
            (10, 10),
            f"Shell strikes came at least 10{AS_OFTEN}: 31.2 shell strikes in 30 days against 3.12.",
        ),
        (
            (99, 99),
            (10, 10),
            f"Shell strikes came fewer than 10{AS_OFTEN}: 30.9 shell strikes in 30 days against 3.12.",
        ),
        (
            (99, 99),
            (10, None),
            f"Shell strikes came fewer than 10{AS_OFTEN}: 30.9 shell strikes in 30 days against at least 3.12.",
        ),
        (
            (100, 100),
            (10, None),
            f"As far as numbers are stated, shell strikes came at least 10{AS_OFTEN}: "
            "31.2 shell strikes in 30 days against at least 3.12.",
        ),
        (
            (100, 100),
            (9, 11),
            f"Whether shell strikes came at least 10{AS_OFTEN} cannot be said: "
            "31.2 shell strikes in 30 days against 2.81 to 3.44.",
        ),
        (
            (99, None),
            (10, 10),
            f"Whether shell strikes came at least 10{AS_OFTEN} cannot be said: "
            "at least 30.9 shell strikes in 30 days against 3.12.",
        ),
        (
            (100, None),
            (10, 10),
            f"Shell strikes came at least 10{AS_OFTEN}: at least 31.2 shell strikes in 30 days against 3.12.",
        ),
        ((1, 1), None, f"Shell strikes came at least 10{AS_OFTEN}: 0.312 shell strikes in 30 days against 0."),
    ],
)
def test_how_often_is_said_in_words_that_the_numbers_bear(sarovia, siege, later, sentence):
    assert told(sarovia, siege, later)["ratio"].text == sentence


def test_a_condition_is_named_only_where_nothing_has_broken_it(sarovia):
    assert told(sarovia, (100, 100), (10, None))["ratio"].verdict == (
        "Holds under every reading unless the later shell strikes exceed 10."
    )
    assert told(sarovia, (100, 100), (10, 10))["ratio"].verdict == "Holds under every reading of the record."
    assert told(sarovia, (99, 99), (10, None))["ratio"].verdict == "Holds under every reading of the record."
    assert told(sarovia, (99, None), (10, 10))["ratio"].verdict == "Holds under every reading of the record."


SPREAD = "if they came independently of one another, wider if they cluster."


@pytest.mark.parametrize(
    ("siege", "later", "sentence"),
    [
        (
            (100, 100),
            (10, 10),
            f"The campaign's rate is 10 times the later one; exact 95 % interval 5.22 to 21.5 {SPREAD}",
        ),
        (
            (100, None),
            (8, 10),
            f"The campaign's rate is at least 10 times the later one; exact 95 % interval from 5.22 upward {SPREAD}",
        ),
        (
            (100, 100),
            (10, None),
            "The campaign's rate is at most 10 times the later one (upper end of the exact 95 % interval: 21.5); "
            "how much less cannot be said while not every later row states a maximum.",
        ),
        (
            (7, 7),
            None,
            "No ratio can be given, as there are none after the siege (21 April to 25 July 1987); "
            f"its exact 95 % interval starts at 1.44 {SPREAD}",
        ),
    ],
)
def test_the_interval_is_said_in_words_that_the_numbers_bear(sarovia, siege, later, sentence):
    assert told(sarovia, siege, later)["interval"].text == sentence


@pytest.mark.parametrize("unit", ["killed", "militants_killed", "civilians_killed"])
@pytest.mark.parametrize(
    ("siege", "later", "sentence"),
    [
        ((100, 100), (10, 10), "The campaign's rate is 10 times the later one; {none}."),
        ((100, None), (8, 10), "The campaign's rate is at least 10 times the later one; {none}."),
        (
            (100, 100),
            (10, None),
            "The campaign's rate is at most 10 times the later one; "
            "how much less cannot be said while not every later row states a maximum, and {none}.",
        ),
        (
            (7, 7),
            None,
            "No ratio can be given, as there are none after the siege (21 April to 25 July 1987); {none}.",
        ),
    ],
)
def test_of_the_dead_no_interval_is_given_and_the_words_say_why(sarovia, unit, siege, later, sentence):
    finding = told(sarovia, siege, later, unit)["interval"]
    assert finding.text == sentence.format(none="no interval is given: deaths come in clusters")
    assert "interval" not in finding.values


def test_none_against_perhaps_none_has_no_ratio_and_no_interval(sarovia):
    later = sarovia.incidents[sarovia.incidents["incident_id"] == "QZ-1988-07-01-alto-vento"].reset_index(drop=True)
    later[["strikes_min", "strikes_max"]] = pd.NA, 3
    findings = campaign_findings(replace(sarovia, incidents=later), Rule())
    assert findings["ratio"].text == (
        "Whether shell strikes came at least 10 times as often in the siege of Porto Brilho as after the siege "
        "(21 April 1987 to 31 December 1990) cannot be said: 0 shell strikes in 30 days against 0 to 0.0666."
    )
    assert "interval" not in [finding.key for finding in findings]


def test_two_months_that_tie_have_no_busiest(sarovia):
    rows = ["QZ-1987-01-15-porto-brilho", "QZ-1987-02-04-to-1987-02-17-porto-brilho"]
    incidents = sarovia.incidents[sarovia.incidents["incident_id"].isin(rows)].reset_index(drop=True)
    incidents[["strikes_min", "strikes_max"]] = 5
    assert "busiest" not in [
        finding.key for finding in campaign_findings(replace(sarovia, incidents=incidents), Rule())
    ]
    incidents.loc[1, ["strikes_min", "strikes_max"]] = 6
    busiest = campaign_findings(replace(sarovia, incidents=incidents), Rule())["busiest"]
    assert busiest.values["month"].text == "February 1987"


@pytest.mark.parametrize(
    ("siege", "later", "sentence", "verdict"),
    [
        (
            (100, 100),
            (99, 99),
            "alone saw 100 shell strikes, more than the 96 days after the siege (21 April to 25 July 1987) together, "
            "which saw 99 shell strikes.",
            "Holds under every reading of the record.",
        ),
        (
            (100, 120),
            (99, None),
            "alone saw 100 to 120 shell strikes, more than are stated for the 96 days after the siege "
            "(21 April to 25 July 1987) together: 99 or more shell strikes.",
            "Holds under every reading unless the later shell strikes reach 100.",
        ),
        (
            (100, 100),
            (99, 100),
            "saw 100 shell strikes, the most of any month; the 96 days after the siege (21 April to 25 July 1987) "
            "saw 99 to 100 shell strikes.",
            "",
        ),
    ],
)
def test_the_busiest_month_is_said_in_words_that_the_numbers_bear(sarovia, siege, later, sentence, verdict):
    found = told(sarovia, siege, later)["busiest"]
    assert found.text == f"In the siege of Porto Brilho, January 1987 {sentence}"
    assert found.verdict == verdict


# Tempo, and the same days under another rule


def events_of_june(record: Record, *days: tuple[int, str]) -> Record:
    """The record with one event on each of these days of June 1987, under that attribution."""
    row = record.incidents[record.incidents["incident_id"] == "QZ-1988-07-01-alto-vento"]
    incidents = pd.concat([row] * len(days), ignore_index=True)
    incidents["incident_id"] = [f"event-{day}" for day, _ in days]
    incidents["start_date"] = incidents["end_date"] = [pd.Timestamp(1987, 6, day) for day, _ in days]
    incidents["attribution"] = pd.Categorical([word for _, word in days], dtype=row["attribution"].dtype)
    return replace(record, incidents=incidents)


def test_a_quiet_as_long_on_other_days_is_not_the_same(sarovia):
    told, denied = "announced", "denied"
    record = events_of_june(sarovia, (1, told), (6, denied), (11, told), (16, told), (26, denied))
    quiet = campaign_findings(record, Rule(), until=date(1987, 6, 20))["quiet"]
    assert quiet.text == (
        "The longest quiet between two dated events after the siege (21 April to 20 June 1987) lasted 10 days, "
        "from 1 to 11 June 1987; after the last of them it lasts at least 4 days, 16 to 20 June 1987."
    )
    assert quiet.rows == ("event-1", "event-11", "event-16")
    assert quiet.verdict == (
        "Holds counting only what was announced at the time or what was acknowledged; "
        "does not hold counting what was alleged or denied too."
    )


def test_a_cluster_as_tight_on_other_days_is_not_the_same(sarovia):
    told, denied = "announced", "denied"
    record = events_of_june(sarovia, (1, told), (3, denied), (5, told), (20, told), (22, told), (24, told))
    cluster = campaign_findings(record, Rule(attribution="alleged"))["cluster"]
    assert (
        cluster.text == "The tightest 3 dated events after the siege span 4 days from first to last, 1 to 5 June 1987."
    )
    assert cluster.verdict == (
        "Holds counting what was alleged or denied too; "
        "does not hold counting only what was announced at the time or what was acknowledged."
    )


def test_events_of_one_day_have_no_quiet(sarovia):
    findings = campaign_findings(events_of_june(sarovia, (1, "announced"), (1, "announced")), Rule())
    assert [finding.key for finding in findings][-1] == "later"


@pytest.mark.parametrize(
    ("window", "keys"),
    [
        ((date(2016, 8, 3), date(2016, 8, 3)), ["total"]),
        ((date(2016, 8, 3), date(2016, 8, 1)), []),
        ((date(1999, 1, 1), date(1999, 12, 31)), []),
        ((date(2030, 1, 1), None), []),
        ((date(2018, 1, 1), date(2018, 12, 31)), ["later", "quiet", "cluster"]),
        ((date(2014, 1, 1), date(2014, 12, 31)), ["total"]),
    ],
    ids=["one day", "empty", "before coverage", "after coverage", "one year after", "a year without any"],
)
def test_only_what_the_days_can_carry_is_said(shipped, window, keys):
    assert [finding.key for finding in campaign_findings(shipped, Rule(), *window)] == keys


@pytest.mark.parametrize(
    ("unit", "window", "sentence"),
    [
        ("strikes", (2014, 2014), "1 January to 31 December 2014, and has no precision strikes in them."),
        ("strikes", (2012, 2015), "1 January 2012 to 31 December 2015, and has 2 or more precision strikes in them."),
        ("strikes", (2020, 2021), "1 January 2020 to 31 December 2021, and has no precision strikes in them."),
    ],
)
def test_a_page_of_days_that_give_no_other_finding_opens_with_what_was_looked_at(shipped, unit, window, sentence):
    """None, some and not known are three answers; days that are not covered have none of them."""
    findings = campaign_findings(shipped, Rule(unit), date(window[0], 1, 1), date(window[1], 12, 31))
    assert strongest(findings).text == f"The record covers the days looked at, {sentence}"
    assert finding_html(findings["total"]).count("</a>") >= (window[0] < 2020)


def test_rows_that_state_no_number_are_not_taken_for_none(sarovia):
    silent = sarovia.incidents.copy()
    silent[["strikes_min", "strikes_max"]] = None
    record = replace(sarovia, incidents=silent[silent["start_date"] < "1987-01-15"])
    assert strongest(campaign_findings(record, Rule(), until=date(1987, 1, 14))).text == (
        "The record covers the days looked at, 1 March 1984 to 14 January 1987, and states no number of shell strikes "
        "for the 2 rows in them, so that how many is not known."
    )


def test_where_a_group_has_no_finding_it_says_which_and_why(shipped):
    findings = campaign_findings(shipped, Rule(), date(2014, 1, 1), date(2014, 12, 31))
    assert findings.only("busiest", "split").silence == (
        "Not stated here: the campaign's busiest month and months that only a range tells apart, "
        "as the days looked at hold no day of the campaign."
    )
    assert findings.only("events", "quiet").silence.endswith("as the days looked at hold no day after the campaign.")
    silent = campaign_findings(shipped, Rule("killed")).only("busiest", "split")
    assert silent.silence.endswith("as no number of people killed is stated for the days of the campaign.")
    assert "Not stated here" in silent._repr_mimebundle_()["text/html"]


def test_a_part_of_the_campaign_has_a_count_of_its_own_and_no_total(shipped):
    found = campaign_findings(shipped, Rule(), date(2016, 10, 2), date(2016, 10, 2))["total"].text
    assert re.search("in the part of the campaign on Surt that is looked at: 2 October 2016, 1 day", found)


def test_the_tightest_of_as_many_events_as_it_takes_is_no_finding(sarovia):
    events = [(1, "announced"), (5, "announced"), (20, "announced")]
    assert "cluster" not in [one.key for one in campaign_findings(events_of_june(sarovia, *events), Rule())]
    more = campaign_findings(events_of_june(sarovia, *events, (30, "announced")), Rule())
    assert more["cluster"].text.endswith("span 19 days from first to last, 1 to 20 June 1987.")


def test_a_large_factor_is_written_like_every_other_number(shipped):
    assert "fewer than 1,000 times as often" in campaign_findings(shipped, Rule(), factor=1000)["ratio"].text


def test_one_event_is_spoken_of_in_the_singular(sarovia):
    findings = campaign_findings(sarovia, Rule(), date(1988, 7, 2), date(1988, 12, 31))
    assert findings["later"].text == (
        "Of the 1 bombardment after the siege (2 July to 31 December 1988) that was acknowledged, "
        "0 were announced at the time and 1 only later."
    )


DAY = {"shipped": date(2016, 10, 1), "sarovia": date(1987, 2, 1)}
"""A day inside each campaign."""


@pytest.mark.parametrize("window", ["everything", "one day", "no day", "outside"])
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("name", list(DAY))
def test_every_unit_and_rule_gives_whole_sentences(request, name, unit, window):
    """For windows at the edge of sense too; what the sentences say is proved in test_campaign_is_true.py."""
    record, day = request.getfixturevalue(name), DAY[name]
    windows = {
        "everything": (None, None),
        "one day": (day, day),
        "no day": (day + timedelta(days=1), day),
        "outside": (date(1950, 1, 1), date(1950, 12, 31)),
    }
    for attribution in ADMITTED:
        for finding in campaign_findings(record, Rule(unit, attribution), *windows[window]):
            assert finding.text.endswith(".")
            assert not re.search(r"[{}]|\b(nan|inf|None|<NA>)\b|without limit|not covered", finding.text)
            assert finding.verdict == "" or finding.verdict.endswith(".")
            assert ET.fromstring(finding_html(finding)).get("id") == f"finding-{finding.key}"


def test_a_unit_with_braces_stays_a_word(sarovia):
    """A curator names units; what looks like a place for a value must not be taken for one."""
    fields = tuple(
        replace(field, unit=Unit("{odd} shells", "{odd} shell")) if field.name == "strikes_min" else field
        for field in sarovia.schema["incidents"].fields
    )
    tables = dict(sarovia.schema.tables) | {"incidents": replace(sarovia.schema["incidents"], fields=fields)}
    record = replace(sarovia, schema=replace(sarovia.schema, tables=tables))
    findings = campaign_findings(record, Rule())
    assert findings["ratio"].text.startswith("As far as numbers are stated, {odd} shells came at least 10 times")
    assert "{odd} shells" in finding_html(findings["ratio"])


# The sides of a comparison


def test_a_side_is_a_declared_period_with_its_count_and_rate(shipped):
    sides = compare(shipped, Reading(Rule()))
    assert [side.period.days for side in sides.sides] == [1674, 141, 1107]
    assert [side.count.number for side in sides.sides] == ["3 or more", "495", "24 or more"]
    assert sides.campaign.rate.low == 495 * 30 / 141
    assert sides.over_after.high == pytest.approx((495 / 141) / (24 / 1107))
    assert sides.over_before.high == pytest.approx((495 / 141) / (3 / 1674))


def test_a_placement_moves_the_extension_and_nothing_else(shipped):
    by_date, with_it, apart = compare_placements(shipped, Rule())
    assert [one.reading.placement for one in (by_date, with_it, apart)] == ["after", "campaign", "apart"]
    assert [one.campaign.count.number for one in (by_date, with_it, apart)] == ["495", "496 or more", "495"]
    assert [one.after.count.number for one in (by_date, with_it, apart)] == ["24 or more", "23", "23"]
    assert {one.before.count for one in (by_date, with_it, apart)} == {by_date.before.count}


def test_an_extension_counts_with_the_campaign_though_the_window_passes_the_coverage(shipped):
    reading = Reading(Rule(), "campaign")
    assert compare(shipped, reading, date(1999, 1, 1)).campaign == compare(shipped, reading).campaign


def test_a_side_outside_the_window_has_no_count_and_no_rate(shipped):
    sides = compare(shipped, Reading(Rule()), date(2017, 1, 1))
    assert (sides.before.count.covered, sides.before.rate, sides.over_before) == (False, None, None)
    assert sides.after.count.low == 24


def test_readings_turn_the_placement_only_where_there_is_something_to_place(shipped):
    assert len(readings(shipped, "strikes")) == 9
    plain = replace(shipped, incidents=shipped.incidents[shipped.incidents["campaign"] != "surt-2016-extension"])
    assert [reading.rule.attribution for reading in readings(plain, "strikes")] == list(ADMITTED)
    assert len(turns(plain, Reading(Rule()))) == 1
    both = turns(shipped, Reading(Rule("strikes", "alleged"), "apart"))
    assert [f"{turn.what} {turn.value}" for turn in both] == [
        "counting what was alleged or denied too",
        "with the B-2 raid of January 2017 left apart",
    ]


def test_strikes_on_the_campaigns_days_that_are_not_its_own_are_named(sarovia):
    """No period counts them, so a finding says that they are there."""
    assert "beside" not in [finding.key for finding in campaign_findings(sarovia, Rule())]
    incidents = sarovia.incidents.copy()
    incidents.loc[incidents["incident_id"] == "QZ-1988-07-01-alto-vento", ["start_date", "end_date"]] = pd.Timestamp(
        "1987-02-01"
    )
    finding = campaign_findings(replace(sarovia, incidents=incidents), Rule())["beside"]
    assert finding.text == (
        "On the days of the siege of Porto Brilho lie rows that are not its own (1 row, "
        "1 or more shell strikes), which no period counts."
    )
    assert finding.rows == ("QZ-1988-07-01-alto-vento",)
