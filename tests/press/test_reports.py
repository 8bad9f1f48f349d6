"""`reports.yml` is read as its writer means it, and refused as a whole with the line of every mistake."""

import json
import re
from pathlib import Path

import pytest

from analysis.errors import ParameterError, ReportError
from analysis.press.orders.entries import KEYS
from analysis.press.orders.reports import find_report, load_reports, select

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "reports-yml.md").read_text(encoding="utf-8")
DAYS = "1984-03-01 to 1991-06-30"
TEMPO = "  tempo:\n    title: Tempo\n    notebook: small\n"
FIELDS = "minute, hour, day of the month, month and day of the week"
MONDAYS = "Write it as in '0 6 * * 1', at six on Mondays."
SAFE = (
    "since it names a folder and a part of an address too. Use lower-case letters a to z, digits and '-', with a "
    "letter or digit at both ends."
)
SETS = "lists of values, such as year: [2015, 2016], or sets such as - {since: 2016-01-01, until: 2016-12-31}"
ALIKE = "Indent the keys of one report alike, with spaces, and put a colon and a space after each."
QUOTE = "Put text that holds ': ' or '#', or begins with a sign, in quotation marks."
NAMES = "since, until, unit, attribution, factor, often, share, full and name"
PARAMETERS = "\n".join(
    f'{name}: "{kind}" = {default!r}  # {help}'
    for name, kind, default, help in [
        ("since", "date", "", "first day"),
        ("until", "date", "", "last day"),
        ("unit", "unit", "strikes", "what is counted"),
        ("attribution", "attribution", "acknowledged", "which strikes count"),
        ("year", "int", 1985, "the year"),
        ("often", "times", 2, "how often"),
    ]
)


@pytest.fixture
def read(project):
    """The reports of a text; the notebook `small` has a parameter of each kind."""

    def read(text):
        (project.root / "reports" / "reports.yml").write_text(text, encoding="utf-8")
        return load_reports(project.root)

    return read


@pytest.fixture
def refused(read):
    """What is said of a text that is refused, line by line, without the name of the file."""

    def refused(text):
        with pytest.raises(ReportError) as caught:
            read(text)
        lines = str(caught.value).splitlines()
        if len(lines) > 1:
            assert lines.pop(0) == f"reports/reports.yml has {len(lines)} problems:"
        return [line.strip().removeprefix("reports/reports.yml ") for line in lines]

    return refused


def test_a_report_has_what_its_entry_says(read, project):
    reports = read(
        f"# a remark\nreports:\n{TEMPO}"
        "    parameters: {since: 1985-01-01, factor: 3}\n"
        "    timeout: 90 s\n"
        "    schedule: {cron: '0  6 * * 1', timezone: Europe/London}\n"
    )
    (tempo,) = reports.values()
    assert (tempo.name, tempo.title, tempo.group, tempo.line) == ("tempo", "Tempo", "", 3)
    assert tempo.notebook == project.root / "notebooks" / "small.ipynb"
    assert tempo.parameters == {"since": "1985-01-01", "factor": 3}
    assert tempo.timeout == 90
    assert (tempo.schedule.cron, tempo.schedule.timezone) == ("0 6 * * 1", "Europe/London")


def test_a_schedule_has_its_rules_and_the_days_that_its_slots_name(read):
    (tempo,) = read(
        f"reports:\n{TEMPO}"
        "    parameters: {since: Start of  last month, factor: 3}\n"
        "    schedule: {cron: '0 6 * * 1', timezone: UTC, missed: all, retries: 0}\n"
    ).values()
    assert (tempo.schedule.missed, tempo.schedule.retries) == ("all", 0)
    assert {name: str(day) for name, day in tempo.relative.items()} == {"since": "start of last month"}
    assert tempo.parameters == {"factor": 3}


