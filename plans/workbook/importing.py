"""From a workbook to a draft plan: read, preview, and only then write, all or nothing."""

import re
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from django.db import transaction

from plans.decree import drafting
from plans.models import Plan, WorkbookImport
from plans.plan import store, table
from plans.plan.tree_json import counts
from plans.tree import MAX_TITLE_LENGTH
from plans.workbook.reading import Issue, SheetReading, headings, read_sheet
from plans.workbook.reading.issues import ERROR, INFO, WARNING
from zi_portal.jobs.registry import JobFailed
from zi_portal.lib.errors import Refused
from zi_portal.lib.files.storage import StorageFailed
from zi_portal.lib.grid import workbooks
from zi_portal.lib.shares import percent

MAX_PREVIEW_ROWS = 200
GONE = "Berkas tidak ada lagi. Unggah sekali lagi."
_YEAR = re.compile(r"\bTAHUN\s+(20\d\d)\b", re.IGNORECASE)
COUNT_NAMES = ("areas", "aspects", "rows", "indicators", "actions", "evidence", "ticks")


@dataclass(slots=True)
class ImportReport:
    """The outcome of an import. plan: None when nothing was written; layout: slug, "" when a new one is needed.

    reading: the sheet that was read, None when the file was refused before.
    """

    plan: Plan | None = None
    layout: str = ""
    reading: SheetReading | None = None
    issues: list[Issue] = field(default_factory=list)

    @property
    def refused(self):
        """Whether an issue forbids the import."""
        return any(issue.severity == ERROR for issue in self.issues)

    @property
    def counts(self):
        """Numbers of areas, aspects, rows, printed cells and ticks in the sheet; zeros when none was read."""
        return counts(self.reading.tree) if self.reading else dict.fromkeys(COUNT_NAMES, 0)

    def as_json(self):
        """Return the form of `import_plan --json`."""
        return {
            "plan": self.plan and self.plan.pk,
            "layout": self.layout,
            "counts": self.counts,
            "issues": [issue.as_dict() for issue in self.issues],
        }

    def as_sheet(self):
        """Return the form of an entry of WorkbookImport.sheets."""
        if self.reading is None:
            empty = {"name": "", "score": 0, "layout": {}, "mapping": [], "preview_head": [], "preview": []}
            return empty | {"counts": self.counts, "issues": [issue.as_dict() for issue in self.issues]}
        return _sheet_json(self.reading, self.issues)


class AlreadySaved(Exception):
    """The upload has become a plan meanwhile (by a second click, or a colleague); nothing was written."""


def import_workbook(path, *, satker, year, user=None, sheet=None, dry_run=False, mapping=None, claim=None):
    """Read a workbook and create a draft plan from it, unless dry_run or an error forbids it; return ImportReport.

    path: of an .xlsx; sheet: its name, None = the one that looks most like a plan; mapping: {column letter: field,
    "" = leave out} overrides the recognised fields. Everything is written in one transaction, or nothing; claim(plan)
    is called inside it and may raise.
    """
    try:
        reading, issues = _read(path, year, sheet, mapping)
    except Refused as refused:
        return ImportReport(issues=[Issue(ERROR, None, "", refused.code, refused.message)])
    report = ImportReport(reading=reading, issues=issues)
    if reading is None:
        return report
    if dry_run or report.refused:
        known_layout = store.find_layout(reading.spec, satker)
        report.layout = known_layout.slug if known_layout else ""
        return report
    with transaction.atomic():
        layout = store.save_layout(reading.spec, satker, year=year)
        report.plan = drafting.new_plan(satker, year, layout, user, title=reading.tree.title, tree=reading.tree)
        if claim:
            claim(report.plan)
    report.layout = layout.slug
    return report


