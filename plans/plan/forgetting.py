"""Old steps of plans' tables that nobody takes back any more: they go, so that each plan keeps a bounded number."""

from datetime import timedelta

from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from plans.models import PlanEdit

KEPT_DAYS = 30
KEPT_STEPS = 200
"""Newest steps of each person in each plan that stay, however old they are."""


def forget_old():
    """Delete the steps of frozen plans, and old ones beyond each person's newest; return how many."""
    by_age = Window(RowNumber(), partition_by=[F("plan"), F("actor")], order_by=F("revision").desc())
    before = timezone.now() - timedelta(days=KEPT_DAYS)
    too_many = PlanEdit.objects.annotate(age=by_age).filter(age__gt=KEPT_STEPS, at__lt=before).values("pk")
    pks = list(PlanEdit.objects.filter(Q(plan__frozen=True) | Q(pk__in=too_many)).values_list("pk", flat=True))
    for start in range(0, len(pks), 500):
        PlanEdit.objects.filter(pk__in=pks[start : start + 500]).delete()
    return len(pks)
