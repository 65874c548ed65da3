"""The hierarchy of offices: moving an office, with everything below it, under another parent."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from teams.models import Parentage, Satker
from teams.states import Level
from zi_portal.audit import chain
from zi_portal.lib.errors import Refused

RANK = {Level.PUSAT: 0, Level.PROVINSI: 1, Level.KABUPATEN: 2, Level.KOTA: 2}


@transaction.atomic
def move(satker, parent, on, actor=None):
    """Put satker under parent from the day `on` and return the new Parentage; raise Refused.

    Close the present Parentage the day before, open the new one, rewrite the paths of satker and all offices below.
    What people may see changes with their next request, so `on` may not lie in the future.
    """
    rows = {row.pk: row for row in Satker.objects.select_for_update().order_by("pk")}
    satker, parent = rows[satker.pk], rows[parent.pk]
    present = Parentage.objects.filter(satker=satker, valid_until__isnull=True).first()
    _check(satker, parent, on, present)
    before = {"parent": rows[satker.parent_id].code if satker.parent_id else "", "path": satker.path}
    _close(satker, present, on)
    _rewrite(rows.values(), satker, parent)
    chain.record(
        "satker.move",
        actor=actor,
        subject=satker,
        satker_code=satker.code,
        before=before,
        after={"parent": parent.code, "path": satker.path, "on": on},
    )
    return Parentage.objects.create(satker=satker, parent=parent, valid_from=on)


def _check(satker, parent, on, present):
    """Raise Refused with the first reason against the move."""
    reasons = (
        (satker.parent_id == parent.pk, f"{satker} sudah berada di bawah {parent}."),
        (parent.path.startswith(satker.path), f"{parent} berada di bawah {satker}; tidak dapat menjadi atasannya."),
        (RANK[parent.level] >= RANK[satker.level], f"{parent} setingkat atau di bawah tingkat {satker}."),
        (on > timezone.localdate(), "Tanggal berlaku tidak boleh di masa depan."),
        (
            bool(present and present.valid_from and present.valid_from >= on),
            "Tanggal berlaku harus sesudah awal masa atasan yang sekarang.",
        ),
    )
    for wrong, message in reasons:
        if wrong:
            raise Refused("move_impossible", message)


def _close(satker, present, on):
    """End the present parentage the day before; create it first if the history does not contain it yet."""
    if present is None and satker.parent_id is None:
        return
    row = present or Parentage(satker=satker, parent_id=satker.parent_id)
    row.valid_until = on - timedelta(days=1)
    row.save()


def _rewrite(rows, satker, parent):
    """Set parent of satker and the path of it and of all offices below."""
    old, new = satker.path, f"{parent.path}{satker.code}/"
    below = [row for row in rows if row.path.startswith(old)]
    for row in below:
        row.path = new + row.path.removeprefix(old)
    satker.parent = parent
    Satker.objects.bulk_update(below, ["path", "parent"])
