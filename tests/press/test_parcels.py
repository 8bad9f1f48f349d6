"""What travels to a worker and back is the same there and here: orders, pages, errors."""

import json
import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from papermill.exceptions import PapermillExecutionError

from analysis.errors import DataError, Problem, ReportError
from analysis.press.cluster.parcels import (
    LARGEST_NOTEBOOK,
    Broken,
    OtherProgramError,
    Parcel,
    differences,
    packed,
    unpacked,
)
from analysis.press.kernels.execute import KernelDiedError, TimeLimitError
from analysis.press.ledger.key import program
from analysis.press.ledger.plan import Plan
from analysis.press.ledger.shelf import Shelf
from analysis.press.making.order import Order
from analysis.press.orders.reports import load_reports

PROBLEM = Problem("incidents.csv", 7, "region", "Litorall", "is not a declared category", "Correct it.")
CELL = PapermillExecutionError(3, 4, "open(x)", "OSError", "/there/notebooks/x", ["File /there/notebooks/x:7"])
ERRORS = [
    DataError([PROBLEM]),
    TimeLimitError(30.0),
    KernelDiedError(-9),
    CELL,
    ReportError("What is wrong, and what to do."),
    OSError(28, "No space left on device", "/there/notebooks/x"),
    KeyError("a name"),
    json.JSONDecodeError("Expecting value", "{", 1),
    UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
]


def sent(error, notebook=Path("nowhere")):
    """An error as it comes here from a worker on which notebooks lie in `/there/notebooks`."""
    try:
        raise error
    except type(error) as raised:
        told = Broken.of(raised, 5, notebook, [Path("/there/notebooks"), Path("/there/data")])
    return unpacked(packed(told))


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_is_the_same_after_its_journey(error):
    arrived = sent(error).error([Path("/there/notebooks"), Path("/there/data")])
    assert type(arrived) is type(error)
    assert (str(arrived), arrived.args, vars(arrived)) == (str(error), error.args, vars(error))
    assert arrived.__traceback__.tb_frame.f_code.co_name == "sent"


def test_an_error_names_files_as_they_lie_here():
    arrived = sent(CELL).error([Path("/here/notebooks"), Path("/here/data")])
    assert (arrived.evalue, arrived.traceback) == ("/here/notebooks/x", ["File /here/notebooks/x:7"])
    full = sent(OSError(28, "No space left on device", "/there/data/x")).error([Path("/here"), Path("/other")])
    assert (full.errno, full.filename) == (28, "/other/x")


def test_a_notebook_comes_with_its_error_unless_it_is_too_large(tmp_path):
    notebook = tmp_path / "executed.ipynb"
    assert sent(ERRORS[0], notebook).notebook is None
    notebook.write_bytes(b"as far as it came")
    assert sent(ERRORS[0], notebook).notebook == b"as far as it came"
    with notebook.open("r+b") as stream:
        stream.truncate(LARGEST_NOTEBOOK + 1)
    assert sent(ERRORS[0], notebook).notebook is None


@pytest.fixture
def order(project):
    """The order of a planned run of one of two reports that `for_each` made."""
    project.reports("small: {title: Small, notebook: small, for_each: {factor: [3, 4]}}")
    plan = Plan.of(load_reports(project.root)["small-3"], project.root / "data", {})
    return Order.of(plan, Shelf(project.root / "reports" / "site", "small-3"))


def elsewhere(order, folder):
    """An order as it comes out of its parcel in a folder of another machine."""
    return unpacked(packed(Parcel.of(order))).order(folder, order.provenance.schema, order.provenance.record_hash)


def test_an_order_is_the_same_after_its_journey_but_for_the_place_of_its_notebook(order, tmp_path):
    arrived = elsewhere(order, tmp_path)
    assert arrived.inputs == order.inputs
    there, here = arrived.provenance, order.provenance
    assert replace(there.report, notebook=here.report.notebook) == here.report
    assert (there.command, list(there.entries()), there.citation()) == (
        here.command,
        list(here.entries()),
        here.citation(),
    )
    assert arrived.provenance.report.notebook == tmp_path / "notebooks" / "small.ipynb"
    assert arrived.provenance.report.notebook.read_bytes() == order.provenance.report.notebook.read_bytes()


def test_a_parcel_holds_no_path(order, project):
    assert str(project.root).encode() not in pickle.dumps(Parcel.of(order))


def test_an_order_of_other_libraries_is_refused(order, tmp_path):
    order.inputs["versions"]["pandas"] = "0.1"
    with pytest.raises(OtherProgramError, match=r"^pandas is \S+ there and 0\.1 here$"):
        elsewhere(order, tmp_path)


def test_a_notebook_that_was_edited_on_the_way_is_refused(order, tmp_path):
    path = order.provenance.report.notebook
    path.write_text(path.read_text(encoding="utf-8").replace("unit is", "the unit is"), encoding="utf-8")
    with pytest.raises(ReportError, match="The record or the notebook was edited"):
        elsewhere(order, tmp_path)


def test_differences_name_each_thing_that_another_machine_has_otherwise():
    here = program()
    assert differences(here, here) == ""
    there = {"program": {"source": "another"}, "versions": {**here["versions"], "pandas": "0.1", "more": "1"}}
    del there["versions"]["numpy"]
    assert set(differences(there, here).split("; ")) == {
        "the source of the workbook is another",
        f"pandas is 0.1 there and {here['versions']['pandas']} here",
        f"numpy is missing there and {here['versions']['numpy']} here",
        "more is 1 there and missing here",
    }
