"""The page on which an office decides about a template's newer version."""

import pytest
from django.urls import reverse

from plans.models import TemplateDecision
from tests.plans.beginnings.models import FIRST, SECOND, begun, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(world):
    """ask(**fields) → the answer to Sari's POST about version 2 of the template that her plan began from."""
    first = published(world, *FIRST)
    url = reverse("plans:offer", args=[begun(world, first).pk])
    second = published(world, *SECOND, template=first.template)
    client = world.client("sari")
    return lambda **fields: client.post(url, {"versi": second.pk} | fields)


def test_keeping_asks_for_a_reason_and_nothing_is_written(ask):
    answer = ask(**{"pilih-t3": "tetap", "pilih-t1": "ambil"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "Tulis alasan mengapa baris ini tetap." in page
    assert page.count("checked") == 2 and not TemplateDecision.objects.exists()


def test_no_answer_and_an_answer_about_another_version_are_refused(ask):
    answer = ask()
    assert answer.status_code == 422 and "Belum ada yang dipilih" in answer.content.decode()
    assert ask(versi="0", **{"pilih-t1": "ambil"}).status_code == 409


def test_what_is_left_is_shown_again_with_what_was_decided(ask):
    answer = ask(**{"pilih-t3": "tetap", "alasan-t3": "Poster sudah dipesan.", "pilih-t1": "ambil"})
    page = answer.client.get(answer.url).content.decode()
    assert answer.url.endswith("/tawaran/") and "Poster sudah dipesan." in page and "pilih-t4" in page
