"""One decree on its page: its name, what comes next, its settings, history and prints in words, links and buttons."""

from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import Truncator

from plans.states import Action, AnnexKind, Edition, Section
from zi_portal.jobs.states import JobState
from zi_portal.lib.screens.controls import DANGER, PLAIN, PRIMARY, SMALL, SMALL_OUTLINED, SMALL_PRIMARY, Link, Post

HELP = "Administrator dapat menjalankannya lagi."
ICONS = {
    Action.SUBMIT: "send",
    Action.APPROVE: "check",
    Action.ENACT: "stamp",
    Action.REVOKE: "x",
    Action.DELETE: "trash",
}
"""Icons of actions; all others turn something back."""


def moment(at):
    """Return a moment in the reader's zone, "31 Maret 2026 14.05"."""
    return date_format(timezone.localtime(at), "j F Y H.i")


def muted(words):
    """Return words that stand back, as safe HTML."""
    return format_html('<span class="text-body-secondary">{}</span>', words)


def number(decree):
    """Return "Nomor 12 Tahun 2026"; "" while it has none."""
    return f"Nomor {decree.number} Tahun {decree.number_year}" if decree.number else ""


def short_number(decree):
    """Return "12/2026"; "" while it has none."""
    return f"{decree.number}/{decree.number_year}" if decree.number else ""


# Its page


def lead(decree):
    """Return whose decree it is and what about."""
    words = f"{decree.satker.short_name} · {decree.title}"
    return f"{words} · arsip" if decree.archive else words


def links(decree, plan, *, can_amend):
    """Return [Link] at the head of the page."""
    ways = (("Tabel rencana", "plans:detail", "table"), ("Bandingkan", "plans:compare", "split"))
    table = [Link(word, reverse(name, args=[plan.pk]), drawing) for word, name, drawing in ways if plan]
    amend = Link("Buat perubahan", reverse("decrees:amend", args=[decree.pk]), "pencil")
    return [*table, amend] if can_amend else table


def action_links(decree, actions):
    """Return [Link] of what the reader may do with the decree; the first stands out."""
    return [_action_link(decree, action, place) for place, action in enumerate(actions)]


def _action_link(decree, action, place):
    look = DANGER if action in (Action.REVOKE, Action.DELETE) else PLAIN if place else PRIMARY
    url = reverse("decrees:act", args=[decree.pk, action])
    return Link(action.label, url, ICONS.get(action, "undo"), look)


def edit_links(decree, *, can_edit):
    """Return {name of a part of the page: [Link] that changes it}."""
    ways = {
        "body": ("Ubah naskah", "decrees:body", "pencil", SMALL_OUTLINED),
        "annexes": ("Atur lampiran", "decrees:annexes", "pencil", SMALL),
        "settings": ("Ubah pengaturan", "decrees:identity", "gear", SMALL),
    }
    if not can_edit:
        return dict.fromkeys(ways, ())
    return {
        part: [Link(word, reverse(name, args=[decree.pk]), drawing, look)]
        for part, (word, name, drawing, look) in ways.items()
    }


def related(decree, amendments):
    """Return [(words, Link, other decree whose state is shown or None)] of what it amends and what amends it."""
    rows = []
    if decree.amends:
        name = number(decree.amends) or f"keputusan {decree.amends.year}"
        rows.append(("Mengubah", _to_decree(decree.amends, name), None))
    rows += [("Perubahannya:", _to_decree(other, number(other) or "draf perubahan"), other) for other in amendments]
    return rows


def _to_decree(decree, name):
    return Link(name, reverse("decrees:detail", args=[decree.pk]), look="")


def settings(decree):
    """Return [(term, words)] of the settings of a decree."""
    place = decree.place or "(tempat belum diisi)"
    return [
        ("Nomor", f"{decree.number} Tahun {decree.number_year}" if decree.number else muted("diisi saat penetapan")),
        ("Ditetapkan", f"{place}, {date_format(decree.enacted_on, 'j F Y')}" if decree.enacted_on else place),
        ("Penanda tangan", _issuer(decree)),
        ("Pengesah salinan", _joined(decree.certifier_title or "belum diisi", decree.certifier_name)),
        ("Rapat pleno", _joined(decree.pleno_number, _day(decree.pleno_date)) if decree.pleno_number else "–"),
        ("Kertas", decree.get_paper_display()),
    ]


def _day(day):
    return date_format(day, "j F Y") if day else ""


def _joined(*words):
    return ", ".join(word for word in words if word)


