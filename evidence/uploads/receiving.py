"""Files on their way: announced, sent in parts, closed or cancelled; and what is left over after a week."""

import hashlib
from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from evidence.files import storing, types
from evidence.models import UploadBatch, UploadItem
from evidence.obligations import deriving
from evidence.places.proposing import proposals
from evidence.states import OPEN_ARRIVALS, Arrival
from evidence.uploads import parts, quota
from evidence.workflow import Refused
from zi_portal.audit import chain
from zi_portal.jobs import queue
from zi_portal.jobs.states import JobState

__all__ = ["announce", "arrived", "begin", "cancel", "limits", "proposals", "receive", "state", "sweep"]

MOST_FILES = 2000
AT_ONCE = 200
ZIP_MOST = 4 << 30
SAME_BATCH = timedelta(hours=24)
KEPT_DAYS = 7
"""So long may an upload stand still; then its parts go."""
SWEPT = Arrival.ANNOUNCED, Arrival.ARRIVED, Arrival.READY

NOT_IN_FORCE = "Rencana ini tidak sedang berlaku, jadi tidak menerima bukti. Buka rencana yang berlaku."
UNREADABLE = "Permintaan tidak terbaca. Muat ulang halaman ini, lalu coba lagi."
TOO_MANY = "Satu unggahan paling banyak 2.000 berkas. Lanjutkan dengan unggahan baru."
AT_ONCE_MOST = f"Paling banyak {AT_ONCE} berkas diumumkan sekaligus. Muat ulang halaman ini, lalu coba lagi."
DAMAGED = "Bagian berkas ini rusak di jalan. Kirim lagi bagian ini."
CLOSED = "Berkas ini tidak menunggu kiriman lagi. Muat ulang daftarnya."
MISSING = "Sebagian berkas belum terkirim."
PLACED = "Berkas ini sudah menjadi bukti, jadi unggahannya tidak dapat dibatalkan. Buka buktinya untuk menariknya."


def begin(plan, user, *, area=None, obligation=None, evidence=None, request_id=""):
    """The user's UploadBatch to this place: the open one of today that has room and nothing placed, else a new one.

    Raises Refused("not_in_force") for a plan that takes no evidence.
    """
    if not deriving.in_force(plan):
        raise Refused("not_in_force", NOT_IN_FORCE, status=409)
    target = {"plan": plan, "area": area, "obligation": obligation, "evidence": evidence, "user": user}
    recent = UploadBatch.objects.filter(**target, created_at__gte=timezone.now() - SAME_BATCH)
    unplaced = recent.exclude(items__state=Arrival.PLACED).annotate(number=Count("items"))
    if open_one := unplaced.filter(number__lt=MOST_FILES).first():
        return open_one
    with transaction.atomic():
        batch = UploadBatch.objects.create(satker=plan.satker, **target)
        code = plan.satker.code
        chain.record("upload.begin", actor=user, subject=batch, satker_code=code, request_id=request_id)
    return batch


def limits(satker):
    """What a sender must know before: bytes of a file and left for the office, suffixes, number of files."""
    kinds = [*types.taken(settings.EVIDENCE_VIDEO), *types.ALIASES]
    return {
        "file": settings.EVIDENCE_MB << 20,
        "archive": _most("zip"),
        "free": quota.room(satker),
        "kinds": [f".{kind}" for kind in kinds],
        "files": MOST_FILES,
    }


# Announcing


