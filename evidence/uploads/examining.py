"""Examination of a file that has arrived: joined, inspected in a confined child, stored once, its place proposed.

It may run twice, and be killed anywhere: each step looks at the rows first, and an outcome is written once.
"""

import hashlib
import logging
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone

from evidence.files import storing, types
from evidence.models import EvidenceRevision, StoredFile, UploadItem
from evidence.places.proposing import Proposer
from evidence.states import Arrival, Scan
from evidence.uploads import parts, quota, unpacking
from zi_portal.audit import chain
from zi_portal.jobs.registry import Cancelled, JobFailed, JobPostponed
from zi_portal.jobs.states import JobState
from zi_portal.lib.files.storage import StorageFailed
from zi_portal.lib.sandbox import confined
from zi_portal.lib.shares import percent

logger = logging.getLogger(__name__)

LIMITS = confined.Limits(memory=640 << 20, cpu=60, seconds=120)
AREA = 50_000_000
"""Number of pixels that a picture may have: a phone's camera of 48 million fits."""
SIDE = 1920
"""Pixels of the short side to which a picture is reduced: a photo to 2560 × 1920, a long screenshot by its width."""
PIECE = 1 << 20
ZIP_ROOM = 4 << 30
TURN_SECONDS = 40
"""Seconds that one run works at an archive before other jobs have their turn; the next run goes on where it stopped."""
TOO_MANY = "Dari satu arsip dibuka paling banyak 2.000 berkas. Buat arsip lain dengan berkas selebihnya, lalu unggah."
GOES_ON = "Arsipnya besar; isinya dibuka bertahap."


@dataclass(slots=True)
class Outcome:
    """Outcome of one file: its final state, the reason as code and sentence, its StoredFile when it was accepted."""

    state: str
    code: str = ""
    message: str = ""
    file: object = None


def refusal_outcome(code, **blanks):
    """Return the Outcome of a refusal."""
    return Outcome(Arrival.REFUSED, code, types.sentence(code, **blanks))


def check(item_pk, progress):
    """Job: examine an arrived file, write its outcome and return {"item", "state"}.

    Raises JobFailed when the storage is down, and when it lost parts: those are asked for again (see follow).
    """
    item = UploadItem.objects.select_related("batch__satker", "batch__user").filter(pk=item_pk).first()
    if item is None or item.state != Arrival.ARRIVED:
        return {"item": item_pk, "state": item.state if item else ""}
    try:
        outcome = _examine_item(item, progress)
    except StorageFailed as failure:
        raise JobFailed(failure.message, permanent=False) from failure
    _end(item, outcome, Proposer(item.batch))
    return {"item": item.pk, "state": outcome.state}


def _examine_item(item, progress):
    with tempfile.TemporaryFile() as content:
        sha256 = _join(item, content, progress)
        progress(10)
        if types.kind_of(item.path) == "zip":
            return _unpack(item, content, progress)
        return examine(item.batch, item.path, content, sha256, tick=progress)


def _join(item, content, progress):
    try:
        return parts.join(item, content, progress)
    except parts.Lost as lost:
        parts.forget_lost(item)
        raise JobFailed(types.sentence("part_missing")) from lost


# One file


def examine(batch, path, content, sha256, *, tick):
    """Return the Outcome of one file: content is an open nameless file, sha256 its hash, path its name with folders."""
    name = path.rpartition("/")[2]
    kind = types.kind_of(name)
    stored_file = StoredFile.objects.filter(satker=batch.satker, received_sha256=sha256).first()
    if stored_file and (stored_file.bad or stored_file.kind != kind or not storing.is_lost(stored_file)):
        return _outcome_of_stored(stored_file, kind)
    report, blobs = _inspect(content, kind, tick)
    if "refused" in report:
        return Outcome(Arrival.REFUSED, *_refusal(report, kind))
    with _content_to_store(content, report, blobs) as new_content:
        stored_file, _ = storing.keep(
            batch.satker, new_content, name=name, kind=kind, received_sha256=sha256, owner=batch.user,
            resized=report.get("resized", []),
        )  # fmt: skip
    return Outcome(Arrival.READY, message=stored_file.smaller, file=stored_file)


def _refusal(report, kind):
    """Return (code, sentence) of the refusal that the inspection reports."""
    area, signed = AREA // 10**6, report.get("signed", False)
    return types.content_refusal(report["refused"], expected=kind, actual=report["found"], area=area, signed=signed)


@contextmanager
def _content_to_store(content, report, blobs):
    """Yield the Django File to store of an accepted file: all of it, the redrawn picture, or the part reported."""
    if "part" not in report:
        yield ContentFile(blobs[0]) if blobs else File(content)
        return
    start, end = report["part"]
    with tempfile.TemporaryFile() as part:
        content.seek(start)
        while piece := content.read(min(PIECE, end - content.tell())):
            part.write(piece)
        yield File(part)


