"""A decree that changes or replaces another one names it in title, Menimbang, Mengingat and dictum, or a check asks."""

import pytest
from django.urls import reverse

from plans.decree.amending.body import CHANGE, REPLACE
from plans.decree.checks import submission_gaps
from plans.decree.drafting import create_amendment
from plans.models import Decree
from plans.states import DecreeState, Section
from tests.plans.approval import a_decree, in_state

pytestmark = pytest.mark.django_db
NAME = "Nomor 17 Tahun 2026"


@pytest.fixture
def old(world):
    return in_state(a_decree(world.kabupaten), DecreeState.ENACTED)


def text_of(decree, section):
    return "\n".join(
        f"{clause.label} {clause.text}" for clause in decree.clauses.filter(section=section).order_by("position")
    )


def codes(decree):
    return [gap.code for gap in submission_gaps(Decree.objects.get(pk=decree.pk))]


@pytest.mark.parametrize(("way", "words"), [(CHANGE, "Mengubah Keputusan"), (REPLACE, "dicabut dan dinyatakan tidak")])
def test_the_old_decree_is_named_in_every_part(world, old, way, words):
    draft = create_amendment(old, world.sari, way)
    sections = (Section.CONSIDERING, Section.RECALLING, Section.DICTUM)
    assert all(NAME in text_of(draft, section) for section in sections)
    assert words in text_of(draft, Section.DICTUM) and "amended_not_named" not in codes(draft)
    assert (draft.title != old.title) == (way == CHANGE)


def test_a_change_has_the_title_of_one(world, old):
    draft = create_amendment(old, world.sari, CHANGE)
    assert draft.title.startswith("PERUBAHAN ATAS KEPUTUSAN KOMISI") and f"TENTANG {old.title}" in draft.title


def test_what_is_not_named_is_asked_for_part_by_part(world, old):
    draft = create_amendment(old, world.sari)
    assert codes(draft).count("amended_not_named") == 3
    draft.clauses.filter(section=Section.RECALLING).update(text=f"Keputusan {NAME};")
    assert codes(draft).count("amended_not_named") == 2


def test_a_decree_that_amends_nothing_is_not_asked(world):
    assert "amended_not_named" not in codes(a_decree(world.kabupaten))


def test_the_page_offers_both_ways_and_takes_the_chosen_one(world, old):
    client, where = world.client("sari"), reverse("decrees:amend", args=[old.pk])
    assert client.get(where).content.decode().count('name="cara"') == 2
    client.post(where, {"cara": "ganti"})
    assert "dicabut" in text_of(old.amendments.get(), Section.DICTUM)
