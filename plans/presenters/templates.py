"""Templates as their pages show them: standing, versions, table, who uses them; and a newer version, row by row."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from plans.beginnings import offers as offering
from plans.beginnings.deciding import KEEP, TAKE
from plans.plan import table
from plans.plan.tree_json import tree_from_json
from plans.presenters import plan as plan_presenter
from plans.presenters.decree import moment
from plans.states import EDITABLE
from plans.tree import EXTRA
from zi_portal.lib.grid.screen import row_html
from zi_portal.lib.indonesian import QUARTERS, SHORT_MONTHS
from zi_portal.lib.screens.controls import DANGER, OUTLINED, PRIMARY, Badge, Link, Post

DRAFT, PUBLISHED, WITHDRAWN = (
    Badge("draft", "pencil", "Draf"),
    Badge("enacted", "stamp", "Terbit"),
    Badge("revoked", "x", "Ditarik"),
)
KINDS = {
    offering.NEW: "Baris baru",
    offering.CHANGED: "Diubah",
    offering.MOVED: "Dipindah",
    offering.GONE: "Dihapus dari templat",
}
HEADINGS = {
    "indicator": "Indikator",
    "action": "Langkah aksi",
    "evidence": "Bukti fisik",
    "time": "Target waktu",
    "target": "Target capaian",
    "responsible": "Penanggung jawab",
    "note": "Keterangan",
    "ticks": "Pelaksanaan",
    "tick_notes": "Catatan pelaksanaan",
}
NOTHING = "(kosong)"


def standing(template):
    """Return the Badge of a template with_latest()."""
    if template.withdrawn_at:
        return WITHDRAWN
    return PUBLISHED if template.latest_number else DRAFT


def links(template, version, *, may_begin, may_write):
    """Return ([Link], [Post]) at the head of a template; version: that is shown."""
    begin = Link("Mulai rencana", reverse("plans:begin-template", args=[template.pk]), "plus", PRIMARY)
    can_begin = may_begin and template.latest_number and not template.withdrawn_at
    posts = []
    if may_write and not template.withdrawn_at:
        publish = reverse("plans:template-publish", args=[template.pk])
        withdraw = reverse("plans:template-withdraw", args=[template.pk])
        word = f"Terbitkan versi {template.draft_number}"
        posts += [Post(word, publish, "send", OUTLINED)] if template.draft_number else []
        posts += [Post("Tarik templat", withdraw, "x", DANGER)]
    return [begin] if can_begin else [], posts


def version_lines(versions, shown):
    """Return [(words, note, Link or None)] of the versions, the newest first; shown: that whose table is shown."""
    return [(_version_words(version), version.note, _version_link(version, shown)) for version in versions]


def _version_words(version):
    at = version.published_at and date_format(localtime(version.published_at), "j F Y")
    words = f"terbit {at}" if at else "belum terbit"
    return f"Versi {version.number}, {words}, oleh {version.author or 'sistem'}: {version.row_count} baris"


def _version_link(version, shown):
    return (
        None if version == shown else Link("Lihat", f"?versi={version.number}", "eye", about=f"versi {version.number}")
    )


def version_table(version):
    """Return (head, [row of cells as HTML]) of a version's table."""
    grid = table.to_grid(*tree_from_json(version.content))
    return plan_presenter.head(grid.rows[: grid.head]), [row_html(cells) for cells in grid.rows[grid.head :]]


@dataclass(slots=True)
class Users:
    """Who uses a template. counts: in a sentence; lines: [(office and year, what it has decided)]."""

    counts: str
    lines: list


def users(plans, latest_number):
    """Return Users of Plans of deciding.users_of(); latest_number: of the version that is offered."""
    drafts = [plan for plan in plans if plan.decree.state in EDITABLE]
    decided_count = sum(plan.standing == latest_number for plan in drafts)
    decided = f"{decided_count} sudah memutuskan versi terakhir, {len(drafts) - decided_count} belum"
    counts = f"{len(drafts)} draf memakai templat ini: {decided}."
    fixed = len(plans) - len(drafts)
    if fixed:
        counts += f" {fixed} rencana lain tidak ditawari lagi karena naskahnya tidak dapat diubah."
    ordered = sorted(plans, key=lambda plan: (plan not in drafts, plan.standing == latest_number))
    return Users(
        counts, [(f"{plan.satker.short_name}, {plan.year}", _decided(plan, latest_number)) for plan in ordered]
    )


