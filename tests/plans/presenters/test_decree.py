"""A decree in words: its names, actions, annexes, text and prints."""

from types import SimpleNamespace

import pytest

from plans.models import Annex, Clause, Decree
from plans.presenters import decree as presenter
from plans.states import Action, AnnexKind, Edition, Issuer, Section
from zi_portal.jobs.states import JobState


def section(name, *clauses):
    return SimpleNamespace(
        section=name, rows=[Clause(label=label, text="Isi.", level=level) for label, level in clauses]
    )


def test_a_decree_without_number_has_no_name_yet():
    assert (presenter.number(Decree()), presenter.short_number(Decree())) == ("", "")
    decree = Decree(number="12", number_year=2026)
    assert (presenter.number(decree), presenter.short_number(decree)) == ("Nomor 12 Tahun 2026", "12/2026")


def test_the_first_action_stands_out_and_revoking_warns():
    first, second = presenter.action_links(Decree(pk=1), [Action.APPROVE, Action.RETURN])
    assert (first.look, second.look) == ("btn btn-primary", "btn btn-outline-secondary")
    assert (first.icon, second.icon) == ("check", "undo")
    assert presenter.action_links(Decree(pk=1), [Action.REVOKE])[0].look == "btn btn-outline-danger"


def test_who_may_not_edit_is_offered_no_way_to_change():
    assert set(presenter.edit_links(Decree(pk=1), can_edit=False).values()) == {()}
    assert [link.label for link in presenter.edit_links(Decree(pk=1), can_edit=True)["body"]] == ["Ubah naskah"]


@pytest.mark.parametrize(
    ("values", "end"),
    [
        ({}, '<span class="text-body-secondary">nama belum diisi</span>'),
        ({"issuer_name": "Lukas <b>", "issuer_nip": "19"}, "Lukas &lt;b&gt; (NIP 19)"),
    ],
)
def test_the_issuer_is_named_as_far_as_it_is_known(values, end):
    assert dict(presenter.settings(Decree(pk=1, **values)))["Penanda tangan"].endswith(end)


def test_only_the_section_that_may_be_empty_is_left_out():
    parts = presenter.preview([section(name) for name in Section])
    assert [part.missing for part in parts] == ["Menimbang", "Mengingat", "Diktum"]
    assert [part.enacts for part in parts] == [False, False, True]


def test_a_section_is_named_once_and_a_dictum_by_its_own_name():
    considering, dictum = (
        section(Section.CONSIDERING, ("a.", 0), ("b.", 0)),
        section(Section.DICTUM, ("KESATU", 0), ("a.", 1)),
    )
    first, last = presenter.preview([considering, dictum])
    assert [(row.label, row.sign) for row in first.rows] == [("Menimbang", "a."), ("", "b.")]
    assert [(row.label, row.sign) for row in last.rows] == [("KESATU", ""), ("", "a.")]


@pytest.mark.parametrize(("issuer", "line"), [(Issuer.CHAIR, ""), (Issuer.SECRETARY, "NIP 19")])
def test_only_a_sekretaris_signs_with_nip(issuer, line):
    assert presenter.nip_line(Decree(issuer=issuer, issuer_nip="19")) == line


def test_a_plan_stays_with_its_decree_and_a_text_can_be_taken_off():
    text = Annex(pk=3, kind=AnnexKind.TEXT, title="MAKLUMAT")
    text.heading = "LAMPIRAN"
    (line,) = presenter.annex_lines([text])
    assert [link.label for link in line.tools] == ["Ubah", "Lepas"] and not line.movable


def row(stage, **values):
    """An edition at a stage."""
    job = SimpleNamespace(state=JobState.DEAD, failed=True, reason="Gagal.", progress=40)
    document = SimpleNamespace(pk=1, is_draft=False, job=job, job_id=2)
    fields = {"edition": Edition.ORIGINAL, "document": document, "stage": stage, "old": False, "may_be_asked": True}
    return SimpleNamespace(**fields | values)


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        ("none", "Belum dibuat."),
        ("stuck", "Gagal. Administrator dapat menjalankannya lagi."),
        ("lost", "Berkas PDF ini tidak ada lagi di penyimpanan. Buat sekali lagi; isinya akan sama persis."),
        ("others", "PDF sedang dibuat atas permintaan rekan Anda (40 %). Muat ulang sebentar lagi."),
    ],
)
def test_a_print_says_how_far_it_is(stage, words):
    (view,) = presenter.prints(Decree(pk=1), [row(stage)], can_print=True)
    assert view.words == words


def test_who_may_not_print_is_not_told_to():
    (view,) = presenter.prints(Decree(pk=1), [row("lost")], can_print=False)
    assert view.posts == [] and "sekali lagi" not in view.words
