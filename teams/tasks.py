"""Mails about accounts, sent in the background: the link to set a password, and the news of a role."""

from uuid import uuid4

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from teams.models import Membership, User
from zi_portal.jobs.queue import enqueue
from zi_portal.jobs.registry import JobFailed, handler

RESET, INVITATION = "teams.reset_mail", "teams.invitation_mail"


def queue_reset_mail(user):
    """Inside a transaction: send the link for a new password; None (no such account) sends nothing."""
    return enqueue(RESET, key=f"reset-{uuid4().hex}", payload={"user": user.pk if user else None})


def queue_invitation(membership):
    """Inside a transaction: tell a person about a new role, with a link to set the password if none is set."""
    return enqueue(INVITATION, key=f"invitation-{uuid4().hex}", payload={"membership": membership.pk})


@handler(RESET, title="Surel kata sandi baru", urgent=True)
def send_reset(job, progress):
    """Send the reset mail to an active account; {"sent": bool}."""
    user = User.objects.filter(pk=job.payload["user"], is_active=True).first()
    if user:
        _send("account/email/password_reset_key", user, {"password_reset_url": password_url(user)})
    return {"sent": bool(user)}


@handler(INVITATION, title="Surel undangan")
def send_invitation(job, progress):
    """Send the invitation; a role that was ended meanwhile or a closed account fails for good."""
    row = Membership.objects.select_related("user", "satker").filter(pk=job.payload["membership"]).first()
    if row is None or row.ended_at or not row.user.is_active:
        raise JobFailed("Undangan tidak dikirim: perannya sudah diakhiri atau akunnya dinonaktifkan.")
    link = "" if row.user.has_usable_password() else password_url(row.user)
    _send("teams/mail/invitation", row.user, {"membership": row, "link": link, "portal": _absolute("account_login")})
    return {"sent": True}


def password_url(user):
    """Absolute address (SITE_URL) where this user sets a new password; holds a token that works once."""
    uid, key = user_pk_to_url_str(user), default_token_generator.make_token(user)
    return _absolute("account_reset_password_from_key", uidb36=uid, key=key)


def _absolute(name, **kwargs):
    return settings.SITE_URL.rstrip("/") + reverse(name, kwargs=kwargs)


def _send(template, user, context):
    """Render template_subject.txt and template_message.txt and send them; mail errors are tried again by the job."""
    context |= {"user": user, "site": settings.SITE_URL, "hours": settings.PASSWORD_RESET_TIMEOUT // 3600}
    subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
    body = render_to_string(f"{template}_message.txt", context)
    send_mail(settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + subject, body, None, [user.email])