def _inspect(content, kind, tick):
    """Return (report, blobs) of a confined child that inspects the bytes: zi_portal.lib.sandbox.inside.inspection."""
    header = {"wanted": kind, "area": AREA, "side": SIDE}
    try:
        return confined.call(
            "zi_portal.lib.sandbox.inside.inspection:inspect", header, file=content, limits=LIMITS, tick=tick
        )
    except confined.Exhausted as error:
        if error.reason in error.TEMPORARY:
            raise
        logger.warning("The inspection of a file ended by its limits: %s", error.reason)
        return {"refused": "too_heavy", "found": kind}, []


def _outcome_of_stored(stored_file, kind):
    """Return the Outcome of bytes stored before: accepted unless a scanner objects or the name's kind is another."""
    if stored_file.scan == Scan.INFECTED:
        return refusal_outcome("infected", signature="")
    if stored_file.scan == Scan.UNSCANNABLE:
        return refusal_outcome("unscannable")
    if stored_file.kind != kind:
        code, message = types.content_refusal("file_type_mismatch", expected=kind, actual=stored_file.kind, area=0)
        return Outcome(Arrival.REFUSED, code, message)
    return Outcome(Arrival.READY, file=stored_file)


def _current_holder(item):
    """Return ": “title”" of the evidence or upload that has the item's file already, None when nothing has it."""
    uses = EvidenceRevision.objects.filter(file=item.file).select_related("evidence").order_by("-pk")
    if revision := uses.first():
        return f": “{revision.evidence.title}”"
    earlier_item = UploadItem.objects.filter(file=item.file, pk__lt=item.pk).exclude(state=Arrival.CANCELLED).first()
    return f": “{earlier_item.path}” dalam unggahan" if earlier_item else None


# An archive


def _unpack(item, content, progress):
    """Return the Outcome of a .zip: each of its files becomes an item with its own outcome; the .zip is not stored."""
    room = min(ZIP_ROOM, _room(item))
    report = unpacking.contents(content, room, progress)
    if "refused" in report:
        return _archive_refusal(report, room)
    entries = [entry for entry in report["entries"] if not types.is_clutter(entry["path"])]
    if not entries:
        return refusal_outcome("zip_empty")
    entries, excess_entries = entries[: unpacking.MAX_FILES], entries[unpacking.MAX_FILES :]
    turn_end, proposer = time.monotonic() + TURN_SECONDS, Proposer(item.batch)
    finished_marks = set(item.children.values_list("fingerprint", flat=True))
    try:
        with unpacking.opened(content) as archive:
            for position, entry in enumerate(entries):
                progress(10 + percent(position, len(entries), 89))
                if _fingerprint(item, entry) not in finished_marks:
                    if time.monotonic() > turn_end:
                        raise JobPostponed(0, GOES_ON)
                    _extract(item, archive, entry, proposer, progress)
    except unpacking.Unreadable:
        return refusal_outcome("unreadable")
    _list_excess(item, excess_entries, finished_marks)
    clutter_count = len(report["entries"]) - len(entries) - len(excess_entries)
    return Outcome(Arrival.UNPACKED, message=_summary(item, len(excess_entries), clutter_count))


def _archive_refusal(report, room):
    blanks = {"size": types.amount(report.get("total", 0)), "free": types.amount(room)}
    if report["refused"] == "file_type_mismatch":
        return Outcome(Arrival.REFUSED, *_refusal(report, "zip"))
    return refusal_outcome(report["refused"], entries=unpacking.MAX_ENTRIES, **blanks)


def _list_excess(item, entries, finished_marks):
    """Create a refused item, which says what to do, for each file beyond MAX_FILES; none of them is unpacked."""
    fields = {"state": Arrival.REFUSED, "code": "too_many_files", "message": TOO_MANY, "job": item.job}
    entries_by_mark = {mark: entry for entry in entries if (mark := _fingerprint(item, entry)) not in finished_marks}
    UploadItem.objects.bulk_create(
        [
            UploadItem(
                batch=item.batch, parent=item, path=types.path_of(entry["path"]), size=entry["size"],
                fingerprint=mark, part_size=item.part_size, **fields,
            )
            for mark, entry in entries_by_mark.items()
        ],
        batch_size=500,
    )  # fmt: skip


def _fingerprint(item, entry):
    """Return the fingerprint of a file in an archive, the same each time the archive is opened."""
    return hashlib.sha256(f"{item.fingerprint}|{entry['index']}".encode()).hexdigest()


def _extract(item, archive, entry, proposer, tick):
    """Extract one file of an archive as an item with its outcome."""
    sent_path, size = entry["path"], entry["size"]
    path = types.path_of(sent_path)
    outcome = _early_refusal(entry, _room(item))
    if outcome is None:
        try:
            with unpacking.member(archive, entry["index"], size) as content:
                outcome = examine(item.batch, path, content, storing.digest(content)[0], tick=tick)
        except unpacking.Unreadable:
            outcome = refusal_outcome("unreadable")
    child = UploadItem(
        batch=item.batch, parent=item, path=path, size=size, fingerprint=_fingerprint(item, entry),
        part_size=item.part_size, state=Arrival.ARRIVED, job=item.job,
    )  # fmt: skip
    _end(child, outcome, proposer)


