"""Pictures of a page as people meet it: `python tests/browser/look.py PAGE FOLDER`, to be looked at by a person.

Three widths, unfolded, in the dark, zoomed to 200 %, without styles, and on paper, as sheets and as a PDF.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chromium import find_chromium
from playwright.sync_api import Page, sync_playwright

VIEWS: Mapping[str, Mapping[str, Any]] = {
    "360": {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2},
    "768": {"viewport": {"width": 768, "height": 1024}},
    "1280": {"viewport": {"width": 1280, "height": 800}},
    "360-dark": {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2, "color_scheme": "dark"},
    "1280-dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "1280-zoomed": {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2},
}
SHEET = {"width": 672, "height": 971}
"""A4 less the page's margins, in CSS pixels."""
TALLEST = 15_000
"""Device pixels of one picture; a longer page is cut into several."""


def main(page: Path, folder: Path) -> None:
    """Writes the pictures into the folder, named by the view."""
    folder.mkdir(parents=True, exist_ok=True)
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=root)
        for name, options in VIEWS.items():
            shown = opened(browser, page, options)
            picture(shown, folder / f"{name}.png", int(options.get("device_scale_factor", 1)))
        unfolded = opened(browser, page, VIEWS["1280"])
        unfolded.evaluate("() => document.querySelectorAll('details').forEach(part => { part.open = true })")
        picture(unfolded, folder / "1280-unfolded.png")
        bare = opened(browser, page, {**VIEWS["1280"], "bypass_csp": True})
        bare.evaluate("() => document.querySelectorAll('style').forEach(style => style.remove())")
        picture(bare, folder / "1280-without-styles.png")
        paper = opened(browser, page, {"viewport": SHEET})
        paper.emulate_media(media="print")
        picture(paper, folder / "paper.png")
        paper.pdf(path=folder / "paper.pdf", prefer_css_page_size=True)
        browser.close()


def opened(browser: Any, page: Path, options: Mapping[str, Any]) -> Page:
    """The page in a window of its own."""
    shown: Page = browser.new_context(**options).new_page()
    shown.goto(page.resolve().as_uri())
    return shown


def picture(shown: Page, path: Path, scale: int = 1) -> None:
    """The whole page as one picture, or as several when it is too long for one: `name.png`, `name-2.png`, …"""
    width, height = shown.evaluate("() => [document.documentElement.clientWidth, document.body.scrollHeight]")
    step = TALLEST // scale
    for number, top in enumerate(range(0, height, step), 1):
        clip = {"x": 0, "y": top, "width": width, "height": min(step, height - top)}
        target = path if number == 1 else path.with_stem(f"{path.stem}-{number}")
        shown.screenshot(path=target, full_page=True, clip=clip)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("Usage: python tests/browser/look.py PAGE FOLDER")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