def _issuer(decree):
    office = f"{decree.acting} {decree.get_issuer_display()}".strip()
    name = decree.issuer_name or muted("nama belum diisi")
    nip = f" (NIP {decree.issuer_nip})" if decree.issuer_nip else ""
    return format_html("{}, {}{}", office, name, nip)


def made(decree):
    """Return who made the decree, and when."""
    by = f" oleh {decree.created_by}" if decree.created_by else ""
    return f"Dibuat{by}, {moment(decree.created_at)}"


def latest(transition):
    """Return who changed the state of the decree last; None where nobody did."""
    return f"· terakhir oleh {transition.actor or 'sistem'}, {moment(transition.at)}" if transition else ""


# Annexes

ANNEX_ICONS = {AnnexKind.PLAN: "table", AnnexKind.TEAM: "people", AnnexKind.TEXT: "file"}


@dataclass(frozen=True, slots=True)
class AnnexLine:
    """An annex of a decree. title: its name or a link to it, links: of its table; tools: of what can be changed."""

    annex: object
    icon: str
    title: str
    links: list
    tools: list
    movable: bool

    @property
    def text(self):
        """Return what a text annex prints."""
        return self.annex.text if self.annex.kind == AnnexKind.TEXT else ""


def annex_lines(annexes):
    """Return [AnnexLine] of annexes with their .heading."""
    return [_annex_line(annex, len(annexes) > 1) for annex in annexes]


def _annex_line(annex, movable):
    return AnnexLine(annex, ANNEX_ICONS[annex.kind], _annex_title(annex), _exports(annex), _annex_tools(annex), movable)


def _annex_title(annex):
    if annex.kind == AnnexKind.PLAN:
        url, name = reverse("plans:detail", args=[annex.plan_id]), Truncator(annex.plan.title).chars(400)
    elif annex.kind == AnnexKind.TEAM:
        url = reverse("teams:team-detail", args=[annex.team_id])
        name = f"{annex.team.title} ({annex.team.year})"
    else:
        return annex.title
    return format_html('<a href="{}">{}</a>', url, name)


def _exports(annex):
    if not annex.plan_id:
        return []
    ways = (("Excel", "xlsx"), ("JSON", "json"))
    return [Link(word, reverse("plans:export", args=[annex.plan_id, fmt]), "download", SMALL) for word, fmt in ways]


def _annex_tools(annex):
    word = "Ubah" if annex.kind == AnnexKind.TEXT else "Pilihan cetak"
    edit = Link(word, reverse("decrees:annex-edit", args=[annex.pk]), "pencil", SMALL, about=annex.heading)
    remove = Link("Lepas", reverse("decrees:annex-remove", args=[annex.pk]), "trash", SMALL, about=annex.heading)
    return [edit] if annex.kind == AnnexKind.PLAN else [edit, remove]


def annex_about(annex):
    """Return what the form of an annex is about: (heading, lead)."""
    if annex is None:
        return "Lampiran teks", ""
    if annex.kind == AnnexKind.TEXT:
        return "Ubah lampiran teks", ""
    title = Truncator(annex.plan.title).chars(160) if annex.plan else annex.team.title
    return "Pilihan cetak lampiran", title


def annex_loss(annex):
    """Return (name of an annex, what becomes of it) on the page that takes it off."""
    if annex.team:
        name = f"{annex.team.title} ({annex.team.year})"
        return name, "Susunan timnya tetap tersimpan dan dapat ditambahkan kembali."
    return annex.title, "Isi lampiran teks ini terhapus dan tidak dapat dikembalikan."


# What it holds, in short


def summary(decree, sections, annexes):
    """Return [(term, words)] of a decree at a glance, behind its state."""
    named = [("Nomor", f"{decree.number} Tahun {decree.number_year}")] if decree.number else []
    office = f"{decree.acting} {decree.get_issuer_display()}".strip()
    filled = [part for part in sections if part.rows]
    return [
        ("Tentang", decree.title),
        ("Satker", f"{decree.satker.short_name}, {decree.year}"),
        *named,
        (
            "Penanda tangan",
            _joined(office, decree.issuer_name) if decree.issuer_name else f"{office} (nama belum diisi)",
        ),
        ("Tempat", decree.place or "belum diisi"),
        ("Naskah", ", ".join(f"{part.section.label} {len(part.rows)} butir" for part in filled)),
        *((annex.heading[:1].upper() + annex.heading[1:], _annex_words(annex)) for annex in annexes),
    ]


def _annex_words(annex):
    title = Truncator(annex.plan.title).chars(120) if annex.plan else annex.team.title if annex.team else annex.title
    return f"{annex.get_kind_display()}: {title}" if title else annex.get_kind_display()


# Its text


