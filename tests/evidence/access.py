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
from evidence.proofs import attaching
from evidence.states import Arrival, EvidenceKind, Preview, Verdict
from tests.addresses.access_rows import AGAIN, DECIDE, NOTHING, OWN, PRINT, READ, SIGNED, STAFF, WRITE
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
    "evidence:place": lambda it: {"do": "drop", "pick": it.ready.pk, f"title-{it.ready.pk}": "Rapat"},
    "evidence:plain-new": lambda it: {"plan": it.enacted_plan.pk},
    "evidence:requirement-new": lambda it: document("Foto kegiatan"),
    "evidence:requirements-propose": lambda it: {"seen": editing.listing_of(it.step_of_plan).seen},
    "evidence:requirements-merge": lambda it: {
        "seen": editing.listing_of(it.step_of_plan).seen,
        "pilih": [it.requirement.pk, it.spare_requirement.pk],
    },
    "evidence:requirement": lambda it: document("Notula lain") | {"seen": as_seen(editing.form_values(it.requirement))},
    "evidence:requirement-split": lambda it: {
        "titles": "Notula\nFoto",
        "seen": editing.requirement_digest(it.requirement),
    },
    "evidence:requirement-move": lambda it: {"arah": DOWN},
    "evidence:due": lambda it: {"day": "2025-06-30", "reason": "Rapat diundur", "seen": digest(it.obligation.due_on)},
    "evidence:assign": lambda it: {"user": "", "seen": as_seen({"user": it.assignment.user_id})},
    "evidence:prove": lambda it: {"kind": "link", "title": "Foto", "link": "https://contoh.id/foto"},
    "evidence:again": lambda it: {"keputusan": it.enacted.pk},
    "evidence:describe": lambda it: {"title": "Judul lain", "seen": as_seen({"title": it.proof.title})},
    "evidence:places": lambda it: {"kewajiban": [it.obligation.pk]},
    "evidence:release": lambda it: {"kewajiban": it.obligation.pk},
    "evidence:begin": lambda it: {"plan": it.enacted_plan.pk},
    "evidence:verdict": lambda it: {"action": "accept", "revision": it.proof.revision},
    "evidence:note": lambda it: {"page": 1, "text": "Cap belum ada."},
    "evidence:bulk": lambda it: {"pilih": f"{it.proof.pk}:{it.proof.revision}", "action": "accept"},
    "evidence:revise": lambda it: {"revision": it.statement.revision, "text": "Sudah, dan ditandatangani."},
    "evidence:packages": lambda it: {"part": "year-0"},
}


def document(title):
    """What the form of a document that is asked sends."""
    return {"title": title, "takes": ["takes_file"], "frequency": "each", "quantity": 1}


def build(things, staff, leader):
    """Put the evidence of the enacted plan beside the other things of the office.

    The plan owes one obligation ("once", it takes every kind). proof waits, with file, page, page_note and revision;
    returned is a link that came back, statement a text. Of the batch, item waits for its end and ready for its
    place. package is done.
    """
    _asked(things, staff)
    _proofs(things, staff, leader)
    _sent(things, staff)
    _packed(things, staff)


def _asked(things, staff):
    deriving.rebuild(things.enacted_plan)
    things.obligation = things.enacted_plan.obligations.get()
    things.requirement = things.obligation.requirement
    things.requirement.takes_statement = things.requirement.takes_nihil = True
    things.requirement.save()
    things.step_of_plan = things.obligation.step
    same_row = {"satker": things.satker, "step_key": things.requirement.step_key, "printed": things.requirement.printed}
    things.spare_requirement = EvidenceRequirement.objects.create(title="Foto rapat", position=2, **same_row)
    things.removed_requirement = EvidenceRequirement.objects.create(
        title="Undangan", position=3, removed_at=timezone.now(), **same_row
    )
    things.plan_area = things.step_of_plan.area
    things.assignment = StepAssignment.objects.create(
        satker=things.satker, step_key=things.step_of_plan.key, user=staff, by=staff
    )


def _stored(satker, content, name):
    """A stored file of the office that is shown and sent; no job waits for it."""
    sha256, size = storing.digest(ContentFile(content))
    fields = {"kind": "pdf", "size": size, "sha256": sha256, "received_sha256": sha256, "preview": Preview.IMAGES}
    made = StoredFile(satker=satker, name=name, scan="off", pages=1, **fields)
    made.file.save(name, ContentFile(content))
    return made


def _proofs(things, staff, leader):
    where = [things.obligation]
    things.file = _stored(things.satker, PDF, "notula.pdf")
    things.page = FilePage(file=things.file, number=1, width=10, height=14, text="Notula rapat tim")
    things.page.image.save("halaman.webp", ContentFile(b"RIFF0000WEBP"))
    asked = {"actor": staff, "proves_from": date(2025, 3, 1), "proves_until": date(2025, 3, 31)}
    things.proof = attaching.prove(
        where, kind=EvidenceKind.FILE, title="Notula Maret", file=things.file, page="1", **asked
    )
    things.revision = things.proof.present
    things.page_note = PageNote.objects.create(revision=things.revision, page=1, text="Tanda tangan?", by=leader)
    link = attaching.prove(where, kind=EvidenceKind.LINK, title="Foto rapat", link="https://contoh.id/foto", **asked)
    things.returned = judged(link, (Verdict.RETURN, leader, "Tautan ini tidak terbuka."))
    things.statement = attaching.prove(where, kind=EvidenceKind.STATEMENT, title="Pernyataan", text="Sudah.", **asked)


def _sent(things, staff):
    things.batch = UploadBatch.objects.create(satker=things.satker, plan=things.enacted_plan, user=staff)
    fields = {"batch": things.batch, "size": len(PDF), "part_size": 1 << 20}
    things.item = UploadItem.objects.create(path="AREA I/1.i.a Notula.pdf", fingerprint="a" * 64, **fields)
    part = UploadPart(item=things.item, number=1, size=len(PDF))
    part.file.save("1", ContentFile(PDF))
    things.ready = UploadItem.objects.create(
        path="AREA I/1.i.a Rapat.pdf", fingerprint="b" * 64, state=Arrival.READY, file=things.file,
        proposal=[{"obligation": things.obligation.pk, "score": 0.9, "why": "kode 1.i.a"}], **fields,
    )  # fmt: skip
    UploadItem.objects.create(
        path="AREA I/program.exe", fingerprint="c" * 64, state=Arrival.REFUSED, code="kind",
        message="Jenis berkas ini tidak diterima.", **fields,
    )  # fmt: skip


def _packed(things, staff):
    made = Package(satker=things.satker, plan=things.enacted_plan, user=staff, size=2, entries=1, sha256="d" * 64)
    made.missing = [{"area": "I", "step": "1.a", "requirement": "Notula", "due_on": None}]
    made.file.save("paket.zip", ContentFile(b"PK"))
    things.package = made
