"""What must be repaired: the list with its reasons, and another revision of a link or a text."""

import pytest
from django.urls import reverse

from evidence.models import Evidence
from evidence.proofs import attaching, reviewing
from evidence.states import EvidenceKind
from tests.evidence.ground import judged

pytestmark = pytest.mark.django_db

NOTE = "Tidak bertanda tangan."


@pytest.fixture
def world(staged):
    return staged


def page(world, person, name, *args):
    return world.client(person).get(reverse(f"evidence:{name}", args=args))


def test_the_list_of_repairs_says_why_by_whom_and_on_which_page(world, proof):
    reviewing.add_note(proof.present, page=1, text="Cap belum ada.", actor=world.lukas)
    judged(proof, ("return", world.lukas, NOTE))
    text = page(world, "sari", "repair").text
    for words in (
        "Dikembalikan",
        NOTE,
        "Lukas",
        "hal. 1",
        "Cap belum ada.",
        reverse("evidence:revise", args=[proof.pk]),
    ):
        assert words in text


def test_a_reviewer_sees_the_repairs_below_and_can_send_none(world, proof):
    judged(proof, ("return", world.lukas, NOTE))
    text = page(world, "rian", "repair").text
    assert NOTE in text
    assert "Kirim revisi" not in text
    assert NOTE not in page(world, "dewi", "repair").text


def test_an_empty_list_of_repairs_says_so(world, proof):
    assert "Tidak ada yang perlu diperbaiki" in page(world, "sari", "repair").text


@pytest.fixture
def statement(world, ground):
    obligations = ground.obligations[:1]
    obligations[0].requirement.takes_statement = True
    obligations[0].requirement.save()
    evidence = attaching.prove(
        obligations, kind=EvidenceKind.STATEMENT, actor=world.sari, title="Pernyataan", text="Sudah."
    )
    return judged(evidence, ("return", world.lukas, NOTE))


def revised(world, person, evidence, **fields):
    data = {"revision": evidence.revision, "text": "Sudah dan ditandatangani."} | fields
    return world.client(person).post(reverse("evidence:revise", args=[evidence.pk]), data)


def test_a_statement_is_sent_anew_and_waits_again(world, statement):
    assert NOTE in page(world, "sari", "revise", statement.pk).text
    assert revised(world, "sari", statement, note="Sudah ditandatangani.").status_code == 302
    statement = Evidence.objects.get()
    assert (statement.state, statement.present.text) == ("uploaded", "Sudah dan ditandatangani.")
    assert [revision.text for revision in statement.revisions.all()] == ["Sudah.", "Sudah dan ditandatangani."]


@pytest.mark.parametrize(
    ("person", "fields", "status"),
    [("lukas", {}, 403), ("dewi", {}, 404), ("sari", {"text": " "}, 422), ("sari", {"revision": "0"}, 409)],
)
def test_a_revision_that_is_refused_changes_nothing(world, statement, person, fields, status):
    assert revised(world, person, statement, **fields).status_code == status
    assert Evidence.objects.get().state == "returned"
