"""Refused and Stale: exceptions of a use case that does not do what was asked (lib/web.py answers them)."""


class Refused(Exception):
    """Nothing was written.

    code: a stable word; message: in Indonesian, says why and what to do; status: of HTTP; details: further fields of
    an answer in JSON.
    """

    def __init__(self, code, message, status=422, **details):
        super().__init__(message)
        self.code, self.message, self.status, self.details = code, message, status, details


class Stale(Refused):
    """Somebody else was first: the stored state is no longer the one that the user saw (HTTP 409)."""

    def __init__(self, message, code="stale"):
        super().__init__(code, message, status=409)
