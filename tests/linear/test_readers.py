"""Everything that reads text of people on texts made to slow it down."""

from functools import partial
from zlib import crc32

import pytest

from tests.linear import pumping
from tests.linear.growing import MOST, growth
from tests.linear.readers import READERS, TEXTS

ENDLESS = 10
"""Seconds of processor time after which a reader is ended."""
SHARE = 4
"""One of so many texts is read in make test, another one by each reader; make test-long reads all."""


def stumbles(reader, texts=TEXTS):
    """Texts on which the time of a reader grows faster than the text."""
    for start, unit in texts:
        pump = partial(pumping.text, start=start, unit=unit, end="\n!")
        grown = growth(reader, pump, ENDLESS)
        if grown > MOST:
            yield f"{start!r} + {unit!r} × n grows {grown:.1f} times"


def texts_of(name, share):
    """The texts for a reader: those at every so manieth place, from one that its name decides."""
    return [text for place, text in enumerate(TEXTS, crc32(name.encode())) if place % share == 0]


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("share", [SHARE, pytest.param(1, marks=pytest.mark.long)])
def test_twice_the_text_takes_a_reader_at_most_twice_the_time(name, share):
    slow = list(stumbles(READERS[name], texts_of(name, share)))
    assert not slow


def test_each_text_is_read_by_some_reader():
    assert {text for name in READERS for text in texts_of(name, SHARE)} == set(TEXTS)


def test_a_reader_that_looks_back_at_each_comma_is_found():
    def looks_back(text):
        return [text[:place].count(".") for place, sign in enumerate(text) if sign == ","]

    looks = (list(stumbles(looks_back, [("", ",")])) for _ in range(5))  # other work hides it, but not each time
    assert any(looks)
