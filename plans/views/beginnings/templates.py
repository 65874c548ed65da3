"""Templates: the list, one with its versions and users, made from a plan, published and withdrawn."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plans import permissions
from plans.beginnings import deciding
from plans.beginnings import templates as making
from plans.filters import TemplateFilter
from plans.forms.beginnings import TemplateForm
from plans.models import Plan, Template
from plans.presenters import templates as presenter
from plans.tables import TemplateTable
from teams.models import Satker
from teams.offices.writing import to_write
from zi_portal.lib.errors import Refused
from zi_portal.lib.screens import list_screen
from zi_portal.lib.web import back_to, whole_number


@require_safe
def templates(request):
    """List the templates that the person sees."""
    queryset = Template.objects.visible_to(request.user).with_latest().select_related("satker")
    return list_screen(
        request, queryset=queryset, table=TemplateTable, filterset=TemplateFilter, template="plans/templates.html"
    )


def _template(user, pk):
    return get_object_or_404(Template.objects.visible_to(user).with_latest().select_related("satker"), pk=pk)


@require_safe
def template(request, pk):
    """Show a template's latest version, or that of ?versi=; its owner also sees who uses it and drafts of versions."""
    row = _template(request.user, pk)
    may_write = permissions.can_write_templates(request.user, row.satker)
    versions = list(row.versions.readable(may_write=may_write).select_related("author").order_by("-number"))
    number = whole_number(request.GET.get("versi", ""))
    version_shown = next(
        (version for version in versions if version.number == number), versions[0] if versions else None
    )
    links, posts = presenter.links(row, version_shown, may_begin=to_write(request.user).exists(), may_write=may_write)
    head, lines = presenter.version_table(version_shown) if version_shown else ([], [])
    context = {
        "template": row,
        "standing": presenter.standing(row),
        "links": links,
        "posts": posts,
        "versions": presenter.version_lines(versions, version_shown),
        "shown": version_shown,
        "head": head,
        "lines": lines,
        "users": presenter.users(list(deciding.users_of(row)), row.latest_number) if may_write else None,
    }
    return render(request, "plans/template.html", context)


@require_http_methods(["GET", "POST"])
def make(request, pk):
    """Ask which template a plan becomes; POST makes a version that waits for publishing."""
    plan = get_object_or_404(
        Plan.objects.visible_to(request.user).select_related("satker", "layout", "origin__version"), pk=pk
    )
    offices = writable_offices(request.user)
    if not offices:
        raise PermissionDenied("Templat dibuat oleh staf atau administrator KPU atau provinsi.")
    owned = Template.objects.visible_to(request.user).filter(satker__in=offices, withdrawn_at=None)
    form = TemplateForm(request.POST or None, offices=offices, templates=owned.order_by("title", "pk"))
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            version = _make(form, plan, request.user)
        except Refused as refused:
            form.add_error(None, refused.message)
            status = refused.status
        else:
            words = f"Versi {version.number} dibuat. Periksa isinya, lalu terbitkan."
            messages.success(request, words)
            return redirect("plans:template", pk=version.template_id)
    context = {"form": form, "plan": plan, "heading": "Jadikan templat"}
    return render(request, "plans/form.html", context, status=status)


def writable_offices(user):
    """Return the offices for which a person may write templates."""
    offices = Satker.objects.visible_to(user).filter(pk__in={grant.satker_id for grant in user.grants}).order_by("path")
    return [office for office in offices if permissions.can_write_templates(user, office)]


def _make(form, plan, user):
    values = form.cleaned_data
    template = form.templates.get(values["target"])
    satker = template.satker if template else form.offices[values["target"]]
    return making.make(plan, satker, user, title=values["title"], note=values["note"], template=template)


def _owned(user, pk):
    row = _template(user, pk)
    if not permissions.can_write_templates(user, row.satker):
        raise PermissionDenied
    return row


@require_POST
@back_to("plans:template", "pk")
def publish(request, pk):
    """Publish the version that waits."""
    version = making.publish(_owned(request.user, pk), request.user)
    messages.success(request, f"Versi {version.number} terbit dan ditawarkan ke draf yang memakai templat ini.")
    return redirect("plans:template", pk=pk)


@require_POST
@back_to("plans:template", "pk")
def withdraw(request, pk):
    """Withdraw a template."""
    making.withdraw(_owned(request.user, pk), request.user)
    messages.success(request, "Templat ditarik. Rencana yang memakainya tetap seperti sekarang.")
    return redirect("plans:template", pk=pk)
