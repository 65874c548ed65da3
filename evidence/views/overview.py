"""Own plans and what they owe: all, one plan, one step, the month."""

from calendar import Calendar
from collections import Counter
from datetime import date, timedelta
from itertools import groupby

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evidence import permissions
from evidence.obligations import deriving, progress
from evidence.obligations.status import TO_DO
from evidence.overview import calendar, office_progress, plan_sheet, step_page
from evidence.overview.plan_sheet import NOBODY, Selection
from evidence.presenters import obligations as presenter
from evidence.presenters.upload import dropzone, unfinished
from evidence.states import Standing
from evidence.uploads import quota, table
from plans.models import ActionStep, Plan
from teams.states import Area
from zi_portal.lib.screens import Pages
from zi_portal.lib.screens.controls import hits, turns
from zi_portal.lib.web import whole_number

PER_PAGE = 25
UPLOADS = 10
"""How many uploads that are not finished the first page lists."""


# All plans


@require_safe
def home(request):
    """Own plans with what they owe; for who looks down, the offices below with search and order."""
    own = office_progress.own(request.user)
    years = sorted(set(office_progress.in_force(request.user).order_by().values_list("year", flat=True)), reverse=True)
    year = whole_number(request.GET.get("tahun", "")) or (years[0] if years else None)
    words, order = request.GET.get("cari", "").strip()[:100], request.GET.get("urut", "")
    below = (
        office_progress.below(request.user, year=year, words=words, order=order) if _reaches_down(request.user) else []
    )
    pages = Pages(below, PER_PAGE)
    page = pages.page(pages.validate_number(request.GET.get("page", 1)))
    page.object_list = office_progress.with_progress(request.user, list(page.object_list))
    first = next((one.plan for one in own if permissions.can_upload(request.user, one.plan.satker)), None)
    context = {
        "own": own,
        "below": pages.count or words,
        "first": first,
        "dropzone": dropzone(first, quota.room(first.satker_id)) if first else None,
        "uploads": unfinished(table.waiting(request.user)[:UPLOADS]),
        "page": page,
        "hits": hits(page),
        "turns": turns(page, lambda number: f"?{_query(request, page=number)}#satker"),
        "years": [(number, number) for number in years],
        "year": year,
        "words": words,
        "order": order,
        "orders": ORDERS,
    }
    return render(request, "evidence/home.html", context)


def _query(request, **changed):
    """Query string of the address with these values changed."""
    asked = request.GET.copy()
    for name, value in changed.items():
        asked[name] = value
    return asked.urlencode()


def _reaches_down(user):
    return any(grant.reaches_down for grant in user.grants)


ORDERS = [("", "Kode satker"), ("kemajuan", "Kemajuan terendah"), ("-kemajuan", "Kemajuan tertinggi"),
          ("-terlambat", "Paling banyak terlambat")]  # fmt: skip


# A plan


@require_safe
def plan(request, pk):
    """Areas and rows of a plan with what each owes; narrowed by area, standing, person, month and words."""
    shown = _plan(request, pk)
    if not deriving.in_force(shown):
        return _idle(request, shown)
    selection = _selection(request)
    sheet = plan_sheet.sheet_of(shown, selection)
    area = next((one for one in sheet.areas if one.pk == selection.area), None)
    may_upload = permissions.can_upload(request.user, shown.satker)
    context = {
        "plan": shown,
        "sheet": sheet,
        "area": area,
        "counts": [(one, sheet.counts[one], one == selection.standing) for one in Standing if sheet.counts[one]],
        "words": selection.words,
        "filters": presenter.plan_filters(sheet, selection, NOBODY),
        "may_upload": may_upload,
        "upload_heading": presenter.upload_heading(area),
        "upload_open": area or not sheet.whole.done,
        "dropzone": dropzone(shown, quota.room(shown.satker_id), area=area) if may_upload else None,
        "may_package": permissions.can_package(request.user, shown.satker),
    }
    return render(request, "evidence/plan.html", context)


def _idle(request, plan):
    links = presenter.idle_links(plan, table.current(plan))
    context = {"plan": plan, "state": presenter.idle_state(plan.decree), "links": links}
    return render(request, "evidence/plan_idle.html", context)


def _plan(request, pk):
    rows = Plan.objects.visible_to(request.user).select_related("satker", "annex__decree")
    return get_object_or_404(rows, pk=pk)


def _selection(request):
    asked = request.GET
    standing, person = asked.get("keadaan", ""), asked.get("petugas", "")
    return Selection(
        area=whole_number(asked.get("area", "")),
        standing=standing if standing in Standing.values else "",
        person=person if whole_number(person) is not None else "",
        month=_month(asked.get("bulan", "")),
        words=asked.get("cari", "").strip()[:100],
    )


def _month(text):
    """First day of "2026-03", None for anything else."""
    year, _, month = text.partition("-")
    year, month = whole_number(year), whole_number(month)
    return date(year, month, 1) if year and month and 2000 <= year <= 2100 and month <= 12 else None


