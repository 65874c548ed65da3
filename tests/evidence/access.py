"""The evidence's part of the access matrix: its things, its addresses, what a good POST sends, who gets what."""

from datetime import date

from django.core.files.base import ContentFile
from django.utils import timezone

from evidence.files import storing
from evidence.models import (
    EvidenceRequirement,
    FilePage,
    Package,
    PageNote,
    StepAssignment,
    StoredFile,
    UploadBatch,
    UploadItem,
    UploadPart,
)
from evidence.obligations import deriving, editing
from evidence.overview import feeds
from evidence.proofs import attaching
from evidence.states import Arrival, EvidenceKind, Preview, Verdict
from tests.addresses.access_rows import AGAIN, ANYBODY, DECIDE, NOTHING, OWN, PRINT, READ, SENDS, SIGNED, STAFF, WRITE
from tests.evidence.ground import PDF, judged
from tests.seeing import as_seen
from zi_portal.lib.order import DOWN
from zi_portal.lib.seen import digest

# fmt: off
BEGUN    = [302, 302, 404, 201, 201, 403, 403, 403, 403, 404, 404, 404]  # noqa: E221 -- as tests.addresses.access_rows
UNREAD   = [302, 302, 404, 400, 404, 404, 404, 404, 404, 404, 404, 404]  # noqa: E221
FILL     = [302, 302, 404, 200, 200, 403, 403, 403, 403, 404, 404, 404]  # noqa: E221
FILLED   = [302, 302, 404, 302, 302, 403, 403, 403, 403, 404, 404, 404]  # noqa: E221
LAST     = [302, 302, 404, 422, 422, 403, 403, 403, 403, 404, 404, 404]  # noqa: E221
REMARK   = [302, 302, 404, 403, 403, 302, 403, 302, 403, 404, 404, 404]  # noqa: E221
NOBODY   = [404] * 12  # noqa: E221
# fmt: on

MATRIX = {
    # (case, method): a row of tests.addresses.access_rows
    ("evidence:home", "GET"): SIGNED,
    ("evidence:plan", "GET"): READ,
    ("evidence:plan draft", "GET"): READ,
    ("evidence:bars", "GET"): READ,
    ("evidence:step", "GET"): READ,
    ("evidence:step draft", "GET"): READ,
    ("evidence:month", "GET"): SIGNED,
    ("evidence:year", "GET"): SIGNED,
    ("evidence:phone", "GET"): SIGNED,
    ("evidence:phone-make", "POST"): SIGNED,
    ("evidence:phone-revoke", "POST"): SENDS,
    ("calendar-file", "GET"): ANYBODY,
    ("calendar-file unknown", "GET"): NOBODY,
    ("evidence:detail", "GET"): READ,
    ("evidence:detail link", "GET"): READ,
    ("evidence:detail text", "GET"): READ,
    ("evidence:file", "GET"): READ,
    ("evidence:image", "GET"): READ,
    ("evidence:search", "GET"): SIGNED,
    ("evidence:requirements", "GET"): READ,
    ("evidence:requirement-new", "GET"): STAFF,
    ("evidence:requirement-new", "POST"): WRITE,
    ("evidence:requirements-propose", "GET"): STAFF,
    ("evidence:requirements-propose", "POST"): WRITE,
    ("evidence:requirements-merge", "POST"): WRITE,
    ("evidence:requirement", "GET"): STAFF,
    ("evidence:requirement", "POST"): WRITE,
    ("evidence:requirement-split", "GET"): STAFF,
    ("evidence:requirement-split", "POST"): WRITE,
    ("evidence:requirement-move", "POST"): WRITE,
    ("evidence:requirement-remove", "POST"): WRITE,
    ("evidence:requirement-restore", "POST"): WRITE,
    ("evidence:due", "GET"): STAFF,
    ("evidence:due", "POST"): WRITE,
    ("evidence:assign", "GET"): FILL,
    ("evidence:assign", "POST"): FILLED,
    ("evidence:prove", "GET"): FILL,
    ("evidence:prove", "POST"): FILLED,
    ("evidence:again", "GET"): FILL,
    ("evidence:again", "POST"): FILLED,
    ("evidence:describe", "GET"): FILL,
    ("evidence:describe", "POST"): FILLED,
    ("evidence:places", "GET"): FILL,
    ("evidence:places", "POST"): FILLED,
    ("evidence:release", "POST"): LAST,
    ("evidence:begin", "POST"): BEGUN,
    ("evidence:announce", "POST"): UNREAD,
    ("evidence:part", "POST"): OWN,
    ("evidence:arrived", "POST"): OWN,
    ("evidence:cancel", "POST"): OWN,
    ("evidence:upload-state", "GET"): OWN,
    ("evidence:batch", "GET"): OWN,
    ("evidence:place", "POST"): AGAIN,
    ("evidence:plain", "POST"): AGAIN,
    ("evidence:plain-new", "POST"): FILLED,
    ("evidence:verdict", "POST"): DECIDE,
    ("evidence:note", "POST"): REMARK,
    ("evidence:settle", "POST"): FILLED,
    ("evidence:queue", "GET"): SIGNED,
    ("evidence:bulk", "POST"): SIGNED,
    ("evidence:repair", "GET"): SIGNED,
    ("evidence:revise", "GET"): FILL,
    ("evidence:revise", "POST"): FILLED,
    ("evidence:packages", "GET"): READ,
    ("evidence:packages", "POST"): PRINT,
    ("evidence:package", "GET"): READ,
    ("evidence:package-file", "GET"): READ,
    ("evidence:index xlsx", "GET"): READ,
    ("evidence:index xlsx", "POST"): READ,
    ("evidence:index pdf", "GET"): PRINT,
    ("evidence:index pdf", "POST"): PRINT,
    ("evidence:index docx", "GET"): NOTHING,
    ("evidence:index docx", "POST"): NOTHING,
}

