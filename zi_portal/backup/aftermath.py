"""Mails that a backup holds as waiting: after a restore they wait for a decision, for they may have been sent since."""

from django.utils import timezone

from zi_portal.backup import rows
from zi_portal.jobs.states import OPEN, JobState
from zi_portal.mail.states import MessageState

MAYBE_SENT = (
    "Dipulihkan dari cadangan: surel ini mungkin sudah terkirim sesudah cadangan dibuat, "
    "jadi tidak dikirim dengan sendirinya. Kirim ulang bila masih diperlukan."
)
MAILS, JOBS = "mail.message", "jobs.job"


def hold_mails(using):
    """Mark the waiting mails and their jobs as failed; an operator may send each of them again.

    Returns the number of mails. Other jobs go on: they are safe to run twice and send nothing out of the portal.
    """
    models_by_label = rows.models_of(using)
    if MAILS not in models_by_label:
        return 0
    waiting = models_by_label[MAILS]._base_manager.using(using).filter(state=MessageState.QUEUED)
    jobs = models_by_label[JOBS]._base_manager.using(using).filter(state__in=OPEN, pk__in=waiting.values("job_id"))
    jobs.update(state=JobState.FAILED, reason=MAYBE_SENT, finished_at=timezone.now(), lease_until=None)
    return waiting.update(state=MessageState.FAILED, reason=MAYBE_SENT)
