"""Who is in a plan: others are told with their cell, one is not told of oneself, who is away is gone."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from plans.sheet import presence

pytestmark = pytest.mark.database("plans.models.edits")


@pytest.fixture(autouse=True)
def nobody(plan):
    cache.delete(f"sheet-visits:{plan.pk}")


def test_the_others_are_told_with_their_cell(world, plan):
    assert presence.visit(plan, world.sari, "b1/action") == []
    answer = world.client("rian").get(reverse("plans:sheet", args=[plan.pk]), {"sejak": "0", "di": "c1/time"}).json()
    assert answer["here"] == [{"id": world.sari.pk, "name": world.sari.name, "cell": "b1/action"}]
    assert [person["cell"] for person in presence.visit(plan, world.sari, "b1/action")] == ["c1/time"]


def test_who_asks_no_more_is_gone(world, plan, monkeypatch):
    presence.visit(plan, world.sari, "b1/action")
    monkeypatch.setattr(presence, "GONE_AFTER", 0)
    assert presence.visit(plan, world.rian, "") == []


def test_who_stays_at_a_cell_is_written_down_once(world, plan, monkeypatch):
    presence.visit(plan, world.sari, "b1/action")
    monkeypatch.setattr(cache, "set", lambda *_arguments: pytest.fail("written again"))
    presence.visit(plan, world.sari, "b1/action")
