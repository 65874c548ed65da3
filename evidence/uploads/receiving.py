"""Files on their way: announced, received in parts, closed or cancelled, and swept after a week."""

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
from evidence.states import OPEN_ARRIVALS, Arrival
from evidence.uploads import parts, quota
from zi_portal.audit import chain
from zi_portal.jobs import queue
from zi_portal.jobs.states import JobState
from zi_portal.lib.errors import Refused

MAX_FILES = 2000
AT_ONCE = 200
MAX_ARCHIVE_SIZE = 4 << 30
SAME_BATCH = timedelta(hours=24)
IDLE_DAYS = 7
"""Days that an upload may stand still before its parts are deleted."""
UNFINISHED = Arrival.ANNOUNCED, Arrival.ARRIVED, Arrival.READY

NOT_IN_FORCE = "Rencana ini tidak sedang berlaku, jadi tidak menerima bukti. Buka rencana yang berlaku."
UNREADABLE = "Permintaan tidak terbaca. Muat ulang halaman ini, lalu coba lagi."
TOO_MANY = "Satu unggahan paling banyak 2.000 berkas. Lanjutkan dengan unggahan baru."
TOO_MANY_AT_ONCE = f"Paling banyak {AT_ONCE} berkas diumumkan sekaligus. Muat ulang halaman ini, lalu coba lagi."
DAMAGED = "Bagian berkas ini rusak di jalan. Kirim lagi bagian ini."
CLOSED = "Berkas ini tidak menunggu kiriman lagi. Muat ulang daftarnya."
MISSING = "Sebagian berkas belum terkirim."
PLACED = "Berkas ini sudah menjadi bukti, jadi unggahannya tidak dapat dibatalkan. Buka buktinya untuk menariknya."


def begin(plan, user, *, area=None, obligation=None, evidence=None, request_id=""):
    """Return the user's UploadBatch to this place: one of the last 24 hours with room and nothing placed, or a new one.

    Raises Refused("not_in_force") for a plan that takes no evidence.
    """
    if not deriving.in_force(plan):
        raise Refused("not_in_force", NOT_IN_FORCE, status=409)
    target = {"plan": plan, "area": area, "obligation": obligation, "evidence": evidence, "user": user}
    recent_batches = UploadBatch.objects.filter(**target, created_at__gte=timezone.now() - SAME_BATCH)
    unplaced_batches = recent_batches.exclude(items__state=Arrival.PLACED).annotate(number=Count("items"))
    if open_batch := unplaced_batches.filter(number__lt=MAX_FILES).first():
        return open_batch
    with transaction.atomic():
        batch = UploadBatch.objects.create(satker=plan.satker, **target)
        code = plan.satker.code
        chain.record("upload.begin", actor=user, subject=batch, satker_code=code, request_id=request_id)
    return batch


def limits(satker):
    """Return the limits a sender must know: bytes per file and left for the office, suffixes, number of files."""
    kinds = [*types.accepted_kinds(settings.EVIDENCE_VIDEO), *types.ALIASES]
    return {
        "file": settings.EVIDENCE_MB << 20,
        "archive": _size_limit("zip"),
        "free": quota.room(satker),
        "kinds": [f".{kind}" for kind in kinds],
        "files": MAX_FILES,
    }


# Announcing


