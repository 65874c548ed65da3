"""The review: a table of transitions and the one function that walks it; the only writer of Evidence.state."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from evidence import permissions
from evidence.models import Evidence, EvidenceReview
from evidence.states import SERVED, EvidenceState, Verdict
from zi_portal.audit import chain

S = EvidenceState


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table: from which states to which, who may, whether a reason must be given.

    looks: the verdict is about what was seen, so the file must have been found clean.
    """

    sources: frozenset
    target: EvidenceState
    may: Callable
    note_needed: bool = False
    looks: bool = False


TRANSITIONS = {
    Verdict.REVISE: Transition(
        frozenset({S.UPLOADED, S.RETURNED, S.QUESTIONED, S.ACCEPTED}), S.UPLOADED, permissions.can_revise
    ),
    Verdict.WITHDRAW: Transition(frozenset({S.UPLOADED, S.RETURNED}), S.WITHDRAWN, permissions.can_revise),
    Verdict.ACCEPT: Transition(frozenset({S.UPLOADED}), S.ACCEPTED, permissions.can_decide, looks=True),
    Verdict.RETURN: Transition(
        frozenset({S.UPLOADED, S.ACCEPTED}), S.RETURNED, permissions.can_decide, note_needed=True
    ),
    Verdict.CONFIRM: Transition(
        frozenset({S.ACCEPTED, S.QUESTIONED}), S.CONFIRMED, permissions.can_confirm, looks=True
    ),
    Verdict.QUESTION: Transition(
        frozenset({S.ACCEPTED, S.CONFIRMED}), S.QUESTIONED, permissions.can_confirm, note_needed=True
    ),
    Verdict.ANSWER: Transition(frozenset({S.QUESTIONED}), S.ACCEPTED, permissions.can_decide, note_needed=True),
}

DECISIONS = tuple(action for action in TRANSITIONS if action != Verdict.REVISE)
"""What perform() does; another revision goes through attaching.revise, for it brings its content."""

REASONS = {
    "unreadable": "Berkas tidak terbaca atau terpotong.",
    "other_document": "Isi berkas bukan dokumen yang diminta.",
    "other_period": "Tanggal atau masa dokumen tidak sesuai dengan tenggatnya.",
    "unsigned": "Belum ditandatangani atau belum bercap.",
    "incomplete": "Lampiran atau halamannya belum lengkap.",
    "undated": "Tidak bertanggal atau tidak bernomor.",
}
"""Canned reasons: code → sentence, to which own words are added."""

LONGEST_NOTE = 2000
STALE = "Bukti sudah berubah sejak Anda membukanya. Muat ulang halaman dan periksa keadaannya sekarang."
NOTE_MISSING = "Pilih atau tulis alasannya, supaya yang mengunggah tahu apa yang harus diperbaiki."
REASON_UNKNOWN = "Alasan itu tidak ada dalam daftar. Pilih salah satu atau tulis dengan kata sendiri."
LOCKED = frozenset({S.ACCEPTED, S.QUESTIONED, S.CONFIRMED})
LOCKED_STATE = "Bukti yang sudah diterima tidak dapat ditarik. Unggah revisi bila isinya perlu diperbaiki."
UNSCANNED = "Berkasnya belum selesai dipindai, jadi belum dapat diputuskan. Coba lagi sebentar lagi."


class Stale(Exception):
    """Somebody else was first: the evidence is not what the user saw (HTTP 409)."""

    code = "stale"
    message = STALE

    def __init__(self):
        super().__init__(STALE)


class Refused(Exception):
    """The verdict is not possible as given; message says what to do (HTTP 400 for a missing reason, else 422)."""

    def __init__(self, code, message, status=422):
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


def available(evidence, user):
    """Verdicts that the user may give in the evidence's present state, in the order of the table."""
    return [
        action for action, move in TRANSITIONS.items() if evidence.state in move.sources and move.may(user, evidence)
    ]


def perform(action, *, evidence, actor, note="", reason="", revision=None, request_id=""):
    """Lock, check, change, record, in one transaction; returns the Evidence as it is now.

    revision: that of the evidence which the user saw (None = not compared). reason: code of REASONS. Raises Stale
    when somebody else was first, PermissionDenied when the actor may not, Refused when a reason is missing or the
    file was not yet found clean, ValueError for an action that is not among DECISIONS.
    """
    if action not in DECISIONS:
        raise ValueError(f"Not a decision: {action}")
    with transaction.atomic():
        held = admitted(action, evidence, actor, revision)
        if reason and reason not in REASONS:
            raise Refused("reason_unknown", REASON_UNKNOWN, status=400)
        text = " ".join(part for part in (REASONS.get(reason, ""), note.strip()) if part)
        _veto(TRANSITIONS[action], held, text)
        change(held, action, actor, note=text, reason=reason, request_id=request_id)
    return held


def admitted(action, evidence, actor, revision=None):
    """The evidence under lock, where the actor may do this in its state; must be called inside a transaction.

    Raises Stale, PermissionDenied, and Refused("locked_state") for taking back what was accepted.
    """
    move = TRANSITIONS[Verdict(action)]
    held = lock(evidence.pk)
    if not move.may(actor, held):
        raise PermissionDenied
    if action == Verdict.WITHDRAW and held.state in LOCKED:
        raise Refused("locked_state", LOCKED_STATE, status=409)
    if held.state not in move.sources or revision not in (None, held.revision):
        raise Stale
    return held


def lock(pk):
    """The evidence under lock with its office; must be called inside a transaction."""
    return Evidence.objects.select_for_update(of=("self",)).select_related("satker").get(pk=pk)


def _veto(move, held, text):
    if move.note_needed and not text:
        raise Refused("note_missing", NOTE_MISSING, status=400)
    present = held.present
    if move.looks and present and present.file and present.file.scan not in SERVED:
        raise Refused("not_scanned", UNSCANNED)


def change(held, action, actor, *, target=None, note="", reason="", request_id=""):
    """Write the new state with its line of history and audit; held: locked by the caller, with what it changes.

    target: that of the table where None.

    The way of perform(), and of what the portal does itself (a first upload, a virus found later; actor None).
    """
    source = held.state if action != Verdict.UPLOAD else ""
    held.state = target or TRANSITIONS[action].target
    held.revision += 1
    held.waiting_since = timezone.now()
    held.save(update_fields=["state", "revision", "waiting_since", "uploader"])
    EvidenceReview.objects.create(
        evidence=held, revision=held.present, actor=actor, action=action, source=source, target=held.state,
        reason=reason, note=note,
    )  # fmt: skip
    chain.record(
        f"evidence.{action}",
        actor=actor,
        subject=held,
        satker_code=held.satker.code,
        before={"state": source},
        after={"state": held.state, "note": note},
        request_id=request_id,
    )
