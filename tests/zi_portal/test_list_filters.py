"""Filters of lists: what cannot be meant finds nothing and is told, a search has an end."""

import re

import django_filters
import pytest

from tests.addresses.test_access import MATRIX
from zi_portal import BASE_DIR
from zi_portal.lib.screens import LONGEST_SEARCH, ListFilter, search_words

LISTS = ["plans:list", "decrees:list", "teams:satker-list", "teams:team-list", "jobs:mine", "evidence:queue"]


@pytest.mark.django_db
@pytest.mark.parametrize("case", LISTS)
def test_a_search_longer_than_a_database_takes_is_told_and_finds_nothing(stage, case):
    assert (case, "GET") in MATRIX
    text = stage.visit("sari", case, data={"q": "x" * (LONGEST_SEARCH + 1)}).said
    assert "Tidak ada yang cocok" in text and "100" in text


LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.mark.django_db
@pytest.mark.parametrize("case", [*LISTS, "operations:mails", "operations:jobs", "evidence:again", "evidence:home"])
def test_a_search_of_many_words_is_as_long_for_the_database_as_one_of_eight(stage, case):
    person = {"evidence:queue": "kirana", "evidence:again": "sari"}.get(case, "nadia")

    def conditions(words):
        text = " ".join(f"q{letter}" for letter in LETTERS[:words])
        return [
            query.upper().count("LIKE") for query in stage.visit(person, case, data={"q": text, "cari": text}).queries
        ]

    single, eight, many = conditions(1), conditions(8), conditions(26)
    assert sum(single) < sum(eight) == sum(many)


def test_a_word_that_is_typed_again_is_no_further_condition():
    assert search_words("a b " * 50) == ["a", "b"]


@pytest.mark.django_db
def test_a_year_that_is_none_shows_no_plans_and_says_so(stage):
    text = stage.visit("sari", "plans:list", data={"year": "dua ribu"}).said
    assert "Tahun: Masukkan sebuah bilangan." in text


def test_every_filter_of_the_portal_is_of_this_kind():
    foreign = [filter_set for filter_set in django_filters.FilterSet.__subclasses__() if filter_set is not ListFilter]
    assert [
        filter_set.__name__ for filter_set in foreign if filter_set.__module__.split(".")[0] != "django_filters"
    ] == []


@pytest.mark.case("D15")
def test_no_query_takes_the_names_of_its_conditions_from_a_request():
    spread = re.compile(r"\*\*\s*(self\.)?request\.(GET|POST)|(filter|get|exclude)\(\*\*form\.(data|cleaned_data)")
    code = [path for room in ("zi_portal", "teams", "plans", "evidence") for path in (BASE_DIR / room).rglob("*.py")]
    assert code and [path.name for path in code if spread.search(path.read_text(encoding="utf8"))] == []
