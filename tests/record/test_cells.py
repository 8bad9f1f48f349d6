"""What a cell may not hold: each slip told in one sentence, none repaired."""

from collections.abc import Iterator

import pytest

from analysis.record.checks import problems_of

EXPECTED_WHOLE = (
    "is not a whole number in plain digits. Write 1000, not 1,000, 1e3 or 01000; leave the cell blank where nothing is"
    " stated."
)
EXPECTED_POINT = (
    "is not a number in plain digits with a point for decimals. Write 1000, not 1,000, 1e3 or 01000; leave the cell"
    " blank where nothing is stated."
)
CORRECT = "Correct the number; leave the cell blank where nothing is stated."
LONG = "is longer than the 15 digits that can be kept exactly. Shorten the number."
GUNS = "is not a declared category, expected howitzer, gunboat, gunboat and rocket raft or 'naval, class not given'."
DECLARE = "Correct it, or declare the category in datapackage.json."
NO_DATE = "is not a date, expected YYYY-MM-DD. Write the day as in 2016-08-01."
NO_DAY = "is not a day of the calendar, expected YYYY-MM-DD. Correct the year, the month or the day."
RUNS = "begins with a character that makes a spreadsheet run the cell. Begin it with a word."

INCIDENT = {
    "start_date": "1990-01-01",
    "end_date": "1990-01-01",
    "actor": "Coalition",
    "attribution": "alleged",
    "strikes_min": "1",
    "summary": "A row to spoil.",
}
"""Filled cells of a sound row that needs no claim."""

SLIPS = [
    *[("strikes_min", text, f"'{text}' {EXPECTED_WHOLE}") for text in ("1,000", "1e3", "NaN", "½", "٣", "1.5", "007")],
    *[("strikes_min", text, f"'{text}' {EXPECTED_WHOLE}") for text in ("+4", "four", "0x4", "1_0", "-0", "−4", "=4+1")],
    ("strikes_min", "-1", f"'-1' is too small, expected a whole number not below 1. {CORRECT}"),
    ("strikes_min", "0", f"'0' is too small, expected a whole number not below 1. {CORRECT}"),
    ("strikes_min", "9" * 400, f"'{'9' * 60}' … (400 characters) {LONG}"),
    ("strikes_min", " 4", "' 4' begins or ends with a blank. Delete it."),
    ("strikes_min", "4\u00a0", "'4\\xa0' begins or ends with a blank. Delete it."),
    ("strikes_min", " 1,000", "' 1,000' begins or ends with a blank. Delete it."),
    *[("offset_km", text, f"'{text}' {EXPECTED_POINT}") for text in ("1,5", "1e3", ".5", "5.", "inf", "٣٫٥", "1/2")],
    ("offset_km", "2000.5", f"'2000.5' is too large, expected a number from 0 to 2000. {CORRECT}"),
    ("offset_km", "-3", f"'-3' is too small, expected a number from 0 to 2000. {CORRECT}"),
    ("offset_km", "0.1234567890123456", f"'0.1234567890123456' {LONG}"),
    *[("start_date", text, f"'{text}' {NO_DATE}") for text in ("01/02/1987", "1987-1-5", "1987", "٢٠١٦-٠٨-٠١", "=A1")],
    *[("start_date", text, f"'{text}' {NO_DAY}") for text in ("2016-02-30", "1987-13-01", "0000-01-01")],
    ("start_date", "", "is blank, expected a day (YYYY-MM-DD). Fill it in."),
    ("actor", "", "is blank, expected Coalition. Fill it in."),
    ("summary", "", "is blank, expected text. Fill it in."),
    ("platform", "Gunbaot", f"'Gunbaot' {GUNS} Did you mean 'gunboat'? {DECLARE}"),
    ("platform", "HOWITZER", f"'HOWITZER' {GUNS} Did you mean 'howitzer'? {DECLARE}"),
    ("platform", "catapult", f"'catapult' {GUNS} {DECLARE}"),
    ("platform", '=HYPERLINK("http://x","y")', f'\'=HYPERLINK("http://x","y")\' {RUNS}'),
    *[("summary", text, f"'{text}' {RUNS}") for text in ("=1+1", "+1 dead", "-1 dead", "@SUM(A1)")],
    ("note", "a\x07b", "'a\\x07b' holds a control character. Delete it."),
    ("note", "a\n", "'a\\n' begins or ends with a blank. Delete it."),
    (
        "incident_id",
        "qz-1990-01-01-nowhere",
        "'qz-1990-01-01-nowhere' does not have the declared form, expected two capitals, a date and words in lower"
        " case, such as QZ-1988-07-01-alto-vento. Correct it.",
    ),
]


