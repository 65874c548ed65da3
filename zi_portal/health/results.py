"""Results of a health check: well, with a notice, or bad."""

from collections.abc import Callable
from dataclasses import dataclass


class Bad(Exception):
    """The check found something wrong; its text is the detail, in Indonesian."""


class Notice(Exception):
    """Nothing is wrong, but an administrator must know of it; its text is the detail, in Indonesian."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check. look() returns the detail in Indonesian; it raises Notice, or Bad or any other exception when it fails.

    room: checks of one room are made one after another in one thread. essential: without it the portal is down.
    advice: what an administrator can do about it.
    """

    name: str
    title: str
    look: Callable
    room: str
    advice: str
    essential: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of a check; detail in Indonesian."""

    check: Check
    ok: bool
    detail: str
    notice: bool = False

    @property
    def state(self):
        """One of "ok", "notice" (well, but to be known), "degraded" and "down"."""
        if self.ok:
            return "notice" if self.notice else "ok"
        return "down" if self.check.essential else "degraded"
