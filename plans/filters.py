"""Filters of the list of plans."""

import django_filters
from django.db.models import Q

from plans.models import Plan
from plans.states import DecreeState
from teams.models import Satker


def offices(request):
    """Offices that the user sees and that have a plan."""
    if request is None:
        return Satker.objects.none()
    return Satker.objects.visible_to(request.user).filter(pk__in=Plan.objects.values("satker"))


class PlanFilter(django_filters.FilterSet):
    """q searches title and office; the rest are exact."""

    q = django_filters.CharFilter(method="search", label="Cari")
    satker = django_filters.ModelChoiceFilter(queryset=offices, label="Satker", empty_label="Semua satker")
    year = django_filters.NumberFilter(label="Tahun")
    state = django_filters.ChoiceFilter(
        field_name="annex__decree__state", choices=DecreeState.choices, label="Status", empty_label="Semua status"
    )

    class Meta:
        model = Plan
        fields = ["q", "satker", "year", "state"]

    def search(self, queryset, name, value):
        """Rows where every word occurs in the title or the office's name."""
        for word in value.split():
            queryset = queryset.filter(Q(title__icontains=word) | Q(satker__short_name__icontains=word))
        return queryset
