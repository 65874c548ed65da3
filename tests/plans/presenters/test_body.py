"""The text of a decree while it is edited: buttons and links of its clauses."""

from types import SimpleNamespace

import pytest

from plans.models import Clause, Decree
from plans.presenters import body
from plans.states import Section

DECREE = Decree(pk=1)


def edited(section=Section.DICTUM, changed=None):
    """A section with one clause that can only move down."""
    clause = Clause(pk=5, label="KESATU", text="Isi.")
    clause.ways = {"down"}
    (view,) = body.sections(DECREE, [SimpleNamespace(section=section, rows=[clause])], changed)
    return view


def test_a_way_that_leads_nowhere_is_disabled():
    ways = edited().rows[0].ways
    assert ["disabled" in way.attributes for way in ways] == [True, False, True, True]


def test_the_clause_that_was_changed_takes_the_focus():
    for changed, focused in ((5, True), (None, False)):
        assert ("autofocus" in edited(changed=changed).rows[0].links[0].attributes) is focused


@pytest.mark.parametrize(
    ("section", "labels"),
    [
        (Section.DICTUM, ["Tambah diktum"]),
        (Section.NOTING, ["Tambah butir Memperhatikan"]),
        (Section.RECALLING, ["Tambah butir Mengingat", "Pilih dari pustaka dasar hukum"]),
    ],
)
def test_legal_bases_are_picked_from_the_library(section, labels):
    assert [link.label for link in edited(section).links] == labels


def test_the_form_of_a_clause_goes_to_its_own_address():
    clause = Clause(pk=5, label="KESATU")
    whole = body.clause_form(DECREE, Section.DICTUM, clause=clause)
    part = body.clause_form(DECREE, Section.DICTUM, clause=clause, htmx=True)
    assert "hx-post" not in whole.attributes and "col-lg-9" in whole.attributes
    assert 'hx-target="#naskah"' in part.attributes and whole.back.endswith("#butir-5")


def test_a_new_clause_says_behind_which_it_comes():
    form = body.clause_form(DECREE, Section.DICTUM, after=Clause(label="KESATU", text="Membentuk tim."))
    assert (form.verb, form.lead) == ("Tambah", "Disisipkan setelah KESATU Membentuk tim.")
    assert body.clause_form(DECREE, Section.DICTUM).lead == ""