URLS = {
    # name of the URL, and behind a space which of its cases → its arguments (see tests.addresses.access_world.URLS)
    "evidence:home": "",
    "evidence:plan": "enacted_plan",
    "evidence:plan draft": "plan",
    "evidence:bars": "enacted_plan",
    "evidence:step": "step_of_plan",
    "evidence:step draft": "row",
    "evidence:month": "",
    "evidence:year": "",
    "evidence:phone": "",
    "evidence:phone-make": "",
    "evidence:phone-revoke": "",
    "calendar-file": "calendar_token",
    "calendar-file unknown": "keliru",
    "evidence:detail": "proof",
    "evidence:detail link": "returned",
    "evidence:detail text": "statement",
    "evidence:file": "revision",
    "evidence:image": "page",
    "evidence:search": "",
    "evidence:requirements": "step_of_plan",
    "evidence:requirement-new": "step_of_plan",
    "evidence:requirements-propose": "step_of_plan",
    "evidence:requirements-merge": "step_of_plan",
    "evidence:requirement": "requirement",
    "evidence:requirement-split": "requirement",
    "evidence:requirement-move": "requirement",
    "evidence:requirement-remove": "requirement",
    "evidence:requirement-restore": "removed_requirement",
    "evidence:due": "obligation",
    "evidence:assign": "step_of_plan",
    "evidence:prove": "obligation",
    "evidence:again": "obligation",
    "evidence:describe": "proof",
    "evidence:places": "proof",
    "evidence:release": "proof",
    "evidence:batch": "batch",
    "evidence:place": "batch",
    "evidence:plain": "batch",
    "evidence:plain-new": "",
    "evidence:begin": "",
    "evidence:announce": "batch",
    "evidence:part": "batch item 1",
    "evidence:arrived": "batch item",
    "evidence:cancel": "batch item",
    "evidence:upload-state": "batch",
    "evidence:verdict": "proof",
    "evidence:note": "revision",
    "evidence:settle": "page_note",
    "evidence:queue": "",
    "evidence:bulk": "",
    "evidence:repair": "",
    "evidence:revise": "statement",
    "evidence:packages": "enacted_plan",
    "evidence:package": "package",
    "evidence:package-file": "package",
    "evidence:index xlsx": "enacted_plan xlsx",
    "evidence:index pdf": "enacted_plan pdf",
    "evidence:index docx": "enacted_plan docx",
}

SENT = {
    # case → what a good POST sends
    "evidence:place": lambda targets: {"do": "drop", "pick": targets.ready.pk, f"{targets.ready.pk}-title": "Rapat"},
    "evidence:plain-new": lambda targets: {"plan": targets.enacted_plan.pk},
    "evidence:requirement-new": lambda targets: document("Foto kegiatan"),
    "evidence:requirements-propose": lambda targets: {"seen": editing.listing_of(targets.step_of_plan).seen},
    "evidence:requirements-merge": lambda targets: {
        "seen": editing.listing_of(targets.step_of_plan).seen,
        "pilih": [targets.requirement.pk, targets.spare_requirement.pk],
    },
    "evidence:requirement": lambda targets: (
        document("Notula lain") | {"seen": as_seen(editing.form_values(targets.requirement))}
    ),
    "evidence:requirement-split": lambda targets: {
        "titles": "Notula\nFoto",
        "seen": editing.requirement_digest(targets.requirement),
    },
    "evidence:requirement-move": lambda targets: {"arah": DOWN},
    "evidence:due": lambda targets: {
        "day": "2025-06-30",
        "reason": "Rapat diundur",
        "seen": digest(targets.obligation.due_on),
    },
    "evidence:assign": lambda targets: {"user": "", "seen": as_seen({"user": targets.assignment.user_id})},
    "evidence:prove": lambda targets: {"kind": "link", "title": "Foto", "link": "https://contoh.id/foto"},
    "evidence:again": lambda targets: {"keputusan": targets.enacted.pk},
    "evidence:describe": lambda targets: {"title": "Judul lain", "seen": as_seen({"title": targets.proof.title})},
    "evidence:places": lambda targets: {"kewajiban": [targets.obligation.pk]},
    "evidence:release": lambda targets: {"kewajiban": targets.obligation.pk},
    "evidence:begin": lambda targets: {"plan": targets.enacted_plan.pk},
    "evidence:verdict": lambda targets: {"action": "accept", "revision": targets.proof.revision},
    "evidence:note": lambda targets: {"page": 1, "text": "Cap belum ada."},
    "evidence:bulk": lambda targets: {"pilih": f"{targets.proof.pk}:{targets.proof.revision}", "action": "accept"},
    "evidence:revise": lambda targets: {"revision": targets.statement.revision, "text": "Sudah, dan ditandatangani."},
    "evidence:packages": lambda targets: {"part": "year-0"},
}


