"""Which reports there are: `reports/reports.yml`, checked when it is read."""

from __future__ import annotations

import difflib
import fnmatch
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from analysis.errors import ParameterError, ReportError
from analysis.press.orders import grid, lined_yaml
from analysis.press.orders.entries import Draft, read_entry
from analysis.press.orders.grid import Values
from analysis.press.orders.keeping import Keep
from analysis.press.orders.lined_yaml import Entry, LinedYamlError, composed, line_of, written
from analysis.press.orders.notify import Notify
from analysis.press.orders.problems import Problems
from analysis.press.orders.relative import Relative
from analysis.press.orders.site_settings import SiteSettings, read_settings
from analysis.press.orders.timing import TIME_LIMIT, Schedule
from analysis.press.orders.workbook import Workbook

FILE = Path("reports") / "reports.yml"
SITE = Path("reports") / "site"
EXPECTED = "reports:, and below it, indented, a name for each report; docs/reports-yml.md shows an example"
MOST_NAMES = 12
"""Names that a message lists of the reports there are."""


@dataclass(frozen=True)
class Report:
    """One report: its name, its title, the notebook that makes it, and the parameters it sets.

    `timeout` is in seconds. Of a report that `for_each` made, `varied` holds the values that are its own, which
    `parameters` hold too; `group` is the name of the entry, and `line` where it stands in `reports.yml`. `notify` says
    whom it tells what, `None` where it leaves that to what is usual; `keep` is `None` where every run is kept.
    `relative` holds the days that only a slot of the schedule makes dates; `parameters` do not have them until then.
    """

    name: str
    title: str
    notebook: Path
    parameters: Mapping[str, object] = field(default_factory=dict)
    timeout: float = TIME_LIMIT
    schedule: Schedule | None = None
    group: str = ""
    line: int = 0
    varied: Values = field(default_factory=dict)
    notify: Notify | None = None
    keep: Keep | None = None
    relative: Mapping[str, Relative] = field(default_factory=dict)


class Reports(dict[str, Report]):
    """The reports by name, in the order of the file, and what the file says of the site as a whole."""

    settings: SiteSettings = SiteSettings()


def find_root() -> Path:
    """The workbook's folder: the nearest one at or above here that holds `reports/reports.yml`.

    Raises `ReportError` when there is none.
    """
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / FILE).is_file():
            return folder
    raise ReportError(f"No {FILE.as_posix()} here or above. Run this inside the workbook's folder.")


def load_reports(root: Path) -> Reports:
    """The reports by name, in the order of the file, those of `for_each` in the order of their values.

    Raises `ReportError` for a file that cannot be used, with every problem in it and the line of each. Parameters are
    held against the notebook and the workbook's own record; where one of these cannot be read, the run will say so.
    """
    problems = Problems(FILE.as_posix())
    book = Workbook(root)
    reports = Reports()
    entries, reports.settings = _read(root, problems)
    drafts = [read_entry(book, problems, *pair) for pair in entries.values()]
    groups = {draft.name for draft in drafts if draft and draft.sets is not None}
    for report in (report for draft in drafts if draft for report in _expanded(draft, problems)):
        if report.name in reports:
            _refuse_name(problems, report, reports[report.name])
        elif report.name in groups:
            problems.add(report.line, report.group, f"{report.name!r} is the name of a group too. Rename one of them.")
        else:
            reports[report.name] = report
    if problems:
        raise problems.error()
    return reports


def find_report(root: Path, name: str) -> Report:
    """The report with that name. Raises `ParameterError` naming the reports there are."""
    return found(load_reports(root), name)


def found(reports: Mapping[str, Report], name: str) -> Report:
    """The report of that name among these. Raises `ParameterError` naming the reports there are."""
    if name in reports:
        return reports[name]
    if alike := [report.name for report in reports.values() if report.group == name]:
        raise ParameterError(f"{name!r} stands for {len(alike)} reports. Choose one: {_some(alike)}.")
    raise _unknown(reports, name)


def select(reports: Mapping[str, Report], only: Sequence[str]) -> dict[str, Report]:
    """The reports that these words name, in the order of the file; all of them where there is no word.

    A word is a report's name, the name of a group, or a pattern such as `year-*`. Raises `ParameterError` for a word
    that names none.
    """
    chosen: set[str] = set()
    for word in only:
        found = {name for name, report in reports.items() if report.group == word != ""}
        found.update(name for name in reports if fnmatch.fnmatchcase(name, word))
        if not found:
            raise _unknown(reports, word)
        chosen |= found
    return {name: report for name, report in reports.items() if not only or name in chosen}


def _unknown(reports: Mapping[str, Report], name: str) -> ParameterError:
    groups = [report.group for report in reports.values() if report.group]
    near = difflib.get_close_matches(name.lower(), dict.fromkeys([*reports, *groups]), n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return ParameterError(f"There is no report {name!r}.{hint} Reports: {_some(list(reports))}.")


def _some(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more:,} more, which `workbook reports` lists" if more > 0 else "")


def _read(root: Path, problems: Problems) -> tuple[Mapping[str, Entry], SiteSettings]:
    """The entries of the file, unread, and what it says of the site."""
    try:
        text = (root / FILE).read_text(encoding="utf-8-sig")
        tree = composed(text)
    except OSError as error:
        raise ReportError(f"{FILE.as_posix()} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        problems.add(line, "", "this is not UTF-8 text. Save the file as UTF-8.")
        raise problems.error() from None
    except LinedYamlError as error:
        problems.add(error.line, "", error.what)
        raise problems.error() from None
    if tree is None:
        raise ReportError(f"{FILE.as_posix()} is empty. Write {EXPECTED}.")
    words = [written(key) or "" for key, _ in lined_yaml.entries(tree) or ()]
    if not difflib.get_close_matches("reports", words):
        problems.add(line_of(tree), "", f"expected {EXPECTED}.")
        raise problems.error()
    there = problems.keys(tree, 1, "", EXPECTED, ("reports", "site")) or {}
    key, node = there["reports"]
    expected = "a name for each report below it, indented"
    found = problems.keys(node, line_of(key), "", expected)
    if found == {} and not node.value:
        problems.add(line_of(key), "", f"expected {expected}.")
    return found or {}, read_settings(problems, there)


def _expanded(draft: Draft, problems: Problems) -> Iterator[Report]:
    group = draft.name if draft.sets is not None else ""
    for line, values in draft.sets if draft.sets is not None else [(draft.line, {})]:
        try:
            name = grid.name_of(draft.name, values)
            grid.checked_name(name)
        except ReportError as error:
            problems.add(line, draft.name, error)
            continue
        yield Report(
            name,
            grid.titled(draft.title, values),
            draft.notebook,
            {**draft.parameters, **values},
            draft.timeout,
            draft.schedule,
            group,
            line,
            values,
            draft.notify,
            draft.keep,
            draft.relative,
        )


def _refuse_name(problems: Problems, report: Report, first: Report) -> None:
    if report.group == first.group:
        what = f"for_each gives two reports the name {report.name!r}. Take one of the values out."
    else:
        what = f"the name {report.name!r} is taken by the report of line {first.line}. Rename one of them."
    problems.add(report.line, report.group or report.name, what)
