"""Packages for an evaluator: asked for, watched, fetched; and the rekap alone as a file."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from evidence import exporting, forecasting, packaging, permissions
from evidence.exporting import Cut
from evidence.models import Package
from evidence.states import Scope
from plans.models import Plan
from zi_portal.lib import confined, downloads
from zi_portal.lib.pdf import PdfRefused
from zi_portal.lib.storage import StorageFailed

TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "pdf": "application/pdf"}
SHOWN, MISSING_SHOWN = 50, 20
"""So many packages, and so much of what is missing, are shown; all of it stands in the package."""
PRINTED_AT_ONCE = 200
"""Rows of a rekap that are printed while somebody waits: some ten seconds."""
TOO_LONG = "Rekap ini {} baris, terlalu panjang untuk dicetak sambil ditunggu. PDF-nya ada di dalam paket."
BUSY = "Rekap belum dapat dicetak karena mesin sedang sibuk. Coba lagi sebentar lagi, atau unduh Excel-nya."
UNKNOWN_PART = "Pilih isi paketnya: satu tahun, satu area, atau satu triwulan."


def _plan(request, pk):
    return get_object_or_404(Plan.objects.visible_to(request.user).select_related("satker"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def packages(request, pk):
    """What packages would hold and those that were made; POST "part" (such as "area-2") asks for one."""
    plan = _plan(request, pk)
    if request.method == "POST":
        return _ask(request, plan)
    return _list(request, plan)


def _list(request, plan, refused="", status=200):
    rows = Package.objects.visible_to(request.user).filter(plan=plan).select_related("job", "user")
    context = {
        "plan": plan,
        "forecasts": forecasting.forecasts(plan),
        "packages": [_Shown(row, request.user) for row in rows[:SHOWN]],
        "user_may_package": permissions.can_package(request.user, plan.satker),
        "refused": refused,
        "kept_days": packaging.KEPT.days,
    }
    return render(request, "evidence/packages/list.html", context, status=status)


def _ask(request, plan):
    if not permissions.can_package(request.user, plan.satker):
        raise PermissionDenied
    try:
        made, new = packaging.request(plan, _part(request.POST.get("part", "")), request.user)
    except packaging.Refused as refused:
        return _list(request, plan, refused.message, refused.status)
    if new:
        messages.info(request, "Paket sedang disusun. Anda boleh meninggalkan halaman ini.")
    else:
        messages.info(request, "Paket yang sama sedang disusun; inilah kemajuannya.")
    return redirect("evidence:package", pk=made.pk)


def _part(text):
    scope, _, value = text.partition("-")
    if scope not in Scope.values or not (value.isascii() and value.isdecimal() and len(value) < 5):
        raise packaging.Refused("part_unknown", UNKNOWN_PART)
    return Cut(scope, int(value))


class _Shown:
    """A package on the screen. stage: "ready", "expired", "mine", "others" (being made), "stuck"."""

    def __init__(self, package, user):
        self.package = package
        self.words = packaging.cut_of(package).short(package.plan.year)
        self.stage = self._stage(user)

    def _stage(self, user):
        package = self.package
        if package.sha256:
            return "ready" if package.file else "expired"
        if package.job is None or package.job.ended:
            return "stuck"
        return "mine" if package.job.owner_id == user.pk else "others"

    @property
    def trouble(self):
        """Why it is not complete, in words; "" when it is."""
        told = []
        if self.package.broken:
            told.append(f"{len(self.package.broken)} berkas hilang, berubah, atau ditahan pemindai")
        if self.package.missing:
            told.append(f"{len(self.package.missing)} kewajiban belum dipenuhi")
        return ", ".join(told)


@require_safe
def package(request, pk):
    """How far it is; then what is in it, what is missing, and the way to the file."""
    found = _package(request, pk)
    shown = _Shown(found, request.user)
    if shown.stage == "ready" and not _is_there(found.file):
        shown.stage = "lost"
    context = {
        "package": found,
        "plan": found.plan,
        "shown": shown,
        "words": packaging.cut_of(found).words(found.plan),
        "part": f"{found.scope}-{found.scope_value}",
        "missing": [one | {"due_on": parse_date(one["due_on"] or "")} for one in found.missing[:MISSING_SHOWN]],
        "more": max(0, len(found.missing) - MISSING_SHOWN),
        "expires": found.created_at + packaging.KEPT,
        "user_may_package": permissions.can_package(request.user, found.satker),
    }
    return render(request, "evidence/packages/detail.html", context)


def _package(request, pk):
    rows = Package.objects.visible_to(request.user).select_related("plan__satker", "satker", "job", "user")
    return get_object_or_404(rows, pk=pk)


def _is_there(file):
    """True also while the storage cannot be asked: the download itself says so then."""
    try:
        return file.storage.exists(file.name)
    except StorageFailed:
        return True


@require_safe
def package_file(request, pk):
    """The ZIP as an attachment."""
    found = _package(request, pk)
    return downloads.stored(found.file, filename=_zip_name(found), content_type="application/zip")


def _zip_name(package):
    part = "" if package.scope == Scope.YEAR else f"-{package.get_scope_display().split()[-1]}-{package.scope_value}"
    return f"paket-bukti-{slugify(package.satker.short_name)}-{package.plan.year}{part}.zip"


@require_safe
def index(request, pk, fmt):
    """The rekap of the whole plan as "xlsx" or "pdf"."""
    plan = _plan(request, pk)
    if fmt not in TYPES:
        raise Http404
    found = exporting.rekap(plan)
    if fmt == "pdf":
        return _printed(request, found)
    return _attachment(exporting.xlsx(found), found, fmt)


def _printed(request, found):
    """In a confined child; what would take long, or cannot be printed now, is told on the page of the packages."""
    try:
        if len(found.rows) > PRINTED_AT_ONCE:
            raise PdfRefused(TOO_LONG.format(len(found.rows)))
        return _attachment(exporting.pdfs(found)[0], found, "pdf")
    except PdfRefused as refused:
        messages.warning(request, str(refused))
    except confined.Exhausted:
        messages.warning(request, BUSY)
    return redirect("evidence:packages", pk=found.plan.pk)


def _attachment(content, found, fmt):
    name = exporting.file_name(found.plan, found.cut, fmt)
    headers = {"Content-Disposition": content_disposition_header(True, name), "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=TYPES[fmt], headers=headers)
