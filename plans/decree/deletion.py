"""Deleted drafts: which may be deleted and restored, and their removal for good after some time."""

import logging
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from plans.models import Decree, Document, Plan, WorkbookImport
from plans.plan.gaps import ERROR, Gap, place
from plans.states import KEPT_DAYS, UNDER_WAY, Action, DecreeState
from teams.models import Team
from zi_portal.audit import chain

logger = logging.getLogger(__name__)

APPROVED_BEFORE = (
    "Draf ini pernah disetujui pimpinan, sehingga riwayat keputusannya tetap disimpan dan tidak dapat dihapus."
)
OTHER_AMENDMENT = "Sudah ada draf perubahan lain atas keputusan yang sama. Hapus draf itu dahulu, lalu pulihkan ini."


def deletion_gaps(decree):
    """Return why a draft may not be deleted: a leader has decided on it."""
    if decree.transitions.filter(action=Action.APPROVE).exists():
        return [Gap("approved_before", ERROR, APPROVED_BEFORE)]
    return []


def restoration_gaps(decree):
    """Return why a draft may not be restored: another amendment of the same decree has been begun meanwhile."""
    others = Decree.objects.filter(amends=decree.amends_id, state__in=UNDER_WAY).exclude(pk=decree.pk)
    other = others.order_by("pk").first() if decree.amends_id else None
    return [Gap("other_amendment", ERROR, OTHER_AMENDMENT, place("decrees:detail", other.pk))] if other else []


def remove_old(progress):
    """Remove for good the drafts that were deleted more than KEPT_DAYS days ago; return their number."""
    before = timezone.now() - timedelta(days=KEPT_DAYS)
    rows = Decree.objects.filter(state=DecreeState.DELETED).with_deletion().filter(deleted_at__lt=before)
    removed = 0
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
        progress()
        try:
            removed += _remove(pk, before)
        except ProtectedError:
            logger.exception("The deleted draft %d is used elsewhere and stays.", pk)
    return removed


@transaction.atomic
def _remove(pk, before):
    """Delete a draft with its plans, imports, prints and the teams made for it; return whether it was still deleted.

    The rows go first; the files follow when the transaction is written.
    """
    rows = Decree.objects.filter(pk=pk, state=DecreeState.DELETED).select_related("satker")
    decree = rows.select_for_update(of=("self",)).first()
    if decree is None or decree.transitions.filter(action=Action.DELETE, at__gte=before).exists():
        return False
    plan_pks = list(decree.annexes.filter(plan__isnull=False).values_list("plan_id", flat=True))
    team_pks = list(decree.annexes.filter(team_copied=True, team__isnull=False).values_list("team_id", flat=True))
    imports = WorkbookImport.objects.filter(plan__in=plan_pks)
    documents = Document.objects.filter(decree=decree)
    names = [name for rows in (imports, documents) for name in rows.exclude(file="").values_list("file", flat=True)]
    imports.delete()
    documents.delete()
    Decree.objects.filter(pk=pk).delete()
    Plan.objects.filter(pk__in=plan_pks).delete()
    Team.objects.filter(pk__in=team_pks).delete()
    facts = {"title": decree.title, "year": decree.year, "plans": plan_pks, "teams": team_pks}
    chain.record("decree.remove", actor=None, subject=decree, satker_code=decree.satker.code, before=facts)
    transaction.on_commit(lambda: [default_storage.delete(name) for name in names])
    return True
