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


def test_the_places_of_a_gap_are_folded_away_and_not_all_listed_where_they_are_very_many():
    places = tuple((f"Baris {number}", f"/x/#{number}") for number in range(400))
    fold = gaps_page([Gap("e", "error", "x", "", places)]).first[0].folds[0]
    assert fold.summary == "Lihat 400 tempat (300 yang pertama)" and len(fold.links) == 300
    assert gaps_page([Gap("e", "error", "x")]).first[0].folds == []
