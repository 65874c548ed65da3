"""Packages for an evaluator, and the rekap alone as a file: requested, watched, downloaded."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.timesince import timesince
from django.views.decorators.http import require_http_methods, require_safe

from evidence import permissions
from evidence.models import Package
from evidence.packages import building, forecasting, rekap, rekap_files
from evidence.packages.rekap import YEAR, Cut
from evidence.presenters import packages as presenter
from evidence.states import Form, Scope
from plans.models import Plan
from zi_portal.lib.errors import Refused
from zi_portal.lib.files import downloads
from zi_portal.lib.files.content_types import CONTENT_TYPES
from zi_portal.lib.files.storage import StorageFailed

SHOWN, MISSING_SHOWN = 50, 20
"""Number of packages shown; number of missing obligations shown (the package lists all of them)."""
WRITTEN_AT_ONCE = 500
"""Number of rows up to which a workbook is written while the user waits: a quarter of a second."""
UNDER_WAY = "{} yang sama sedang disusun; inilah kemajuannya."
STARTED = "{} sedang disusun. Anda boleh meninggalkan halaman ini."
SAME = "{} ini dibuat {} dan isinya masih sama sampai sekarang, jadi tidak disusun lagi. Silakan unduh."
UNKNOWN_PART = "Pilih isi paketnya: satu tahun, satu area, atau satu triwulan."


def _plan(request, pk):
    return get_object_or_404(Plan.objects.visible_to(request.user).select_related("satker"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def packages(request, pk):
    """Show what packages would contain and those that were made; POST "part" (such as "area-2") requests one."""
    plan = _plan(request, pk)
    if request.method == "POST":
        return _request_package(request, plan)
    return _list(request, plan)


def _list(request, plan, refusal="", status=200):
    rows = Package.objects.visible_to(request.user).filter(plan=plan).select_related("job", "user")
    may_package = permissions.can_package(request.user, plan.satker)
    context = {
        "plan": plan,
        "forecasts": [
            (forecast, [presenter.order(plan, forecast, first=place == 0)] if may_package else [])
            for place, forecast in enumerate(forecasting.forecasts(plan))
        ],
        "packages": [_Card(row, request.user) for row in rows[:SHOWN]],
        "refused": refusal,
        "kept": rows.exclude(file="").order_by().aggregate(number=Count("pk"), size=Sum("size")),
        "kept_days": building.RETENTION.days,
        "most_kept": building.MAX_FILES,
    }
    return render(request, "evidence/packages/list.html", context, status=status)


def _request_package(request, plan):
    if not permissions.can_package(request.user, plan.satker):
        raise PermissionDenied
    try:
        cut = _part(request.POST.get("part", ""))
        return _redirect_to(request, *building.request(plan, cut, request.user, request_id=request.id))
    except Refused as refused:
        return _list(request, plan, refused.message, refused.status)


def _redirect_to(request, package, created):
    """Redirect to the page of a requested package, with a message on whether it is a new one."""
    name = package.get_form_display()
    if created:
        messages.info(request, STARTED.format(name))
    elif package.file:
        messages.success(request, SAME.format(name, _ago(package.created_at)))
    else:
        messages.info(request, UNDER_WAY.format(name))
    return redirect("evidence:package", pk=package.pk)


def _ago(moment):
    """Return "3 menit lalu" or "baru saja"."""
    age = timesince(moment, depth=1)
    return "baru saja" if age.startswith("0") else f"{age} lalu"


def _part(text):
    scope, _, value = text.partition("-")
    if scope not in Scope.values or not (value.isascii() and value.isdecimal() and len(value) < 5):
        raise Refused("part_unknown", UNKNOWN_PART)
    return Cut(scope, int(value))


class _Card:
    """A package on the screen. stage: "ready", "expired", "mine", "others" (both being made), "stuck"."""

    def __init__(self, package, user):
        self.package = package
        words = building.cut_of(package).short(package.plan.year)
        self.words = words if package.form == Form.ZIP else f"{package.get_form_display()}: {words}"
        self.stage = self._stage(user)

    def _stage(self, user):
        package = self.package
        if package.sha256:
            return "ready" if package.file else "expired"
        if package.job is None or package.job.ended:
            return "stuck"
        return "mine" if package.job.owner_id == user.pk else "others"

    @property
    def state(self):
        """Return its badge and the text beside it."""
        return presenter.state(self.package, self.stage, self.trouble)

    @property
    def trouble(self):
        """Return in words why the package is incomplete, "" when it is complete."""
        problems = []
        if self.package.broken:
            problems.append(f"{len(self.package.broken)} berkas hilang, berubah, atau ditahan pemindai")
        if self.package.missing:
            problems.append(f"{len(self.package.missing)} kewajiban belum dipenuhi")
        return ", ".join(problems)


@require_safe
def package(request, pk):
    """Show the progress of a package; once it is made, its contents, what is missing and the download."""
    package_row = _package(request, pk)
    card = _Card(package_row, request.user)
    if card.stage == "ready" and not _is_stored(package_row.file):
        card.stage = "lost"
    is_made = card.stage in presenter.DONE
    context = {
        "package": package_row,
        "plan": package_row.plan,
        "shown": card,
        "words": building.cut_of(package_row).words(package_row.plan),
        "part": PARTS.get(card.stage, "evidence/packages/waiting.html"),
    }
    context |= _made_context(package_row, card) if is_made else {"waiting": presenter.waiting(package_row, card.stage)}
    return render(request, "evidence/packages/detail.html", context | _renewal(package_row, card, request.user))


PARTS = dict.fromkeys(presenter.DONE, "evidence/packages/made.html") | {"mine": "evidence/packages/mine.html"}
"""{stage: template of the page's main part}; at any other stage it says why there is no file."""


def _made_context(package, card):
    """Return the context of a package that is made."""
    expires = package.created_at + building.RETENTION
    counted_label = "Bukti di dalamnya" if package.form == Form.ZIP else "Baris rekap"
    missing = [
        obligation | {"due_on": parse_date(obligation["due_on"] or "")}
        for obligation in package.missing[:MISSING_SHOWN]
    ]
    return {
        "state": card.state,
        "facts": presenter.facts(package, counted_label, expires, ready=card.stage == "ready"),
        "lists_missing": package.form == Form.ZIP or missing,
        "missing": [(obligation["requirement"], presenter.missing_place(obligation)) for obligation in missing],
        "more": max(0, len(package.missing) - MISSING_SHOWN),
    }


def _renewal(package, card, user):
    """Return the package's noun and the button that requests it anew, if the user may and none is being made."""
    if package.form == Form.ZIP:
        noun, may_ask = "paket", permissions.can_package(user, package.satker)
        address = reverse("evidence:packages", args=[package.plan_id])
    else:
        noun, may_ask = "rekap", True
        address = reverse("evidence:index", args=[package.plan_id, package.form])
    if not may_ask or card.stage in ("mine", "others"):
        return {"noun": noun, "renewal": []}
    part = f"{package.scope}-{package.scope_value}"
    return {"noun": noun, "renewal": [presenter.renewal(address, noun, part, card.stage)]}


def _package(request, pk):
    rows = Package.objects.visible_to(request.user).select_related("plan__satker", "satker", "job", "user")
    return get_object_or_404(rows, pk=pk)


def _is_stored(file):
    """Return whether the file is stored; True also while the storage is down, as the download says so then."""
    try:
        return file.storage.exists(file.name)
    except StorageFailed:
        return True


@require_safe
def package_file(request, pk):
    """Send the file as an attachment."""
    package_row = _package(request, pk)
    return downloads.stored(
        package_row.file, filename=_file_name(package_row), content_type=CONTENT_TYPES[package_row.form]
    )


def _file_name(package):
    if package.form != Form.ZIP:
        return rekap_files.file_name(package.plan, building.cut_of(package), package.form)
    part = "" if package.scope == Scope.YEAR else f"-{package.get_scope_display().split()[-1]}-{package.scope_value}"
    return f"paket-bukti-{slugify(package.satker.short_name)}-{package.plan.year}{part}.zip"


@require_http_methods(["GET", "HEAD", "POST"])
def index(request, pk, fmt):
    """Send the rekap of a plan as "xlsx" or "pdf": POST lets a job make it, a short workbook is sent at once."""
    plan = _plan(request, pk)
    if fmt not in {Form.PDF, Form.XLSX}:
        raise Http404
    if fmt == Form.XLSX and plan.obligations.filter(active=True).count() <= WRITTEN_AT_ONCE:
        return _workbook(rekap.build_rekap(plan))
    if request.method != "POST":
        return redirect("evidence:packages", pk=pk)
    return _redirect_to(request, *building.request(plan, YEAR, request.user, fmt))


def _workbook(rekap_data):
    name = rekap_files.file_name(rekap_data.plan, rekap_data.cut, "xlsx")
    headers = {"Content-Disposition": content_disposition_header(True, name), "X-Content-Type-Options": "nosniff"}
    return HttpResponse(rekap_files.xlsx(rekap_data), content_type=CONTENT_TYPES[Form.XLSX], headers=headers)
