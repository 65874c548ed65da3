"""Printed PDFs of decrees as rows and files: one per text and edition, made by a job or at once."""

import hashlib
import logging
import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from plans.decree import pdf
from plans.decree.payload import decree_payload, digest
from plans.models import Decree, Document, Version
from plans.states import Action, Edition
from zi_portal.jobs.models import Job
from zi_portal.jobs.queue import enqueue
from zi_portal.jobs.registry import JobFailed
from zi_portal.jobs.states import JobState
from zi_portal.lib.errors import Refused
from zi_portal.lib.files.storage import StorageFailed, delete_on_failure

logger = logging.getLogger(__name__)

CHANGED = "Naskah sudah berubah sejak permintaan cetak ini dibuat. Silakan minta cetak lagi."
GONE = "Dokumen yang diminta sudah tidak ada. Silakan minta cetak lagi."
UNTRIED = "Cetakan naskah ini belum diperiksa. Tekan “Periksa cetakan”, lalu ajukan setelah selesai."
IN_TRIAL = "Cetakan naskah ini masih diperiksa. Ajukan setelah selesai."
UNPRINTABLE = "Naskah ini tidak dapat dicetak, sehingga belum dapat diajukan. {}"


def request(decree, edition, user):
    """Return the Document of the decree's present text in this edition, with a job unless it is printed already.

    A frozen decree prints its version, any other its current rows, marked as draft. Row and job are written in one
    transaction; a failed job is queued again.
    """
    with transaction.atomic():
        document = _document(decree, edition)
        if not document.file:
            job = enqueue(
                "render_decree",
                key=f"render:{document.pk}",
                payload={"document": document.pk},
                owner=user,
                satker_code=decree.satker.code,
            )
            if document.job_id != job.pk:
                document.job = job
                document.save(update_fields=["job"])
    return document


def trial_of(decree):
    """Return the Document of the original of the draft's present text, None where nobody asked for it."""
    present = Document.objects.filter(edition=Edition.ORIGINAL, is_draft=True, decree=decree)
    return present.filter(source_sha256=digest(decree_payload(decree))).select_related("job").first()


def trial_veto(action, decree):
    """Return why a decree may not be submitted yet: its present text has not been printed; a guard of the workflow."""
    if action != Action.SUBMIT:
        return []
    document = trial_of(decree)
    if document and document.file:
        return []
    job = document and document.job
    if job and job.failed:
        return [UNPRINTABLE.format(job.reason)]
    return [IN_TRIAL if job and not job.ended else UNTRIED]


def render(document_id, progress):
    """Print the document with this id and store its file, unless it is stored already; a job.

    Raise JobFailed (in Indonesian) when the text has changed meanwhile or cannot be printed.
    """
    document = Document.objects.filter(pk=document_id).first()
    if document is None:
        raise JobFailed(GONE)
    if not document.file:
        progress(10)
        payload = _payload_of(document)
        progress(20)
        _print(document, payload, tick=progress)
    return {"document": document.pk, "pages": document.pages, "sha256": document.sha256}


def render_now(decree, edition):
    """Return the PDF bytes of the decree's present text, from the stored file if it was printed before.

    Raise JobFailed (in Indonesian) when it cannot be printed.
    """
    document = _document(decree, edition)
    if not document.file:
        _print(document, _payload_of(document))
    with document.file.open("rb") as file:
        return file.read()


def _document(decree, edition):
    version = Version.objects.filter(decree=decree).only("sha256").first()
    source = version.sha256 if version else digest(decree_payload(decree))
    document, _ = Document.objects.get_or_create(
        decree=decree, edition=edition, is_draft=version is None, source_sha256=source
    )
    _forget_lost_file(document)
    return document


def _forget_lost_file(document):
    """Clear a file that is no longer in the storage, so that it is printed again; a version gives the same bytes."""
    if document.file and not document.file.storage.exists(document.file.name):
        logger.error("The file of document %d is gone; it will be printed again.", document.pk)
        Document.objects.filter(pk=document.pk, file=document.file.name).update(file="")
        Job.objects.filter(pk=document.job_id, state=JobState.DONE).delete()
        document.refresh_from_db()


def _payload_of(document):
    """Return the text that the document was requested for: the version's, or the current one if still the same."""
    if not document.is_draft:
        return Version.objects.get(decree=document.decree_id).payload
    payload = decree_payload(Decree.objects.select_related("satker").get(pk=document.decree_id))
    if digest(payload) != document.source_sha256:
        raise JobFailed(CHANGED)
    return payload


def _print(document, payload, tick=None):
    """Make the PDF and store it under a random name; of two simultaneous prints the first one stays."""
    try:
        content, pages = pdf.decree_pages(payload, edition=document.edition, draft=document.is_draft, tick=tick)
    except Refused as error:
        raise JobFailed(str(error)) from error
    field = Document._meta.get_field("file")
    proposed_name = field.generate_filename(document, f"{secrets.token_urlsafe(18)}.pdf")
    try:
        name = default_storage.save(proposed_name, ContentFile(content))
    except StorageFailed as failure:
        raise JobFailed(failure.message, permanent=False) from failure
    facts = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "pages": pages}
    with delete_on_failure(default_storage, name):
        first = Document.objects.filter(pk=document.pk, file="").update(file=name, **facts)
    if not first:
        default_storage.delete(name)
    document.refresh_from_db()
