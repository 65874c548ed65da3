"""The list of documents that a row asks for, in words."""

from datetime import date
from types import SimpleNamespace

import pytest

from evidence.models import EvidenceRequirement
from evidence.presenters import requirements
from evidence.states import Frequency


def requirement(pk=1, **values):
    """A document that is asked, without a row of the database."""
    fields = {"title": "Notula", "takes_link": False} | values
    return EvidenceRequirement(pk=pk, **fields)


def obligation(due_on, **values):
    """What an obligation tells its line."""
    return SimpleNamespace(pk=5, due_on=due_on, overridden=False, standing="late", owed=True, **values)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "Setiap tenggat · menerima berkas"),
        ({"quantity": 3, "takes_nihil": True}, "Setiap tenggat · 3 bukti · menerima berkas, nihil"),
        ({"frequency": Frequency.ONCE, "implicit": True}, "Sekali setahun · menerima berkas · tidak tercetak di tabel"),
    ],
)
def test_the_facts_of_a_document_stand_in_one_line(values, words):
    assert requirements.facts(requirement(**values)) == words


def test_a_single_document_cannot_be_moved():
    (row,) = requirements.asked([requirement()], {}, may_refine=True)
    assert row.movers == [] and [link.label for link in row.links] == ["Ubah", "Pecah"]


def test_documents_of_a_list_are_moved_but_not_past_its_ends():
    first, last = requirements.asked([requirement(1), requirement(2)], {}, may_refine=True, ticked={2})
    assert "aria-disabled" in first.movers[0].attributes and "aria-disabled" in last.movers[1].attributes
    assert (first.ticked, last.ticked) == (False, True)


def test_only_who_may_refine_is_offered_another_due_date():
    dates = {1: [obligation(date(2026, 3, 31)), obligation(None)]}
    for may_refine, words in ((True, ["Ubah", "Jadwalkan"]), (False, [])):
        (row,) = requirements.asked([requirement()], dates, may_refine=may_refine)
        assert [due.day for due in row.dates] == ["31 Mar 2026", ""]
        assert [due.change.label for due in row.dates if due.change] == words


def test_an_unread_time_is_shown_as_it_is_printed():
    unread = obligation(None, step=SimpleNamespace(time="Sewaktu-waktu"))
    assert requirements.due_facts(unread, None) == [
        ("Menurut rencana", "tidak terbaca sebagai tanggal: “Sewaktu-waktu”"),
        ("Berlaku sekarang", "perlu dijadwalkan"),
    ]


def test_reading_anew_says_what_becomes_of_each_document():
    old, new = requirement(title="Notula"), requirement(title="Notula rapat")
    renewal = SimpleNamespace(matches=[(old, old), (old, new)], additions=[new], removals=[old])
    words = [words for _, _, words in requirements.outcomes(renewal)]
    assert words == ["tetap", "Notula rapat", "ditambahkan", "tidak diminta lagi"]


@pytest.mark.parametrize(("number", "words"), [(1, "Langkah yang dibuktikan"), (3, "3 baris yang dibuktikan")])
def test_the_heading_counts_the_rows_that_are_proved(number, words):
    assert requirements.proving(range(number)) == words
