"""The review as pages show it: verdicts and what they mean, notes on pages, history, waiting times in words."""

from dataclasses import dataclass
from datetime import date

from django.forms.utils import flatatt
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator

from evidence import signatures
from evidence.states import SERVED, EvidenceKind, EvidenceState, Scan, Verdict
from zi_portal.lib.screens.controls import PLAIN, PRIMARY, SMALL, SMALL_PRIMARY, Badge, Button, Link

LATE_DAYS = 7
TODAY = "hari ini"


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
NOT_CLEAN = "Berkasnya belum lolos pemindaian virus, jadi belum dapat diterima atau dikukuhkan."
OPEN = frozenset(EvidenceState) - {EvidenceState.CONFIRMED, EvidenceState.WITHDRAWN}


# How long, and what for


def days(since):
    """Return how long ago in words: "hari ini", "1 hari", "12 hari"."""
    number = _number_of_days(since)
    return f"{number} hari" if number else TODAY


def long_ago(since):
    """Return whether it waits longer than a week."""
    return _number_of_days(since) > LATE_DAYS


def _number_of_days(since):
    return max(0, (timezone.localdate() - timezone.localtime(since).date()).days)


def sentence(evidence):
    """Return whom an evidence waits for and since when."""
    if evidence.state not in OPEN:
        return f"{NEXT[evidence.state]}."
    waited = days(evidence.waiting_since)
    return f"{NEXT[evidence.state]}, sejak hari ini." if waited == TODAY else f"{NEXT[evidence.state]}, sudah {waited}."


def hints(evidence, user):
    """Return [(icon, sentence)] of what the reader of an evidence should know before a verdict."""
    own = evidence.uploader_id == user.pk or user.pk in evidence.placers
    present = evidence.present
    candidates = [
        (evidence.kind == EvidenceKind.UNABLE and evidence.state != EvidenceState.CONFIRMED, "info", UNABLE),
        (own and evidence.state == EvidenceState.UPLOADED, "info", OWN),
        (present and present.file and not present.file.served, "warning", NOT_CLEAN),
    ]
    return [(drawing, words) for holds, drawing, words in candidates if holds]


# Verdicts


@dataclass(frozen=True, slots=True)
class Choice:
    """A verdict that the reader may give; typed: what a refused one had, open: it is shown unfolded."""

    action: str
    words: Words
    typed: dict
    open: bool = False

    @property
    def note_label(self):
        """Return the label of its note."""
        return "Catatan (opsional)" if self.action == Verdict.WITHDRAW else "Catatan"


def verdicts(possible, typed):
    """Return ([Choice] of one button, [Choice] with a form) of the verdicts that are possible."""
    choices = [_choice(action, typed) for action in possible if action in WORDS]
    plain = [choice for choice in choices if not choice.words.heading]
    return plain, [choice for choice in choices if choice.words.heading]


def _choice(action, typed):
    if typed["action"] == action:
        return Choice(action, WORDS[action], typed, open=True)
    return Choice(action, WORDS[action], NOTHING_TYPED)


def revision_link(evidence):
    """Return the link to the page that takes another revision; it stands back where nobody asked for one."""
    look = PLAIN if evidence.state == EvidenceState.UPLOADED else PRIMARY
    return Link("Kirim revisi", reverse("evidence:revise", args=[evidence.pk]), "upload", look)


def repair_link(evidence):
    """Return the link to that page in a list of what must be repaired."""
    url = reverse("evidence:revise", args=[evidence.pk])
    return Link("Kirim revisi", url, "upload", SMALL_PRIMARY, about=evidence.title)


# Notes and history


def page_attributes(evidence, typed):
    """Return the attributes of the field for a note's page: what was typed, else 1; at most the file's last page."""
    file = evidence.present.file if evidence.present else None
    typed_page = {"data-typed": "1"} if typed["page"] else {}
    last = {"max": file.pages} if file and file.pages else {}
    return flatatt({"value": typed["page"] or "1"} | typed_page | last)


