"""The one generic list screen: scoped queryset → filter → table, whole page or (HTMX) rows only."""

import django_filters
from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.shortcuts import render
from django_tables2 import RequestConfig

PER_PAGE = 25
LONGEST_SEARCH = 100
"""Characters: a longer pattern is more than a database takes."""


class ListFilter(django_filters.FilterSet):
    """Filters of a list; what cannot be meant finds nothing and is told, instead of being left out in silence."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for one in self.filters.values():
            if isinstance(one, django_filters.CharFilter):
                one.extra.setdefault("max_length", LONGEST_SEARCH)

    def filter_queryset(self, queryset):
        """As the filters say; nothing where one of them was refused."""
        return queryset.none() if self.errors else super().filter_queryset(queryset)

    @property
    def refusals(self):
        """A sentence for each field that was refused."""
        labels = {name: field.label for name, field in self.form.fields.items()}
        return [f"{labels[name]}: {error}" for name, errors in self.errors.items() for error in errors]


class Pages(Paginator):
    """A page that does not exist is the first or the last one; how many rows it has is not the reader's choice."""

    def validate_number(self, number):
        try:
            return super().validate_number(number)
        except PageNotAnInteger:
            return 1
        except EmptyPage:
            return self.num_pages


def list_screen(request, *, queryset, table, filterset, template, context=None, part="lib/list.html#rows"):
    """Render a list; queryset must come from visible_to (the screen never widens it).

    table: a django_tables2.Table class, filterset: a django_filters.FilterSet class or None.
    template extends lib/list.html; it gets `table`, `filter` and what context adds.
    Returns 200; an HTMX request gets the rows (part: the partial that shows them) only.
    """
    chosen = _styled(filterset(request.GET, queryset=queryset, request=request)) if filterset else None
    rows = chosen.qs if chosen else queryset
    shown = table(rows)
    RequestConfig(request, paginate=False).configure(shown)
    shown.paginate(Pages, per_page=PER_PAGE, page=request.GET.get("page", 1))
    values = {"table": shown, "filter": chosen, "filtered": bool(chosen and any(request.GET.values()))} | (
        context or {}
    )
    name = part if request.htmx and not request.htmx.boosted else template
    return render(request, name, values)


def _styled(filterset):
    """Give the fields of a filter the look of the portal's forms."""
    for field in filterset.form.fields.values():
        look = "form-select" if hasattr(field, "choices") else "form-control"
        field.widget.attrs.setdefault("class", look)
    return filterset
