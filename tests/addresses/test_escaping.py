"""Markup that somebody typed into any text field is text on every page."""

import pytest

from tests.addresses.canaries import WORDS, paint
from tests.addresses.test_access import MATRIX
from tests.addresses.test_canary import searched

pytestmark = [pytest.mark.django_db, pytest.mark.case("E14")]
SIGNS = "<s \">'&"
GETS = [case for case, method in MATRIX if method == "GET"]


@pytest.fixture(scope="module")
def markup_stage(stage):
    """The stage, with markup before the canary in every text of the kabupaten."""
    paint(stage.world.kabupaten, but=[], signs=SIGNS)
    yield stage
    WORDS.clear()


def pages(stage, person):
    """Text of each HTML page that the person gets, by case."""
    answers = {case: stage.visit(person, case) for case in GETS}
    return {
        case: answer.said for case, answer in answers.items() if answer.get("Content-Type", "").startswith("text/html")
    }


@pytest.mark.parametrize("person", ["sari", "lukas", "andi", "nadia"])
def test_no_page_holds_markup_that_was_typed(markup_stage, person):
    assert [case for case, text in pages(markup_stage, person).items() if "<s " in text] == []


def test_the_typed_markup_is_on_those_pages_as_text(markup_stage):
    text = "".join(pages(markup_stage, "sari").values())
    assert text.count("&lt;s &quot;&gt;&#x27;&amp;kanari") > 50


def test_a_hit_of_the_search_marks_its_word_alone(markup_stage):
    assert "<s " not in searched(markup_stage, "sari")
