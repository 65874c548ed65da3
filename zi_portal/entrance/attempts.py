"""Counted attempts to sign in: per account, per network, and separately for a device that the account knows.

An attempt is counted before its password is checked and given back when it was right, so that parallel attempts cannot
pass together. The counts are rows, which all hosts and programs share: adding is atomic on both databases, and no
flood of other keys can evict them as it could in a cache. Neither the request's host nor its port is in a key.
"""

import ipaddress
import math
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from zi_portal.entrance import devices
from zi_portal.entrance.models import Tally
from zi_portal.entrance.spelling import folded

NETWORKS = (({4: 32, 6: 64}, 20), ({4: 24, 6: 48}, 100))
"""Bits that two addresses of one sender share, and its wrong attempts in ten minutes: one household or office by the
narrow rule (IPv4: one address, IPv6: the prefix of one line), a provider's rented block by the wide one."""
MINUTE = 60


@dataclass(frozen=True, order=True)
class Limit:
    """A number of attempts that one key has within a number of seconds."""

    key: str
    attempts: int
    seconds: int


class TooMany(Exception):
    """A limit is reached; seconds: time until the next attempt is let through."""

    def __init__(self, seconds):
        super().__init__(seconds)
        self.seconds = seconds


def at_sign_in(request, email):
    """Return the limits of a sign-in: one of the device if the account knows it, else those of account and network.

    Thus nobody is locked out of their own device by somebody else's guesses.
    """
    if device := devices.device_name(request, email):
        return [_limit("device", device, 5, 5 * MINUTE)]
    return [_limit("account", folded(email), 5, 5 * MINUTE), *_network_limits("sign in", request)]


def at_reset(request, email):
    """Return the limits of asking for a new password by mail, the same whether or not the account exists."""
    return [_limit("reset", folded(email), 5, 15 * MINUTE), *_network_limits("reset", request)]


def at_change(user):
    """Return the limits of typing the old password when it is changed: a borrowed session must not guess it."""
    return [_limit("change", user.pk, 5, 5 * MINUTE)]


def at_calendar_guess(request):
    """Return the limits of asking for calendars that are not there: a token must not be guessed."""
    return _network_limits("calendar guess", request)


def at_calendar(feed):
    """Return the limit of reading one calendar: programs look a few times an hour."""
    return [_limit("calendar", feed, 60, 60 * MINUTE)]


def take(limits):
    """Count one attempt for each limit; raise TooMany and count nothing when one of them is reached."""
    with transaction.atomic():
        for limit in sorted(limits):  # always in the same order: two requests never wait for each other
            _count_attempt(limit)


def give_back(limits):
    """Take back the count of an attempt that was right."""
    Tally.objects.filter(key__in=[limit.key for limit in limits], count__gt=0).update(count=F("count") - 1)


def forget(email):
    """Reset the count of an account whose owner has set a new password by mail."""
    Tally.objects.filter(key=_limit("account", folded(email), 5, 0).key).delete()


def visitor(request):
    """Return the address of the visitor as our own proxies saw it (PROXIES), "" where it is no address.

    What visitors write into X-Forwarded-For stands before what the proxies add, and is never read.
    """
    addresses = [part for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    count = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    text = addresses[-count] if 0 < count <= len(addresses) else request.META.get("REMOTE_ADDR", "")
    try:
        return ipaddress.ip_address(text.strip().partition("%")[0])
    except ValueError:
        return ""


def waiting_words(seconds):
    """Return the waiting time in minutes, rounded up: "4 menit"."""
    return f"{max(1, math.ceil(seconds / MINUTE))} menit"


def _count_attempt(limit):
    now = timezone.now()
    ends_at = now + timedelta(seconds=limit.seconds)
    Tally.objects.get_or_create(key=limit.key, defaults={"ends_at": ends_at})
    row = Tally.objects.select_for_update().get(key=limit.key)
    if row.ends_at <= now:
        row.count, row.ends_at = 0, ends_at
    if row.count >= limit.attempts:
        raise TooMany((row.ends_at - now).total_seconds())
    row.count += 1
    row.save()


def _network_limits(purpose, request):
    address = visitor(request)
    address = getattr(address, "ipv4_mapped", None) or address
    return [_limit(purpose, _network(address, bits), attempts, 10 * MINUTE) for bits, attempts in NETWORKS]


def _network(address, bits):
    if not address:
        return "unknown"
    return ipaddress.ip_network((address, bits[address.version]), strict=False)


def _limit(purpose, subject, attempts, seconds):
    """Return the Limit; its key holds the subject only as a keyed hash."""
    key = salted_hmac("zi_portal.entrance.tally", f"{purpose} {subject}", algorithm="sha256").hexdigest()
    return Limit(key, attempts, seconds)
