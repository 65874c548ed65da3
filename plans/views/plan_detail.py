"""The plan as its printed table, area by area, and its settings."""

from dataclasses import dataclass
from functools import partial

from django.core.exceptions import PermissionDenied
from django.forms.utils import flatatt
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from plans import permissions
from plans.decree import replacing
from plans.forms.plans import PlanSettingsForm
from plans.models import ActionStep, Aspect, Plan
from plans.plan import editing, store, table
from plans.plan.strays import passages
from plans.plan.strays.addresses import address, anchor, anchors
from plans.plan.strays.homes import home_of
from plans.plan.strays.passages import TICK_NOTE
from plans.plan.strays.surveying import survey
from plans.plan.table import TICK_HEADINGS
from plans.presenters import plan as presenter
from plans.presenters import strays as stray_presenter
from plans.presenters.origin import origin_line
from plans.states import FINAL, DecreeState
from plans.tree import PlanTree
from zi_portal.audit import authors
from zi_portal.lib.grid.screen import row_html
from zi_portal.lib.seen import attempt
from zi_portal.lib.web import back_to, whole_number
from zi_portal.templatetags.icons import ICONS


@dataclass(slots=True)
class Line:
    """One row of the screen's table: kind ("row-line", "band", "heading"), pk of its step, its cells as HTML.

    tools: the last cell, for who may edit.
    """

    kind: str
    pk: int | None
    html: str
    tools: str = ""

    @property
    def attributes(self):
        """Attributes of its element as safe HTML."""
        return flatatt({"class": self.kind} | ({"id": f"row-{self.pk}"} if self.pk else {}))


PLACE = '<div class="row-bar" id="bukti-{}"></div>'
UNFIT = {"number", "area", "aspect"}
"""Fields whose cells belong to several rows or are too narrow for the bar."""
TOOLS = '<td class="tools">{}</td>'
ROW_LINK = '<a class="row-link" href="{}" aria-label="Ubah baris {}">{}</a>'
PENCIL = ' <a class="row-link" href="{}" aria-label="{}">{}</a>'


@require_safe
def detail(request, pk):
    """Show the plan's table; ?area=N shows only block N, counted from 1."""
    plan = get_object_or_404(
        Plan.objects.visible_to(request.user).select_related("satker", "layout", "created_by", "annex__decree"), pk=pk
    )
    areas = list(plan.areas.order_by("position", "pk"))
    chosen_area = _chosen(request, areas)
    (tree, pks), spec = store.load_with_pks(plan), store.layout_spec(plan.layout)
    stray_survey = _survey(plan, tree, spec, pks)
    blocks = [chosen_area] if chosen_area is not None else range(len(areas))
    grid = table.to_grid(PlanTree(tree.title, [tree.areas[index] for index in blocks]), spec)
    may_edit = permissions.can_edit_plan(request.user, plan)
    asks = plan.decree.state == DecreeState.ENACTED and not plan.decree.archive
    area = areas[chosen_area] if chosen_area is not None else None
    context = {
        "plan": plan,
        "decree": plan.decree,
        "area_count": len(areas),
        "area": area,
        "links": presenter.links(plan, may_edit=may_edit, asks=asks),
        "origin": origin_line(plan),
        "read_only": "" if may_edit else presenter.why_read_only(plan),
        "tabs": presenter.area_tabs(plan, areas, area) if areas else [],
        "area_links": presenter.area_links(plan, area) if may_edit and area else [],
        "head": presenter.head(grid.rows[: grid.head]),
        "bodies": _bodies(
            request.user,
            grid,
            plan,
            [areas[index] for index in blocks],
            may_edit=may_edit,
            asks=asks,
            strays=anchors(stray_survey),
        ),
        "may_edit": may_edit,
        "bars": _bars(plan, area) if asks else "",
        "rows": sum(1 for _ in tree.rows()),
    }
    return render(request, "plans/detail.html", context | _strays_context(plan, stray_survey, may_edit=may_edit))


