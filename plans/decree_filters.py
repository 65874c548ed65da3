"""Filters of the list of decrees."""

import django_filters

from plans.filters import OfficeFilter
from plans.models import Decree
from plans.states import DecreeState


class DecreeFilter(OfficeFilter):
    """The search looks at the number too."""

    state = django_filters.ChoiceFilter(choices=DecreeState.choices, label="Status", empty_label="Semua status")

    words_in = ("title", "number", "satker__short_name")

    class Meta:
        model = Decree
        fields = ["q", "satker", "year", "state"]