@transaction.atomic
def announce(batch, files):
    """[UploadItem] of files ({"path", "size", "modified"}) in their order; known ones come back as they are.

    What cannot be taken for its name, type, size or the office's room ends refused at once. None stands for a file
    beyond MOST_FILES, which goes into another upload. Raises Refused for a list that is no such list or too long, and
    where all of it is beyond.
    """
    wanted = [_read(one) for one in _list(files)]
    quota.hold(batch.satker)
    known = {item.fingerprint: item for item in batch.items.select_for_update(of=("self",))}
    free, fresh = quota.room(batch.satker), []
    for one in wanted:
        item = known.get(one["fingerprint"])
        if item is None and len(known) >= MOST_FILES:
            continue
        if item is None or _may_come_again(item):
            item = _announced(batch, item, one, free)
            known[item.fingerprint] = item
            free -= item.size if item.state == Arrival.ANNOUNCED else 0
            fresh.append(item)
    found = [known.get(one["fingerprint"]) for one in wanted]
    if wanted and not any(found):
        raise Refused("too_many_files", TOO_MANY)
    _record(batch, fresh)
    asked = [item.pk for item in found if item]
    batch.items.filter(pk__in=asked, state=Arrival.ANNOUNCED).update(created_at=timezone.now())
    return found


def _record(batch, fresh):
    """One event for what was refused of a list: how often each code."""
    codes = Counter(item.code for item in fresh if item.state == Arrival.REFUSED)
    if codes:
        code = batch.satker.code
        chain.record("upload.refuse", actor=batch.user, subject=batch, satker_code=code, after={"codes": codes})


def _list(files):
    if not isinstance(files, list) or not all(isinstance(one, dict) for one in files):
        raise Refused("bad_request", UNREADABLE, status=400)
    if len(files) > AT_ONCE:
        raise Refused("too_many_files", AT_ONCE_MOST)
    return files


def _read(one):
    """{"path", "size", "fingerprint", "sent"} of what a browser says of a file."""
    path, size, modified = (one.get(name) for name in ("path", "size", "modified"))
    if not isinstance(path, str) or type(size) is not int or not 0 <= size < 1 << 60:
        raise Refused("bad_request", UNREADABLE, status=400)
    if isinstance(modified, list | dict):
        raise Refused("bad_request", UNREADABLE, status=400)
    said = f"{path}|{size}|{modified}".encode(errors="surrogatepass")
    return {
        "sent": path[:4000], "path": types.path_of(path[:4000]), "size": size,
        "fingerprint": hashlib.sha256(said).hexdigest(),
    }  # fmt: skip


def _may_come_again(item):
    """Whether it ended without the file being at fault."""
    return item.state == Arrival.CANCELLED or item.state == Arrival.REFUSED and item.code in types.PASSING


def _announced(batch, item, one, free):
    """The item, new or once more, waiting for its parts or refused."""
    code, message = _refusal(one, free)
    item = item or UploadItem(batch=batch, fingerprint=one["fingerprint"], part_size=settings.EVIDENCE_PART_KB << 10)
    item.path, item.size = one["path"], one["size"]
    item.code, item.message = code, message
    item.state = Arrival.REFUSED if code else Arrival.ANNOUNCED
    item.created_at = timezone.now()  # one that comes again has its whole week again
    item.save()
    return item


def _refusal(one, free):
    """(code, sentence) why a file is not taken at all, ("", "") where it may be sent."""
    name, size = types.name_of(one["sent"]), one["size"]
    if not types.clean(one["sent"]):
        return _told("file_missing")
    if types.is_clutter(one["sent"]):
        return _told("ignored")
    kind = types.kind_of(name)
    if kind not in types.taken(settings.EVIDENCE_VIDEO):
        return "type_not_allowed", types.refused_type(name, settings.EVIDENCE_VIDEO)
    if not size:
        return _told("file_empty")
    most = _most(kind)
    if size > most:
        return _told("file_too_large", size=types.amount(size), most=types.amount(most))
    if size > free:
        return _told("quota_full", free=types.amount(free), quota=types.amount(quota.most()), size=types.amount(size))
    return "", ""


def _most(kind):
    """Most bytes of a file of a kind: an archive may hold many."""
    return min(ZIP_MOST, quota.most()) if kind == "zip" else settings.EVIDENCE_MB << 20


def _told(code, **blanks):
    return code, types.sentence(code, **blanks)


# Parts, the end, the way back