def test_a_report_that_says_little_has_half_an_hour_and_no_schedule(read):
    tempo = read(f"reports:\n{TEMPO}    parameters:\n")["tempo"]
    assert (tempo.timeout, tempo.schedule, tempo.parameters, tempo.varied) == (1800, None, {}, {})


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("since: 1985-01-01", {"since": "1985-01-01"}),
        ("since: '1985-01-01'", {"since": "1985-01-01"}),
        ('since: ""', {"since": ""}),
        ("factor: 010", {"factor": 10}),
        ("factor: '10'", {"factor": 10}),
        ("share: .5", {"share": 0.5}),
        ("share: 1e-3", {"share": 0.001}),
        ("full: no", {"full": False}),
        ("full: YES", {"full": True}),
        ("full: off", None),
        ("name: no", {"name": "no"}),
        ("name: 010", {"name": "010"}),
        ("name: 1:30", {"name": "1:30"}),
        ("name: 1985-01-01", {"name": "1985-01-01"}),
        ("name: 'null'", {"name": "null"}),
        ("name: ' a  b '", {"name": " a  b "}),
        ("factor: 0x10", None),
        ("factor: 1_000", None),
        ("factor: 1:30", None),
        ("factor: 99999999999999999999", None),
        ("share: .inf", None),
        ("name: null", None),
        ("name: ~", None),
    ],
)
def test_a_value_counts_as_it_is_written(read, refused, written, values):
    text = f"reports:\n{TEMPO}    parameters:\n      {written}\n"
    if values is None:
        (line,) = refused(text)
        assert line.startswith(f"line 6, tempo: {written.partition(':')[0]}")
    else:
        parameters = read(text)["tempo"].parameters
        assert parameters == values
        assert [type(value) for value in parameters.values()] == [type(value) for value in values.values()]


def test_a_number_or_a_word_of_yaml_may_be_a_title_or_a_name(read):
    reports = read(
        "reports:\n  2016:\n    title: 2016\n    notebook: small\n  no:\n    title: no\n    notebook: small\n"
    )
    assert {name: report.title for name, report in reports.items()} == {"2016": "2016", "no": "no"}