@require_safe
def bars(request, pk):
    """Fragment for the plan's table: a bar for each row (?area=: of one block), put into its place by its id."""
    shown = _plan(request, pk)
    area = whole_number(request.GET.get("area", ""))
    return render(request, "evidence/bars.html", {"bars": plan_sheet.bars(shown, area)})


# A step

AT_HAND = ("area__plan__satker", "area__plan__layout", "area__plan__annex__decree")


@require_safe
def step(request, pk):
    """What a row asks for, what is there, what it lacks, who sees to it, until when."""
    rows = ActionStep.objects.visible_to(request.user).select_related(*AT_HAND)
    row = get_object_or_404(rows, pk=pk)
    plan = row.area.plan
    shown = step_page.step_of(plan, row)
    opened = _open(request, shown.duties)
    may_upload = permissions.can_upload(request.user, plan.satker)
    may_refine = permissions.can_refine(request.user, plan.satker)
    may_assign = permissions.can_assign(request.user, plan.satker)
    in_force = deriving.in_force(plan)
    reader = presenter.Reader(may_upload, may_refine, in_force, opened)
    tools = presenter.step_tools(shown.head, may_assign=may_assign, may_refine=may_refine)
    context = {
        "plan": plan,
        "row": row,
        "step": shown,
        "heading": presenter.heading(shown.steps),
        "neighbours": presenter.neighbours(shown.before, shown.after),
        "in_force": in_force,
        "asked": [_asked(document, reader) for document in shown.asked],
        "dropped": [presenter.present_duty(duty, reader) for duty in shown.dropped],
        "why_nothing": NOTHING_ASKED if in_force else NOT_YET,
        "refine_links": presenter.refine_links(row) if may_refine else [],
        "tools": tools,
        "dropzone": dropzone(plan, quota.room(plan.satker_id), obligation=opened) if may_upload and opened else None,
    }
    return render(request, "evidence/step.html", context)


NOTHING_ASKED = "Tidak ada dokumen yang diminta untuk baris ini."
NOT_YET = "Kewajiban muncul sesudah keputusannya ditetapkan."


def _asked(document, reader):
    """(requirement, its facts in words, its duties) of a document as the page shows it."""
    facts = presenter.asked_facts(document.requirement, document.takes)
    return document.requirement, facts, [presenter.present_duty(duty, reader) for duty in document.duties]


def _open(request, shown):
    """The obligation that was asked for, else the first at which something is to be done, else the first open one."""
    wanted = whole_number(request.GET.get("kewajiban", ""))
    ways = (
        lambda one: one.pk == wanted,
        lambda one: one.standing in TO_DO,
        lambda one: one.standing in {Standing.UPCOMING, Standing.UNSCHEDULED},
    )
    rows = [duty.obligation for duty in shown]
    return next((one for way in ways for one in rows if way(one)), None)


# A month


@require_safe
def month(request):
    """What is due in a month at one office, day by day, and what has no date yet."""
    offices = office_progress.offices_in_force(request.user)
    wanted = whole_number(request.GET.get("satker", ""))
    office = next((one for one in offices if one.pk == wanted), None) or next(iter(offices), None)
    today = timezone.localdate()
    first = _month(request.GET.get("bulan", "")) or today.replace(day=1)
    after = _next(first)
    area = whole_number(request.GET.get("area", ""))
    component = area if area and area <= len(Area) else None
    rows = list(calendar.due_in(office, first, after, component=component)) if office else []
    which = {"plan__satker": office, "due_on__gte": first, "due_on__lt": after}
    numbers = progress.numbers("plan__satker", **which, **_by(component))
    context = {
        "offices": [(one.pk, one.short_name) for one in offices],
        "office": office,
        "where": f" di {office.short_name}" if office else "",
        "areas": [(value, f"{value} {word}") for value, word in Area.choices],
        "area": component,
        "first": first,
        "before": (first - timedelta(days=1)).replace(day=1),
        "after": after,
        "today": today,
        "weeks": _weeks(first, rows, today),
        "weekdays": WEEKDAYS,
        "days": _days(rows),
        "unscheduled": calendar.unscheduled(office, component=component) if office else [],
        "summary": presenter.month_words(numbers.get(office and office.pk)),
    }
    return render(request, "evidence/month.html", context)


def _by(component):
    return {"step__area__component": component} if component else {}


def _next(first):
    return (first + timedelta(days=31)).replace(day=1)


def _days(rows):
    """[(day, [Obligation])]"""
    return [(day, list(some)) for day, some in groupby(rows, key=lambda one: one.due_on)]


WEEKDAYS = ["Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"]


def _weeks(first, rows, today):
    """Weeks of the month: lists of Day."""
    counts = {day: Counter(one.standing for one in some) for day, some in _days(rows)}
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    return [
        [presenter.Day(day, day.month == first.month, day == today, list(counts.get(day, {}).items())) for day in week]
        for week in weeks
    ]
