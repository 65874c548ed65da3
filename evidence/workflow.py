"""The review of evidence: a table of transitions and the function that walks it; the only writer of Evidence.state."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from evidence import permissions
from evidence.models import Evidence, EvidenceReview
from evidence.states import SERVED, EvidenceState, Verdict
from zi_portal.audit import chain
from zi_portal.lib.errors import Refused, Stale

S = EvidenceState


@dataclass(frozen=True, slots=True)
class Transition:
    """A line of the table: from which states to which, who may, whether a reason must be given.

    needs_clean_file: the verdict is about the content, so the scanner must have passed the file.
    """

    sources: frozenset
    target: EvidenceState
    may: Callable
    note_needed: bool = False
    needs_clean_file: bool = False


TRANSITIONS = {
    Verdict.REVISE: Transition(
        frozenset({S.UPLOADED, S.RETURNED, S.QUESTIONED, S.ACCEPTED}), S.UPLOADED, permissions.can_revise
    ),
    Verdict.WITHDRAW: Transition(frozenset({S.UPLOADED, S.RETURNED}), S.WITHDRAWN, permissions.can_revise),
    Verdict.ACCEPT: Transition(frozenset({S.UPLOADED}), S.ACCEPTED, permissions.can_decide, needs_clean_file=True),
    Verdict.RETURN: Transition(
        frozenset({S.UPLOADED, S.ACCEPTED}), S.RETURNED, permissions.can_decide, note_needed=True
    ),
    Verdict.CONFIRM: Transition(
        frozenset({S.ACCEPTED, S.QUESTIONED}), S.CONFIRMED, permissions.can_confirm, needs_clean_file=True
    ),
    Verdict.QUESTION: Transition(
        frozenset({S.ACCEPTED, S.CONFIRMED}), S.QUESTIONED, permissions.can_confirm, note_needed=True
    ),
    Verdict.ANSWER: Transition(frozenset({S.QUESTIONED}), S.ACCEPTED, permissions.can_decide, note_needed=True),
}

DECISIONS = tuple(action for action in TRANSITIONS if action != Verdict.REVISE)
"""Verdicts that perform() takes; a revision goes through attaching.revise(), as it brings its content."""

REASONS = {
    "unreadable": "Berkas tidak terbaca atau terpotong.",
    "other_document": "Isi berkas bukan dokumen yang diminta.",
    "other_period": "Tanggal atau masa dokumen tidak sesuai dengan tenggatnya.",
    "unsigned": "Belum ditandatangani atau belum bercap.",
    "incomplete": "Lampiran atau halamannya belum lengkap.",
    "undated": "Tidak bertanggal atau tidak bernomor.",
}
"""Canned reasons, code → sentence; the reviewer may add own words."""

EFFECTS = []
"""Effects of a change in higher rooms: functions (EvidenceReview), called inside its transaction."""

LONGEST_NOTE = 2000
STALE = "Bukti sudah berubah sejak Anda membukanya. Muat ulang halaman dan periksa keadaannya sekarang."
NOTE_MISSING = "Pilih atau tulis alasannya, supaya yang mengunggah tahu apa yang harus diperbaiki."
REASON_UNKNOWN = "Alasan itu tidak ada dalam daftar. Pilih salah satu atau tulis dengan kata sendiri."
LOCKED = frozenset({S.ACCEPTED, S.QUESTIONED, S.CONFIRMED})
LOCKED_STATE = "Bukti yang sudah diterima tidak dapat ditarik. Unggah revisi bila isinya perlu diperbaiki."
UNSCANNED = "Berkasnya belum selesai dipindai, jadi belum dapat diputuskan. Coba lagi sebentar lagi."


def available(evidence, user):
    """Return the verdicts that the user may give in the evidence's present state, in the order of the table."""
    return [
        action
        for action, transition in TRANSITIONS.items()
        if evidence.state in transition.sources and transition.may(user, evidence)
    ]


def perform(action, *, evidence, actor, note="", reason="", revision=None, request_id=""):
    """Lock, check, change and record in one transaction; return the Evidence as it is now.

    revision: Evidence.revision as the user saw it (None: not compared). reason: code of REASONS. Raises Stale when
    somebody else was first, PermissionDenied when the actor may not, Refused when a reason is missing or the scanner
    has not passed the file yet, ValueError for an action that is not among DECISIONS.
    """
    if action not in DECISIONS:
        raise ValueError(f"Not a decision: {action}")
    with transaction.atomic():
        evidence = lock_for(action, evidence, actor, revision)
        if reason and reason not in REASONS:
            raise Refused("reason_unknown", REASON_UNKNOWN, status=400)
        text = " ".join(part for part in (REASONS.get(reason, ""), note.strip()) if part)
        _check(TRANSITIONS[action], evidence, text)
        change(evidence, action, actor, note=text, reason=reason, request_id=request_id)
    return evidence


def lock_for(action, evidence, actor, revision=None):
    """Lock the evidence for an action that the actor may take in its state; return it. Call it in a transaction.

    Raises Stale, PermissionDenied, and Refused("locked_state") for withdrawing what was accepted.
    """
    transition = TRANSITIONS[Verdict(action)]
    evidence = lock(evidence.pk)
    if not transition.may(actor, evidence):
        raise PermissionDenied
    if action == Verdict.WITHDRAW and evidence.state in LOCKED:
        raise Refused("locked_state", LOCKED_STATE, status=409)
    if evidence.state not in transition.sources or revision not in (None, evidence.revision):
        raise Stale(STALE)
    return evidence


def lock(pk):
    """Lock the evidence and return it with its office loaded. Call it in a transaction."""
    return Evidence.objects.select_for_update(of=("self",)).select_related("satker").get(pk=pk)


def _check(transition, evidence, text):
    if transition.note_needed and not text:
        raise Refused("note_missing", NOTE_MISSING, status=400)
    revision = evidence.present
    if transition.needs_clean_file and revision and revision.file and revision.file.scan not in SERVED:
        raise Refused("not_scanned", UNSCANNED)


def change(evidence, action, actor, *, target=None, note="", reason="", request_id=""):
    """Write the new state with its line of history and audit; evidence: locked by the caller, with unsaved changes.

    target: the table's target where None. Called by perform() and by what the portal does itself (a first upload, a
    virus found later; actor None).
    """
    source = evidence.state if action != Verdict.UPLOAD else ""
    evidence.state = target or TRANSITIONS[action].target
    evidence.revision += 1
    evidence.waiting_since = timezone.now()
    evidence.save(update_fields=["state", "revision", "waiting_since", "uploader"])
    review = EvidenceReview.objects.create(
        evidence=evidence, revision=evidence.present, actor=actor, action=action, source=source, target=evidence.state,
        reason=reason, note=note,
    )  # fmt: skip
    chain.record(
        f"evidence.{action}",
        actor=actor,
        subject=evidence,
        satker_code=evidence.satker.code,
        before={"state": source},
        after={"state": evidence.state, "note": note},
        request_id=request_id,
    )
    for effect in EFFECTS:
        effect(review)
