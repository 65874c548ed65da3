"""Health of the portal: /readyz for monitors with a token, and a screen for the national administrator."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from evidence.packages import building
from teams.permissions import can_operate
from zi_portal.health import examining
from zi_portal.jobs import pulses
from zi_portal.operations import presenters

WORDS = {
    "ok": "Portal berjalan baik",
    "degraded": "Portal berjalan, tetapi ada yang perlu diperhatikan",
    "down": "Ada yang penting tidak berjalan",
}


@never_cache
@login_not_required
@require_safe
def readyz(request):
    """Return all checks as JSON, with status 503 when something essential is missing.

    Without the token the answer is an empty 403; where no token is set the address does not exist (ASVS 13.4.5).
    """
    if not settings.READYZ_TOKEN:
        raise Http404
    if not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.READYZ_TOKEN}"):
        return HttpResponse(status=403)
    findings = examining.examine()
    status = examining.overall(findings)
    checks = {finding.check.name: {"ok": finding.ok, "detail": finding.detail} for finding in findings}
    return JsonResponse({"status": status, "checks": checks}, status=503 if status == "down" else 200)


@require_safe
def screen(request):
    """Show the same checks in words; for HTMX (every few seconds) the findings only."""
    if not can_operate(request.user):
        raise PermissionDenied
    findings = examining.examine()
    state = examining.overall(findings)
    alive = {True: presenters.ALIVE, False: presenters.STOPPED}
    context = {
        "rooms": presenters.rooms("health", may_operate=True),
        "findings": [_finding(finding) for finding in findings],
        "badge": presenters.FINDINGS[state],
        "verdict": WORDS[state],
        "workers": [
            (pulse.name.removeprefix(pulses.WORKER), pulse, alive[bool(pulses.alive(pulse))])
            for pulse in pulses.workers()
        ],
        "numbers": examining.numbers(),
        "packages": building.stored_totals(),
        "versions": " · ".join(f"{name} {version}" for name, version in examining.versions()),
    }
    return render(request, f"operations/health.html{'#findings' if request.htmx else ''}", context)


def _finding(finding):
    """(finding, its badge, what to do about it or "")."""
    return finding, presenters.FINDINGS[finding.state], "" if finding.state == "ok" else finding.check.advice
