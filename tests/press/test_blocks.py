"""An executed notebook becomes checked blocks; what a page does not take stops it and names the cell."""

import nbformat
import pytest

from analysis.errors import ReportError
from analysis.markup import FRAGMENT
from analysis.press.blocks import blocks_of, payloads
from analysis.press.fragments import inner

v4 = nbformat.v4
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="


def notebook(*cells):
    return v4.new_notebook(cells=list(cells))


def code(*outputs, source="1 + 1", tags=()):
    return v4.new_code_cell(source, outputs=list(outputs), metadata={"tags": list(tags)})


def result(data, **metadata):
    return v4.new_output("execute_result", data=data, metadata=metadata, execution_count=1)


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
    stream = v4.new_output("stream", name="stdout", text="\x1b[31m<b>red</b>\x1b[0m")
    warning = v4.new_output("stream", name="stderr", text="careful")
    assert shown(stream, warning, result({"text/plain": "<script>"})) == [
        "<pre>&lt;b&gt;red&lt;/b&gt;</pre>",
        '<pre class="warning">careful</pre>',
        "<pre>&lt;script&gt;</pre>",
    ]


def test_markdown_of_an_output_goes_through_the_same_filter_as_a_cell():
    (markup,) = shown(result({"text/markdown": "**bold** <script>alert(1)</script>", "text/plain": ""}))
    assert "<strong>bold</strong>" in markup
    assert "<script" not in markup


@pytest.mark.parametrize("kind", ["text/html", "application/javascript", "image/svg+xml"])
def test_foreign_markup_is_refused_with_its_cell_and_a_way_out(kind):
    with pytest.raises(ReportError) as refused:
        blocks_of(
            "small",
            notebook(
                code(source="injected = 1", tags=["injected-parameters"]),
                code(),
                code(result({kind: "<b>harmless</b>", "text/plain": "frame"})),
            ),
        )
    message = str(refused.value)
    assert message.startswith(f"small, code cell 2 shows {kind} that is not the workbook's own")
    assert "charts.table(frame, caption)" in message


def test_a_fragment_that_holds_more_than_the_list_is_refused():
    with pytest.raises(ReportError, match=r"small, code cell 1 holds a <script> element, which a page does not take"):
        shown(result({FRAGMENT: {"html": "<script>1</script>"}, "text/plain": ""}))


def test_a_picture_needs_alternative_text():
    with pytest.raises(ReportError, match="code cell 1 shows a picture without alternative text"):
        shown(result({"image/png": PIXEL}))
    (markup,) = shown(result({"image/png": PIXEL}, **{"image/png": {"alt": 'a "dot"'}}))
    assert 'alt="a &quot;dot&quot;"' in markup
    assert PIXEL in markup


def test_the_data_beside_fragments_is_found_in_order():
    one, two = ({FRAGMENT: {"html": "", "findings": [{"key": key}]}} for key in "ab")
    assert [data["findings"][0]["key"] for data in payloads(notebook(code(result(one)), code(result(two))))] == [
        "a",
        "b",
    ]
