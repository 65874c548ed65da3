"""Letters about accounts: the link to set a new password, and the news of a role."""

from uuid import uuid4

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse

from teams.models import Membership
from zi_portal.mail import outbox
from zi_portal.mail.letters import Dropped, Letter, letter
from zi_portal.mail.models import Message

RESET, INVITATION = "teams.reset", "teams.invitation"
CLOSED = "Akun penerima sudah dinonaktifkan atau surelnya sudah diganti."
ROLE_ENDED = "Perannya sudah diakhiri."


def queue_reset(user):
    """Inside a transaction: send the link for a new password; None (no such account) costs as much, sends nothing."""
    key = f"reset-{uuid4().hex}"
    return outbox.send(RESET, key=key, user=user) if user else outbox.pretend(RESET, key=key)


def queue_invitation(membership, *, key=""):
    """Inside a transaction: tell a person about a new role, with a link to set the password if none is set."""
    return outbox.send(
        INVITATION,
        key=key or f"invitation-{uuid4().hex}",
        user=membership.user,
        satker_code=membership.satker.code,
        about={"membership": membership.pk},
    )


def with_invitations(memberships):
    """The queryset, prepared for invitation_of: one query for all rows of a page."""
    mails = Message.objects.filter(kind=INVITATION).order_by("-pk")
    return memberships.prefetch_related(Prefetch("user__mails", queryset=mails, to_attr="invitations"))


def invitation_of(membership):
    """The latest invitation mail (Message) of a role out of with_invitations; None when there is none (any more)."""
    return next((mail for mail in membership.user.invitations if mail.about.get("membership") == membership.pk), None)


@letter(RESET, title="Kata sandi baru", urgent=True)
def reset(message):
    """The link for a new password; for an open account with this very address only."""
    user = _recipient(message)
    return Letter("Kata sandi baru", _context(user, link=password_url(user)))


@letter(INVITATION, title="Undangan")
def invitation(message):
    """The news of a role; dropped when it has ended meanwhile."""
    user = _recipient(message)
    rows = Membership.objects.select_related("satker").filter(user=user, ended_at=None)
    row = rows.filter(pk=message.about.get("membership")).first()
    if row is None:
        raise Dropped(ROLE_ENDED)
    context = _context(
        user,
        link="" if user.has_usable_password() else password_url(user),
        portal=_absolute("account_login"),
        role=row.get_role_display(),
        area=row.area_name,
        satker=row.satker.short_name,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )
    return Letter(f"Peran Anda di {row.satker.short_name}", context)


def password_url(user):
    """Absolute address (SITE_URL) where this user sets a new password; holds a token that works once."""
    uid, key = user_pk_to_url_str(user), default_token_generator.make_token(user)
    return _absolute("account_reset_password_from_key", uidb36=uid, key=key)


def _recipient(message):
    user = message.user
    if user is None or not user.is_active or user.email != message.address:
        raise Dropped(CLOSED)
    return user


def _context(user, **values):
    hours = settings.PASSWORD_RESET_TIMEOUT // 3600
    return {"name": str(user), "email": user.email, "hours": hours} | values


def _absolute(name, **kwargs):
    return settings.SITE_URL.rstrip("/") + reverse(name, kwargs=kwargs)
