"""What every page may ask about the portal as a whole: its menu, and whether something is stuck in the background."""

from functools import partial

from django.urls import reverse

from zi_portal.lib.screens.controls import Tab
from zi_portal.operations import scope
from zi_portal.reminders.inbox import bell

MENU = [
    # name of the URL, word, the namespace of its pages, a part of their address where several share the namespace
    ("home", "Beranda", "home", ""),
    ("plans:list", "Rencana", "plans", ""),
    ("decrees:list", "Keputusan", "decrees", ""),
    ("evidence:home", "Bukti", "evidence", ""),
    ("teams:team-list", "Tim", "teams", "/tim/"),
    ("teams:satker-list", "Satker", "teams", "/satker/"),
]
OPERATIONS = ("operations:jobs", "Operasi", "operations", "")
OWN = [("jobs:mine", "Pekerjaan saya", "jobs", "")]


def menu(request):
    """Return the context as callables, so that a template that does not use them costs no query."""
    user = request.user if getattr(request, "user", None) and request.user.is_authenticated else None
    return {
        "main_menu": partial(main_menu, request, user) if user else [],
        "own_menu": partial(tabs, request, OWN) if user else [],
        "bell": partial(bell.of_request, request) if user else None,
        "dead_jobs": partial(scope.dead_jobs, user) if user else 0,
    }


def main_menu(request, user):
    """Return [Tab] of the main menu; the administrators' room for whoever may enter it."""
    return tabs(request, [*MENU, OPERATIONS] if scope.may_enter(user) else MENU)


def tabs(request, entries):
    """Return [Tab] of entries of a menu; the one whose page is shown is current."""
    match = request.resolver_match
    section = (match.namespace or match.url_name) if match else ""
    return [
        Tab(word, reverse(name), section == space and part in request.path, {"class": "nav-link"})
        for name, word, space, part in entries
    ]
