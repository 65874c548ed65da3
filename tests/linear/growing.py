"""How the processor time of a call grows from a text to one of twice its length."""

import gc
import signal
from contextlib import contextmanager
from time import thread_time

SHORT, LONG = 10_000, 20_000
MOST = 2.5
FLOOR = 0.004
"""Seconds below which the long text is not worth a second look: a quadratic pattern takes many times that."""
ENDLESS = 1
"""Seconds of processor time after which a call is ended: it would go on for minutes or days."""
ROUNDS = 30


class Endless(BaseException):
    """The call was ended."""


def growth(call, text, endless=ENDLESS):
    """Seconds for text(LONG) over those for text(SHORT), the least of several; 1.0 where both are next to nothing."""
    try:
        with _ended_after(endless):
            long = _seconds(call, text(LONG))
            if long < FLOOR:
                return 1.0
            short = _seconds(call, text(SHORT))
            for _ in range(ROUNDS):
                if long < FLOOR or long <= MOST * short and long >= 1.2 * short:
                    break
                long, short = min(long, _seconds(call, text(LONG))), min(short, _seconds(call, text(SHORT)))
    except Endless:
        return float("inf")
    return long / short if long >= FLOOR else 1.0


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
