"""What a plan owes, as its pages show it: duties of a step with their proofs, filters in words."""

from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import Truncator

from evidence.states import REPAIR, Standing
from zi_portal.lib.screens.controls import PRIMARY, SMALL, SMALL_OUTLINED, Link

UNSCHEDULED_DAY = "Tanpa tenggat"


# A step


def heading(steps):
    """Return what the rows of a step do, a line each."""
    texts = (step.action or step.indicator or "(tanpa langkah)" for step in steps)
    return "\n".join(" ".join(text.split()) for text in texts)


def asked_facts(requirement, takes):
    """Return how often and how many of a document are asked, in one line; takes: kinds of proof in words."""
    number = f"{requirement.quantity} bukti{' setiap kali' if requirement.quantity > 1 else ''}"
    facts = f"{requirement.get_frequency_display()} · {number} · {takes}"
    return f"{facts} · tidak tercetak, ditambahkan portal" if requirement.implicit else facts


def neighbours(before, after):
    """Return [Link] to the steps before and after."""
    ways = ((before, "Sebelumnya", "up", "prev"), (after, "Berikutnya", "down", "next"))
    return [
        Link(word, reverse("evidence:step", args=[step.pk]), drawing, extra={"rel": rel})
        for step, word, drawing, rel in ways
        if step
    ]


def step_tools(head, *, may_assign, may_refine):
    """Return [Link] of what may be done about a step as a whole."""
    assign = Link("Tunjuk petugas", reverse("evidence:assign", args=[head.pk]), "people", SMALL)
    refine = Link("Dokumen yang diminta", reverse("evidence:requirements", args=[head.pk]), "pencil", SMALL)
    return [link for may, link in ((may_assign, assign), (may_refine, refine)) if may]


