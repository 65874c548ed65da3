"""Filters of the lists of offices, people and teams."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone

from teams.models import Membership, Satker, Team
from teams.states import Level, Role, Standing
from zi_portal.lib.screens import ListFilter, search_words


def _search(label):
    return django_filters.CharFilter(
        method="search", label=label, widget=forms.TextInput(attrs={"type": "search", "class": "form-control"})
    )


def _select():
    return forms.Select(attrs={"class": "form-select"})


class SatkerFilter(ListFilter):
    q = _search("Cari nama atau kode")
    level = django_filters.ChoiceFilter(
        choices=Level.choices, label="Tingkat", empty_label="Semua tingkat", widget=_select()
    )

    class Meta:
        model = Satker
        fields = ["q", "level"]

    def search(self, queryset, name, value):
        """Return offices where every word occurs in a name or begins the code."""
        for word in search_words(value):
            queryset = queryset.filter(
                Q(short_name__icontains=word) | Q(full_name__icontains=word) | Q(code__startswith=word)
            )
        return queryset


class MembershipFilter(ListFilter):
    q = _search("Cari nama, surel, atau jabatan")
    role = django_filters.ChoiceFilter(choices=Role.choices, label="Peran", empty_label="Semua peran", widget=_select())
    standing = django_filters.ChoiceFilter(
        choices=Standing.choices, method="by_standing", label="Status", empty_label="Semua status", widget=_select()
    )

    class Meta:
        model = Membership
        fields = ["q", "role", "standing"]

    def search(self, queryset, name, value):
        """Return memberships where every word occurs in the name, e-mail or position."""
        for word in search_words(value):
            queryset = queryset.filter(
                Q(user__name__icontains=word) | Q(user__email__icontains=word) | Q(position__icontains=word)
            )
        return queryset

    def by_standing(self, queryset, name, value):
        """Return memberships that are in force today, not yet in force, or ended."""
        active = Membership.objects.active().values("pk")
        ahead = Q(valid_from__gt=timezone.localdate(), ended_at__isnull=True)
        if value == Standing.IN_FORCE:
            return queryset.filter(pk__in=active)
        return queryset.filter(ahead) if value == Standing.AHEAD else queryset.exclude(ahead).exclude(pk__in=active)


class TeamFilter(ListFilter):
    q = _search("Cari satker atau anggota")
    year = django_filters.NumberFilter(
        label="Tahun", widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"})
    )

    class Meta:
        model = Team
        fields = ["q", "year"]

    def search(self, queryset, name, value):
        """Return teams whose office has every word in its name, or that have a member with the whole text in theirs."""
        office = Q()
        for word in search_words(value):
            office &= Q(satker__short_name__icontains=word)
        with_member = Team.objects.filter(units__members__name__icontains=value.strip()).values("pk")
        return queryset.filter(office | Q(pk__in=with_member))
