"""From a workbook to a draft plan: read, preview, and only then write, all or nothing."""

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
from plans.workbook import confined_reading, repairing, unknown
from plans.workbook.packing import pack
from plans.workbook.reading import Issue, SheetReading
from plans.workbook.reading.issues import ERROR, WARNING
from zi_portal.jobs.registry import JobFailed
from zi_portal.lib.errors import Refused
from zi_portal.lib.files.storage import StorageFailed

MAX_PREVIEW_ROWS = 200
GONE = "Berkas tidak ada lagi. Unggah sekali lagi."
COUNT_NAMES = ("areas", "aspects", "rows", "indicators", "actions", "evidence", "ticks")


@dataclass(slots=True)
class ImportReport:
    """The outcome of an import. plan: None when nothing was written; layout: slug, "" when a new one is needed.

    reading: the sheet that was read, None when the file was refused before. strays: see repairing.notes().
    """

    plan: Plan | None = None
    layout: str = ""
    reading: SheetReading | None = None
    issues: list[Issue] = field(default_factory=list)
    strays: dict = field(default_factory=dict)

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
            empty = {"name": "", "score": 0, "layout": {}, "mapping": [], "preview_head": [], "preview": [], "top": 0}
            return empty | {"counts": self.counts, "issues": [issue.as_dict() for issue in self.issues]}
        return _sheet_json(self.reading) | {"strays": self.strays}


class AlreadySaved(Exception):
    """The upload has become a plan meanwhile (by a second click, or a colleague); nothing was written."""


def import_workbook(path, *, satker, year, user=None, sheet=None, top=None, dry_run=False, mapping=None, claim=None):
    """Read a workbook and create a draft plan from it, unless dry_run or an error forbids it; return ImportReport.

    path: of an .xlsx; sheet: its name, joining.ALL = all with the same columns, None = what looks most like a plan;
    top: number of the row in which the header of that sheet begins, None = as recognised; mapping: {column letter:
    field, "" = leave out} overrides the recognised fields. Everything is written in one transaction, or nothing;
    claim(plan) is called inside it and may raise.
    """
    try:
        reading = confined_reading.readings(path, year=year, sheet=sheet, mapping=mapping, top=top)[0]
    except Refused as refused:
        return ImportReport(issues=[Issue(ERROR, None, "", refused.code, refused.message)])
    strays = repairing.notes(reading.tree, reading.spec, satker, year)
    report = ImportReport(reading=reading, issues=[*reading.issues, *_stray_issues(strays)], strays=strays)
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
        readings = confined_reading.readings(path, tick=progress, year=upload.year, keeps_keys=bool(upload.into_id))
    if upload.into_id:
        return [{"name": readings[0].name, "reading": pack(readings[0])}]
    progress(95)
    return [
        _sheet_json(reading, upload.satker)
        | {"strays": repairing.notes(reading.tree, reading.spec, upload.satker, upload.year)}
        for reading in readings
    ]


def _stray_issues(strays):
    """Return the issues of other years and offices, for who imports on the command line."""
    return [Issue(WARNING, None, "", "stray", group["message"]) for group in strays["groups"]]


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


def rehearse(upload, *, sheet, mapping, top=None):
    """Read an uploaded workbook as import_workbook() does; return the report in the form of WorkbookImport.sheets."""
    return _import(upload, sheet=sheet, mapping=mapping, top=top, dry_run=True).as_sheet()


def confirm(upload, *, sheet, mapping, user, top=None, ticked=None):
    """Create the plan of an uploaded workbook; return ImportReport, its plan None when an error forbids it.

    ticked: keys of the changes of repairing.notes() that are made at once, None for none.
    upload.plan is the plan of an earlier confirmation that the user saw; raise AlreadySaved when it differs by now.
    """
    claim = partial(_claim, upload, user=user, ticked=ticked)
    return _import(upload, sheet=sheet, mapping=mapping, top=top, user=user, claim=claim)


def _claim(upload, plan, *, user, ticked):
    """Set the upload's plan by compare-and-set, so that one of two simultaneous confirmations wins; repair it."""
    if not WorkbookImport.objects.filter(pk=upload.pk, plan=upload.plan_id).update(plan=plan):
        raise AlreadySaved
    Plan.objects.filter(pk=plan.pk).update(source_name=upload.file_name)
    upload.plan = plan
    if ticked is not None:
        repairing.repair(plan, user, ticked)


def _import(upload, **options):
    try:
        with _local_copy(upload) as path:
            return import_workbook(path, satker=upload.satker, year=upload.year, **options)
    except FileNotFoundError:
        text = "Berkas unggahan tidak ada lagi. Unggah sekali lagi."
        return ImportReport(issues=[Issue(ERROR, None, "", "file_missing", text)])


def _sheet_json(reading, satker=None):
    """Return the plain form of a sheet for WorkbookImport.sheets and the preview."""
    layout = store.find_layout(reading.spec, satker) if satker else None
    grid = table.to_grid(reading.tree, reading.spec)
    rows = [[cell.text for cell in row] for row in grid.rows[grid.head : grid.head + MAX_PREVIEW_ROWS]]
    return {
        "name": reading.name,
        "sheets": reading.sheets,
        "top": reading.top,
        "first_rows": reading.first_rows,
        "unknown": unknown.is_unknown(reading),
        "score": round(reading.score, 2) if reading.rank[0] else 0,
        "layout": asdict(reading.spec) | ({"name": layout.slug, "title": layout.name} if layout else {}),
        "mapping": reading.mapping,
        "preview_head": [slot.heading for slot in table.slots_of(reading.spec)],
        "preview": rows,
        "counts": counts(reading.tree),
        "issues": [issue.as_dict() for issue in reading.issues],
    }
