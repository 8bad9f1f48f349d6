"""The main report of both records in a real browser, and an account of whatever it asks for, says or opens."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from .chromium import MissingBrowser, find_chromium
from .loopback import LOOPBACK, Loopback

ROOT = Path(__file__).parents[2]
REPORT = "surt-vs-later"
RECORDS = {"shipped": ROOT / "data", "invented": ROOT / "tests" / "data" / "invented"}
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""What keeps the browser itself from asking for things that no page asked for."""
OWN_HOSTS = ("accounts.google.com", "clients2.google.com", "update.googleapis.com")
"""Whom some builds of Chromium call all the same, for updates and the time of day; nobody is there to be called."""
HERE = {"PYTHONHASHSEED": "1", "TZ": "Asia/Kathmandu", "LC_ALL": "C.UTF-8"}
"""Where and when the pages of the tests are made; `test_determinism` makes one elsewhere."""


def lacking(what: str) -> None:
    """Skips a test for want of something, on a person's machine; fails it in CI, where everything must be there."""
    if os.environ.get("CI") == "true":
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


def render(data: Path, out: Path, root: Path = ROOT, **environment: str) -> Path:
    """The main report of the record in `data`, made by a process of its own in `root`; its page."""
    words = [sys.executable, "-m", "analysis", "render", REPORT, "--data", str(data), "--out", str(out)]
    answer = subprocess.run(
        words, cwd=root, env={**os.environ, **HERE, **environment}, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    return Path(answer.stdout.strip())


@pytest.fixture(scope="session")
def page_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Gives the page of the `shipped` or the `invented` record, each made once."""
    return cache(lambda record: render(RECORDS[record], tmp_path_factory.mktemp(record)))


@pytest.fixture(params=list(RECORDS))
def report(request: pytest.FixtureRequest, page_of: Callable[[str], Path]) -> Path:
    """The page of each record in turn."""
    return page_of(request.param)


@dataclass
class Visit:
    """A page open in the browser, and whatever it asked for, said or opened since."""

    page: Page
    requests: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.messages.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.messages.append(f"error: {error}"))
        self.page.on("dialog", self._refuse)

    def _refuse(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def ask(self, script: str, argument: object = None) -> Any:
        """What a function of JavaScript finds on the page."""
        return self.page.evaluate(script, argument)

    def unfold(self) -> None:
        """Opens every `<details>`."""
        self.ask("() => document.querySelectorAll('details').forEach(details => { details.open = true })")


@pytest.fixture(scope="module")
def loopback(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loopback]:
    """A server on this machine that counts what arrives; `loopback.folder` is what it serves."""
    with Loopback(tmp_path_factory.mktemp("served")) as server:
        yield server


@pytest.fixture(scope="module")
def browser(loopback: Loopback) -> Iterator[Browser]:
    """A Chromium for which every host of the world is the counting server.

    It lives as long as a module, not a session: Playwright's loop runs in this thread while it does, and the tests of
    other rooms have loops of their own.
    """
    try:
        path = find_chromium()
    except MissingBrowser as missing:
        lacking(str(missing))
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    rules = [*(f"MAP {host} ^NOTFOUND" for host in OWN_HOSTS), f"MAP * {LOOPBACK}:{loopback.port}"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=path, args=[*QUIET, *root, f"--host-resolver-rules={','.join(rules)}"]
        )
        yield launched
        launched.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Opens a page, a file or an address, in a window of its own: `visit(page, width=360, color_scheme="dark")`."""
    contexts = []

    def open_page(where: Path | str, width: int = 1280, height: int = 800, **options: Any) -> Visit:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        visit = Visit(context.new_page())
        visit.page.goto(where.as_uri() if isinstance(where, Path) else where)
        return visit

    yield open_page
    for context in contexts:
        context.close()
