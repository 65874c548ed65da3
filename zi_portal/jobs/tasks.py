"""Celery tasks: do a job, drain what was left behind; and the daily sweeps of old jobs and stray files."""

from datetime import timedelta

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from zi_portal.jobs import queue
from zi_portal.jobs.models import Job
from zi_portal.jobs.registry import KINDS, JobFailed, handler
from zi_portal.jobs.states import JobState
from zi_portal.lib.files import strays

BATCH = 200
MESSAGE_SECONDS = 55
AGE_LIMITS = {
    JobState.DONE: timedelta(days=7),
    JobState.FAILED: timedelta(days=7),
    JobState.CANCELLED: timedelta(days=7),
    JobState.DEAD: timedelta(days=90),
}
"""Age at which an ended job and its result are deleted."""
STRAY_AGE = timedelta(days=1)
"""Age below which a stored file without a row is left alone: its row may be about to be written."""
WRONG_DATABASE = (
    "{} berkas di penyimpanan tidak dikenal basis data ini, lebih banyak daripada yang dikenal, jadi tidak ada yang "
    "dihapus. Periksa apakah DATABASE_URL dan penyimpanan berkas berpasangan."
)


@shared_task(name="zi_portal.jobs.tasks.wake")
def wake(job_id=None, *_, **__):
    """Do the most urgent job that is due, which may be another one than that of the message."""
    queue.run_next(job_id)


@shared_task(name="zi_portal.jobs.tasks.drain", expires=MESSAGE_SECONDS)
def drain(*_, **__):
    """Make the day's jobs and send a message for each job that is due, with its own time limit; runs every minute."""
    make_daily()
    for job_id, kind in Job.objects.due().by_urgency().values_list("pk", "kind")[:BATCH]:
        queue.publish(job_id, expires=MESSAGE_SECONDS, **queue.time_limits(kind))


def make_daily():
    """Make one job of each daily kind for today (Jakarta time) and of each slot of now, however many beats there are.

    A job that was cancelled or failed stays so until tomorrow.
    """
    now, day = timezone.now(), timezone.localdate()
    jobs_by_key = {f"{kind.name}:{day}": (kind.name, {}) for kind in KINDS.values() if kind.daily}
    for kind in KINDS.values():
        slots = kind.slots(now) if kind.slots else {}
        jobs_by_key |= {f"{kind.name}:{slot}": (kind.name, payload) for slot, payload in slots.items()}
    for key in jobs_by_key.keys() - set(Job.objects.filter(key__in=jobs_by_key).values_list("key", flat=True)):
        kind, payload = jobs_by_key[key]
        queue.enqueue(kind, key=key, payload=payload)


@handler("sweep_jobs", title="Membersihkan pekerjaan lama", daily=True)
def sweep(job, progress):
    """Delete jobs that ended long ago; return {"forgotten": count}."""
    now, forgotten = timezone.now(), 0
    for state, age in AGE_LIMITS.items():
        while count := _delete_batch(state, now - age):
            forgotten += count
            progress()
    return {"forgotten": forgotten}


@transaction.atomic
def _delete_batch(state, before):
    """Delete a batch and return its size; rows are locked first, so that one that is retried at this moment stays."""
    old = Job.objects.select_for_update().filter(state=state, finished_at__lte=before)[:BATCH]
    return Job.objects.filter(pk__in=[job.pk for job in old]).delete()[1].get("jobs.Job", 0)


@handler("sweep_files", title="Membersihkan berkas tanpa pemilik", daily=True)
def sweep_files(job, progress):
    """Delete stored files that no row names, left by killed programs; return {"forgotten": count}."""
    try:
        forgotten = strays.forget_before(timezone.now() - STRAY_AGE, tick=progress)
    except strays.TooMany as error:
        raise JobFailed(WRONG_DATABASE.format(error.number)) from error
    return {"forgotten": len(forgotten)}
