"""The example of docs/check-an-article.md, done as it says: rows added to a copy of the record, and judged."""

import csv
import io
import re
import shutil
from pathlib import Path

import pytest

from analysis.measures.checked import check_claims
from analysis.press.orders.parameters import declared
from analysis.record.store import load

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "check-an-article.md").read_text(encoding="utf-8")
SOURCE = "example-courier-2020-01-15"


def block(name: str) -> str:
    """The lines of the example fenced under that name."""
    return re.search(rf"^```{name}\n(.*?)^```", TEXT, re.M | re.S)[1]


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("copy") / "data"
    shutil.copytree(ROOT / "data", folder)
    for name, lines in (("sources", block("csv source")), ("claims", block("csv claims"))):
        with (folder / f"{name}.csv").open("a", encoding="utf-8", newline="") as file:
            file.write(lines)
    return check_claims(load(folder), SOURCE)


def test_the_rows_of_the_example_are_sound_and_judged_as_shown(checked):
    shown = re.findall(r"^(courier-\S+) +(agrees|differs|left open|cannot be compared) +(.+)$", block("text"), re.M)
    assert len(shown) == 4
    table = checked.part("article")
    assert sorted(table[["claim_id", "verdict", "why"]].itertuples(index=False, name=None)) == sorted(shown)


def test_a_row_in_the_table_is_all_it_takes(checked):
    """No other file of the project names the claims of the example."""
    rows = list(csv.reader(io.StringIO(block("csv claims"))))
    header = (ROOT / "data" / "claims.csv").read_text(encoding="utf-8").splitlines()[0]
    assert {len(row) for row in rows} == {len(header.split(","))}
    assert [row[0] for row in rows] == list(checked.part("article").index)


def test_the_parameter_and_the_notebook_that_it_names_exist():
    assert f"-p source={SOURCE}" in TEXT
    assert "source" in {parameter.name for parameter in declared(ROOT / "notebooks" / "claims.ipynb")}
