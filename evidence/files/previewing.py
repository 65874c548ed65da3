"""Pages of stored files as pictures and text: made by the worker, page by page, so that a killed one goes on."""

import hashlib
import logging
import os
import shutil
import tempfile
from contextlib import ExitStack, contextmanager
from functools import partial

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max

from evidence.models import FilePage, StoredFile
from evidence.signatures import UNREAD
from evidence.states import Preview
from zi_portal.jobs.registry import JobFailed, JobPostponed
from zi_portal.jobs.turns import Turn
from zi_portal.lib.files.storage import StorageFailed, kept_only_if_done
from zi_portal.lib.sandbox import confined, office
from zi_portal.lib.shares import percent

logger = logging.getLogger(__name__)

VERSION = 1
"""Of the maker: pages of an older one are made again (remaking), each at the place of the old one. 1: form fields,
signatures, stamps and notes are shown and read, long pages and pictures are cut."""
PICTURES, PAGES = 300, 2000
"""Of so many pages pictures are made, and texts of so many."""
GOES_ON = "Halaman berkas ini banyak; gambarnya dibuat bertahap."
TEXTS = 20
"""Pages whose text is read at once."""
OFFICE_SECONDS = 15
"""After so long an office file tries again whether LibreOffice is free."""
FAULTS, MOST_FAULTS = 3, 6
"""After so many pages beyond the limits no more are drawn, and after so many none is read."""
LIMITS = confined.Limits(memory=768 << 20, cpu=20, seconds=40)

SIGNED = b"/ByteRange"
"""Stands in the open in every PDF that bears a signature (PDF 1.7, 12.8.1)."""
EMPTY = {"part": 1, "width": 0, "height": 0, "text": ""}
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
    of REASONS. Raises JobPostponed to go on after others, JobFailed for what another try may mend.
    """
    row = StoredFile.objects.filter(pk=file_id).first()
    if row is None:
        raise JobFailed(GONE)
    if row.served and not made(row):
        try:
            row.preview_reason = _made(row, progress)
        except confined.Exhausted as error:
            raise JobFailed(BUSY, permanent=False) from error
        except StorageFailed as failure:
            raise JobFailed(failure.message, permanent=False) from failure
        _settle(row)
    return {"file": row.pk, "pages": row.pages, "reason": row.preview_reason}


def made(row):
    """Whether the present maker made the pages of a stored file."""
    return row.preview != Preview.PENDING and row.preview_version == VERSION


def _made(row, progress):
    try:
        with _copied(row) as source:
            if row.kind in PDFS:
                reason = _walk(row, source, "pdf", progress)
                row.signatures = _signatures(row, source, progress)
                return reason
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


def _signatures(row, source, progress):
    """What is read of the PDF's signatures; odd ones are told as unread and never end the preview."""
    if not _holds(source, SIGNED):
        return []
    for compared in (True, False):
        header = {"compared": compared}
        try:
            said, _ = confined.call(
                "zi_portal.lib.sandbox.inside.signatures:read", header, file=source, limits=LIMITS, tick=progress
            )
            return said["signatures"]
        except (confined.Exhausted, confined.Broken) as error:
            if getattr(error, "what", "") in confined.Exhausted.AGAIN:
                raise
            logger.warning("The signatures of stored file %d were not read: %s", row.pk, error)
    return [UNREAD]


def _holds(file, mark):
    """Whether these bytes stand anywhere in an open file."""
    file.seek(0)
    end = b""
    while piece := file.read(1 << 20):
        if mark in end + piece:
            return True
        end = piece[-len(mark) :]
    return False


def _path(file):
    return f"/proc/{os.getpid()}/fd/{file.fileno()}"


def _settle(row):
    """What the pages that are there make the preview."""
    pages = row.page_set
    if pages.exclude(image="").exists():
        row.preview = Preview.IMAGES
    else:
        row.preview = Preview.TEXT if pages.exclude(text="").exists() else Preview.NONE
    row.pages = row.pages or pages.filter(part=1).count()
    row.preview_version = VERSION
    row.save(update_fields=["preview", "preview_version", "preview_reason", "preview_faults", "pages", "signatures"])


# Page by page


def _walk(row, source, function, progress):
    """Make the pages from the first that is not there yet; the code of a reason, "" when all are as wanted."""
    asked, turn = _Asked(row, function, source, progress), Turn()
    number, total = _next(row), 0
    while total == 0 or number <= min(total, PAGES):
        progress(percent(number, total or PICTURES))
        said, pictures = asked(number, number <= PICTURES and row.preview_faults < FAULTS)
        total = said.get("total", total)
        if "refused" in said or total == 0 or row.preview_faults >= MOST_FAULTS:
            row.pages = 0  # as many as there are
            return "broken" if "refused" in said else "limits"
        if number > total:
            break
        leaves = said.get("pages") or [EMPTY | {"number": number}]
        _keep(row, leaves, pictures or [b""])
        number = leaves[-1]["number"] + 1
        if number <= min(total, PAGES) and turn.over:
            row.save(update_fields=["preview_faults"])
            raise JobPostponed(0, GOES_ON)
    _finish(row, total)
    return "limits" if row.preview_faults else "long" if total > PICTURES else ""


def _next(row):
    """Number of the first page that the present maker has not made yet; at the first one faults are counted anew."""
    last = row.page_set.filter(version=VERSION).aggregate(last=Max("number"))["last"] or 0
    row.preview_faults = row.preview_faults if last else 0
    return last + 1


def _finish(row, total):
    """The file has so many pages: what an older maker made beyond them goes."""
    row.pages = total
    with transaction.atomic():
        _drop(row.page_set.filter(number__gt=total))


