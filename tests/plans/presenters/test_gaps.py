"""Gaps as pages list them."""

from plans.plan.gaps import Gap
from plans.presenters.gaps import gaps_page


def test_errors_come_first_and_what_is_beyond_eight_is_folded_away():
    gaps = [Gap(f"w{number}", "warning", "Periksa.") for number in range(9)] + [Gap("e", "error", "Kurang.")]
    page = gaps_page(gaps)
    assert page.first[0].word == "Kurang" and (len(page.first), len(page.folded)) == (8, 2)


def test_a_gap_leads_to_the_place_where_it_is_put_right():
    assert [link.url for link in gaps_page([Gap("e", "error", "x", "/rencana/1/")]).first[0].links] == ["/rencana/1/"]
    assert gaps_page([Gap("e", "error", "x")]).first[0].links == []


def test_no_gaps_are_nothing():
    assert not gaps_page([])
