"""Writes packages and rekaps: a ZIP of a plan's accepted evidence with its index, or the index alone.

Each stored file lies in it once, at its first use; at each other use a small text points there. Links, statements and
the like are small files too. Evidence that is not accepted, and files that the scanner holds, that are missing or that
changed are left out; the index and kekurangan say so.
"""

import hashlib
import json
from dataclasses import replace

from django.template.loader import render_to_string
from django.utils import timezone

from evidence.models import Verification
from evidence.packages import entry_names, rekap_files
from evidence.packages.rekap import build_rekap
from evidence.states import EvidenceKind, Form
from zi_portal.lib.errors import Refused
from zi_portal.lib.files import zipping
from zi_portal.lib.files.storage import pieces
from zi_portal.lib.shares import percent

EDITION = 1
"""Version of the packages and prints: raise it when the same rows give other ones, so that old ones are not reused."""
GONE = "Berkasnya hilang dari penyimpanan"
CHANGED = "Isi berkasnya berubah sejak disimpan"
HELD = "Berkasnya ditahan pemindai virus"
COPIED, LISTED = 80, 95
"""Progress in per cent when all files are copied, and when all lists are written."""
TEXT_KINDS = {EvidenceKind.STATEMENT, EvidenceKind.NIHIL, EvidenceKind.UNABLE}

NO_SUCH_PART = "Rencana ini tidak memiliki {}."
NOTHING_ASKED = "Rencana ini tidak (lagi) berlaku, jadi tidak ada bukti yang diminta darinya."


def check(plan, cut):
    """Raise Refused for a part that the plan does not have, and for a plan that asks for nothing."""
    if not cut.exists(plan):
        part = f"area ke-{cut.value}" if cut.scope == "area" else f"triwulan {cut.value}"
        raise Refused("no_such_part", NO_SUCH_PART.format(part))
    if not plan.obligations.filter(active=True).exists():
        raise Refused("nothing_asked", NOTHING_ASKED)


def fingerprint(rekap):
    """Return the SHA-256 of everything in a package or print of a Rekap but its time; equal ones need not be remade."""
    plan, office = rekap.plan, rekap.plan.satker
    head = [EDITION, office.code, office.short_name, office.time_zone, plan.year, rekap.words, rekap.total.words]
    areas = [[area.label, str(area), area_progress.words] for area, area_progress in rekap.areas]
    spoilt_names = _spoilt_names()
    rows = [[*_facts(row), bool(row.file) and row.file.file.name in spoilt_names] for row in rekap.rows]
    content = json.dumps([head, areas, rows, [_missing(row) for row in rekap.missing]])
    return hashlib.sha256(content.encode()).hexdigest()


def _spoilt_names():
    """Return the names of the stored files that were missing or changed at the last verification."""
    last = Verification.objects.exclude(finished_at=None).first()
    return {*last.missing, *last.changed} if last else set()


def _facts(row):
    """Return everything that a row puts into the lists and folders of a package."""
    texts = row.area.pk, row.shown_code, row.aspect, row.action, row.obligation.requirement.title, row.due
    proof = row.name, row.sent, row.verdict, row.sha256, row.revision.pk if row.revision else 0
    return [*texts, *proof, row.file.scan if row.file else ""]


def current_fingerprint(plan, cut):
    """Return the fingerprint that a package of a part of a plan would have now."""
    with timezone.override(plan.satker.time_zone):
        return fingerprint(build_rekap(plan, cut))


def write_rekap(file, plan, cut, form, progress):
    """Write the rekap alone, as Form.PDF or Form.XLSX, into an open binary file; return the fields of its Package.

    Raises Refused, confined.Exhausted, OSError.
    """
    with timezone.override(plan.satker.time_zone):
        rekap = build_rekap(plan, cut)
        progress(20)
        content = rekap_files.xlsx(rekap) if form == Form.XLSX else rekap_files.pdf(rekap, tick=progress)
    file.write(content)
    return {
        "fingerprint": fingerprint(rekap),
        "entries": len(rekap.rows),
        "complete": True,
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
    }


