"""AuditEvent: who changed what, when, with the values before and after; each event is chained to the one before it."""

from django.conf import settings
from django.db import models

from zi_portal.audit.querysets import AppendOnly, AuditQuerySet


class AuditEvent(models.Model):
    """One change of state or right; never changed, never deleted (see record and verify in chain.py)."""

    at = models.DateTimeField("waktu")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="pelaku"
    )
    satker_code = models.CharField("kode satker", max_length=10, blank=True)
    action = models.CharField("tindakan", max_length=60)
    subject_type = models.CharField("jenis", max_length=40)
    subject_id = models.CharField("id", max_length=40)
    before = models.JSONField("sebelum", default=dict)
    after = models.JSONField("sesudah", default=dict)
    request_id = models.CharField("permintaan", max_length=40, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = "kejadian audit"
        verbose_name_plural = "kejadian audit"
        ordering = ["pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="audit_subject")]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject_type} {self.subject_id}"

    def save(self, **options):
        """Insert the event; raise AppendOnly when it exists already."""
        if not self._state.adding:
            raise AppendOnly
        super().save(**options)

    def delete(self, **options):
        """Raise AppendOnly: events are never deleted."""
        raise AppendOnly
