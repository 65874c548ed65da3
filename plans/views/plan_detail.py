"""The plan as its printed table, area by area, and its settings."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from plans import permissions
from plans.beginnings.deciding import newer_version
from plans.decree import replacing
from plans.forms.plans import PlanSettingsForm
from plans.models import Plan
from plans.plan import editing, store
from plans.plan.strays import passages
from plans.plan.strays.addresses import address, anchors
from plans.plan.strays.homes import home_of
from plans.plan.strays.surveying import survey
from plans.presenters import plan as presenter
from plans.presenters import strays as stray_presenter
from plans.presenters import templates
from plans.presenters.origin import origin_line
from plans.presenters.sheet import Sheet, column_widths, sheet_frame, step_marks
from plans.states import FINAL, DecreeState
from zi_portal.audit import authors
from zi_portal.lib.seen import attempt
from zi_portal.lib.web import back_to, whole_number


@require_safe
def detail(request, pk):
    """Show the plan's table; ?area=N shows only block N, counted from 1."""
    shown_with = ("satker", "layout", "created_by", "annex__decree", "origin")
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related(*shown_with), pk=pk)
    areas = list(plan.areas.order_by("position", "pk"))
    chosen_area = _chosen(request, areas)
    (tree, pks), spec = store.load_with_pks(plan), store.layout_spec(plan.layout)
    stray_survey = _survey(plan, tree, spec, pks)
    may_edit = permissions.can_edit_plan(request.user, plan)
    blocks = range(len(areas)) if chosen_area is None or may_edit else [chosen_area]
    asks = plan.decree.state == DecreeState.ENACTED and not plan.decree.archive
    sheet = Sheet(tree, pks, spec, may_edit=may_edit, asks=asks, strays=anchors(stray_survey))
    grid, bodies = sheet.grid_and_bodies(range(len(areas)))
    may_template = permissions.writes_templates(request.user)
    main_links, links = presenter.links(plan, may_edit=may_edit, asks=asks, may_template=may_template)
    rows = sum(1 for _ in tree.rows())
    strays = _strays_context(plan, stray_survey, may_edit=may_edit)
    area = areas[chosen_area] if chosen_area is not None else None
    context = {
        "plan": plan,
        "decree": plan.decree,
        "area": area,
        "main_links": main_links,
        "links": links,
        "about": presenter.about(rows, len(areas), strays["banners"]),
        "tabs": presenter.area_tabs(plan, areas, area) if areas else [],
        "area_links": presenter.area_links(plan, area) if may_edit else [],
        "head": presenter.head(grid.rows[: grid.head]),
        "bodies": [body for place, body in enumerate(bodies) if place in blocks],
        "frame": sheet_frame(plan, spec) if may_edit else "",
        "may_edit": may_edit,
        "bars": _bars(plan, area) if asks else "",
        "widths": column_widths(grid),
        "hidden_areas": {other.pk for other in areas if area and other != area},
        "steps": step_marks(plan, request.user) if may_edit else "",
    }
    return render(request, "plans/detail.html", context | _words(plan, may_edit=may_edit) | strays)


def _words(plan, *, may_edit):
    """Return what the page says of where a plan came from, what is offered to it, and why it is only read."""
    return {
        "offer": _offer(plan) if may_edit else None,
        "origin": origin_line(plan),
        "read_only": "" if may_edit else presenter.why_read_only(plan),
    }


def _offer(plan):
    """Return the banner of a newer version of the plan's template, None where nothing is offered."""
    version = newer_version(plan)
    return templates.banner(version, plan) if version else None


def _strays_context(plan, stray_survey, *, may_edit):
    """Return what the page says of words from another year or office, and of the last ones that were replaced."""
    owners = {"plan_pk": plan.pk, "decree_pk": plan.decree.pk, "team_pk": None}
    locate = partial(address, **owners, editable=not plan.frozen)
    banners = stray_presenter.banners(stray_survey, plan, locate, may_edit=may_edit)
    return {
        "banners": banners,
        "alarm": stray_presenter.alarm(banners),
        "undo_posts": stray_presenter.undo_posts(replacing.latest(plan)) if may_edit else [],
    }


def _chosen(request, areas):
    """Return the index of the chosen block, None for all."""
    number = whole_number(request.GET.get("area", ""))
    return number - 1 if number and number <= len(areas) else None


def _survey(plan, tree, spec, pks):
    """Return the Survey of a plan's table while it may still be corrected, None afterwards."""
    if plan.decree.state in FINAL:
        return None
    return survey(passages.of_tree(tree, spec, pks), home_of(plan.satker, plan.year))


def _bars(plan, area):
    """Address of the bars of the evidence, put into the places of the rows that are shown."""
    url = reverse("evidence:bars", args=[plan.pk])
    return f"{url}?area={area.pk}" if area else url


@require_http_methods(["GET", "POST"])
@back_to("plans:list")
def settings(request, pk):
    """Edit title, layout and start date."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user), pk=pk)
    if not permissions.can_edit_plan(request.user, plan):
        raise PermissionDenied
    form, status = PlanSettingsForm(request.POST or None, instance=plan, user=request.user), 200
    if request.method == "POST":
        write, author = partial(editing.change_plan, plan, request.user), partial(authors.last, plan)
        status = attempt(request, form, write, success="Pengaturan rencana disimpan.", author=author)
        if status == 200:
            return redirect("plans:detail", pk=plan.pk)
    context = {"form": form, "plan": plan, "heading": "Pengaturan rencana"}
    return render(request, "plans/form.html", context, status=status)
