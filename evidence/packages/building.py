"""Packages for an evaluator, and rekaps as a file: asked for, made by a job whole or not at all, kept for a while.

What was made before and would be the same now is given again; of each plan and office only so many are kept.
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
from evidence.packages.packing import Refused, check, fill, write_rekap
from evidence.packages.rekap import Cut
from evidence.states import Form
from evidence.uploads import quota
from zi_portal.audit import chain
from zi_portal.jobs.queue import enqueue
from zi_portal.jobs.registry import JobFailed
from zi_portal.jobs.states import OPEN
from zi_portal.lib.files.storage import StorageFailed, kept_only_if_done, nameless
from zi_portal.lib.pdf import PdfRefused
from zi_portal.lib.sandbox import confined

FORGOTTEN = "Yang diminta sudah tidak ada. Silakan minta yang baru."
PULSE = 1.0
"""Seconds between two signs of life while the storage takes the file."""
KEPT = timedelta(days=30)
"""How long a package can be fetched; it is made anew at any time, and counts in nobody's quota."""
MOST_KEPT = 10
"""So many files of one plan and form are kept, the newest; and of an office no more bytes than its quota."""
JOBS = {Form.ZIP: "build_package", Form.PDF: "print_rekap", Form.XLSX: "print_rekap"}


def request(plan, cut, user, form=Form.ZIP, request_id=""):
    """(Package, whether it is new) with the job that makes it; one that is the same or is being made is given again.

    Raises Refused, StorageDown.
    """
    rows = Package.objects.filter(plan=plan, form=form, scope=cut.scope, scope_value=cut.value)
    if waiting := _being_made(rows):  # asked first: whether it would be the same takes the reading of all its rows
        return waiting, False
    if form == Form.ZIP:
        check(plan, cut)
    same = packing.present(plan, cut)
    with transaction.atomic():
        quota.lock_satker(plan.satker)  # of several who ask at once one makes it
        known = _that_can_be_fetched(rows, same) or _being_made(rows)
        return (known, False) if known else (_asked(plan, cut, user, form, request_id), True)


def _being_made(rows):
    return rows.filter(sha256="", job__state__in=OPEN).first()


def _that_can_be_fetched(rows, same):
    """The newest of some packages with this fingerprint whose file is there and lacks nothing that may be back."""
    alike = rows.filter(fingerprint=same, broken=[]).exclude(file="")
    return next((row for row in alike if row.file.storage.exists(row.file.name)), None)


def _asked(plan, cut, user, form, request_id):
    fields = {"satker": plan.satker, "plan": plan, "user": user}
    made = Package.objects.create(form=form, scope=cut.scope, scope_value=cut.value, **fields)
    made.job = enqueue(
        JOBS[form], key=f"{JOBS[form]}:{made.pk}", payload={"package": made.pk}, owner=user,
        satker_code=plan.satker.code,
    )  # fmt: skip
    made.save(update_fields=["job"])
    if form == Form.ZIP:
        told = {"scope": cut.scope, "scope_value": cut.value, "plan": plan.pk}
        code = plan.satker.code
        chain.record("package.request", actor=user, subject=made, satker_code=code, after=told, request_id=request_id)
    return made


def build(package_id, progress):
    """Make the file of the package of this id (job handler); what is made already is left alone.

    Raises JobFailed, in Indonesian.
    """
    package = Package.objects.select_related("plan__satker").filter(pk=package_id).first()
    if package is None:
        raise JobFailed(FORGOTTEN)
    if not package.sha256:
        try:
            with _trouble_told(), nameless(default_storage) as file:
                _store(package, _written(package, file, progress), file, progress)
        except Refused as error:
            raise JobFailed(error.message) from error
    _forget_surplus(package.satker_id)
    return {"package": package.pk, "complete": package.complete}


def _written(package, file, progress):
    """The fields of the package whose content is in the file now."""
    cut = cut_of(package)
    if package.form == Form.ZIP:
        return fill(file, package.plan, cut, progress)
    return write_rekap(file, package.plan, cut, package.form, progress)


@contextmanager
def _trouble_told():
    """A full disk or a storage that is away is tried again; a table that cannot be printed is not."""
    try:
        yield
    except StorageFailed as failure:
        raise JobFailed(failure.message, permanent=False) from failure
    except PdfRefused as error:
        raise JobFailed(str(error)) from error
    except confined.Exhausted as error:
        raise JobFailed("Rekap belum dapat dicetak karena mesin sedang sibuk.", permanent=False) from error
    except OSError as error:
        raise JobFailed(StorageFailed.message, permanent=False) from error


def _store(package, facts, file, tick):
    """Put the whole ZIP into the storage and write the row; of two makers at once the first file stays."""
    wanted = Package._meta.get_field("file").generate_filename(package, f"{uuid4().hex}.{package.form}")
    name = _saved(wanted, file, tick)
    with kept_only_if_done(default_storage, name):
        first = Package.objects.filter(pk=package.pk, sha256="").update(file=name, **facts)
    if not first:
        default_storage.delete(name)
    package.refresh_from_db()


def _saved(wanted, file, tick):
    """Name under which the storage took the file; tick() about once a second, for a bucket may take minutes.

    What tick raises passes when the storage is done, and nothing of the file is left then.
    """
    with ThreadPoolExecutor(1) as pool:
        saving, done = pool.submit(default_storage.save, wanted, file), False
        try:
            while wait([saving], timeout=PULSE).not_done:
                tick()
            done = True
        finally:
            if not done and saving.exception() is None:
                default_storage.delete(saving.result())
    return saving.result()


def cut_of(package):
    """Which part of its plan a package holds."""
    return Cut(package.scope, package.scope_value)


def forget_old(tick):
    """Take away the files of packages that are older than KEPT or too many, their rows stay; how many."""
    old = Package.objects.filter(created_at__lt=timezone.now() - KEPT).exclude(file="").order_by("pk")
    gone = [_forget(package) for package in old if tick() is None]
    offices = Package.objects.exclude(file="").order_by().values_list("satker", flat=True).distinct()
    return len(gone) + sum(_forget_surplus(pk) for pk in list(offices) if tick() is None)


def _forget_surplus(office_id):
    """Of an office's files keep MOST_KEPT of each plan and form, and no more bytes than its quota; how many went."""
    number, size, gone = Counter(), 0, 0
    for package in Package.objects.filter(satker=office_id).exclude(file="").order_by("-pk"):
        number[package.plan_id, package.form] += 1
        size += package.size
        if number[package.plan_id, package.form] > MOST_KEPT or size > max(quota.capacity(), package.size):
            _forget(package)
            gone += 1
    return gone


def kept():
    """{"number", "size"}: files of all offices' packages and rekaps, and their bytes."""
    return Package.objects.exclude(file="").order_by().aggregate(number=Count("pk"), size=Coalesce(Sum("size"), 0))


def _forget(package):
    name = package.file.name
    Package.objects.filter(pk=package.pk).update(file="")
    default_storage.delete(name)
