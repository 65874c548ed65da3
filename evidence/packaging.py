"""The package for an evaluator: a ZIP of a plan's accepted evidence with its index, made by a job, whole or not at all.

Each stored file lies in it once, where it serves first; where it serves again a small text points there. Links,
statements and the like are small files too. What is not accepted, held by the scanner, gone or changed is not in it:
the index and kekurangan say so.
"""

import json
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from django.core.files.storage import default_storage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from evidence import exporting, shelves
from evidence.exporting import Cut
from evidence.models import Package
from evidence.states import EvidenceKind
from zi_portal.audit import chain
from zi_portal.jobs.queue import enqueue
from zi_portal.jobs.registry import JobFailed
from zi_portal.jobs.states import OPEN
from zi_portal.lib import confined, zipping
from zi_portal.lib.pdf import PdfRefused
from zi_portal.lib.storage import StorageFailed, kept_only_if_done, nameless, pieces

GONE = "Berkasnya hilang dari penyimpanan"
CHANGED = "Isi berkasnya berubah sejak disimpan"
HELD = "Berkasnya ditahan pemindai virus"
COPIED, LISTED = 80, 95
"""Per cent of the work at which all files are copied, and all lists are written."""

NO_SUCH_PART = "Rencana ini tidak memiliki {}."
NOTHING_ASKED = "Rencana ini tidak (lagi) berlaku, jadi tidak ada bukti yang diminta darinya."
FORGOTTEN = "Paket yang diminta sudah tidak ada. Silakan minta paket baru."
PULSE = 1.0
"""Seconds between two signs of life while the storage takes the file."""
KEPT = timedelta(days=30)
"""How long a package can be fetched; it is made anew at any time, and counts in nobody's quota."""
TO_READ = {EvidenceKind.STATEMENT, EvidenceKind.NIHIL, EvidenceKind.UNABLE}


class Refused(Exception):
    """No package can be made of this; code, and message in Indonesian."""

    status = 422

    def __init__(self, code, message):
        super().__init__(message)
        self.code, self.message = code, message


def check(plan, cut):
    """Raises Refused for a part that the plan does not have, and for a plan that asks for nothing."""
    if not cut.exists(plan):
        part = f"area ke-{cut.value}" if cut.scope == "area" else f"triwulan {cut.value}"
        raise Refused("no_such_part", NO_SUCH_PART.format(part))
    if not plan.obligations.filter(active=True).exists():
        raise Refused("nothing_asked", NOTHING_ASKED)


@transaction.atomic
def request(plan, cut, user, request_id=""):
    """(Package, whether it is new) with the job that makes it; one of this part that is being made is given again.

    Raises Refused.
    """
    check(plan, cut)
    rows = Package.objects.filter(plan=plan, scope=cut.scope, scope_value=cut.value, file="")
    under_way = rows.filter(job__state__in=OPEN).select_related("job").first()
    if under_way:
        return under_way, False
    made = Package.objects.create(satker=plan.satker, plan=plan, scope=cut.scope, scope_value=cut.value, user=user)
    made.job = enqueue(
        "build_package", key=f"build_package:{made.pk}", payload={"package": made.pk}, owner=user,
        satker_code=plan.satker.code,
    )  # fmt: skip
    made.save(update_fields=["job"])
    told = {"scope": cut.scope, "scope_value": cut.value, "plan": plan.pk}
    chain.record(
        "package.request", actor=user, subject=made, satker_code=plan.satker.code, after=told, request_id=request_id
    )
    return made, True


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
                _store(package, fill(file, package.plan, cut_of(package), progress), file, progress)
        except Refused as error:
            raise JobFailed(error.message) from error
    return {"package": package.pk, "complete": package.complete}


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
    wanted = Package._meta.get_field("file").generate_filename(package, f"{uuid4().hex}.zip")
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
    """Take away the files of packages that are older than KEPT, their rows stay; how many."""
    old = Package.objects.filter(created_at__lt=timezone.now() - KEPT).exclude(file="").order_by("pk")
    for package in old:
        tick()
        name = package.file.name
        Package.objects.filter(pk=package.pk).update(file="")
        default_storage.delete(name)
    return len(old)


