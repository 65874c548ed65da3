"""Foreign workbooks read as plans: what became of each, and which cells LibreOffice shows differently.

Outcomes: "read", "read with warnings", the code of a refusal ("no_table": no sheet looks like a plan), "fault" where
reading failed in a way that nobody foresaw.
"""

import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from plans.workbook import confined_reading
from plans.workbook.reading.issues import INFO
from tests.bench import office_cells
from zi_portal.lib.errors import Refused
from zi_portal.lib.grid import workbooks

SUFFIXES = {".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".ods"}
YEAR = 2026
SHOWN = 12
"""Names and cells that are listed of each outcome."""


@dataclass(slots=True)
class Reading:
    """What became of a workbook: path below the folder, outcome, sentence, seconds, cells compared and different."""

    path: str
    code: str
    detail: str
    seconds: float
    grids: list = field(default_factory=list)
    compared: int = 0
    different: list = field(default_factory=list)


def readings(folder):
    """Return a Reading for each workbook below a folder, compared with LibreOffice's cells where it is installed."""
    paths = sorted(path for path in Path(folder).rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    outcomes = {path: _outcome(path, str(path.relative_to(folder))) for path in paths}
    opened = [path for path, reading in outcomes.items() if reading.grids]
    if office_cells.is_there():
        for path, sheets in office_cells.shown_by_office(opened).items():
            _compare(outcomes[path], sheets)
    return list(outcomes.values())


def _outcome(path, name):
    start = time.perf_counter()
    grids = []
    try:
        grids = workbooks.read(path).grids
        code, detail = _as_plan(path)
    except Refused as refused:
        code, detail = refused.code, refused.message
    except Exception as error:  # noqa: BLE001 -- whatever a file does to us is what is looked for
        code, detail = "fault", f"{type(error).__name__}: {str(error)[-300:]}"
    return Reading(name, code, detail, time.perf_counter() - start, grids)


def _as_plan(path):
    """Return (outcome, codes of the issues) of a workbook that holds a plan; raise Refused for one that holds none."""
    best = confined_reading.readings(path, year=YEAR)[0]
    codes = sorted({issue.code for issue in best.issues if issue.severity != INFO})
    return ("read with warnings" if codes else "read"), ", ".join(codes)


def _compare(reading, sheets):
    for grid in reading.grids:
        if grid.name in sheets:
            compared, different = office_cells.differences(grid, sheets[grid.name])
            reading.compared += compared
            reading.different += different


def report(results):
    """Yield lines: counts and times per outcome, sentences of each refusal, then the cells that differ."""
    yield from outcome_lines(results, "workbook as a plan", quiet=("read",))
    yield from _cell_lines(results)


def outcome_lines(results, heading, *, quiet):
    """Yield lines of results with .code, .path, .detail and .seconds: counts, times and slowest file per outcome.

    Then, for each outcome but the quiet ones, its files with their sentences; quiet: codes of outcomes.
    """
    by_code = defaultdict(list)
    for outcome in results:
        by_code[outcome.code].append(outcome)
    groups = sorted(by_code.items(), key=lambda group: -len(group[1]))
    yield f"{heading:22} {'files':>6} {'seconds':>8} {'worst':>7}  slowest"
    for code, group in groups:
        worst, total = max(group, key=lambda outcome: outcome.seconds), sum(outcome.seconds for outcome in group)
        yield f"{code:22} {len(group):6} {total:8.1f} {worst.seconds:7.2f}  {worst.path}"
    for code, group in groups:
        if code not in quiet:
            yield f"\n{code}:"
            yield from (f"    {outcome.path}: {outcome.detail}" for outcome in group[:SHOWN])
            yield from [f"    … {len(group) - SHOWN} more"] * (len(group) > SHOWN)


def _cell_lines(results):
    if not office_cells.is_there():
        yield "\ncells: not compared, LibreOffice is absent"
        return
    compared = [reading for reading in results if reading.compared]
    different = [reading for reading in compared if reading.different]
    cells, odd_cells = sum(r.compared for r in compared), sum(len(r.different) for r in different)
    yield f"\ncells: {cells} of {len(compared)} workbooks compared with LibreOffice, {odd_cells} differ"
    for reading in different:
        yield f"    {reading.path}: {len(reading.different)}"
        yield from (
            f"        {odd.place}: {odd.ours!r}, LibreOffice {odd.theirs!r}" for odd in reading.different[:SHOWN]
        )