def _room(item):
    """Return the bytes that the files of an archive may take, the archive's own bytes being freed."""
    return max(0, quota.capacity() - quota.used(item.batch.satker) + item.size)


def _early_refusal(entry, free):
    """Return the Outcome of a file that is refused before it is unpacked, None for one that is to be unpacked."""
    name, size = types.name_of(entry["path"]), entry["size"]
    kind = types.kind_of(name)
    max_size = settings.EVIDENCE_MB << 20
    if entry["why"]:
        return refusal_outcome(entry["why"])
    if kind == "zip":
        return refusal_outcome("zip_nested")
    if kind not in types.accepted_kinds(settings.EVIDENCE_VIDEO):
        return Outcome(Arrival.REFUSED, "type_not_allowed", types.type_refusal(name, settings.EVIDENCE_VIDEO))
    if not size:
        return refusal_outcome("file_empty")
    if size > max_size:
        return refusal_outcome("file_too_large", size=types.amount(size), most=types.amount(max_size))
    if size > free:
        amounts = {"free": types.amount(free), "quota": types.amount(quota.capacity())}
        return refusal_outcome("quota_full", size=types.amount(size), **amounts)
    return None


def _summary(item, excess_count, clutter_count):
    """Return "12 berkas dibuka, 1 ditolak, 3 berkas sistem diabaikan." """
    opened_items = item.children.exclude(code="too_many_files")
    refused_count = opened_items.filter(state=Arrival.REFUSED).count()
    phrases = [f"{opened_items.count()} berkas dibuka", f"{refused_count} ditolak" if refused_count else ""]
    phrases += [f"{clutter_count} berkas sistem diabaikan" if clutter_count else ""]
    phrases += [f"{excess_count} selebihnya tidak dibuka dan disebut namanya" if excess_count else ""]
    return ", ".join(phrase for phrase in phrases if phrase) + "."


# The outcome


def _end(item, outcome, proposer):
    """Write the outcome once; raises Cancelled when the item was cancelled meanwhile, which it then stays."""
    if not _write_outcome(item, outcome, proposer):
        raise Cancelled


@transaction.atomic
def _write_outcome(item, outcome, proposer):
    """Write the outcome and return True; return False for an item that no longer waits for one."""
    parent = item.parent if item.pk is None else item
    locked_item = UploadItem.objects.select_for_update().get(pk=parent.pk)
    if locked_item.state != Arrival.ARRIVED:
        if outcome.file:
            storing.forget_unused(outcome.file)
        return False
    item.state, item.code, item.message, item.file = outcome.state, outcome.code, outcome.message, outcome.file
    item.save()
    if item.file:
        _propose_places(item, proposer)
    if item.state != Arrival.REFUSED or item.code not in types.RETRIABLE:
        parts.drop([item])
    if item.state == Arrival.REFUSED:
        _record_refusal(item)
    return True


def _propose_places(item, proposer):
    """Note on the item where it may go, and whether the office has the same file already."""
    item.proposal = proposer.of(item.path)
    if (holder := _current_holder(item)) is not None:
        item.code, item.message = "duplicate", types.sentence("duplicate", where=holder)
    item.save(update_fields=["proposal", "code", "message"])


def _record_refusal(item):
    chain.record(
        "upload.refuse", actor=item.batch.user, subject=item, satker_code=item.batch.satker.code,
        after={"code": item.code, "size": item.size},
    )  # fmt: skip


def follow(job):
    """Let the item follow a check that ended without an outcome: its sender may send again, or only the lost parts.

    A check that is run again goes on.
    """
    item = UploadItem.objects.filter(pk=job.payload.get("item")).first()
    if item is None:
        return
    if job.state == JobState.WAITING and item.code == "check_failed":
        UploadItem.objects.filter(pk=item.pk).update(state=Arrival.ARRIVED, code="", message="")
    elif item.state == Arrival.ARRIVED and job.state != JobState.WAITING:
        state, code = _state_without_outcome(item, job)
        changes = {"state": state, "code": code, "message": types.sentence(code), "created_at": timezone.now()}
        waiting_items = UploadItem.objects.filter(
            pk=item.pk, state=Arrival.ARRIVED
        )  # a worker thought dead may be ending it now
        if waiting_items.update(**changes) and state == Arrival.CANCELLED:
            parts.drop([item])


def _state_without_outcome(item, job):
    """Return (state, code) of a file whose check ended without an outcome."""
    if job.state == JobState.CANCELLED:
        return Arrival.CANCELLED, "cancelled"
    return (Arrival.ANNOUNCED, "part_missing") if parts.missing(item) else (Arrival.REFUSED, "check_failed")