def fill(file, plan, cut, progress=lambda percent=None: None):
    """Write the package into an open binary file; the fields of Package that say what is in it.

    Days and times in it are those of the office, whoever makes it and wherever.
    progress: of a job. Raises Refused, PdfRefused, confined.Exhausted, StorageFailed, OSError.
    """
    check(plan, cut)
    with timezone.override(plan.satker.time_zone):
        return _filled(file, plan, cut, progress)


def _filled(file, plan, cut, progress):
    found = exporting.rekap(plan, cut)
    size = sum({row.file.pk: row.file.size for row in found.rows if row.there and row.file}.values())
    meter = Meter(progress, size)
    with zipping.opened(file, meter) as made:
        packer = Packer(made)
        found.rows = [packer.pack(row) for row in found.rows]
        _write_lists(made, found, packer, progress)
    sha256, whole = zipping.digest_of(file, meter.rest)
    missing, broken = [_missing(row) for row in found.missing], list(packer.broken.values())
    return {
        "sha256": sha256,
        "size": whole,
        "entries": packer.count,
        "missing": missing,
        "broken": broken,
        "complete": not missing and not broken,
    }


class Meter:
    """Shows bytes as progress of a job, now and then; renews its lease with it."""

    EVERY = 16 << 20

    def __init__(self, progress, size):
        self.progress, self.size = progress, max(size, 1)
        self.done = self.told = 0

    def __call__(self, size):
        self.done += size
        if self.done - self.told >= self.EVERY:
            self.told = self.done
            self.progress(min(COPIED, self.done * COPIED // self.size))

    def rest(self, size):
        """The same without a number, for what comes after the copying."""
        self.done += size
        if self.done - self.told >= self.EVERY:
            self.told = self.done
            self.progress()


class Packer:
    """Puts what rows hold into a ZIP. broken: {StoredFile pk: {"name", "evidence", "why"}}; count: entries."""

    def __init__(self, made):
        self.made = made
        self.shelf = shelves.Shelf()
        self.places, self.broken, self.count = {}, {}, 0

    def pack(self, row):
        """The row with the path of its content, or with what is wrong; rows that do not count stay as they are."""
        if not row.there or not row.revision:
            return row
        return self._file(row) if row.file else self._note(row)

    def _file(self, row):
        file = row.file
        if file.pk in self.broken:
            return replace(row, trouble=self.broken[file.pk]["why"])
        if file.pk in self.places:
            return self._pointer(row, self.places[file.pk])
        path = self._path(row, file.name, file.kind)
        why = self._copied(path, file) if file.served else HELD
        if why:
            self.broken[file.pk] = {"name": file.name, "evidence": row.evidence.title, "why": why}
            return replace(row, trouble=why)
        self.places[file.pk] = path
        return self._packed(row, path)

    def _copied(self, path, file):
        """ "" when the file is in the ZIP, else why it is not."""
        try:
            content = pieces(file.file.storage, file.file.name)
            self.made.copy(path, content, size=file.size, at=timezone.localtime(file.created_at), sha256=file.sha256)
        except FileNotFoundError:
            return GONE
        except zipping.Mismatch:
            return CHANGED
        return ""

    def _pointer(self, row, place):
        """The row of a file that lies in the ZIP already; a text in its own folder says where."""
        path = self._path(row, f"Lihat {row.file.name}", "txt")
        up = "../" * path.count("/")
        self._write(path, f"Berkas ini disimpan satu kali dalam paket, di:\r\n{up}{place}\r\n", row)
        return replace(row, path=place)

    def _note(self, row):
        """Link, statement, nihil or why it cannot be done, as a small file."""
        kind = "txt" if row.evidence.kind in TO_READ else "html"
        path = self._path(row, row.evidence.title, kind)
        lines = [row.evidence.get_kind_display(), row.evidence.title, "", row.revision.text or row.revision.link, ""]
        text = "\r\n".join("\r\n".join(lines).splitlines())
        self._write(path, text if kind == "txt" else render_to_string("pdf/evidence_link.html", {"row": row}), row)
        return self._packed(row, path)

    def _packed(self, row, path):
        self.count += 1
        return replace(row, path=path)

    def _write(self, path, text, row):
        self.made.write(path, text, at=timezone.localtime(row.revision.at))

    def _path(self, row, name, kind):
        folders = shelves.step_folders(row.code, row.area.label, row.aspect, row.action)
        return self.shelf.path(folders, shelves.file_name(name, kind))


def _write_lists(made, found, packer, progress):
    """Index in three forms, what is missing in two, manifest and sums; the sums are last, for they hold all others."""
    at = timezone.localtime(found.at)
    context = {"rekap": found, "title": exporting.title_lines(found), "broken": list(packer.broken.values())}
    progress(COPIED)
    for number, content in enumerate(exporting.pdfs(found, tick=progress), 1):
        made.write("indeks.pdf" if number == 1 else f"indeks-{number}.pdf", content, at)
    made.write("indeks.xlsx", exporting.xlsx(found), at)
    made.write("indeks.html", render_to_string("pdf/evidence_index_page.html", context), at)
    made.write("kekurangan.html", render_to_string("pdf/evidence_missing.html", context), at)
    made.write("kekurangan.txt", _missing_text(found, packer), at)
    made.write("manifest.json", json.dumps(_manifest(found, packer), ensure_ascii=False, indent=1), at)
    made.write("SHA256SUMS", "".join(f"{digest}  {name}\n" for name, digest, _ in made.entries), at)
    progress(LISTED)


def _missing(row):
    due_on = row.obligation.due_on
    return {
        "area": row.area.label or str(row.area),
        "step": f"{row.shown_code} {row.action}".strip(),
        "requirement": row.obligation.requirement.title,
        "due_on": due_on.isoformat() if due_on else None,
        "standing": row.obligation.standing,
    }


def _missing_text(found, packer):
    lines = [*exporting.title_lines(found), ""]
    lines += ["BERKAS YANG HILANG ATAU BERUBAH", ""] if packer.broken else []
    lines += [f"- {one['name']} ({one['evidence']}): {one['why']}" for one in packer.broken.values()]
    lines += ["", "SUDAH JATUH TEMPO DAN BELUM DIPENUHI", ""]
    rows = [
        f"- {row.shown_code} {row.obligation.requirement.title}; tenggat {row.due}; {row.standing.lower()}"
        for row in found.missing
    ]
    return "\r\n".join([*lines, *(rows or ["Tidak ada."]), ""])


def _manifest(found, packer):
    """What programs read: facts of the package, of each entry that is no list, and what is missing."""
    entries = [
        {"path": name, "sha256": digest, "size": size} for name, digest, size in packer.made.entries if "/" in name
    ]
    return {
        "product": "Portal ZI",
        "format": 1,
        "made_at": found.at.isoformat(),
        "satker": {"code": found.plan.satker.code, "name": found.plan.satker.short_name},
        "year": found.plan.year,
        "scope": {"kind": found.cut.scope, "value": found.cut.value, "words": found.words},
        "progress": {"due": found.total.due, "fulfilled": found.total.done_due, "total": found.total.total},
        "complete": not found.missing and not packer.broken,
        "entries": entries,
        "evidence": [_told(row) for row in found.rows if row.use],
        "missing": [_missing(row) for row in found.missing],
        "broken": list(packer.broken.values()),
    }


def _told(row):
    return {
        "code": row.shown_code,
        "step": row.action,
        "requirement": row.obligation.requirement.title,
        "due_on": row.obligation.due_on.isoformat() if row.obligation.due_on else None,
        "title": row.evidence.title,
        "kind": row.evidence.kind,
        "state": row.evidence.state,
        "sent_on": timezone.localdate(row.revision.at).isoformat(),
        "sha256": row.sha256,
        "path": row.path,
        "trouble": row.trouble,
    }
