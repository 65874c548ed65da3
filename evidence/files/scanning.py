"""Scanning stored files for viruses: no file is served before its scan, and a bad file is taken out of use."""

import logging
import time
from datetime import timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from evidence import workflow
from evidence.files import storing, types
from evidence.models import Evidence, Package, StoredFile, UploadItem
from evidence.states import Arrival, EvidenceState, Scan, Verdict
from zi_portal.audit import chain
from zi_portal.jobs.registry import JobFailed, JobPostponed
from zi_portal.jobs.turns import Turn
from zi_portal.lib.files import clamd
from zi_portal.lib.files.storage import StorageFailed

logger = logging.getLogger(__name__)

PIECE = 1 << 17
DOWN_SECONDS = 60
DOWN = "Pemindai virus tidak dapat dihubungi; berkas baru dilayani setelah dipindai."
GONE = "Berkasnya tidak ada di penyimpanan."
RESCAN_DAYS = 30
QUARANTINE_DAYS = 30
AT_ONCE = 50
GOES_ON = "Pemindaian ulang dilanjutkan bertahap."
SCANS = {clamd.CLEAN: Scan.CLEAN, clamd.INFECTED: Scan.INFECTED, clamd.UNSCANNABLE: Scan.UNSCANNABLE}
IN_USE = (
    EvidenceState.UPLOADED,
    EvidenceState.ACCEPTED,
    EvidenceState.QUESTIONED,
    EvidenceState.CONFIRMED,
)
"""States of evidence that is returned when its file turns out bad."""


def scan(file_pk, progress):
    """Job: scan a file that waits for it and return {"file", "scan"}. Safe to run twice.

    Raises JobPostponed while the scanner is down: the file is not served until it answers.
    """
    stored_file = StoredFile.objects.select_related("satker").filter(pk=file_pk).first()
    if stored_file is None:
        return {"file": file_pk, "scan": ""}
    if stored_file.scan == Scan.PENDING:
        stored_file.scan = _judge(stored_file, Scan.PENDING, progress)
    if stored_file.served:
        storing.follow_up(stored_file)
    return {"file": stored_file.pk, "scan": stored_file.scan}


def rescan(progress, now=None):
    """Job: scan files again whose last scan is old or that were stored without a scanner; return {"scanned", "bad"}.

    Raises JobPostponed to go on in turns, or while the scanner is down.
    """
    if not settings.CLAMD_SOCKET:
        return {"scanned": 0, "bad": 0}
    turn, last, scanned_count, bad_count = Turn(), 0, 0, 0
    stale_files = _stale_files(now or timezone.now())
    while files := list(stale_files.filter(pk__gt=last)[:AT_ONCE]):
        last = files[-1].pk
        for stored_file in files:
            try:
                scan = _judge(stored_file, stored_file.scan, progress)
            except JobFailed:
                continue  # the file cannot be read: the nightly verification names it
            scanned_count, bad_count = scanned_count + 1, bad_count + (scan != Scan.CLEAN)
            if turn.over:
                raise JobPostponed(0, GOES_ON)
    return {"scanned": scanned_count, "bad": bad_count}


def _stale_files(now):
    rows = StoredFile.objects.select_related("satker").exclude(file="").order_by("pk")
    stale = rows.filter(scan=Scan.CLEAN, scanned_at__lt=now - timedelta(days=RESCAN_DAYS))
    return stale | rows.filter(scan=Scan.OFF)


def _judge(stored_file, expected_scan, progress):
    """Scan the file, write the answer unless the row has changed, and return the row's Scan."""
    answer = _ask(stored_file, progress) if settings.CLAMD_SOCKET else None
    scan = SCANS[answer.verdict] if answer else Scan.OFF
    with transaction.atomic():
        locked_file = StoredFile.objects.select_for_update(of=("self",)).select_related("satker").get(pk=stored_file.pk)
        if locked_file.scan != expected_scan:  # another worker was first
            return locked_file.scan
        locked_file.scan, locked_file.scanned_at = scan, timezone.now() if answer else None
        locked_file.signature = answer.detail[:200] if answer else ""
        locked_file.save(update_fields=["scan", "scanned_at", "signature"])
        if locked_file.bad:
            _withdraw(locked_file)
            _forget_packages(locked_file)
    return scan


def _ask(stored_file, progress):
    """Return the scanner's clamd.Answer about a stored file; raises JobPostponed, JobFailed."""
    try:
        return clamd.scan(settings.CLAMD_SOCKET, _pieces(stored_file.file.name, progress))
    except clamd.ScannerDown as error:
        logger.warning("The virus scanner does not answer: %s", error)
        raise JobPostponed(DOWN_SECONDS, DOWN) from error
    except FileNotFoundError as error:
        raise JobFailed(GONE) from error
    except StorageFailed as failure:
        raise JobFailed(failure.message, permanent=False) from failure


def _pieces(name, progress):
    """Yield the stored bytes; meanwhile the lease is renewed about once a second."""
    reported_at = time.monotonic()
    with default_storage.open(name, "rb") as file:
        while piece := file.read(PIECE):
            if time.monotonic() - reported_at > 1:
                progress()
                reported_at = time.monotonic()
            yield piece
    progress()


def _withdraw(stored_file):
    """Return evidence that shows a bad file, refuse an upload that has it, and record this."""
    code = "infected" if stored_file.scan == Scan.INFECTED else "unscannable"
    sentence = types.sentence(code, signature=f" ({stored_file.signature})" if stored_file.signature else "")
    uses = Evidence.objects.filter(revisions__file=stored_file, state__in=IN_USE).values_list("pk", flat=True)
    for pk in sorted(set(uses)):
        evidence = workflow.lock(pk)
        if evidence.state in IN_USE and evidence.present.file_id == stored_file.pk:
            workflow.change(evidence, Verdict.RETURN, None, target=EvidenceState.RETURNED, note=sentence)
    ready_items = UploadItem.objects.filter(file=stored_file, state=Arrival.READY)
    ready_items.update(state=Arrival.REFUSED, code=code, message=sentence, proposal=[])
    event, details = f"file.{code}", {"signature": stored_file.signature, "size": stored_file.size}
    chain.record(event, actor=None, subject=stored_file, satker_code=stored_file.satker.code, after=details)


def _forget_packages(stored_file):
    """Delete the packages that may contain a bad file, those of its office since it was stored; they are made anew."""
    packages = Package.objects.filter(satker=stored_file.satker, created_at__gte=stored_file.created_at).exclude(
        file=""
    )
    names = list(packages.values_list("file", flat=True))
    packages.update(file="")
    transaction.on_commit(lambda: [default_storage.delete(name) for name in names])


def forget_infected(tick=lambda: None, now=None):
    """Delete the bytes of files found infected 30 days ago, whose rows stay, and return how many those were."""
    deadline = (now or timezone.now()) - timedelta(days=QUARANTINE_DAYS)
    expired_files = StoredFile.objects.filter(scan=Scan.INFECTED, scanned_at__lt=deadline).exclude(file="")
    deleted_count = 0
    for stored_file in expired_files.order_by("pk"):
        with transaction.atomic():
            name = stored_file.file.name
            StoredFile.objects.filter(pk=stored_file.pk).update(file="")
            transaction.on_commit(lambda name=name: default_storage.delete(name))
        deleted_count += 1
        tick()
    return deleted_count
