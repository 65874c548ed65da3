"""What must not simply go on after a restore: mails that waited in the backup and may have been sent since."""

from django.utils import timezone

from zi_portal.backup import rows
from zi_portal.jobs.states import OPEN, JobState
from zi_portal.mail.states import MessageState

HELD = (
    "Dipulihkan dari cadangan: surel ini mungkin sudah terkirim sesudah cadangan dibuat, "
    "jadi tidak dikirim dengan sendirinya. Kirim ulang bila masih diperlukan."
)
MAILS, JOBS = "mail.message", "jobs.job"


def hold_mails(using):
    """End the mails that wait, and their jobs, as failed with this reason; an operator may send each again.

    Returns how many. Other jobs go on by themselves: they are safe to run twice and leave the portal nowhere.
    """
    found = rows.models_of(using)
    if MAILS not in found:
        return 0
    waiting = found[MAILS]._base_manager.using(using).filter(state=MessageState.QUEUED)
    jobs = found[JOBS]._base_manager.using(using).filter(state__in=OPEN, pk__in=waiting.values("job_id"))
    ended = {"state": JobState.FAILED, "reason": HELD, "finished_at": timezone.now(), "lease_until": None}
    held = {"state": MessageState.FAILED, "reason": HELD}
    jobs.update(**ended)
    return waiting.update(**held)
