"""What is in a package or a rekap: a ZIP of a plan's accepted evidence with its index, or the index alone.

Each stored file lies in it once, where it serves first; where it serves again a small text points there. Links,
statements and the like are small files too. What is not accepted, held by the scanner, gone or changed is not in it:
the index and kekurangan say so.
"""

import hashlib
import json
from dataclasses import replace

from django.template.loader import render_to_string
from django.utils import timezone

from evidence.models import Verification
from evidence.packages import entry_names, rekap
from evidence.states import EvidenceKind, Form
from zi_portal.lib.files import zipping
from zi_portal.lib.files.storage import pieces
from zi_portal.lib.shares import percent

EDITION = 1
"""Raise it when the same rows give other packages or prints: what was made before is not offered again then."""
GONE = "Berkasnya hilang dari penyimpanan"
CHANGED = "Isi berkasnya berubah sejak disimpan"
HELD = "Berkasnya ditahan pemindai virus"
COPIED, LISTED = 80, 95
"""Per cent of the work at which all files are copied, and all lists are written."""
TO_READ = {EvidenceKind.STATEMENT, EvidenceKind.NIHIL, EvidenceKind.UNABLE}

NO_SUCH_PART = "Rencana ini tidak memiliki {}."
NOTHING_ASKED = "Rencana ini tidak (lagi) berlaku, jadi tidak ada bukti yang diminta darinya."


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


def fingerprint(found):
    """SHA-256 over all that a package or a print of a Rekap says but its moment: equal where another is the same."""
    office = found.plan.satker
    about = [EDITION, office.code, office.short_name, office.time_zone, found.plan.year, found.words, found.total.words]
    areas = [[area.label, str(area), numbers.words] for area, numbers in found.areas]
    spoilt = _spoilt()
    rows = [[*_said(row), bool(row.file) and row.file.file.name in spoilt] for row in found.rows]
    content = json.dumps([about, areas, rows, [_missing(row) for row in found.missing]])
    return hashlib.sha256(content.encode()).hexdigest()


def _spoilt():
    """Names of the stored files that were missing or changed at the last nightly look."""
    last = Verification.objects.exclude(finished_at=None).first()
    return {*last.missing, *last.changed} if last else set()


def _said(row):
    """What a row puts into the lists and folders of a package."""
    texts = row.area.pk, row.shown_code, row.aspect, row.action, row.obligation.requirement.title, row.due
    proof = row.name, row.sent, row.verdict, row.sha256, row.revision.pk if row.revision else 0
    return [*texts, *proof, row.file.scan if row.file else ""]


def present(plan, cut):
    """Fingerprint of what would be made of a part of a plan now."""
    with timezone.override(plan.satker.time_zone):
        return fingerprint(rekap.rekap(plan, cut))


def write_rekap(file, plan, cut, form, progress):
    """Write the rekap alone, as Form.PDF or Form.XLSX, into an open binary file; the fields of Package about it.

    Raises PdfRefused, confined.Exhausted, OSError.
    """
    with timezone.override(plan.satker.time_zone):
        found = rekap.rekap(plan, cut)
        progress(20)
        content = rekap.xlsx(found) if form == Form.XLSX else rekap.pdf(found, tick=progress)
    file.write(content)
    said = {"fingerprint": fingerprint(found), "entries": len(found.rows), "complete": True}
    return said | {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}


def fill(file, plan, cut, progress=lambda percent=None: None):
    """Write the package into an open binary file; the fields of Package that say what is in it.

    Days and times in it are those of the office, whoever makes it and wherever.
    progress: of a job. Raises Refused, PdfRefused, confined.Exhausted, StorageFailed, OSError.
    """
    check(plan, cut)
    with timezone.override(plan.satker.time_zone):
        return _filled(file, plan, cut, progress)


def _filled(file, plan, cut, progress):
    found = rekap.rekap(plan, cut)
    same = fingerprint(found)
    size = sum({row.file.pk: row.file.size for row in found.rows if row.there and row.file}.values())
    meter = Meter(progress, size)
    with zipping.opened(file, meter) as made:
        packer = Packer(made)
        found.rows = [packer.pack(row) for row in found.rows]
        _write_lists(made, found, packer, progress)
    sha256, whole = zipping.digest_of(file, meter.rest)
    missing, broken = [_missing(row) for row in found.missing], list(packer.broken.values())
    return {
        "fingerprint": same,
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
            self.progress(percent(self.done, self.size, COPIED))

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
        self.shelf = entry_names.Shelf()
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
        folders = entry_names.step_folders(row.code, row.area.label, row.aspect, row.action)
        return self.shelf.path(folders, entry_names.file_name(name, kind))


def _write_lists(made, found, packer, progress):
    """Index in three forms, what is missing in two, manifest and sums; the sums are last, for they hold all others."""
    at = timezone.localtime(found.at)
    context = {"rekap": found, "title": rekap.title_lines(found), "broken": list(packer.broken.values())}
    progress(COPIED)
    for number, content in enumerate(rekap.pdfs(found, tick=progress), 1):
        made.write("indeks.pdf" if number == 1 else f"indeks-{number}.pdf", content, at)
    made.write("indeks.xlsx", rekap.xlsx(found), at)
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
    lines = [*rekap.title_lines(found), ""]
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
