"""The measured figures as `results.md`: tables, ratios, and what was asked beside what was measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from statistics import median
from typing import Any

from benchmarks import site_report, ways
from benchmarks.figures import megabytes, ratio, spread, table
from benchmarks.synthetic import MONTHLY

Figures = Mapping[str, Any]
EVEN = 1.10
"""A time per report, or a peak of memory, that grows by no more than this from 24 to 200 reports counts as the same."""
MILLION = 1_000_000
MOST_TOLD = 20
APART = "The parts were measured one by one, as each says: their figures are not to be compared with one another."
MADE = "Made by `make bench`; [README.md](README.md) says how each figure is measured."


def document(results: Mapping[str, Figures]) -> str:
    """`results.md` for the parts that were measured."""
    where = {_where(part) for part in results.values()}
    lines = [
        "# Measured",
        "",
        MADE if len(where) == 1 else f"{MADE} {APART}",
        "",
        *([*where, ""] if len(where) == 1 else []),
    ]
    asked = [row for name, rows in ASKED.items() if name in results for row in rows(results[name])]
    if asked:
        lines += ["## Asked and measured", "", *table(("asked", "measured", "met"), asked), ""]
    for name, (title, body) in BODIES.items():
        if name in results:
            part = results[name]
            own = [_where(part), ""] if len(where) > 1 else []
            lines += [f"## {title}", "", *own, *body(part), ""]
    return "\n".join(lines).rstrip() + "\n"


def _where(part: Figures) -> str:
    """What a part was measured on, and the state of the package's source that was measured."""
    return f"{part['machine']}; {part['libraries']}; source {part.get('source', 'not noted')}."


def _cold(part: Figures) -> list[str]:
    seconds, floor, papermill = part["seconds"], part["seconds"][ways.FLOOR], part["seconds"][ways.PAPERMILL]
    rows = [
        (
            part["labels"][name],
            spread(values),
            f"{ratio(values, floor):.2f}",
            f"{ratio(values, papermill):.2f}",
            megabytes(part["peaks"][name]),
        )
        for name, values in seconds.items()
    ]
    head = ("one report", "median (least–most)", "× floor", "× papermill and nbconvert", "most memory")
    notes = [f"{_times(seconds[ways.OURS])} in turn. The floor's cells alone: {spread(part['cells'])}."]
    notes += [f"The floor shows the {part['shown']} outputs of the page, each as the page embeds it."]
    if part["missing"]:
        notes += [f"ploomber-engine {part['missing']}."]
    return [*table(head, rows), "", " ".join(notes)]


def _batch(part: Figures) -> list[str]:
    cores = part["cores"]
    floor, papermill = [value / cores for value in part["floor"]], part["papermill"]
    shown = {
        "`workbook batch`": part["batch"],
        "the same, after the server is warm": part["warm"],
        "papermill and nbconvert, one report after the other": papermill,
        f"the floor, divided by {cores} cores": floor,
        f"the floor's cells, divided by {cores} cores": [value / cores for value in part["cells"]],
        "`workbook batch` again, nothing changed": part["unchanged"],
    }
    rows = [
        (label, spread(values), f"{ratio(values, floor):.2f}", f"{ratio(papermill, values):.1f}")
        for label, values in shown.items()
    ]
    head = (
        f"{part['reports']} reports",
        "median (least–most)",
        "× floor / cores",
        "throughput × papermill and nbconvert",
    )
    memory = f"Most memory of the batch: {megabytes(part['peak'])}."
    started = f"The unchanged batch started {part['started'] or 'no'} process{'es' if part['started'] > 1 else ''}."
    return [*table(head, rows), "", f"{_times(part['batch'])} in turn. {memory} {started}"]


def _growth(part: Figures) -> list[str]:
    rows = [
        (size, spread(row["seconds"]), spread(row["each"]) if row["each"] else "", megabytes(median(row["peak"])))
        for size, row in _sizes(part)
    ]
    return table(("reports", "median (least–most)", "per report, after the server is warm", "most memory"), rows)


