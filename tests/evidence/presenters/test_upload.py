"""Uploads in words: the box that takes files, what a file of an upload may become."""

from types import SimpleNamespace

import pytest

from evidence.presenters import upload
from evidence.states import Arrival
from evidence.uploads.table import Row

PLAN = SimpleNamespace(pk=1)
THING = SimpleNamespace(pk=9)


@pytest.mark.parametrize(
    ("where", "title", "onward", "folders"),
    [
        ({}, "Unggah berkas", "Tempatkan berkas", True),
        ({"area": THING}, "Unggah berkas", "Tempatkan berkas", True),
        ({"obligation": THING}, "Unggah berkas", "Periksa dan simpan", False),
        ({"evidence": THING}, "Unggah revisi", "Periksa dan simpan revisi", False),
        ({"batch": THING}, "Unggah berkas", "Tampilkan di daftar", True),
    ],
)
def test_the_box_says_what_its_files_are_for(where, title, onward, folders):
    box = upload.dropzone(PLAN, 5, **where)
    assert (box.title, box.onward, box.folders) == (title, onward, folders)


def test_an_upload_that_goes_on_is_not_begun_again():
    assert upload.dropzone(PLAN, 5, batch=THING).hidden == {}
    assert upload.dropzone(PLAN, 5, area=THING).hidden == {"plan": 1, "area": 9, "obligation": "", "evidence": ""}


def file(state, *, revision=False, fixed=False, may_place=True, **values):
    """A file of an upload as its page shows it."""
    item = SimpleNamespace(pk=1, state=state, message="", evidence=None, get_state_display=lambda: "…")
    (view,) = upload.files([Row(item, "", **values)], {1: None}, revision=revision, fixed=fixed, may_place=may_place)
    return view


@pytest.mark.parametrize("state", [state for state in Arrival if state != Arrival.READY])
def test_only_a_file_that_is_ready_can_be_placed(state):
    assert (file(state).template, file(state).pick) == ("", False) and "placing-ended" in file(state).look
    assert file(Arrival.READY).template == "evidence/upload/as_evidence.html" and file(Arrival.READY).pick


def test_a_colleague_places_nothing():
    assert file(Arrival.READY, may_place=False).template == ""


def test_a_revision_asks_for_no_place():
    view = file(Arrival.READY, revision=True, fixed=True)
    assert view.template == "evidence/upload/as_revision.html" and not view.pick


def test_other_proposals_are_out_of_the_way_once_a_place_is_chosen():
    ticked, other = SimpleNamespace(ticked=True), SimpleNamespace(ticked=False)
    view = file(Arrival.READY, choices=[ticked, other])
    assert (view.first, view.folded) == ([ticked], [other])
    assert file(Arrival.READY, choices=[other]).first == [other]


def test_a_file_without_proposal_must_be_given_a_place():
    assert file(Arrival.READY).hint.startswith("Perlu dipilih")


@pytest.mark.parametrize(("sure", "words"), [(3, "Simpan semua yang pasti (3)"), (90, "Simpan 50 dari 90 yang pasti")])
def test_the_button_says_how_many_one_press_stores(sure, words):
    assert upload.sure_button(sure, 50) == words
