"""The invented record shares its tables with the shipped one and nothing else: what holds of both is the program's."""

import json
import re
from pathlib import Path

from analysis.measures.counts import count, total
from analysis.measures.rules import Rule
from analysis.measures.totals import unreproduced_totals
from analysis.record.store import load

DATA = Path(__file__).parents[2] / "data"


def columns(folder: Path) -> dict[str, list[tuple[str, str]]]:
    raw = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    tables = [resource for resource in raw["resources"] if "schema" in resource]
    return {table["name"]: [(field["name"], field["type"]) for field in table["schema"]["fields"]] for table in tables}


def test_it_has_the_tables_and_columns_of_the_shipped_record(invented):
    assert columns(invented) == columns(DATA)


def test_it_says_nothing_of_what_the_shipped_record_is_about(invented):
    subject = re.compile(r"libya|libyan|surt|sirte|tripoli|africa|pentagon|\bUS\b|\bNATO\b|\bLY-", re.IGNORECASE)
    for path in sorted(path for path in invented.rglob("*") if path.is_file()):
        assert subject.findall(path.read_text(encoding="utf-8")) == [], path.name


def test_it_reproduces_its_own_accepted_totals(invented):
    assert unreproduced_totals(load(invented)) == []


def test_its_spans_across_an_edge_count_for_both_sides_and_once_in_all(invented):
    record = load(invented)
    siege = record.incidents[record.incidents["campaign"] == "brilho-1987"]
    months = count(siege, Rule(), record.coverage, by="month").set_index("month")
    assert months.loc["1987-01", ["low", "high"]].tolist() == [25, 34]
    assert months.loc["1987-02", ["low", "high"]].tolist() == [42, 95]
    assert str(total(siege, Rule(), record.coverage, unit=record.unit("strikes"))) == "120 shell strikes"
