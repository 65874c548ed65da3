"""Previews of stored files: pages as pictures and text, made page by page, so that a killed job goes on."""

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
from zi_portal.lib.files.storage import StorageFailed, delete_on_failure
from zi_portal.lib.sandbox import confined, office
from zi_portal.lib.shares import percent

logger = logging.getLogger(__name__)

VERSION = 1
"""Version of this maker: pages of an older one are made again (remaking), each in place of the old one. 1: form fields,
signatures, stamps and notes are shown and read, long pages and pictures are cut."""
PICTURES, PAGES = 300, 2000
"""Number of pages of a file that get a picture; number that get a text."""
GOES_ON = "Halaman berkas ini banyak; gambarnya dibuat bertahap."
TEXTS = 20
"""Number of pages whose text is read at once."""
OFFICE_SECONDS = 15
"""Seconds after which an office file tries LibreOffice again."""
FAULTS, MAX_FAULTS = 3, 6
"""Number of pages beyond the limits after which no more are drawn; number after which no more are read."""
LIMITS = confined.Limits(memory=768 << 20, cpu=20, seconds=40)

SIGNED = b"/ByteRange"
"""Bytes that stand unencoded in every signed PDF (PDF 1.7, 12.8.1)."""
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
"""{code: sentence} of why a preview is incomplete."""
GONE = "Berkas yang akan ditampilkan sudah tidak ada."
BUSY = "Pembuat gambar halaman sedang sibuk; akan dicoba lagi."


def make(file_id, progress):
    """Job handler: make the missing pages of a stored file and return {"file", "pages", "reason"}.

    Only files that are served get pages. The row's preview is set even when nothing can be shown: reason is a code of
    REASONS. Raises JobPostponed to go on after other jobs, JobFailed when another attempt may succeed.
    """
    stored_file = StoredFile.objects.filter(pk=file_id).first()
    if stored_file is None:
        raise JobFailed(GONE)
    if stored_file.served and not is_current(stored_file):
        try:
            stored_file.preview_reason = _preview(stored_file, progress)
        except confined.Exhausted as error:
            raise JobFailed(BUSY, permanent=False) from error
        except StorageFailed as failure:
            raise JobFailed(failure.message, permanent=False) from failure
        _update_preview(stored_file)
    return {"file": stored_file.pk, "pages": stored_file.pages, "reason": stored_file.preview_reason}


def is_current(stored_file):
    """Return whether this version made the pages of a stored file."""
    return stored_file.preview != Preview.PENDING and stored_file.preview_version == VERSION


def _preview(stored_file, progress):
    try:
        with _local_copy(stored_file) as source:
            if stored_file.kind in PDFS:
                reason = _draw_pages(stored_file, source, "pdf", progress)
                stored_file.signatures = _signatures(stored_file, source, progress)
                return reason
            if stored_file.kind in PHOTOS:
                return _draw_pages(stored_file, source, "photo", progress)
            return _preview_office(stored_file, source, progress) if stored_file.kind in OFFICE else "video"
    except FileNotFoundError:
        logger.error("The file of stored file %d is gone.", stored_file.pk)
        return "gone"


@contextmanager
def _local_copy(stored_file):
    """Yield a nameless file of the stored bytes, which a confined child opens through this process."""
    with tempfile.TemporaryFile() as copy:
        with stored_file.file.storage.open(stored_file.file.name, "rb") as original:
            shutil.copyfileobj(original, copy, 1 << 20)
        copy.flush()
        yield copy


def _signatures(stored_file, source, progress):
    """Return what is read of the PDF's signatures; malformed ones are listed as unread and never end the preview."""
    if not _contains(source, SIGNED):
        return []
    for compared in (True, False):
        header = {"compared": compared}
        try:
            report, _ = confined.call(
                "zi_portal.lib.sandbox.inside.signatures:read", header, file=source, limits=LIMITS, tick=progress
            )
            return report["signatures"]
        except (confined.Exhausted, confined.Broken) as error:
            if getattr(error, "reason", "") in confined.Exhausted.TEMPORARY:
                raise
            logger.warning("The signatures of stored file %d were not read: %s", stored_file.pk, error)
    return [UNREAD]


