"""Celery entry points: wake one job by id, drain what was left behind."""

from celery import shared_task

from zi_portal.jobs import queue
from zi_portal.jobs.models import Job

AT_ONCE = 200


@shared_task(name="zi_portal.jobs.tasks.wake")
def wake(job_id):
    """Do one job; nothing happens when another worker has it or it has ended."""
    queue.run(job_id)


@shared_task(name="zi_portal.jobs.tasks.drain", expires=55)
def drain():
    """Every minute: wake what waits or lost its worker, each as a message of its own with its own time limit."""
    for job_id in Job.objects.due().values_list("pk", flat=True)[:AT_ONCE]:
        queue.publish(job_id)
