"""Filters of the list of decrees."""

import django_filters
from django import forms
from django.db.models import Q

from plans.models import Decree
from plans.states import DecreeState
from teams.models import Satker

CONTROL, SELECT = {"class": "form-control"}, {"class": "form-select"}
SEARCH = CONTROL | {"type": "search"}


def _offices(request):
    """Offices that the user sees and that have a decree at all."""
    if request is None:
        return Satker.objects.none()
    return Satker.objects.visible_to(request.user).filter(pk__in=Decree.objects.values("satker"))


class DecreeFilter(django_filters.FilterSet):
    """q searches title, number and office; the rest are exact."""

    q = django_filters.CharFilter(method="search", label="Cari", widget=forms.TextInput(attrs=SEARCH))
    satker = django_filters.ModelChoiceFilter(
        queryset=_offices, label="Satker", empty_label="Semua satker", widget=forms.Select(attrs=SELECT)
    )
    year = django_filters.NumberFilter(label="Tahun", widget=forms.NumberInput(attrs=CONTROL))
    state = django_filters.ChoiceFilter(
        choices=DecreeState.choices, label="Status", empty_label="Semua status", widget=forms.Select(attrs=SELECT)
    )

    class Meta:
        model = Decree
        fields = ["q", "satker", "year", "state"]

    def search(self, queryset, name, value):
        """Rows where every word occurs in the title, the number or the office's name."""
        for word in value.split():
            queryset = queryset.filter(
                Q(title__icontains=word) | Q(number__icontains=word) | Q(satker__short_name__icontains=word)
            )
        return queryset