@dataclass(frozen=True, slots=True)
class Remark:
    """A note on a page: where it leads, what it says, whether it was dealt with and may be ticked off."""

    pk: int
    page: int
    url: str
    revision: str
    text: str
    signed: str
    settled: str
    may_settle: bool

    @property
    def look(self):
        """Return the CSS class of its line."""
        return "settled" if self.settled else ""


def remarks(notes, evidence, *, may_settle, old_page):
    """Return [Remark] of notes; old_page: the page does not show the present revision, so links lead to its page."""
    present = evidence.present
    return [_remark(note, evidence, present, may_settle, old_page) for note in notes]


def _remark(note, evidence, present, may_settle, old_page):
    earlier = present is None or note.revision_id != present.pk
    page = reverse("evidence:detail", args=[evidence.pk])
    way = f"{page}?revisi={note.revision.number}&halaman={note.page}" if earlier or old_page else ""
    return Remark(
        note.pk,
        note.page,
        f"{way}#halaman-{note.page}",
        f"(revisi {note.revision.number})" if earlier else "",
        note.text,
        f"{note.by}, {_moment(note.at)}",
        f"selesai {date_format(timezone.localtime(note.settled_at), 'j M Y')}" if note.settled_at else "",
        may_settle and not note.settled_at,
    )


def _moment(at):
    return date_format(timezone.localtime(at), "j M Y H.i")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the history of an evidence."""

    state: str
    label: str
    actor: str
    at: object
    act: str
    note: str


def lines(reviews):
    """Return [Line] of the history, the newest first as it comes."""
    return [
        Line(
            review.target,
            review.get_target_display(),
            str(review.actor or "Portal"),
            review.at,
            f"({review.get_action_display()}, revisi {review.revision.number})"
            if review.revision
            else f"({review.get_action_display()})",
            review.note,
        )
        for review in reviews
    ]


# In lists

SHOWN_PLACES, SHOWN_DAYS = 3, 4
SCANS = {
    Scan.PENDING: ("clock", "berkas masih dipindai"),
    Scan.INFECTED: ("warning", "berkas tidak lolos pemindaian"),
    Scan.UNSCANNABLE: ("warning", "berkas tidak lolos pemindaian"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """An evidence of reviewing.with_details() in a list.

    serves: [(label of the area, step, document and its days)] of the first places, hidden: how many there are beside
    them. thumb: pk of the picture that is shown, None where icon stands for it. waited: how long, long: longer than a
    week. remarks: [(icon, words)] beside its state.
    """

    serves: list
    hidden: int
    facts: str
    signed: str
    thumb: int | None
    icon: str
    waited: str
    long: bool
    to_confirm: bool
    remarks: list


def listed(record):
    """Return the Listed of a row of reviewing.with_details()."""
    served = places(record.uses.all())
    return Listed(
        [_place(*place) for place in served[:SHOWN_PLACES]],
        max(0, len(served) - SHOWN_PLACES),
        f"{record.get_kind_display()} · revisi {record.number} · oleh {record.uploader}",
        signatures.label(record.signatures or []),
        record.thumb if record.scan in SERVED else None,
        "file" if record.kind == EvidenceKind.FILE else "pencil",
        days(record.waiting_since),
        long_ago(record.waiting_since),
        record.state == EvidenceState.ACCEPTED,
        [SCANS[record.scan]] if record.scan in SCANS else [],
    )


def _place(step, requirement, uses):
    dues = ", ".join(_due(use) for use in uses[:SHOWN_DAYS])
    ellipsis = ", …" if len(uses) > SHOWN_DAYS else ""
    title = Truncator(requirement.title).chars(80)
    return step.area.label, Truncator(step.action).chars(90), f"· {title}, tenggat {dues}{ellipsis}"


def _due(use):
    due = use.obligation.due_on
    day = date_format(due, "j M Y") if due else "perlu dijadwalkan"
    return f"{day} (hal. {use.page})" if use.page else day


def places(uses):
    """Return [(step, requirement, uses)] of an evidence, the due dates of one document behind each other."""
    grouped = {}
    for use in sorted(uses, key=_when):
        grouped.setdefault((use.obligation.step, use.obligation.requirement), []).append(use)
    return [(step, requirement, rows) for (step, requirement), rows in grouped.items()]


def _when(use):
    obligation = use.obligation
    step = obligation.step
    return step.area.position, step.position, obligation.requirement_id, obligation.due_on or date.max


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an evidence must be repaired: words of the last verdict, who gave it, [(page, url, text, revision)]."""

    note: str
    signed: str
    notes: list


