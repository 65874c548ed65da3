"""When an obligation is due, moved by hand with its reason, and who of the office sees to a row; with history."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef

from evidence import permissions
from evidence.models import EvidenceUse, Obligation, RequirementChange, StepAssignment
from evidence.obligations import deriving, groups, status
from evidence.obligations.editing import STALE
from plans.models import Plan
from teams.models import Membership, Satker, User
from zi_portal.audit import chain
from zi_portal.lib.errors import Refused, Stale
from zi_portal.lib.seen import digest, settled

REASON_MISSING = "Tulis alasan tenggat diubah, supaya pemeriksa dapat menilainya."
TOO_EARLY = "Tenggat tidak boleh sebelum keputusan ditetapkan ({})."
TOO_LATE = "Tenggat paling lambat akhir tahun sesudah tahun rencana ({})."
NOT_IN_FORCE = "Rencana ini tidak berlaku (lagi), jadi tenggatnya tidak dapat diubah."
NOT_A_COLLEAGUE = "Orang ini tidak (lagi) bertugas di satker ini. Pilih orang lain."


def obligations_of(listing):
    """Return ({requirement pk: [active obligations]}, [inactive obligations that have evidence]) of a Listing; 1 query.

    Each obligation is annotated with standing and sent (whether any evidence was put to it).
    """
    obligations_by_requirement, left_over = {}, []
    rows = Obligation.objects.filter(
        requirement__in=[requirement.pk for requirement in (*listing.present, *listing.removed)]
    )
    rows = status.with_standing(rows).annotate(sent=Exists(EvidenceUse.objects.filter(obligation=OuterRef("pk"))))
    for obligation in rows.select_related("requirement"):
        if obligation.active:
            obligations_by_requirement.setdefault(obligation.requirement_id, []).append(obligation)
        elif obligation.sent:
            left_over.append(obligation)
    return obligations_by_requirement, left_over


def printed_date(obligation):
    """Return the due date that the plan prints (or that was set for its requirement), None where it gives none.

    4 queries for an obligation that is owed once, none for another.
    """
    if obligation.slot != groups.ONCE:
        return date.fromisoformat(obligation.slot)
    return groups.once_due_date(obligation)


@transaction.atomic
def move(obligation, actor, *, day, reason, seen):
    """Give an obligation another due date, or (None) its printed one again; seen: digest() of the due date shown.

    An obligation that fell due before the enactment becomes owed when it is moved behind it. Raises PermissionDenied,
    Refused, Stale.
    """
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=obligation.plan_id)
    relations = ("plan__satker", "plan__annex__decree", "requirement")
    obligation = Obligation.objects.select_related(*relations).get(pk=obligation.pk)
    if not permissions.can_refine(actor, plan.satker):
        raise PermissionDenied
    if not obligation.active or not deriving.in_force(obligation.plan):
        raise Refused("not_in_force", NOT_IN_FORCE, status=409)
    if digest(obligation.due_on) != seen:
        raise Stale(STALE)
    due_on = day or printed_date(obligation)
    _check_move(obligation, day, reason)
    before = {"due_on": _iso(obligation.due_on)}
    obligation.due_on, obligation.overridden = due_on, day is not None
    obligation.owed = due_on is None or due_on >= obligation.plan.decree.enacted_on
    obligation.save(update_fields=["due_on", "overridden", "owed"])
    _record_move(obligation, actor, before, reason)


def _check_move(obligation, day, reason):
    if not reason.strip():
        raise Refused("reason_missing", REASON_MISSING)
    enacted_on, last = obligation.plan.decree.enacted_on, date(obligation.plan.year + 1, 12, 31)
    if day and day < enacted_on:
        raise Refused("too_early", TOO_EARLY.format(f"{enacted_on:%d-%m-%Y}"))
    if day and day > last:
        raise Refused("too_late", TOO_LATE.format(f"{last:%d-%m-%Y}"))


def _record_move(obligation, actor, before, reason):
    after = {"slot": obligation.slot, "due_on": _iso(obligation.due_on), "reason": reason.strip()}
    RequirementChange.objects.create(requirement=obligation.requirement, actor=actor, before=before, after=after)
    chain.record(
        "obligation.move",
        actor=actor,
        subject=obligation,
        satker_code=obligation.plan.satker.code,
        before=before,
        after=after,
    )


def _iso(day):
    return day.isoformat() if day else ""


def moves(obligation):
    """Return the lines of history of an obligation's due date, the newest first; one query."""
    rows = obligation.requirement.changes.filter(after__slot=obligation.slot).select_related("actor")
    return rows.order_by("-pk")


def colleagues(satker):
    """Return the users who have a role at the office now."""
    user_ids = Membership.objects.active().filter(satker=satker).values("user")
    return User.objects.filter(pk__in=user_ids, is_active=True).order_by("name", "pk")


@transaction.atomic
def assign(step, user, actor, seen=None):
    """Give a row to a colleague, or (None) to nobody. Raises PermissionDenied, Refused, Unchanged, Overtaken.

    step: with its area and plan loaded; seen: as settled() takes it (zi_portal/lib/seen.py).
    """
    satker = step.area.plan.satker
    if not permissions.can_assign(actor, satker):
        raise PermissionDenied
    if user is not None and not colleagues(satker).filter(pk=user.pk).exists():
        raise Refused("not_a_colleague", NOT_A_COLLEAGUE)
    Satker.objects.select_for_update(of=("self",)).get(pk=satker.pk)
    before = current_assignment(satker, step.key)
    settled({"user": before and before.user}, {"user": user}, seen)
    assignment = StepAssignment.objects.create(satker=satker, step_key=step.key, user=user, by=actor)
    chain.record(
        "step.assign", actor=actor, subject=assignment, satker_code=satker.code,
        before={"user": str(before.user) if before and before.user else ""},
        after={"user": str(user) if user else "", "step": str(step)},
    )  # fmt: skip


def current_assignment(satker, key):
    """Return the newest StepAssignment of a row with its user loaded, or None."""
    return assignments(satker, key).first()


def assignments(satker, key):
    """Return the StepAssignments of a row with user and author loaded, the newest first; one query."""
    rows = StepAssignment.objects.filter(satker=satker, step_key=key)
    return rows.select_related("user", "by").order_by("-pk")
