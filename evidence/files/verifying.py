"""Every stored file read and compared with its row, and every file without a row named; in slices, resumed at once.

A row that has a hash (evidence, packages, printed documents) says what its file must hold; of the others it is only
asked whether the file is there. A slice ends after some minutes and the next one goes on after its last row.
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
"""So long one job reads before it hands on to the next, between which other long work gets its turn."""
PAGE = 200
YOUNG = timedelta(days=2)
"""Files without a row that are younger are left to the daily sweep, which takes them after one day."""
WORKING = (f"{ASIDE}/",)
"""Folders in which files stand until they are whole: no row names them."""
MOMENT = 2.0
"""Seconds in which a file that was just stored gets its row."""
KIND = "verify_evidence"


@dataclass(slots=True)
class Findings:
    """Names in the storage; checked: rows whose file was looked at."""

    checked: int = 0
    missing: list = field(default_factory=list)
    changed: list = field(default_factory=list)
    orphaned: list = field(default_factory=list)

    @property
    def number(self):
        return len(self.missing) + len(self.changed) + len(self.orphaned)


def shelves():
    """[(model, name of its file field)] of everything that is stored, in a fixed order."""
    found = []
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
        found += [(model, one.name) for one in model._meta.get_fields() if isinstance(one, FileField)]
    return found


def rows(place=0, after=0):
    """(number of the shelf, row) of all rows with a file, from this one on, in a fixed order."""
    for number, (model, name) in enumerate(shelves()):
        if number < place:
            continue
        last = after if number == place else 0
        while page := _page(model, name, last):
            for row in page:
                yield number, row
            last = page[-1].pk


def _page(model, name, after):
    """Rows with a file after this one; read whole: nothing is open in the database while their files are read."""
    fields = ["pk", name, *(["sha256"] if _has_hash(model) else [])]
    return list(model._base_manager.filter(pk__gt=after).exclude(**{name: ""}).order_by("pk").only(*fields)[:PAGE])


def _has_hash(model):
    return any(field.name == "sha256" for field in model._meta.get_fields())


def look(number, row, findings, tick):
    """Read the file of a row and note what is wrong with it; tick() after each piece."""
    model, name = shelves()[number]
    file = getattr(row, name)
    findings.checked += 1
    try:
        digest = _digest(file, tick) if _has_hash(model) and row.sha256 else _there(file)
    except FileNotFoundError:
        if model._base_manager.filter(pk=row.pk, **{name: file.name}).exists():  # not taken away meanwhile
            findings.missing.append(file.name)
        return
    if digest and digest != row.sha256:
        findings.changed.append(file.name)


def _digest(file, tick):
    seen = hashlib.sha256()
    for piece in pieces(file.storage, file.name):
        seen.update(piece)
        tick()
    return seen.hexdigest()


def _there(file):
    """ "" when it is there."""
    if not file.storage.exists(file.name):
        raise FileNotFoundError(file.name)
    return ""


def orphans(tick, *, before=None, everything=False):
    """Sorted names of stored files that no row names.

    before: only those stored before (aware datetime). everything: also those in WORKING. What was stored just now
    gets a moment for its row to come.
    """
    there = {name for name in _each(strays.stored(), tick) if everything or not name.startswith(WORKING)}
    left = there - strays.referenced()
    if left:
        time.sleep(MOMENT)
        left -= strays.referenced()
    return [name for name in _each(sorted(left), tick) if _still_there(name, before)]


def _each(names, tick):
    for name in names:
        tick()
        yield name


def _still_there(name, before):
    try:
        stored = default_storage.get_modified_time(name)
    except FileNotFoundError:
        return False
    return before is None or stored < before


def all_at_once(tick=lambda: None, *, everything=False):
    """Findings of the whole storage; raises StorageDown."""
    findings = Findings()
    for number, row in rows():
        look(number, row, findings, tick)
    findings.orphaned = orphans(tick, everything=everything)
    return findings


def keep(findings):
    """The Verification of a look that is finished."""
    return Verification.objects.create(
        finished_at=timezone.now(),
        checked=findings.checked,
        missing=findings.missing,
        changed=findings.changed,
        orphaned=findings.orphaned,
    )


# By jobs


def run(payload, progress):
    """One slice of the nightly look (job handler); payload {} begins it, else it says where the last slice ended.

    Raises JobFailed when the storage does not answer.
    """
    if "verification" in payload:
        held = Verification.objects.filter(pk=payload["verification"], finished_at=None).first()
        if held is None or held.checked != payload["checked"]:
            return {"found": 0}  # this slice was done before
    else:
        held = Verification.objects.filter(finished_at=None, checked=0).last() or Verification.objects.create()
    tick = Pace(progress)
    findings = Findings()
    try:
        place = _slice(payload, findings, tick)
        if place is None:
            findings.orphaned = orphans(tick, before=timezone.now() - YOUNG)
    except StorageFailed as failure:
        raise JobFailed(failure.message, permanent=False) from failure
    _write(held, findings, place)
    return {"found": findings.number, "verification": held.pk}


def _slice(payload, findings, tick):
    """Look at rows until the time is over; (shelf, pk) of the last one, None when all were seen."""
    until = time.monotonic() + SLICE_SECONDS
    for number, row in rows(payload.get("shelf", 0), payload.get("row", 0)):
        look(number, row, findings, tick)
        if time.monotonic() >= until:
            return number, row.pk
    return None


@transaction.atomic
def _write(held, findings, place):
    """Add what was found, once; then the next slice is asked for, or the look is finished."""
    fields = {
        "checked": held.checked + findings.checked,
        "missing": held.missing + findings.missing,
        "changed": held.changed + findings.changed,
        "orphaned": findings.orphaned,
        "finished_at": None if place else timezone.now(),
    }
    if not Verification.objects.filter(pk=held.pk, checked=held.checked, finished_at=None).update(**fields):
        return
    if place:
        shelf, row = place
        payload = {"verification": held.pk, "checked": fields["checked"], "shelf": shelf, "row": row}
        enqueue(KIND, key=f"{KIND}:{held.pk}:{fields['checked']}", payload=payload)


class Pace:
    """Calls progress() at most each second."""

    def __init__(self, progress):
        self.progress, self.at = progress, 0.0

    def __call__(self):
        if time.monotonic() - self.at >= 1:
            self.at = time.monotonic()
            self.progress()
