"""Counted attempts to sign in: per account, per network, and apart for a device that the account knows.

An attempt is counted before its password is looked at and given back when it was right, so that parallel ones cannot
pass together. The counts are rows, which all hosts and programs share: adding is atomic on both databases, and no
flood of other keys can push them out as it could in a cache. Neither the request's host nor its port is in a key.
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
"""Bits that two addresses of one sender share, and wrong attempts of it in ten minutes: one household or office by
the narrow rule (IPv4 one address, IPv6 what one line gets), a provider's rented block by the wide one."""
MINUTES = 60


@dataclass(frozen=True, order=True)
class Limit:
    """So many attempts of one key within so many seconds."""

    key: str
    most: int
    seconds: int


class TooMany(Exception):
    """A limit is reached; seconds: until the next attempt is let through."""

    def __init__(self, seconds):
        super().__init__(seconds)
        self.seconds = seconds


def at_sign_in(request, email):
    """Limits of a sign-in: a device that the account knows has its own, strangers share those of account and network.

    So nobody is locked out of their own device by somebody else's guesses.
    """
    if device := devices.known(request, email):
        return [_limit("device", device, 5, 5 * MINUTES)]
    return [_limit("account", folded(email), 5, 5 * MINUTES), *_of_networks("sign in", request)]


def at_reset(request, email):
    """Limits of asking for a new password by mail, the same for accounts that are there and that are not."""
    return [_limit("reset", folded(email), 5, 15 * MINUTES), *_of_networks("reset", request)]


def at_change(user):
    """Limits of naming the old password when it is changed: a borrowed session must not guess it."""
    return [_limit("change", user.pk, 5, 5 * MINUTES)]


def take(limits):
    """Count one attempt for each limit; raises TooMany and counts nothing when one of them is reached."""
    with transaction.atomic():
        for limit in sorted(limits):  # always in the same order: two requests never wait for each other
            _take_one(limit)


def give_back(limits):
    """The attempt was right: it does not count."""
    Tally.objects.filter(key__in=[limit.key for limit in limits], count__gt=0).update(count=F("count") - 1)


def forget(email):
    """Whoever has set a new password by mail begins anew, whatever strangers tried before."""
    Tally.objects.filter(key=_limit("account", folded(email), 5, 0).key).delete()


def visitor(request):
    """Address of the visitor as our own proxies saw it (PROXIES); "" where it is no address.

    What the visitor writes into X-Forwarded-For stands before what the proxies add, and is never read.
    """
    passed = [part for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    count = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    text = passed[-count] if 0 < count <= len(passed) else request.META.get("REMOTE_ADDR", "")
    try:
        return ipaddress.ip_address(text.strip().partition("%")[0])
    except ValueError:
        return ""


def waiting_words(seconds):
    """ "4 menit": how long, rounded up."""
    return f"{max(1, math.ceil(seconds / MINUTES))} menit"


def _take_one(limit):
    now = timezone.now()
    ends_at = now + timedelta(seconds=limit.seconds)
    Tally.objects.get_or_create(key=limit.key, defaults={"ends_at": ends_at})
    row = Tally.objects.select_for_update().get(key=limit.key)
    if row.ends_at <= now:
        row.count, row.ends_at = 0, ends_at
    if row.count >= limit.most:
        raise TooMany((row.ends_at - now).total_seconds())
    row.count += 1
    row.save()


def _of_networks(what, request):
    address = visitor(request)
    address = getattr(address, "ipv4_mapped", None) or address
    return [_limit(what, _network(address, bits), most, 10 * MINUTES) for bits, most in NETWORKS]


def _network(address, bits):
    if not address:
        return "unknown"
    return ipaddress.ip_network((address, bits[address.version]), strict=False)


def _limit(what, whose, most, seconds):
    """whose stands in the key as a keyed hash only."""
    return Limit(
        salted_hmac("zi_portal.entrance.tally", f"{what} {whose}", algorithm="sha256").hexdigest(), most, seconds
    )
