"""Beranda and help: the only place that reads all apps."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.views.decorators.http import require_safe

from evidence.overview import todo
from plans import workflow
from plans.models import Decree
from plans.states import Action, DecreeState
from teams import notice_presenters
from teams.models import Satker
from teams.offices.writing import to_write
from teams.people import colleagues
from teams.permissions import can_operate
from zi_portal.jobs import pulses
from zi_portal.jobs.models import Job
from zi_portal.lib.screens.controls import PRIMARY, Link

MOST = 10
NO_ROLE = "Anda belum memiliki peran di satker mana pun. Hubungi administrator satker Anda."
NEW_PLAN = [
    Link("Impor dari Excel", reverse_lazy("plans:import"), "upload", PRIMARY),
    Link("Rencana baru", reverse_lazy("plans:new"), "plus"),
]


@login_not_required
@require_safe
def livez(request):
    """Say that the process answers; asks neither database nor broker."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def help_page(request):
    """Explain the course of a year in this portal, and its words."""
    return render(request, "help.html")


@require_safe
def home(request):
    """Show what the user must do now: returned plans, decisions, decrees to enact, evidence due soon."""
    decrees = Decree.objects.visible_to(request.user).select_related("satker", "submitted_by")
    open_decrees = [row for row in decrees.filter(state__in=OPEN_STATES).order_by("changed_at", "pk")[:100]]
    offices = list(
        Satker.objects.visible_to(request.user).filter(pk__in={grant.satker_id for grant in request.user.grants})
    )
    context = {
        "lead": " · ".join(office.short_name for office in offices) or NO_ROLE,
        "links": NEW_PLAN if to_write(request.user).exists() else [],
        "tasks": _tasks(request.user, open_decrees)[:MOST],
        "chores": todo.chores(request.user),
        "deadlines": _deadlines(request.user),
        "notice": _notice(request.user),
        "leave": notice_presenters.leave(colleagues.preference_of(request.user)),
        "posts": notice_presenters.away_posts(),
        "counts": {
            "open": len(open_decrees),
            "enacted": decrees.filter(state=DecreeState.ENACTED).count(),
        },
    }
    return render(request, "home.html", context)


def _notice(user):
    """Return the notice about workers for operators and for users with open jobs, else None."""
    is_concerned = can_operate(user) or Job.objects.visible_to(user).open().exists()
    return pulses.notice() if is_concerned else None


OPEN_STATES = [DecreeState.DRAFT, DecreeState.RETURNED, DecreeState.SUBMITTED, DecreeState.APPROVED]


TASKS = [
    (Action.APPROVE, "Putuskan"),
    (Action.ENACT, "Isi nomor dan tanggal"),
    (Action.SUBMIT, "Lengkapi dan ajukan"),
]


def _tasks(user, decrees):
    """Return [(action in words, decree, its facts)] for this user: decisions, numbers, returned ones, drafts."""
    ranked = []
    for decree in decrees:
        possible = workflow.available(decree, user)
        rank = next((index for index, (action, _) in enumerate(TASKS) if action in possible), None)
        if rank is not None:
            word = "Perbaiki" if decree.state == DecreeState.RETURNED else TASKS[rank][1]
            ranked.append((rank, decree.state != DecreeState.RETURNED, word, decree))
    return [(word, decree, _facts(decree)) for _, _, word, decree in sorted(ranked, key=lambda item: item[:2])]


def _facts(decree):
    """Return whose decree it is and who submitted it."""
    facts = f"{decree.satker.short_name} · {decree.year}"
    return f"{facts} · diajukan oleh {decree.submitted_by}" if decree.submitted_by else facts


def _deadlines(user):
    """Return what the user's own offices must still prove from today on, the nearest first."""
    return todo.coming(user)[:MOST]
