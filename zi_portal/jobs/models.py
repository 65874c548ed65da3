"""Job: one piece of background work, with lease, attempts, progress and an end that the user sees."""

from django.conf import settings
from django.db import models

from zi_portal.jobs.querysets import JobQuerySet
from zi_portal.jobs.states import JobState


class Job(models.Model):
    """A job runs at least once and is safe to run twice; its key makes sure that it exists once.

    payload holds ids only. A running job whose lease has ended may be taken by another worker.
    """

    key = models.CharField("kunci", max_length=120, unique=True)
    kind = models.CharField("jenis", max_length=40)
    payload = models.JSONField("isi", default=dict)
    state = models.CharField("status", max_length=10, choices=JobState.choices, default=JobState.WAITING)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="pemilik"
    )
    attempts = models.PositiveSmallIntegerField("percobaan", default=0)
    progress = models.PositiveSmallIntegerField("kemajuan (%)", default=0)
    reason = models.TextField("alasan", blank=True)
    result = models.JSONField("hasil", default=dict)
    lease_until = models.DateTimeField("dipegang sampai", null=True)
    created_at = models.DateTimeField("dibuat", auto_now_add=True)
    started_at = models.DateTimeField("dimulai", null=True)
    finished_at = models.DateTimeField("selesai", null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "pekerjaan"
        verbose_name_plural = "pekerjaan"
        ordering = ["pk"]
        indexes = [models.Index(fields=["state", "lease_until"], name="job_due")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(progress__lte=100),
                name="job_progress_is_a_percentage",
                violation_error_message="Kemajuan paling banyak 100 %.",
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.key}"

    @property
    def ended(self):
        """True when nothing more will happen by itself."""
        return self.state in (JobState.DONE, JobState.FAILED)

    @property
    def failed(self):
        """True when it ended with a reason instead of a result."""
        return self.state == JobState.FAILED
