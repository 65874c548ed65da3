"""Everything that reads text of people on texts made to slow it down."""

from functools import partial

import pytest

from tests.linear import pumping
from tests.linear.growing import MOST, growth
from tests.linear.readers import READERS, TEXTS

ENDLESS = 10
"""Seconds of processor time after which a reader is ended."""


def stumbles(reader, texts=TEXTS):
    """Texts on which the time of a reader grows faster than the text."""
    for start, unit in texts:
        pump = partial(pumping.text, start=start, unit=unit, end="\n!")
        grown = growth(reader, pump, ENDLESS)
        if grown > MOST:
            yield f"{start!r} + {unit!r} × n grows {grown:.1f} times"


@pytest.mark.parametrize("name", READERS)
def test_twice_the_text_takes_a_reader_at_most_twice_the_time(name):
    slow = list(stumbles(READERS[name]))
    assert not slow


def test_a_reader_that_looks_back_at_each_comma_is_found():
    def looks_back(text):
        return [text[:place].count(".") for place, sign in enumerate(text) if sign == ","]

    looks = (list(stumbles(looks_back, [("", ",")])) for _ in range(5))  # other work hides it, but not each time
    assert any(looks)
