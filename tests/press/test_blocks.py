"""An executed notebook becomes checked blocks; what a page does not take stops it and names the cell."""

import nbformat
import pytest

from analysis.errors import ReportError
from analysis.markup import FRAGMENT
from analysis.measures.findings import Finding, Findings, Value
from analysis.press.page.blocks import blocks_of, payloads
from analysis.press.page.fragments import inner
from analysis.press.page.outputs import FINDING, LARGEST

v4 = nbformat.v4
SAID = {"key": "k", "about": "", "text": "Words.", "verdict": "", "rank": 0}
"""A finding as a fragment carries it."""
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="


def notebook(*cells):
    return v4.new_notebook(cells=list(cells))


def code(*outputs, source="1 + 1", tags=()):
    return v4.new_code_cell(source, outputs=list(outputs), metadata={"tags": list(tags)})


def result(data, **metadata):
    return v4.new_output("execute_result", data=data, metadata=metadata, execution_count=1)


def stream(name, text):
    return v4.new_output("stream", name=name, text=text)


def shown(*outputs):
    """The markup of what one code cell shows."""
    blocks = blocks_of("small", notebook(code(*outputs)))
    return [inner(block.tree) for block in blocks if block.kind == "output"]


def test_prose_outputs_and_code_come_in_the_order_of_the_notebook():
    made = blocks_of("small", notebook(v4.new_markdown_cell("# Title\n\nWords."), code(result({"text/plain": "2"}))))
    assert [(block.kind, block.cell) for block in made] == [("prose", 0), ("output", 0), ("code", 1)]
    assert made[-1].code == "1 + 1"


def test_a_fragment_is_taken_before_the_html_for_jupyterlab():
    assert shown(result({FRAGMENT: {"html": "<p>ours</p>"}, "text/html": "<p>lab</p>", "text/plain": "p"})) == [
        "<p>ours</p>"
    ]


def test_text_and_streams_are_shown_as_text():
    red = stream("stdout", "\x1b[31m<b>red</b>\x1b[0m")
    plain = result({"text/plain": "\x1b[32m<script>\x1b[0m"})
    assert shown(red, stream("stderr", "careful"), plain, stream("stdout", ""), result({})) == [
        "<pre>&lt;b&gt;red&lt;/b&gt;</pre>",
        '<pre class="warning">careful</pre>',
        "<pre>&lt;script&gt;</pre>",
    ]


def test_markdown_of_an_output_goes_through_the_same_filter_as_a_cell():
    (markup,) = shown(result({"text/markdown": "**bold** <script>alert(1)</script>", "text/plain": ""}))
    assert "<strong>bold</strong>" in markup
    assert "<script" not in markup


def test_what_is_printed_is_the_same_in_however_many_portions_it_came():
    picture = result({FRAGMENT: {"html": "<p>ours</p>"}, "text/plain": "p"})
    out, err = [stream("stdout", part) for part in "ab"], [stream("stderr", part) for part in "cd"]
    whole = shown(stream("stdout", "ab"), stream("stderr", "cd"), picture, stream("stdout", "a"))
    assert whole == ["<pre>ab</pre>", '<pre class="warning">cd</pre>', "<p>ours</p>", "<pre>a</pre>"]
    assert shown(out[0], err[0], out[1], err[1], picture, out[0]) == whole
    assert shown(*err, *out, picture, out[0]) == whole


@pytest.mark.parametrize(
    "kind",
    [
        *("text/html", "application/javascript", "text/javascript", "image/svg+xml", "application/pdf"),
        *("application/vnd.jupyter.widget-view+json", "application/vnd.plotly.v1+json", "application/json"),
        *("image/gif", "video/mp4", "text/vnd.mermaid"),
    ],
)
@pytest.mark.parametrize("beside", [{}, {"text/plain": "frame"}, {"text/markdown": "*frame*", "image/png": PIXEL}])
def test_what_a_page_does_not_know_is_refused_with_its_cell_and_a_way_out(kind, beside):
    with pytest.raises(ReportError) as refused:
        blocks_of(
            "small",
            notebook(
                code(source="injected = 1", tags=["injected-parameters"]),
                code(),
                code(result({**beside, kind: "<b>harmless</b>"})),
            ),
        )
    message = str(refused.value)
    assert message.startswith(f"small, code cell 2 shows {kind} that is not the workbook's own")
    assert "charts.table(frame, caption)" in message


