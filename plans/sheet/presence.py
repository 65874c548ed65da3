"""Who has a plan open, and at which cell: kept in the cache for some seconds, never in the database."""

from django.core.cache import cache
from django.utils import timezone

GONE_AFTER = 20
"""Seconds without a question after which somebody counts as gone."""
TOLD_AFTER = 10
"""Seconds after which somebody who stays at a cell is written down again."""
MOST_LETTERS = 120


def visit(plan, user, cell):
    """Enter a person at a cell, "key of the row/field" or "", and return the others: [{"id", "name", "cell"}]."""
    now = timezone.now().timestamp()
    name = f"sheet-visits:{plan.pk}"
    visits = {pk: entry for pk, entry in cache.get(name, {}).items() if now - entry["at"] < GONE_AFTER}
    own, cell = visits.get(user.pk), cell[:MOST_LETTERS]
    if own is None or own["cell"] != cell or now - own["at"] >= TOLD_AFTER:
        visits[user.pk] = {"name": user.name, "cell": cell, "at": now}
        cache.set(name, visits, GONE_AFTER * 2)
    other_visits = sorted((pk, entry) for pk, entry in visits.items() if pk != user.pk)
    return [{"id": pk, "name": entry["name"], "cell": entry["cell"]} for pk, entry in other_visits]