def _read(path, year, sheet, mapping):
    """Return (SheetReading or None, issues) of the named sheet, else of the best sheet."""
    workbook = workbooks.read(path)
    grids, hidden = workbook.grids, workbook.hidden
    if sheet is not None:
        named_grids = [grid for grid in grids if _same_name(grid.name, sheet)]
        if not named_grids:
            return None, [_sheet_missing(sheet, grids)]
        grids = named_grids[:1]
    readings = [sheet_reading for grid in grids if (sheet_reading := read_sheet(grid, year=year, mapping=mapping))]
    if not readings:
        return None, [_no_table(grids)]
    best = max(readings, key=lambda reading: reading.rank)
    issues = [
        *_file_issues(hidden, best, readings, sheet),
        *_year_issues(best, year),
        *_title_issues(best),
        *best.issues,
    ]
    return best, issues


def _same_name(name, sheet_name):
    return " ".join(name.split()).casefold() == " ".join(sheet_name.split()).casefold()


def _sheet_missing(sheet, grids):
    names = ", ".join(f'"{grid.name}"' for grid in grids) or "(tidak ada)"
    text = f'Lembar "{sheet}" tidak ada atau disembunyikan. Lembar yang dapat dibaca: {names}.'
    return Issue(ERROR, None, "", "sheet_missing", text)


def _no_table(grids):
    names = ", ".join(f'"{grid.name}"' for grid in grids) or "(tidak ada)"
    text = (
        f"Tabel rencana aksi tidak ditemukan pada lembar {names}. Beri judul kolom yang dikenal, "
        f"misalnya: {headings.usual_headings()}."
    )
    return Issue(ERROR, None, "", "no_table", text)


def _file_issues(hidden, best, readings, sheet):
    """Return the issues of the file as a whole: other sheets with a plan, hidden sheets."""
    if sheet is not None:
        return []
    other_names = ", ".join(f'"{reading.name}"' for reading in readings if reading is not best and reading.rank[0])
    issues = []
    if other_names:
        text = (
            f'Yang diimpor lembar "{best.name}". Lembar {other_names} juga berisi tabel; pilih bila itu yang dimaksud.'
        )
        issues.append(Issue(WARNING, None, "", "other_sheets", text))
    if hidden:
        names = ", ".join(f'"{name}"' for name in hidden)
        issues.append(Issue(INFO, None, "", "hidden_sheets", f"Lembar tersembunyi {names} tidak dibaca."))
    return issues


def _year_issues(reading, year):
    """Return the issue of a title that names other years than the plan's: a copy of last year's table."""
    title_years = {int(year) for year in _YEAR.findall(reading.tree.title)}
    if not title_years or year in title_years:
        return []
    years_text = ", ".join(str(named_year) for named_year in sorted(title_years))
    text = (
        f"Judul tabel menyebut tahun {years_text}, sedangkan rencana ini tahun {year}. Periksa judulnya setelah impor."
    )
    return [Issue(WARNING, None, "", "year_differs", text)]


def _title_issues(reading):
    """Return the issues of titles that are too long, most often a text in the wrong cell."""
    tree = reading.tree
    aspects = [node for area in tree.areas for aspect in area.aspects for node in (aspect, *aspect.aspects)]
    titles = [tree.title, *(node.title for node in (*tree.areas, *aspects))]
    return [
        Issue(
            ERROR, None, "", "title_too_long", f'Judul "{title[:60]} …" melebihi {MAX_TITLE_LENGTH} huruf. Persingkat.'
        )
        for title in titles
        if len(title) > MAX_TITLE_LENGTH
    ]


# Import in the browser


def storage_name():
    """Return the name under which an uploaded workbook is stored, without any of the user's file name."""
    return f"{uuid4().hex}.xlsx"


def read_upload(import_id, progress):
    """Read every sheet of an uploaded workbook into WorkbookImport.sheets; a job that is safe to run twice.

    Raise JobFailed with the reason when the file is refused or contains no plan; a refused file is deleted.
    """
    upload = WorkbookImport.objects.select_related("satker").filter(pk=import_id).first()
    if upload is None:
        raise JobFailed(GONE)
    if not upload.sheets:
        progress(5)
        try:
            upload.sheets = _read_sheets(upload, progress)
        except (Refused, FileNotFoundError) as error:
            _forget_file(upload)
            raise JobFailed(getattr(error, "message", GONE)) from error
        except StorageFailed as failure:
            raise JobFailed(failure.message, permanent=False) from failure
        upload.save(update_fields=["sheets"])
    progress(100)
    return {"import": upload.pk, "sheets": len(upload.sheets)}


