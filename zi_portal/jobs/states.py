"""Choices of the job room; imports nothing of the portal."""

from django.db.models import TextChoices


class JobState(TextChoices):
    WAITING = "waiting", "menunggu"
    RUNNING = "running", "dikerjakan"
    DONE = "done", "selesai"
    FAILED = "failed", "gagal"
