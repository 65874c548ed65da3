"""Notice: a person was told of a thing; Digest: a person's mail of one day."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from zi_portal.mail.models import Message
from zi_portal.reminders.querysets import NoticeQuerySet


class Notice(models.Model):
    """A line of the ledger and of the person's inbox: user was told of a thing, by a kind, for a day.

    kind: name of a Kind (kinds.py). topic: what it is about, as "obligation:5". day: the day that it is for (a due
    date, the day of an event); with the three it exists once. in_inbox: whether it stands in the inbox. run: of the
    sweep that wrote it. caught_up: it was told later than on its day. message: the
    mail that told it, None where none did.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name="penerima")
    kind = models.CharField("jenis", max_length=40)
    topic = models.CharField("perihal", max_length=60)
    day = models.DateField("untuk tanggal")
    satker_code = models.CharField("kode satker", max_length=10, blank=True)
    in_inbox = models.BooleanField("tampil di portal", default=True)
    caught_up = models.BooleanField("disusulkan", default=False)
    run = models.UUIDField("putaran")
    message = models.ForeignKey(
        Message, models.SET_NULL, null=True, blank=True, related_name="notices", verbose_name="surel"
    )
    told_at = models.DateTimeField("diberitahukan", default=timezone.now)
    read_at = models.DateTimeField("dibaca", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "pemberitahuan"
        verbose_name_plural = "pemberitahuan"
        ordering = ["-told_at", "-pk"]
        indexes = [
            models.Index(fields=["topic", "kind"], name="notice_of_topic"),
            models.Index(fields=["user", "in_inbox", "read_at"], name="notice_in_inbox"),
            models.Index(fields=["run"], name="notice_of_run"),
            models.Index(fields=["day"], name="notice_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "topic", "kind", "day"], name="notice_tells_a_person_once_of_a_topic_for_a_day"
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.topic} {self.day}"


class Digest(models.Model):
    """The reminders of one person on one day: whoever writes it first tells them, and nobody else does that day.

    day: in the zone in which the person is told. run: of the sweep that wrote it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="penerima")
    day = models.DateField("hari")
    run = models.UUIDField("putaran")
    created_at = models.DateTimeField("dibuat", default=timezone.now)

    class Meta:
        verbose_name = "rangkuman"
        verbose_name_plural = "rangkuman"
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["run"], name="digest_of_run")]
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="digest_once_a_day")]

    def __str__(self):
        return f"{self.user_id} {self.day}"
