"""The page is HTML as the standard has it, by the Nu HTML checker: no errors, and no warnings either."""

from pathlib import Path

import pytest

from .checker import MissingChecker, remarks
from .conftest import lacking

pytestmark = pytest.mark.kernel


def checked(*pages: Path) -> list[str]:
    try:
        return remarks(*pages)
    except MissingChecker as missing:
        lacking(str(missing))


def test_the_page_is_valid(report):
    assert checked(report) == []


def test_the_checker_finds_what_is_wrong(tmp_path):
    bad = tmp_path / "bad.html"
    bad.write_text('<!DOCTYPE html><title>bad</title><p id="a" id="b"><img src=x>', encoding="utf-8")
    found = "\n".join(checked(bad))
    assert "Duplicate attribute" in found
    assert "alt" in found
