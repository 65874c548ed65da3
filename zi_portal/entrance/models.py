"""Session: one browser in which a person is signed in. Tally: counted attempts."""

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models


class SessionManager(BaseSessionManager):
    """Django's manager; the store reads and writes the data."""


class Session(AbstractBaseSession):
    """Django's session with its person, so that a person's sessions can be counted, listed and ended."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions", verbose_name="pengguna"
    )
    begun_at = models.DateTimeField("dimulai", null=True)
    browser = models.CharField("peramban", max_length=60, blank=True)

    objects = SessionManager()

    class Meta:
        verbose_name = "sesi"
        verbose_name_plural = "sesi"
        ordering = ["-begun_at", "pk"]

    def __str__(self):
        return f"{self.user}, {self.browser}"

    @classmethod
    def get_session_store_class(cls):
        """Return the store that reads these rows."""
        from zi_portal.entrance.sessions import SessionStore  # noqa: PLC0415 -- it imports this module

        return SessionStore


class Tally(models.Model):
    """Attempts counted for one key (a keyed hash of an account, device or network) until a moment; see attempts.py."""

    key = models.CharField("kunci", max_length=64, primary_key=True)
    count = models.PositiveIntegerField("jumlah", default=0)
    ends_at = models.DateTimeField("sampai", db_index=True)

    class Meta:
        verbose_name = "hitungan percobaan"
        verbose_name_plural = "hitungan percobaan"
        ordering = ["key"]

    def __str__(self):
        return f"{self.key[:8]}: {self.count}"