@transaction.atomic
def announce(batch, files):
    """Return the UploadItem of each of files ({"path", "size", "modified"}), in their order.

    A file announced before keeps its item. A file whose name, type or size is not allowed, or for which the office has
    no room, is refused at once. None stands for a file beyond MAX_FILES, which belongs in another upload. Raises
    Refused for a malformed or too long list, and when no file of it has room in this upload.
    """
    announcements = [_read(file) for file in _checked_list(files)]
    quota.lock_satker(batch.satker)
    items_by_fingerprint = {item.fingerprint: item for item in batch.items.select_for_update(of=("self",))}
    free, new_items = quota.room(batch.satker), []
    for announcement in announcements:
        item = items_by_fingerprint.get(announcement["fingerprint"])
        if item is None and len(items_by_fingerprint) >= MAX_FILES:
            continue
        if item is None or _may_come_again(item):
            item = _announce_file(batch, item, announcement, free)
            items_by_fingerprint[item.fingerprint] = item
            free -= item.size if item.state == Arrival.ANNOUNCED else 0
            new_items.append(item)
    items = [items_by_fingerprint.get(announcement["fingerprint"]) for announcement in announcements]
    if announcements and not any(items):
        raise Refused("too_many_files", TOO_MANY)
    _record_refusals(batch, new_items)
    item_pks = [item.pk for item in items if item]
    batch.items.filter(pk__in=item_pks, state=Arrival.ANNOUNCED).update(created_at=timezone.now())
    return items


def _record_refusals(batch, items):
    """Record one event that counts the refusals among items by code."""
    codes = Counter(item.code for item in items if item.state == Arrival.REFUSED)
    if codes:
        code = batch.satker.code
        chain.record("upload.refuse", actor=batch.user, subject=batch, satker_code=code, after={"codes": codes})


def _checked_list(files):
    if not isinstance(files, list) or not all(isinstance(file, dict) for file in files):
        raise Refused("bad_request", UNREADABLE, status=400)
    if len(files) > AT_ONCE:
        raise Refused("too_many_files", TOO_MANY_AT_ONCE)
    return files


def _read(file):
    """Return {"path", "size", "fingerprint", "sent"} of a file announced by a browser; "sent" is the path as sent."""
    path, size, modified = (file.get(name) for name in ("path", "size", "modified"))
    if not isinstance(path, str) or type(size) is not int or not 0 <= size < 1 << 60:
        raise Refused("bad_request", UNREADABLE, status=400)
    if isinstance(modified, list | dict):
        raise Refused("bad_request", UNREADABLE, status=400)
    identity = f"{path}|{size}|{modified}".encode(errors="surrogatepass")
    return {
        "sent": path[:4000], "path": types.path_of(path[:4000]), "size": size,
        "fingerprint": hashlib.sha256(identity).hexdigest(),
    }  # fmt: skip


def _may_come_again(item):
    """Return whether the item ended for a reason that does not lie in the file."""
    return item.state == Arrival.CANCELLED or item.state == Arrival.REFUSED and item.code in types.RETRIABLE


def _announce_file(batch, item, announcement, free):
    """Save and return the item of an announced file (None: a new one), waiting for its parts or refused."""
    code, message = _refusal(announcement, free)
    item = item or UploadItem(
        batch=batch, fingerprint=announcement["fingerprint"], part_size=settings.EVIDENCE_PART_KB << 10
    )
    item.path, item.size = announcement["path"], announcement["size"]
    item.code, item.message = code, message
    item.state = Arrival.REFUSED if code else Arrival.ANNOUNCED
    item.created_at = timezone.now()  # a file announced again may stand still for another week
    item.save()
    return item


def _refusal(announcement, free):
    """Return (code, sentence) of why a file is refused, ("", "") when it may be sent."""
    name, size = types.name_of(announcement["sent"]), announcement["size"]
    if not types.clean(announcement["sent"]):
        return _coded_sentence("file_missing")
    if types.is_clutter(announcement["sent"]):
        return _coded_sentence("ignored")
    kind = types.kind_of(name)
    if kind not in types.accepted_kinds(settings.EVIDENCE_VIDEO):
        return "type_not_allowed", types.type_refusal(name, settings.EVIDENCE_VIDEO)
    if not size:
        return _coded_sentence("file_empty")
    max_size = _size_limit(kind)
    if size > max_size:
        return _coded_sentence("file_too_large", size=types.amount(size), most=types.amount(max_size))
    if size > free:
        amounts = {"free": types.amount(free), "quota": types.amount(quota.capacity())}
        return _coded_sentence("quota_full", size=types.amount(size), **amounts)
    return "", ""