INDENTS = ("", "ms-md-4 ms-2", "ms-md-5 ms-3", "ms-md-5 ps-md-4 ms-4")
"""CSS classes of a clause by its level."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A clause as it prints: what stands in the left column, its sign, its text."""

    label: str
    sign: str
    text: str
    indent: str


@dataclass(frozen=True, slots=True)
class Part:
    """A section as it prints; enacts: "Menetapkan" stands above it; missing: its name where it should have clauses."""

    rows: list
    enacts: bool = False
    missing: str = ""


def preview(sections):
    """Return [Part] of the four sections; Memperhatikan only where it has clauses."""
    return [_part(part) for part in sections if part.rows or part.section != Section.NOTING]


def _part(part):
    dictum = part.section == Section.DICTUM
    rows = [_printed(clause, part.section, place) for place, clause in enumerate(part.rows)]
    return Part(rows, dictum, "" if rows else part.section.label)


def _printed(clause, section, place):
    dictum, inner = section == Section.DICTUM, clause.level > 0
    first = "" if place else section.label
    return Printed(
        (clause.label if not inner else "") if dictum else first,
        clause.label if inner or not dictum else "",
        clause.text,
        INDENTS[clause.level],
    )


COLUMN, NARROW_COLUMN = "col-md-3 col-xxl-2", "col-md-3 col-xl-4 col-xxl-3"
"""CSS classes of the left column of the text, beside much or little room."""


def nip_line(decree):
    """Return the NIP below the name of a Sekretaris who signs."""
    return f"NIP {decree.issuer_nip}" if decree.issuer == "sekretaris" and decree.issuer_nip else ""


def printed_text(decree, sections, column=COLUMN):
    """Return the template context of decrees/preview.html."""
    return {"preview": preview(sections), "nip": nip_line(decree), "column": column}


# Its prints

PURPOSES = {Edition.ORIGINAL: "untuk ditandatangani", Edition.COPY: "untuk dibagikan, dengan pengesahan"}


@dataclass(frozen=True, slots=True)
class Print:
    """An edition on the screen. look, icon, words: how far it is; job: address that its bar is fetched from."""

    name: str
    purpose: str
    links: list
    posts: list
    look: str = "text-body-secondary"
    icon: str = ""
    words: str = "Belum dibuat."
    job: str = ""
    old: bool = False


def prints(decree, editions, *, can_print):
    """Return [Print] of the editions of a decree, each with .edition, .document, .stage, .old and .may_be_asked."""
    return [_print(decree, row, can_print) for row in editions]


def _print(decree, row, can_print):
    name = row.edition.label
    url = reverse("decrees:document", args=[decree.pk, row.edition])
    ask = Post(f"Buat PDF {name.lower()}", url, "print", SMALL_OUTLINED)
    posts = [ask] if can_print and row.may_be_asked else []
    download = [_download(row, name)] if row.stage == "ready" else []
    return Print(name, PURPOSES[row.edition], download, posts, **_progress(row, can_print))


def _download(row, name):
    draft = "konsep " if row.document.is_draft else ""
    url = reverse("decrees:download", args=[row.document.pk])
    return Link(f"Unduh {draft}{name.lower()}", url, "download", SMALL if row.old else SMALL_PRIMARY)


def _progress(row, can_print):
    """Return how far an edition is: the last fields of its Print."""
    document = row.document
    if row.stage == "ready":
        size = f"{document.pages} halaman, {filesizeformat(document.size)}"
        return {"words": f"{size}, dibuat {moment(document.created_at)}", "old": row.old}
    if row.stage == "lost":
        again = "." if document.is_draft else "; isinya akan sama persis."
        words = "Berkas PDF ini tidak ada lagi di penyimpanan."
        words = f"{words} Buat sekali lagi{again}" if can_print else words
        return {"look": "text-danger", "icon": "warning", "words": words}
    if row.stage == "stuck":
        return {
            "look": "text-danger" if document.job.failed else "text-body-secondary",
            "icon": "warning",
            "words": f"{document.job.reason} {HELP}" if document.job.state == JobState.DEAD else document.job.reason,
        }
    return _under_way(row.stage, document)


def _under_way(stage, document):
    if stage == "mine":
        url = reverse("jobs:status", args=[document.job_id])
        words = format_html('PDF sedang dibuat. <a href="{}">Lihat kemajuan</a>', url)
        return {"icon": "clock", "words": words, "job": f"{url}?poll=0"}
    if stage == "others":
        percent = f" ({document.job.progress} %)" if document.job.progress else ""
        words = f"PDF sedang dibuat atas permintaan rekan Anda{percent}. Muat ulang sebentar lagi."
        return {"icon": "clock", "words": words}
    return {}
