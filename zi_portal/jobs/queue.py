"""Writes work as a row, wakes a worker for it and does it under a lease: the row is the truth."""

import logging
import os
import socket
import time
from datetime import timedelta
from functools import partial
from threading import Thread

from celery import current_app, current_task
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from zi_portal.jobs.models import Job
from zi_portal.jobs.registry import KINDS, Cancelled, JobFailed, JobPostponed, LeaseLost
from zi_portal.jobs.states import RETRYABLE, JobState
from zi_portal.lib import logs

logger = logging.getLogger(__name__)
accesses = logging.getLogger("zi_portal.accesses")

LEASE = timedelta(seconds=settings.JOB_LEASE_SECONDS)
ATTEMPTS = 5
PUBLISH_SECONDS = 0.9
BATCH, WAKES = 5000, 200
"""Rows of one insert; jobs of many for which a message is sent at once."""
GRACE = 30
"""Seconds between the limit at which a job is asked to end and the one at which its process is killed."""
ERROR = "Terjadi kesalahan pada sistem; kesalahannya sudah dicatat untuk administrator."
CRASHED = "Pekerjaan ini lima kali menghentikan pekerja latar belakang dan tidak dicoba lagi. Hubungi administrator."
WITHDRAWN = "Dibatalkan atas permintaan pemiliknya."
FRESH_FIELDS = {
    "state": JobState.WAITING, "attempts": 0, "progress": 0, "reason": "", "result": {}, "holder": "",
    "cancel_asked": False, "due_at": None, "lease_until": None, "started_at": None, "finished_at": None,
}  # fmt: skip


def enqueue(kind, *, key, payload, owner=None, satker_code="", urgent=None, retry_states=RETRYABLE):
    """Write the job in the caller's transaction, wake a worker after commit and return the Job.

    key makes it exist once: an existing row is returned as it is, but one in any of retry_states waits anew with this
    payload. payload holds ids only. urgent: a person waits for it; None: as its kind says. A broker that is down is
    logged; the drain finds the job then.
    """
    if urgent is None:
        urgent = kind in KINDS and KINDS[kind].urgent
    fields = {"payload": payload, "owner": owner, "satker_code": satker_code, "urgent": urgent}
    job, created = Job.objects.get_or_create(key=key, defaults={"kind": kind, **fields})
    if not created and _renew(job, retry_states, **fields):
        job.refresh_from_db()
    if job.state == JobState.WAITING:
        transaction.on_commit(partial(publish, job.pk, **time_limits(kind)))
    return job


def enqueue_many(kind, jobs):
    """Write many jobs in the caller's transaction and wake workers after commit; a key that exists stays as it is.

    jobs: (key, payload, satker_code). Messages are sent for the first WAKES; the drain finds the others.
    """
    rows = [Job(kind=kind, key=key, payload=payload, satker_code=code) for key, payload, code in jobs]
    Job.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    first_keys = [row.key for row in rows[:WAKES]]
    transaction.on_commit(partial(publish_many, first_keys, **time_limits(kind)))


def publish_many(keys, **options):
    """Send the wake-ups of several jobs by one thread, which holds the caller for less than 1 s."""
    job_ids = list(Job.objects.filter(key__in=keys).values_list("pk", flat=True))
    sender = Thread(
        target=lambda: [_send(job_id, options) for job_id in job_ids], daemon=True, name=f"wake-{len(job_ids)}"
    )
    sender.start()
    sender.join(PUBLISH_SECONDS)


def retry(job, *, states=RETRYABLE):
    """Let an ended job wait retry_states; return True when it was in one of the states and may be repeated."""
    changed = _renew(job, [state for state in states if state != JobState.FAILED or job.repeatable])
    if changed:
        transaction.on_commit(partial(publish, job.pk, **time_limits(job.kind)))
    return changed


@transaction.atomic
def _renew(job, states, **fields):
    """Compare and set: the job waits as if it were asked for now; return True when it was in one of the states."""
    jobs = Job.objects.filter(pk=job.pk, state__in=states)
    if not jobs.update(created_at=timezone.now(), **FRESH_FIELDS, **fields):
        return False
    _notify_kind(job.pk)
    return True


