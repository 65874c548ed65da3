"""Letters about accounts: the link to set a new password, and the notice of a new role."""

from uuid import uuid4

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.formats import date_format

from teams.models import Membership
from zi_portal.mail import outbox
from zi_portal.mail.letters import Dropped, Letter, letter, recipient
from zi_portal.mail.models import Message

RESET, INVITATION = "teams.reset", "teams.invitation"
ROLE_ENDED = "Perannya sudah diakhiri."


def queue_reset(user):
    """Queue the link for a new password, inside a transaction; None (no such account) takes as long, sends nothing."""
    key = f"reset-{uuid4().hex}"
    return outbox.send(RESET, key=key, user=user) if user else outbox.pretend(RESET, key=key)


def queue_invitation(membership, *, key=""):
    """Queue the notice of a new role, inside a transaction, with a link to set the password where none is set."""
    return outbox.send(
        INVITATION,
        key=key or f"invitation-{uuid4().hex}",
        user=membership.user,
        satker_code=membership.satker.code,
        about={"membership": membership.pk},
    )


def with_invitations(memberships):
    """Return the queryset prepared for invitation_of, with one more query for all rows of a page."""
    mails = Message.objects.filter(kind=INVITATION).order_by("-pk")
    return memberships.prefetch_related(Prefetch("user__mails", queryset=mails, to_attr="invitations"))


def invitation_of(membership):
    """Return the latest invitation (Message) of a membership from with_invitations, None when there is none."""
    return next((mail for mail in membership.user.invitations if mail.about.get("membership") == membership.pk), None)


@letter(RESET, title="Kata sandi baru", urgent=True)
def reset(message):
    """Return the letter with the link for a new password; dropped unless the account is open and has this address."""
    user = recipient(message)
    return Letter("Kata sandi baru", _context(user, link=password_url(user)))


@letter(INVITATION, title="Undangan")
def invitation(message):
    """Return the letter about a new role; dropped when the role has ended meanwhile."""
    user = recipient(message)
    rows = Membership.objects.select_related("satker").filter(user=user, ended_at=None)
    row = rows.filter(pk=message.about.get("membership")).first()
    if row is None:
        raise Dropped(ROLE_ENDED)
    context = _context(
        user,
        link="" if user.has_usable_password() else password_url(user),
        portal=_absolute("account_login"),
        role=_role(row),
        satker=row.satker.short_name,
        period=_period(row),
    )
    return Letter(f"Peran Anda di {row.satker.short_name}", context)


def _role(membership):
    """A role with its area, in the middle of a sentence."""
    role = membership.get_role_display()
    return f"{role} untuk area {membership.area_name}" if membership.area_name else role


def _period(membership):
    """From when until when a role holds, in the middle of a sentence."""
    since = f"sejak {date_format(membership.valid_from, 'j F Y')}"
    until = membership.valid_until
    return f"{since} sampai {date_format(until, 'j F Y')}" if until else since


def password_url(user):
    """Return the absolute address (SITE_URL) where the user sets a new password; its token works once."""
    uid, key = user_pk_to_url_str(user), default_token_generator.make_token(user)
    return _absolute("account_reset_password_from_key", uidb36=uid, key=key)


def _context(user, **values):
    hours = settings.PASSWORD_RESET_TIMEOUT // 3600
    return {"name": str(user), "email": user.email, "hours": hours} | values


def _absolute(name, **kwargs):
    return settings.SITE_URL.rstrip("/") + reverse(name, kwargs=kwargs)
