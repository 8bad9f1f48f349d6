"""What is published and handed over names nobody and nothing of the machine: finished files are searched for it."""

import os
import platform
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest

from .receivers import mail_server

pytestmark = pytest.mark.kernel


@pytest.fixture(scope="module")
def words():
    """Words of this machine, and of somebody who is made up and at work on it."""
    return {
        "host": platform.node(),
        "user": "anna-of-nowhere",
        "home": "/home-of-nowhere/anna",
        "folder": "a workbook",
        "temporary": "temp-of-nowhere",
        "environment": "setting-of-nowhere",
        "python": sys.prefix,
        "process": "ipykernel_",
    }


def test_finished_files_name_nothing_of_the_machine(project, tmp_path, words):
    temporary = tmp_path / words["temporary"]
    temporary.mkdir()
    project.reports(
        "small: {title: Small, notebook: small}",
        "broken: {title: Broken, notebook: small, parameters: {factor: 0}}",
        "missing: {title: Missing, notebook: small, parameters: {factor: 5}}",
    )
    project.notebook(
        "import warnings\nwarnings.warn('mind the step', UserWarning, stacklevel=1)",
        "from pathlib import Path\nif factor == 5:\n    Path('~/table.csv').expanduser().open()",
        "print('share', 7 / factor)",
    )
    with mail_server() as (box, address):
        environment = {
            **os.environ,
            "HOME": words["home"],
            "USER": words["user"],
            "LOGNAME": words["user"],
            "TMPDIR": str(temporary),
            "SETTING": words["environment"],
            "WORKBOOK_NOTIFY": address,
            "TZ": "Pacific/Chatham",
        }

        def run(*command):
            return subprocess.run(
                [sys.executable, "-m", "analysis", *command],
                env=environment,
                capture_output=True,
                text=True,
                timeout=300,
            )

        batch = run("batch")
        assert batch.stdout.splitlines()[-1] == "3 reports: 1 made, 2 failed.", batch.stderr
        shared = [run("share", "small", "--to", str(tmp_path / name)) for name in ("given", "given.zip")]
        assert [answer.returncode for answer in shared] == [0, 0], shared
        said = {f"mail {number}": mail.as_bytes() for number, mail in enumerate(box.messages)}
    assert len(said) == 3
    site = project.root / "reports" / "site"
    files = [path for folder in (site, tmp_path / "given") for path in folder.rglob("*") if path.is_file()]
    found = {str(path.relative_to(tmp_path)): path.read_bytes() for path in files}
    with zipfile.ZipFile(tmp_path / "given.zip") as packed:
        found |= {f"given.zip {name}": packed.read(name) for name in packed.namelist()}
        found["given.zip"] = b"".join(name.encode() for name in packed.namelist())
    for copy in site.glob(".records/*.zip"):
        with zipfile.ZipFile(copy) as packed:
            found |= {f"{copy.name} {name}": packed.read(name) for name in packed.namelist()}
    kinds = {Path(name).name for name in found}
    assert {"index.html", "run.json", "failed.html", "failed.json", "notebook.ipynb", "share.json"} <= kinds
    own = {**words, "root": str(tmp_path), "temporary files": tempfile.gettempdir() + "/"}
    patterns = {kind: re.compile(rf"(?<!\w){re.escape(word)}(?![a-z])".encode()) for kind, word in own.items()}
    named = [
        (name, kind)
        for name, content in {**found, **said}.items()
        for kind, pattern in patterns.items()
        if pattern.search(content)
    ]
    assert named == [], named
