"""The user's plans and their obligations: all plans, one plan, one step."""

from datetime import date

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from evidence import permissions
from evidence.obligations import deriving
from evidence.obligations.status import TO_DO
from evidence.overview import office_progress, plan_sheet, step_page
from evidence.overview.plan_sheet import NOBODY, Selection
from evidence.presenters import obligations as presenter
from evidence.presenters.upload import dropzone, unfinished
from evidence.states import Standing
from evidence.uploads import quota, table
from plans.models import ActionStep, Plan
from zi_portal.lib.screens import Pages
from zi_portal.lib.screens.controls import hits, turns
from zi_portal.lib.web import whole_number

PER_PAGE = 25
UPLOADS = 10
"""Number of unfinished uploads that the first page lists."""


# All plans


@require_safe
def home(request):
    """Show the user's plans with their progress and, for whoever reaches down, the offices below."""
    own_plans = office_progress.own(request.user)
    years = sorted(set(office_progress.in_force(request.user).order_by().values_list("year", flat=True)), reverse=True)
    year = whole_number(request.GET.get("tahun", "")) or (years[0] if years else None)
    words, order = request.GET.get("cari", "").strip()[:100], request.GET.get("urut", "")
    plans_below = (
        office_progress.below(request.user, year=year, words=words, order=order) if _reaches_down(request.user) else []
    )
    pages = Pages(plans_below, PER_PAGE)
    page = pages.page(pages.validate_number(request.GET.get("page", 1)))
    page.object_list = office_progress.with_progress(request.user, list(page.object_list))
    upload_plan = next(
        (own_plan.plan for own_plan in own_plans if permissions.can_upload(request.user, own_plan.plan.satker)), None
    )
    context = {
        "own": own_plans,
        "below": pages.count or words,
        "first": upload_plan,
        "dropzone": dropzone(upload_plan, quota.room(upload_plan.satker_id)) if upload_plan else None,
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
    """Return the query string of the address with these values changed."""
    parameters = request.GET.copy()
    for name, value in changed.items():
        parameters[name] = value
    return parameters.urlencode()


def _reaches_down(user):
    return any(grant.reaches_down for grant in user.grants)


ORDERS = [("", "Kode satker"), ("kemajuan", "Kemajuan terendah"), ("-kemajuan", "Kemajuan tertinggi"),
          ("-terlambat", "Paling banyak terlambat")]  # fmt: skip


# A plan


@require_safe
def plan(request, pk):
    """Show the areas and rows of a plan with their obligations, narrowed by area, standing, person, month and words."""
    plan = _plan(request, pk)
    if not deriving.in_force(plan):
        return _idle_page(request, plan)
    selection = _selection(request)
    sheet = plan_sheet.sheet_of(plan, selection)
    area = next((one for one in sheet.areas if one.pk == selection.area), None)
    may_upload = permissions.can_upload(request.user, plan.satker)
    context = {
        "plan": plan,
        "sheet": sheet,
        "area": area,
        "counts": [(one, sheet.counts[one], one == selection.standing) for one in Standing if sheet.counts[one]],
        "words": selection.words,
        "filters": presenter.plan_filters(sheet, selection, NOBODY),
        "may_upload": may_upload,
        "upload_heading": presenter.upload_heading(area),
        "upload_open": area or not sheet.whole.done,
        "dropzone": dropzone(plan, quota.room(plan.satker_id), area=area) if may_upload else None,
        "may_package": permissions.can_package(request.user, plan.satker),
    }
    return render(request, "evidence/plan.html", context)


def _idle_page(request, plan):
    links = presenter.idle_links(plan, table.current(plan))
    context = {"plan": plan, "state": presenter.idle_state(plan.decree), "links": links}
    return render(request, "evidence/plan_idle.html", context)


def _plan(request, pk):
    plans = Plan.objects.visible_to(request.user).select_related("satker", "annex__decree")
    return get_object_or_404(plans, pk=pk)


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
    """Return the first day of "2026-03", None for any other text."""
    year, _, month = text.partition("-")
    year, month = whole_number(year), whole_number(month)
    return date(year, month, 1) if year and month and 2000 <= year <= 2100 and month <= 12 else None


@require_safe
def bars(request, pk):
    """Fragment for the plan's table: a bar for each row (?area=: of one block), put into place by its id."""
    plan = _plan(request, pk)
    area = whole_number(request.GET.get("area", ""))
    return render(request, "evidence/bars.html", {"bars": plan_sheet.bars(plan, area)})


# A step

STEP_RELATIONS = ("area__plan__satker", "area__plan__layout", "area__plan__annex__decree")


@require_safe
def step(request, pk):
    """Show what a row requires, the evidence for it, what is missing, who is assigned and when it is due."""
    steps = ActionStep.objects.visible_to(request.user).select_related(*STEP_RELATIONS)
    step_row = get_object_or_404(steps, pk=pk)
    plan = step_row.area.plan
    step_view = step_page.step_of(plan, step_row)
    opened = _opened_obligation(request, step_view.duties)
    may_upload = permissions.can_upload(request.user, plan.satker)
    may_refine = permissions.can_refine(request.user, plan.satker)
    may_assign = permissions.can_assign(request.user, plan.satker)
    in_force = deriving.in_force(plan)
    reader = presenter.Reader(may_upload, may_refine, in_force, opened)
    tools = presenter.step_tools(step_view.head, may_assign=may_assign, may_refine=may_refine)
    context = {
        "plan": plan,
        "row": step_row,
        "step": step_view,
        "heading": presenter.heading(step_view.steps),
        "neighbours": presenter.neighbours(step_view.before, step_view.after),
        "in_force": in_force,
        "asked": [_document_context(document, reader) for document in step_view.asked],
        "dropped": [presenter.present_duty(duty, reader) for duty in step_view.dropped],
        "why_nothing": NOTHING_ASKED if in_force else NOT_YET,
        "refine_links": presenter.refine_links(step_row) if may_refine else [],
        "tools": tools,
        "dropzone": dropzone(plan, quota.room(plan.satker_id), obligation=opened) if may_upload and opened else None,
    }
    return render(request, "evidence/step.html", context)


NOTHING_ASKED = "Tidak ada dokumen yang diminta untuk baris ini."
NOT_YET = "Kewajiban muncul sesudah keputusannya ditetapkan."


def _document_context(document, reader):
    """Return (requirement, its facts in words, its duties) of a document as the page shows it."""
    facts = presenter.asked_facts(document.requirement, document.takes)
    return document.requirement, facts, [presenter.present_duty(duty, reader) for duty in document.duties]


def _opened_obligation(request, duties):
    """Return the obligation named in the address, else the first with something to do, else the first that is open."""
    wanted_pk = whole_number(request.GET.get("kewajiban", ""))
    tests = (
        lambda obligation: obligation.pk == wanted_pk,
        lambda obligation: obligation.standing in TO_DO,
        lambda obligation: obligation.standing in {Standing.UPCOMING, Standing.UNSCHEDULED},
    )
    rows = [duty.obligation for duty in duties]
    return next((obligation for test in tests for obligation in rows if test(obligation)), None)
