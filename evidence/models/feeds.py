"""Secret addresses under which the calendar of a person or of an office is read without signing in."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from teams.models import Satker


class CalendarFeed(models.Model):
    """An address of a calendar: of a person (user) or of an office (satker); of its token only the hash is kept.

    by: who had it made. revoked_at: since when it is not answered any more. content_sha256 and changed_at: of what was
    read last, for ETag and Last-Modified.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="calendar_feeds",
        verbose_name="pengguna",
    )
    satker = models.ForeignKey(
        Satker, models.PROTECT, null=True, blank=True, related_name="calendar_feeds", verbose_name="satker"
    )
    token_sha256 = models.CharField("sidik token", max_length=64, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="dibuat oleh")
    created_at = models.DateTimeField("dibuat", default=timezone.now)
    revoked_at = models.DateTimeField("dicabut", null=True, blank=True)
    content_sha256 = models.CharField("sidik isi", max_length=64, blank=True)
    changed_at = models.DateTimeField("isi berubah", default=timezone.now)

    class Meta:
        verbose_name = "alamat kalender"
        verbose_name_plural = "alamat kalender"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, satker__isnull=True) | Q(user__isnull=True, satker__isnull=False),
                name="feed_is_of_a_person_or_of_an_office",
                violation_error_message="Alamat kalender milik seorang pengguna atau satu satker.",
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at=None), name="feed_of_a_person_once_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["satker"], condition=Q(revoked_at=None), name="feed_of_an_office_once_at_a_time"
            ),
        ]

    def __str__(self):
        return f"kalender {self.user or self.satker}"