def test_a_folded_title_is_one_line(read):
    assert read("reports:\n  t:\n    title: >\n      One\n      line\n    notebook: small\n")["t"].title == "One line"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty. Write reports:, and below it, indented, a name for each report; "
         "docs/reports-yml.md shows an example."),
        (TEMPO, "line 1: expected reports:, and below it, indented, a name for each report; "
         "docs/reports-yml.md shows an example."),
        ("report:\n" + TEMPO, "line 1: unknown key 'report'. Did you mean 'reports'?"),
        ("reports:\n", "line 1: expected a name for each report below it, indented."),
        ("reports: {}\n", "line 1: expected a name for each report below it, indented."),
        ("reports:\n  - tempo\n", "line 1: expected a name for each report below it, indented."),
        (f"x: 1\nreports:\n{TEMPO}", "line 1: unknown key 'x'. Known: reports and site."),
        (f"reports:\n{TEMPO}  [a, b]: x\n", "line 5: a key is missing before the colon, or is more than one value."),
        (f"reports:\n{TEMPO}  ~: x\n", "line 5: a key is missing before the colon, or is more than one value."),
        ("reports:\n  tempo:\n\ttitle: x\n", "line 3: the line is indented with a tab. Use spaces."),
        ("reports:\n  tempo:\n    title: A: b\n",
         "line 3: text that holds ': ' must stand in quotation marks: \"A: b\"."),
        ("reports:\n  tempo:\n    title:Tempo\n    notebook: small\n",
         "line 3: a space is missing after the colon: title: Tempo"),
        ("reports:\n  tempo\n    title: Tempo\n", "line 2: a colon is missing: tempo:"),
        ("reports:\n  tempo:\n    title: Tempo\n     notebook: small\n",
         f"line 4: this line is indented as if it were a part of the one above. {ALIKE}"),
        ("reports:\n  tempo:\n    title: Tempo\n   notebook: small\n",
         f"line 4: this line does not go on where the lines above it stop. {ALIKE} {QUOTE}"),
        ("reports:\n  tempo:\n    title: 'Tempo\n    notebook: small\n",
         "line 3: a quotation mark is opened here and never closed."),
        (f"reports:\n{TEMPO}    for_each: {{factor: [1, 2}}\n",
         "line 5: a bracket is opened here, and what follows does not close it. Look for ] or }."),
        (f"reports:\n{TEMPO}    schedule:\n      cron: * 6 * * 1\n",
         'line 6: text that begins with * must stand in quotation marks: "* 6 * * 1".'),
        (f"reports:\n{TEMPO}    timeout: @noon\n",
         'line 5: text that begins with @ must stand in quotation marks: "@noon".'),
        (f"reports:\n{TEMPO}---\nreports:\n{TEMPO}",
         "line 5: '---' begins a second document. Put every report below one 'reports:'."),
        (f"reports:\n{TEMPO}    timeout: \x07\n", "line 5: a control character, U+0007, stands here. Take it out."),
        (f"reports: {'[' * 9000}", "line 1: brackets or lists lie too deep in one another here."),
    ],
)  # fmt: skip
def test_a_file_that_is_not_laid_out_as_it_must_be(refused, text, message):
    assert refused(text) == [message]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("tempo: {title: T, notbook: small}", "line 2, tempo: unknown key 'notbook'. Did you mean 'notebook'?"),
        ("tempo: {Title: T, notebook: small}", "line 2, tempo: unknown key 'Title'. Did you mean 'title'?"),
        ("tempo: {title: T, notebook: small, colour: red}", "line 2, tempo: unknown key 'colour'. Known: title, "
         "notebook, parameters, for_each, schedule, notify, timeout and keep."),
        ("tempo: {title: T, notebook: small, <<: {timeout: 5}}",
         "line 2, tempo: unknown key '<<'. Keys cannot be merged here: write them out."),
        ("tempo: {notebook: small}", "line 2, tempo: title is missing. Add a line such as title: Strikes by year"),
        ("tempo: {title: T}", "line 2, tempo: notebook is missing. Add a line such as notebook: small"),
        ("tempo: {title: , notebook: small}", "line 2, tempo: title has no value. Write one after the colon, in "
         "quotation marks where it begins with a sign such as # or *."),
        ("tempo: {title: ' ', notebook: small}", "line 2, tempo: title has no value. Write one after the colon, in "
         "quotation marks where it begins with a sign such as # or *."),
        ("tempo: {title: [a], notebook: small}", "line 2, tempo: title: expected one value, not a list or keys."),
        ("tempo: {title: T, title: U, notebook: small}",
         "line 2, tempo: 'title' stands twice, first in line 2. Keep one."),
        ("tempo: {title: T, notebook: smal}",
         "line 2, tempo: notebook: notebooks/smal.ipynb does not exist. Did you mean 'small'?"),
        ("tempo: {title: T, notebook: ../reports}",
         "line 2, tempo: notebook: notebooks/../reports.ipynb does not exist. Notebooks: small."),
        ("tempo: {title: T, notebook: notebooks/small.ipynb}",
         "line 2, tempo: notebook: 'notebooks/small.ipynb' is not a name alone. Did you mean 'small'?"),
        ("Tempo 2016: {title: T, notebook: small}",
         f"line 2: the name 'Tempo 2016' cannot be used, {SAFE} Write it as 'tempo-2016'."),
        ("../up: {title: T, notebook: small}", f"line 2: the name '../up' cannot be used, {SAFE} Write it as 'up'."),
        (".up: {title: T, notebook: small}", f"line 2: the name '.up' cannot be used, {SAFE} Write it as 'up'."),
        ("_up: {title: T, notebook: small}", f"line 2: the name '_up' cannot be used, {SAFE} Write it as 'up'."),
        ("إيقاع: {title: T, notebook: small}", f"line 2: the name 'إيقاع' cannot be used, {SAFE}"),
        ("index: {title: T, notebook: small}", "line 2: a report cannot be named 'index': that is the page which "
         "lists the reports. Choose another name."),
        ("lpt1: {title: T, notebook: small}", "line 2: a report cannot be named 'lpt1': Windows keeps it for a "
         "device. Choose another name."),
        (f"{'a' * 81}: {{title: T, notebook: small}}",
         f"line 2: the name '{'a' * 81}' has 81 characters. At most 80 are possible."),
        ("tempo: {title: 'T {year}', notebook: small}", "line 2, tempo: title: {year} is not a parameter of for_each. "
         "Write {{ and }} where braces themselves are meant."),
        ("tempo: {title: 'T {', notebook: small}", "line 2, tempo: title: 'T {' has a brace without its other half. "
         "Write {{ and }} where braces themselves are meant."),
    ],
)  # fmt: skip
def test_an_entry_that_cannot_be_used(refused, entry, message):
    assert refused(f"reports:\n  {entry}\n") == [message]


