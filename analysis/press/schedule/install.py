"""What calls `workbook batch --due` regularly, as text for whoever installs it; nothing is written."""

from __future__ import annotations

import getpass
import shlex
from pathlib import Path

from analysis.errors import ReportError
from analysis.press.orders.reports import SITE

COMMAND = "-m analysis batch --due"
MINUTES = 10
"""Between two calls: how late a slot may be run. A call with nothing due reads a few small files."""


def crontab(root: Path, python: str) -> str:
    """A crontab line. Raises `ReportError` for a folder that no such line can name."""
    return f"*/{MINUTES} * * * * cd {_in_crontab(root)} && {_in_crontab(python)} {COMMAND}"


def units(root: Path, python: str) -> str:
    """Service and timer, one below the other, each with the name of its file."""
    return f"# workbook.service\n{service(root, python)}\n# workbook.timer\n{timer()}"


def service(root: Path, python: str) -> str:
    """A systemd service that may write to the site and nowhere else. Raises `ReportError` as `crontab` does."""
    return SERVICE.format(
        root=_in_unit(root), site=_quoted(root / SITE), python=_quoted(python), user=getpass.getuser(), command=COMMAND
    )


def timer() -> str:
    """The timer that starts it, also for what passed while the machine was off."""
    return TIMER


def workflow() -> str:
    """A GitHub Actions workflow: runs what is due, keeps pages and histories on a branch, publishes them to Pages."""
    return WORKFLOW


def _checked(path: object) -> str:
    text = str(path)
    if any(character < " " or character == "\x7f" for character in text):
        raise ReportError(f"{text!r} holds a line break or another sign that no crontab and no unit can hold. Move it.")
    return text


def _in_crontab(path: object) -> str:
    return shlex.quote(_checked(path)).replace("%", r"\%")  # cron makes line breaks of %


def _in_unit(path: object) -> str:
    return _checked(path).replace("%", "%%")


def _quoted(path: object) -> str:
    """A word of a setting that takes several, where systemd reads quotation marks and the signs $ and %."""
    text = _in_unit(path).replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{text}"'


SERVICE = """\
[Unit]
Description=Reports that are due
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
User={user}
WorkingDirectory={root}
ExecStart={python} {command}
# Addresses for messages and the heartbeat, readable by root alone; the file need not be there.
EnvironmentFile=-/etc/workbook.env
Environment=PYTHONDONTWRITEBYTECODE=1
UMask=0022
Nice=10
ReadWritePaths={site}
ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=yes
PrivateDevices=yes
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=no
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
"""

TIMER = f"""\
[Unit]
Description=Reports that are due, every {MINUTES} minutes

[Timer]
OnCalendar=*:0/{MINUTES}
RandomizedDelaySec=30
Persistent=yes

[Install]
WantedBy=timers.target
"""

WORKFLOW = """\
# Runs the reports that are due and publishes them to GitHub Pages. Settings > Pages > Source: GitHub Actions.
# Pages, histories and what is due are kept on the branch `site`, which the first run makes.
name: reports
on:
  schedule:
    - cron: "7,37 * * * *"
  workflow_dispatch:
permissions:
  contents: write
  pages: write
  id-token: write
concurrency:
  group: reports
  cancel-in-progress: false
jobs:
  reports:
    runs-on: ubuntu-latest
    timeout-minutes: 350
    environment:
      name: github-pages
      url: ${{ steps.deployment.outputs.page_url }}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - name: Fetch what was published so far
        run: |
          rm -rf reports/site
          if git ls-remote --exit-code --heads origin site; then
            git fetch --depth=1 origin site
            git worktree add -B site reports/site origin/site
          else
            git worktree add --detach reports/site
            git -C reports/site checkout --orphan site
            git -C reports/site rm -rfq --ignore-unmatch .
          fi
      - name: Set up
        run: |
          python -m venv .venv
          .venv/bin/python -m pip install --quiet --require-hashes -r requirements.lock
          .venv/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
      - name: Run what is due
        id: due
        continue-on-error: true
        env:
          WORKBOOK_NOTIFY: ${{ secrets.WORKBOOK_NOTIFY }}
          WORKBOOK_HEARTBEAT: ${{ secrets.WORKBOOK_HEARTBEAT }}
        run: .venv/bin/python -m analysis batch --due
      - name: Keep it
        run: |
          cd reports/site
          git add --all --force .
          if ! git diff --cached --quiet; then
            git -c user.name=reports -c user.email=reports@users.noreply.github.com commit -qm "Keep what was run"
            git push origin HEAD:site
          fi
      - uses: actions/upload-pages-artifact@v4
        with:
          path: reports/site
      - id: deployment
        uses: actions/deploy-pages@v4
      - name: Fail if a report failed
        if: steps.due.outcome == 'failure'
        run: exit 1
"""
