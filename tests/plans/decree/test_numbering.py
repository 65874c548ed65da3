"""Labels of points, dictums, lists and annexes."""

import pytest

from plans.decree.numbering import annex_label, following, labels, ordinal
from plans.states import Section


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (1, "KESATU"),
        (4, "KEEMPAT"),
        (10, "KESEPULUH"),
        (11, "KESEBELAS"),
        (12, "KEDUABELAS"),
        (19, "KESEMBILANBELAS"),
        (20, "KEDUAPULUH"),
        (21, "KEDUAPULUH SATU"),
    ],
)
def test_dictums_are_named_in_words(number, name):
    assert ordinal(number) == name


def test_lists_below_a_dictum_start_anew():
    expected = labels(Section.DICTUM, [0, 1, 1, 2, 3, 3, 2, 1, 0, 1])
    assert expected == ["KESATU", "1.", "2.", "a.", "1)", "2)", "b.", "3.", "KEDUA", "1."]


@pytest.mark.parametrize(
    ("section", "expected"),
    [(Section.CONSIDERING, ["a.", "1.", "a)", "1)", "b."]), (Section.RECALLING, ["1.", "a.", "1)", "a)", "2."])],
)
def test_points_have_their_own_series(section, expected):
    assert labels(section, [0, 1, 2, 3, 0]) == expected


def test_an_annex_has_a_number_only_among_several():
    assert [annex_label(1, 1), annex_label(1, 2), annex_label(4, 4)] == ["LAMPIRAN", "LAMPIRAN I", "LAMPIRAN IV"]


@pytest.mark.parametrize(
    ("labels", "label"), [([], "I"), (["I", "II", ""], "III"), (["1.", "2."], "3."), (["9"], "10"), (["a."], "")]
)
def test_the_next_label_follows_those_that_stand_there(labels, label):
    assert following(labels, "I") == label