@pytest.mark.parametrize(
    ("below", "message"),
    [
        ("parameters: {facter: 3}",
         f"line 5, tempo: There is no parameter 'facter'. Did you mean 'factor'? Parameters: {NAMES}."),
        ("parameters: {factor: 3, factor: 4}",
         "line 5, tempo, parameters: 'factor' stands twice, first in line 5. Keep one."),
        ("parameters: [since]",
         "line 5, tempo, parameters: expected parameters with their values below it, such as since: 2016-01-01."),
        ("parameters: {since: }",
         'line 5, tempo: since has no value. Write "" for a blank, or leave since out for the default.'),
        ("parameters: {factor: [1, 2]}", "line 5, tempo: factor: expected one value. For one report per value, list "
         "the values under for_each."),
        ("parameters: {until: 1999-01-01}",
         f"line 5, tempo: until: 1999-01-01 is not covered by the record. Choose a day from {DAYS}."),
        ("parameters: {since: 1987-01-01, until: 1986-01-01}",
         "line 5, tempo: since: 1987-01-01 comes after until, 1986-01-01. Exchange the two days."),
        ("timeout: 1:30", "line 5, tempo: timeout: '1:30' is not a length of time. Write it as 90 s, 10 min or 2 h."),
        ("timeout: 0", "line 5, tempo: timeout: '0' is not a time limit. Choose one from 1 s to 24 h."),
        ("timeout: 25 h", "line 5, tempo: timeout: '25 h' is not a time limit. Choose one from 1 s to 24 h."),
        ("schedule: daily", 'line 5, tempo, schedule: expected cron: and timezone: below it, such as cron: '
         '"0 6 * * 1" and timezone: Europe/London.'),
        ("schedule: {cron: 0 6 * * 1}",
         "line 5, tempo, schedule: timezone is missing. Add a line such as timezone: Europe/London"),
        ("schedule: {timezone: UTC}",
         'line 5, tempo, schedule: cron is missing. Add a line such as cron: "0 6 * * 1"'),
        ("schedule: {cron: 0 6 * * 1, zone: UTC, timezone: UTC}",
         "line 5, tempo, schedule: unknown key 'zone'. Did you mean 'timezone'?"),
        ("schedule: {cron: 0 6 * *, timezone: UTC}",
         f"line 5, tempo: cron: '0 6 * *' does not have the five fields {FIELDS}. {MONDAYS}"),
        ("schedule: {cron: 0 0 6 * * 1, timezone: UTC}",
         f"line 5, tempo: cron: '0 0 6 * * 1' does not have the five fields {FIELDS}. {MONDAYS}"),
        ("schedule: {cron: 0 25 * * MON, timezone: UTC}", f"line 5, tempo: cron: '25' is no hour. {MONDAYS}"),
        ("schedule: {cron: 0 6 * * FUN, timezone: UTC}",
         f"line 5, tempo: cron: 'FUN' is no day of the week. {MONDAYS}"),
        ("schedule: {cron: 0 6 * * 1, timezone: UTC, missed: lates}",
         "line 5, tempo: missed: 'lates' is not one of latest, all or skip. Did you mean 'latest'?"),
        ("schedule: {cron: 0 6 * * 1, timezone: UTC, retries: 11}",
         "line 5, tempo: retries: '11' is not a number of retries. Choose one from 0 to 10."),
        ("parameters: {since: slot}",
         "line 5, tempo: since: 'slot' needs a schedule, whose slot names the day. Add one, or write a date."),
        ("for_each: {since: [slot]}",
         "line 5, tempo: since: 'slot' may stand under parameters only. Write dates as YYYY-MM-DD here."),
        ("parameters: {since: start of lst month}",
         "line 5, tempo: since: 'start of lst month' is not a day. Write a date as YYYY-MM-DD, or a day such as slot, "
         "start of last month, end of coverage or slot - 30 days. Did you mean 'start of last month'?"),
        ("schedule: {cron: 0 6 30 2 *, timezone: UTC}",
         f"line 5, tempo: cron: '0 6 30 2 *' never comes true: none of its months has such a day. {MONDAYS}"),
        ("schedule: {cron: 0 6 * * 1, timezone: London}",
         "line 5, tempo: timezone: 'London' is no time zone. Did you mean 'Europe/London'?"),
        ("schedule: {cron: 0 6 * * 1, timezone: ../etc/passwd}",
         "line 5, tempo: timezone: '../etc/passwd' is no time zone. Write it as in 'Europe/London', or 'UTC'."),
        ("for_each: {factor: 3}", "line 5, tempo: for_each: factor: expected a list of values, such as [2015, 2016]."),
        ("for_each: {factor: []}", "line 5, tempo: for_each: factor: expected a list of values, such as [2015, 2016]."),
        ("schedule: {}", 'line 5, tempo: schedule is empty. Write cron: and timezone: below it, such as cron: '
         '"0 6 * * 1" and timezone: Europe/London.'),
        ("for_each: {}", f"line 5, tempo: for_each is empty. Write {SETS}."),
        ("for_each: []", f"line 5, tempo: for_each is empty. Write {SETS}."),
        ("for_each: factor", f"line 5, tempo, for_each: expected {SETS}."),
        ("for_each: [1, 2]", f"line 5, tempo, for_each: expected {SETS}."),
        ("for_each: [{}]", "line 5, tempo: for_each: this set names no parameter. Name one, or take the set out."),
        ("for_each: {facter: [1]}",
         f"line 5, tempo: There is no parameter 'facter'. Did you mean 'factor'? Parameters: {NAMES}."),
        ("for_each: {unit: [strikes, deaths]}", "line 5, tempo: unit: 'deaths' is not one of strikes, events, killed, "
         "militants_killed or civilians_killed."),
        ("for_each: {factor: [3, 4, 03]}",
         "line 5, tempo: for_each gives two reports the name 'tempo-3'. Take one of the values out."),
        ("for_each: {name: [A b, a-B]}",
         "line 5, tempo: for_each gives two reports the name 'tempo-a-b'. Take one of the values out."),
        ("for_each: {name: [مدينة]}", "line 5, tempo: for_each: name: 'مدينة' holds no Latin letter and no digit, so "
         "that its report would have no name of its own. Make this report by an entry of its own."),
        ("for_each: [{since: 1985-01-01}, {since: 1987-01-01, until: 1986-01-01}]",
         "line 5, tempo: since: 1987-01-01 comes after until, 1986-01-01. Exchange the two days."),
        ("for_each: {factor: [" + "1, " * 200 + "], often: [" + "1, " * 100 + "]}",
         "line 5, tempo: for_each: 200 × 100 values make 20,000 reports. At most 10,000 may be asked for."),
    ],
)  # fmt: skip
def test_a_key_that_cannot_be_used(refused, below, message):
    assert refused(f"reports:\n{TEMPO}    {below}\n") == [message]


