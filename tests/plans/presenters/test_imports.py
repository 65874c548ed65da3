"""An import in words: how far an upload is, what was read of it, what is to be looked at."""

from types import SimpleNamespace

import pytest

from plans.presenters import imports as presenter
from zi_portal.jobs.states import JobState


def test_ticks_are_counted_only_where_there_are_any():
    counts = dict.fromkeys(("areas", "aspects", "rows", "indicators", "actions", "evidence", "ticks"), 0)
    assert "centang" not in presenter.read_counts({"counts": counts})
    assert presenter.read_counts({"counts": counts | {"ticks": 4}}).endswith(" · 4 centang")
    assert "arti tiap kolom" in presenter.read_counts({"counts": counts, "unknown": True})


def issue(severity, code, message):
    return {"severity": severity, "code": code, "message": message}


def test_errors_of_reading_come_first_and_notes_are_apart():
    issues = [issue(severity, severity, severity) for severity in ("info", "warning", "error")]
    shown, notes = presenter.issue_groups(issues)
    assert [(group.word, group.message) for group in shown] == [("Galat", "error"), ("Periksa", "warning")]
    assert [group.word for group in notes] == ["Info"]


def test_issues_of_one_kind_are_one_group_with_each_place():
    issues = [issue("warning", "hidden_row", f'Lembar "A", baris {row}: Baris tersembunyi.') for row in (3, 5, 8)]
    ((group,), _) = presenter.issue_groups(issues)
    assert group.message == "Baris tersembunyi." and group.folds[0][0] == "3 kali: lihat tempatnya"
    assert group.folds[0][1][1] == ('Lembar "A", baris 5', "")


def test_issues_of_one_kind_with_other_words_keep_their_words():
    issues = [issue("warning", "time", f'Lembar "A", baris 2, kolom F: Waktu "{word}".') for word in ("nanti", "x")]
    ((group,), _) = presenter.issue_groups(issues)
    assert group.message == 'Waktu "nanti". Dan yang serupa.'
    assert group.folds[0][1][1] == ('Lembar "A", baris 2, kolom F', 'Waktu "x".')


def test_very_many_places_are_counted():
    issues = [issue("info", "a", f'Lembar "A", baris {row}: Sama.') for row in range(500)]
    (_, (group,)) = presenter.issue_groups(issues)
    assert len(group.folds[0][1]) == 201 and group.folds[0][1][-1] == ("", "dan 300 lainnya")


def test_the_header_is_marked_among_the_first_rows_and_columns_show_their_cells():
    report = {"top": 3, "first_rows": [[1, ["RENCANA"]], [3, ["NO", "AKSI"]]]}
    assert presenter.head_rows(report) == [(1, False, ["RENCANA", ""]), (3, True, ["NO", "AKSI"])]
    assert presenter.column_choices([{"column": "B", "heading": "", "field": "action", "cells": ["a", "b"]}]) == [
        ("B", "(tanpa judul)", "action", "a · b")
    ]


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