def _contains(file, marker):
    """Return whether these bytes occur in an open file."""
    file.seek(0)
    tail = b""
    while piece := file.read(1 << 20):
        if marker in tail + piece:
            return True
        tail = piece[-len(marker) :]
    return False


def _path(file):
    return f"/proc/{os.getpid()}/fd/{file.fileno()}"


def _update_preview(stored_file):
    """Set the preview of a stored file by the pages that it has."""
    pages = stored_file.page_set
    if pages.exclude(image="").exists():
        stored_file.preview = Preview.IMAGES
    else:
        stored_file.preview = Preview.TEXT if pages.exclude(text="").exists() else Preview.NONE
    stored_file.pages = stored_file.pages or pages.filter(part=1).count()
    stored_file.preview_version = VERSION
    stored_file.save(
        update_fields=["preview", "preview_version", "preview_reason", "preview_faults", "pages", "signatures"]
    )


# Page by page


def _draw_pages(stored_file, source, function, progress):
    """Make the pages from the first missing one and return the code of a reason, "" when all of them are complete."""
    read_pages, turn = _PageReader(stored_file, function, source, progress), Turn()
    number, total = _next_number(stored_file), 0
    while total == 0 or number <= min(total, PAGES):
        progress(percent(number, total or PICTURES))
        report, pictures = read_pages(number, number <= PICTURES and stored_file.preview_faults < FAULTS)
        total = report.get("total", total)
        if "refused" in report or total == 0 or stored_file.preview_faults >= MAX_FAULTS:
            stored_file.pages = 0  # counted from the pages made so far
            return "broken" if "refused" in report else "limits"
        if number > total:
            break
        leaves = report.get("pages") or [EMPTY | {"number": number}]
        _save_pages(stored_file, leaves, pictures or [b""])
        number = leaves[-1]["number"] + 1
        if number <= min(total, PAGES) and turn.over:
            stored_file.save(update_fields=["preview_faults"])
            raise JobPostponed(0, GOES_ON)
    _finish(stored_file, total)
    return "limits" if stored_file.preview_faults else "long" if total > PICTURES else ""


def _next_number(stored_file):
    """Return the number of the first page that this version has not made; at page 1 the faults are reset."""
    last_number = stored_file.page_set.filter(version=VERSION).aggregate(last=Max("number"))["last"] or 0
    stored_file.preview_faults = stored_file.preview_faults if last_number else 0
    return last_number + 1


def _finish(stored_file, total):
    """Set the number of pages and delete those that an older version made beyond it."""
    stored_file.pages = total
    with transaction.atomic():
        _delete_pages(stored_file.page_set.filter(number__gt=total))


class _PageReader:
    """Reads pages of a file in confined children, and counts in the row how often they met their limits."""

    def __init__(self, stored_file, function, file, progress):
        self.stored_file, self.file, self.progress = stored_file, file, progress
        self.name = f"zi_portal.lib.sandbox.inside.leaves:{function}"

    def __call__(self, number, with_picture):
        """Return (report, pictures) of a page with its picture or else without, or of some pages' texts.

        ({}, []) when every attempt fails.
        """
        for draws, count in ((True, 1), (False, 1)) if with_picture else ((False, TEXTS),):
            header = {"first": number, "count": count, "drawn": draws}
            try:
                return confined.call(self.name, header, file=self.file, limits=LIMITS, tick=self.progress)
            except (confined.Exhausted, confined.Broken) as error:
                if getattr(error, "reason", "") in confined.Exhausted.TEMPORARY:
                    raise
                logger.warning("page %d of %s was not made: %s", number, self.name, error)
                self.stored_file.preview_faults += 1
        return {}, []


def _save_pages(stored_file, leaves, pictures):
    """Save pages with their pictures in place of older ones: all, or only pictures that the next attempt replaces."""
    names = [
        _store_picture(stored_file, leaf, picture) if picture else ""
        for leaf, picture in zip(leaves, pictures, strict=True)
    ]
    with ExitStack() as stack:
        for name in filter(None, names):
            stack.enter_context(delete_on_failure(default_storage, name))
        stack.enter_context(transaction.atomic())
        for leaf, name in zip(leaves, names, strict=True):
            _save_page(stored_file, leaf, name)
        for leaf in leaves:
            last_part = max(page["part"] for page in leaves if page["number"] == leaf["number"])
            _delete_pages(stored_file.page_set.filter(number=leaf["number"], part__gt=last_part))