def test_a_value_that_is_set_twice_over(refused):
    text = f"reports:\n{TEMPO}    parameters: {{factor: 3}}\n    for_each: {{factor: [3, 4]}}\n"
    assert refused(text) == ["line 6, tempo: factor is set under parameters and under for_each. Keep one."]


def test_two_reports_of_one_name(refused):
    assert refused(f"reports:\n{TEMPO}{TEMPO}") == ["line 5: 'tempo' stands twice, first in line 2. Keep one."]
    entry = "  tempo-3:\n    title: T\n    notebook: small\n"
    assert refused(f"reports:\n{TEMPO}    for_each:\n      factor: [3]\n{entry}") == [
        "line 7, tempo-3: the name 'tempo-3' is taken by the report of line 5. Rename one of them."
    ]
    assert refused(
        f"reports:\n{TEMPO}    for_each: {{name: [b]}}\n{entry.replace('-3', '-b')}    for_each: [{{factor: 3}}]\n"
    ) == ["line 5, tempo: 'tempo-b' is the name of a group too. Rename one of them."]


def test_every_mistake_is_told_at_once_in_the_order_of_the_lines(refused):
    text = (
        f"reports:\n{TEMPO}    parameters:\n      factor: ten\n      unit: strike\n    timeout: long\n"
        "  Toll:\n    titel: Toll\n    notebook: toll\n"
    )
    lines = refused(text)
    assert [int(re.match(r"line (\d+)", line)[1]) for line in lines] == [6, 7, 8, 9, 10, 11]


