"""Which kinds of work there are, what each is called, and how a handler says that it failed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

LONG_SECONDS = 3000
"""Time of a kind that may take long; less than the hour after which Redis would give its message to another."""
PAUSES = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work. do: see handler(). title: what it is called on screens, in Indonesian.

    urgent: a person waits for it. daily: the minute's drain makes one of it for each day. link(job): address of
    the page that shows the result, "" where there is none. about(jobs, user): {pk: what it is about} of several jobs
    at once, as far as the user may see it. pauses: waiting time after the first, second … failure. repeatable: False
    where what a failed one needs is gone, so that nobody lets it wait again. follow(job): told, in the transaction of
    the change, of a job that ended without being done or waits again after that. seconds: it may take so long, None:
    as all; such a job is done by its own message alone, and one at a time, so that it never holds all workers.
    """

    name: str
    do: Callable
    title: str
    urgent: bool = False
    daily: bool = False
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
    """The work waits for something outside: again after so many seconds, without counting this as an attempt.

    message: what it waits for, in Indonesian. seconds 0: it gives others a turn and goes on behind them (see turns).
    """

    def __init__(self, seconds, message):
        super().__init__(message)
        self.seconds, self.message = seconds, message


class LeaseLost(Exception):
    """Another worker has taken the job over; whoever reads this stops without a trace."""


class Cancelled(Exception):
    """The owner does not want it any more; the handler lets this pass and leaves nothing half done."""


def handler(name, *, title, **options):
    """Decorator: fn(job, progress) -> dict does this kind of work; its dict becomes job.result. options: of Kind.

    progress(percent) shows how far it is and renews the lease, progress() only renews it; both raise LeaseLost or
    Cancelled. A job may run twice, so fn looks at the state of its row first; it raises JobFailed with a reason
    for the owner or JobPostponed with what it waits for, any other exception is tried again.
    """

    def register(function):
        known = KINDS.setdefault(name, Kind(name, function, title, **options))
        if known.do is not function:
            raise ValueError(f"Two handlers for jobs of kind {name!r}.")
        return function

    return register