def _size_limit(kind):
    """Return how many bytes a file of a kind may have: an archive may hold many files."""
    return min(MAX_ARCHIVE_SIZE, quota.capacity()) if kind == "zip" else settings.EVIDENCE_MB << 20


def _coded_sentence(code, **blanks):
    return code, types.sentence(code, **blanks)


# Receiving parts, closing, cancelling


def receive(item, number, stream, sha256=""):
    """Store one part and return the numbers of the parts that have arrived; a part is not read a second time.

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


@transaction.atomic
def finish(item):
    """Close a file whose parts have all arrived, ask for the job that checks it, and return the item.

    An item past this state stays as it is. Raises Refused("parts_missing").
    """
    locked_item = _lock(item.pk)
    if locked_item.state != Arrival.ANNOUNCED:
        return locked_item
    if missing := parts.missing(locked_item):
        raise Refused("parts_missing", MISSING, status=409, missing=missing)
    locked_item.state, locked_item.code, locked_item.message = Arrival.ARRIVED, "", ""
    locked_item.job = queue.enqueue(
        "check_upload",
        key=f"check_upload:{locked_item.pk}",
        payload={"item": locked_item.pk},
        owner=locked_item.batch.user,
        satker_code=locked_item.batch.satker.code,
        retry_states=(JobState.DONE, JobState.FAILED, JobState.DEAD, JobState.CANCELLED),
    )
    locked_item.save(update_fields=["state", "code", "message", "job"])
    return locked_item


def cancel(item):
    """Cancel a file of an upload, with the files unpacked from it, and return the item; what has ended stays.

    Raises Refused("item_closed") for a file that is evidence already.
    """
    with transaction.atomic():
        locked_item = _lock(item.pk)
        if locked_item.state == Arrival.PLACED:
            raise Refused("item_closed", PLACED, status=409)
        if locked_item.state in UNFINISHED:
            _close(locked_item, "cancelled")
            for child in locked_item.children.filter(state__in=UNFINISHED):
                _close(child, "cancelled")
    if locked_item.job and locked_item.state == Arrival.CANCELLED:
        queue.cancel(locked_item.job)
    return locked_item


def _lock(pk):
    rows = UploadItem.objects.select_for_update(of=("self",)).select_related("batch__satker", "batch__user", "job")
    return rows.get(pk=pk)


def _close(item, code, **blanks):
    """End the item as cancelled; its parts are deleted, and its stored file too unless something else uses it."""
    file, item.file = item.file, None
    item.state, item.code, item.proposal = Arrival.CANCELLED, code, []
    item.message = types.sentence(code, **blanks)
    item.save(update_fields=["file", "state", "code", "message", "proposal"])
    parts.drop([item])
    if file:
        storing.forget_unused(file)


# The state that the page polls


def state(batch, after=0):
    """Return (items, open, ready): the files that people chose with a pk above after, the number of files on their way,
    the number of files ready to be placed.
    """
    rows = batch.items.filter(parent=None, pk__gt=after).select_related("file", "job").prefetch_related("parts")
    items = list(rows.annotate(inside=Count("children")).order_by("pk"))
    count_by_state = dict(batch.items.order_by().values_list("state").annotate(Count("pk")))
    return items, sum(count_by_state.get(arrival, 0) for arrival in OPEN_ARRIVALS), count_by_state.get(Arrival.READY, 0)


def sweep(tick=lambda: None):
    """Cancel files that stood still for a week, delete their parts, and return how many files those were."""
    deadline, closed_count = timezone.now() - timedelta(days=IDLE_DAYS), 0
    stale_items = UploadItem.objects.filter(batch__created_at__lt=deadline, created_at__lt=deadline)
    for pk in list(stale_items.filter(state__in=UNFINISHED).values_list("pk", flat=True)):
        with transaction.atomic():
            item = _lock(pk)
            if item.state in UNFINISHED:
                _close(item, "expired", days=IDLE_DAYS)
                closed_count += 1
        tick()
    with transaction.atomic():
        parts.drop(stale_items.filter(parts__isnull=False).distinct())
    return closed_count
