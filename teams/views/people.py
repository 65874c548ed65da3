"""People of an office and their roles."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from teams import permissions, presenters
from teams.filters import MembershipFilter
from teams.forms.offices import InviteForm, RoleForm
from teams.models import Membership
from teams.people import letters, memberships
from teams.tables import MembershipTable
from teams.views.offices import managed
from zi_portal.audit import authors
from zi_portal.lib.errors import Refused
from zi_portal.lib.screens import list_screen
from zi_portal.lib.seen import attempt


@require_safe
def people_list(request, pk):
    """List the roles at an office with their people and periods."""
    satker = managed(request, pk)
    rows = Membership.objects.visible_to(request.user).filter(satker=satker)
    return list_screen(
        request,
        queryset=letters.with_invitations(rows.select_related("user")),
        table=MembershipTable,
        filterset=MembershipFilter,
        template="teams/people.html",
        context={"satker": satker},
    )


@require_http_methods(["GET", "POST"])
def person_invite(request, pk):
    """Give a person a role; the answer does not tell whether the e-mail has an account."""
    satker = managed(request, pk)
    form = InviteForm(request.POST or None, satker=satker)
    if request.method == "POST" and form.is_valid():
        memberships.invite(satker, actor=request.user, **form.cleaned_data)
        messages.success(request, f"Peran disimpan dan surel dikirim ke {form.cleaned_data['email']}.")
        return redirect("teams:people", pk=satker.pk)
    context = {"satker": satker, "form": form}
    return render(request, "teams/person_invite.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def role_change(request, pk, membership):
    """Edit the area, position and period of a role."""
    satker = managed(request, pk)
    row = _membership(request, satker, membership)
    form, status = RoleForm(request.POST or None, instance=row), 200
    if request.method == "POST":
        status = _changed(request, row, form)
        if status == 200:
            return redirect("teams:people", pk=satker.pk)
    posts, links = presenters.role_tools(row, may_deactivate=permissions.can_deactivate(request.user))
    context = {
        "satker": satker,
        "row": row,
        "form": form,
        "asks_area": presenters.asks_area(row, form),
        "facts": presenters.account_facts(row.user),
        "posts": posts,
        "links": links,
    }
    return render(request, "teams/role_change.html", context, status=status)


def _changed(request, row, form):
    """Return the status of the attempt, as attempt() does, or 409 when it is refused."""
    try:
        write, author = partial(memberships.change, row, request.user), partial(authors.last, row)
        return attempt(request, form, write, success=f"Peran {row.user} disimpan.", author=author)
    except Refused as refused:
        form.add_error(None, refused.message)
        return refused.status


@require_http_methods(["GET", "POST"])
def role_end(request, pk, membership):
    """End a role at once, after a confirmation page; 409 when it cannot be ended."""
    satker = managed(request, pk)
    row = _membership(request, satker, membership)
    context = {"satker": satker, "row": row, "role": presenters.role(row), "reason": ""}
    if request.method == "POST":
        try:
            memberships.end(row, request.user)
        except Refused as refused:
            context["reason"] = refused.message
            return render(request, "teams/role_end.html", context, status=refused.status)
        messages.success(request, f"Peran {row.get_role_display()} {row.user} diakhiri.")
        if row.user_id == request.user.pk:
            return redirect("home")
        return redirect("teams:people", pk=satker.pk)
    return render(request, "teams/role_end.html", context)


@require_POST
def invitation_resend(request, pk, membership):
    """Send the invitation mail again."""
    satker = managed(request, pk)
    row = _membership(request, satker, membership)
    try:
        memberships.resend(row, request.user)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"Surel dikirim lagi ke {row.user.email}.")
    return redirect("teams:people", pk=satker.pk)


@require_http_methods(["GET", "POST"])
def account_state(request, pk, membership):
    """Open or close an account, after a confirmation page; for admins of the national office."""
    satker = managed(request, pk)
    row = _membership(request, satker, membership)
    if not permissions.can_deactivate(request.user):
        raise PermissionDenied("Hanya administrator pusat yang menonaktifkan akun.")
    verb, consequence, button = presenters.account(row.user)
    context = {"satker": satker, "row": row, "verb": verb, "consequence": consequence, "button": button, "reason": ""}
    if request.method == "POST":
        active = request.POST.get("active") == "1"
        try:
            memberships.set_active(row.user, active, request.user)
        except Refused as refused:
            context["reason"] = refused.message
            return render(request, "teams/account_state.html", context, status=refused.status)
        messages.success(request, f"Akun {row.user} {'diaktifkan' if active else 'dinonaktifkan'}.")
        return redirect("teams:people", pk=satker.pk)
    return render(request, "teams/account_state.html", context)


def _membership(request, satker, pk):
    rows = Membership.objects.visible_to(request.user).filter(satker=satker).select_related("user", "satker")
    return get_object_or_404(rows, pk=pk)