def cancel(job, reason=WITHDRAWN):
    """Stop a waiting job at once, a running one at its next sign of progress; return False when it has ended.

    reason: the sentence that its owner reads.
    """
    rows = Job.objects.filter(pk=job.pk)
    if rows.filter(state=JobState.RUNNING).update(cancel_asked=True, reason=reason):
        return True
    if _end(rows.filter(state=JobState.WAITING), job.pk, JobState.CANCELLED, reason=reason, cancel_asked=True):
        return True
    return bool(rows.filter(state=JobState.RUNNING).update(cancel_asked=True, reason=reason))  # it began in between


def publish(job_id, **options):
    """Send the wake-up; a broker that is down or hangs is logged and holds the caller for less than 1 s."""
    sender = Thread(target=_send, args=(job_id, options), daemon=True, name=f"wake-job-{job_id}")
    sender.start()
    sender.join(PUBLISH_SECONDS)
    if sender.is_alive():
        logger.warning("The broker hangs; job %s waits for the drain.", job_id)


def time_limits(kind):
    """Return the options of the message for a job of this kind: its own time limits where it may take long."""
    seconds = KINDS[kind].seconds if kind in KINDS else None
    return {"soft_time_limit": seconds, "time_limit": seconds + GRACE} if seconds else {}


def _send(job_id, options):
    try:
        current_app.send_task("zi_portal.jobs.tasks.wake", (job_id,), retry=False, **options)
    except (OSError, KombuError, RedisError) as error:
        logger.warning("The broker cannot be reached; job %s waits for the drain: %s", job_id, error)


def run(job_id):
    """Take this job's lease, do the job and return it; None when it is leased, paused or has ended.

    The handler runs outside of any transaction of this function, so that others see its progress.
    """
    job = _claim(job_id)
    if not job:
        return None
    start = time.monotonic()
    with logs.about(job=job.pk, kind=job.kind, attempt=job.attempts):
        _perform(job)
        accesses.info("job", extra={"status": job.state, "ms": round((time.monotonic() - start) * 1000)})
    return job


def run_next(named_id=None):
    """Do the most urgent job that is due, whichever message woke this worker, and return it; None when nothing is due.

    named_id: id in the message. A job that may take long is done only for its own message, which has the time limit
    for it, and while no other such job runs.
    """
    long_kinds = [name for name, kind in KINDS.items() if kind.seconds]
    due = Job.objects.due()
    job_ids = list(due.exclude(kind__in=long_kinds).by_urgency().values_list("pk", flat=True)[:20])
    if due.filter(pk=named_id, kind__in=long_kinds).exists() and not _any_running(long_kinds):
        job_ids.insert(0, named_id)
    for job_id in job_ids:
        if job := run(job_id):
            return job
    return None


def _any_running(kinds):
    """Return whether some worker does a job of these kinds now."""
    return Job.objects.filter(state=JobState.RUNNING, kind__in=kinds, lease_until__gt=timezone.now()).exists()


def drain():
    """Do all due jobs in this process, each once; return the number that were taken."""
    return sum(run(pk) is not None for pk in list(Job.objects.due().by_urgency().values_list("pk", flat=True)))


def _perform(job):
    try:
        if job.kind not in KINDS:
            raise JobFailed(f"Versi portal ini tidak mengenal jenis pekerjaan “{job.kind}”.", permanent=False)
        result = KINDS[job.kind].do(job, partial(_progress, job))
    except LeaseLost:
        logger.warning("Job %s was taken over by another worker.", job)
    except Cancelled:
        _end(_own_row(job), job.pk, JobState.CANCELLED)
    except JobPostponed as error:
        _postpone(job, error)
    except JobFailed as error:
        logger.warning("Job %s failed: %s", job, error)
        _fail(job, error.message, permanent=error.permanent)
    except Exception:  # noqa: BLE001 -- whatever a handler raises, the job must end in a state that its owner sees
        logger.exception("Job %s failed.", job)
        _fail(job, ERROR, permanent=False)
    else:
        _own_row(job).update(state=JobState.DONE, progress=100, reason="", result=result or {}, **_end_fields())
    job.refresh_from_db()
    return job


