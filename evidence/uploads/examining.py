"""What becomes of a file that has arrived: joined, looked at in a confined child, stored once, its place proposed.

It may be done twice, and be killed anywhere: each step looks at the rows first, an outcome is written once.
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
"""Most pixels of a picture: a phone's camera of 48 million fits."""
SIDE = 1920
"""Pixels of the short side that is kept of a picture: of a photo 2560 × 1920, of a long screenshot its whole width."""
PIECE = 1 << 20
ZIP_ROOM = 4 << 30
TURN_SECONDS = 40
"""So long works one run at an archive; then others have their turn, and it goes on where it stopped."""
REST = "Dari satu arsip dibuka paling banyak 2.000 berkas. Buat arsip lain dengan berkas selebihnya, lalu unggah."
GOES_ON = "Arsipnya besar; isinya dibuka bertahap."


@dataclass(slots=True)
class Found:
    """What became of one file: its end, why in words, its StoredFile where it was taken."""

    state: str
    code: str = ""
    message: str = ""
    file: object = None


def refused(code, **blanks):
    """Found of a refusal."""
    return Found(Arrival.REFUSED, code, types.sentence(code, **blanks))


def check(item_pk, progress):
    """Job: let an arrived file have its outcome; {"item", "state"}.

    Raises JobFailed for a storage that is away, and for parts that it lost: those are asked for again (see follow).
    """
    item = UploadItem.objects.select_related("batch__satker", "batch__user").filter(pk=item_pk).first()
    if item is None or item.state != Arrival.ARRIVED:
        return {"item": item_pk, "state": item.state if item else ""}
    try:
        found = _examined(item, progress)
    except StorageFailed as failure:
        raise JobFailed(failure.message, permanent=False) from failure
    _end(item, found, Proposer(item.batch))
    return {"item": item.pk, "state": found.state}


def _examined(item, progress):
    with tempfile.TemporaryFile() as whole:
        sha256 = _joined(item, whole, progress)
        progress(10)
        if types.kind_of(item.path) == "zip":
            return _unpacked(item, whole, progress)
        return examine(item.batch, item.path, whole, sha256, tick=progress)


def _joined(item, whole, progress):
    try:
        return parts.join(item, whole, progress)
    except parts.Lost as lost:
        parts.forget_lost(item)
        raise JobFailed(types.sentence("part_missing")) from lost


# One file


def examine(batch, path, content, sha256, *, tick):
    """Found of one file: content is an open nameless file, sha256 its hash, path its name with folders."""
    name = path.rpartition("/")[2]
    kind = types.kind_of(name)
    known = StoredFile.objects.filter(satker=batch.satker, received_sha256=sha256).first()
    if known and (known.bad or known.kind != kind or not storing.lost(known)):
        return _known(known, kind)
    said, blobs = _inspected(content, kind, tick)
    if "refused" in said:
        return Found(Arrival.REFUSED, *_told_refusal(said, kind))
    with _kept(content, said, blobs) as kept:
        row, _ = storing.keep(
            batch.satker, kept, name=name, kind=kind, received_sha256=sha256, owner=batch.user,
            resized=said.get("resized", []),
        )  # fmt: skip
    return Found(Arrival.READY, message=row.smaller, file=row)


def _told_refusal(said, kind):
    area, signed = AREA // 10**6, said.get("signed", False)
    return types.refused_content(said["refused"], wanted=kind, found=said["found"], area=area, signed=signed)


@contextmanager
def _kept(content, said, blobs):
    """What is stored of a file that may be taken, as a Django File: all, the picture drawn anew, or the part named."""
    if "part" not in said:
        yield ContentFile(blobs[0]) if blobs else File(content)
        return
    start, end = said["part"]
    with tempfile.TemporaryFile() as part:
        content.seek(start)
        while piece := content.read(min(PIECE, end - content.tell())):
            part.write(piece)
        yield File(part)


def _inspected(content, kind, tick):
    """What the confined child says of the bytes; see zi_portal.lib.sandbox.inside.inspection."""
    header = {"wanted": kind, "area": AREA, "side": SIDE}
    try:
        return confined.call(
            "zi_portal.lib.sandbox.inside.inspection:inspect", header, file=content, limits=LIMITS, tick=tick
        )
    except confined.Exhausted as error:
        if error.what in error.AGAIN:
            raise
        logger.warning("The look at a file ended by its limits: %s", error.what)
        return {"refused": "too_heavy", "found": kind}, []


