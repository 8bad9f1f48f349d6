"""What an author writes in Markdown comes out as markup that a page takes, and nothing else does."""

import re
import sys
import xml.etree.ElementTree as ET
from base64 import b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.press.page.fragments import parsed
from analysis.press.page.markdown import DEEPEST, READER
from analysis.press.page.prose import WRITERS, prose

BARE = "h1 h2 h3 h4 h5 h6 p em strong s ul li blockquote table thead tbody tr pre br hr"
ALLOWED = {tag: set() for tag in BARE.split()} | {
    "code": {"class"},
    "ol": {"start"},
    "th": {"scope", "class"},
    "td": {"class"},
    "div": {"class"},
    "a": {"href", "title", "rel"},
    "img": {"src", "alt"},
}
"""Elements of a page's prose and their attributes, written down here once more so that a slip in the module shows."""
FORMULA_ELEMENTS = (
    "math mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow mspace msqrt mstyle msub msubsup "
    "msup mtable mtd mtext mtr munder munderover"
)
FORMULA_ATTRIBUTES = (
    "accent accentunder class display displaystyle form height largeop linethickness lspace mathvariant maxsize "
    "minsize movablelimits rspace scriptlevel stretchy symmetric voffset width"
)
ADDRESS = re.compile(r"#[A-Za-z][\w.:-]*|https?://[!-~]+|mailto:[!-~]+", re.IGNORECASE | re.ASCII)

PNG = b"\x89PNG\r\n\x1a\n and pixels"
JPEG = b"\xff\xd8\xff\xe0 and pixels"
GIF = b"GIF89a and pixels"
WEBP = b"RIFF\x08\x00\x00\x00WEBP"


def checked(markup):
    """The tree of some prose, in which every element, attribute and address is one that a page may hold."""
    root = ET.fromstring(f"<div>{markup}</div>")
    for node in root.iter():
        if node.tag in FORMULA_ELEMENTS.split():
            assert set(node.attrib) <= set(FORMULA_ATTRIBUTES.split()), (node.tag, node.attrib)
        else:
            assert set(node.attrib) <= ALLOWED[node.tag], (node.tag, node.attrib)
        assert ADDRESS.fullmatch(node.get("href", "#here")), node.get("href")
        assert node.get("src", "data:image/").startswith("data:image/")
        assert node.tag != "a" or all(inner is node or inner.tag != "a" for inner in node.iter()), "a link in a link"
    parsed(markup)
    return root


def words(markup):
    """All words of some prose in one line."""
    return " ".join("".join(checked(markup).itertext()).split())


def attached(kind, content, name="map.png"):
    return {name: {kind: b64encode(content).decode()}}


@pytest.mark.parametrize(
    ("source", "markup"),
    [
        ("# One", "<h1>One</h1>"),
        ("###### Six", "<h6>Six</h6>"),
        ("Under\n---", "<h2>Under</h2>"),
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("*a* __b__ ~~c~~", "<p><em>a</em> <strong>b</strong> <s>c</s></p>"),
        ("- a\n  - b\n- c", "<ul><li>a\n<ul><li>b</li></ul></li>\n<li>c</li></ul>"),
        ("- a\n\n- b", "<ul><li><p>a</p></li>\n<li><p>b</p></li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li>\n<li>b</li></ol>"),
        ("7. a", '<ol start="7"><li>a</li></ol>'),
        ("> a\n>\n> b", "<blockquote><p>a</p>\n<p>b</p></blockquote>"),
        ("`a < b`", "<p><code>a &lt; b</code></p>"),
        ("```python\na < b\n```", "<pre><code>a &lt; b\n</code></pre>"),
        ("    a & b", "<pre><code>a &amp; b\n</code></pre>"),
        ("***", "<hr/>"),
        ("a  \nb\\\nc\nd", "<p>a<br/>\nb<br/>\nc\nd</p>"),
        ("&nbsp;&amp;&copy;&#x41;", "<p>\xa0&amp;©A</p>"),
        ("- [x] done", "<ul><li>[x] done</li></ul>"),
    ],
)
def test_what_markdown_means_is_kept(source, markup):
    checked(markup)
    assert prose(source) == markup


def test_every_kind_of_node_that_can_be_read_has_a_writer():
    rules = READER.get_active_rules()
    without_a_kind_of_their_own = {
        "reference",
        "lheading",
        "newline",
        "escape",
        "entity",
        "autolink",
        "backticks",
        "html_block",
    }
    without_a_kind_of_their_own |= {
        "balance_pairs",
        "fragments_join",
        "emphasis",
        "strikethrough",
        "list",
        "code",
        "linkify",
    }
    without_a_kind_of_their_own |= {"gfm_autolink_www", "gfm_autolink_protocol", "gfm_autolink_email"}
    named = set(rules["block"]) | set(rules["inline"]) | set(rules["inline2"])
    assert named - without_a_kind_of_their_own <= set(WRITERS)