def test_a_fragment_is_taken_whatever_stands_beside_it():
    beside = {"application/vnd.plotly.v1+json": {}, "application/javascript": "1", "text/plain": "<A at 0x7f>"}
    assert shown(result({**beside, FRAGMENT: {"html": "<p>ours</p>"}})) == ["<p>ours</p>"]


def test_an_object_in_several_forms_that_a_page_knows_is_shown_in_the_richest():
    assert "<math" in shown(result({"text/latex": "$x$", "image/png": PIXEL, "text/plain": "x"}))[0]


@pytest.mark.parametrize("data", [{"text/plain": 5}, {"text/markdown": {"a": 1}}, {"text/latex": ["a", 1]}])
def test_an_output_that_is_no_text_is_refused(data):
    made = notebook(code(result({})))
    made.cells[0].outputs[0].data = data  # what a kernel may send, though it is no valid notebook
    with pytest.raises(ReportError, match=f"small, code cell 1 shows {next(iter(data))} that is no text"):
        blocks_of("small", made)
    assert shown(result({"text/plain": ["a\n", "b"]})) == ["<pre>a\nb</pre>"]


def test_a_notebook_that_left_before_its_end_makes_no_page():
    left = v4.new_output("error", ename="SystemExit", evalue="0", traceback=[])
    with pytest.raises(ReportError, match="small, code cell 1 ended with SystemExit"):
        shown(left)


@pytest.mark.parametrize(
    "output",
    [
        stream("stdout", "[<Line2D at 0x7f2a>]"),
        stream("stderr", "<Line2D at 0x7f2a>"),
        result({"text/plain": "\x1b[1m<Line2D at \x1b[0m0x7f2a>"}),
        result({"text/markdown": "`<Line2D at 0x7f2a>`", "text/plain": "m"}),
        result({"text/latex": "<Line2D at 0x7f2a>", "text/plain": "m"}),
        v4.new_output("display_data", data={"text/plain": "<Line2D at 0x7f2a>"}),
    ],
)
def test_words_that_tell_of_the_machine_are_refused_with_their_cell(output):
    with pytest.raises(ReportError, match="small, code cell 1 shows the address of an object in memory"):
        shown(output)


def test_a_warning_says_its_line_and_neither_folder_nor_process():
    place = "/tmp/ipykernel_12345/678.py:3: UserWarning: careful\n  warn('careful')\n"
    (markup,) = shown(stream("stderr", place[:20]), stream("stderr", place[20:]))
    assert markup.startswith('<pre class="warning">line 3 of a code cell: UserWarning: careful\n')


LARGE = {
    "printed": lambda words: stream("stdout", words),
    "a result": lambda words: result({"text/plain": words}),
    "lines": lambda words: result({"text/plain": [words[:7], words[7:]]}),
    "Markdown": lambda words: result({"text/markdown": words, "text/plain": ""}),
    "a picture": lambda words: result({"image/png": words, "text/plain": ""}, alt="a dot"),
    "a fragment": lambda words: result({FRAGMENT: {"html": words}, "text/html": "", "text/plain": ""}),
}


@pytest.mark.parametrize("kind", LARGE)
def test_more_than_a_page_takes_is_refused_with_its_cell_and_its_length(kind):
    large = LARGE[kind]("x" * (LARGEST + 1))
    with pytest.raises(ReportError) as refused:
        blocks_of("small", notebook(code(stream("stdout", "y")), code(large)))
    assert str(refused.value).startswith(f"small, code cell 2 shows {LARGEST + 1:,} characters, which a page does not ")


