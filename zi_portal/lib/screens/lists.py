"""The one generic list screen: scoped queryset → filter → table, whole page or (HTMX) rows only."""

from dataclasses import dataclass
from urllib.parse import urlencode

import django_filters
from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.forms.utils import flatatt
from django.shortcuts import render
from django.utils.safestring import SafeString
from django_tables2 import RequestConfig

from zi_portal.lib.screens.controls import hits, turns

PER_PAGE = 25
LONGEST_SEARCH = 100
"""Longest search, in characters: databases refuse longer patterns."""


class ListFilter(django_filters.FilterSet):
    """Filters of a list; an invalid value finds nothing and is reported, instead of being ignored."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for list_filter in self.filters.values():
            if isinstance(list_filter, django_filters.CharFilter):
                list_filter.extra.setdefault("max_length", LONGEST_SEARCH)

    def filter_queryset(self, queryset):
        """Return the rows that pass the filters, none where one of them is invalid."""
        return queryset.none() if self.errors else super().filter_queryset(queryset)

    @property
    def refusals(self):
        """A sentence for each invalid field."""
        labels = {name: field.label for name, field in self.form.fields.items()}
        return [f"{labels[name]}: {error}" for name, errors in self.errors.items() for error in errors]


class Pages(Paginator):
    """A paginator whose missing pages are the first or the last one; readers do not choose the number of rows."""

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
    template extends lib/list.html; it gets `table`, `filter` and what context adds. A table may have prepare(records),
    which gives the rows of the page what they show.
    Return status 200; an HTMX request gets the rows only (part: the partial that shows them).
    """
    list_filter = _styled(filterset(request.GET, queryset=queryset, request=request)) if filterset else None
    rows = list_filter.qs if list_filter else queryset
    page = table(rows)
    RequestConfig(request, paginate=False).configure(page)
    page.paginate(Pages, per_page=PER_PAGE, page=request.GET.get("page", 1))
    if hasattr(page, "prepare"):
        page.prepare([row.record for row in page.paginated_rows])
    values = {
        "table": page,
        "headings": headings(page, request),
        "hits": hits(page.page),
        "turns": turns(page.page, lambda number: _address(request, page=number)),
        "filter": list_filter,
        "filtered": bool(list_filter and any(request.GET.values())),
    } | (context or {})
    name = part if request.htmx and not request.htmx.boosted else template
    return render(request, name, values)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a list: attributes of its cell as safe HTML, url: of the list in its order, "" where it has none."""

    text: str
    url: str
    attributes: SafeString


def headings(table, request):
    """[Heading] of a django_tables2 table."""
    return [_heading(table, column, request) for column in table.columns]


def _heading(table, column, request):
    order = {}
    if column.is_ordered:
        turned = column.order_by_alias.is_descending
        order = {"class": "desc" if turned else "asc", "aria-sort": "descending" if turned else "ascending"}
    address = _address(request, **{table.prefixed_order_by_field: column.order_by_alias.next})
    return Heading(column.header, address if column.orderable else "", flatatt({"scope": "col"} | order))


def _address(request, **changed):
    """Query string of the page with these values changed."""
    return "?" + urlencode(dict(request.GET) | changed, doseq=True)


def _styled(filterset):
    """Give the fields of a filter the classes of the portal's forms and return it."""
    for field in filterset.form.fields.values():
        look = "form-select" if hasattr(field, "choices") else "form-control"
        field.widget.attrs.setdefault("class", look)
    return filterset


MOST_WORDS = 8
"""Words of a search that count: each is a condition on every row, and people seldom type more."""


def search_words(text):
    """Return the different words of a search, the first MOST_WORDS of them."""
    return list(dict.fromkeys(text.split()))[:MOST_WORDS]