def receive(item, number, stream, sha256=""):
    """Store one part; the numbers that are here then. A part that is here already is not read again.

    Raises Refused: item_closed (409), part_damaged (422); StorageFailed.
    """
    if item.state != Arrival.ANNOUNCED:
        raise Refused("item_closed", CLOSED, status=409)
    if not item.parts.filter(number=number).exists():
        try:
            parts.keep(item, number, stream, sha256)
        except parts.Damaged as error:
            raise Refused("part_damaged", DAMAGED) from error
        except parts.Closed as error:
            raise Refused("item_closed", CLOSED, status=409) from error
    return parts.numbers(item)


class PartsMissing(Refused):
    """The file is not whole; missing: numbers of the parts that are to come."""

    def __init__(self, missing):
        super().__init__("parts_missing", MISSING, status=409)
        self.missing = missing


@transaction.atomic
def arrived(item):
    """All parts are here: the file is checked by a job. An item that is further already stays. Returns the item.

    Raises PartsMissing.
    """
    held = _lock(item.pk)
    if held.state != Arrival.ANNOUNCED:
        return held
    if missing := parts.missing(held):
        raise PartsMissing(missing)
    held.state, held.code, held.message = Arrival.ARRIVED, "", ""
    held.job = queue.enqueue(
        "check_upload",
        key=f"check_upload:{held.pk}",
        payload={"item": held.pk},
        owner=held.batch.user,
        satker_code=held.batch.satker.code,
        again=(JobState.DONE, JobState.FAILED, JobState.DEAD, JobState.CANCELLED),
    )
    held.save(update_fields=["state", "code", "message", "job"])
    return held


def cancel(item):
    """Take a file out of its upload again, with what came of it; what has ended stays. Returns the item.

    Raises Refused("item_closed") for one that is an evidence already.
    """
    with transaction.atomic():
        held = _lock(item.pk)
        if held.state == Arrival.PLACED:
            raise Refused("item_closed", PLACED, status=409)
        if held.state in SWEPT:
            _close(held, "cancelled")
            for child in held.children.filter(state__in=SWEPT):
                _close(child, "cancelled")
    if held.job and held.state == Arrival.CANCELLED:
        queue.cancel(held.job)
    return held


def _lock(pk):
    rows = UploadItem.objects.select_for_update(of=("self",)).select_related("batch__satker", "batch__user", "job")
    return rows.get(pk=pk)


def _close(held, code, **blanks):
    """End it as cancelled; its parts go, and its stored file when nothing else uses it."""
    file, held.file = held.file, None
    held.state, held.code, held.proposal = Arrival.CANCELLED, code, []
    held.message = types.sentence(code, **blanks)
    held.save(update_fields=["file", "state", "code", "message", "proposal"])
    parts.drop([held])
    if file:
        storing.forget_unused(file)


# What the page polls


def state(batch, after=0):
    """(items of the upload that people chose themselves, with number above after; open; ready) as UploadItems."""
    rows = batch.items.filter(parent=None, pk__gt=after).select_related("file", "job").prefetch_related("parts")
    items = list(rows.annotate(inside=Count("children")).order_by("pk"))
    found = dict(batch.items.order_by().values_list("state").annotate(Count("pk")))
    return items, sum(found.get(one, 0) for one in OPEN_ARRIVALS), found.get(Arrival.READY, 0)


def sweep(tick=lambda: None):
    """Close what stood still for a week and forget its parts; how many files that were."""
    before, swept = timezone.now() - timedelta(days=KEPT_DAYS), 0
    old = UploadItem.objects.filter(batch__created_at__lt=before, created_at__lt=before)
    for pk in list(old.filter(state__in=SWEPT).values_list("pk", flat=True)):
        with transaction.atomic():
            held = _lock(pk)
            if held.state in SWEPT:
                _close(held, "expired", days=KEPT_DAYS)
                swept += 1
        tick()
    with transaction.atomic():
        parts.drop(old.filter(parts__isnull=False).distinct())
    return swept
