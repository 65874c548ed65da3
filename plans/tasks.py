"""Job handlers of the plans app, each a call of one function (see zi_portal.jobs)."""

from django.urls import reverse

from plans.decree import deletion, documents
from plans.models import Document, WorkbookImport
from plans.plan import forgetting
from plans.states import DecreeState
from plans.workbook import importing
from zi_portal.jobs.registry import handler


def _documents_page(job):
    rows = Document.objects.filter(pk=job.payload.get("document")).exclude(decree__state=DecreeState.DELETED)
    decree_pk = rows.values_list("decree_id", flat=True).first()
    return f"{reverse('decrees:detail', args=[decree_pk])}#dokumen" if decree_pk else ""


def _decrees(jobs, user):
    document_pks = {job.pk: job.payload.get("document") for job in jobs}
    rows = Document.objects.visible_to(user).filter(pk__in=document_pks.values()).select_related("decree__satker")
    names_by_document = {row.pk: _decree(row) for row in rows}
    return {job: names_by_document[pk] for job, pk in document_pks.items() if pk in names_by_document}


def _decree(document):
    decree = document.decree
    reference = f"nomor {decree.number} tahun {decree.number_year}" if decree.number else f"konsep {decree.year}"
    return f"{document.get_edition_display()}, {reference}, {decree.satker.short_name}: {decree.title}"


def _files(jobs, user):
    import_pks = {job.pk: job.payload.get("import") for job in jobs}
    rows = WorkbookImport.objects.visible_to(user).filter(pk__in=import_pks.values())
    file_names = dict(rows.values_list("pk", "file_name"))
    return {job: file_names[pk] for job, pk in import_pks.items() if pk in file_names}


def _preview_page(job):
    is_hidden = WorkbookImport.objects.filter(pk=job.payload["import"], plan__deleted=True).exists()
    return "" if is_hidden else reverse("plans:import-preview", args=[job.payload["import"]])


@handler("render_decree", title="Mencetak keputusan", urgent=True, link=_documents_page, about=_decrees)
def render_decree(job, progress):
    """Print a decree to the file of its Document row; payload {"document": id}."""
    return documents.render(job.payload["document"], progress)


@handler(
    "read_workbook", title="Membaca buku kerja", urgent=True, link=_preview_page, about=_files, repeatable=False
)  # a refused file is not kept
def read_workbook(job, progress):
    """Read an uploaded workbook into its WorkbookImport row; payload {"import": id}."""
    return importing.read_upload(job.payload["import"], progress)


@handler("sweep_drafts", title="Menghapus draf lama untuk selamanya", daily=True)
def sweep_drafts(job, progress):
    """Remove drafts that were deleted long enough ago, and old steps of plans; {"removed", "forgotten": counts}."""
    return {"removed": deletion.remove_old(progress), "forgotten": forgetting.forget_old()}
