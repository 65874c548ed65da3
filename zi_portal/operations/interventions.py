"""Interventions of an administrator in somebody's job, retry and cancel, each recorded in the audit log."""

from django.db import transaction

from zi_portal.audit import chain
from zi_portal.jobs import queue
from zi_portal.jobs.states import JobState

RETRYABLE = (JobState.FAILED, JobState.DEAD, JobState.CANCELLED)
"""States from which an administrator may let a job wait again."""
STOPPED = "Dihentikan oleh administrator."


def repeatable(job):
    """Return True when an administrator may let the job wait again."""
    return job.state in RETRYABLE and (job.state != JobState.FAILED or job.repeatable)


@transaction.atomic
def retry(job, *, actor, request_id):
    """Let the job wait again with all its attempts; return False when it is in another state by now."""
    before = {"state": job.state, "attempts": job.attempts}
    if not queue.retry(job, states=(job.state,) if job.state in RETRYABLE else ()):
        return False
    _record("job.retry", job, actor, before, request_id)
    return True


@transaction.atomic
def cancel(job, *, actor, request_id):
    """Stop a waiting job, ask a running one to stop; return False when it has ended."""
    before = {"state": job.state, "attempts": job.attempts}
    if not queue.cancel(job, reason=STOPPED):
        return False
    _record("job.cancel", job, actor, before, request_id)
    return True


def _record(action, job, actor, before, request_id):
    job.refresh_from_db()
    after = {"state": job.state, "attempts": job.attempts, "cancel_asked": job.cancel_asked}
    chain.record(
        action,
        actor=actor,
        subject=job,
        satker_code=job.satker_code,
        before=before,
        after=after,
        request_id=request_id,
    )
