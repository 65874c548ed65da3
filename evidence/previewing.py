"""Pages of stored files as pictures and text: made by the worker, page by page, so that a killed one goes on."""

import hashlib
import logging
import os
import shutil
import tempfile
import time
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from evidence.models import FilePage, StoredFile
from evidence.states import Preview
from zi_portal.jobs.models import Job
from zi_portal.jobs.registry import JobFailed
from zi_portal.lib import confined, office
from zi_portal.lib.storage import StorageFailed, kept_only_if_done

logger = logging.getLogger(__name__)

SIDE, TALLEST = 1400, 4200
"""Pixels of a page's picture."""
PICTURES, PAGES = 300, 2000
"""Of so many pages pictures are made, and texts of so many."""
DRAWING = 200
"""Seconds after which no more pictures are made in one job; its task ends at 300."""
TEXTS = 20
"""Pages whose text is read at once."""
FAULTS, MOST_FAULTS = 3, 6
"""After so many pages beyond the limits no more are drawn, and after so many none is read."""
LIMITS = confined.Limits(memory=768 << 20, cpu=20, seconds=40)

PDFS, PHOTOS, OFFICE = {"pdf"}, {"jpg", "jpeg", "png", "webp"}, {"docx", "xlsx", "pptx"}
REASONS = {
    "": "Halaman berkas ini tidak digambar. Unduh untuk melihat aslinya.",
    "gone": "Berkas ini tidak ada lagi di penyimpanan. Hubungi administrator.",
    "video": "Video dan jenis berkas ini tidak mempunyai pratinjau. Unduh untuk melihat isinya.",
    "broken": "Halaman berkas ini tidak dapat digambar. Unduh untuk melihat isinya.",
    "limits": "Sebagian halaman terlalu berat untuk digambar. Unduh untuk melihat isinya secara lengkap.",
    "long": f"Berkas ini panjang: gambar dibuat untuk paling banyak {PICTURES} halaman pertama, selebihnya teks.",
    "no_office": "LibreOffice tidak terpasang di peladen, jadi yang tampil teksnya saja. Unduh untuk melihat aslinya.",
    "office": "Tata letak berkas ini tidak dapat digambar, jadi yang tampil teksnya saja. Unduh untuk melihat aslinya.",
}
"""Why a preview is not all that it could be: code → sentence."""
GONE = "Berkas yang akan ditampilkan sudah tidak ada."
BUSY = "Pembuat gambar halaman sedang sibuk; akan dicoba lagi."


def key(file_id):
    """Key of the job that makes the pages of a stored file."""
    return f"preview_evidence:{file_id}"


def make(file_id, progress):
    """Make the pages of the stored file of this id that are not there yet (job handler); {"file", "pages", "reason"}.

    Only of files that are served. Ends with the row's preview set, also when nothing can be shown: reason is a code
    of REASONS. Raises JobFailed for what another try may mend.
    """
    row = StoredFile.objects.filter(pk=file_id).first()
    if row is None:
        raise JobFailed(GONE)
    if not row.served or row.preview != Preview.PENDING:
        return {"file": row.pk, "pages": row.pages, "reason": reason_of(row)}
    try:
        reason = _made(row, progress)
    except confined.Exhausted as error:
        raise JobFailed(BUSY, permanent=False) from error
    except StorageFailed as failure:
        raise JobFailed(failure.message, permanent=False) from failure
    _settle(row)
    return {"file": row.pk, "pages": row.pages, "reason": reason}


def reason_of(row):
    """Code of REASONS for a stored file whose pages were made; "" also when that was long ago."""
    result = Job.objects.filter(key=key(row.pk)).values_list("result", flat=True).first() or {}
    return result.get("reason", "") if result.get("reason", "") in REASONS else ""


def _made(row, progress):
    try:
        with _copied(row) as source:
            if row.kind in PDFS:
                return _walk(row, source, "pdf", progress)
            if row.kind in PHOTOS:
                return _walk(row, source, "photo", progress)
            return _office(row, source, progress) if row.kind in OFFICE else "video"
    except FileNotFoundError:
        logger.error("The file of stored file %d is gone.", row.pk)
        return "gone"


@contextmanager
def _copied(row):
    """The stored bytes in a file without a name, which a confined child opens through this process."""
    with tempfile.TemporaryFile() as copy:
        with row.file.storage.open(row.file.name, "rb") as stored:
            shutil.copyfileobj(stored, copy, 1 << 20)
        copy.flush()
        yield copy


def _path(file):
    return f"/proc/{os.getpid()}/fd/{file.fileno()}"


