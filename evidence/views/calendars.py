"""The calendar of obligations: a month as weeks, a year as twelve small months."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evidence.overview import calendar, office_progress
from evidence.presenters import calendars as presenter
from teams.states import Area
from zi_portal.lib.web import whole_number

YEARS = range(2000, 2101)


@dataclass(frozen=True)
class Filters:
    """What the address asks for: the office (None: there is none), an area and a person."""

    offices: list
    office: object
    component: int | None
    person: str

    @property
    def narrowing(self):
        """Arguments of the functions of overview.calendar."""
        return {"component": self.component, "person": self.person}

    @property
    def context(self):
        """What the form of the filters shows."""
        people = calendar.people_of(self.office) if self.office else []
        return {
            "offices": [(office.pk, office.short_name) for office in self.offices],
            "office": self.office,
            "where": f" di {self.office.short_name}" if self.office else "",
            "areas": [(value, f"{value} {word}") for value, word in Area.choices],
            "area": self.component,
            "people": presenter.person_options(people, calendar.NOBODY),
            "person": self.person,
        }


def _filters(request):
    offices = office_progress.offices_in_force(request.user)
    office_pk = whole_number(request.GET.get("satker", ""))
    office = next((office for office in offices if office.pk == office_pk), None) or next(iter(offices), None)
    area = whole_number(request.GET.get("area", ""))
    person = request.GET.get("petugas", "")
    is_person = person == calendar.NOBODY or whole_number(person) is not None
    return Filters(offices, office, area if area and area <= len(Area) else None, person if is_person else "")


@require_safe
def month(request):
    """Show what is due in a month at one office, day by day, and what has no date yet."""
    filters, today = _filters(request), timezone.localdate()
    selected = _day(request.GET.get("hari", ""))
    first_day = (selected or _month(request.GET.get("bulan", "")) or today).replace(day=1)
    next_first_day = _next_month(first_day)
    office, narrowing = filters.office, filters.narrowing
    obligations = list(calendar.due_in(office, first_day, next_first_day, **narrowing)) if office else []
    days = presenter.days_of(obligations)
    context = filters.context | {
        "first": first_day,
        "before": (first_day - timedelta(days=1)).replace(day=1),
        "after": next_first_day,
        "today": today,
        "selected": selected,
        "weekdays": presenter.WEEKDAYS,
        "weeks": presenter.weeks_of(first_day, days, today=today, selected=selected),
        "days": [(selected, days.get(selected, []))] if selected else list(days.items()),
        "unscheduled": calendar.unscheduled(office, **narrowing) if office else [],
        "summary": presenter.month_words(obligations, today),
    }
    return render(request, "evidence/month.html", context)


@require_safe
def year(request):
    """Show how much is due on each day of a year at one office."""
    filters, today = _filters(request), timezone.localdate()
    number = whole_number(request.GET.get("tahun", ""))
    number = number if number in YEARS else today.year
    first, after = date(number, 1, 1), date(number + 1, 1, 1)
    numbers = calendar.numbers_in(filters.office, first, after, **filters.narrowing) if filters.office else []
    context = filters.context | {
        "year": number,
        "today": today,
        "before": number - 1,
        "after": number + 1,
        "weekdays": presenter.WEEKDAYS,
        "months": presenter.months_of(number, numbers, today=today),
        "any": bool(numbers),
    }
    return render(request, "evidence/year.html", context)


def _day(text):
    """Return the date of "2026-03-31", None for any other text or another century."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def _month(text):
    """Return the first day of "2026-03", None for any other text."""
    year_text, _, month_text = text.partition("-")
    year_number, month_number = whole_number(year_text), whole_number(month_text)
    if year_number in YEARS and month_number in range(1, 13):
        return date(year_number, month_number, 1)
    return None


def _next_month(first_day):
    return (first_day + timedelta(days=31)).replace(day=1)