def test_a_table_scrolls_in_its_own_box_and_names_its_columns():
    root = checked(prose("| | b | c |\n|---|--:|:-:|\n| x | 1 | `2` |"))
    assert [node.tag for node in root.findall("div[@class='scroll']/table/*")] == ["thead", "tbody"]
    assert [(node.text, dict(node.attrib)) for node in root.iter("th")] == [
        ("b", {"scope": "col", "class": "right"}),
        ("c", {"scope": "col", "class": "center"}),
    ]
    assert [(node.tag, node.get("class")) for node in root.iter("td")] == [
        ("td", None),
        ("td", None),
        ("td", "right"),
        ("td", "center"),
    ]


def test_a_heading_or_paragraph_without_words_is_left_out():
    assert prose("#\n\n## <!-- later -->\n\nWords") == "<p>Words</p>"


def test_nothing_at_all_is_nothing_at_all():
    assert prose("") == prose(" \n\n") == ""


# Links ------------------------------------------------------------------------------------------------------------


def test_an_outside_link_does_not_say_where_its_reader_comes_from():
    assert prose("[w](https://example.org/a?b=1&c=2#d)") == (
        '<p><a href="https://example.org/a?b=1&amp;c=2#d" rel="noopener noreferrer">w</a></p>'
    )


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("[w](#incident-XY-2016-08-01)", "#incident-XY-2016-08-01"),
        ("[w](HTTPS://Example.org)", "HTTPS://Example.org"),
        ("[w](mailto:desk@example.org?subject=a%20b)", "mailto:desk@example.org?subject=a%20b"),
        ("<https://example.org/x>", "https://example.org/x"),
        ("<desk@example.org>", "mailto:desk@example.org"),
        ("See https://example.org/x.", "https://example.org/x"),
        ("[w]\n\n[W]: http://example.org:8080/", "http://example.org:8080/"),
        ("[w](https://مثال.example/كلمة)", "https://xn--mgbh0fb.example/%D9%83%D9%84%D9%85%D8%A9"),
    ],
)
def test_a_link_leads_to_the_page_the_web_or_a_letter(source, address):
    assert [node.get("href") for node in checked(prose(source)).iter("a")] == [address]


@pytest.mark.parametrize(
    "address",
    [
        "../docs/methods.md",
        "docs/methods.md",
        "/etc/passwd",
        "//example.org/x",
        "?q=1",
        "#",
        "#1-first",
        "http://",
        "http:example.org",
        "https:///example.org",
        "http://example.org:99999/",
        "http://example.org:port/",
        "https://newspaper.example@elsewhere.example/",
        "http://example.org/#a#b",
        "ftp://example.org/",
        "file:///home",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "jAvAsCrIpT&colon;alert(1)",
        "&#106;avascript:alert(1)",
        "&#x6A;avascript&#58;alert(1)",
        "java&Tab;script:alert(1)",
        "java&NewLine;script:alert(1)",
        "java&#10;script:alert(1)",
        "&#1;javascript:alert(1)",
        "&#x202e;javascript:alert(1)",
        "<java\tscript:alert(1)>",
        "< javascript:alert(1)>",
        "<\x01javascript:alert(1)>",
        "<java\x00script:alert(1)>",
        "javascript%3Aalert(1)",
        "java%0ascript:alert(1)",
        "\\javascript:alert(1)",
        "vbscript:msgbox(1)",
        "VBScript:msgbox(1)",
        "livescript:x",
        "view-source:https://example.org",
        "blob:https://example.org/x",
        "data:text/html;base64,PHNjcmlwdD4=",
        "data:image/png;base64,iVBORw0KGgo=",
        "&#100;ata:text/html,x",
        "mailto:",
    ],
)
def test_a_link_to_anywhere_else_is_its_words(address):
    for source in (f"[the words]({address})", f"[the words][r]\n\n[r]: {address}", f"![the words]({address})"):
        root = checked(prose(source))
        assert not list(root.iter("a")), source
        assert not list(root.iter("img")), source
        assert "the words" in "".join(root.itertext()), source


def test_an_autolink_with_another_scheme_is_text():
    assert prose("<javascript:alert(1)>") == "<p>javascript:alert(1)</p>"


def test_a_link_inside_a_link_is_its_words():
    root = checked(
        prose("[see <https://inner.example> and ![p](https://picture.example/x.png)](https://outer.example)")
    )
    assert [node.get("href") for node in root.iter("a")] == ["https://outer.example"]
    assert words(prose("[see <https://inner.example> now](https://outer.example)")) == "see https://inner.example now"


def test_a_link_without_words_shows_its_address():
    assert words(prose("[](https://example.org/x)")) == "https://example.org/x"
    assert words(prose("[<!-- later -->](../x.md)")) == "../x.md"


