"""Every regular expression of the portal's code on texts made to slow it down."""

import re
from zlib import crc32

import pytest

from tests.linear import finding, pumping
from tests.linear.growing import MOST, growth

OLD = {
    "blanks before a word": (r"\s*[(\[]?\s*(?:lanjutan)\s*$", "sub"),
    "an address's name": (r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}", "sub"),
    "a query": (r"\?[^\s]*=[^\s]*", "search"),
    "an open bracket": (r"\[[^\]]*\]", "sub"),
    "two ways for one sign": (r"(?:[ivx]+|[a-z])*!", "match"),
    "endings in a row": (r"(?:-(?:final|fix))+$", "search"),
    "a word and much later a sign": (r"\b(?:berisi|memuat)\b[^,;]*:", "search"),
}


def call(pattern, way):
    """What uses a pattern in this way on a text, to its last match."""
    method = getattr(pattern, way)
    if isinstance(pattern.pattern, bytes):
        return lambda text: method(text.encode("utf8", "replace"))
    if way in {"sub", "subn"}:
        return lambda text: method("", text)
    return (lambda text: list(method(text))) if way == "finditer" else method


SHARE = 3
"""One of so many texts is tried by make test, another one for each pattern; make test-long tries all."""


def stumbles(use, share=1):
    """Ways and texts on which the time of a pattern grows faster than the text; one of each way."""
    first = crc32(repr(use.pattern.pattern).encode("ascii", "backslashreplace"))
    plans = [plan for place, plan in enumerate(pumping.plans(use.pattern), first) if place % share == 0]
    for way in use.ways:
        for plan in plans:
            grown = growth(call(use.pattern, way), lambda length: pumping.text(length, *plan))  # noqa: B023 -- called at once
            if grown > MOST:
                yield f"{use.place} {way}: {plan} grows {grown:.1f} times"
                break


@pytest.mark.parametrize("share", [SHARE, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("root", finding.ROOTS)
def test_twice_the_text_takes_a_pattern_at_most_twice_the_time(root, share):
    uses = finding.in_code(root)
    slow = [line for use in uses for line in stumbles(use, share)]
    assert uses and not slow


def test_the_patterns_of_our_scripts_are_linear_too():
    uses = finding.in_scripts()
    slow = [line for use in uses for line in stumbles(use)]
    assert uses and not slow


def test_no_pattern_of_the_code_is_out_of_reach():
    assert not finding.unreachable()


@pytest.mark.parametrize(("text", "way"), OLD.values(), ids=OLD)
def test_a_pattern_that_starts_again_at_each_sign_is_found(text, way):
    pattern = finding.Use(re.compile(text), "here", {way})
    assert any(list(stumbles(pattern)) for _ in range(5))  # other work hides it, but not each time
