"""How the processor time of a call grows from a text to one of twice its length."""

import gc
import signal
from contextlib import contextmanager
from time import thread_time

SHORT, LONG = 10_000, 20_000
MOST = 2.5
FLOOR = 0.004
"""Seconds below which the long text is not worth a second look: a quadratic pattern takes many times that."""
ENDLESS = 2
"""Seconds of processor time after which a call is ended: it would go on for minutes or days."""
ROUNDS, ATTEMPTS = 8, 4


class Endless(BaseException):
    """The call was ended."""


def growth(call, text, endless=ENDLESS):
    """Seconds for text(LONG) over those for text(SHORT); 1.0 where both are next to nothing, infinite for endless ones.

    Of ATTEMPTS the least, for other work on the machine adds to either.
    """
    try:
        with _ended_after(endless):
            long = _seconds(call, text(LONG))
            if long < FLOOR:
                return 1.0
            grown = float("inf")
            for _ in range(ATTEMPTS):
                grown = min(grown, _grown(call, text(SHORT), text(LONG), long))
                if grown <= MOST:
                    break
                long = float("inf")
            return grown
    except Endless:
        return float("inf")


def _grown(call, short, long, second):
    """The least of some rounds over the least of some rounds, taken in turn; done as soon as it is small enough.

    second: seconds that the long text took already.
    """
    first = _seconds(call, short)
    for _ in range(ROUNDS):
        if second < FLOOR or second <= MOST * first:
            break
        first, second = min(first, _seconds(call, short)), min(second, _seconds(call, long))
    return second / first if second >= FLOOR else 1.0


def _seconds(call, text):
    start = thread_time()
    call(text)
    return thread_time() - start


@contextmanager
def _ended_after(seconds):
    def end(*_):
        raise Endless

    gc.disable()  # it takes the longer, the more there is of other things
    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
        gc.enable()
