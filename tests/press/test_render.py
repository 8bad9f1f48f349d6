"""A run publishes a whole page or leaves the last one alone."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest

pytestmark = pytest.mark.kernel
ROOT = Path(__file__).parents[2]
FETCHED = {"src", "srcset", "poster", "data", "action", "formaction", "background"}


class Page(HTMLParser):
    """What a test asks of a page: its tags, its ids, its links, and what a browser would fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value)
            elif name == "href" and tag == "a":
                self.links.append(value)
            elif name in FETCHED or (name == "href" and tag != "a"):
                self.fetched.append(value)

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def left_over(project):
    """Everything in the report's folder that is neither the page nor the notebook of a failed run."""
    return [path.name for path in project.page.parent.iterdir() if path.name not in ("index.html", "failed.ipynb")]


def test_a_page_is_published_at_its_address(workbook, project):
    answer = workbook("render", "small")
    assert answer.status == 0, answer.err
    assert answer.out.strip() == str(project.page)
    assert "unit is strikes and factor 3" in Page(project.page.read_text()).text
    assert "<title>A &lt;small&gt; report</title>" in project.page.read_text()
    assert left_over(project) == []


def test_out_names_another_place(workbook, project, tmp_path):
    answer = workbook("render", "small", "--out", tmp_path / "elsewhere")
    assert answer.status == 0, answer.err
    assert (tmp_path / "elsewhere" / "small" / "index.html").is_file()
    assert not project.page.exists()


def test_a_failing_notebook_leaves_the_last_page_alone(workbook, project):
    assert workbook("render", "small").status == 0
    before = project.page.read_bytes()
    project.notebook("x = 1", "rows = [1, 2]\nrows[7]")
    answer = workbook("render", "small")
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.splitlines() == [
        "Error: Report 'small' failed in code cell 3: IndexError: list index out of range",
        "    rows = [1, 2]",
        "    rows[7]",
    ]
    assert project.page.read_bytes() == before
    assert (project.page.parent / "failed.ipynb").is_file()
    assert left_over(project) == []


def test_the_failed_notebook_goes_when_the_report_works_again(workbook, project):
    project.notebook("1 / 0")
    assert workbook("render", "small").status == 1
    project.notebook("print('well again')")
    assert workbook("render", "small").status == 0
    assert not (project.page.parent / "failed.ipynb").exists()


def test_a_kernel_that_dies_is_a_failure_like_another(workbook, project):
    assert workbook("render", "small").status == 0
    before = project.page.read_bytes()
    project.notebook("import os\nos._exit(3)")
    answer = workbook("render", "small")
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith("Error: Report 'small' failed")
    assert "Traceback" not in answer.err
    assert project.page.read_bytes() == before
    assert left_over(project) == []


def test_a_record_with_a_problem_is_not_rendered(workbook, project):
    path = project.root / "data" / "incidents.csv"
    path.write_bytes(path.read_bytes().replace(b",Litoral,", b",Litorall,", 1))
    answer = workbook("render", "small")
    assert (answer.status, answer.out) == (1, "")
    assert "region: 'Litorall' is not a declared category" in answer.err
    assert not project.page.exists()


def test_a_place_that_cannot_be_written_to_is_named(workbook, project, tmp_path):
    blocked = tmp_path / "a file"
    blocked.write_text("in the way")
    answer = workbook("render", "small", "--out", blocked)
    assert answer.status == 1
    assert answer.err.startswith("Error: The page of 'small' could not be written: Not a directory")


def command(project, *words):
    """A render in a process of its own, started and not waited for."""
    words = [sys.executable, "-m", "analysis", "render", "small", *map(str, words)]
    pipe = subprocess.PIPE
    return subprocess.Popen(words, cwd=project.root, stdout=pipe, stderr=pipe, text=True, start_new_session=True)


def test_runs_at_the_same_time_do_not_meet(project, tmp_path):
    project.notebook("import time; time.sleep(1); print('alone')")
    runs = [command(project, "--out", tmp_path / name) for name in ("one", "two", "three")]
    answers = [(run.communicate(timeout=120), run.returncode) for run in runs]
    assert [status for _, status in answers] == [0, 0, 0], answers
    assert [path.name for path in (project.root / "notebooks").iterdir()] == ["small.ipynb"]


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_leaves_the_last_page_and_nothing_else(workbook, project, stop):
    assert workbook("render", "small").status == 0
    before = project.page.read_bytes()
    project.notebook("import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(60)")
    run = command(project)
    pid = project.root / "notebooks" / "pid"
    wait_for(lambda: pid.exists() and pid.read_text())
    os.killpg(run.pid, stop)
    out, err = run.communicate(timeout=60)
    assert (run.returncode, out, err.splitlines()[-1]) == (130, "", "Stopped.")
    assert "Traceback" not in err
    assert project.page.read_bytes() == before
    assert left_over(project) == []
    wait_for(lambda: not is_running(int(pid.read_text())))


