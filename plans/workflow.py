"""The approval: a table of transitions and the function that performs them; the only writer of Decree.state."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from plans import permissions
from plans.decree import checks, deletion, payload
from plans.models import Decree, DecreeTransition, Plan, Submission, Version
from plans.plan.gaps import ERROR, Gap
from plans.states import EDITABLE, Action, DecreeState
from teams.models import Satker, Team
from zi_portal.audit import chain
from zi_portal.lib.errors import Refused, Stale

S = DecreeState


def nobody(user, decree):
    """Not done by a person: the effect of another action."""
    return False


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table: source states, target state, who may perform it, what must be typed.

    fields: names of Decree's fields typed with the action; gaps: decree → list[Gap], whose errors veto.
    """

    sources: frozenset
    target: DecreeState
    may: Callable
    note_needed: bool = False
    fields: tuple[str, ...] = ()
    gaps: Callable | None = None


TRANSITIONS = {
    Action.SUBMIT: Transition(
        frozenset({S.DRAFT, S.RETURNED}), S.SUBMITTED, permissions.can_submit, gaps=checks.submission_gaps
    ),
    Action.WITHDRAW: Transition(frozenset({S.SUBMITTED}), S.DRAFT, permissions.can_withdraw),
    Action.APPROVE: Transition(frozenset({S.SUBMITTED}), S.APPROVED, permissions.can_approve),
    Action.RETURN: Transition(
        frozenset({S.SUBMITTED, S.APPROVED}), S.RETURNED, permissions.can_return_, note_needed=True
    ),
    Action.ENACT: Transition(
        frozenset({S.APPROVED}),
        S.ENACTED,
        permissions.can_enact,
        fields=("number", "number_year", "enacted_on", "place", "issuer_name"),
        gaps=checks.enactment_gaps,
    ),
    Action.SUPERSEDE: Transition(frozenset({S.ENACTED}), S.SUPERSEDED, nobody),
    Action.REVOKE: Transition(frozenset({S.ENACTED}), S.REVOKED, permissions.can_revoke, note_needed=True),
    Action.DELETE: Transition(EDITABLE, S.DELETED, permissions.can_delete, gaps=deletion.deletion_gaps),
    Action.RESTORE: Transition(
        frozenset({S.DELETED}), S.DRAFT, permissions.can_restore, gaps=deletion.restoration_gaps
    ),
}

STALE = "Dokumen sudah berubah sejak Anda membukanya. Muat ulang halaman dan periksa keadaannya sekarang."

GUARDS = []
"""Vetoes beside the checks: functions (action, decree) → list of sentences in Indonesian, empty for no objection.

documents.trial_veto, and those of higher apps."""

EFFECTS = []
"""Effects of an action in higher apps: functions (action, decree, actor), called inside its transaction."""


class Vetoed(Refused):
    """The action is not possible now; gaps: list of gaps.Gap that say what to do (HTTP 422)."""

    def __init__(self, gaps):
        super().__init__("refused", " ".join(gap.message for gap in gaps))
        self.gaps = gaps


def available(decree, user):
    """Return the actions that the user may perform in the decree's present state, in the order of the table."""
    return [action for action, move in TRANSITIONS.items() if decree.state in move.sources and move.may(user, decree)]


def perform(action, *, decree, actor, note="", revision=None, request_id="", **fields):
    """Lock, check, change and record in one transaction; return the decree as it is now.

    revision: of the decree that the user saw (None: not compared). fields: typed with the action (enact: number,
    number_year, enacted_on, place, issuer_name). Raise Stale when somebody else was first, PermissionDenied when the
    actor may not perform it, Vetoed with the gaps when note, fields, checks or guards veto.
    """
    action = Action(action)
    move = TRANSITIONS[action]
    with transaction.atomic():
        locked_decree = _lock(action, decree)
        if locked_decree.state not in move.sources or revision not in (None, locked_decree.revision):
            raise Stale(STALE)
        if not move.may(actor, locked_decree):
            raise PermissionDenied
        note = note.strip()
        _fill(locked_decree, move, fields)
        _veto(action, move, locked_decree, note)
        _move(action, locked_decree, actor, note, request_id)
        if action == Action.SUBMIT:
            text = payload.decree_payload(locked_decree) | {"emblem": None}
            Submission.objects.create(decree=locked_decree, payload=text, submitted_by=actor)
        if action == Action.ENACT:
            _enacted(locked_decree, actor, request_id)
        for effect in EFFECTS:
            effect(action, locked_decree, actor)
    return locked_decree