def _help(part: Figures) -> list[str]:
    shown = {"`workbook --help`": part["help"], "`python -c pass`": part["pass"]}
    rows = [(label, spread(values), f"{ratio(values, part['pass']):.1f}") for label, values in shown.items()]
    return table(("command", "median (least–most)", "× `python -c pass`"), rows)


def _kills(part: Figures) -> list[str]:
    left = part["left"]
    rows = [
        ("kills with SIGKILL", str(part["kills"])),
        ("of them with no report of the 12 made", str(sum(number == 12 for number in left))),
        ("with some made", str(sum(0 < number < 12 for number in left))),
        ("with all made, before the end of the batch", str(sum(number == 0 for number in left))),
        ("whole runs that were found with nothing pointing to them", str(part.get("pointed", 0))),
        ("seconds of a batch left alone", spread(part["seconds"])),
        ("faults", str(len(part["faults"]))),
    ]
    told = [f"- {words}" for words in part["faults"][:MOST_TOLD]]
    return [*table(("a batch of 12 tiny reports", ""), rows), *(["", *told] if told else [])]


def _measures(part: Figures) -> list[str]:
    sizes = part["sizes"]
    rows = [
        (name, *(spread([value]) for value in values), f"{_growth_of(values):.0f}", f"{part['memory'][name]:.1f}")
        for name, values in part["seconds"].items()
    ]
    head = ("measure", *(f"{size:,} rows" for size in sizes), f"× from {sizes[0]:,}", "most memory, × the table")
    once = "; ".join(f"{name} {spread([value])}" for name, value in part["once"].items())
    notes = f"The table of incidents takes {megabytes(part['own'])} at the largest size. The shipped record: {once}."
    return [*table(head, rows), "", notes]


def _coverage(part: Figures) -> list[str]:
    rows = [(*_kind_of(case), f"{case['records']:,}", _share(case)) for case in part["cases"]]
    head = ("simulated records of 240 days", "known by", "records", "the true days held, or a campaign seen")
    return table(head, rows)


def _kind_of(case: Figures) -> tuple[str, str]:
    at_once = f", {case['at_once']} at once" if case["at_once"] > 1 else ""
    if case["kind"] == "none":
        words = f"no campaign: {case['inside']:g} events a day"
    else:
        words = f"a campaign: {case['inside']:g} events a day inside{at_once}, {case['outside']:g} outside"
    return words, "the day" if case["span"] == 1 else f"{case['span']} days"


def _share(case: Figures) -> str:
    """A share in per cent with its standard error."""
    share = case["share"]
    return f"{100 * share:.1f} % ± {100 * (share * (1 - share) / case['records']) ** 0.5:.1f}"


def _growth_of(values: list[float]) -> float:
    """How many times as long the largest size takes as the smallest."""
    return values[-1] / values[0]


def _asked_cold(part: Figures) -> Iterator[tuple[str, str, str]]:
    seconds = part["seconds"]
    yield _at_most("cold `render` ≤ 1.3 × the floor", ratio(seconds[ways.OURS], seconds[ways.FLOOR]), 1.3)
    yield _at_most(
        "cold `render` ≤ 0.40 × papermill and nbconvert", ratio(seconds[ways.OURS], seconds[ways.PAPERMILL]), 0.4
    )


def _asked_batch(part: Figures) -> Iterator[tuple[str, str, str]]:
    cells = [value / part["cores"] for value in part["cells"]]
    yield _at_most("24 reports, server warm, ≤ 1.8 × the floor's cells / cores", ratio(part["warm"], cells), 1.8)
    faster = ratio(part["papermill"], part["batch"])
    yield "24 reports ≥ 8 × the throughput of papermill and nbconvert", f"{faster:.1f}", _met(faster >= 8)
    unchanged = median(part["unchanged"])
    yield "unchanged batch of 24 ≤ 0.5 s", f"{unchanged:.2f} s", _met(unchanged <= 0.5)
    yield "unchanged batch starts no kernel", f"{part['started']} processes", _met(part["started"] == 0)