@dataclass(frozen=True, slots=True)
class Duty:
    """An obligation of a step. day: its due date in words; remarks: what is late or lacking, as safe HTML.

    acts: something can be done, by the links of tools; folded: they are out of the way, for nothing is lacking;
    open: files are taken here.
    """

    obligation: object
    day: str
    remarks: list
    moves: list
    proofs: list
    acts: bool
    tools: list
    folded: bool
    open: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at the duties of a step: what they may do, whether the plan is in force, which duty is open."""

    may_upload: bool
    may_refine: bool
    in_force: bool
    open: object = None

    def opens(self, obligation):
        """Return whether the obligation is the open one."""
        return self.open is not None and obligation.pk == self.open.pk


def present_duty(duty, reader):
    """Return the Duty of a step_page.Duty for a reader."""
    obligation = duty.obligation
    acts = obligation.active and reader.in_force
    is_open = reader.opens(obligation)
    return Duty(
        obligation,
        _due_day(obligation.due_on),
        _remarks(duty),
        [_move(move, move is duty.moves[-1]) for move in duty.moves],
        [_proof(proof, reader.may_upload) for proof in duty.proofs],
        acts and not (duty.settled and not is_open),
        _tools(obligation, reader) if acts else [],
        duty.settled and not is_open,
        acts and is_open and reader.may_upload,
    )


def _due_day(day):
    if day is None:
        return UNSCHEDULED_DAY
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), date_format(day, "j F Y"))


def _remarks(duty):
    late = format_html('<span class="duty-late">lewat {} hari</span>', duty.late)
    lack = format_html('<span class="text-body-secondary small">{}</span>', duty.lack)
    return [html for holds, html in ((duty.late, late), (duty.lack, lack)) if holds]


def _move(move, first):
    before, after = (_iso_day(values["due_on"]) or "kosong" for values in (move.before, move.after))
    printed = "tercetak " if first else ""
    moved = f"Tenggat {printed}{before} diubah menjadi {after} oleh {move.actor or 'portal'}, {_moment(move.at)}"
    return f"{moved}: {move.after['reason']}"


def _iso_day(text):
    return date_format(timezone.datetime.fromisoformat(text), "j M Y") if text else ""


def _moment(at):
    return date_format(timezone.localtime(at), "j M Y")


@dataclass(frozen=True, slots=True)
class Proof:
    """An evidence of a duty: its link, what it is, [(icon, class, words)] of its file, what is to be repaired."""

    evidence: object
    url: str
    facts: str
    remarks: list
    comment: str
    links: list


def _proof(proof, may_upload):
    evidence = proof.evidence
    url = reverse("evidence:detail", args=[evidence.pk])
    repair = evidence.state in REPAIR
    revise = Link("Unggah revisi", reverse("evidence:revise", args=[evidence.pk]), "upload", f"{SMALL_OUTLINED} mt-1")
    return Proof(
        evidence,
        f"{url}?halaman={quote(proof.page)}" if proof.page else url,
        _proof_facts(proof),
        _file_remarks(proof.present.file),
        f"{proof.said.actor or 'Portal'}: {proof.said.note}" if repair and proof.said else "",
        [revise] if repair and may_upload else [],
    )


def _proof_facts(proof):
    evidence, present = proof.evidence, proof.present
    parts = [
        evidence.get_kind_display(),
        f"hal. {proof.page}" if proof.page else "",
        f"revisi {present.number}" if present.number > 1 else "",
        f"{evidence.uploader}, {_moment(present.at)}",
        f"diajukan lagi dari {evidence.origin.year}" if evidence.origin_id else "",
    ]
    return " · ".join(part for part in parts if part)


def _file_remarks(file):
    if file is None:
        return []
    bad = f"Berkas {file.get_scan_display().lower()}: unggah berkas lain."
    lines = ((file.signed, "stamp", "small", file.signed), (file.bad, "warning", "small duty-late", bad))
    return [(drawing, look, words) for holds, drawing, look, words in lines if holds]


def _tools(obligation, reader):
    title = obligation.requirement.title
    links = []
    if reader.may_upload and not reader.opens(obligation):
        links.append(Link("Unggah", f"?kewajiban={obligation.pk}#kewajiban-{obligation.pk}", "upload", SMALL))
    if reader.may_upload:
        prove, again = (reverse(f"evidence:{name}", args=[obligation.pk]) for name in ("prove", "again"))
        links.append(Link("Isi tanpa berkas", prove, "pencil", SMALL, about=title))
        links.append(Link("Pakai bukti yang ada", again, "file", SMALL, about=f"untuk {title}"))
    if reader.may_refine:
        word = "Ubah tenggat" if obligation.due_on else "Jadwalkan"
        links.append(Link(word, reverse("evidence:due", args=[obligation.pk]), "calendar", SMALL))
    return links


def refine_links(row):
    """Return [Link] to the documents of a row that is asked for nothing."""
    return [Link("Dokumen yang diminta", reverse("evidence:requirements", args=[row.pk]), "pencil")]


# A plan


def upload_heading(area):
    """Return the heading of the folded box that takes files; area: the one that is looked at, None for all."""
    if area is None:
        return "Unggah folder atau banyak berkas sekaligus"
    return f"Unggah ke area {area.label} {Truncator(area.title).chars(60)}"


def plan_filters(sheet, selection, unassigned):
    """Return [(id, label, [(value, word)], chosen value)] of the filters of a plan."""
    areas = [
        (area.pk, f"{area.label or place} {Truncator(area.title).chars(50)}")
        for place, area in enumerate(sheet.areas, 1)
    ]
    standings = [(standing, standing.label) for standing in Standing if standing != Standing.DROPPED]
    months = [(f"{month:%Y-%m}", date_format(month, "F Y")) for month in sheet.months]
    people = [(str(person.pk), str(person)) for person in sheet.people]
    return [
        ("area", "Area", areas, selection.area),
        ("keadaan", "Keadaan", standings, selection.standing),
        ("bulan", "Bulan tenggat", months, f"{selection.month:%Y-%m}" if selection.month else ""),
        ("petugas", "Petugas", [(unassigned, "Belum ada petugas"), *people], selection.person),
    ]


def idle_links(plan, current):
    """Return [Link] of a plan that is not in force; current: the office's plan that is, or the plan itself."""
    decree = Link("Buka keputusan", reverse("decrees:detail", args=[plan.decree.pk]), "stamp")
    if current == plan:
        return [decree]
    return [Link("Buka rencana yang berlaku", reverse("evidence:plan", args=[current.pk]), "arrow", PRIMARY), decree]


def idle_state(decree):
    """Return the state of the decree of a plan that is not in force."""
    state = decree.get_state_display().lower()
    return f"{state} (arsip)" if decree.archive else state