def _read_sheets(upload, progress):
    """Return the JSON forms of the sheets that contain a plan, the best one first."""
    with _local_copy(upload) as path:
        workbook = workbooks.read(path, tick=progress)
    grids, hidden = workbook.grids, workbook.hidden
    readings = []
    for count, grid in enumerate(grids, 1):
        reading = read_sheet(grid, year=upload.year)
        readings += [reading] if reading else []
        progress(5 + percent(count, len(grids), 90))
    if not readings:
        issue = _no_table(grids)
        raise Refused(issue.code, issue.message)
    file_issues = (
        [Issue(INFO, None, "", "hidden_sheets", f"Lembar tersembunyi {', '.join(hidden)} tidak dibaca.")]
        if hidden
        else []
    )
    readings.sort(key=lambda reading: reading.rank, reverse=True)
    return [
        _sheet_json(
            sheet_reading,
            [
                *file_issues,
                *_year_issues(sheet_reading, upload.year),
                *_title_issues(sheet_reading),
                *sheet_reading.issues,
            ],
            upload.satker,
        )
        for sheet_reading in readings
    ]


@contextmanager
def _local_copy(upload):
    """Yield the path of a local copy of the uploaded file (the storage may be remote); delete it afterwards.

    Raise FileNotFoundError when the upload is gone, StorageFailed when there is no space for the copy.
    """
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(TemporaryDirectory(prefix="impor-"))
            path = Path(folder) / "unggahan.xlsx"
            with upload.file.open("rb") as source, path.open("wb") as target:
                for chunk in source.chunks():
                    target.write(chunk)
        except FileNotFoundError:
            raise  # the upload itself is gone
        except OSError as error:
            raise StorageFailed from error
        yield path


def _forget_file(upload):
    if upload.file:
        upload.file.delete(save=False)
        upload.save(update_fields=["file"])


def rehearse(upload, *, sheet, mapping):
    """Read an uploaded workbook with this sheet and mapping; return the report in the form of WorkbookImport.sheets."""
    return _import(upload, sheet=sheet, mapping=mapping, dry_run=True).as_sheet()


def confirm(upload, *, sheet, mapping, user):
    """Create the plan of an uploaded workbook; return ImportReport, its plan None when an error forbids it.

    upload.plan is the plan of an earlier confirmation that the user saw; raise AlreadySaved when it differs by now.
    """
    return _import(upload, sheet=sheet, mapping=mapping, user=user, claim=partial(_claim, upload))


def _claim(upload, plan):
    """Set the upload's plan by compare-and-set, so that one of two simultaneous confirmations wins."""
    if not WorkbookImport.objects.filter(pk=upload.pk, plan=upload.plan_id).update(plan=plan):
        raise AlreadySaved
    upload.plan = plan


def _import(upload, **options):
    try:
        with _local_copy(upload) as path:
            return import_workbook(path, satker=upload.satker, year=upload.year, **options)
    except FileNotFoundError:
        text = "Berkas unggahan tidak ada lagi. Unggah sekali lagi."
        return ImportReport(issues=[Issue(ERROR, None, "", "file_missing", text)])


def _sheet_json(reading, issues, satker=None):
    """Return the plain form of a sheet for WorkbookImport.sheets and the preview."""
    layout = store.find_layout(reading.spec, satker) if satker else None
    grid = table.to_grid(reading.tree, reading.spec)
    rows = [[cell.text for cell in row] for row in grid.rows[grid.head : grid.head + MAX_PREVIEW_ROWS]]
    return {
        "name": reading.name,
        "score": round(reading.score, 2) if reading.rank[0] else 0,
        "layout": asdict(reading.spec) | ({"name": layout.slug, "title": layout.name} if layout else {}),
        "mapping": reading.mapping,
        "preview_head": [slot.heading for slot in table.slots_of(reading.spec)],
        "preview": rows,
        "counts": counts(reading.tree),
        "issues": [issue.as_dict() for issue in issues],
    }
