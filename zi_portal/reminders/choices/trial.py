"""The test mail that an administrator sends to the own address, to see that mail arrives."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from zi_portal.lib.errors import Refused
from zi_portal.mail import outbox
from zi_portal.mail.letters import Letter, letter, recipient
from zi_portal.mail.models import Message

TEST = "reminders.test"
PAUSE = timedelta(minutes=1)
"""Time between two test mails of a person."""
TOO_SOON = "Surel uji baru saja dikirim. Tunggu satu menit sebelum mengirim lagi."


def send(user, satker_code):
    """Queue a test mail to the user; raise Refused within a minute of the last one."""
    now = timezone.now()
    key = f"test-{user.pk}-{now:%Y%m%d%H%M}"
    is_recent = Message.objects.filter(kind=TEST, user=user, queued_at__gt=now - PAUSE).exists()
    if is_recent or Message.objects.filter(key=key).exists():
        raise Refused("test_too_soon", TOO_SOON, status=429)
    return outbox.send(TEST, key=key, user=user, satker_code=satker_code)


@letter(TEST, title="Surel uji", urgent=True)
def trial_letter(message):
    """Return the letter; dropped when the account was closed or has another address meanwhile."""
    user = recipient(message)
    link = settings.SITE_URL.rstrip("/") + reverse("teams:notice-choices")
    return Letter("Surel uji pengingat", {"name": str(user), "asked_at": message.queued_at, "link": link})
