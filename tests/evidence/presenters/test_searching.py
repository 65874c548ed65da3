"""Results of a search in words."""

import pytest

from evidence.presenters import searching


@pytest.mark.parametrize(
    ("text", "short", "narrow", "heading", "links"),
    [
        ("", True, False, "Apa yang dicari?", 0),
        ("a", True, False, "Kata terlalu pendek", 0),
        ("notula", False, False, "Tidak ada yang cocok", 0),
        ("notula", False, True, "Tidak ada yang cocok", 1),
    ],
)
def test_a_page_without_results_says_what_to_do(text, short, narrow, heading, links):
    heading_shown, _, offered = searching.nothing(text, short=short, narrow=narrow)
    assert (heading_shown, len(offered)) == (heading, links)


def test_filters_are_blamed_only_where_there_are_any():
    assert "tanpa saringan" not in searching.nothing("x", short=False, narrow=False)[1]
    assert "cari tanpa saringan" in searching.nothing("x", short=False, narrow=True)[1]


def test_more_than_are_looked_at_is_said():
    assert searching.number_found(3, cut_off=False) == "3 bukti."
    assert searching.number_found(500, cut_off=True).startswith("500 bukti. Terlalu banyak")