def _save_page(stored_file, leaf, name):
    """Save one page; what an older version made of it stays where this one could make nothing."""
    page, created = FilePage.objects.get_or_create(file=stored_file, number=leaf["number"], part=leaf["part"])
    if not created and page.version != VERSION:
        leaf = leaf | {"text": leaf["text"] or page.text}
    if name or not page.image:
        if page.image and page.image.name != name:
            transaction.on_commit(partial(default_storage.delete, page.image.name))
        page.image, page.width, page.height = name, leaf["width"], leaf["height"]
    page.text, page.version = leaf["text"], VERSION
    page.save()


def _delete_pages(pages):
    """Delete pages with their pictures; in a transaction."""
    names = list(pages.exclude(image="").values_list("image", flat=True))
    pages.delete()
    transaction.on_commit(lambda: [default_storage.delete(name) for name in names])


def _store_picture(stored_file, leaf, picture):
    """Store a picture and return its name; the picture of a killed worker has the same name and is replaced."""
    name = _secret_name(stored_file, f"{leaf['number']}:{leaf['part']}", "webp")
    if default_storage.exists(name):
        default_storage.delete(name)
    return default_storage.save(name, ContentFile(picture))


def _secret_name(stored_file, purpose, suffix):
    """Return a name for the storage that nobody can guess and that is the same at each attempt."""
    secret = hashlib.sha256(f"{stored_file.file.name}:{stored_file.pk}:{purpose}:{VERSION}".encode()).hexdigest()[:40]
    return f"pratinjau/{stored_file.created_at:%Y/%m}/{secret}.{suffix}"


# Office files


def _preview_office(stored_file, source, progress):
    """Make pages of the PDF that LibreOffice makes, failing that of the text, and return the code of a reason."""
    with tempfile.TemporaryFile() as pdf:
        try:
            reason = "" if _write_layout(stored_file, source, pdf, progress) else "no_office"
        except office.Busy as error:
            raise JobPostponed(OFFICE_SECONDS, BUSY) from error
        except office.Failed as error:
            logger.warning("LibreOffice made no pages of stored file %d: %s", stored_file.pk, error.reason)
            reason = "office"
        if not reason:
            reason = _draw_layout(stored_file, pdf, progress)
    return reason if stored_file.page_set.exists() else _save_texts(stored_file, source, reason, progress)


def _write_layout(stored_file, source, pdf, progress):
    """Write the PDF of an office file, the one of an earlier turn or a new one; return False without LibreOffice."""
    try:
        with default_storage.open(_layout_name(stored_file), "rb") as layout:
            shutil.copyfileobj(layout, pdf, 1 << 20)
    except FileNotFoundError:
        return office.to_pdf(_path(source), stored_file.kind, pdf, tick=progress)
    pdf.flush()
    return True


def _draw_layout(stored_file, pdf, progress):
    """Make pages of the PDF of an office file, which is stored while other jobs have their turn and swept later."""
    name = _layout_name(stored_file)
    try:
        reason = _draw_pages(stored_file, pdf, "pdf", progress)
    except JobPostponed:
        if not default_storage.exists(name):
            pdf.seek(0)
            default_storage.save(name, File(pdf))
        raise
    default_storage.delete(name)
    return reason


def _layout_name(stored_file):
    return _secret_name(stored_file, "tata letak", "pdf")


def _save_texts(stored_file, source, reason, progress):
    header = {"kind": stored_file.kind}
    try:
        report, _ = confined.call(
            "zi_portal.lib.sandbox.inside.leaves:office", header, file=source, limits=LIMITS, tick=progress
        )
    except (confined.Exhausted, confined.Broken) as error:
        if getattr(error, "reason", "") in confined.Exhausted.TEMPORARY:
            raise
        logger.warning("the text of stored file %d was not read: %s", stored_file.pk, error)
        return "limits"
    if "refused" in report:
        return "broken"
    with transaction.atomic():
        texts = enumerate(report["texts"][:PAGES], 1)
        FilePage.objects.bulk_create(
            FilePage(file=stored_file, number=number, text=text, version=VERSION) for number, text in texts
        )
        stored_file.preview_reason = reason
        _update_preview(stored_file)
    return reason