def _asked_growth(part: Figures) -> Iterator[tuple[str, str, str]]:
    sizes = dict(_sizes(part))
    if "24" in sizes and "200" in sizes:
        few, many = sizes["24"], sizes["200"]
        slower = ratio(many["each"], few["each"])
        yield _at_most(f"linear from 24 to 200 reports: time per report ≤ {EVEN:.2f} ×", slower, EVEN)
        yield _at_most(
            f"flat from 24 to 200 reports: most memory ≤ {EVEN:.2f} ×", ratio(many["peak"], few["peak"]), EVEN
        )


def _asked_help(part: Figures) -> Iterator[tuple[str, str, str]]:
    yield _at_most("`workbook --help` ≤ 5 × `python -c pass`", ratio(part["help"], part["pass"]), 5)


def _asked_kills(part: Figures) -> Iterator[tuple[str, str, str]]:
    faults = len(part["faults"])
    yield (
        "200 kills of a batch of 12: no fault",
        f"{part['kills']} kills, {faults} faults",
        _met(part["kills"] >= 200 and not faults),
    )


def _asked_measures(part: Figures) -> Iterator[tuple[str, str, str]]:
    seconds, memory = part["seconds"], part["memory"]
    if part["sizes"][-1] < MILLION:
        return
    last = {name: values[-1] for name, values in seconds.items()}
    monthly = last.pop(MONTHLY)
    yield "a million rows, by month and region ≤ 1 s", f"{monthly:.2f} s", _met(monthly <= 1)
    name = max(last, key=last.__getitem__)
    yield "a million rows, every other measure ≤ 5 s", f"{last[name]:.2f} s ({name})", _met(last[name] <= 5)
    name = max(memory, key=memory.__getitem__)
    yield "a million rows, memory ≤ 3 × the table", f"{memory[name]:.1f} ({name})", _met(memory[name] <= 3)
    name = max(seconds, key=lambda name: _growth_of(seconds[name]))
    grown = _growth_of(seconds[name])
    yield "100 × the rows, time ≤ 110 ×", f"{grown:.0f} ({name})", _met(grown <= 110)


def _asked_coverage(part: Figures) -> Iterator[tuple[str, str, str]]:
    held = [case for case in part["cases"] if case["kind"] == "campaign"]
    seen = [case for case in part["cases"] if case["kind"] == "none"]
    for asked, case, nominal, sign in (
        ("edges hold the true days of 95 % of campaigns", min(held, key=lambda case: case["share"]), 0.95, 1),
        ("a campaign is seen in 5 % of records without one", max(seen, key=lambda case: case["share"]), 0.05, -1),
    ):
        error = (nominal * (1 - nominal) / case["records"]) ** 0.5
        met = sign * (case["share"] - nominal) >= -3 * error
        yield f"{asked}, less three standard errors", f"{_share(case)} at worst", _met(met)


def _at_most(asked: str, measured: float, bound: float) -> tuple[str, str, str]:
    return asked, f"{measured:.2f}", _met(measured <= bound)


def _met(met: bool) -> str:
    return "yes" if met else "**no**"


def _times(values: list[float]) -> str:
    return f"{len(values)} repeat{'s' if len(values) > 1 else ''}"


def _sizes(part: Figures) -> list[tuple[str, Any]]:
    return sorted(((size, row) for size, row in part.items() if size.isdecimal()), key=lambda item: int(item[0]))


BODIES: Mapping[str, tuple[str, Callable[[Figures], list[str]]]] = {
    "cold": ("One report", _cold),
    "batch": ("A batch", _batch),
    "growth": ("From 1 to 200 reports", _growth),
    "help": ("The command line", _help),
    "kills": ("Batches killed", _kills),
    "measures": ("The measures on ever more rows", _measures),
    "coverage": ("Edges of simulated campaigns", _coverage),
    "site": ("The list of reports", site_report.tables),
}
ASKED: Mapping[str, Callable[[Figures], Iterator[tuple[str, str, str]]]] = {
    "cold": _asked_cold,
    "batch": _asked_batch,
    "growth": _asked_growth,
    "help": _asked_help,
    "kills": _asked_kills,
    "measures": _asked_measures,
    "coverage": _asked_coverage,
    "site": site_report.asked,
}
