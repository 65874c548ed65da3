"""Screens of what is owed: all plans, a plan, a step, the bars in the plan's table, the month."""

import pytest
from django.urls import reverse

from tests.evidence.ground import owing

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(world):
    return owing(world.kabupaten, by=world.sari, leader=world.lukas)


def page(world, name, where, *args, **asked):
    """What a person reads on a page."""
    response = world.client(name).get(reverse(where, args=args), asked)
    assert response.status_code == 200
    return response.content.decode()


def test_all_pages_open(world, ground):
    for name in ("rian", "nadia", "lukas", "sari"):
        page(world, name, "evidence:home")
        page(world, name, "evidence:plan", ground.plan.pk)
        page(world, name, "evidence:bars", ground.plan.pk)
        page(world, name, "evidence:step", ground.steps[0].pk)
        page(world, name, "evidence:month", bulan="2026-03")
        page(world, name, "plans:detail", ground.plan.pk)
