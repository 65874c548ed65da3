"""A plan in words: tabs and rows."""

from types import SimpleNamespace

from plans.models import Plan, PlanArea
from plans.presenters import plan as presenter
from zi_portal.lib.grid import Cell

PLAN = Plan(pk=1, year=2026)
AREAS = [PlanArea(pk=8, label="I", title="Manajemen Perubahan"), PlanArea(pk=9, label="", title="Tata Laksana")]


def test_areas_without_label_are_counted():
    tabs = presenter.area_tabs(PLAN, AREAS, AREAS[1])
    assert [tab.label for tab in tabs] == ["Semua", "I Manajemen Perubahan", "2 Tata Laksana"]
    assert [tab.current for tab in tabs] == [False, False, True]


def test_headings_say_only_spans_that_are_spans():
    rows = [[Cell("No", row_span=2), Cell("Waktu", col_span=3), Cell(kind="covered")]]
    (head,) = presenter.head(rows)
    assert [text for _, text in head] == ["No", "Waktu"]
    assert "rowspan" in head[0][0] and "colspan" not in head[0][0] and 'colspan="3"' in head[1][0]


def test_a_new_row_leads_back_to_the_table_and_another_to_itself():
    new = presenter.row_words(PLAN, "Area I", None)
    row = presenter.row_words(PLAN, "Area I", "1 Tim", SimpleNamespace(pk=5), 2, 9)
    assert (new.heading, row.heading, row.lead) == ("Tambah baris", "Baris 2 dari 9", "Area I › 1 Tim")
    assert row.back == f"{new.back}#row-5"


def test_the_first_row_has_none_before_it():
    assert [link.label for link in presenter.neighbours(None, 3)] == ["Berikutnya ›"]