def reason(record):
    """Return the Reason of a row of reviewing.with_reasons()."""
    line = record.sent_back[-1] if record.sent_back else None
    page = reverse("evidence:detail", args=[record.pk])
    notes = [
        (note.page, f"{page}#catatan-{note.pk}", note.text, f"(revisi {revision.number})" if place else "")
        for place, revision in enumerate(record.revisions.all())
        for note in revision.remarks
    ]
    if line is None:
        return Reason("", "", notes)
    at = date_format(timezone.localtime(line.at), "j F Y H.i")
    return Reason(line.note or "Tanpa catatan.", f"{line.actor or 'Portal'}, {at}", notes)


# The queue


def queue_lead(counts):
    """Return what waits for the reader, in sentences; counts: reviewing.Counts."""
    if not counts.waiting:
        return "Bukti yang menunggu putusan Anda, dari yang terlama."
    oldest = days(counts.oldest)
    sentences = [
        f"{counts.waiting} bukti menunggu Anda{'' if oldest == TODAY else f', yang terlama {oldest}'}.",
        f"Diperiksa di satker: {counts.first}." if counts.first else "",
        f"Dikukuhkan: {counts.second}." if counts.second else "",
    ]
    return " ".join(sentence for sentence in sentences if sentence)


MANY_VERDICTS = {
    # action: (its word, the button's icon)
    Verdict.ACCEPT: ("Terima", "check"),
    Verdict.CONFIRM: ("Kukuhkan", "stamp"),
    Verdict.RETURN: ("Kembalikan", "undo"),
    Verdict.QUESTION: ("Pertanyakan", "warning"),
}


def many_buttons(counts):
    """Return ([IconButton] of verdicts without a reason, those with one) on all that is ticked; counts: what waits."""
    stages = (counts.first, (Verdict.ACCEPT, Verdict.RETURN)), (counts.second, (Verdict.CONFIRM, Verdict.QUESTION))
    pairs = [actions for number, actions in stages if number]
    return [_many_button(plain, SMALL_PRIMARY) for plain, _ in pairs], [_many_button(asks, SMALL) for _, asks in pairs]


def _many_button(action, look):
    word, drawing = MANY_VERDICTS[action]
    return Button(f"{word} yang dicentang", drawing, look, sends={"action": action})


def reasons_heading(counts):
    """Return the heading of the verdicts that need a reason."""
    stages = ((counts.first, Verdict.RETURN), (counts.second, Verdict.QUESTION))
    words = " atau ".join(MANY_VERDICTS[action][0].lower() for number, action in stages if number)
    return f"{words[:1].upper()}{words[1:]} yang dicentang, dengan alasan"


def outcomes_lead(outcomes, left):
    """Return how many of the ticked evidences were decided; left: how many were not."""
    if not outcomes:
        return "Belum ada yang diubah."
    unchanged = f"; {left} tidak diubah, alasannya di bawah" if left else ""
    return f"{len(outcomes) - left} dari {len(outcomes)} bukti diputus{unchanged}."


def outcome_lines(outcomes):
    """Return [(outcome, badge)] of what became of each ticked evidence."""
    decided, unchanged = Badge("done", "check", "Selesai"), Badge("failed", "warning", "Tidak diubah")
    return [(outcome, decided if outcome.code == "done" else unchanged) for outcome in outcomes]
