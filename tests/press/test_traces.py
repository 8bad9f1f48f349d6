"""Printed words that tell of a machine are put into neutral ones or refused; what only looks like it is let through."""

import pytest

from analysis.press.page.traces import Trace, neutral


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "/tmp/ipykernel_12345/678.py:3: UserWarning: m\n  warn()\n",
            "line 3 of a code cell: UserWarning: m\n  warn()\n",
        ),
        (r"C:\Users\A B\Temp\ipykernel_7\8.py:1: RuntimeWarning: m", "line 1 of a code cell: RuntimeWarning: m"),
        ("/a b/venv/lib/python3.11/site-packages/p/core.py:40: FutureWarning: m", "core.py, line 40: FutureWarning: m"),
        ("/srv/analysis/charts/map.py:7: UserWarning: m", "map.py, line 7: UserWarning: m"),
        ("one\n/x/ipykernel_1/2.py:3: Warning: m\n/x/y/z.py:4: OwnWarning: m", None),
        ("sys:1: ResourceWarning: m", "sys:1: ResourceWarning: m"),
    ],
)
def test_the_place_of_a_warning_is_told_without_folders_and_processes(said, told):
    assert neutral(said) == (told or "one\nline 3 of a code cell: Warning: m\nz.py, line 4: OwnWarning: m")


@pytest.mark.parametrize(
    "words",
    [
        "[<matplotlib.lines.Line2D at 0x7f0d45f682d0>]",
        "<object object at 0x10>",
        "<function f at 0x000001F2A3B4C5D0>",
    ],
)
def test_the_address_of_an_object_is_refused_without_repeating_it(words):
    with pytest.raises(Trace, match=r"the address of an object in memory, .* semicolon") as refused:
        neutral(words)
    assert "0x" not in str(refused.value)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("PosixPath('/srv/somebody/a.csv')", "a.csv"),
        ("<module 'p' from '/x/lib/python3.11/site-packages/p/__init__.py'>", "__init__.py"),
        ("wrote /tmp/tmp217s6um3/a.csv", "a.csv"),
        ("in /tmp", "tmp"),
        ("out=/home/somebody/b c", "b"),
        ("read:/srv/data/x", "x"),
        ("PATH=/usr/bin:/opt/bin", "bin"),
        ("file:///home/somebody/a.html", "a.html"),
        ("file:/a/b", "b"),
        (r"C:\Users\somebody\a.csv", "a.csv"),
        (r"WindowsPath('C:\\Users\\somebody')", "somebody"),
        ("C:/Users/somebody", "somebody"),
        ('  File "/tmp/ipykernel_1/2.py", line 1, in <module>', "2.py"),
        ("WARNING:py.warnings:/tmp/ipykernel_1/2.py:3: UserWarning: m", "2.py"),
        ("process ipykernel_4711", "ipykernel_4711"),
        ("/x/y.py:3: UserWarning: could not read /data/somebody/z", "z"),
    ],
)
def test_the_path_of_a_file_is_refused_with_its_last_part_alone(words, name):
    with pytest.raises(Trace) as refused:
        neutral(words)
    assert f"the path of a file or folder, …/{name}, which" in str(refused.value)
    assert "somebody" not in str(refused.value).replace(f"…/{name}", "")


@pytest.mark.parametrize(
    "words",
    [
        "https://example.org/tmp/a/b?c=/d/e and http://x.org//home/a",
        "1/2/2012, 24/7, and/or, km/h/s, strikes /month, </b></i>, a.b/c/d",
        "~/notebooks/a.ipynb, ../data/a.csv, data/incidents.csv, ./x/y",
        r"f:\mathbb{R}\to\mathbb{R} \frac{a}/b/c",
        "'part a:\\nrow\\nrow' at 10 x 20, 0x7f2a, hex 0xdeadbeef, looked at 0 strikes",
        "a /  b / c // d, /, //",
        "home, root, tmp and Users; /homes of people",
    ],
)
def test_words_that_only_look_alike_come_through_as_they_are(words):
    assert neutral(words) == words
