"""A step's page says who was reminded of it, how often and when."""

from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from evidence.overview.step_page import reminders_of
from tests.evidence.reminding.asking import DUE, areas_of
from zi_portal.reminders.models import Notice

pytestmark = pytest.mark.django_db


def remind(obligation, user, day, kind="due.in_7"):
    """A line of the ledger of a day of March."""
    Notice.objects.create(
        user=user,
        topic=f"obligation:{obligation.pk}",
        kind=kind,
        day=DUE,
        run=uuid4(),
        told_at=datetime(2026, 3, day, 7, tzinfo=ZoneInfo("Asia/Jakarta")),
    )


def test_days_are_counted_and_the_people_of_the_last_named(ground, staged):
    first, second = areas_of(ground)
    remind(first, staged.kirana, 1, "due.in_30")
    remind(first, staged.sari, 4)
    remind(first, staged.bima, 4)
    remind(second, staged.maya, 9)
    sentence = "Diingatkan 2 kali, terakhir 4 Maret 2026 kepada Sari, Bima."
    assert reminders_of([first.pk]) == sentence
    page = staged.client("sari").get(reverse("evidence:step", args=[first.step_id]))
    assert sentence in page.text


def test_a_step_of_which_nobody_was_reminded_says_nothing(ground, staged):
    first, _ = areas_of(ground)
    page = staged.client("sari").get(reverse("evidence:step", args=[first.step_id]))
    assert "Diingatkan" not in page.text


def test_of_many_people_three_are_named(ground, staged):
    first, _ = areas_of(ground)
    for person in (staged.sari, staged.bima, staged.kirana, staged.maya, staged.lukas):
        remind(first, person, 4)
    assert reminders_of([first.pk]).endswith("kepada Sari, Bima, Kirana, dan 2 lainnya.")