def test_a_long_list_of_mistakes_is_cut_and_counted(read):
    with pytest.raises(ReportError) as caught:
        read("reports:\n" + "".join(f"  r{n}:\n    notebook: small\n" for n in range(60)))
    first, *lines, last = str(caught.value).splitlines()
    assert first == "reports/reports.yml has 60 problems:"
    assert (len(lines), last) == (50, "  10 more")


def test_a_file_that_is_not_utf8(project):
    (project.root / "reports" / "reports.yml").write_bytes("reports:\n  t:\n    title: é\n".encode("latin-1"))
    with pytest.raises(ReportError, match=r"line 3: this is not UTF-8 text. Save the file as UTF-8.$"):
        load_reports(project.root)


def test_a_file_that_begins_with_a_byte_order_mark(read):
    assert list(read(f"\ufeffreports:\n{TEMPO}")) == ["tempo"]


def test_a_broken_notebook_is_no_mistake_of_the_file(read, project):
    (project.root / "notebooks" / "half.ipynb").write_text('{"cells": [', encoding="utf-8")
    text = f"reports:\n{TEMPO}  half:\n    title: Half\n    notebook: half\n    parameters: {{anything: 3}}\n"
    assert {name: dict(report.parameters) for name, report in read(text).items()} == {
        "tempo": {},
        "half": {"anything": "3"},
    }


def test_a_broken_record_is_no_mistake_of_the_file(read, project):
    (project.root / "data" / "datapackage.json").unlink()
    assert read(f"reports:\n{TEMPO}    parameters: {{until: 2030-01-01}}\n")["tempo"].parameters == {
        "until": "2030-01-01"
    }


@pytest.fixture
def grid(read):
    """A report, a group of four and a group of two."""
    return read(
        f"reports:\n{TEMPO}"
        "  year:\n    title: Year {factor}\n    notebook: small\n    parameters: {often: 5}\n"
        "    for_each:\n      factor: [1985, 1986]\n      full: [yes, no]\n"
        "  span:\n    title: From {since}\n    notebook: small\n    for_each:\n"
        "      - {since: 1985-01-01, until: 1985-06-30}\n      - {since: 1986-01-01}\n"
    )


