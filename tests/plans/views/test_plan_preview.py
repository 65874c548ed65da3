"""The preview's headings run across the table."""

import pytest

from plans.presenters.imports import band


@pytest.mark.parametrize(
    ("cells", "words"),
    [(["I", "AREA", "", ""], "I AREA"), (["I AREA", "", ""], "I AREA"), (["1", "Tim", "x"], ""), (["", "", ""], "")],
)
def test_only_number_and_title_make_a_band(cells, words):
    assert band(cells) == words
