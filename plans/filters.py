"""Filters of the lists of plans and decrees."""

import django_filters
from django.db.models import Q

from plans.models import Decree, Plan, Template
from plans.states import DecreeState
from zi_portal.lib.screens import ListFilter, search_words

SHOWN_STATES = [(state.value, state.label) for state in DecreeState if state != DecreeState.DELETED]
"""Choices of the states of decrees that lists show."""


class OfficeFilter(ListFilter):
    """Search by words, and by the office's typed name or code instead of a choice of 553 offices."""

    q = django_filters.CharFilter(method="search", label="Cari")
    satker = django_filters.CharFilter(method="office", label="Satker (nama atau kode)")
    year = django_filters.NumberFilter(label="Tahun", max_value=9999)

    words_in = ("title", "satker__short_name")
    """Fields that are searched: each word must occur in one of them."""

    def search(self, queryset, name, value):
        """Return the rows where every word occurs in one of the fields."""
        for word in search_words(value):
            conditions = [Q(**{f"{field}__icontains": word}) for field in self.words_in]
            queryset = queryset.filter(Q(*conditions, _connector=Q.OR))
        return queryset

    def office(self, queryset, name, value):
        """Return the rows of offices whose code begins with the text or whose name contains it."""
        return queryset.filter(Q(satker__code__startswith=value) | Q(satker__short_name__icontains=value))


class PlanFilter(OfficeFilter):
    """Filters of plans; the state is that of the plan's decree."""

    state = django_filters.ChoiceFilter(
        field_name="annex__decree__state", choices=SHOWN_STATES, label="Status", empty_label="Semua status"
    )

    class Meta:
        model = Plan
        fields = ["q", "satker", "year", "state"]


class OtherPlanFilter(OfficeFilter):
    """Filters of the enacted plans of other offices."""

    class Meta:
        model = Plan
        fields = ["q", "satker", "year"]


class TemplateFilter(OfficeFilter):
    """Filters of templates."""

    year = None

    class Meta:
        model = Template
        fields = ["q", "satker"]


class DeletedFilter(OfficeFilter):
    """Filters of deleted drafts."""

    class Meta:
        model = Decree
        fields = ["q", "satker", "year"]


class DecreeFilter(OfficeFilter):
    """Filters of decrees; the search includes the number."""

    state = django_filters.ChoiceFilter(choices=SHOWN_STATES, label="Status", empty_label="Semua status")

    words_in = ("title", "number", "satker__short_name")

    class Meta:
        model = Decree
        fields = ["q", "satker", "year", "state"]
