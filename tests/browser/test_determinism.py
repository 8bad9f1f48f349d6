"""The same record, report and code give the same bytes: in any folder, at any hour, whoever's settings lie about."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import RECORDS, ROOT, render

pytestmark = pytest.mark.kernel
WHAT_MAKES_A_PAGE = ("analysis", "notebooks", "reports/reports.yml", "pyproject.toml", "requirements.lock")
STRAY_SETTINGS = """
axes.facecolor: red
axes.grid: True
axes.titlesize: 31
date.epoch: 2000-01-01T00:00:00
figure.dpi: 37
figure.figsize: 3, 2
font.family: monospace
font.size: 23
lines.linewidth: 9
savefig.bbox: tight
svg.fonttype: path
svg.hashsalt: astray
timezone: Pacific/Apia
"""
"""Drawing settings such as an analyst keeps; nothing of them may reach a page."""

SHIFT = 500 * 86_400 + 45_296
SHIFTED_CLOCK = f'''
"""Runs at the start of every Python that finds this folder: it is another day, at another hour."""
import ctypes, datetime, gc, time

clock, fine_clock, strftime = time.time, time.time_ns, time.strftime
time.time = lambda: clock() + {SHIFT}
time.time_ns = lambda: fine_clock() + {SHIFT} * 10**9
for name in ("gmtime", "localtime", "ctime"):
    told = lambda seconds=None, *, ask=getattr(time, name): ask(time.time() if seconds is None else seconds)
    setattr(time, name, told)
time.strftime = lambda form, when=None: strftime(form, time.localtime() if when is None else when)

# date.today() asks time.time(); datetime.now() does not, and belongs to a type that compiled code knows by its address:
# it can neither be replaced by another type nor be given an attribute, but the attributes that it has lie in a dict.
def now(kind, tz=None):
    return kind.fromtimestamp(time.time(), tz)

def utcnow(kind):
    return kind.fromtimestamp(time.time(), datetime.timezone.utc).replace(tzinfo=None)

(attributes,) = [item for item in gc.get_referents(datetime.datetime.__dict__) if type(item) is dict]
attributes.update(now=classmethod(now), utcnow=classmethod(utcnow))
ctypes.pythonapi.PyType_Modified(ctypes.py_object(datetime.datetime))
'''


@pytest.fixture
def elsewhere(tmp_path):
    """Another checkout, home and clock: the folder of the checkout, and the environment to run it in."""
    root, home, clock = (tmp_path / name for name in ("another checkout", "home", "clock"))
    for name in WHAT_MAKES_A_PAGE:
        copy(ROOT / name, root / name)
    settings = (root / "notebooks", root, home, home / ".config" / "matplotlib", home / ".matplotlib")
    for folder in settings:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "matplotlibrc").write_text(STRAY_SETTINGS, encoding="utf-8")
    clock.mkdir()
    (clock / "sitecustomize.py").write_text(SHIFTED_CLOCK, encoding="utf-8")
    return root, {
        "PYTHONHASHSEED": "20160801",
        "PYTHONPATH": os.pathsep.join(map(str, (clock, root))),
        "TZ": "Pacific/Apia",
        "LC_ALL": another_locale(),
        "LANG": another_locale(),
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "MPLCONFIGDIR": str(home / ".config" / "matplotlib"),
        "OMP_NUM_THREADS": "1",
        "COLUMNS": "40",
    }


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    else:
        shutil.copy(source, target)


def another_locale() -> str:
    """An installed locale that writes numbers and months its own way; the plainest where there is no such."""
    installed = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout.split()
    foreign = sorted(name for name in installed if not name.lower().startswith(("c", "posix", "en")))
    return next((name for name in foreign if name.lower().endswith(("utf8", "utf-8"))), "C")


@pytest.mark.parametrize("record", list(RECORDS))
def test_a_page_made_elsewhere_is_the_same_to_the_byte(page_of, elsewhere, tmp_path, record):
    root, environment = elsewhere
    data = root / "data" if record == "shipped" else tmp_path / "a record"
    shutil.copytree(RECORDS[record], data)
    here = page_of(record).read_text(encoding="utf-8").splitlines()
    there = render(data, tmp_path / "out", root, **environment).read_text(encoding="utf-8").splitlines()
    differing = [(one, other) for one, other in zip(here, there, strict=False) if one != other]
    assert differing[:5] == []
    assert len(here) == len(there)


def test_elsewhere_is_elsewhere(elsewhere):
    """The test above can fail: what it changes does change the day, the order of sets and how a chart looks."""
    root, environment = elsewhere
    say = (
        "import analysis, datetime, json, matplotlib, os, time; print(json.dumps([analysis.__file__, time.time(), "
        "datetime.datetime.now(datetime.timezone.utc).timestamp(), datetime.date.today().isoformat(), hash('a'), "
        "matplotlib.rcParams['font.size'], time.tzname]))"
    )
    here = asked(say, ROOT, {"PYTHONHASHSEED": "1"})
    there = asked(say, root / "notebooks", environment)
    assert there[0].startswith(str(root))
    assert [there[n] - here[n] > SHIFT - 1 for n in (1, 2)] == [True, True]
    assert all(there[n] != here[n] for n in (3, 4, 5, 6))


def asked(program: str, folder: Path, environment: dict[str, str]) -> list:
    command = [sys.executable, "-c", program]
    answer = subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, check=True
    )
    return json.loads(answer.stdout)