def _strays_context(plan, stray_survey, *, may_edit):
    """Return what the page says of words from another year or office, and of the last ones that were replaced."""
    owners = {"plan_pk": plan.pk, "decree_pk": plan.decree.pk, "team_pk": None}
    locate = partial(address, **owners, editable=not plan.frozen)
    return {
        "banners": stray_presenter.banners(stray_survey, plan, locate, may_edit=may_edit),
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


def _bodies(user, grid, plan, areas, *, may_edit, asks, strays):
    """Return [(area, [Line])]: rows of the grid by block (one tbody each), with edit links if may_edit.

    asks: evidence is required, so each row has an element, found by its id, into which the evidence's bar is loaded.
    strays: ids of the cells that are to be looked at.
    """
    steps = ActionStep.objects.visible_to(user).filter(area__plan=plan).only("pk", "key", "aspect_id")
    by_key = {step.key: step for step in steps}
    heading_aspects = Aspect.objects.visible_to(user).filter(area__in=areas, heading=True)
    headings = iter(heading_aspects.order_by("area__position", "area", "position", "pk"))
    waiting, bodies = iter(areas), []
    for cells, key in zip(grid.rows[grid.head :], grid.keys[grid.head :], strict=True):
        kind = _kind(cells)
        if not bodies or kind == "band" or _begins_area(cells):
            bodies.append((next(waiting, None), []))
        area, step = bodies[-1][0], by_key.get(key)
        aspect = next(headings, None) if kind == "heading" else step and step.aspect_id
        links = _links(cells, area, getattr(aspect, "pk", aspect)) if may_edit else {}
        if asks and step:
            links |= _place(cells, step.pk)
        pk, lines = step and step.pk, bodies[-1][1]
        tools = _tools(pk, len(lines) + 1) if may_edit else ""
        keys = {"area": area and area.pk, "aspect": getattr(aspect, "pk", aspect), "row": pk}
        stray_ids = _stray_ids(cells, keys, strays) if strays else {}
        lines.append(Line(kind, pk, row_html(cells, links=links, anchors=stray_ids), tools))
    return bodies


def _stray_ids(cells, keys, strays):
    """Return {place of a cell in its row: its id} of those in strays; keys: {"area", "aspect", "row": primary key}."""
    ids, periods = {}, 0
    for place, cell in enumerate(cells):
        periods += cell.name in TICK_HEADINGS
        source = cell.name if cell.name in keys else "row"
        field = f"{TICK_NOTE}{periods}" if cell.name in TICK_HEADINGS else "title" if source != "row" else cell.name
        name = anchor(source, keys[source], field)
        if name in strays:
            ids[place] = name
    return ids


def _tools(pk, place):
    """The cell at the end of a row, with the pencil of a step."""
    if not pk:
        return format_html(TOOLS, "")
    link = format_html(ROW_LINK, reverse("plans:row", args=[pk]), place, ICONS["pencil"])
    return format_html(TOOLS, link)


def _bars(plan, area):
    """Address of the bars of the evidence, put into the places of the rows that are shown."""
    url = reverse("evidence:bars", args=[plan.pk])
    return f"{url}?area={area.pk}" if area else url


def _place(cells, pk):
    """Return {name of the cell: empty element for the row's bar}: the evidence's cell, else the first one printed."""
    printed = [cell.name for cell in cells if cell.kind == "body" and cell.name not in UNFIT]
    name = next((name for name in ("evidence", "action") if name in printed), printed[-1] if printed else None)
    return {name: format_html(PLACE, pk)} if name else {}


def _kind(cells):
    kinds = {cell.kind for cell in cells}
    return next((kind for kind in ("band", "heading") if kind in kinds), "row-line")


def _begins_area(cells):
    return any(cell.name == "area" and cell.kind == "body" for cell in cells)


def _links(cells, area, aspect):
    """Return {name of the cell: edit link} for the cells that print an area or an aspect."""
    texts = {cell.name: cell.text for cell in cells if cell.text}
    links = {}
    if area and "area" in texts:
        links["area"] = _pencil("plans:area", area.pk, f"Ubah area {texts['area'][:60]}")
    if aspect and "aspect" in texts:
        links["aspect"] = _pencil("plans:aspect", aspect, f"Ubah aspek {texts['aspect'][:60]}")
    return links


def _pencil(name, pk, label):
    return format_html(PENCIL, reverse(name, args=[pk]), label, ICONS["pencil"])


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
