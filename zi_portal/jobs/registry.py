"""The kinds of work, their names, and the exceptions by which a handler says that it failed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

LONG_SECONDS = 3000
"""Time limit of a kind that may take long; less than the hour after which Redis gives its message to another worker."""
PAUSES = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work. do: see handler(). title: its name on screens, in Indonesian.

    urgent: a person waits for it. daily: the drain makes one job of it each day. slots(now): the drain makes one job
    for each {slot: payload} that it returns, whose slot names it for ever. link(job): address of the page that
    shows the result, "" where there is none. about(jobs, user): {pk: what the job is about} of several jobs, as far as
    the user may see it. pauses: waiting time after the first, second … failure. repeatable: False where a failed job
    cannot be repeated because what it needs is gone. follow(job): called, in the transaction of the change, when a job
    ends without being done or waits again after that. seconds: its time limit, None for the usual one; such a job is
    done only for its own message, and one at a time, so that it never occupies all workers.
    """

    name: str
    do: Callable
    title: str
    urgent: bool = False
    daily: bool = False
    slots: Callable | None = None
    link: Callable = lambda job: ""
    about: Callable = lambda jobs, user: {}
    pauses: tuple = PAUSES
    repeatable: bool = True
    follow: Callable = lambda job: None
    seconds: int | None = None


KINDS: dict[str, Kind] = {}


class JobFailed(Exception):
    """The work cannot be done; message is the reason in Indonesian that the owner reads.

    permanent: another try would fail the same way, so the job ends at once.
    """

    def __init__(self, message, permanent=True):
        super().__init__(message)
        self.message = message
        self.permanent = permanent


class JobPostponed(Exception):
    """The work waits for something outside and is done again after some seconds; this is no attempt.

    message: what it waits for, in Indonesian. seconds 0: it gives others a turn and goes on after them (see turns).
    """

    def __init__(self, seconds, message):
        super().__init__(message)
        self.seconds, self.message = seconds, message


class LeaseLost(Exception):
    """Another worker has taken the job over; the handler stops without a trace."""


class Cancelled(Exception):
    """The owner no longer wants the job; the handler lets this pass and leaves nothing half done."""


def handler(name, *, title, **options):
    """Decorator of a function fn(job, progress) -> dict that does this kind of work; the dict becomes job.result.

    options: fields of Kind. progress(percent) stores how far the work is and renews the lease, progress() only renews
    it; both raise LeaseLost or Cancelled. A job may run twice, so fn looks at the state of its row first; it raises
    JobFailed with a reason for the owner or JobPostponed with what it waits for; after any other exception it is
    tried again.
    """

    def register(function):
        kind = KINDS.setdefault(name, Kind(name, function, title, **options))
        if kind.do is not function:
            raise ValueError(f"Two handlers for jobs of kind {name!r}.")
        return function

    return register
