"""Packages in words: how far one is."""

from types import SimpleNamespace

import pytest

from evidence.presenters import packages
from evidence.states import Form


def package(**values):
    job = SimpleNamespace(progress=40, reason="Rusak.", get_state_display=lambda: "gagal")
    return SimpleNamespace(**{"form": Form.ZIP, "complete": True, "job": job, "job_id": 3} | values)


@pytest.mark.parametrize(
    ("values", "stage", "label", "remarks"),
    [
        ({}, "ready", "Lengkap", []),
        ({"complete": False}, "ready", "Tidak lengkap", ["2 kurang"]),
        ({"form": Form.PDF, "complete": False}, "ready", "Selesai", []),
        ({"complete": False}, "expired", "Tidak lengkap", ["2 kurang", "Berkasnya sudah dihapus."]),
        ({}, "lost", "Lengkap", ["Berkasnya tidak ada lagi di penyimpanan."]),
        ({}, "stuck", "Gagal", []),
        ({"job": None}, "stuck", "Tidak selesai", []),
        ({}, "mine", "Sedang disusun", ["40 %"]),
    ],
)
def test_the_state_of_a_package_is_a_word_and_its_remarks(values, stage, label, remarks):
    state = packages.state(package(**values), stage, "2 kurang")
    assert (state.badge.label, [words for _, words in state.remarks]) == (label, remarks)


def test_a_package_whose_job_is_forgotten_says_that_it_was_not_finished():
    item = package(job=None, get_form_display=lambda: "Paket bukti")
    assert packages.waiting(item, "stuck")[2] == "Penyusunannya tidak selesai."
