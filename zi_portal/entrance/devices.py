"""Known devices: a signed cookie says which accounts signed in before in this browser."""

import secrets

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

from zi_portal.entrance.spelling import folded

SALT = "zi_portal.entrance.device"
KNOWN_SECONDS = 365 * 24 * 3600
"""Seconds that a device is device_name after the last sign-in."""
MOST_ACCOUNTS = 5
"""Accounts that one device is device_name to, at most: several people of an office share a computer."""


def device_name(request, email):
    """Return the name of this device for the account, "" where the account has not signed in here before."""
    return _read(request).get(_mark(email), "")


def remember(request, response, email):
    """Make the device device_name to the account from now on."""
    other_names = {mark: name for mark, name in _read(request).items() if mark != _mark(email)}
    names_by_mark = dict(list(other_names.items())[1 - MOST_ACCOUNTS :])
    names_by_mark[_mark(email)] = device_name(request, email) or secrets.token_urlsafe(9)
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(names_by_mark, salt=SALT),
        max_age=KNOWN_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request):
    """Return {mark of an account: name of this device for it}, {} for a cookie that is not ours."""
    try:
        return signing.loads(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=KNOWN_SECONDS)
    except (signing.BadSignature, ValueError):
        return {}


def _mark(email):
    return salted_hmac(SALT, folded(email)).hexdigest()[:16]
