"""Which kinds of work there are: handlers by kind, and how a handler says that it failed."""

HANDLERS = {}


class JobFailed(Exception):
    """The work cannot be done; message is the reason in Indonesian that the owner reads.

    permanent: another try would fail the same way, so the job ends at once.
    """

    def __init__(self, message, permanent=True):
        super().__init__(message)
        self.message = message
        self.permanent = permanent


class LeaseLost(Exception):
    """Another worker has taken the job over; whoever reads this stops without a trace."""


def handler(kind):
    """Decorator: fn(job, progress) -> dict does this kind of work; its dict becomes job.result.

    progress(percent) shows how far it is and renews the lease. A job may run twice, so fn looks at the state
    of its row first; it raises JobFailed with a reason for the owner, any other exception is tried again.
    """

    def register(function):
        known = HANDLERS.setdefault(kind, function)
        if known is not function:
            raise ValueError(f"Two handlers for jobs of kind {kind!r}.")
        return function

    return register