def test_for_each_makes_a_report_of_every_combination_or_of_every_set(grid):
    assert {name: (report.title, report.group, report.line) for name, report in grid.items()} == {
        "tempo": ("Tempo", "", 2),
        "year-1985-true": ("Year 1985 (true)", "year", 9),
        "year-1985-false": ("Year 1985 (false)", "year", 9),
        "year-1986-true": ("Year 1986 (true)", "year", 9),
        "year-1986-false": ("Year 1986 (false)", "year", 9),
        "span-1985-01-01-1985-06-30": ("From 1985-01-01 (1985-06-30)", "span", 16),
        "span-1986-01-01": ("From 1986-01-01", "span", 17),
    }
    report = grid["year-1986-false"]
    assert report.parameters == {"often": 5, "factor": 1986, "full": False}
    assert report.varied == {"factor": 1986, "full": False}


@pytest.mark.parametrize(
    ("only", "names"),
    [
        ([], ["tempo", "year-1985-true", "year-1985-false", "year-1986-true", "year-1986-false", "span-*"]),
        (["tempo"], ["tempo"]),
        (["year"], ["year-1985-true", "year-1985-false", "year-1986-true", "year-1986-false"]),
        (["year-1985-*"], ["year-1985-true", "year-1985-false"]),
        (["*-true", "tempo", "tempo"], ["tempo", "year-1985-true", "year-1986-true"]),
        (["span", "year-1986-true"], ["year-1986-true", "span-*"]),
    ],
)
def test_words_select_reports_groups_and_patterns_in_the_order_of_the_file(grid, only, names):
    spans = ["span-1985-01-01-1985-06-30", "span-1986-01-01"]
    expected = [name for word in names for name in (spans if word == "span-*" else [word])]
    assert list(select(grid, only)) == expected


@pytest.mark.parametrize(
    ("word", "hint"),
    [("yaer", "'year'"), ("TEMPO", "'tempo'"), ("year-1985", "'year-1985-true'"), ("month-*", None), ("", None)],
)
def test_a_word_that_selects_nothing_is_refused(grid, word, hint):
    with pytest.raises(ParameterError) as caught:
        select(grid, ["tempo", word])
    said = f" Did you mean {hint}?" if hint else ""
    assert str(caught.value) == f"There is no report {word!r}.{said} Reports: {', '.join(grid)}."


def test_the_name_of_a_group_is_not_that_of_one_report(grid, project):
    with pytest.raises(ParameterError) as caught:
        find_report(project.root, "span")
    assert str(caught.value) == (
        "'span' stands for 2 reports. Choose one: span-1985-01-01-1985-06-30, span-1986-01-01."
    )
    assert find_report(project.root, "span-1986-01-01") == grid["span-1986-01-01"]


def test_of_many_reports_a_message_names_a_few(read, project):
    read(f"reports:\n{TEMPO}    for_each: {{factor: [{', '.join(map(str, range(200)))}]}}\n")
    with pytest.raises(ParameterError) as caught:
        find_report(project.root, "tempo-200")
    assert str(caught.value).endswith("tempo-11 and 188 more, which `workbook reports` lists.")


def test_the_list_shows_reports_of_a_group_together(workbook, grid):
    lines = workbook("reports").out.splitlines()
    start = lines.index("year: 4 reports (notebooks/small.ipynb)")
    assert lines[start + 1 : start + 14] == [
        "  year-1985-true: Year 1985 (true)",
        "  year-1985-false: Year 1985 (false)",
        "  year-1986-true: Year 1986 (true)",
        "  year-1986-false: Year 1986 (false)",
        "  since (date, default blank): first day",
        "  until (date, default blank): last day",
        "  unit (unit, default strikes): what is counted",
        "  attribution (attribution, default acknowledged): which strikes count",
        "  factor (int, for each of 1985, 1986): how many times",
        "  often (times, default 5): how often",
        "  share (float, default 0.5): a share",
        "  full (bool, for each of True, False): a flag",
        "  name (str, default blank): a word",
    ]
    assert "  until (date, for each of 1985-06-30, blank): last day" in lines