@pytest.fixture(scope="module")
def told(spoil) -> Iterator[dict[int, list[str]]]:
    """What the checks say of a record to which each slip is added as a row of its own, by line."""
    draft = spoil()
    first = len(draft.lines("incidents")) + 1
    for number, (column, text, _) in enumerate(SLIPS):
        row = INCIDENT | {"incident_id": f"QZ-1990-01-01-row-{number}"} | {column: text}
        draft.add("incidents", **row)
    starts = [int(row["line"]) for row in draft.rows("incidents") if int(row["line"]) >= first]
    by_line: dict[int, list[str]] = {line: [] for line in starts}
    for problem in problems_of(draft.folder):
        by_line[problem.line].append(str(problem))
    return dict(enumerate((line, by_line[line]) for line in starts))


@pytest.mark.parametrize("number", range(len(SLIPS)), ids=[f"{column}={text[:20]!r}" for column, text, _ in SLIPS])
def test_a_slip_in_an_incident_is_told_once_and_in_a_sentence(told, number):
    column, _, sentence = SLIPS[number]
    line, problems = told[number]
    assert problems == [f"incidents.csv line {line}, {column}: {sentence}"]


def test_a_slip_in_any_other_table_is_told_alike(draft):
    draft.set("sources", "atlas-1983", language="English")
    draft.set("claims", "both-bands", target_group="Frente Rubro|fr-linked")
    draft.set("claims", "total-end", also_in="retrospective-1995|")
    draft.set("claims", "shells", value_min="4 000")
    draft.set("places", "alto-vento", lat="-91", lon="59°54'W", gazetteer_id="atlas 40")
    draft.set("sources", "pamphlet-1988", url="www.example.org/pamphlet", published="1 Oct 1988")
    assert draft.problems() == [
        "claims.csv line 5, target_group: 'Frente Rubro|fr-linked' is not a declared category, expected Frente Rubro,"
        f" Filhos da Chuva or FR-linked, several separated by |. Did you mean 'FR-linked'? {DECLARE}",
        f"claims.csv line 34, value_min: '4 000' {EXPECTED_POINT}",
        "claims.csv line 44, also_in: 'retrospective-1995|' has nothing on one side of a |. Delete the bar, or write"
        " what is missing.",
        "places.csv line 2, gazetteer_id: 'atlas 40' does not have the declared form, expected an identifier such as"
        " atlas:14. Correct it.",
        f"places.csv line 2, lat: '-91' is too small, expected a number from -90 to 90. {CORRECT}",
        f"places.csv line 2, lon: '59°54'W' {EXPECTED_POINT}",
        "sources.csv line 3, language: 'English' does not have the declared form, expected two letters of ISO 639-1."
        " Correct it.",
        f"sources.csv line 13, published: '1 Oct 1988' {NO_DATE}",
        "sources.csv line 13, url: 'www.example.org/pamphlet' does not have the declared form, expected an address that"
        " begins with http:// or https://. Correct it.",
    ]


def test_a_key_used_again_is_told_with_the_line_of_its_first_use(draft):
    for _ in range(2):
        draft.add("periods", period_id="truce", name="x", role="moment", start_date="1987-04-18", end_date="1987-04-18")
    assert draft.problems() == [
        "periods.csv line 8, period_id: 'truce' is already used on line 6. Give one of the two rows an id of its own.",
        "periods.csv line 9, period_id: 'truce' is already used on line 6. Give one of the two rows an id of its own.",
    ]


def test_a_number_may_be_as_long_as_can_be_kept_exactly(draft):
    draft.set("places", "alto-vento", lat="-22.6000000000001", lon="-59.900000", precision_km="123456789.123456")
    assert draft.problems() == []


def test_any_character_may_stand_in_free_text(draft):
    text = "a,b;\"c\" 'd' <script>alert(1)</script> &amp; ]]> {{7*7}} %s \\ \t\n قصف 市場 🐟 \u202e\u200b\ufeff\u2028x"
    draft.set("incidents", "QZ-1984-05-03-serra-calma", summary=text, note=text, target_name=text)
    assert draft.problems() == []
