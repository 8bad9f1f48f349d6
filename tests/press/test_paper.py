"""A PDF is the published page, whole, numbered, its record at the foot; or there is none, and it is said why."""

import os
import re
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest

from analysis.errors import ReportError
from analysis.press.ledger.shelf import paper_of
from analysis.press.page import paper
from analysis.press.page.paper import css_string, pdf

ROOT = Path(__file__).parents[2]
STYLE = (ROOT / "analysis" / "press" / "page" / "style.css").read_text(encoding="utf-8")
HOSTILE = ['"; } body { display: none } "', "</style><script>1</script>", "back\\slash", "two\nlines", "it's", "été Σ"]
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
OBJECT = re.compile(rb"\n(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)


@pytest.fixture(scope="session")
def chromium():
    """The browser that prints: the environment's, an installed one, or the one that Playwright has brought."""
    try:
        return paper.find_browser(Path("index.html"))
    except ReportError as missing:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            path = playwright.chromium.executable_path
        if Path(path).is_file():
            return path
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing), pytrace=False)
        pytest.skip(str(missing))


@pytest.fixture
def browser(chromium, monkeypatch):
    """The browser that prints, named in the environment."""
    monkeypatch.setenv(paper.VARIABLE, chromium)
    return chromium


@pytest.fixture
def no_browser(monkeypatch, tmp_path):
    """A machine without a browser."""
    monkeypatch.delenv(paper.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(paper, "MAC", ())
    monkeypatch.setattr(paper, "WINDOWS", ())


@pytest.fixture
def stub(monkeypatch, tmp_path):
    """Puts a program of a few lines of Python in the browser's place; `target` in it is where the PDF is wanted."""

    def put(source):
        path = tmp_path / "stub browser"
        start = (
            "import os, sys, time\ntarget = next(w for w in sys.argv if w.startswith('--print-to-pdf=')).split('=')[1]"
        )
        path.write_text(f"#!{sys.executable}\n{start}\n{source}\n", encoding="utf-8")
        path.chmod(0o755)
        monkeypatch.setenv(paper.VARIABLE, str(path))
        return path

    return put


@pytest.fixture
def page(tmp_path):
    """A published page of the report `small`, of three paper pages."""
    return written(tmp_path / "small" / "index.html", "".join(f"<h2>Part {n}</h2>" for n in range(3)))


def written(path, body, style="h2 { break-before: page }"):
    path.parent.mkdir(parents=True, exist_ok=True)
    html = f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>T</title><style>{style}</style></head>'
    path.write_text(f"{html}<body>{body}</body></html>", encoding="utf-8")
    return path


class Printed:
    """What a test asks of a PDF: the words on each of its pages."""

    def __init__(self, path):
        self.content = path.read_bytes()
        self.objects = {int(number): body for number, body in OBJECT.findall(self.content)}
        root = next(body for body in self.objects.values() if b"/Type /Pages" in body and b"/Parent" not in body)
        self.pages = [self._words(body) for body in self._leaves(root)]

    def _leaves(self, body):
        """The pages below a node of the tree of pages, in their order."""
        if b"/Type /Pages" not in body:
            return [body]
        kids = re.findall(rb"(\d+) 0 R", re.search(rb"/Kids \[(.*?)\]", body, re.DOTALL)[1])
        return [leaf for kid in kids for leaf in self._leaves(self.objects[int(kid)])]

    def _stream(self, number):
        return zlib.decompress(STREAM.search(self.objects[int(number)])[1])

    def _words(self, page):
        """All words of a page without its blanks, by the tables that lead from the glyphs of a font to characters."""
        fonts = {name: self._characters(font) for name, font in re.findall(rb"/(F\d+) (\d+) 0 R", page)}
        content = self._stream(re.search(rb"/Contents (\d+) 0 R", page)[1])
        said, font = [], b""
        for name, glyphs in re.findall(rb"/(F\d+) [\d.]+ Tf|(?<!ActualText )<([0-9A-F]+)>", content):
            font = name or font
            said += [fonts[font].get(glyphs[at : at + 4], "?") for at in range(0, len(glyphs), 4)]
        return "".join("".join(said).split())

    def _characters(self, font):
        table = self._stream(re.search(rb"/ToUnicode (\d+) 0 R", self.objects[int(font)])[1])
        known = {}
        for section in re.findall(rb"beginbfchar\n(.*?)endbfchar", table, re.DOTALL):
            known |= {glyph: utf16(to) for glyph, to in re.findall(rb"<(\w+)> <(\w+)>", section)}
        for section in re.findall(rb"beginbfrange\n(.*?)endbfrange", table, re.DOTALL):
            for first, last, to in re.findall(rb"<(\w+)> <(\w+)> <(\w+)>", section):
                for step in range(int(last, 16) - int(first, 16) + 1):
                    known[b"%04X" % (int(first, 16) + step)] = chr(ord(utf16(to)) + step)
        return known


def utf16(digits):
    return bytes.fromhex(digits.decode()).decode("utf-16-be")


def left_beside(path):
    """What lies in the folder of a page beside it."""
    return sorted(other.name for other in path.parent.iterdir() if other != path)


def test_a_pdf_has_the_pages_of_the_page_and_lies_beside_it(browser, page):
    pdf(page, paper_of(page))
    assert paper_of(page) == page.parent / "small.pdf"
    assert Printed(paper_of(page)).pages == ["Part0", "Part1", "Part2"]
    assert left_beside(page) == ["small.pdf"]


def test_no_figure_is_cut_and_every_page_is_numbered(browser, tmp_path):
    drawing = (
        '<svg viewBox="0 0 600 500" role="img"><text x="9" y="20">top{0}</text><text x="9" y="490">end{0}</text></svg>'
    )
    figure = '<figure><div class="picture">' + drawing + "</div><figcaption><b>name{0}</b></figcaption></figure>"
    words = "<p>Some words before a figure, and then some more of them.</p>" * 3
    page = written(tmp_path / "page.html", "".join(words + figure.format(n) for n in range(5)), STYLE)
    pdf(page, tmp_path / "page.pdf")
    pages = Printed(tmp_path / "page.pdf").pages
    for n in range(5):
        whole = [said for said in pages if f"top{n}" in said]
        assert len(whole) == 1, f"figure {n} is on {len(whole)} pages"
        assert f"end{n}" in whole[0]
        assert f"name{n}" in whole[0]
    assert len(pages) > 1
    assert all(f"{n}/{len(pages)}" in said for n, said in enumerate(pages, 1))


def test_what_is_folded_on_the_screen_is_open_on_paper_but_for_tables_and_code(browser, tmp_path):
    folded = "<details{}><summary>What</summary><p>{}</p></details>"
    body = (
        folded.format("", "card")
        + f"<figure>{folded.format('', 'twin')}</figure>"
        + folded.format(' class="code"', "cell")
    )
    page = written(tmp_path / "page.html", body, STYLE)
    pdf(page, tmp_path / "page.pdf")
    said = "".join(Printed(tmp_path / "page.pdf").pages)
    assert "card" in said
    assert "twin" not in said
    assert "cell" not in said


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_stands_at_the_foot_as_it_is(browser, tmp_path, text):
    style = f"@page {{ @bottom-left {{ content: {css_string(text)}; width: 90%; white-space: nowrap }} }}"
    page = written(tmp_path / "page.html", "<p>body</p>", style)
    pdf(page, tmp_path / "page.pdf")
    assert Printed(tmp_path / "page.pdf").pages == [f"{''.join(text.split())}body"]


@pytest.mark.parametrize(
    "text", [*HOSTILE, "a" * 10, "\N{ARABIC LETTER SEEN}\N{SLIGHTLY SMILING FACE}", "0afe", "\N{NULL}x"]
)
def test_a_string_of_a_style_sheet_reads_back_and_holds_nothing_that_ends_it(text):
    written = css_string(text)
    inside = written[1:-1]
    assert written[0] == written[-1] == '"'
    assert not set(inside) & set("\"'<>\n{}")
    read = re.sub(r"\\([0-9a-f]+) ", lambda found: chr(int(found[1], 16)), inside)
    assert read == text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def test_links_inside_the_page_stay_inside_and_no_path_is_printed(browser, tmp_path):
    page = written(
        tmp_path / "page.html", '<p><a href="#b">there</a> <a href="https://example.org/">out</a></p><h2 id="b">b</h2>'
    )
    pdf(page, tmp_path / "page.pdf")
    content = (tmp_path / "page.pdf").read_bytes()
    assert b"https://example.org/" in content
    assert content.count(b"/Subtype /Link") == 2
    assert b"file:" not in content
    assert os.fsencode(tmp_path) not in content


def test_without_a_browser_it_says_what_was_looked_for_and_where_the_page_lies(no_browser, page):
    with pytest.raises(ReportError) as raised:
        pdf(page, paper_of(page))
    message = str(raised.value)
    assert message.startswith(f"The page is made, {page}, but not its PDF.")
    assert all(name in message for name in (*paper.NAMES, paper.VARIABLE, str(paper.OLDEST)))
    assert left_beside(page) == []


def test_a_browser_that_is_named_must_be_there(monkeypatch, page):
    monkeypatch.setenv(paper.VARIABLE, "no-such-browser")
    with pytest.raises(ReportError, match="WORKBOOK_CHROMIUM is 'no-such-browser', which is no program here"):
        pdf(page, paper_of(page))


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("sys.stderr.write('dbus chatter\\nNo usable sandbox!\\nmore dbus\\n')", "It said: No usable sandbox!"),
        ("open(target, 'w').write('<html>')", "made no PDF of it. It said nothing."),
        ("open(target, 'w').write('%PDF-1.4 and then it broke off')", "made no PDF of it."),
        (
            "open(target, 'w').write('%PDF-1.4\\n/Producer (Skia/PDF m120)\\n%%EOF')",
            "is version 120, which leaves out page numbers and the foot. Install version 131 or newer",
        ),
    ],
)
def test_a_browser_that_fails_leaves_the_last_pdf_and_says_why(stub, page, source, says):
    stub(source)
    paper_of(page).write_bytes(b"the last one")
    with pytest.raises(ReportError, match=re.escape(says)):
        pdf(page, paper_of(page))
    assert paper_of(page).read_bytes() == b"the last one"
    assert left_beside(page) == ["small.pdf"]


