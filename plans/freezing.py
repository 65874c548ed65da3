"""Whether a plan or decree may still be written, decided under the lock of its row."""

from django.db import transaction
from django.db.transaction import TransactionManagementError

from plans.models import Decree, Plan
from plans.states import EDITABLE, DecreeState
from zi_portal.lib.errors import Refused

LOCKED = "locked_state"
REASONS = {
    DecreeState.SUBMITTED: "sedang diajukan. Tarik kembali pengajuannya agar dapat diubah.",
    DecreeState.APPROVED: "sudah disetujui. Minta pimpinan mengembalikannya agar dapat diubah.",
    DecreeState.ENACTED: "sudah ditetapkan. Buat keputusan perubahan bila isinya perlu diubah.",
    DecreeState.SUPERSEDED: "sudah diganti dengan keputusan perubahan. Ubah keputusan yang menggantikannya.",
    DecreeState.REVOKED: "sudah dicabut. Buat keputusan baru bila diperlukan.",
    DecreeState.DELETED: "sudah dihapus. Pulihkan dahulu dari daftar draf yang dihapus.",
}


def editable_decree(pk):
    """Lock the decree's row and return it; raise Refused when its state allows no change.

    pk: its id, or the row itself as read before. Must be called inside a transaction, before anything else is
    locked. The caller checks that the user sees it.
    """
    decree = _locked(Decree, pk)
    if decree.state not in EDITABLE:
        raise Refused(LOCKED, f"Keputusan ini {REASONS[decree.state]}", status=409)
    return decree


def editable_plan(pk):
    """Lock the plan's row and return it; raise Refused when its decree's state allows no change.

    pk: its id, or the row itself as read before. Must be called inside a transaction. The approval takes the same
    lock before it changes the decree's state, so that exactly what was checked is submitted.
    """
    plan = _locked(Plan, pk)
    state = Decree.objects.filter(annexes__plan=plan).values_list("state", flat=True).first()
    if state is not None and state not in EDITABLE:
        raise Refused(LOCKED, f"Rencana aksi ini {REASONS[state]}", status=409)
    if plan.frozen:
        raise Refused(LOCKED, "Rencana aksi ini dibekukan dan tidak dapat diubah.", status=409)
    return plan


def _locked(model, pk):
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError("The answer holds only inside a transaction.")
    return model.objects.select_for_update(of=("self",)).select_related("satker").get(pk=getattr(pk, "pk", pk))