def test_a_title_cannot_leave_its_attribute():
    hostile = '" onclick="x() \'><script>'
    (link,) = checked(prose(f"[w](https://example.org '{hostile.replace(chr(39), chr(92) + chr(39))}')")).iter("a")
    assert link.get("title") == hostile
    assert set(link.attrib) == {"href", "title", "rel"}


# Pictures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "content"), [("image/png", PNG), ("image/jpeg", JPEG), ("image/gif", GIF), ("image/webp", WEBP)]
)
def test_an_attached_picture_is_held_by_the_page(kind, content):
    (picture,) = checked(prose("![The *town* <b>](attachment:map.png)", attached(kind, content))).iter("img")
    assert picture.attrib == {"src": f"data:{kind};base64,{b64encode(content).decode()}", "alt": "The town <b>"}


def test_an_attachment_is_found_under_a_name_with_spaces_and_in_lines_of_base64():
    lines = "\n".join(re.findall(".{1,8}", b64encode(PNG).decode()))
    root = checked(prose("![w](<attachment:my كلمة.png>)", {"my كلمة.png": {"image/png": lines}}))
    assert [node.get("src") for node in root.iter("img")] == [f"data:image/png;base64,{b64encode(PNG).decode()}"]


@pytest.mark.parametrize(
    "attachments",
    [
        None,
        {},
        {"map.png": {}},
        attached("image/svg+xml", b"<svg onload='x()'/>"),
        attached("image/png", JPEG),
        attached("image/png", b"<svg onload='x()'/>"),
        attached("image/webp", b"RIFF\x08\x00\x00\x00WAVE"),
        attached("text/html", PNG),
        {"map.png": {"image/png": "no base64!"}},
        {"map.png": {"image/png": b64encode(PNG).decode()[:-3] + '"/>'}},
        {"map.png": {"image/png": ""}},
        attached("image/png", PNG, "other.png"),
    ],
)
def test_what_is_no_picture_is_its_alternative_text(attachments):
    assert prose("![the town](attachment:map.png)", attachments) == "<p>the town</p>"


def test_a_picture_without_alternative_text_is_not_shown_but_named():
    assert prose("![](attachment:map.png)", attached("image/png", PNG)) == "<p>map.png</p>"


def test_a_picture_of_the_web_becomes_a_link_to_it():
    root = checked(prose("![the town](https://example.org/town.png)"))
    assert [(node.get("href"), node.text) for node in root.iter("a")] == [("https://example.org/town.png", "the town")]


def test_a_picture_may_be_a_link():
    markup = prose("[![the town](attachment:map.png)](https://example.org)", attached("image/png", PNG))
    assert [node.get("alt") for node in checked(markup).findall("p/a/img")] == ["the town"]


# Mathematics ------------------------------------------------------------------------------------------------------


def test_a_formula_stands_in_its_sentence_or_on_lines_of_its_own():
    assert prose("$n$ strikes in 2016") == "<p><math><mi>n</mi></math> strikes in 2016</p>"
    assert prose("$$\nn\n$$") == '<div class="scroll"><math display="block"><mi>n</mi></math></div>'
    assert prose("So $$n$$ here") == '<p>So <math display="block"><mi>n</mi></math> here</p>'


def test_an_environment_needs_no_dollars():
    root = checked(prose("\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}"))
    assert len(root.findall("div/math//mtr")) == 2


@pytest.mark.parametrize(
    "source",
    [
        "$5 and $6",
        "$5-$6",
        "between $5 and US$6 a day",
        "$ 5$",
        "5$ and 6$",
        "$",
        "$$",
        r"\$5\$",
        "`$x$`",
    ],
)
def test_prices_stay_text(source):
    markup = prose(source)
    assert not list(checked(markup).iter("math"))
    assert words(markup) == source.replace("\\", "").strip("`")


def test_a_dollar_sign_closes_a_formula_before_a_letter_but_not_before_a_digit():
    assert len(list(checked(prose("$x$b")).iter("math"))) == 1
    assert not list(checked(prose("$x$1")).iter("math"))


def test_a_formula_that_cannot_be_shown_is_its_source():
    assert prose(r"$\nonsense{<b>}$") == '<p><code class="math-error">$\\nonsense{&lt;b&gt;}$</code></p>'


