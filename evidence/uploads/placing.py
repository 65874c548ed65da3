"""Placing the files of an upload: each becomes evidence put to obligations, or the next revision of an evidence."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from evidence.models import Evidence, Obligation, UploadItem
from evidence.proofs import attaching
from evidence.states import Arrival, EvidenceKind, EvidenceState
from evidence.uploads.table import best, title_of
from zi_portal.lib.errors import Refused, Stale

AT_ONCE = 200

GONE = "Berkas ini sudah ditempatkan atau dibatalkan. Muat ulang halaman untuk melihat keadaannya."
SAME_HERE = "Berkas yang sama sudah menjadi bukti di tempat ini: “{}”. Pilih tempat lain atau singkirkan berkas ini."


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a file goes and what it is: pks of the obligations it proves, [] if none is chosen yet; its period."""

    obligation_ids: list
    title: str
    proves_from: date | None = None
    proves_until: date | None = None
    page: str = ""


def put(item, placement, *, actor, request_id=""):
    """Make one file evidence of the chosen obligations and return it, None when none is chosen (left for later).

    Raises PermissionDenied, Refused.
    """
    if not placement.obligation_ids:
        return None
    with transaction.atomic():
        locked_item = _lock_ready(item)
        _refuse_duplicate(locked_item.file, placement.obligation_ids)
        try:
            evidence = attaching.prove(
                Obligation.objects.filter(pk__in=placement.obligation_ids), kind=EvidenceKind.FILE, actor=actor,
                title=placement.title, file=locked_item.file, page=placement.page, request_id=request_id,
                proves_from=placement.proves_from, proves_until=placement.proves_until,
            )  # fmt: skip
        except ValidationError as error:
            raise Refused("invalid", " ".join(error.messages)) from error
        return _mark_placed(locked_item, evidence)


def put_sure(items, places_by_id, *, actor, request_id=""):
    """Place the files whose place is sure and return (number of evidences made, [(item, sentence)] of the refused).

    At most AT_ONCE files at a time, so that it ends while the person waits.
    """
    placed_count, refused = 0, []
    for item in items:
        obligation_id = best([proposal for proposal in item.proposal if proposal["obligation"] in places_by_id])
        if item.state != Arrival.READY or not obligation_id:
            continue
        if placed_count + len(refused) == AT_ONCE:
            break
        try:
            put(item, Placement([obligation_id], title_of(item.path)), actor=actor, request_id=request_id)
            placed_count += 1
        except Refused as error:
            refused.append((item, error.message))
    return placed_count, refused


def revise(item, evidence, *, actor, revision=None, note="", request_id=""):
    """Make the file the next revision of an evidence. Raises PermissionDenied, Stale, Refused."""
    with transaction.atomic():
        locked_item = _lock_ready(item)
        try:
            revised = attaching.revise(
                evidence, actor=actor, file=locked_item.file, revision=revision, note=note, request_id=request_id
            )
        except Stale as error:
            raise Refused(error.code, error.args[0], status=409) from error
        return _mark_placed(locked_item, revised)


def _lock_ready(item):
    locked_item = UploadItem.objects.select_for_update(of=("self",)).select_related("file").get(pk=item.pk)
    if locked_item.state != Arrival.READY:
        raise Refused("gone", GONE, status=409)
    return locked_item


def _mark_placed(item, evidence):
    item.state, item.evidence = Arrival.PLACED, evidence
    item.save(update_fields=["state", "evidence"])
    return evidence


def _refuse_duplicate(file, obligation_ids):
    """Raise Refused when evidence of one of the obligations has the same file."""
    attaching.lock_obligations(obligation_ids)
    duplicates = Evidence.objects.filter(revisions__file=file, uses__obligation__in=obligation_ids)
    present = duplicates.exclude(state=EvidenceState.WITHDRAWN).order_by("pk").first()
    if present:
        raise Refused("same_here", SAME_HERE.format(present.title), status=409)
