"""A sound record in memory, found where the reader said or nearest to where he stands."""

from datetime import date

import pandas as pd
import pytest

from analysis.errors import DataError, ParameterError
from analysis.record.folder import find_record
from analysis.record.schema import Unit
from analysis.record.store import Period, load


@pytest.fixture(autouse=True)
def nowhere_special(monkeypatch, tmp_path):
    monkeypatch.delenv("WORKBOOK_DATA", raising=False)
    monkeypatch.chdir(tmp_path)


def test_a_record_holds_five_typed_tables_without_their_lines(invented):
    record = load(invented)
    sizes = [len(table) for table in (record.incidents, record.claims, record.sources, record.places, record.periods)]
    assert sizes == [14, 45, 15, 5, 6]
    assert "_line" not in record.incidents
    kinds = record.incidents.dtypes.astype("str")
    assert kinds[["start_date", "strikes_min", "offset_km", "region", "note"]].tolist() == [
        "datetime64[us]", "Int64", "Float64", "category", "str",
    ]  # fmt: skip
    assert record.incidents["attribution"].cat.ordered
    assert not record.incidents["region"].cat.ordered


def test_zero_and_not_stated_are_two_values(invented):
    incidents = load(invented).incidents.set_index("incident_id")
    assert incidents.at["QZ-1988-07-01-alto-vento", "killed_max"] == 0
    assert pd.isna(incidents.at["QZ-1988-07-04-alto-vento", "killed_max"])


def test_words_for_units_categories_and_periods_come_from_the_declaration(invented):
    record = load(invented)
    assert record.unit("strikes") == Unit("shell strikes", "shell strike")
    assert record.label("target_group", "Filhos da Chuva") == "Children of the Rain"
    assert record.label("region", pd.NA) == "not stated"
    assert record.label("region", None) == "not stated"
    assert record.period("campaign") == Period(
        "the siege of Porto Brilho", date(1987, 1, 15), date(1987, 4, 20), "brilho-1987"
    )
    assert record.period("after").campaign is None
    assert record.coverage.end == date(1991, 6, 30)


def test_a_period_has_both_its_ends_and_may_be_cut_to_nothing():
    period = Period("p", date(1987, 1, 15), date(1987, 1, 16))
    assert period.days == 2
    assert period.within(date(1987, 1, 16), date(1990, 1, 1)) == Period("p", date(1987, 1, 16), date(1987, 1, 16))
    assert period.within(date(1988, 1, 1), date(1990, 1, 1)).days == 0


def test_a_record_with_a_problem_is_not_loaded(draft):
    draft.set("places", "vila-eco", lat="20.4").set("claims", "quay", source_id="x")
    with pytest.raises(DataError) as caught:
        load(draft.folder)
    assert str(caught.value) == (
        "The record has 2 problems:\n"
        "  claims.csv line 27, source_id: 'x' points to no source_id in sources.csv. Correct it, or add the row to"
        " sources.csv.\n"
        "  places.csv line 6, lat: '20.4' lies outside the extent that datapackage.json declares (-24 to -12). Check"
        " that latitude and longitude are not exchanged."
    )
    assert [problem.line for problem in caught.value.problems] == [27, 6]


def test_the_folder_named_comes_before_the_variable_and_that_before_the_nearest(monkeypatch, tmp_path, invented):
    near, variable = tmp_path / "data", tmp_path / "elsewhere"
    for folder in (near, variable, tmp_path / "a" / "b"):
        folder.mkdir(parents=True)
    (near / "datapackage.json").touch()
    monkeypatch.chdir(tmp_path / "a" / "b")
    assert find_record() == near
    monkeypatch.setenv("WORKBOOK_DATA", str(variable))
    assert find_record() == variable
    assert find_record(invented) == invented
    assert find_record(str(invented)) == invented


def test_a_folder_that_is_none_is_told(tmp_path):
    (tmp_path / "file").touch()
    for name in ("nowhere", "file"):
        with pytest.raises(ParameterError) as caught:
            find_record(name)
        assert str(caught.value) == f"'{name}' is not a folder. Name the folder that holds datapackage.json."


def test_no_record_here_or_above_is_told():
    with pytest.raises(ParameterError) as caught:
        find_record()
    assert str(caught.value) == (
        "No data/datapackage.json here or above. Run inside the workbook, or name the folder with --data."
    )