# What must not reach a page ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "Before <script>alert(1)</script> after",
        "<script>alert(1)</script>",
        "<script>\n\nalert(1)\n\n</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)><title></svg>",
        "<iframe src='javascript:alert(1)'></iframe>",
        "<a href='javascript:alert(1)' onclick=alert(1)>x</a>",
        "<style>body{display:none}</style>",
        "<b>bold</b> <br/> &lt;i>",
        "</div></div></main><h1>x",
        "]]> <![CDATA[ x ]]>",
        "<?xml version='1.0'?>",
        "<!DOCTYPE html [<!ENTITY x 'y'>]> &x;",
        "--> <!- x -->",
        "<scr\tipt>",
        "{{ x }} {% raw %} ${x}",
    ],
)
def test_markup_in_a_cell_is_shown_as_text(source):
    assert words(prose(source)) == " ".join(source.replace("&lt;", "<").split())


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("```\n<script>\nno end", "<script> no end"),
        ('~~~ "><img onerror=x>\nwords', "words"),
        ("`no end <b>", "`no end <b>"),
        ("**no end <b>", "**no end <b>"),
        ("[no end](https://example.org <b>", "[no end](https://example.org <b>"),
        ("| a\n|-\n| <b> |", "a <b>"),
        ("\x00\x0b&#12;&#xFFFE;&#0;\x85x", "\ufffd" * 6 + "x"),
        ("a\u202eb\u2066c", "a\u202eb\u2066c"),
        ("lone \ud800 half", "lone \ufffd half"),
        ("\N{FAMILY}e\u0301\u0301\u0301", "\N{FAMILY}e\u0301\u0301\u0301"),
        (r"$\text{<script>alert(1)</script>}$", "<script>alert(1)</script>"),
        (r"$\href{javascript:alert(1)}{x}$", r"$\href{javascript:alert(1)}{x}$"),
        (r"$\style{color:red}{x}$", r"$\style{color:red}{x}$"),
        (r"$\class{card}{x}$", r"$\class{card}{x}$"),
        ("$$</math><script>$$", "</math><script>"),
        ("[<script>](https://example.org)", "<script>"),
        ("![<script>](../x.png)", "<script>"),
    ],
)
def test_hostile_and_broken_text_is_shown_as_words(source, shown):
    assert words(prose(source)) == shown


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("a <!-- note --> b", "a b"),
        ("<!-- note -->", ""),
        ("<!-- note\n\nmore\n\n--> See **b** <!-- note -->", "See b"),
        ("a\n<!-- note -->\nb", "a b"),
        ("- <!-- note\n\n  note -->\n- b", "b"),
        ("> <!-- note -->\n> b", "b"),
        ("a\n\n<!-- note that never ends\n\nnote", "a"),
        ("`<!-- shown -->`", "<!-- shown -->"),
    ],
)
def test_comments_are_the_authors_own(source, shown):
    assert words(prose(source)) == shown


@pytest.mark.parametrize(
    "source",
    [
        ">" * 300 + " the word",
        "- " * 60 + "the word",
        "*" * 2000 + "the word" + "*" * 2000,
        "![" * 70 + "the word" + "](a)" * 70,
    ],
)
def test_what_nests_too_deep_is_shown_as_its_source(source):
    root = checked(prose(f"{source}\n\n<!-- note -->"))
    assert [node.tag for node in root] == ["pre"]
    assert "the word" in root[0].text
    assert "note" not in root[0].text


def test_what_nests_less_deep_is_not():
    depth = DEEPEST // 2 - 2
    assert prose("> " * depth + "x").startswith("<blockquote>" * depth)


def test_a_reader_that_runs_out_of_depth_shows_the_source():
    def called_from(frames, source):
        return prose(source) if frames == 0 else called_from(frames - 1, source)

    source = "![" * 45 + "the word" + "](a)" * 45
    assert prose(source) == "<p>the word</p>"
    used = len(list(_frames()))
    assert called_from(sys.getrecursionlimit() - used - 120, source) == f"<pre>{source}</pre>"


def _frames():
    frame = sys._getframe()
    while frame:
        yield frame
        frame = frame.f_back


PIECES = (
    "# |- |> |1. |* |**|_|~~|`|```\n|    |\n|\n\n|[|](|)|![|]: |<|>|</|<b>|<!--|-->|<script>|http://|https://a.b/|"
    "www.a.b|javascript:|data:|mailto:|attachment:|a@b.c|$|$$|\\begin{align}|\\end{align}|\\frac|{|}|^|\\\\|&|&#|;|"
    "&lt;|\\|\\text{|---|\n---\n|a|1| |\"|'|\t|\x00|\x0c|\ufffe|\u202e|\u0301|ك|]]>|\\left(|\\right)|\\boxed{|"
    "\\color{red}"
)


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES.split("|")) | st.text(max_size=5), max_size=40).map("".join) | st.text())
def test_whatever_is_written_a_page_can_hold(source):
    markup = prose(source)
    checked(markup)
    assert prose(source) == markup


@settings(deadline=None)
@given(st.text(st.characters(categories=["L", "N"]), min_size=1))
def test_plain_words_come_through_unchanged(source):
    assert "".join(checked(prose(source)).itertext()) == source
