"""The list of documents that a row asks for, as its page shows it: facts, due dates and buttons of each document."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator

from zi_portal.lib.screens.controls import PRIMARY, SMALL, Link, Post, movers

KINDS = {
    "takes_file": "berkas",
    "takes_link": "tautan",
    "takes_statement": "pernyataan",
    "takes_nihil": "nihil",
}


@dataclass(frozen=True, slots=True)
class Due:
    """A due date of a document; change: the link that moves it, None for who may not."""

    day: str
    moved: bool
    standing: str
    change: Link | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A document of the list. movers, links: what may be done with it; ticked: it is chosen to be joined."""

    pk: int | None
    title: str
    facts: str
    dates: list = field(default_factory=list)
    movers: list = field(default_factory=list)
    links: list = field(default_factory=list)
    ticked: bool = False


def facts(requirement):
    """Return what a document asks beside its title, in one line."""
    kinds = ", ".join(word for name, word in KINDS.items() if getattr(requirement, name))
    parts = [requirement.get_frequency_display()]
    if requirement.quantity > 1:
        parts.append(f"{requirement.quantity} bukti")
    parts.append(f"menerima {kinds}")
    if requirement.implicit:
        parts.append("tidak tercetak di tabel")
    return " · ".join(parts)


def asked(requirements, obligations, *, may_refine, ticked=()):
    """Return [Asked] of the list; obligations: {pk of a requirement: [Obligation]}, ticked: pks that the form had."""
    last = len(requirements) - 1
    return [
        Asked(
            requirement.pk,
            requirement.title,
            facts(requirement),
            [_due(requirement, obligation, may_refine) for obligation in obligations.get(requirement.pk, [])],
            movers("arah", requirement.pk, requirement.title, first=place == 0, last=place == last) if last else [],
            _ways(requirement),
            requirement.pk in ticked,
        )
        for place, requirement in enumerate(requirements)
    ]


def proposed(requirements):
    """Return [Asked] of documents that are proposed and not stored."""
    return [Asked(None, requirement.title, facts(requirement)) for requirement in requirements]


def _due(requirement, obligation, may_refine):
    day = date_format(obligation.due_on, "j M Y") if obligation.due_on else ""
    change = Link(
        "Ubah" if day else "Jadwalkan",
        reverse("evidence:due", args=[obligation.pk]),
        about=f"tenggat {_day(obligation.due_on)} {requirement.title}",
    )
    return Due(day, obligation.overridden, obligation.standing, change if may_refine else None)


def _ways(requirement):
    ways = (("Ubah", "evidence:requirement", "pencil"), ("Pecah", "evidence:requirement-split", "split"))
    return [
        Link(word, reverse(name, args=[requirement.pk]), icon, about=requirement.title) for word, name, icon in ways
    ]


def proving(steps):
    """Return the heading above the rows that the documents prove."""
    return f"{len(steps)} baris yang dibuktikan" if len(steps) > 1 else "Langkah yang dibuktikan"


def proposal(*, may_refine):
    """Return what is said above documents that are only proposed."""
    if may_refine:
        use = "Pakai sebagai daftar supaya dapat diperbaiki; tanpa itu usulan ini dipakai saat keputusan ditetapkan."
    else:
        use = "Usulan ini dipakai saat keputusan ditetapkan."
    return f"Ini usulan dari teks tercetak. {use}"


def acceptance(step):
    """Return [Post] that makes the proposal the list."""
    return [Post("Pakai usulan ini", reverse("evidence:requirements-propose", args=[step.pk]), "check", PRIMARY)]


def officer_links(person, step):
    """Return [Link] to the page that says who sees to the row; person: who does now, "" for nobody."""
    url = reverse("evidence:assign", args=[step.pk])
    return [Link("Ganti" if person else "Tentukan", url, look="ms-1", about="petugas", extra={"hx-boost": "false"})]


def restoration(requirement):
    """Return [Post] that asks again for a document that was removed."""
    url = reverse("evidence:requirement-restore", args=[requirement.pk])
    return [Post("Kembalikan", url, "undo", SMALL, about=requirement.title)]


def outcomes(renewal):
    """Return [(title of a document, its icon, what becomes of it)] of reading the printed text again."""
    renamed = [
        (present.title, "check", "tetap") if present.title == new.title else (present.title, "pencil", new.title)
        for present, new in renewal.matches
    ]
    fresh = [(requirement.title, "plus", "ditambahkan") for requirement in renewal.additions]
    dropped = [(requirement.title, "trash", "tidak diminta lagi") for requirement in renewal.removals]
    return renamed + fresh + dropped


def due_facts(obligation, printed):
    """Return [(term, words)] above the form of a due date; printed: the date that the plan gives, or None."""
    time = obligation.step.time
    unread = (
        f"tidak terbaca sebagai tanggal: “{Truncator(time).chars(80)}”" if time else "tidak terbaca sebagai tanggal"
    )
    present = f"{_day(obligation.due_on)}{' (diubah)' if obligation.overridden else ''}"
    facts = [
        ("Menurut rencana", _day(printed) if printed else unread),
        ("Berlaku sekarang", present if obligation.due_on else "perlu dijadwalkan"),
    ]
    if not obligation.owed:
        facts.append(("Wajib", "Tidak: jatuh tempo sebelum keputusan ditetapkan."))
    return facts


def _day(day):
    return date_format(day, "j F Y") if day else ""
