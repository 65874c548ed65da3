"""What the virus scanner says of stored files: nothing is served before, what is found is taken out of use."""

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
"""States of an evidence that must go back when its file turns out bad."""


def scan(file_pk, progress):
    """Job: ask the scanner about a file that waits for it; {"file", "scan"}. Safe to run twice.

    Raises JobPostponed while the scanner is away: the file is not served until it answers.
    """
    row = StoredFile.objects.select_related("satker").filter(pk=file_pk).first()
    if row is None:
        return {"file": file_pk, "scan": ""}
    if row.scan == Scan.PENDING:
        row.scan = _judge(row, Scan.PENDING, progress)
    if row.served:
        storing.follow_up(row)
    return {"file": row.pk, "scan": row.scan}


def rescan(progress, now=None):
    """Job: ask again about files whose last answer is old, and about those stored while there was no scanner.

    {"scanned", "bad"}. Raises JobPostponed to go on in turns, or while the scanner is away.
    """
    if not settings.CLAMD_SOCKET:
        return {"scanned": 0, "bad": 0}
    turn, last, scanned, bad = Turn(), 0, 0, 0
    old = _old(now or timezone.now())
    while some := list(old.filter(pk__gt=last)[:AT_ONCE]):
        last = some[-1].pk
        for row in some:
            try:
                said = _judge(row, row.scan, progress)
            except JobFailed:
                continue  # it cannot be read: the nightly look at all files names it
            scanned, bad = scanned + 1, bad + (said != Scan.CLEAN)
            if turn.over:
                raise JobPostponed(0, GOES_ON)
    return {"scanned": scanned, "bad": bad}


def _old(now):
    rows = StoredFile.objects.select_related("satker").exclude(file="").order_by("pk")
    stale = rows.filter(scan=Scan.CLEAN, scanned_at__lt=now - timedelta(days=RESCAN_DAYS))
    return stale | rows.filter(scan=Scan.OFF)


def _judge(row, before, progress):
    """Ask, and write the answer where the row is still as it was; the Scan."""
    answer = _asked(row, progress) if settings.CLAMD_SOCKET else None
    said = SCANS[answer.verdict] if answer else Scan.OFF
    with transaction.atomic():
        held = StoredFile.objects.select_for_update(of=("self",)).select_related("satker").get(pk=row.pk)
        if held.scan != before:  # another one was first
            return held.scan
        held.scan, held.scanned_at = said, timezone.now() if answer else None
        held.signature = answer.detail[:200] if answer else ""
        held.save(update_fields=["scan", "scanned_at", "signature"])
        if held.bad:
            _take_out(held)
            _forget_packages(held)
    return said


def _asked(row, progress):
    """clamd.Answer about a stored file; raises JobPostponed, JobFailed."""
    try:
        return clamd.scan(settings.CLAMD_SOCKET, _pieces(row.file.name, progress))
    except clamd.ScannerDown as error:
        logger.warning("The virus scanner does not answer: %s", error)
        raise JobPostponed(DOWN_SECONDS, DOWN) from error
    except FileNotFoundError as error:
        raise JobFailed(GONE) from error
    except StorageFailed as failure:
        raise JobFailed(failure.message, permanent=False) from failure


def _pieces(name, progress):
    """The stored bytes; the lease is renewed about once a second meanwhile."""
    told = time.monotonic()
    with default_storage.open(name, "rb") as file:
        while piece := file.read(PIECE):
            if time.monotonic() - told > 1:
                progress()
                told = time.monotonic()
            yield piece
    progress()


def _take_out(held):
    """Evidence that shows a bad file goes back, an upload that holds it is refused, and all is recorded."""
    code = "infected" if held.scan == Scan.INFECTED else "unscannable"
    text = types.sentence(code, what=f" ({held.signature})" if held.signature else "")
    uses = Evidence.objects.filter(revisions__file=held, state__in=IN_USE).values_list("pk", flat=True)
    for pk in sorted(set(uses)):
        evidence = workflow.lock(pk)
        if evidence.state in IN_USE and evidence.present.file_id == held.pk:
            workflow.change(evidence, Verdict.RETURN, None, target=EvidenceState.RETURNED, note=text)
    ready = UploadItem.objects.filter(file=held, state=Arrival.READY)
    ready.update(state=Arrival.REFUSED, code=code, message=text, proposal=[])
    event, facts = f"file.{code}", {"signature": held.signature, "size": held.size}
    chain.record(event, actor=None, subject=held, satker_code=held.satker.code, after=facts)


def _forget_packages(held):
    """Take away packages that may hold a bad file: those of its office since it was stored; they are made anew."""
    rows = Package.objects.filter(satker=held.satker, created_at__gte=held.created_at).exclude(file="")
    names = list(rows.values_list("file", flat=True))
    rows.update(file="")
    transaction.on_commit(lambda: [default_storage.delete(name) for name in names])


def forget_infected(tick=lambda: None, now=None):
    """Delete the bytes of files that were found infected 30 days ago; their rows stay. How many."""
    before = (now or timezone.now()) - timedelta(days=QUARANTINE_DAYS)
    old = StoredFile.objects.filter(scan=Scan.INFECTED, scanned_at__lt=before).exclude(file="")
    number = 0
    for row in old.order_by("pk"):
        with transaction.atomic():
            name = row.file.name
            StoredFile.objects.filter(pk=row.pk).update(file="")
            transaction.on_commit(lambda name=name: default_storage.delete(name))
        number += 1
        tick()
    return number