def test_many_outputs_that_are_more_than_a_page_takes_are_refused_where_they_become_so():
    eighth = "x" * (LARGEST // 8)
    quarters = [code(stream("stdout", eighth), result({"text/plain": eighth})) for _ in range(4)]
    assert len(blocks_of("small", notebook(*quarters))) == 12
    with pytest.raises(ReportError, match=f"small, code cell 5 shows 1 character, .* more than {LARGEST:,}"):
        blocks_of("small", notebook(*quarters, code(result({"text/plain": "x"}))))


def test_what_only_jupyterlab_shows_does_not_count():
    beside = {"text/html": "x" * (LARGEST + 1), "text/plain": "x" * (LARGEST + 1)}
    assert shown(result({**beside, FRAGMENT: {"html": "<p>ours</p>"}})) == ["<p>ours</p>"]


def test_a_fragment_that_holds_more_than_the_list_is_refused():
    with pytest.raises(ReportError, match=r"small, code cell 1 holds a <script> element, which a page does not take"):
        shown(result({FRAGMENT: {"html": "<script>1</script>"}, "text/plain": ""}))


def test_a_picture_needs_alternative_text():
    with pytest.raises(ReportError, match="code cell 1 shows a picture without alternative text"):
        shown(result({"image/png": PIXEL}))
    for wrong in ({"image/png": {"alt": "  "}}, {"image/png": "alt"}, {"alt": 5}):
        with pytest.raises(ReportError, match="without alternative text"):
            shown(result({"image/png": PIXEL}, **wrong))
    (markup,) = shown(result({"image/png": PIXEL}, **{"image/png": {"alt": 'a "dot"'}}))
    assert 'alt="a &quot;dot&quot;"' in markup
    assert PIXEL in markup


def test_the_data_beside_fragments_is_found_in_order():
    one, two = ({FRAGMENT: {"html": "", "findings": [{**SAID, "key": key}], "methods": []}} for key in "ab")
    assert [
        data["findings"][0]["key"] for data in payloads(notebook(code(result(one)), code(result(two))), "small")
    ] == [
        "a",
        "b",
    ]


@pytest.mark.parametrize(
    ("held", "fault"),
    [
        ([], "is no object with names"),
        ("<p>1</p>", "is no object with names"),
        (None, "is no object with names"),
        ({}, "has no markup as text under 'html'"),
        ({"html": ["<p>1</p>"]}, "has no markup as text under 'html'"),
        ({"html": "", "findings": 5}, "has 'findings' that are no list of objects"),
        ({"html": "", "findings": {"key": "k"}}, "has 'findings' that are no list of objects"),
        ({"html": "", "findings": ["k"]}, "has 'findings' that are no list of objects"),
        ({"html": "", "findings": [SAID, {}]}, "has a finding (number 2) without key, about, text, verdict and rank"),
        *(
            ({"html": "", "findings": [{**SAID, name: None}]}, f"has a finding (number 1) without {name} of the kind")
            for name in FINDING
        ),
        ({"html": "", "findings": [{**SAID, "rank": True}]}, "has a finding (number 1) without rank of the kind"),
        ({"html": "", "methods": "distance"}, "has 'methods' that are no list of keys"),
        ({"html": "", "methods": [["distance"]]}, "has 'methods' that are no list of keys"),
        ({"html": "", "methods": ["no such method"]}, "has 'methods' that are no list of keys"),
    ],
)
def test_a_fragment_of_another_shape_is_refused_with_its_cell(held, fault):
    made = notebook(code(source="factor = 1", tags=["injected-parameters"]), code(result({FRAGMENT: held})))
    for read in (lambda: blocks_of("small", made), lambda: list(payloads(made, "small"))):
        with pytest.raises(ReportError) as refused:
            read()
        assert str(refused.value).startswith(f"small, code cell 1 shows an object whose {FRAGMENT} {fault}")


def test_the_findings_of_the_workbook_have_the_shape_of_a_fragment():
    finding = Finding("k", "{n} strikes.", {"n": Value("1")}, methods=("distance",))
    for shows, methods in ((finding, ["distance"]), (Findings((finding,)), ["distance"]), (Findings(()), [])):
        made = notebook(code(result(dict(shows._repr_mimebundle_()))))
        assert [data["methods"] for data in payloads(made, "small")] == [methods]


def test_markup_nested_beyond_reason_is_refused_with_its_cell():
    with pytest.raises(ReportError, match="code cell 1 holds more than 300 elements inside one another"):
        shown(result({FRAGMENT: {"html": "<b>" * 3000 + "</b>" * 3000}}))