def _lock(action, decree):
    """Return the decree, locked with all that its state governs: office (enacting), amended decree, plans, teams.

    The order is always the same, so that two actions never deadlock; the audit log is locked last.
    """
    if action == Action.ENACT:
        Satker.objects.select_for_update(no_key=True).get(pk=decree.satker_id)
    locked_decree = Decree.objects.select_for_update(of=("self",)).select_related("satker").get(pk=decree.pk)
    if action == Action.ENACT and locked_decree.amends_id:
        locked_decree.amends = (
            Decree.objects.select_for_update(of=("self",)).select_related("satker").get(pk=locked_decree.amends_id)
        )
    for model in (Plan, Team):
        list(
            model.objects.filter(annex__decree=locked_decree)
            .order_by("pk")
            .select_for_update(of=("self",))
            .values_list("pk")
        )
    return locked_decree


def _fill(decree, move, fields):
    """Set the typed fields on the row; a field that the action does not have is the caller's mistake."""
    if unknown := set(fields) - set(move.fields):
        raise TypeError(f"Fields that this action does not take: {sorted(unknown)}")
    for name, value in fields.items():
        field = decree._meta.get_field(name)
        try:
            setattr(decree, name, field.clean(value.strip() if isinstance(value, str) else value, decree))
        except ValidationError as error:
            label = f"{field.verbose_name[0].upper()}{field.verbose_name[1:]}"
            raise Vetoed([_reason(f"{name}_invalid", f"{label}: {' '.join(error.messages)}")]) from error


def _veto(action, move, decree, note):
    """Raise Vetoed with all gaps that prevent the action."""
    reasons = []
    if move.note_needed and not note:
        reasons.append(_reason("note_missing", "Tulis alasannya pada catatan."))
    if move.gaps:
        reasons += [gap for gap in move.gaps(decree) if gap.severity == ERROR]
    reasons += [_reason("guard", sentence) for guard in GUARDS for sentence in guard(action, decree)]
    if reasons:
        raise Vetoed(reasons)


def _move(action, decree, actor, note, request_id):
    """Change the state and everything that must agree with it, and record the transition."""
    source, decree.state = decree.state, _target(action, decree)
    decree.revision += 1
    if action == Action.SUBMIT:
        decree.submitted_by = actor
    _save(decree)
    typed = {name: getattr(decree, name) for name in TRANSITIONS[action].fields}
    _follow(decree)
    DecreeTransition.objects.create(
        decree=decree, actor=actor, action=action, source=source, target=decree.state, note=note
    )
    chain.record(
        f"decree.{action}",
        actor=actor,
        subject=decree,
        satker_code=decree.satker.code,
        before={"state": source, "revision": decree.revision - 1},
        after={"state": decree.state, "revision": decree.revision, "note": note, **typed},
        request_id=request_id,
    )


def _target(action, decree):
    """Return the state that an action leads to; what is restored is again what it was when it was deleted."""
    if action == Action.RESTORE:
        deletion_entry = decree.transitions.filter(action=Action.DELETE).order_by("-pk").first()
        return S(deletion_entry.source) if deletion_entry else S.DRAFT
    return TRANSITIONS[action].target


def _follow(decree):
    """Freeze, free or hide what the decree prints; a team that was not made for it alone stays free and visible."""
    frozen, deleted = decree.state not in EDITABLE, decree.state == S.DELETED
    changed = ~Q(frozen=frozen) | ~Q(deleted=deleted)
    Plan.objects.filter(changed, annex__decree=decree).update(frozen=frozen, deleted=deleted)
    teams = Team.objects.filter(annex__decree=decree)
    teams.filter(changed, annex__team_copied=True).update(frozen=frozen, deleted=deleted)
    frozen = frozen and not deleted
    teams.filter(annex__team_copied=False).exclude(frozen=frozen).update(frozen=frozen)


def _save(decree):
    """Save the row; refuse a number that is taken, let any other broken constraint fail."""
    fields = ["state", "revision", "submitted_by", *TRANSITIONS[Action.ENACT].fields, "changed_at"]
    try:
        with transaction.atomic():
            decree.save(update_fields=fields)
    except IntegrityError:
        same_number = Decree.objects.filter(
            satker=decree.satker_id, issuer=decree.issuer, number_year=decree.number_year
        )
        if not decree.number or not same_number.filter(number=decree.number).exclude(pk=decree.pk).exists():
            raise
        text = f"Nomor {decree.number} Tahun {decree.number_year} sudah dipakai keputusan lain. Periksa buku register."
        raise Vetoed([_reason("number_taken", text)]) from None


def _enacted(decree, actor, request_id):
    """Freeze the printed text as a Version and supersede the amended decree."""
    text = payload.decree_payload(decree)
    Version.objects.create(decree=decree, payload=text, sha256=payload.digest(text))
    if decree.amends_id:
        _move(Action.SUPERSEDE, decree.amends, actor, f"Diganti dengan {decree}", request_id)


def _reason(code, message):
    return Gap(code, ERROR, message)
