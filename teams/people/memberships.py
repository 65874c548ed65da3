"""People and their roles: inviting, changing, ending, closing an account; every change is locked and audited."""

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from teams.models import Membership, Satker, User
from teams.people import colleagues, reminding
from teams.people.letters import queue_invitation
from teams.states import Role, Standing
from zi_portal.audit import chain
from zi_portal.entrance import sessions
from zi_portal.lib.errors import Refused
from zi_portal.lib.seen import settled

FIELDS = ("area", "position", "acting", "basis", "valid_from", "valid_until")
LAST_ADMIN = (
    "Anda administrator terakhir satker ini, jadi peran Anda tidak dapat diakhiri atau dibatasi. "
    "Tetapkan administrator lain lebih dahulu."
)


@transaction.atomic
def invite(satker, *, email, name, nip, role, actor, **period):
    """Give a person a role at satker, mail them and return the Membership; a new e-mail gets an account.

    The account has no password yet. name and nip are for a new account; an existing one is never changed.
    period: fields of FIELDS. A role that the person holds already (a second click) is returned unchanged.
    """
    Satker.objects.select_for_update().get(pk=satker.pk)
    defaults = {"name": name, "nip": nip, "password": make_password(None)}
    user, created = User.objects.get_or_create(email=email.lower(), defaults=defaults)
    current_membership = (
        Membership.objects.active().filter(user=user, satker=satker, role=role, area=period.get("area")).first()
    )
    if current_membership:
        return current_membership
    row = Membership.objects.create(user=user, satker=satker, role=role, **period)
    if created:
        _record("user.create", actor, user, satker, after={"email": user.email, "name": name, "nip": nip})
    _record("membership.create", actor, row, satker, after=_facts(row))
    reminding.tell_given(row, queue_invitation(row))
    return row


@transaction.atomic
def change(membership, actor, *, seen=None, **values):
    """Change area, position or period of a role that has not ended; raise Refused, Unchanged, Overtaken."""
    row = _locked(membership)
    before = _facts(row)
    changed = settled(before, values, seen)
    for field, value in changed.items():
        setattr(row, field, value)
    if row.valid_until or row.standing != Standing.IN_FORCE:
        _require_other_admin(row, actor)
    row.save(update_fields=[*changed])
    _record("membership.change", actor, row, row.satker, before=before, after=_facts(row))
    reminding.tell_changed(row, actor)
    return row


@transaction.atomic
def end(membership, actor):
    """End a role now; it has no effect from the person's next request on. Raise Refused."""
    row = _locked(membership)
    _require_other_admin(row, actor)
    before = _facts(row)
    today = timezone.localdate()
    row.ended_at = timezone.now()
    if row.valid_from <= today:
        row.valid_until = today
    row.save(update_fields=["ended_at", "valid_until"])
    colleagues.release(row.user, actor)
    _record("membership.end", actor, row, row.satker, before=before, after=_facts(row))
    reminding.tell_ended(row, actor)
    return row


@transaction.atomic
def resend(membership, actor):
    """Send the invitation again; raise Refused when the role has ended or the account is closed."""
    row = _locked(membership)
    if not row.user.is_active:
        raise Refused("account_closed", "Akun ini dinonaktifkan, jadi undangan tidak dapat dikirim.", status=409)
    queue_invitation(row)
    _record("membership.invite_again", actor, row, row.satker)


@transaction.atomic
def set_active(user, active, actor):
    """Open or close an account; closing ends its sessions at once. Raise Refused for the actor's own account."""
    row = User.objects.select_for_update().get(pk=user.pk)
    if row.pk == actor.pk:
        raise Refused("own_account", "Anda tidak dapat menonaktifkan akun Anda sendiri.", status=409)
    if row.is_active != active:
        row.is_active = active
        row.save(update_fields=["is_active"])
        if not active:
            sessions.end(row)
        action = "user.activate" if active else "user.deactivate"
        chain.record(action, actor=actor, subject=row, before={"is_active": not active}, after={"is_active": active})
    return row


@transaction.atomic
def change_profile(user, *, seen=None, **values):
    """Change the user's own name and NIP; raise Unchanged, Overtaken."""
    row = User.objects.select_for_update().get(pk=user.pk)
    stored = {name: getattr(row, name) for name in values}
    changed = settled(stored, values, seen)
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=[*changed])
    before = {name: stored[name] for name in changed}
    chain.record("user.change", actor=row, subject=row, before=before, after=changed)


def _locked(membership):
    """Return the row, with its office locked so that two last admins cannot leave at once; raise Refused if ended."""
    Satker.objects.select_for_update().get(pk=membership.satker_id)
    row = Membership.objects.select_related("user", "satker").get(pk=membership.pk)
    if row.standing == Standing.ENDED:
        raise Refused("ended", "Peran ini sudah berakhir. Berikan peran baru bila orangnya bertugas lagi.", status=409)
    return row


def _require_other_admin(row, actor):
    """Raise Refused when an admin would give up their own role and the office has no other admin."""
    if row.role != Role.ADMIN or row.user_id != actor.pk:
        return
    other_admins = Membership.objects.active().filter(satker_id=row.satker_id, role=Role.ADMIN, user__is_active=True)
    if not other_admins.exclude(user_id=row.user_id).exists():
        raise Refused("last_admin", LAST_ADMIN, status=409)


def _facts(row):
    facts = {"user": row.user_id, "role": row.role, "ended_at": row.ended_at}
    return facts | {name: getattr(row, name) for name in FIELDS}


def _record(action, actor, subject, satker, before=None, after=None):
    chain.record(action, actor=actor, subject=subject, satker_code=satker.code, before=before, after=after)
