"""Filters of the administrators' list of jobs."""

import django_filters
from django.db.models import Q

from zi_portal.jobs.filters import JobFilter, kind_choices
from zi_portal.jobs.models import Job


class AllJobsFilter(JobFilter):
    """Filters by kind of work and office too; the search covers owner, key and worker as well."""

    kind = django_filters.ChoiceFilter(choices=kind_choices, label="Jenis", empty_label="Semua jenis")
    satker = django_filters.CharFilter(method="office", label="Satker (nama atau kode)")

    words_in = ("reason", "owner__name", "owner__email", "key", "holder")

    class Meta:
        model = Job
        fields = ["q", "state", "kind", "satker"]

    def office(self, queryset, name, value):
        """Return the rows of offices whose code begins with the value or whose name contains it."""
        return queryset.filter(Q(satker_code__startswith=value) | Q(satker_name__icontains=value))