def fill(file, plan, cut, progress=lambda percent=None: None):
    """Write the package into an open binary file; return the fields of its Package.

    Days and times in it are those of the office, wherever the job runs. progress: of a job. Raises Refused,
    confined.Exhausted, StorageFailed, OSError.
    """
    check(plan, cut)
    with timezone.override(plan.satker.time_zone):
        return _write_package(file, plan, cut, progress)


def _write_package(file, plan, cut, progress):
    rekap = build_rekap(plan, cut)
    rekap_fingerprint = fingerprint(rekap)
    sizes_by_file = {row.file.pk: row.file.size for row in rekap.rows if row.fulfils and row.file}
    meter = Meter(progress, sum(sizes_by_file.values()))
    with zipping.opened(file, meter) as archive:
        packer = Packer(archive)
        rekap.rows = [packer.pack(row) for row in rekap.rows]
        _write_lists(archive, rekap, packer, progress)
    sha256, size = zipping.digest_of(file, meter.count)
    missing, broken = [_missing(row) for row in rekap.missing], list(packer.broken.values())
    return {
        "fingerprint": rekap_fingerprint,
        "sha256": sha256,
        "size": size,
        "entries": packer.count,
        "missing": missing,
        "broken": broken,
        "complete": not missing and not broken,
    }


class Meter:
    """Reports bytes as progress of a job, once for EVERY bytes, which also renews its lease."""

    EVERY = 16 << 20
    """Bytes between two reports."""

    def __init__(self, progress, size):
        self.progress, self.size = progress, max(size, 1)
        self.bytes = self.reported = 0

    def __call__(self, size):
        """Count copied bytes and report their share."""
        if self._is_due(size):
            self.progress(percent(self.bytes, self.size, COPIED))

    def count(self, size):
        """Count bytes after the copying, and report without a share."""
        if self._is_due(size):
            self.progress()

    def _is_due(self, size):
        self.bytes += size
        if self.bytes - self.reported < self.EVERY:
            return False
        self.reported = self.bytes
        return True


class Packer:
    """Puts the content of rows into a ZIP.

    paths: {StoredFile pk: its path in the ZIP}; broken: {StoredFile pk: {"name", "evidence", "why"}}; count: entries.
    """

    def __init__(self, archive):
        self.archive = archive
        self.unique_paths = entry_names.UniquePaths()
        self.paths, self.broken, self.count = {}, {}, 0

    def pack(self, row):
        """Return the row with the path of its content or with its trouble; rows that do not count stay as they are."""
        if not row.fulfils or not row.revision:
            return row
        return self._pack_file(row) if row.file else self._pack_text(row)

    def _pack_file(self, row):
        file = row.file
        if file.pk in self.broken:
            return replace(row, trouble=self.broken[file.pk]["why"])
        if file.pk in self.paths:
            return self._pack_pointer(row, self.paths[file.pk])
        path = self._path(row, file.name, file.kind)
        trouble = self._copy(path, file) if file.served else HELD
        if trouble:
            self.broken[file.pk] = {"name": file.name, "evidence": row.evidence.title, "why": trouble}
            return replace(row, trouble=trouble)
        self.paths[file.pk] = path
        return self._counted(row, path)

    def _copy(self, path, file):
        """Copy the file into the ZIP; return "", or the trouble that keeps it out."""
        try:
            content = pieces(file.file.storage, file.file.name)
            self.archive.copy(path, content, size=file.size, at=timezone.localtime(file.created_at), sha256=file.sha256)
        except FileNotFoundError:
            return GONE
        except zipping.Mismatch:
            return CHANGED
        return ""

    def _pack_pointer(self, row, file_path):
        """Write a text that points to a file that is in the ZIP already; return the row with the file's path."""
        path = self._path(row, f"Lihat {row.file.name}", "txt")
        up = "../" * path.count("/")
        self._write(path, f"Berkas ini disimpan satu kali dalam paket, di:\r\n{up}{file_path}\r\n", row)
        return replace(row, path=file_path)

    def _pack_text(self, row):
        """Write a link, a statement, a nihil or the reason for not fulfilling as a small file; return the row."""
        kind = "txt" if row.evidence.kind in TEXT_KINDS else "html"
        path = self._path(row, row.evidence.title, kind)
        lines = [row.evidence.get_kind_display(), row.evidence.title, "", row.revision.text or row.revision.link, ""]
        text = "\r\n".join("\r\n".join(lines).splitlines())
        self._write(path, text if kind == "txt" else render_to_string("pdf/evidence_link.html", {"row": row}), row)
        return self._counted(row, path)

    def _counted(self, row, path):
        self.count += 1
        return replace(row, path=path)

    def _write(self, path, text, row):
        self.archive.write(path, text, at=timezone.localtime(row.revision.at))

    def _path(self, row, name, kind):
        folders = entry_names.step_folders(row.code, row.area.label, row.aspect, row.action)
        return self.unique_paths.path(folders, entry_names.file_name(name, kind))


