"""When an obligation is due, moved by hand with its reason, and who of the office sees to a row; with history."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef

from evidence import permissions
from evidence.models import EvidenceUse, Obligation, RequirementChange, StepAssignment
from evidence.obligations import deriving, status
from evidence.obligations.editing import Stale
from evidence.workflow import Refused
from plans.models import Plan
from teams.models import Membership, Satker, User
from zi_portal.audit import chain
from zi_portal.lib.seen import settled

REASON_MISSING = "Tulis alasan tenggat diubah, supaya pemeriksa dapat menilainya."
TOO_EARLY = "Tenggat tidak boleh sebelum keputusan ditetapkan ({})."
TOO_LATE = "Tenggat paling lambat akhir tahun sesudah tahun rencana ({})."
NOT_IN_FORCE = "Rencana ini tidak berlaku (lagi), jadi tenggatnya tidak dapat diubah."
NOT_A_COLLEAGUE = "Orang ini tidak (lagi) bertugas di satker ini. Pilih orang lain."


def owing(held):
    """({requirement pk: [obligations asked now]}, [those asked no more that have evidence]) of a Listing; 1 query.

    Each carries its standing and sent, whether any evidence was put to it.
    """
    asked, left_over = {}, []
    rows = Obligation.objects.filter(requirement__in=[one.pk for one in (*held.present, *held.removed)])
    rows = status.stated(rows).annotate(sent=Exists(EvidenceUse.objects.filter(obligation=OuterRef("pk"))))
    for one in rows.select_related("requirement"):
        if one.active:
            asked.setdefault(one.requirement_id, []).append(one)
        elif one.sent:
            left_over.append(one)
    return asked, left_over


def printed_date(obligation):
    """The due date that the plan prints (or that was set for its requirement), None where it gives none.

    4 queries for an obligation that is owed once, none for another.
    """
    if obligation.slot != deriving.ONCE:
        return date.fromisoformat(obligation.slot)
    return deriving.once_due(obligation)


@transaction.atomic
def move(obligation, actor, *, day, reason, seen):
    """Give an obligation another due date, or (None) its printed one again; seen: due date that the form showed.

    What fell due before the enactment is owed from then on when it is moved behind it. Raises PermissionDenied,
    Refused, Stale.
    """
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=obligation.plan_id)
    held = Obligation.objects.select_related("plan__satker", "plan__annex__decree", "requirement").get(pk=obligation.pk)
    if not permissions.can_refine(actor, plan.satker):
        raise PermissionDenied
    if not held.active or not deriving.in_force(held.plan):
        raise Refused("not_in_force", NOT_IN_FORCE, status=409)
    if _iso(held.due_on) != seen:
        raise Stale
    wanted = day or printed_date(held)
    _veto(held, day, reason)
    before = {"due_on": _iso(held.due_on)}
    held.due_on, held.overridden = wanted, day is not None
    held.owed = wanted is None or wanted >= held.plan.decree.enacted_on
    held.save(update_fields=["due_on", "overridden", "owed"])
    _note(held, actor, before, reason)


def _veto(held, day, reason):
    if not reason.strip():
        raise Refused("reason_missing", REASON_MISSING)
    enacted_on, last = held.plan.decree.enacted_on, date(held.plan.year + 1, 12, 31)
    if day and day < enacted_on:
        raise Refused("too_early", TOO_EARLY.format(f"{enacted_on:%d-%m-%Y}"))
    if day and day > last:
        raise Refused("too_late", TOO_LATE.format(f"{last:%d-%m-%Y}"))


def _note(held, actor, before, reason):
    after = {"slot": held.slot, "due_on": _iso(held.due_on), "reason": reason.strip()}
    RequirementChange.objects.create(requirement=held.requirement, actor=actor, before=before, after=after)
    chain.record(
        "obligation.move", actor=actor, subject=held, satker_code=held.plan.satker.code, before=before, after=after
    )


def _iso(day):
    return day.isoformat() if day else ""


def moves(obligation):
    """History of an obligation's due date, the newest first; one query."""
    rows = obligation.requirement.changes.filter(after__slot=obligation.slot).select_related("actor")
    return rows.order_by("-pk")


def people(satker):
    """Users who have a role at the office now."""
    colleagues = Membership.objects.active().filter(satker=satker).values("user")
    return User.objects.filter(pk__in=colleagues, is_active=True).order_by("name", "pk")


@transaction.atomic
def assign(step, user, actor, seen=None):
    """Give a row to a colleague, or (None) to nobody. Raises PermissionDenied, Refused, Unchanged, Overtaken.

    step: with its area and plan at hand; seen: as settled() takes it (zi_portal/lib/seen.py).
    """
    satker = step.area.plan.satker
    if not permissions.can_assign(actor, satker):
        raise PermissionDenied
    if user is not None and not people(satker).filter(pk=user.pk).exists():
        raise Refused("not_a_colleague", NOT_A_COLLEAGUE)
    Satker.objects.select_for_update(of=("self",)).get(pk=satker.pk)
    before = assigned(satker, step.key)
    settled({"user": before and before.user}, {"user": user}, seen)
    row = StepAssignment.objects.create(satker=satker, step_key=step.key, user=user, by=actor)
    chain.record(
        "step.assign", actor=actor, subject=row, satker_code=satker.code,
        before={"user": str(before.user) if before and before.user else ""},
        after={"user": str(user) if user else "", "step": str(step)},
    )  # fmt: skip


def assigned(satker, key):
    """The newest StepAssignment of a row with its user at hand, or None."""
    return assignments(satker, key).first()


def assignments(satker, key):
    """History of who saw to a row, the newest first; one query."""
    rows = StepAssignment.objects.filter(satker=satker, step_key=key)
    return rows.select_related("user", "by").order_by("-pk")
