"""The page on paper: what stands at its foot, and a PDF of it, printed by an installed Chromium or its kin.

Chromium is asked because it is what the page is tested in: it draws the charts by the page's own style sheet, sets the
mathematics and numbers the pages (`docs/decisions/0013-pdf-by-the-browser.md`).
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from analysis.errors import ReportError, listed
from analysis.markup import plain

VARIABLE = "WORKBOOK_CHROMIUM"
"""Environment variable that names the browser to print with; it goes before every other."""
NAMES = (
    "chromium",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
    "chromium-browser",  # last: on some systems it is a stub that only asks to install a browser
)
MAC = ("Chromium", "Google Chrome", "Microsoft Edge")
WINDOWS = (r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe")
SECONDS = 120
"""How long the browser may take. The main report takes two seconds."""
OLDEST = 131
"""The first version of Chromium that sets page numbers and a foot by the style sheet; before it, both are left out."""
QUIET = (
    "--headless",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-extensions",
    "--host-resolver-rules=MAP * ^NOTFOUND",  # the page asks for nothing, and the browser reaches nobody
)
PLAIN_CHARACTER = re.compile(r"[^\w .,:;()/+-]")
PRODUCER = re.compile(rb"/Producer \(Skia/PDF m(\d+)")
CHATTER = re.compile(r"dbus|^\s*$|^/\S+: \d+: ")
"""Lines of the browser's standard error that are about the desktop it does not have, or about its start script."""


def css_string(text: str) -> str:
    """Text as a string of a style sheet: every character that could end it, or the sheet, is written as its number."""
    return '"' + PLAIN_CHARACTER.sub(lambda found: f"\\{ord(found[0]):x} ", plain(text)) + '"'


def pdf(page: Path, target: Path) -> None:
    """Prints a published page into `target`, which is replaced in one step or not touched.

    Raises `ReportError` when there is no browser, or it fails, is too old, or takes longer than `SECONDS`.
    """
    browser = find_browser(page)
    try:
        with tempfile.TemporaryDirectory(prefix=".pdf-", dir=target.parent, ignore_cleanup_errors=True) as folder:
            printed = Path(folder) / "page.pdf"
            _print(browser, page, printed)
            with printed.open("rb+") as stream:
                os.fsync(stream.fileno())
            printed.replace(target)
    except OSError as error:
        raise _failed(page, f"{target} could not be written: {error.strerror}.") from None


def find_browser(page: Path) -> str:
    """The program to print with. Raises `ReportError` that names what was looked for and what to do."""
    if named := os.environ.get(VARIABLE):
        if found := shutil.which(named):
            return found
        raise _failed(page, f"{VARIABLE} is {named!r}, which is no program here. Correct it or take it away.")
    if found := next(filter(None, map(shutil.which, (*NAMES, *_usual_places()))), None):
        return found
    raise _failed(
        page,
        f"A PDF is printed by Chromium, Chrome or Edge, and none was found: looked for {listed(NAMES)} on the PATH. "
        f"Install one of them, version {OLDEST} or newer, or name its program in {VARIABLE}.",
    )


def _usual_places() -> list[str]:
    """Where browsers lie that are not on the PATH."""
    if sys.platform == "darwin":
        homes = (Path("/Applications"), Path.home() / "Applications")
        return [str(home / f"{name}.app" / "Contents" / "MacOS" / name) for home in homes for name in MAC]
    if sys.platform == "win32":
        folders = filter(None, map(os.environ.get, ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")))
        return [rf"{folder}\{place}" for folder in folders for place in WINDOWS]
    return []


def _print(browser: str, page: Path, printed: Path) -> None:
    """Has the browser print, and checks that what it left is a whole PDF with numbered pages."""
    # A folder of its own keeps the person's browser out of it: nothing of theirs is read and no window of theirs asked.
    with tempfile.TemporaryDirectory(prefix="workbook-", ignore_cleanup_errors=True) as profile:
        words = [browser, *QUIET, *_sandbox(), f"--user-data-dir={profile}", f"--print-to-pdf={printed.resolve()}"]
        said = _run([*words, page.resolve().as_uri()], page)
    content = printed.read_bytes() if printed.is_file() else b""
    if not content.startswith(b"%PDF") or b"%%EOF" not in content[-1024:]:
        raise _failed(page, f"{browser} made no PDF of it. {_last_words(said)}")
    version = PRODUCER.search(content)
    if version and int(version[1]) < OLDEST:
        raise _failed(
            page,
            f"{browser} is version {int(version[1])}, which leaves out page numbers and the foot. Install version "
            f"{OLDEST} or newer, or name one in {VARIABLE}.",
        )


def _sandbox() -> list[str]:
    """Root must do without the browser's sandbox: Chromium refuses to start for root with it. Others keep it."""
    return ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def _run(words: list[str], page: Path) -> str:
    """Runs a browser to its end and returns what it said on standard error.

    Its processes are a group of their own and end with it, also when this one is interrupted. It speaks to a file:
    a pipe would stay open as long as the last of them.
    """
    with tempfile.TemporaryFile() as said:
        try:
            process = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said, start_new_session=True
            )
        except OSError as error:
            raise _failed(page, f"{words[0]} does not start: {error.strerror}.") from None
        try:
            process.wait(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            raise _failed(page, f"{words[0]} did not print it within {SECONDS} seconds and was stopped.") from None
        finally:
            _end(process)
        said.seek(0)
        content = said.read()
    return content.decode("utf-8", errors="replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a browser and all that it started."""
    if sys.platform == "win32":
        process.kill()  # what it started ends with it there
    else:
        with suppress(ProcessLookupError, PermissionError):  # nothing of the group is left
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _last_words(said: str) -> str:
    """The last thing that a browser said of use."""
    lines = [line for line in said.splitlines() if not CHATTER.search(line)]
    return f"It said: {plain(lines[-1].strip())}" if lines else "It said nothing."


def _failed(page: Path, why: str) -> ReportError:
    """A PDF that could not be made is no failed report: the page is there, and the message says where."""
    return ReportError(f"The page is made, {page}, but not its PDF. {why}")
