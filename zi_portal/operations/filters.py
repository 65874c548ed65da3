"""Filters of the administrators' list of jobs."""

import django_filters
from django.db.models import Q

from zi_portal.jobs.filters import JobFilter, known_kinds
from zi_portal.jobs.models import Job


class AllJobsFilter(JobFilter):
    """By kind of work and office too; the search also looks at owner, key and worker."""

    kind = django_filters.ChoiceFilter(choices=known_kinds, label="Jenis", empty_label="Semua jenis")
    satker = django_filters.CharFilter(method="office", label="Satker (nama atau kode)")

    words_in = ("reason", "owner__name", "owner__email", "key", "holder")

    class Meta:
        model = Job
        fields = ["q", "state", "kind", "satker"]

    def office(self, queryset, name, value):
        """Rows of the offices whose code begins with, or whose name holds, what was typed."""
        return queryset.filter(Q(satker_code__startswith=value) | Q(satker_name__icontains=value))