def wait_for(happened, seconds=60):
    """Returns when something has happened; fails when it has not in that time."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def is_running(pid):
    """True while a process of that number lives; one that has ended and waits to be told so does not."""
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def test_the_page_of_another_record_says_so(workbook, project, tmp_path):
    other = shutil.copytree(project.root / "data", tmp_path / "another record")
    assert workbook("render", "small", "--data", other).status == 0
    text = project.page.read_text(encoding="utf-8")
    assert "<title>Coalition shellings in Sarovia: small</title>" in text
    assert "--data DIR</code>" in text
    assert str(tmp_path) not in text


def test_text_of_outputs_is_shown_and_not_run(workbook, project):
    project.notebook("print('<script>alert(1)</script>')")
    assert workbook("render", "small").status == 0
    page = Page(project.page.read_text())
    assert "script" not in page.tags
    assert "<script>alert(1)</script>" in page.text


@pytest.fixture(scope="module")
def main_page(tmp_path_factory):
    """The main report of the shipped record, rendered once for the tests below."""
    from analysis.press.reports import find_report
    from analysis.press.run import render

    return render(find_report(ROOT, "surt-vs-later"), ROOT / "data", {}, tmp_path_factory.mktemp("site"))


def test_the_page_needs_no_network_and_no_script(main_page):
    text = main_page.read_text(encoding="utf-8")
    page = Page(text)
    assert not {"script", "link", "iframe", "object", "embed", "base", "form"} & set(page.tags)
    assert page.fetched
    assert all(address.startswith("data:") for address in page.fetched)
    assert re.search(r"url\(|@import|@font-face", text) is None
    assert "default-src 'none'" in text


def test_every_link_inside_the_page_leads_somewhere(main_page):
    page = Page(main_page.read_text(encoding="utf-8"))
    assert len(page.ids) == len(set(page.ids))
    inside = [link[1:] for link in page.links if link.startswith("#")]
    assert len(inside) > 500
    assert set(inside) <= set(page.ids)
    outside = [link for link in page.links if not link.startswith("#")]
    assert outside
    assert all(link.startswith(("http://", "https://")) for link in outside)


def test_every_number_of_a_finding_leads_to_rows_claims_and_sources(main_page):
    text = main_page.read_text(encoding="utf-8")
    findings = re.findall(r'<p class="finding" id="finding-([a-z]+)">(.*?)</p>(?:<details.*?</details>)?', text, re.S)
    assert {key for key, _ in findings} == {
        "ratio", "interval", "total", "busiest", "split", "events", "later", "quiet", "cluster",
    }  # fmt: skip
    for _, sentence in findings:
        for anchor in re.findall(r'href="#(rows-[^"]+)"', sentence):
            rows = re.search(rf'<li id="{anchor}">(.*?)</li>', text, re.S)
            assert rows is not None
            for incident in re.findall(r'href="#([^"]+)"', rows[1]):
                card = re.search(rf'<li id="{incident}">(.*?)(?=<li id="[A-Z]|</ol>)', text, re.S)
                assert card is not None
                assert re.search(r'href="#source-[^"]+"', card[1]), f"{incident} leads to no source"


def test_the_page_says_what_it_is_made_from(main_page):
    text = Page(main_page.read_text(encoding="utf-8")).text
    assert "US air strikes in Libya since the 2011 war, version 0.1.0, 2012-01-01 to 2021-12-31" in text
    given = "-p since='' -p until='' -p unit=strikes -p attribution=acknowledged -p factor=10"
    assert f"workbook render surt-vs-later {given} Versions" in text
    assert str(ROOT) not in text


def test_the_main_finding_stands_on_the_page(main_page):
    text = Page(main_page.read_text(encoding="utf-8")).text
    assert "495 precision strikes" in text
    assert "exceed 388" in text
    assert "September 2016 saw 68 to 72 and October 2016 187 to 191" in text
