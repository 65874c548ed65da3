"""The standard skeleton from the reference data."""

import pytest

from plans.beginnings import skeleton

pytestmark = pytest.mark.django_db


def test_it_has_six_areas_and_all_questions():
    areas = skeleton.outline()
    counts = [sum(len(group.indicators) for group in groups) for _, groups in areas]
    assert [component.number for component, _ in areas] == [1, 2, 3, 4, 5, 6] and counts == [16, 15, 21, 14, 22, 22]


def test_chosen_indicators_become_rows_below_their_aspects():
    tree, codes_by_row = skeleton.tree_of(skeleton.outline(), {"1.P.ii.a", "1.P.ii.c", "2.R.i"})
    assert [(area.label, area.component) for area in tree.areas] == [
        ("I", 1),
        ("II", 2),
        ("III", 3),
        ("IV", 4),
        ("V", 5),
        ("VI", 6),
    ]
    aspect = tree.areas[0].aspects[0]
    assert (aspect.label, aspect.title) == ("1", "Rencana Pembangunan Zona Integritas")
    assert [row.texts["indicator"] for row in aspect.rows][0] == "Rencana kerja ZI sudah disusun"
    assert [codes_by_row[row.key] for row in tree.rows()] == [["1.P.ii.a"], ["1.P.ii.c"], ["2.R.i"]]
    assert tree.areas[2].aspects == []
