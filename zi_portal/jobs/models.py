"""Job: one piece of background work, with lease, attempts, progress and a visible end; Pulse: a sign of life."""

from django.conf import settings
from django.db import models

from zi_portal.jobs.querysets import JobQuerySet
from zi_portal.jobs.registry import KINDS
from zi_portal.jobs.states import OPEN, RETRYABLE, JobState


class Job(models.Model):
    """A job runs at least once and is safe to run twice; its key guarantees that it exists once.

    payload holds ids only. A running job whose lease has ended may be taken by another worker. holder: name of the
    worker that has or had it. due_at: earliest start (the pause after a failure). satker_code: the office it is done
    for, "" for the whole portal.
    """

    key = models.CharField("kunci", max_length=120, unique=True)
    kind = models.CharField("jenis", max_length=40)
    payload = models.JSONField("isi", default=dict)
    state = models.CharField("status", max_length=10, choices=JobState.choices, default=JobState.WAITING)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="pemilik"
    )
    satker_code = models.CharField("kode satker", max_length=10, blank=True)
    urgent = models.BooleanField("ditunggu orang", default=False)
    attempts = models.PositiveSmallIntegerField("percobaan", default=0)
    progress = models.PositiveSmallIntegerField("kemajuan (%)", default=0)
    reason = models.TextField("alasan", blank=True)
    result = models.JSONField("hasil", default=dict)
    holder = models.CharField("pekerja", max_length=80, blank=True)
    cancel_asked = models.BooleanField("diminta batal", default=False)
    due_at = models.DateTimeField("tidak sebelum", null=True)
    lease_until = models.DateTimeField("dipegang sampai", null=True)
    created_at = models.DateTimeField("dibuat", auto_now_add=True)
    started_at = models.DateTimeField("dimulai", null=True)
    finished_at = models.DateTimeField("selesai", null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "pekerjaan"
        verbose_name_plural = "pekerjaan"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["state", "lease_until"], name="job_due"),
            models.Index(fields=["owner", "-id"], name="job_of_owner"),
        ]
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
    def title(self):
        """The name of this kind of work on screens; the kind itself where this version has no handler for it."""
        return KINDS[self.kind].title if self.kind in KINDS else self.kind

    @property
    def link(self):
        """The address of the page that shows the result, "" where there is none."""
        return KINDS[self.kind].link(self) if self.kind in KINDS else ""

    @property
    def ended(self):
        """True when nothing more will happen by itself."""
        return self.state not in OPEN

    @property
    def failed(self):
        """True when it ended with a reason instead of a result."""
        return self.state in (JobState.FAILED, JobState.DEAD)

    @property
    def retryable(self):
        """True when its owner may let it wait again."""
        return self.state in RETRYABLE and (self.state != JobState.FAILED or self.repeatable)

    @property
    def repeatable(self):
        """False when a failed job of this kind must not be repeated: what it needs is gone."""
        return self.kind not in KINDS or KINDS[self.kind].repeatable

    @property
    def cancellable(self):
        """True while its owner may still stop it."""
        return self.state in OPEN and not self.cancel_asked


class Pulse(models.Model):
    """Sign of life of a background program, "beat" or "worker:NAME"; at: the last one.

    stopped_at: when it ended, as it said itself or as was noticed later; null, or before started_at, while it is
    expected to live.
    """

    name = models.CharField("nama", max_length=90, unique=True)
    started_at = models.DateTimeField("dimulai")
    at = models.DateTimeField("terakhir terlihat")
    stopped_at = models.DateTimeField("berhenti", null=True)

    class Meta:
        verbose_name = "tanda hidup"
        verbose_name_plural = "tanda hidup"
        ordering = ["name"]

    def __str__(self):
        return self.name
