"""Stopping the digests by mail from a mail itself: signed addresses that work without sign-in, and what they do."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.urls import reverse

from zi_portal.reminders.models import Preference

SALT = "zi_portal.reminders.unsubscribing"
LIFETIME = timedelta(days=2 * 366)
"""How long an address works; mails are kept for years, and none may say in vain that one can unsubscribe."""


def address(user):
    """Return the full address at which a person stops the digests; it names nobody and holds no secret."""
    return settings.SITE_URL.rstrip("/") + reverse("reminders:unsubscribe", args=[token_of(user)])


def token_of(user):
    """Return what stands for the person in the address."""
    return signing.dumps(user.pk, salt=SALT)


def headers(user):
    """Return the headers of RFC 8058 with which a mail program offers to stop the digests by one click."""
    return {"List-Unsubscribe": f"<{address(user)}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def person_of(token):
    """Return the person of an address, None for one that is not whole, too old, or of a closed account."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return None
    return get_user_model().objects.filter(pk=pk, is_active=True).first()


def is_stopped(user):
    """Return whether the person has stopped the digests by mail."""
    return Preference.objects.filter(user=user, digest_off=True).exists()


def stop(user):
    """Send the person no digest by mail any more; doing it again changes nothing."""
    Preference.objects.update_or_create(user=user, defaults={"digest_off": True})


def resume(user):
    """Send the person digests by mail again."""
    Preference.objects.filter(user=user).update(digest_off=False)
