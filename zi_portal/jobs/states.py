"""Choices of the jobs; imports nothing of the portal."""

from django.db.models import TextChoices


class JobState(TextChoices):
    WAITING = "waiting", "menunggu"
    RUNNING = "running", "dikerjakan"
    DONE = "done", "selesai"
    FAILED = "failed", "gagal"
    DEAD = "dead", "berhenti dicoba"
    CANCELLED = "cancelled", "dibatalkan"


OPEN = (JobState.WAITING, JobState.RUNNING)
RETRYABLE = (JobState.FAILED, JobState.CANCELLED)
"""States from which the owner may let a job wait again; from DEAD only an administrator may."""