def test_a_program_that_does_not_start_is_named(stub, page):
    path = stub("")
    path.write_bytes(b"\x7fELF but not really")
    with pytest.raises(ReportError, match="does not start: Exec format error"):
        pdf(page, paper_of(page))


CHILDREN = """
pid = os.fork() or os.getpid()
open(os.path.join(os.environ['PIDS'], str(os.getpid())), 'w').close()
time.sleep(600)
"""
"""A browser that starts another process, leaves the number of each, and hangs."""


@pytest.fixture
def pids(monkeypatch, tmp_path):
    """The folder in which a hanging browser leaves the numbers of its processes."""
    folder = tmp_path / "pids"
    folder.mkdir()
    monkeypatch.setenv("PIDS", str(folder))
    return folder


def test_a_browser_that_hangs_is_stopped_with_all_it_started(stub, page, pids, monkeypatch):
    stub(CHILDREN)
    monkeypatch.setattr(paper, "SECONDS", 5)
    with pytest.raises(ReportError, match="did not print it within 5 seconds and was stopped"):
        pdf(page, paper_of(page))
    assert len(list(pids.iterdir())) == 2
    wait_for(lambda: not any(is_running(path.name) for path in pids.iterdir()))
    assert left_beside(page) == []


def test_a_print_that_is_interrupted_leaves_nothing(stub, page, pids):
    stub(CHILDREN)
    code = (
        "import sys; from pathlib import Path; from analysis.press.page.paper import pdf; pdf(*map(Path, sys.argv[1:]))"
    )
    words = [sys.executable, "-c", code, page, paper_of(page)]
    run = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.DEVNULL, start_new_session=True)
    wait_for(lambda: len(list(pids.iterdir())) == 2)
    run.send_signal(signal.SIGINT)
    assert run.wait(timeout=60) != 0
    wait_for(lambda: not any(is_running(path.name) for path in pids.iterdir()))
    assert left_beside(page) == []


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


