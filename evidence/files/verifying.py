"""Verifying the storage: every file is compared with its row and files without a row are named, slice by slice.

A file whose row has a hash (evidence, packages, printed documents) must match it; any other file must only exist. A
slice ends after some minutes, and the next one goes on after its last row.
"""

import hashlib
import time
from dataclasses import dataclass, field
from datetime import timedelta

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import FileField
from django.utils import timezone

from evidence.models import Verification
from zi_portal.jobs.queue import enqueue
from zi_portal.jobs.registry import JobFailed
from zi_portal.lib.files import strays
from zi_portal.lib.files.storage import ASIDE, StorageFailed, pieces

SLICE_SECONDS = 120
"""Seconds that one job reads before the next slice; other long work has its turn between the two."""
PAGE = 200
MIN_AGE = timedelta(days=2)
"""Age from which a file without a row is named; the daily sweep deletes younger ones after one day."""
WORKING_FOLDERS = (f"{ASIDE}/",)
"""Folders of files that are still being written: no row names them."""
GRACE_SECONDS = 2.0
"""Seconds within which a file that was just stored gets its row."""
KIND = "verify_evidence"


@dataclass(slots=True)
class Findings:
    """Names of files that are missing, changed or orphaned; checked: number of rows whose file was checked."""

    checked: int = 0
    missing: list = field(default_factory=list)
    changed: list = field(default_factory=list)
    orphaned: list = field(default_factory=list)

    @property
    def number(self):
        return len(self.missing) + len(self.changed) + len(self.orphaned)


def file_fields():
    """Return [(model, name of its file field)] of everything that is stored, in a fixed order."""
    fields = []
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
        fields += [(model, field.name) for field in model._meta.get_fields() if isinstance(field, FileField)]
    return fields


def rows(first_index=0, after=0):
    """Yield (index in file_fields(), row) of rows with a file in a fixed order, from this field and after this pk."""
    for index, (model, name) in enumerate(file_fields()):
        if index < first_index:
            continue
        last_pk = after if index == first_index else 0
        while page := _next_rows(model, name, last_pk):
            for row in page:
                yield index, row
            last_pk = page[-1].pk


def _next_rows(model, name, last_pk):
    """Return the next PAGE rows with a file as a list, so that no query is open while their files are read."""
    fields = ["pk", name, *(["sha256"] if _has_hash(model) else [])]
    return list(model._base_manager.filter(pk__gt=last_pk).exclude(**{name: ""}).order_by("pk").only(*fields)[:PAGE])


def _has_hash(model):
    return any(field.name == "sha256" for field in model._meta.get_fields())


def check(index, row, findings, tick):
    """Read the file of a row and add what is wrong with it to findings; tick() is called after each piece."""
    model, name = file_fields()[index]
    file = getattr(row, name)
    findings.checked += 1
    try:
        digest = _digest(file, tick) if _has_hash(model) and row.sha256 else _require_stored(file)
    except FileNotFoundError:
        if model._base_manager.filter(pk=row.pk, **{name: file.name}).exists():  # it was not deleted meanwhile
            findings.missing.append(file.name)
        return
    if digest and digest != row.sha256:
        findings.changed.append(file.name)


def _digest(file, tick):
    sha256 = hashlib.sha256()
    for piece in pieces(file.storage, file.name):
        sha256.update(piece)
        tick()
    return sha256.hexdigest()


def _require_stored(file):
    """Return "" for a file that is stored; raises FileNotFoundError."""
    if not file.storage.exists(file.name):
        raise FileNotFoundError(file.name)
    return ""


def orphans(tick, *, stored_before=None, include_working=False):
    """Return the sorted names of stored files that no row names.

    stored_before: aware datetime, None for any time. include_working: also names in WORKING_FOLDERS. A file that was
    just stored has GRACE_SECONDS to get its row.
    """
    names = _with_ticks(strays.stored(), tick)
    stored_names = {name for name in names if include_working or not name.startswith(WORKING_FOLDERS)}
    orphan_names = stored_names - strays.referenced()
    if orphan_names:
        time.sleep(GRACE_SECONDS)
        orphan_names -= strays.referenced()
    return [name for name in _with_ticks(sorted(orphan_names), tick) if _is_orphan(name, stored_before)]


def _with_ticks(names, tick):
    for name in names:
        tick()
        yield name


def _is_orphan(name, stored_before):
    try:
        stored_at = default_storage.get_modified_time(name)
    except FileNotFoundError:
        return False
    return stored_before is None or stored_at < stored_before


def check_all(tick=lambda: None, *, include_working=False):
    """Return the Findings of the whole storage; raises StorageDown."""
    findings = Findings()
    for index, row in rows():
        check(index, row, findings, tick)
    findings.orphaned = orphans(tick, include_working=include_working)
    return findings


def save(findings):
    """Save the findings as a finished Verification and return it."""
    return Verification.objects.create(
        finished_at=timezone.now(),
        checked=findings.checked,
        missing=findings.missing,
        changed=findings.changed,
        orphaned=findings.orphaned,
    )


# By jobs


def run_slice(payload, progress):
    """Job handler: verify one slice and return {"found", "verification"}.

    payload: {} for the first slice, else where the last one ended. Raises JobFailed when the storage does not answer.
    """
    if "verification" in payload:
        verification = Verification.objects.filter(pk=payload["verification"], finished_at=None).first()
        if verification is None or verification.checked != payload["checked"]:
            return {"found": 0}  # this slice was done before
    else:
        verification = Verification.objects.filter(finished_at=None, checked=0).last() or Verification.objects.create()
    tick = Pace(progress)
    findings = Findings()
    try:
        position = _check_slice(payload, findings, tick)
        if position is None:
            findings.orphaned = orphans(tick, stored_before=timezone.now() - MIN_AGE)
    except StorageFailed as failure:
        raise JobFailed(failure.message, permanent=False) from failure
    _record(verification, findings, position)
    return {"found": findings.number, "verification": verification.pk}


def _check_slice(payload, findings, tick):
    """Check rows until the time is over and return (index, pk) of the last one, None when all are checked."""
    slice_end = time.monotonic() + SLICE_SECONDS
    for index, row in rows(payload.get("shelf", 0), payload.get("row", 0)):
        check(index, row, findings, tick)
        if time.monotonic() >= slice_end:
            return index, row.pk
    return None


@transaction.atomic
def _record(verification, findings, position):
    """Add the findings once, then ask for the next slice or finish the verification."""
    fields = {
        "checked": verification.checked + findings.checked,
        "missing": verification.missing + findings.missing,
        "changed": verification.changed + findings.changed,
        "orphaned": findings.orphaned,
        "finished_at": None if position else timezone.now(),
    }
    unchanged = Verification.objects.filter(pk=verification.pk, checked=verification.checked, finished_at=None)
    if not unchanged.update(**fields):
        return
    if position:
        shelf, row = position
        payload = {"verification": verification.pk, "checked": fields["checked"], "shelf": shelf, "row": row}
        enqueue(KIND, key=f"{KIND}:{verification.pk}:{fields['checked']}", payload=payload)


class Pace:
    """Calls progress() at most once a second."""

    def __init__(self, progress):
        self.progress, self.called_at = progress, 0.0

    def __call__(self):
        if time.monotonic() - self.called_at >= 1:
            self.called_at = time.monotonic()
            self.progress()
