"""The text of a decree while it is edited: its sections and clauses with their buttons and links."""

from dataclasses import dataclass

from django.forms.utils import flatatt
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from plans.presenters.decree import INDENTS
from plans.states import Section
from zi_portal.lib.screens.controls import SMALL, SMALL_OUTLINED, Link

WAYS = (
    # what is sent, icon or sign, what it says
    ("up", "up", "", "Naikkan"),
    ("down", "down", "", "Turunkan"),
    ("in", "", "⇥", "Jadikan sub-butir dari butir di atasnya"),
    ("out", "", "⇤", "Keluarkan satu tingkat"),
)
NOT_PRINTED = "Tidak dicetak selama kosong. Isi bila ada surat atau berita acara pleno yang menjadi dasar."
NO_CLAUSE = "Belum ada butir. Tambahkan paling sedikit satu."


@dataclass(frozen=True, slots=True)
class Way:
    """A button that moves a clause; a sign stands where there is no icon."""

    attributes: SafeString
    icon: str
    sign: str


@dataclass(frozen=True, slots=True)
class EditedClause:
    """A clause with the buttons that move it and the links that change it."""

    clause: object
    indent: str
    ways: list
    links: list


@dataclass(frozen=True, slots=True)
class EditedSection:
    """A section with its clauses; empty: what is said where it has none; links: what can be added."""

    section: Section
    rows: list
    empty: str
    links: list


def sections(decree, parts, changed=None):
    """Return [EditedSection] of clauses.by_section(); changed: pk of the clause whose link takes the focus."""
    return [
        EditedSection(
            part.section,
            [_edited(decree, clause, part.section, changed) for clause in part.rows],
            NOT_PRINTED if part.section == Section.NOTING else NO_CLAUSE,
            _additions(decree, part.section),
        )
        for part in parts
    ]


def _edited(decree, clause, section, changed):
    return EditedClause(clause, INDENTS[clause.level], _ways(clause), _links(decree, clause, section, changed))


def _ways(clause):
    return [Way(_way_attributes(clause, way, label), drawing, sign) for way, drawing, sign, label in WAYS]


def _way_attributes(clause, way, label):
    fields = {"class": SMALL, "id": f"{way}-{clause.pk}", "name": "direction", "value": way}
    words = {"title": label, "aria-label": f"{label}: {clause.label}"}
    return flatatt(fields | words | {"disabled": way not in clause.ways})


def _links(decree, clause, section, changed):
    edit, remove = (reverse(f"decrees:clause-{name}", args=[clause.pk]) for name in ("edit", "remove"))
    add = reverse("decrees:clause-add", args=[decree.pk, section])
    focus = {"autofocus": clause.pk == changed}
    extra = {"id": f"ubah-{clause.pk}", "hx-get": edit, "hx-target": f"#butir-{clause.pk}"} | focus
    return [
        Link("Ubah", edit, "pencil", SMALL, about=clause.label, extra=extra),
        Link("Sisipkan", f"{add}?after={clause.pk}", "plus", SMALL, about=f"setelah {clause.label}"),
        Link("Hapus", remove, "trash", SMALL, about=clause.label),
    ]


def _additions(decree, section):
    word = "Tambah diktum" if section == Section.DICTUM else f"Tambah butir {section.label}"
    add = Link(word, reverse("decrees:clause-add", args=[decree.pk, section]), "plus", SMALL_OUTLINED)
    if section != Section.RECALLING:
        return [add]
    bases = reverse("decrees:bases", args=[decree.pk])
    return [add, Link("Pilih dari pustaka dasar hukum", bases, "list", SMALL_OUTLINED)]


# The form of one clause


@dataclass(frozen=True, slots=True)
class ClauseForm:
    """Words and ways of the form of a clause; attributes: of its element, as safe HTML."""

    verb: str
    heading: str
    lead: str
    attributes: SafeString
    back: str


def clause_form(decree, section, *, clause=None, after=None, htmx=False):
    """Return the ClauseForm of a clause, or of a new one behind another (after) or at the end of its section."""
    verb = "Ubah" if clause else "Tambah"
    body = reverse("decrees:body", args=[decree.pk])
    return ClauseForm(
        verb,
        f"Ubah {section.label} {clause.label}" if clause else f"Tambah butir {section.label}",
        f"Disisipkan setelah {after.label} {Truncator(after.text).chars(80)}" if after else "",
        _form_attributes(clause, htmx),
        f"{body}#butir-{clause.pk}" if clause else body,
    )


def _form_attributes(clause, htmx):
    attributes = {"method": "post", "novalidate": True} | ({} if htmx else {"class": "col-lg-9"})
    if clause is None:
        return flatatt(attributes)
    url = reverse("decrees:clause-edit", args=[clause.pk])
    return flatatt(attributes | {"action": url} | ({"hx-post": url, "hx-target": "#naskah"} if htmx else {}))