def _decided(plan, latest_number):
    if plan.decree.state not in EDITABLE:
        return f"{plan.decree.get_state_display()}, dengan versi {plan.standing}"
    if plan.standing == latest_number:
        return f"Sudah memutuskan versi {latest_number}"
    part = f"{plan.decided} baris sudah diputuskan" if plan.decided else "belum ada yang diputuskan"
    return f"Masih versi {plan.standing}, {part}"


# What a newer version offers


@dataclass(slots=True)
class CellLine:
    """A cell that differs: heading, text in the old and new version; own: the plan's, if it differs from both."""

    heading: str
    before: str
    after: str
    own: str = ""


@dataclass(slots=True)
class OfferLine:
    """An offered row: kind in a word, place, cells, and what was answered."""

    key: str
    kind: str
    place: str
    cells: list
    word: str = ""
    reason: str = ""
    error: str = ""
    choices: list = field(default_factory=list)


def offer_lines(open_offers, form=None):
    """Return [OfferLine] of Offers; form: OfferForm with what was typed, None at first."""
    return [_offer_line(offer, form) for offer in open_offers]


def _offer_line(offer, form):
    word, reason = form.words.get(offer.key, ("", "")) if form else ("", "")
    error = form.errors.get(offer.key, "") if form else ""
    ways = ((TAKE, "Ambil"), (KEEP, "Tetap seperti sekarang"))
    choices = [(value, label, value == word) for value, label in ways]
    return OfferLine(offer.key, KINDS[offer.kind], _place(offer), _cells(offer), word, reason, error, choices)


def _place(offer):
    if offer.kind == offering.MOVED:
        return f"dari {offer.old.place.words} ke {offer.new.place.words}"
    return (offer.new or offer.old).place.words


def _cells(offer):
    names = offer.fields or [name for name, content in offer.old.cells.items() if content]
    return [_cell_line(offer, name) for name in names if offer.kind != offering.MOVED or name in offer.fields]


def _cell_line(offer, name):
    before, after, own = (
        _text(name, offering.cell(entry, name)) if entry else "" for entry in (offer.old, offer.new, offer.own)
    )
    differs = offer.own is not None and own not in (before, after)
    return CellLine(_heading(name), before, after, (own or NOTHING) if differs else "")


def _heading(name):
    return HEADINGS.get(name) or name.removeprefix(EXTRA).capitalize()


def _text(name, content):
    if name == "ticks":
        return ", ".join(_period(place, content) for place in content)
    if name == "tick_notes":
        return "; ".join(f"{place}: {text}" for place, text in sorted(content.items()))
    return content


def _period(place, ticks):
    names = QUARTERS if max(ticks) <= len(QUARTERS) and len(ticks) > len(QUARTERS) else SHORT_MONTHS
    return names[place - 1] if 0 < place <= len(names) else str(place)


def decided_lines(decisions):
    """Return what was decided already, in sentences."""
    taken = sum(decision.taken for decision in decisions)
    kept = [decision for decision in decisions if not decision.taken]
    words = [f"{taken} baris diambil."] if taken else []
    return words + [f"Tetap: {row.reason} ({row.actor or 'sistem'}, {moment(row.at)})" for row in kept]


def banner(version, plan):
    """Return (words, Link) about a version that is offered to a plan."""
    words = f"Templat {version.template.title} terbit dalam versi {version.number}."
    words += " Tidak ada yang berubah di rencana ini sebelum Anda memutuskan."
    return words, Link("Lihat perbedaannya", reverse("plans:offer", args=[plan.pk]), "eye", OUTLINED)
