"""Filters of the queue of a reviewer and of what must be repaired."""

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict

from evidence.models import Evidence, EvidenceUse
from evidence.proofs import reviewing
from evidence.states import REPAIR, EvidenceKind, EvidenceState
from plans.filters import OfficeFilter
from plans.models import Component
from zi_portal.lib.limits import search_words

WHOLE = "semua"
"""Name of the queue without filters in addresses."""
STAGES = [
    (EvidenceState.UPLOADED, "Diperiksa di satker"),
    (EvidenceState.ACCEPTED, "Dikukuhkan satker atasan"),
]
REPAIRS = [(state, state.label) for state in EvidenceState if state in REPAIR]


def _components():
    return [(one.number, str(one)) for one in Component.objects.all()]


class UsedFilter(OfficeFilter):
    """Words are looked for in the title and in what it is put to; area: one of the six."""

    area = django_filters.ChoiceFilter(method="of_area", choices=_components, label="Area", empty_label="Semua area")
    kind = django_filters.ChoiceFilter(choices=EvidenceKind.choices, label="Bentuk", empty_label="Semua bentuk")
    year = None

    def search(self, queryset, name, value):
        """Rows where every word occurs in the title, the document that is asked for, or the step."""
        for word in search_words(value):
            used = Q(obligation__requirement__title__icontains=word) | Q(obligation__step__action__icontains=word)
            queryset = queryset.filter(Q(title__icontains=word) | _serving(used))
        return queryset

    def of_area(self, queryset, name, value):
        """Rows that serve a step of this area."""
        return queryset.filter(_serving(Q(obligation__step__area__component=value)))


def _serving(condition):
    return Exists(EvidenceUse.objects.filter(condition, evidence=OuterRef("pk")).order_by())


class QueueFilter(UsedFilter):
    """By stage of the review."""

    state = django_filters.ChoiceFilter(choices=STAGES, label="Tahap", empty_label="Semua tahap")

    class Meta:
        model = Evidence
        fields = ["q", "satker", "area", "kind", "state"]


class RepairFilter(UsedFilter):
    """By who sent it back."""

    state = django_filters.ChoiceFilter(choices=REPAIRS, label="Status", empty_label="Semua status")

    class Meta:
        model = Evidence
        fields = ["q", "satker", "area", "kind", "state"]


def queue_of(user, asked):
    """The user's queue as it was filtered: asked is the query string of its page, WHOLE or empty for all of it."""
    rows = reviewing.waiting_for(user)
    return rows if asked in {"", WHOLE} else QueueFilter(QueryDict(asked), queryset=rows).qs
