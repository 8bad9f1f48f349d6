"""Where Chromium is on this machine, if it is: one that could print a page too, or Playwright's own download."""

from __future__ import annotations

import os
import shutil
import subprocess

from analysis.press.page.paper import NAMES, VARIABLE

SLOWEST_START = 60
HELP = f"Run `make browser`, or name an installed Chromium or Chrome in {VARIABLE}."


class MissingBrowser(Exception):
    """There is no browser to use; the message says what to do."""


def find_chromium() -> str:
    """The path of a Chromium that starts. Raises `MissingBrowser` when there is none.

    A browser that the environment names must work: another one in its place would not be what was asked for.
    """
    named = os.environ.get(VARIABLE)
    if named:
        path = shutil.which(named)
        if path and starts(path):
            return path
        raise MissingBrowser(f"{VARIABLE} is {named!r}, which does not start as a browser.")
    for path in filter(None, map(shutil.which, NAMES)):
        if starts(path):
            return path
    path = downloaded()
    if starts(path):
        return path
    raise MissingBrowser(f"No Chromium was found. {HELP}")


def starts(path: str) -> bool:
    """Whether the program at a path says its version: a stub that wants to install a browser first does not."""
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, timeout=SLOWEST_START, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def downloaded() -> str:
    """Where Playwright puts the Chromium that it downloads, whether or not it has."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path