class _Asked:
    """Asks confined children for pages of a file; counts in the row how often they met their limits."""

    def __init__(self, row, function, file, progress):
        self.row, self.name, self.file, self.progress = (
            row,
            f"zi_portal.lib.sandbox.inside.leaves:{function}",
            file,
            progress,
        )

    def __call__(self, number, drawn):
        """(answer, pictures) for a page with its picture, else without, or for some pages' text; ({}, []) for none."""
        for wanted, count in ((True, 1), (False, 1)) if drawn else ((False, TEXTS),):
            header = {"first": number, "count": count, "drawn": wanted}
            try:
                return confined.call(self.name, header, file=self.file, limits=LIMITS, tick=self.progress)
            except (confined.Exhausted, confined.Broken) as error:
                if getattr(error, "what", "") in confined.Exhausted.AGAIN:
                    raise
                logger.warning("page %d of %s was not made: %s", number, self.name, error)
                self.row.preview_faults += 1
        return {}, []


def _keep(row, leaves, pictures):
    """Pages with their pictures, at the place of older ones: all at once, or as pictures that the next try replaces."""
    names = [_stored(row, leaf, picture) if picture else "" for leaf, picture in zip(leaves, pictures, strict=True)]
    with ExitStack() as stack:
        for name in filter(None, names):
            stack.enter_context(kept_only_if_done(default_storage, name))
        stack.enter_context(transaction.atomic())
        for leaf, name in zip(leaves, names, strict=True):
            _replace(row, leaf, name)
        for leaf in leaves:
            last = max(one["part"] for one in leaves if one["number"] == leaf["number"])
            _drop(row.page_set.filter(number=leaf["number"], part__gt=last))


def _replace(row, leaf, name):
    """One page; what an older maker made of it stays where this one could not."""
    page, new = FilePage.objects.get_or_create(file=row, number=leaf["number"], part=leaf["part"])
    if not new and page.version != VERSION:
        leaf = leaf | {"text": leaf["text"] or page.text}
    if name or not page.image:
        if page.image and page.image.name != name:
            transaction.on_commit(partial(default_storage.delete, page.image.name))
        page.image, page.width, page.height = name, leaf["width"], leaf["height"]
    page.text, page.version = leaf["text"], VERSION
    page.save()


def _drop(pages):
    """Take pages away, with their pictures; in a transaction."""
    names = list(pages.exclude(image="").values_list("image", flat=True))
    pages.delete()
    transaction.on_commit(lambda: [default_storage.delete(name) for name in names])


def _stored(row, leaf, picture):
    """Name of the stored picture: a killed worker's picture is found and replaced."""
    wanted = _secret_name(row, f"{leaf['number']}:{leaf['part']}", "webp")
    if default_storage.exists(wanted):
        default_storage.delete(wanted)
    return default_storage.save(wanted, ContentFile(picture))


def _secret_name(row, what, suffix):
    """Name in the storage that nobody can guess and each try finds again."""
    secret = hashlib.sha256(f"{row.file.name}:{row.pk}:{what}:{VERSION}".encode()).hexdigest()[:40]
    return f"pratinjau/{row.created_at:%Y/%m}/{secret}.{suffix}"


# Office files


def _office(row, source, progress):
    """As pages of a PDF where LibreOffice makes one, else as text."""
    with tempfile.TemporaryFile() as pdf:
        try:
            reason = "" if _laid_out(row, source, pdf, progress) else "no_office"
        except office.Busy as error:
            raise JobPostponed(OFFICE_SECONDS, BUSY) from error
        except office.Failed as error:
            logger.warning("LibreOffice made no pages of stored file %d: %s", row.pk, error.what)
            reason = "office"
        if not reason:
            reason = _walk_layout(row, pdf, progress)
    return reason if row.page_set.exists() else _texts(row, source, reason, progress)


def _laid_out(row, source, pdf, progress):
    """Write the file's PDF: the one that an earlier turn kept, else a new one; False where LibreOffice is absent."""
    try:
        with default_storage.open(_layout(row), "rb") as kept:
            shutil.copyfileobj(kept, pdf, 1 << 20)
    except FileNotFoundError:
        return office.to_pdf(_path(source), row.kind, pdf, tick=progress)
    pdf.flush()
    return True


def _walk_layout(row, pdf, progress):
    """Pages of the file's PDF, which is kept while others have their turn; what is left of it is swept."""
    name = _layout(row)
    try:
        reason = _walk(row, pdf, "pdf", progress)
    except JobPostponed:
        if not default_storage.exists(name):
            pdf.seek(0)
            default_storage.save(name, File(pdf))
        raise
    default_storage.delete(name)
    return reason


def _layout(row):
    return _secret_name(row, "tata letak", "pdf")


def _texts(row, source, reason, progress):
    header = {"kind": row.kind}
    try:
        said, _ = confined.call(
            "zi_portal.lib.sandbox.inside.leaves:office", header, file=source, limits=LIMITS, tick=progress
        )
    except (confined.Exhausted, confined.Broken) as error:
        if getattr(error, "what", "") in confined.Exhausted.AGAIN:
            raise
        logger.warning("the text of stored file %d was not read: %s", row.pk, error)
        return "limits"
    if "refused" in said:
        return "broken"
    with transaction.atomic():
        texts = enumerate(said["texts"][:PAGES], 1)
        FilePage.objects.bulk_create(
            FilePage(file=row, number=number, text=text, version=VERSION) for number, text in texts
        )
        row.preview_reason = reason
        _settle(row)
    return reason