def _write_lists(archive, rekap, packer, progress):
    """Write the index in three forms, what is missing in two, manifest and sums; the sums last, as they cover all."""
    at = timezone.localtime(rekap.at)
    context = {"rekap": rekap, "title": rekap_files.title_lines(rekap), "broken": list(packer.broken.values())}
    progress(COPIED)
    for number, content in enumerate(rekap_files.pdfs(rekap, tick=progress), 1):
        archive.write("indeks.pdf" if number == 1 else f"indeks-{number}.pdf", content, at)
    archive.write("indeks.xlsx", rekap_files.xlsx(rekap), at)
    archive.write("indeks.html", render_to_string("pdf/evidence_index_page.html", context), at)
    archive.write("kekurangan.html", render_to_string("pdf/evidence_missing.html", context), at)
    archive.write("kekurangan.txt", _missing_text(rekap, packer), at)
    archive.write("manifest.json", json.dumps(_manifest(rekap, packer), ensure_ascii=False, indent=1), at)
    archive.write("SHA256SUMS", "".join(f"{digest}  {name}\n" for name, digest, _ in archive.entries), at)
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


def _missing_text(rekap, packer):
    lines = [*rekap_files.title_lines(rekap), ""]
    lines += ["BERKAS YANG HILANG ATAU BERUBAH", ""] if packer.broken else []
    lines += [f"- {file['name']} ({file['evidence']}): {file['why']}" for file in packer.broken.values()]
    lines += ["", "SUDAH JATUH TEMPO DAN BELUM DIPENUHI", ""]
    rows = [
        f"- {row.shown_code} {row.obligation.requirement.title}; tenggat {row.due}; {row.standing.lower()}"
        for row in rekap.missing
    ]
    return "\r\n".join([*lines, *(rows or ["Tidak ada."]), ""])


def _manifest(rekap, packer):
    """Return the package for programs: its facts, each entry that is no list, and what is missing."""
    entries = [
        {"path": name, "sha256": digest, "size": size} for name, digest, size in packer.archive.entries if "/" in name
    ]
    return {
        "product": "Portal ZI",
        "format": 1,
        "made_at": rekap.at.isoformat(),
        "satker": {"code": rekap.plan.satker.code, "name": rekap.plan.satker.short_name},
        "year": rekap.plan.year,
        "scope": {"kind": rekap.cut.scope, "value": rekap.cut.value, "words": rekap.words},
        "progress": {"due": rekap.total.due, "fulfilled": rekap.total.done_due, "total": rekap.total.total},
        "complete": not rekap.missing and not packer.broken,
        "entries": entries,
        "evidence": [_evidence_facts(row) for row in rekap.rows if row.use],
        "missing": [_missing(row) for row in rekap.missing],
        "broken": list(packer.broken.values()),
    }


def _evidence_facts(row):
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