def _known(row, kind):
    """The same bytes are there: linked, unless a scanner found something or the name promises another kind."""
    if row.scan == Scan.INFECTED:
        return refused("infected", what="")
    if row.scan == Scan.UNSCANNABLE:
        return refused("unscannable")
    if row.kind != kind:
        code, message = types.refused_content("file_type_mismatch", wanted=kind, found=row.kind, area=0)
        return Found(Arrival.REFUSED, code, message)
    return Found(Arrival.READY, file=row)


def _where(item):
    """ ": “title”" of what holds the item's file already; None where nothing does."""
    uses = EvidenceRevision.objects.filter(file=item.file).select_related("evidence").order_by("-pk")
    if used := uses.first():
        return f": “{used.evidence.title}”"
    other = UploadItem.objects.filter(file=item.file, pk__lt=item.pk).exclude(state=Arrival.CANCELLED).first()
    return f": “{other.path}” dalam unggahan" if other else None


# An archive


def _unpacked(item, whole, progress):
    """Found of a .zip: each of its files becomes an item of its own with its own outcome; itself it is not kept."""
    room = min(ZIP_ROOM, _room(item))
    said = unpacking.contents(whole, room, progress)
    if "refused" in said:
        return _refused_archive(said, room)
    entries = [one for one in said["entries"] if not types.is_clutter(one["path"])]
    if not entries:
        return refused("zip_empty")
    entries, rest = entries[: unpacking.MOST_FILES], entries[unpacking.MOST_FILES :]
    until, proposer = time.monotonic() + TURN_SECONDS, Proposer(item.batch)
    done = set(item.children.values_list("fingerprint", flat=True))
    try:
        with unpacking.opened(whole) as archive:
            for number, entry in enumerate(entries):
                progress(10 + percent(number, len(entries), 89))
                if _mark(item, entry) not in done:
                    if time.monotonic() > until:
                        raise JobPostponed(0, GOES_ON)
                    _take_out(item, archive, entry, proposer, progress)
    except unpacking.Unreadable:
        return refused("unreadable")
    _name_rest(item, rest, done)
    clutter = len(said["entries"]) - len(entries) - len(rest)
    return Found(Arrival.UNPACKED, message=_told(item, len(rest), clutter))


def _refused_archive(said, room):
    blanks = {"size": types.amount(said.get("total", 0)), "free": types.amount(room)}
    if said["refused"] == "file_type_mismatch":
        return Found(Arrival.REFUSED, *_told_refusal(said, "zip"))
    return refused(said["refused"], entries=unpacking.MOST_NAMES, **blanks)


def _name_rest(item, rest, done):
    """An item for each file of an archive beyond the most, refused with what to do; nothing of it is unpacked."""
    fields = {"state": Arrival.REFUSED, "code": "too_many_files", "message": REST, "job": item.job}
    left = {mark: entry for entry in rest if (mark := _mark(item, entry)) not in done}
    UploadItem.objects.bulk_create(
        [
            UploadItem(
                batch=item.batch, parent=item, path=types.path_of(entry["path"]), size=entry["size"],
                fingerprint=mark, part_size=item.part_size, **fields,
            )
            for mark, entry in left.items()
        ],
        batch_size=500,
    )  # fmt: skip


def _mark(item, entry):
    """Fingerprint of a file in an archive: the same each time it is opened."""
    return hashlib.sha256(f"{item.fingerprint}|{entry['index']}".encode()).hexdigest()


def _take_out(item, archive, entry, proposer, tick):
    """One file of an archive as an item with its outcome."""
    sent, size = entry["path"], entry["size"]
    path = types.path_of(sent)
    found = _outright(entry, _room(item))
    if found is None:
        try:
            with unpacking.member(archive, entry["index"], size) as content:
                found = examine(item.batch, path, content, storing.digest(content)[0], tick=tick)
        except unpacking.Unreadable:
            found = refused("unreadable")
    child = UploadItem(
        batch=item.batch, parent=item, path=path, size=size, fingerprint=_mark(item, entry), part_size=item.part_size,
        state=Arrival.ARRIVED, job=item.job,
    )  # fmt: skip
    _end(child, found, proposer)


