"""The floor of `make bench` is honest: a plain script that shows what the page embeds, and no Jupyter in it."""

import subprocess
import sys

import pytest

from benchmarks.floor import DishonestFloorError, check_honest, floor_script

CELLS = (
    "from analysis import View, campaign_findings, charts, count, load\n"
    "record = load()\n"
    "view = View.of(record, since=since, until=until, unit=unit, attribution=attribution)\n"
    "months = count(record.incidents, view.rule, record.coverage, by='month')",
    "charts.heading(record, view)",
    "campaign_findings(record, view.rule, view.since, view.until, factor)",
    "'<b> is no markup here'",
    "charts.monthly(record, months, view.rule, view.since, view.until)",
    "None",
    "len(months);",
    "if factor:\n    display(factor)",
)
LAST = "\nprint(sorted({'nbformat', 'IPython', 'jupyter_client', 'papermill'} & set(_sys.modules)))\n"


def run_floor(project, parameters):
    """What the script writes, and its last words."""
    script, page = project.root / "script.py", project.root / "floor.html"
    script.write_text(floor_script(project.root / "notebooks" / "small.ipynb", parameters) + LAST, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script, page], cwd=project.root / "notebooks", capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return page.read_text(encoding="utf-8"), done.stdout.splitlines()


@pytest.mark.kernel
def test_the_floor_shows_what_the_page_embeds_and_loads_no_jupyter(workbook, project):
    project.notebook(*CELLS)
    answer = workbook("render", "small", "-p", "factor=4", "-p", "unit=events")
    assert answer.status == 0, answer.err
    floor, (seconds, jupyter) = run_floor(project, {"factor": 4, "unit": "events"})
    assert check_honest(floor, project.page.read_text(encoding="utf-8")) == 5
    assert float(seconds) > 0
    assert jupyter == "[]"


def test_parameters_take_the_place_of_defaults_and_imports_come_first(project):
    project.notebook("import math\nmath.floor(share)")
    lines = floor_script(project.root / "notebooks" / "small.ipynb", {"share": 2.5}).splitlines()
    assert lines.index("import math") < lines.index("_start = _clock()") < lines.index("share = 2.5")
    assert lines.index("share: 'float' = 0.5") < lines.index("share = 2.5") < lines.index("display(math.floor(share))")


def test_a_magic_has_no_place_in_a_plain_script(project):
    project.notebook("%matplotlib inline")
    with pytest.raises(SyntaxError):
        floor_script(project.root / "notebooks" / "small.ipynb", {})


ONE, TWO = '<div class="output"><p>one</p></div>', '<div class="output"><p>it\'s two</p></div>'


@pytest.mark.parametrize(
    ("page", "message"),
    [
        (ONE, "Output 2 of the plain script is not on the page"),
        (TWO.replace("'", "&#x27;") + ONE, "Output 2 of the plain script is not on the page, or not in its turn"),
        (ONE + TWO.replace("two", "2"), "Output 2 of the plain script is not on the page"),
        (ONE + TWO + ONE, "The script shows 2 outputs, the page another number"),
    ],
)
def test_a_floor_that_shows_something_else_is_refused(page, message):
    with pytest.raises(DishonestFloorError, match=message):
        check_honest(ONE + "\n" + TWO + "\n", page)


def test_the_same_outputs_written_another_way_are_the_same():
    assert check_honest(ONE + TWO.replace("'", "&#x27;"), f"<main>{ONE}<p>prose</p>{TWO}</main>") == 2


def test_a_script_that_shows_nothing_is_no_floor():
    with pytest.raises(DishonestFloorError):
        check_honest("", "<main></main>")
