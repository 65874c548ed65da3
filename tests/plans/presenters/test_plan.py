"""A plan in words: tabs, rows, what was read of a workbook."""

from types import SimpleNamespace

import pytest

from plans.models import Plan, PlanArea
from plans.presenters import plan as presenter
from zi_portal.jobs.states import JobState
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


def test_ticks_are_counted_only_where_there_are_any():
    counts = dict.fromkeys(("areas", "aspects", "rows", "indicators", "actions", "evidence", "ticks"), 0)
    assert "centang" not in presenter.read_counts(counts)
    assert presenter.read_counts(counts | {"ticks": 4}).endswith(" · 4 centang")


def test_errors_of_reading_come_first_and_the_rest_is_folded_away():
    issues = [{"severity": "warning", "message": f"{n}"} for n in range(9)] + [{"severity": "error", "message": "e"}]
    first, folded, number = presenter.issue_lines(issues)
    assert (first[0], len(first), len(folded), number) == (("x", "Galat", "e"), 8, 2, 2)


def test_a_heading_spans_the_row():
    heading, row = presenter.preview_rows([["I", "Area", "", ""], ["1", "Rapat", "Maret", ""]])
    assert (heading.heading, heading.span, heading.cells) == ("I Area", 4, [])
    assert (row.heading, len(row.cells)) == ("", 4)


def upload(state=None, **values):
    failed = state in (JobState.FAILED, JobState.DEAD)
    job = SimpleNamespace(state=state, failed=failed, reason="Rusak.", progress=40, get_state_display=lambda: "mati")
    return SimpleNamespace(**{"job": job if state else None, "sheets": None} | values)


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (upload(JobState.DONE, sheets=[1]), "belum disimpan"),
        (upload(), "perlu diunggah lagi"),
        (upload(JobState.FAILED), "tidak terbaca"),
        (upload(JobState.RUNNING), "sedang dibaca, 40 %"),
        (upload(JobState.WAITING), "menunggu dibaca"),
        (upload(JobState.DEAD), "mati"),
    ],
)
def test_an_upload_says_how_far_it_is(item, words):
    assert presenter.upload_state(item) == words


@pytest.mark.parametrize(
    ("item", "is_owner", "template"),
    [
        (upload(), True, "failed"),
        (upload(JobState.FAILED), False, "failed"),
        (upload(JobState.CANCELLED), True, "again"),
        (upload(JobState.CANCELLED), False, "cancelled"),
        (upload(JobState.RUNNING), True, "running"),
        (upload(JobState.RUNNING), False, "others"),
    ],
)
def test_who_asked_for_the_reading_may_repeat_it(item, is_owner, template):
    assert presenter.waiting(item, is_owner=is_owner).template == f"plans/import_{template}.html"
