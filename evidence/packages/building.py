"""Packages and rekaps as files: requested, written by a job wholly or not at all, stored for a while.

A package that would come out the same is reused; of each plan and office only a number of them is kept.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from evidence.models import Package
from evidence.packages import packing
from evidence.packages.packing import check, fill, write_rekap
from evidence.packages.rekap import Cut
from evidence.states import Form
from evidence.uploads import quota
from zi_portal.audit import chain
from zi_portal.jobs.queue import enqueue
from zi_portal.jobs.registry import JobFailed
from zi_portal.jobs.states import OPEN
from zi_portal.lib.errors import Refused
from zi_portal.lib.files.storage import StorageFailed, delete_on_failure, nameless
from zi_portal.lib.sandbox import confined

FORGOTTEN = "Yang diminta sudah tidak ada. Silakan minta yang baru."
PULSE = 1.0
"""Seconds between two signs of life while the storage takes the file."""
RETENTION = timedelta(days=30)
"""Time for which a package can be downloaded; it can be made again at any time, and counts in nobody's quota."""
MAX_FILES = 10
"""Most files of one plan and form that are stored, the newest; an office stores no more bytes than its quota."""
JOBS = {Form.ZIP: "build_package", Form.PDF: "print_rekap", Form.XLSX: "print_rekap"}


def request(plan, cut, user, form=Form.ZIP, request_id=""):
    """Return (Package, whether it is new), with the job that writes it; an equal or unfinished one is reused.

    Raises Refused, StorageDown.
    """
    packages = Package.objects.filter(plan=plan, form=form, scope=cut.scope, scope_value=cut.value)
    if unfinished := _unfinished(packages):  # checked first, as the fingerprint takes reading all rows
        return unfinished, False
    if form == Form.ZIP:
        check(plan, cut)
    fingerprint = packing.current_fingerprint(plan, cut)
    with transaction.atomic():
        quota.lock_satker(plan.satker)  # of simultaneous requests only one creates a package
        package = _reusable(packages, fingerprint) or _unfinished(packages)
        return (package, False) if package else (_create(plan, cut, user, form, request_id), True)


def _unfinished(packages):
    return packages.filter(sha256="", job__state__in=OPEN).first()


def _reusable(packages, fingerprint):
    """Return the newest package with this fingerprint whose file exists and lacks nothing that may be back, or None."""
    equal = packages.filter(fingerprint=fingerprint, broken=[]).exclude(file="")
    return next((package for package in equal if package.file.storage.exists(package.file.name)), None)


def _create(plan, cut, user, form, request_id):
    code = plan.satker.code
    fields = {"satker": plan.satker, "plan": plan, "user": user}
    package = Package.objects.create(form=form, scope=cut.scope, scope_value=cut.value, **fields)
    package.job = enqueue(
        JOBS[form], key=f"{JOBS[form]}:{package.pk}", payload={"package": package.pk}, owner=user, satker_code=code
    )
    package.save(update_fields=["job"])
    if form == Form.ZIP:
        after = {"scope": cut.scope, "scope_value": cut.value, "plan": plan.pk}
        chain.record(
            "package.request", actor=user, subject=package, satker_code=code, after=after, request_id=request_id
        )
    return package


def build(package_id, progress):
    """Write the file of a package, unless it is written already (job handler); return its id and completeness.

    Raises JobFailed, in Indonesian.
    """
    package = Package.objects.select_related("plan__satker").filter(pk=package_id).first()
    if package is None:
        raise JobFailed(FORGOTTEN)
    if not package.sha256:
        try:
            with _storage_errors(), nameless(default_storage) as file:
                _store(package, _write(package, file, progress), file, progress)
        except Refused as error:
            raise JobFailed(error.message) from error
    _forget_surplus(package.satker_id)
    return {"package": package.pk, "complete": package.complete}


def _write(package, file, progress):
    """Write the package's content into the file; return the fields of the package."""
    cut = cut_of(package)
    if package.form == Form.ZIP:
        return fill(file, package.plan, cut, progress)
    return write_rekap(file, package.plan, cut, package.form, progress)


@contextmanager
def _storage_errors():
    """Raise JobFailed: passing for a full disk or an absent storage, permanent for a table that cannot be printed."""
    try:
        yield
    except StorageFailed as failure:
        raise JobFailed(failure.message, permanent=False) from failure
    except confined.Exhausted as error:
        raise JobFailed("Rekap belum dapat dicetak karena mesin sedang sibuk.", permanent=False) from error
    except OSError as error:
        raise JobFailed(StorageFailed.message, permanent=False) from error


def _store(package, facts, file, tick):
    """Put the file into the storage and write the row; of two simultaneous jobs the first one's file stays."""
    name = Package._meta.get_field("file").generate_filename(package, f"{uuid4().hex}.{package.form}")
    name = _save(name, file, tick)
    with delete_on_failure(default_storage, name):
        is_first = Package.objects.filter(pk=package.pk, sha256="").update(file=name, **facts)
    if not is_first:
        default_storage.delete(name)
    package.refresh_from_db()


def _save(name, file, tick):
    """Save the file and return its name in the storage; call tick() once a second, as a bucket may take minutes.

    An error that tick() raises passes once the storage is done, and the file is deleted then.
    """
    with ThreadPoolExecutor(1) as pool:
        saving, is_saved = pool.submit(default_storage.save, name, file), False
        try:
            while wait([saving], timeout=PULSE).not_done:
                tick()
            is_saved = True
        finally:
            if not is_saved and saving.exception() is None:
                default_storage.delete(saving.result())
    return saving.result()


def cut_of(package):
    """Return the part of its plan that a package covers."""
    return Cut(package.scope, package.scope_value)


def forget_old(tick):
    """Delete the files of packages that are too old or too many and keep their rows; return how many were deleted."""
    old = Package.objects.filter(created_at__lt=timezone.now() - RETENTION).exclude(file="").order_by("pk")
    number = 0
    for package in old:
        tick()
        _forget(package)
        number += 1
    office_ids = Package.objects.exclude(file="").order_by().values_list("satker", flat=True).distinct()
    for office_id in list(office_ids):
        tick()
        number += _forget_surplus(office_id)
    return number


def _forget_surplus(office_id):
    """Delete an office's files beyond MAX_FILES of each plan and form or beyond its quota; return how many."""
    counts, size, deleted = Counter(), 0, 0
    for package in Package.objects.filter(satker=office_id).exclude(file="").order_by("-pk"):
        counts[package.plan_id, package.form] += 1
        size += package.size
        if counts[package.plan_id, package.form] > MAX_FILES or size > max(quota.capacity(), package.size):
            _forget(package)
            deleted += 1
    return deleted


def stored_totals():
    """Return {"number", "size"} of the stored files of all offices' packages and rekaps."""
    return Package.objects.exclude(file="").order_by().aggregate(number=Count("pk"), size=Coalesce(Sum("size"), 0))


def _forget(package):
    name = package.file.name
    Package.objects.filter(pk=package.pk).update(file="")
    default_storage.delete(name)
