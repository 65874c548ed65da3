"""Refused and Stale: what a use case raises when it does not do what was asked (answered by lib/web.py)."""


class Refused(Exception):
    """Nothing was written.

    code: a stable word; message: in Indonesian, says why and what to do; status: of HTTP; details: more that an
    answer in JSON holds.
    """

    def __init__(self, code, message, status=422, **details):
        super().__init__(message)
        self.code, self.message, self.status, self.details = code, message, status, details


class Stale(Refused):
    """Somebody else was first: what is stored is no longer what the user saw (HTTP 409)."""

    def __init__(self, message, code="stale"):
        super().__init__(code, message, status=409)
