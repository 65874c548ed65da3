"""Known devices: a signed cookie tells in which browsers an account signed in before."""

import secrets

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

from zi_portal.entrance.spelling import folded

SALT = "zi_portal.entrance.device"
KEPT = 365 * 24 * 3600
"""Seconds that a device is known after the last sign-in."""
MOST = 5
"""Accounts that one device is known to: a computer that several people of an office share."""


def known(request, email):
    """Name of this device for this account, "" where the account has not signed in here before."""
    return _read(request).get(_mark(email), "")


def remember(request, response, email):
    """Let the device be known to the account from now on."""
    others = {mark: name for mark, name in _read(request).items() if mark != _mark(email)}
    kept = dict(list(others.items())[1 - MOST :]) | {_mark(email): known(request, email) or secrets.token_urlsafe(9)}
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(kept, salt=SALT),
        max_age=KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request):
    """{mark of an account: name of this device for it}; {} for a cookie that is none of ours."""
    try:
        return signing.loads(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=KEPT)
    except (signing.BadSignature, ValueError):
        return {}


def _mark(email):
    return salted_hmac(SALT, folded(email)).hexdigest()[:16]