@pytest.mark.kernel
def test_the_command_prints_both_paths_and_the_foot_names_the_record(browser, workbook, project):
    answer = workbook("render", "small", "--pdf")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.splitlines() == [str(project.page), str(project.page.parent / "small.pdf")]
    pages = Printed(project.page.parent / "small.pdf").pages
    foot = re.search(r'@bottom-left \{ content: "(.*?)"', project.page.read_text(encoding="utf-8"))[1]
    foot = re.sub(r"\\([0-9a-f]+) ", lambda found: chr(int(found[1], 16)), foot)
    assert "SHA-256" in foot
    assert all("".join(foot.split()) in said for said in pages)
    assert all(f"{n}/{len(pages)}" in said for n, said in enumerate(pages, 1))


@pytest.mark.kernel
def test_without_a_browser_the_command_makes_the_page_and_fails(no_browser, workbook, project):
    answer = workbook("render", "small", "--pdf")
    assert (answer.status, answer.out.strip()) == (1, str(project.page))
    assert answer.err.startswith(f"Error: The page is made, {project.page}, but not its PDF.")
    assert project.page.is_file()


@pytest.mark.kernel
def test_a_pdf_stays_beside_the_page_that_it_was_printed_from_and_no_other(workbook, project):
    assert workbook("render", "small").status == 0
    paper_of(project.page).write_bytes(b"printed from this page")
    assert workbook("render", "small").status == 0
    assert paper_of(project.page).read_bytes() == b"printed from this page"
    project.notebook("1 / 0")
    assert workbook("render", "small").status == 1
    assert paper_of(project.page).is_file()
    project.notebook("print('another')")
    assert workbook("render", "small").status == 0
    assert not paper_of(project.page).exists()
