"""Steps of a plan are kept while somebody may take them back, and go afterwards."""

from datetime import timedelta

import pytest
from django.utils import timezone

from plans import tasks
from plans.models import Plan, PlanEdit
from plans.plan import editing, forgetting

pytestmark = pytest.mark.database("plans.models.edits")


@pytest.fixture
def texts(world, plan, row, monkeypatch):
    """Three steps of sari and one of bima, of which two each may stay; texts() → revisions that are left."""
    monkeypatch.setattr(forgetting, "KEPT_STEPS", 2)
    for text in ("Satu", "Dua", "Tiga"):
        editing.change_step(row("b1"), world.sari, action=text)
    editing.change_step(row("b1"), world.bima, action="Empat")
    return lambda: list(PlanEdit.objects.order_by("revision").values_list("revision", flat=True))


def test_old_steps_beyond_the_newest_of_each_person_go(texts):
    PlanEdit.objects.update(at=timezone.now() - timedelta(days=31))
    assert forgetting.forget_old() == 1 and texts() == [2, 3, 4]


def test_young_steps_stay(texts):
    assert forgetting.forget_old() == 0 and texts() == [1, 2, 3, 4]


def test_the_daily_job_forgets_the_steps_of_a_frozen_plan(texts, plan):
    Plan.objects.filter(pk=plan.pk).update(frozen=True)
    assert tasks.sweep_drafts(None, lambda *_: None) == {"removed": 0, "forgotten": 4}
    assert texts() == []