def _settle(row):
    """What the pages that are there make the preview."""
    pages = row.page_set
    if pages.exclude(image="").exists():
        row.preview = Preview.IMAGES
    else:
        row.preview = Preview.TEXT if pages.exclude(text="").exists() else Preview.NONE
    row.pages = row.pages or pages.count()
    row.save(update_fields=["preview", "pages"])


# Page by page


def _walk(row, source, function, progress):
    """Make the pages from the first that is not there yet; the code of a reason, "" when all are as wanted."""
    asked = _Asked(function, _path(source), progress)
    number, end, reason = row.page_set.count() + 1, time.monotonic() + DRAWING, ""
    while row.pages == 0 or number <= min(row.pages, PAGES):
        progress(number * 100 // (row.pages or PICTURES))
        drawn = number <= PICTURES and asked.faults < FAULTS and time.monotonic() < end
        said, pictures = asked(number, drawn)
        row.pages = said.get("total", row.pages)
        if "refused" in said or row.pages == 0 or asked.faults >= MOST_FAULTS:
            row.pages = 0  # as many as there are
            return "broken" if "refused" in said else "limits"
        if number > row.pages:
            break
        if not drawn:
            reason = "long"
        leaves = said.get("pages") or [{"number": number, "width": 0, "height": 0, "text": ""}]
        for leaf, picture in zip(leaves, pictures or [b""], strict=True):
            _keep(row, leaf, picture)
        number += len(leaves)
    return "limits" if asked.faults else reason


class _Asked:
    """Asks confined children for pages; faults: how many of them met their limits."""

    def __init__(self, function, path, progress):
        self.name, self.path, self.progress = f"zi_portal.lib.leaves:{function}", path, progress
        self.faults = 0

    def __call__(self, number, drawn):
        """(answer, pictures) for a page with its picture, else without, or for some pages' text; ({}, []) for none."""
        for side, count in ((SIDE, 1), (0, 1)) if drawn else ((0, TEXTS),):
            header = {"path": self.path, "first": number, "count": count, "side": side, "tallest": TALLEST}
            try:
                return confined.call(self.name, header, limits=LIMITS, tick=self.progress)
            except (confined.Exhausted, confined.Broken) as error:
                if getattr(error, "what", "") in confined.Exhausted.AGAIN:
                    raise
                logger.warning("page %d of %s was not made: %s", number, self.name, error)
                self.faults += 1
        return {}, []


def _keep(row, leaf, picture):
    """A page with its picture: both, or a picture under the name that the next try takes again."""
    name = _stored(row, leaf["number"], picture) if picture else ""
    with kept_only_if_done(default_storage, name) if name else transaction.atomic():
        page, made = FilePage.objects.get_or_create(file=row, number=leaf["number"], defaults=_facts(leaf, name))
    if not made and name and page.image.name != name:
        default_storage.delete(name)  # another worker was at it too: its picture stays


def _facts(leaf, name):
    return {"image": name, "width": leaf["width"], "height": leaf["height"], "text": leaf["text"]}


def _stored(row, number, picture):
    """Name of the stored picture: nobody can guess it, and a killed worker's picture is found and replaced."""
    secret = hashlib.sha256(f"{row.file.name}:{row.pk}:{number}".encode()).hexdigest()[:40]
    wanted = f"pratinjau/{row.created_at:%Y/%m}/{secret}.webp"
    if default_storage.exists(wanted):
        default_storage.delete(wanted)
    return default_storage.save(wanted, ContentFile(picture))


# Office files


def _office(row, source, progress):
    """As pages of a PDF where LibreOffice makes one, else as text."""
    with tempfile.TemporaryFile() as pdf:
        try:
            made = office.to_pdf(_path(source), row.kind, pdf, tick=progress)
            reason = "" if made else "no_office"
        except office.Busy as error:
            raise JobFailed(BUSY, permanent=False) from error
        except office.Failed as error:
            logger.warning("LibreOffice made no pages of stored file %d: %s", row.pk, error.what)
            reason = "office"
        if not reason:
            reason = _walk(row, pdf, "pdf", progress)
    return reason if row.page_set.exists() else _texts(row, source, reason, progress)


def _texts(row, source, reason, progress):
    header = {"path": _path(source), "kind": row.kind}
    try:
        said, _ = confined.call("zi_portal.lib.leaves:office", header, limits=LIMITS, tick=progress)
    except (confined.Exhausted, confined.Broken) as error:
        if getattr(error, "what", "") in confined.Exhausted.AGAIN:
            raise
        logger.warning("the text of stored file %d was not read: %s", row.pk, error)
        return "limits"
    if "refused" in said:
        return "broken"
    with transaction.atomic():
        texts = enumerate(said["texts"][:PAGES], 1)
        FilePage.objects.bulk_create(FilePage(file=row, number=number, text=text) for number, text in texts)
        _settle(row)
    return reason