def _room(item):
    """Bytes that the files of an archive may take: the archive itself goes."""
    return max(0, quota.most() - quota.used(item.batch.satker) + item.size)


def _outright(entry, free):
    """Found of a file that is not even unpacked; None for one that is."""
    name, size = types.name_of(entry["path"]), entry["size"]
    kind = types.kind_of(name)
    most = settings.EVIDENCE_MB << 20
    if entry["why"]:
        return refused(entry["why"])
    if kind == "zip":
        return refused("zip_nested")
    if kind not in types.taken(settings.EVIDENCE_VIDEO):
        return Found(Arrival.REFUSED, "type_not_allowed", types.refused_type(name, settings.EVIDENCE_VIDEO))
    if not size:
        return refused("file_empty")
    if size > most:
        return refused("file_too_large", size=types.amount(size), most=types.amount(most))
    if size > free:
        amounts = {"free": types.amount(free), "quota": types.amount(quota.most())}
        return refused("quota_full", size=types.amount(size), **amounts)
    return None


def _told(item, rest, clutter):
    """ "12 berkas dibuka, 1 ditolak, 3 berkas sistem diabaikan." """
    opened = item.children.exclude(code="too_many_files")
    bad = opened.filter(state=Arrival.REFUSED).count()
    told = [f"{opened.count()} berkas dibuka", f"{bad} ditolak" if bad else ""]
    told += [f"{clutter} berkas sistem diabaikan" if clutter else ""]
    told += [f"{rest} selebihnya tidak dibuka dan disebut namanya" if rest else ""]
    return ", ".join(one for one in told if one) + "."


# The outcome


def _end(item, found, proposer):
    """Write the outcome once; an item that was cancelled meanwhile stays so, and Cancelled is raised."""
    if not _written(item, found, proposer):
        raise Cancelled


@transaction.atomic
def _written(item, found, proposer):
    parent = item.parent if item.pk is None else item
    held = UploadItem.objects.select_for_update().get(pk=parent.pk)
    if held.state != Arrival.ARRIVED:
        if found.file:
            storing.forget_unused(found.file)
        return False
    item.state, item.code, item.message, item.file = found.state, found.code, found.message, found.file
    item.save()
    if item.file:
        _place(item, proposer)
    if item.state != Arrival.REFUSED or item.code not in types.PASSING:
        parts.drop([item])
    if item.state == Arrival.REFUSED:
        _record(item)
    return True


def _place(item, proposer):
    """Where it may go, and whether the same is there already."""
    item.proposal = proposer.of(item.path)
    if (where := _where(item)) is not None:
        item.code, item.message = "duplicate", types.sentence("duplicate", where=where)
    item.save(update_fields=["proposal", "code", "message"])


def _record(item):
    chain.record(
        "upload.refuse", actor=item.batch.user, subject=item, satker_code=item.batch.satker.code,
        after={"code": item.code, "size": item.size},
    )  # fmt: skip


def follow(job):
    """A check that ended without an outcome: the sender is told and may send again, parts that were lost at once.

    One that is run again goes on.
    """
    item = UploadItem.objects.filter(pk=job.payload.get("item")).first()
    if item is None:
        return
    if job.state == JobState.WAITING and item.code == "check_failed":
        UploadItem.objects.filter(pk=item.pk).update(state=Arrival.ARRIVED, code="", message="")
    elif item.state == Arrival.ARRIVED and job.state != JobState.WAITING:
        state, code = _left(item, job)
        told = {"state": state, "code": code, "message": types.sentence(code), "created_at": timezone.now()}
        left = UploadItem.objects.filter(pk=item.pk, state=Arrival.ARRIVED)  # one thought lost may end it just now
        if left.update(**told) and state == Arrival.CANCELLED:
            parts.drop([item])


def _left(item, job):
    """(state, code) of a file whose check ended without an outcome."""
    if job.state == JobState.CANCELLED:
        return Arrival.CANCELLED, "cancelled"
    return (Arrival.ANNOUNCED, "part_missing") if parts.missing(item) else (Arrival.REFUSED, "check_failed")
