"""Brings what the browser tests need and this machine lacks: Chromium and the Nu HTML checker.

Says nothing when everything is there. What cannot be brought is named: on a person's machine the tests that need it are
skipped, under CI=true it is a failure.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from chromium import VARIABLE, MissingBrowser, find_chromium

HERE = Path(__file__).parent
CHECKER = HERE / "node_modules" / "vnu-jar"


def main() -> int:
    """Exit status 1 under CI when something is missing that could not be brought, else 0."""
    missing = [what for what in (bring_browser(), bring_checker()) if what]
    for what in missing:
        say(what)
    return 1 if missing and os.environ.get("CI") == "true" else 0


def bring_browser() -> str:
    """Finds Chromium or installs it; what is missing in words, blank for nothing."""
    try:
        find_chromium()
        return ""
    except MissingBrowser as error:
        missing = str(error)
    if os.environ.get(VARIABLE):
        return missing  # another browser would not be the one that was asked for
    for way in (playwright_s_own(), system_s_own()):
        if way and all(ran(command) for command in way):
            try:
                find_chromium()
                return ""
            except MissingBrowser as error:
                missing = str(error)
    return f"{missing} Neither Playwright's download nor the system's package manager brought one."


def playwright_s_own() -> list[list[str]]:
    """How Playwright downloads the Chromium that it was tested with."""
    return [[sys.executable, "-m", "playwright", "install", "chromium"]]


def system_s_own() -> list[list[str]]:
    """How Debian and its kin install one; nothing where that takes a password or another package manager."""
    if not shutil.which("apt-get"):
        return []
    root = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    if root and not (shutil.which("sudo") and ran([*root, "true"])):
        return []
    install = ["apt-get", "install", "--quiet", "--yes", "--no-install-recommends", "chromium"]
    return [[*root, "apt-get", "update", "--quiet"], [*root, "env", "DEBIAN_FRONTEND=noninteractive", *install]]


def bring_checker() -> str:
    """The Nu HTML checker of the lock file, from the npm registry; what is missing in words, blank for nothing."""
    if not shutil.which("java"):
        return "The HTML checker needs Java: install a JRE (default-jre-headless) and run `make browser` again."
    wanted = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))
    if checker_version() == wanted["packages"]["node_modules/vnu-jar"]["version"]:
        return ""
    if not shutil.which("npm"):
        return "The HTML checker comes from the npm registry: install npm and run `make browser` again."
    if ran(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(HERE)]):
        return ""
    return "The HTML checker could not be installed by `npm ci`."


def checker_version() -> str | None:
    """The version of the checker that is installed, if one is, and whole."""
    try:
        installed = json.loads((CHECKER / "package.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    whole = (CHECKER / "build" / "dist" / "vnu.jar").is_file()
    return str(installed["version"]) if whole else None


def ran(command: list[str]) -> bool:
    """Runs a command, shows what it said when it fails, and returns whether it did its work."""
    answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if answer.returncode:
        say(f"{' '.join(command)} failed:\n{answer.stdout.rstrip()}")
    return answer.returncode == 0


def say(words: str) -> None:
    """Words on standard error."""
    sys.stderr.write(f"{words}\n")


if __name__ == "__main__":
    sys.exit(main())
