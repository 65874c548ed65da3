"""The review as other pages show it: what the panel of an evidence needs, and how long something waits in words."""

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

from django import template
from django.utils import timezone

from evidence import permissions, signatures, workflow
from evidence.filters import UNFILTERED, queue_of
from evidence.models import PageNote
from evidence.proofs import reviewing
from evidence.states import REPAIR, EvidenceKind, EvidenceState, Verdict
from zi_portal.lib.web import whole_number

register = template.Library()

LATE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Words:
    """A verdict on the panel: what opens it, what it means, its button; reasons: canned ones are offered."""

    heading: str
    meaning: str
    button: str
    icon: str
    style: str = "btn-outline-secondary"
    reasons: bool = False


WORDS = {
    Verdict.ACCEPT: Words("", "", "Terima", "check", "btn-primary"),
    Verdict.CONFIRM: Words("", "", "Kukuhkan", "stamp", "btn-primary"),
    Verdict.RETURN: Words(
        "Kembalikan dengan alasan",
        "Satker mengunggah revisi, lalu bukti diperiksa lagi.",
        "Kembalikan",
        "undo",
        reasons=True,
    ),
    Verdict.QUESTION: Words(
        "Pertanyakan dengan alasan",
        "Bukti tidak dihitung sampai satker menjawab atau mengunggah revisi.",
        "Pertanyakan",
        "warning",
        reasons=True,
    ),
    Verdict.ANSWER: Words(
        "Jawab tanpa revisi",
        "Jelaskan mengapa bukti ini sudah benar. Satker atasan memeriksanya lagi.",
        "Kirim jawaban",
        "send",
    ),
    Verdict.WITHDRAW: Words(
        "Tarik bukti ini",
        "Bukti tidak dihitung lagi; berkas dan riwayatnya tetap tersimpan.",
        "Tarik",
        "x",
        "btn-outline-danger",
    ),
}
OWN = "Anda yang mengunggah revisi ini atau memasangnya di salah satu tempatnya, jadi orang lain yang memeriksanya."
UNABLE = "Kewajibannya baru dihapus dari hitungan setelah alasan ini dikukuhkan satker atasan."
NEXT = {
    EvidenceState.UPLOADED: "Menunggu diperiksa koordinator area atau pimpinan satker",
    EvidenceState.RETURNED: "Menunggu revisi dari satker",
    EvidenceState.ACCEPTED: "Diterima satker, menunggu dikukuhkan satker atasan",
    EvidenceState.QUESTIONED: "Menunggu jawaban atau revisi dari satker",
    EvidenceState.CONFIRMED: "Selesai diperiksa dan dikukuhkan",
    EvidenceState.WITHDRAWN: "Ditarik, tidak dihitung lagi",
}

NOTHING_TYPED = dict.fromkeys(("action", "reason", "note", "page", "text", "code", "error"), "")
OPEN = frozenset(EvidenceState) - {EvidenceState.CONFIRMED, EvidenceState.WITHDRAWN}


@register.filter
def days(since):
    """How long ago in words: "hari ini", "1 hari", "12 hari"."""
    number = _number_of_days(since)
    return f"{number} hari" if number else "hari ini"


@register.filter
def long_ago(since):
    """Whether it waits longer than a week."""
    return _number_of_days(since) > LATE_DAYS


def _number_of_days(since):
    return max(0, (timezone.localdate() - timezone.localtime(since).date()).days)


@register.filter
def signed(found):
    """The few words that a list says of a file's signatures; "" where there is no file or it has none."""
    return signatures.label(found or [])


@register.filter
def places(uses):
    """What an evidence is put to, the due dates of one document behind each other: [(step, requirement, uses)]."""
    found = {}
    for use in sorted(uses, key=_when):
        found.setdefault((use.obligation.step, use.obligation.requirement), []).append(use)
    return [(step, requirement, rows) for (step, requirement), rows in found.items()]


def _when(use):
    owed = use.obligation
    return owed.step.area.position, owed.step.position, owed.requirement_id, owed.due_on or date.max


@register.filter
def revisable_by(evidence, user):
    """Whether the user may send another revision of it."""
    return permissions.can_revise(user, evidence)


@register.simple_tag(takes_context=True)
def review_of(context, evidence):
    """All that the panel of an evidence shows to this user: sentences, verdicts, history, notes, way in the queue.

    typed (of the context): what a refused verdict or note had: action, reason, note, page, text, and error, code.
    """
    request = context["request"]
    user = request.user
    possible = workflow.available(evidence, user)
    typed = NOTHING_TYPED | (context.get("typed") or {})
    notes = PageNote.objects.filter(revision__evidence=evidence).select_related("revision", "by")
    return SimpleNamespace(
        verdicts=[SimpleNamespace(action=one, **_look(one, typed)) for one in possible if one in WORDS],
        reasons=workflow.REASONS,
        revise=Verdict.REVISE in possible and evidence.state in REPAIR | {EvidenceState.UPLOADED},
        sentence=NEXT[evidence.state],
        waited=days(evidence.waiting_since) if evidence.state in OPEN else "",
        hints=_hints(evidence, user),
        scanning=_scanning(evidence),
        history=evidence.reviews.select_related("actor", "revision").order_by("-pk"),
        notes=notes.order_by("settled_at", "-revision__number", "page", "pk"),
        may_note=permissions.can_note(user, evidence),
        may_settle=permissions.can_settle(user, evidence),
        typed=typed,
        **_way(request, evidence, possible),
    )


def _look(action, typed):
    words = WORDS[action]
    mine = typed if typed.get("action") == action else {"reason": "", "note": ""}
    return {"words": words, "plain": not words.heading, "open": mine is typed, "typed": mine}


def _hints(evidence, user):
    hints = []
    if evidence.kind == EvidenceKind.UNABLE and evidence.state != EvidenceState.CONFIRMED:
        hints.append(UNABLE)
    own = evidence.uploader_id == user.pk or user.pk in evidence.placers
    if own and evidence.state == EvidenceState.UPLOADED:
        hints.append(OWN)
    return hints


def _scanning(evidence):
    present = evidence.present
    return bool(present and present.file and not present.file.served)


def _way(request, evidence, possible):
    """The evidences before and after this one in the user's queue, as it was filtered; after a verdict where to go on.

    in_queue: it waits for the user or was opened from the queue; decided: a verdict was just given.
    """
    asked = request.GET.get("antrean") or request.POST.get("antrean") or ""
    decided = "lanjut" in request.GET
    way = {
        "asked": asked,
        "antrean": asked or UNFILTERED,
        "decided": decided,
        "in_queue": False,
        "before": None,
        "after": None,
    }
    if not asked and not decided and not any(one in reviewing.BULK_VERDICTS for one in possible):
        return way
    rows = queue_of(request.user, asked)
    if decided:
        number = whole_number(request.GET["lanjut"])
        onward = number is not None and rows.filter(pk=number).first() or rows.first()
        return way | {"after": onward}
    before, after = reviewing.neighbours(rows, evidence)
    return way | {"in_queue": True, "before": before, "after": after}
