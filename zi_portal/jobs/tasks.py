"""Celery entry points: wake a worker for what is due, drain what was left behind; and the daily sweep of old jobs."""

from datetime import timedelta

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from zi_portal.jobs import queue
from zi_portal.jobs.models import Job
from zi_portal.jobs.registry import KINDS, JobFailed, handler
from zi_portal.jobs.states import JobState
from zi_portal.lib.files import strays

AT_ONCE = 200
MESSAGE_SECONDS = 55
KEPT = {
    JobState.DONE: timedelta(days=7),
    JobState.FAILED: timedelta(days=7),
    JobState.CANCELLED: timedelta(days=7),
    JobState.DEAD: timedelta(days=90),
}
"""How long an ended job and its result can be found again."""
STRAYS_KEPT = timedelta(days=1)
"""A stored file without a row is left alone for so long: its row may be about to be written."""
WRONG_DATABASE = (
    "{} berkas di penyimpanan tidak dikenal basis data ini, lebih banyak daripada yang dikenal, jadi tidak ada yang "
    "dihapus. Periksa apakah DATABASE_URL dan penyimpanan berkas berpasangan."
)


@shared_task(name="zi_portal.jobs.tasks.wake")
def wake(job_id=None, *_, **__):
    """Do one job: the most urgent that is due, which may be another than the one that sent the message."""
    queue.run_next(job_id)


@shared_task(name="zi_portal.jobs.tasks.drain", expires=MESSAGE_SECONDS)
def drain(*_, **__):
    """Every minute: make the day's jobs, and wake what is due, each by a message with its own time limit."""
    make_daily()
    for job_id, kind in Job.objects.due().by_urgency().values_list("pk", "kind")[:AT_ONCE]:
        queue.publish(job_id, expires=MESSAGE_SECONDS, **queue.time_of(kind))


def make_daily():
    """One job of each daily kind for today (office time of Jakarta): however many beats there are.

    One that was cancelled or failed stays so until tomorrow.
    """
    day = timezone.localdate()
    wanted = {f"{kind.name}:{day}": kind.name for kind in KINDS.values() if kind.daily}
    for key in wanted.keys() - set(Job.objects.filter(key__in=wanted).values_list("key", flat=True)):
        queue.enqueue(wanted[key], key=key, payload={})


@handler("sweep_jobs", title="Membersihkan pekerjaan lama", daily=True)
def sweep(job, progress):
    """Forget jobs that ended long ago; {"forgotten": count}."""
    now, forgotten = timezone.now(), 0
    for state, kept in KEPT.items():
        while some := _forget_some(state, now - kept):
            forgotten += some
            progress()
    return {"forgotten": forgotten}


@transaction.atomic
def _forget_some(state, before):
    """Locked first, so that one which somebody lets run again at this moment stays."""
    old = Job.objects.select_for_update().filter(state=state, finished_at__lte=before)[:AT_ONCE]
    return Job.objects.filter(pk__in=[job.pk for job in old]).delete()[1].get("jobs.Job", 0)


@handler("sweep_files", title="Membersihkan berkas tanpa pemilik", daily=True)
def sweep_files(job, progress):
    """Delete stored files that no row names, left by a program that was killed; {"forgotten": count}."""
    try:
        forgotten = strays.forget_before(timezone.now() - STRAYS_KEPT, tick=progress)
    except strays.TooMany as error:
        raise JobFailed(WRONG_DATABASE.format(error.number)) from error
    return {"forgotten": len(forgotten)}
