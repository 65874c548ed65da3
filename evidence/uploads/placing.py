"""Placing the files of an upload: what people typed becomes evidence put to obligations."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.dateparse import parse_date

from evidence.models import Evidence, Obligation, UploadItem
from evidence.proofs import attaching
from evidence.states import Arrival, EvidenceKind, EvidenceState
from evidence.uploads.table import best, title_of
from zi_portal.lib.errors import Refused, Stale

AT_ONCE = 200

GONE = "Berkas ini sudah ditempatkan atau dibatalkan. Muat ulang halaman untuk melihat keadaannya."
UNKNOWN_PLACE = "Tempat “{}” tidak ada dalam rencana ini. Pilih salah satu dari daftar."
BAD_DATE = "Tulis tanggal sebagai tahun-bulan-hari, misalnya 2026-03-31."
BAD_PERIOD = "Akhir masa mendahului awalnya. Betulkan salah satu tanggalnya."
SAME_HERE = "Berkas yang sama sudah menjadi bukti di tempat ini: “{}”. Pilih tempat lain atau singkirkan berkas ini."


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed for one file: pks of the obligations ticked, names of the places typed, the texts."""

    obligation_ids: frozenset
    place_names: list
    title: str
    since: str
    until: str
    page: str
    selected: bool


def chosen_obligations(typed, places_by_id):
    """Return the pks of the obligations chosen for a file, [] if none; raises Refused for a place that is unknown."""
    ids_by_name = {place.name.casefold(): place.id for place in places_by_id.values()}
    obligation_ids = [pk for pk in typed.obligation_ids if pk in places_by_id]
    for name in typed.place_names:
        if name.casefold() not in ids_by_name:
            raise Refused("unknown_place", UNKNOWN_PLACE.format(name))
        obligation_ids.append(ids_by_name[name.casefold()])
    return list(dict.fromkeys(obligation_ids))


def put(item, typed, places_by_id, *, actor, request_id=""):
    """Make one file evidence of the chosen obligations and return it, None when none is chosen (left for later).

    Raises PermissionDenied, Refused.
    """
    obligation_ids = chosen_obligations(typed, places_by_id)
    if not obligation_ids:
        return None
    since, until = _period(typed)
    with transaction.atomic():
        locked_item = _lock_ready(item)
        _refuse_duplicate(locked_item.file, obligation_ids)
        try:
            evidence = attaching.prove(
                Obligation.objects.filter(pk__in=obligation_ids), kind=EvidenceKind.FILE, actor=actor,
                title=typed.title, file=locked_item.file, page=typed.page, request_id=request_id, proves_from=since,
                proves_until=until,
            )  # fmt: skip
        except ValidationError as error:
            raise Refused("invalid", " ".join(error.messages)) from error
        return _mark_placed(locked_item, evidence)


def _period(typed):
    since, until = _day(typed.since), _day(typed.until)
    if since and until and until < since:
        raise Refused("invalid", BAD_PERIOD)
    return since, until


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
        typed = Typed(frozenset({obligation_id}), [], title_of(item.path), "", "", "", selected=False)
        try:
            put(item, typed, places_by_id, actor=actor, request_id=request_id)
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


def _day(text):
    """Return the date, None for an empty text; raises Refused for any other text."""
    try:
        day = parse_date(text) if text else None
    except ValueError:
        day = None
    if text and day is None:
        raise Refused("bad_date", BAD_DATE)
    return day
