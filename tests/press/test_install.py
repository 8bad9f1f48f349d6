"""What `workbook schedule` prints is taken by what it is for, as far as a machine without it can tell."""

import re
import shlex
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from cronsim import CronSim

from analysis.errors import ReportError
from analysis.press.schedule.install import crontab, service, timer, workflow

NEW_YEAR = datetime(2026, 1, 1)
ODD = Path("/srv/it's 100% $odd")
"""A folder whose name holds what shells, crontabs and units read as their own."""


def settings(text):
    """Section, key and value of each line of a unit."""
    section, found = "", []
    for line in text.splitlines():
        if line.startswith("["):
            section = line
        elif line and not line.startswith("#"):
            key, sign, value = line.partition("=")
            assert sign, line
            found.append((section, key, value))
    return found


def test_the_crontab_line_is_five_fields_and_a_command_that_a_shell_reads_as_meant():
    line = crontab(ODD, "/opt/py thon")
    cron, command = line[: line.index("cd ")], line[line.index("cd ") :]
    assert len(cron.split()) == 5
    assert next(CronSim(cron.strip(), NEW_YEAR)) == datetime(2026, 1, 1, 0, 10)
    assert not re.search(r"(?<!\\)%", command)
    told = shlex.split(command.replace(r"\%", "%"))
    assert told == ["cd", str(ODD), "&&", "/opt/py thon", "-m", "analysis", "batch", "--due"]


@pytest.mark.parametrize("print_it", [crontab, service])
def test_a_folder_that_no_line_can_hold_is_refused(print_it):
    with pytest.raises(ReportError, match="line break"):
        print_it(Path("/srv/two\nlines"), "python")


def test_the_service_writes_to_the_site_alone_and_gains_no_rights():
    found = {key: value for section, key, value in settings(service(Path("/srv/book"), "/usr/bin/python3"))}
    assert found["ExecStart"] == '"/usr/bin/python3" -m analysis batch --due'
    assert found["ReadWritePaths"] == '"/srv/book/reports/site"'
    assert (found["ProtectSystem"], found["NoNewPrivileges"], found["CapabilityBoundingSet"]) == ("strict", "yes", "")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")
@pytest.mark.parametrize("name", ["book", "a 100% $odd 'one'"])
def test_systemd_takes_the_units(tmp_path, name):
    root = tmp_path / name
    (root / "reports" / "site").mkdir(parents=True)
    (tmp_path / "workbook.service").write_text(service(root, sys.executable), encoding="utf-8")
    (tmp_path / "workbook.timer").write_text(timer(), encoding="utf-8")
    paths = [str(tmp_path / "workbook.service"), str(tmp_path / "workbook.timer")]
    answer = subprocess.run(["systemd-analyze", "verify", "--man=no", *paths], capture_output=True, text=True)
    about = [line for line in (answer.stdout + answer.stderr).splitlines() if "workbook." in line]
    assert about == []


def test_the_workflow_runs_keeps_and_publishes_in_that_order_and_fails_last():
    told = yaml.load(workflow(), yaml.BaseLoader)
    assert set(told) == {"name", "on", "permissions", "concurrency", "jobs"}
    assert told["concurrency"]["cancel-in-progress"] == "false"
    assert told["permissions"] == {"contents": "write", "pages": "write", "id-token": "write"}
    (schedule,) = told["on"]["schedule"]
    assert next(CronSim(schedule["cron"], NEW_YEAR))
    (job,) = told["jobs"].values()
    steps = job["steps"]
    for step in steps:
        assert ("uses" in step) != ("run" in step)
        assert set(step) <= {"name", "id", "uses", "with", "run", "env", "if", "continue-on-error"}
        assert re.fullmatch(r"actions/[a-z-]+@v\d+", step.get("uses", "actions/x@v1"))
    order = [step.get("id") or step.get("name") or step["uses"] for step in steps]
    wanted = ["due", "Keep it", "actions/upload-pages-artifact@v4", "deployment", "Fail if a report failed"]
    assert order[-5:] == wanted
    ids = {step["id"] for step in steps if "id" in step}
    assert set(re.findall(r"steps\.(\w+)\.", workflow())) <= ids


@pytest.mark.parametrize("number", range(4))
def test_every_script_of_the_workflow_is_one_that_bash_reads(number):
    (job,) = yaml.load(workflow(), yaml.BaseLoader)["jobs"].values()
    scripts = [step["run"] for step in job["steps"] if "run" in step]
    answer = subprocess.run(["bash", "-n"], input=scripts[number], text=True, capture_output=True)
    assert (answer.returncode, answer.stderr) == (0, "")


def test_the_workflow_keeps_what_was_run_from_one_run_to_the_next(tmp_path):
    def git(*words, at):
        return subprocess.run(["git", *words], cwd=at, check=True, capture_output=True, text=True).stdout

    (job,) = yaml.load(workflow(), yaml.BaseLoader)["jobs"].values()
    scripts = {step.get("name"): step["run"] for step in job["steps"] if "run" in step}
    git("init", "-q", "--bare", "hub.git", at=tmp_path)
    git("clone", "-q", "hub.git", "first", at=tmp_path)
    (tmp_path / "first" / "README").write_text("a workbook", encoding="utf-8")
    git("add", "README", at=tmp_path / "first")
    git("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "begin", at=tmp_path / "first")
    git("push", "-q", "origin", "HEAD:main", at=tmp_path / "first")
    for number in (1, 2):
        here = tmp_path / f"runner-{number}"
        git("clone", "-q", "-b", "main", "hub.git", here.name, at=tmp_path)
        (here / "reports").mkdir()
        fetch, keep = scripts["Fetch what was published so far"], scripts["Keep it"]
        subprocess.run(["bash", "-e"], input=fetch, cwd=here, text=True, check=True)
        site = here / "reports" / "site"
        assert sorted(path.name for path in site.glob("[!.]*")) == [f"run-{n}" for n in range(1, number)]
        (site / f"run-{number}").write_text("made", encoding="utf-8")
        subprocess.run(["bash", "-e"], input=keep, cwd=here, text=True, check=True)
    assert git("ls-tree", "--name-only", "site", at=tmp_path / "hub.git").split() == ["run-1", "run-2"]


def test_the_command_prints_each_and_nothing_of_this_machine_into_the_workflow(workbook, project):
    assert str(project.root) in workbook("schedule", "cron").out
    units = workbook("schedule", "systemd").out
    parts = [workbook("schedule", "systemd", "--part", part).out for part in ("service", "timer")]
    assert all(part.strip() in units for part in parts)
    told = workbook("schedule", "github").out
    assert told.strip() == workflow().strip()
    assert str(Path.home()) not in told
    assert workbook("schedule", "cron", "--part", "timer").status == 2