def test_the_list_of_two_hundred_reports_fits_a_screen(workbook, read):
    years = ", ".join(map(str, range(1800, 2000)))
    read(
        f"reports:\n{TEMPO}    for_each: {{factor: [{years}]}}\n    timeout: 2 min\n"
        "    schedule: {cron: 0 6 * * 1, timezone: UTC}\n"
    )
    lines = workbook("reports").out.splitlines()
    assert lines[:2] == ["tempo: 200 reports (notebooks/small.ipynb)", "  tempo-1800: Tempo (1800)"]
    assert lines[11:14] == [
        "  tempo-1810: Tempo (1810)",
        "  … 188 more; --format json lists every one",
        "  tempo-1999: Tempo (1999)",
    ]
    assert "  factor (int, for each of 1800, 1801, 1802, 1803, …, 1999): how many times" in lines
    assert lines[-2:] == ["  schedule: 0 6 * * 1, UTC; missed slots: latest", "  time limit: 120 s"]
    assert len(lines) < 30


def test_programs_get_every_report_as_an_object(workbook, grid):
    reports = json.loads(workbook("reports", "--format", "json").out)
    assert [report["name"] for report in reports] == list(grid)
    report = reports[1]
    assert {key: report[key] for key in ("title", "notebook", "group", "timeout", "schedule")} == {
        "title": "Year 1985 (true)",
        "notebook": "small",
        "group": "year",
        "timeout": 1800,
        "schedule": None,
    }
    assert [(item["name"], item["value"]) for item in report["parameters"]][4:8] == [
        ("factor", 1985),
        ("often", 5),
        ("share", 0.5),
        ("full", True),
    ]
    assert report["parameters"][4]["kind"] == "int"
    assert report["parameters"][4]["help"] == "how many times"


@pytest.mark.parametrize("style", ["text", "json"])
def test_the_list_says_which_notebook_cannot_be_read(workbook, read, project, style):
    (project.root / "notebooks" / "half.ipynb").write_text("{}", encoding="utf-8")
    read(f"reports:\n  half:\n    title: Half\n    notebook: half\n{TEMPO}")
    answer = workbook("reports", "--format", style)
    assert answer.status == 1
    assert answer.err.startswith("Error: notebooks/half.ipynb is not a notebook that can be read")
    assert ("tempo: Tempo (notebooks/small.ipynb)" in answer.out) == (style == "text")


@pytest.fixture
def tempo(project):
    """The notebook that the guide speaks of."""
    project.notebook(parameters=PARAMETERS)
    notebooks = project.root / "notebooks"
    (notebooks / "small.ipynb").rename(notebooks / "tempo.ipynb")


def blocks(kind):
    """The blocks of the guide that are marked so."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def test_the_guide_explains_every_key(tempo):
    assert tuple(re.findall(r"^## ([a-z_]+)$", GUIDE, re.MULTILINE)) == KEYS


@pytest.mark.parametrize("example", blocks("yaml"))
def test_every_example_of_the_guide_can_be_used(read, tempo, example):
    assert read(example)


def test_the_examples_of_the_guide_use_every_key():
    assert {key for example in blocks("yaml") for key in re.findall(r"^    (\w+):", example, re.MULTILINE)} == set(KEYS)


def test_the_names_in_the_guide_are_those_that_its_example_gives(read, tempo):
    (example,) = [example for example in blocks("yaml") if "unit: [" in example]
    names = list(read(example))
    assert len(names) == 6
    assert names[:3] == re.findall(r"`(year-\d+-\w+)`", GUIDE)


def test_the_guide_shows_what_is_said_of_mistakes(read, tempo):
    (example,), (message,) = blocks("yaml wrong"), blocks("text")
    with pytest.raises(ReportError) as caught:
        read(example)
    assert f"{caught.value}\n" == message


def test_the_shipped_file_can_be_used():
    assert load_reports(ROOT)
