"""Filters of the lists of jobs."""

import django_filters
from django import forms
from django.db.models import Q

from zi_portal.jobs.models import Job
from zi_portal.jobs.registry import KINDS
from zi_portal.jobs.states import JobState
from zi_portal.lib.screens import ListFilter, search_words


def kind_choices():
    """Return [(name, title)] of all kinds of work of this version, by title."""
    return sorted(((kind.name, kind.title) for kind in KINDS.values()), key=lambda pair: pair[1])


class JobFilter(ListFilter):
    """Filters by words of the title and the reason, and by state."""

    q = django_filters.CharFilter(
        method="search", label="Cari", widget=forms.TextInput(attrs={"type": "search", "class": "form-control"})
    )
    state = django_filters.ChoiceFilter(choices=JobState.choices, label="Status", empty_label="Semua status")

    words_in = ("reason",)
    """Fields that are searched besides the title."""

    class Meta:
        model = Job
        fields = ["q", "state"]

    def search(self, queryset, name, value):
        """Return the rows where every word occurs in the title or in one of the fields."""
        for word in search_words(value):
            kinds = [kind for kind, title in kind_choices() if word.lower() in title.lower()]
            conditions = [Q(**{f"{field}__icontains": word}) for field in self.words_in]
            queryset = queryset.filter(Q(Q(kind__in=kinds), *conditions, _connector=Q.OR))
        return queryset
