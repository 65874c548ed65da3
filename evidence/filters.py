"""Filters of a reviewer's queue and of an office's repairs."""

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict

from evidence.models import Evidence, EvidenceUse
from evidence.proofs import reviewing
from evidence.states import REPAIR, EvidenceKind, EvidenceState
from plans.filters import OfficeFilter
from plans.models import Component
from zi_portal.lib.screens import search_words

UNFILTERED = "semua"
"""Word for the queue without filters in addresses."""
STAGES = [
    (EvidenceState.UPLOADED, "Diperiksa di satker"),
    (EvidenceState.ACCEPTED, "Dikukuhkan satker atasan"),
]
REPAIRS = [(state, state.label) for state in EvidenceState if state in REPAIR]


def _components():
    return [(component.number, str(component)) for component in Component.objects.all()]


class UsedFilter(OfficeFilter):
    """Filter by words in the title and in what the evidence is used for, and by one of the six areas."""

    area = django_filters.ChoiceFilter(method="of_area", choices=_components, label="Area", empty_label="Semua area")
    kind = django_filters.ChoiceFilter(choices=EvidenceKind.choices, label="Bentuk", empty_label="Semua bentuk")
    year = None

    def search(self, queryset, name, value):
        """Return the rows where every word occurs in the title, the requirement or the step."""
        for word in search_words(value):
            use = Q(obligation__requirement__title__icontains=word) | Q(obligation__step__action__icontains=word)
            queryset = queryset.filter(Q(title__icontains=word) | _has_use(use))
        return queryset

    def of_area(self, queryset, name, value):
        """Return the rows that serve a step of this area."""
        return queryset.filter(_has_use(Q(obligation__step__area__component=value)))


def _has_use(condition):
    return Exists(EvidenceUse.objects.filter(condition, evidence=OuterRef("pk")).order_by())


class QueueFilter(UsedFilter):
    """Filter by stage of the review."""

    state = django_filters.ChoiceFilter(choices=STAGES, label="Tahap", empty_label="Semua tahap")

    class Meta:
        model = Evidence
        fields = ["q", "satker", "area", "kind", "state"]


class RepairFilter(UsedFilter):
    """Filter by who sent it back."""

    state = django_filters.ChoiceFilter(choices=REPAIRS, label="Status", empty_label="Semua status")

    class Meta:
        model = Evidence
        fields = ["q", "satker", "area", "kind", "state"]


def queue_of(user, query):
    """Return the user's queue as filtered by the query string of its page; UNFILTERED or "": all of it."""
    rows = reviewing.waiting_for(user)
    return rows if query in {"", UNFILTERED} else QueueFilter(QueryDict(query), queryset=rows).qs
