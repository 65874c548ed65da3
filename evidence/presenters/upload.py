"""Uploads as pages show them: the box that takes files, an upload's words and ways, each of its files."""

from dataclasses import dataclass, field

from django.conf import settings
from django.forms.utils import flatatt
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from evidence.files import types
from evidence.states import Arrival
from zi_portal.lib.screens.controls import PRIMARY, Badge, Link

# The box


@dataclass(frozen=True, slots=True)
class Dropzone:
    """The box that takes files (evidence/upload/dropzone.html).

    attributes: what static/js/upload.js reads, as safe HTML; folders: it takes folders and .zip; hidden: fields of its
    form; revision: what comes is another revision of an evidence.
    """

    title: str
    attributes: SafeString
    action: str
    hidden: dict
    folders: bool
    revision: bool
    takes: str
    onward: str
    free: int
    kinds: str
    accept: str
    largest: int = field(default_factory=lambda: settings.EVIDENCE_MB << 20)
    plain: int = field(default_factory=lambda: settings.UPLOAD_MB << 20)
    plain_files: int = field(default_factory=lambda: settings.DATA_UPLOAD_MAX_NUMBER_FILES)


def dropzone(plan, free, *, area=None, obligation=None, evidence=None, batch=None):
    """Return the Dropzone of a plan; free: bytes that its office may still store.

    area, obligation, evidence: what the files are for; batch: the upload that goes on, None for a new one.
    """
    kinds = types.accepted_kinds(settings.EVIDENCE_VIDEO)
    accept = ",".join(f".{suffix}" for suffix in [*kinds, *types.ALIASES])
    where = {"plan": plan, "area": area, "obligation": obligation, "evidence": evidence}
    keys = {name: row.pk if row else "" for name, row in where.items()}
    single = bool(obligation or evidence)
    return Dropzone(
        title="Unggah revisi" if evidence else "Unggah berkas",
        attributes=_attributes(keys, accept, batch),
        action=reverse("evidence:plain", args=[batch.pk]) if batch else reverse("evidence:plain-new"),
        hidden={} if batch else keys,
        folders=not single,
        revision=bool(evidence),
        takes="berkas" if single else "berkas, folder, atau .zip",
        onward=_onward(batch, obligation, evidence),
        free=free,
        kinds=", ".join(kind.upper() for kind in kinds),
        accept=accept,
    )


def _attributes(keys, accept, batch):
    page = {"data-page": reverse("evidence:batch", args=[batch.pk])} if batch else {}
    names = {f"data-{name}": key for name, key in keys.items()}
    sizes = {"data-part-size": settings.EVIDENCE_PART_KB << 10, "data-accept": accept}
    return flatatt({"data-upload": True, "data-begin": reverse("evidence:begin")} | page | names | sizes)


def _onward(batch, obligation, evidence):
    """Return what the button says that leads to the files once they are there."""
    if batch:
        return "Tampilkan di daftar"
    if evidence:
        return "Periksa dan simpan revisi"
    return "Periksa dan simpan" if obligation else "Tempatkan berkas"


# An upload


GUESSED = (
    "Tempat diusulkan dari folder, kode, dan nama berkas. Periksa, ubah yang keliru, lalu simpan; yang belum yakin"
    " boleh ditinggal untuk nanti."
)


def heading(batch):
    """Return what the files of an upload are for."""
    if batch.evidence:
        return f"Revisi untuk “{batch.evidence.title}”"
    return f"Berkas untuk “{batch.obligation.requirement.title}”" if batch.obligation else "Tempatkan berkas"


def lead(*, fixed):
    """Return what is to be done with the files; fixed: their place is known from the start."""
    return "Periksa judulnya, lalu simpan." if fixed else GUESSED


def crumbs(batch):
    """Return [Link] to what the files are for."""
    if batch.evidence:
        title, url = batch.evidence.title, reverse("evidence:detail", args=[batch.evidence_id])
    elif batch.obligation:
        title = batch.obligation.requirement.title
        url = reverse("evidence:step", args=[batch.obligation.step_id])
    else:
        return []
    return [Link(Truncator(title).chars(50), url, look="")]


def way_back(batch):
    """Return the link to where the files went, once none waits any more."""
    if batch.evidence:
        return Link("Kembali ke bukti", reverse("evidence:detail", args=[batch.evidence_id]), look=PRIMARY)
    if batch.obligation:
        step = reverse("evidence:step", args=[batch.obligation.step_id])
        return Link("Kembali ke langkah", f"{step}#kewajiban-{batch.obligation_id}", look=PRIMARY)
    return Link("Lihat apa yang masih kurang", reverse("evidence:plan", args=[batch.plan_id]), look=PRIMARY)