def document(title):
    """What the form of a document that is asked sends."""
    return {"title": title, "takes": ["takes_file"], "frequency": "each", "quantity": 1}


def build(targets, staff, leader):
    """Put the evidence of the enacted plan beside the other things of the office.

    The plan owes one obligation ("once", it takes every kind). proof waits, with file, page, page_note and revision;
    returned is a link that came back, statement a text. Of the batch, item waits for its end and ready for its
    place. package is done.
    """
    _build_requirements(targets, staff)
    _build_proofs(targets, staff, leader)
    _build_uploads(targets, staff)
    _build_package(targets, staff)
    targets.calendar_token = feeds.make(staff)


def _build_requirements(targets, staff):
    deriving.rebuild(targets.enacted_plan)
    targets.obligation = targets.enacted_plan.obligations.get()
    targets.requirement = targets.obligation.requirement
    targets.requirement.takes_statement = targets.requirement.takes_nihil = True
    targets.requirement.save()
    targets.step_of_plan = targets.obligation.step
    same_row = {
        "satker": targets.satker,
        "step_key": targets.requirement.step_key,
        "printed": targets.requirement.printed,
    }
    targets.spare_requirement = EvidenceRequirement.objects.create(title="Foto rapat", position=2, **same_row)
    targets.removed_requirement = EvidenceRequirement.objects.create(
        title="Undangan", position=3, removed_at=timezone.now(), **same_row
    )
    targets.plan_area = targets.step_of_plan.area
    targets.assignment = StepAssignment.objects.create(
        satker=targets.satker, step_key=targets.step_of_plan.key, user=staff, by=staff
    )


def _stored(satker, content, name):
    """A stored file of the office that is shown and sent; no job waits for it."""
    sha256, size = storing.digest(ContentFile(content))
    fields = {"kind": "pdf", "size": size, "sha256": sha256, "received_sha256": sha256, "preview": Preview.IMAGES}
    stored_file = StoredFile(satker=satker, name=name, scan="off", pages=1, **fields)
    stored_file.file.save(name, ContentFile(content))
    return stored_file


def _build_proofs(targets, staff, leader):
    where = [targets.obligation]
    targets.file = _stored(targets.satker, PDF, "notula.pdf")
    targets.page = FilePage(file=targets.file, number=1, width=10, height=14, text="Notula rapat tim")
    targets.page.image.save("halaman.webp", ContentFile(b"RIFF0000WEBP"))
    fields = {"actor": staff, "proves_from": date(2025, 3, 1), "proves_until": date(2025, 3, 31)}
    targets.proof = attaching.prove(
        where, kind=EvidenceKind.FILE, title="Notula Maret", file=targets.file, page="1", **fields
    )
    targets.revision = targets.proof.present
    targets.page_note = PageNote.objects.create(revision=targets.revision, page=1, text="Tanda tangan?", by=leader)
    link = attaching.prove(where, kind=EvidenceKind.LINK, title="Foto rapat", link="https://contoh.id/foto", **fields)
    targets.returned = judged(link, (Verdict.RETURN, leader, "Tautan ini tidak terbuka."))
    targets.statement = attaching.prove(where, kind=EvidenceKind.STATEMENT, title="Pernyataan", text="Sudah.", **fields)


def _build_uploads(targets, staff):
    targets.batch = UploadBatch.objects.create(satker=targets.satker, plan=targets.enacted_plan, user=staff)
    fields = {"batch": targets.batch, "size": len(PDF), "part_size": 1 << 20}
    targets.item = UploadItem.objects.create(path="AREA I/1.i.a Notula.pdf", fingerprint="a" * 64, **fields)
    part = UploadPart(item=targets.item, number=1, size=len(PDF))
    part.file.save("1", ContentFile(PDF))
    targets.ready = UploadItem.objects.create(
        path="AREA I/1.i.a Rapat.pdf", fingerprint="b" * 64, state=Arrival.READY, file=targets.file,
        proposal=[{"obligation": targets.obligation.pk, "score": 0.9, "why": "kode 1.i.a"}], **fields,
    )  # fmt: skip
    UploadItem.objects.create(
        path="AREA I/program.exe", fingerprint="c" * 64, state=Arrival.REFUSED, code="kind",
        message="Jenis berkas ini tidak diterima.", **fields,
    )  # fmt: skip


def _build_package(targets, staff):
    package = Package(satker=targets.satker, plan=targets.enacted_plan, user=staff, size=2, entries=1, sha256="d" * 64)
    package.missing = [{"area": "I", "step": "1.a", "requirement": "Notula", "due_on": None}]
    package.file.save("paket.zip", ContentFile(b"PK"))
    targets.package = package
