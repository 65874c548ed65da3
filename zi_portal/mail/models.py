"""Message: one outgoing mail, without its text, which is written at the moment of sending."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from zi_portal.jobs.models import Job
from zi_portal.mail.letters import LETTERS
from zi_portal.mail.states import EXPLAINED, RETRYABLE, MessageState


class Message(models.Model):
    """A mail that waits, was sent, or ended with a reason; only outbox.py writes its state.

    key: makes it exist once and determines the Message-ID. kind: name of a letter (letters.py). about: the ids that
    its composer needs, nothing else. subject: the letter's title until it is composed. reason: of its end, or of the
    last failed attempt while it waits. file: name below EMAIL_FILE_PATH where mails are files, else "".
    """

    key = models.CharField("kunci", max_length=100, unique=True)
    kind = models.CharField("jenis", max_length=40)
    about = models.JSONField("tentang", default=dict)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="mails", verbose_name="penerima"
    )
    address = models.EmailField("alamat")
    satker_code = models.CharField("kode satker", max_length=10, blank=True)
    subject = models.CharField("perihal", max_length=200)
    state = models.CharField("status", max_length=8, choices=MessageState.choices, default=MessageState.QUEUED)
    attempts = models.PositiveSmallIntegerField("percobaan", default=0)
    reason = models.CharField("alasan", max_length=400, blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+", verbose_name="pekerjaan")
    message_id = models.CharField("Message-ID", max_length=200, unique=True)
    file = models.CharField("berkas", max_length=140, blank=True)
    queued_at = models.DateTimeField("diantrekan", default=timezone.now)
    sent_at = models.DateTimeField("dikirim", null=True)

    class Meta:
        verbose_name = "surel"
        verbose_name_plural = "surel"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["state", "-id"], name="mail_by_state"),
            models.Index(fields=["user", "kind", "-id"], name="mail_of_user"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=MessageState.SENT, sent_at__isnull=False)
                | ~Q(state=MessageState.SENT) & Q(sent_at__isnull=True),
                name="mail_sent_has_a_time",
                violation_error_message="Hanya surel yang terkirim memiliki waktu kirim.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=EXPLAINED) | ~Q(reason=""),
                name="mail_that_failed_says_why",
                violation_error_message="Surel yang tidak terkirim memerlukan alasan.",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.key}"

    @property
    def title(self):
        """The name of this kind of letter on screens; the kind itself where this version has no such letter."""
        return LETTERS[self.kind].title if self.kind in LETTERS else self.kind

    @property
    def retryable(self):
        """True when an operator may let it wait again."""
        return self.state in RETRYABLE
