"""The screens of what is asked, as people use them."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from evidence import refining
from evidence.models import EvidenceRequirement, StepAssignment
from tests.evidence.ground import a_proof, owing

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(world):
    made = owing(world.kabupaten, by=world.sari, leader=world.lukas)
    made.client = world.client("sari")
    made.listed = reverse("evidence:requirements", args=[made.steps[0].pk])
    made.asked = {one.title: one for one in EvidenceRequirement.objects.all()}
    return made


def of(name, pk):
    return reverse(f"evidence:{name}", args=[pk])


def typed(requirement, **other):
    """What the form of a document sends."""
    sent = {"title": requirement.title, "takes": ["takes_file"], "frequency": "each", "quantity": 1}
    return sent | {"seen": refining.digest(requirement)} | other


def test_the_printed_text_stands_beside_the_list_with_its_due_dates(ground):
    page = ground.client.get(ground.listed).content.decode()
    for word in ("1. SK Tim\n2. Notula rapat", "31 Mar 2026", "30 Jun 2026", "2 baris yang dibuktikan"):
        assert word in page


def test_a_changed_document_is_kept_with_its_history(ground):
    notula = ground.asked["Notula rapat"]
    sent = typed(notula, title="Notula rapat bertanda tangan", takes=["takes_nihil"], quantity=2)
    answer = ground.client.post(of("requirement", notula.pk), sent, follow=True)
    page = answer.content.decode()
    assert "Nama “Notula rapat” → “Notula rapat bertanda tangan”" in page and "jumlah 1 → 2" in page
    notula.refresh_from_db()
    assert (notula.takes_nihil, notula.takes_file, notula.quantity) == (True, False, 2)


def test_somebody_elses_change_is_a_conflict_that_keeps_what_was_typed(ground, world):
    notula = ground.asked["Notula rapat"]
    sent = typed(notula, title="Ketikan saya")
    world.client("bima").post(of("requirement", notula.pk), typed(notula, title="Ketikan Bima"))
    answer = ground.client.post(of("requirement", notula.pk), sent)
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Ketikan saya" in (page := answer.content.decode()) and "Ketikan Bima" in page
    seen = answer.context["form"]["seen"].value()
    assert ground.client.post(of("requirement", notula.pk), sent | {"seen": seen}).status_code == HTTPStatus.FOUND


def test_what_is_typed_wrongly_stays_and_is_marked(ground):
    notula = ground.asked["Notula rapat"]
    answer = ground.client.post(of("requirement", notula.pk), typed(notula, title="Foto", takes=[], quantity=0))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Pilih sedikitnya satu bentuk bukti." in (page := answer.content.decode()) and "Foto" in page