def _claim(job_id):
    """Compare and set: take the lease and return the Job, or None; a job whose workers died each time becomes dead."""
    now = timezone.now()
    due = Job.objects.due().order_by().filter(pk=job_id)
    expired = due.filter(state=JobState.RUNNING)
    if _end(expired.filter(cancel_asked=True), job_id, JobState.CANCELLED):
        return None
    if _end(expired.filter(attempts__gte=ATTEMPTS), job_id, JobState.DEAD, reason=CRASHED):
        logger.error("Job %s ended its worker %d times.", job_id, ATTEMPTS)
        return None
    lease = {"state": JobState.RUNNING, "lease_until": now + LEASE, "started_at": now, "holder": worker_name()}
    return Job.objects.get(pk=job_id) if due.update(attempts=F("attempts") + 1, **lease) else None


def worker_name():
    """Return the name of the Celery worker that this code runs in, else host and process (a command, a test)."""
    request = getattr(current_task, "request", None)
    return (getattr(request, "hostname", None) or f"{socket.gethostname()}:{os.getpid()}")[:80]


def _own_row(job):
    """Return a queryset of the job, empty once this run has lost it (attempts and started_at identify the run)."""
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts, started_at=job.started_at)


def _progress(job, percent=None):
    """Renew the lease and store the progress; raise LeaseLost when another has it, Cancelled when asked to stop."""
    fields = {} if percent is None else {"progress": max(0, min(99, int(percent)))}
    if not _own_row(job).filter(cancel_asked=False).update(lease_until=timezone.now() + LEASE, **fields):
        raise Cancelled if _own_row(job).exists() else LeaseLost


def _fail(job, reason, *, permanent):
    """End the job with the reason, or let it wait for another try after a pause; the fifth failure is the last.

    A job that was asked to stop meanwhile is not tried retry_states.
    """
    if permanent:
        _end(_own_row(job), job.pk, JobState.FAILED, reason=reason)
    elif job.attempts >= ATTEMPTS:
        logger.error("Job %s failed %d times and is dead.", job, ATTEMPTS)
        _end(_own_row(job), job.pk, JobState.DEAD, reason=reason)
    else:
        pauses = KINDS[job.kind].pauses if job.kind in KINDS else (timedelta(minutes=1),)
        due_at = timezone.now() + pauses[min(job.attempts, len(pauses)) - 1]
        rows = _own_row(job).filter(cancel_asked=False)
        if not rows.update(state=JobState.WAITING, reason=reason, lease_until=None, due_at=due_at):
            _end(_own_row(job), job.pk, JobState.CANCELLED)


def _postpone(job, error):
    """Let the job wait as if this run had not happened; one that was asked to stop meanwhile is cancelled.

    A job that gives others a turn waits behind them, as if it were asked for now.
    """
    due_at = timezone.now() + timedelta(seconds=error.seconds) if error.seconds else None
    waiting = {"state": JobState.WAITING, "reason": error.message, "lease_until": None, "due_at": due_at}
    if not error.seconds:
        waiting["created_at"] = timezone.now()
    if not _own_row(job).filter(cancel_asked=False).update(attempts=F("attempts") - 1, **waiting):
        _end(_own_row(job), job.pk, JobState.CANCELLED)
    elif not error.seconds:
        transaction.on_commit(partial(publish, job.pk))


@transaction.atomic
def _end(rows, job_id, state, **fields):
    """End the job of this queryset without its being done, and notify its kind; return True when the row was there."""
    if not rows.update(state=state, **fields, **_end_fields()):
        return False
    _notify_kind(job_id)
    return True


def _notify_kind(job_id):
    job = Job.objects.get(pk=job_id)
    if job.kind in KINDS:
        KINDS[job.kind].follow(job)


def _end_fields():
    return {"finished_at": timezone.now(), "lease_until": None}
