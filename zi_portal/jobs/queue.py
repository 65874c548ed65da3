"""Putting work in a row, waking a worker for it, and doing it under a lease: the row is the truth."""

import logging
from datetime import timedelta
from functools import partial
from threading import Thread

from celery import current_app
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from zi_portal.jobs.models import Job
from zi_portal.jobs.registry import HANDLERS, JobFailed, LeaseLost
from zi_portal.jobs.states import JobState

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
ATTEMPTS = 3
PUBLISH_SECONDS = 0.9
ERROR = "Terjadi kesalahan pada sistem. Silakan coba lagi; bila terulang, hubungi administrator."
AFRESH = {"state": JobState.WAITING, "attempts": 0, "progress": 0, "reason": "", "result": {}, "lease_until": None}


def enqueue(kind, *, key, payload, owner=None):
    """Write the job in the caller's transaction and wake a worker after commit; returns the Job.

    key makes it exist once: an existing row is returned as it is, a failed one waits again with this payload.
    payload holds ids only. A broker that is down is logged; the job is then found by the drain.
    """
    job, created = Job.objects.get_or_create(key=key, defaults={"kind": kind, "payload": payload, "owner": owner})
    if not created and job.failed:
        Job.objects.filter(pk=job.pk, state=JobState.FAILED).update(**AFRESH, payload=payload, owner=owner)
        job.refresh_from_db()
    if job.state == JobState.WAITING:
        transaction.on_commit(partial(publish, job.pk))
    return job


def retry(job):
    """Let a failed job wait again (the owner's button); one in another state is left as it is."""
    if Job.objects.filter(pk=job.pk, state=JobState.FAILED).update(**AFRESH):
        transaction.on_commit(partial(publish, job.pk))


def publish(job_id):
    """Send the wake-up; a broker that is down or hangs is logged and never holds the caller longer than 1 s."""
    sender = Thread(target=_send, args=(job_id,), daemon=True, name=f"wake-job-{job_id}")
    sender.start()
    sender.join(PUBLISH_SECONDS)
    if sender.is_alive():
        logger.warning("The broker hangs; job %s waits for the drain.", job_id)


def _send(job_id):
    try:
        current_app.send_task("zi_portal.jobs.tasks.wake", (job_id,), retry=False)
    except (OSError, KombuError, RedisError) as error:
        logger.warning("The broker cannot be reached; job %s waits for the drain: %s", job_id, error)


def run(job_id):
    """Take the job's lease and do it here and now; returns the Job, None when it is held or has ended.

    The handler runs outside of any transaction of this function, so that its progress is seen by others.
    """
    job = _claim(job_id)
    if job is None:
        return None
    try:
        result = HANDLERS[job.kind](job, partial(_progress, job))
    except LeaseLost:
        logger.warning("Job %s was taken over by another worker.", job)
    except JobFailed as error:
        logger.warning("Job %s failed: %s", job, error)
        _fail(job, error.message, permanent=error.permanent)
    except Exception:  # noqa: BLE001 -- whatever a handler raises, the job must end in a state that its owner sees
        logger.exception("Job %s failed.", job)
        _fail(job, ERROR, permanent=False)
    else:
        _held(job).update(state=JobState.DONE, progress=100, reason="", result=result or {}, **_ended())
    job.refresh_from_db()
    return job


def drain():
    """Do, in this process, all that waits or whose lease has ended, each once; returns how many were taken."""
    return sum(run(pk) is not None for pk in list(Job.objects.due().values_list("pk", flat=True)))


def _claim(job_id):
    """Compare and set: one worker gets the lease. A job whose workers died each time fails here."""
    now = timezone.now()
    due = Job.objects.due().order_by().filter(pk=job_id)
    if due.filter(attempts__gte=ATTEMPTS).update(state=JobState.FAILED, reason=ERROR, **_ended()):
        logger.error("Job %s ended its worker %d times.", job_id, ATTEMPTS)
        return None
    taken = due.update(state=JobState.RUNNING, attempts=F("attempts") + 1, lease_until=now + LEASE, started_at=now)
    return Job.objects.get(pk=job_id) if taken else None


def _held(job):
    """The job's row, as long as this very run holds it (attempts and started_at name the run)."""
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts, started_at=job.started_at)


def _progress(job, percent):
    """Show the progress and renew the lease; raises LeaseLost when another worker has taken the job."""
    if not _held(job).update(progress=max(0, min(99, int(percent))), lease_until=timezone.now() + LEASE):
        raise LeaseLost


def _fail(job, reason, *, permanent):
    if permanent or job.attempts >= ATTEMPTS:
        _held(job).update(state=JobState.FAILED, reason=reason, **_ended())
    else:
        _held(job).update(state=JobState.WAITING, reason=reason, lease_until=None)


def _ended():
    return {"finished_at": timezone.now(), "lease_until": None}