def sure_button(sure, at_once):
    """Return the button that stores all files whose place is certain; at_once: how many one press stores."""
    return f"Simpan {at_once} dari {sure} yang pasti" if sure > at_once else f"Simpan semua yang pasti ({sure})"


def unfinished(batches):
    """Return [(batch, what it is for, [(icon, number, words)])] of uploads that hold files without a place."""
    return [(batch, _name(batch), _left(batch)) for batch in batches]


def _name(batch):
    if batch.evidence:
        return f"Revisi “{Truncator(batch.evidence.title).chars(80)}”"
    if batch.obligation:
        return Truncator(batch.obligation.requirement.title).chars(80)
    office = f"{batch.satker.short_name} {batch.plan.year}"
    if batch.area is None:
        return office
    return f"{office} · {batch.area.label} {Truncator(batch.area.title).chars(60)}"


def _left(batch):
    parts = (
        ("file", batch.ready, "siap ditempatkan"),
        ("clock", batch.checking, "sedang diperiksa"),
        ("stop", batch.unsent, "belum terkirim"),
    )
    return [part for part in parts if part[1]]


# Its files

LOOKS = {
    Arrival.PLACED: ("done", "check"),
    Arrival.UNPACKED: ("done", "check"),
    Arrival.READY: ("submitted", "file"),
    Arrival.ARRIVED: ("running", "search"),
    Arrival.ANNOUNCED: ("waiting", "clock"),
    Arrival.REFUSED: ("dead", "x"),
    Arrival.CANCELLED: ("cancelled", "stop"),
}
UNSENT = "Pilih lagi berkas yang sama di kotak unggah: yang sudah terkirim tidak dikirim ulang."


@dataclass(frozen=True, slots=True)
class File:
    """A file of an upload on its page.

    row: table.Row; form: its PlacementForm; template: of what can be done with it, "" for nothing; pick: it can be
    chosen with others; first, folded: its proposed places, those of folded out of the way.
    """

    row: object
    form: object
    look: str
    badge: Badge
    links: list
    notes: list
    template: str = ""
    pick: bool = False
    first: list = field(default_factory=list)
    folded: list = field(default_factory=list)
    other: str = "Tempat lain"
    hint: str = "Tempat lain: ketik kode atau nama"


def files(rows, forms_by_pk, *, revision, fixed, may_place):
    """Return [File] of rows; revision: they revise an evidence, fixed: their place is known from the start."""
    return [_file(row, forms_by_pk[row.item.pk], revision, fixed, may_place) for row in rows]


def _file(row, form, revision, fixed, may_place):
    open_ = row.item.state == Arrival.READY and may_place
    ticked = [choice for choice in row.choices if choice.ticked]
    offered = row.choices or row.place_names
    return File(
        row=row,
        form=form,
        look=_look(row),
        badge=Badge(*LOOKS[row.item.state], row.item.get_state_display()),
        links=_links(row),
        notes=_notes(row.item, may_place),
        template=_template(revision) if open_ else "",
        pick=open_ and not fixed,
        first=ticked if row.has_place else row.choices,
        folded=[choice for choice in row.choices if not choice.ticked],
        other="Tempat lain" if offered else "Tempat",
        hint=f"{'Tempat lain' if offered else 'Perlu dipilih'}: ketik kode atau nama",
    )


def _template(revision):
    return "evidence/upload/as_revision.html" if revision else "evidence/upload/as_evidence.html"


def _look(row):
    words = ["placing-row"]
    if row.errors:
        words.append("placing-faulty")
    if row.item.state != Arrival.READY:
        words.append("placing-ended")
    return " ".join(words)


def _links(row):
    item, links = row.item, []
    if row.image:
        new_tab = {"target": "_blank", "rel": "noopener"}
        links.append(Link("Lihat halaman 1", reverse("evidence:image", args=[row.image]), look="", extra=new_tab))
    if item.evidence:
        links.append(Link(item.evidence.title, reverse("evidence:detail", args=[item.evidence_id]), look=""))
    return links


def _notes(item, may_place):
    notes = [item.message] if item.message else []
    return [*notes, UNSENT] if item.state == Arrival.ANNOUNCED and may_place else notes
