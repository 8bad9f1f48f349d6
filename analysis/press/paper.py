"""The page on paper."""

from __future__ import annotations

import re


def css_string(text: str) -> str:
    """Text as a string of a style sheet: every character that could end it, or the sheet, is written as its number."""
    return '"' + re.sub(r"[^\w .,:;()/+-]", lambda found: f"\\{ord(found[0]):x} ", text) + '"'
