"""Nothing that was not printed once is submitted: the trial print as a guard, and on the page."""

import pytest
from django.urls import reverse

from plans import workflow
from plans.decree import documents, pdf
from plans.models import Document
from plans.states import Action, DecreeState
from tests.plans.approval import a_decree
from zi_portal.jobs import queue
from zi_portal.jobs.models import Job
from zi_portal.lib.errors import Refused

pytestmark = pytest.mark.usefixtures("tried")


@pytest.fixture
def decree(world):
    return a_decree(world.kabupaten)


def submit(decree, user):
    return workflow.perform(Action.SUBMIT, decree=decree, actor=user)


def at(decree):
    return reverse("decrees:trial", args=[decree.pk])


def test_a_draft_is_submitted_once_its_present_text_is_printed(world, decree):
    with pytest.raises(Refused, match="belum diperiksa"):
        submit(decree, world.sari)
    assert world.client("sari").post(at(decree)).status_code == 302
    with pytest.raises(Refused, match="masih diperiksa"):
        submit(decree, world.sari)
    queue.drain()
    assert "Naskah ini dapat dicetak: 2 halaman." in world.client("sari").get(at(decree)).content.decode()
    assert submit(decree, world.sari).state == DecreeState.SUBMITTED


def test_the_trial_of_another_text_does_not_count(world, decree, monkeypatch):
    monkeypatch.setattr(pdf, "decree_pages", lambda *args, **options: (b"%PDF-1.7", 3))
    documents.render_now(decree, "asli")
    decree.clauses.filter(label="KESATU").update(text="Menetapkan hal lain.")
    with pytest.raises(Refused, match="belum diperiksa"):
        submit(decree, world.sari)


def test_a_draft_that_cannot_be_printed_is_not_submitted_and_says_why(world, decree, monkeypatch):
    def refuse(*args, **options):
        raise Refused("not_printable", "Sel terlalu tinggi.")

    monkeypatch.setattr(pdf, "decree_pages", refuse)
    world.client("sari").post(at(decree))
    queue.drain()
    with pytest.raises(Refused, match="tidak dapat dicetak.*Sel terlalu tinggi"):
        submit(decree, world.sari)
    page = world.client("sari").get(reverse("decrees:act", args=[decree.pk, "submit"])).content.decode()
    assert "Naskah ini tidak dapat dicetak. Sel terlalu tinggi." in page and "hx-post" not in page
    assert Job.objects.get().failed


def test_the_page_asks_for_the_print_by_itself_and_then_follows_it(world, decree):
    client = world.client("sari")
    page = client.get(reverse("decrees:act", args=[decree.pk, "submit"])).content.decode()
    assert f'hx-post="{at(decree)}"' in page and Document.objects.count() == 0
    part = client.post(at(decree), headers={"HX-Request": "true"}).content.decode()
    assert f'hx-get="{at(decree)}"' in part and "Memeriksa cetakan" in part
    assert "Pekerja latar belakang sedang tidak berjalan" in part


def test_only_who_may_edit_asks_for_it(world, decree):
    assert world.client("lukas").post(at(decree)).status_code == 403
    assert world.client("dewi").post(at(decree)).status_code == 404
