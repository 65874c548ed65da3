"""Handlers of jobs that earlier versions queued to send a mail; a mail is now a message with a job of its own."""

from teams.models import Membership, User
from teams.people import letters
from zi_portal.jobs.registry import JobFailed, handler
from zi_portal.mail import outbox


@handler("teams.reset_mail", title="Surel kata sandi baru", urgent=True)
def queue_reset(job, progress):
    """Queue the letter of an open account, once per job however often it runs."""
    user = User.objects.filter(pk=job.payload["user"], is_active=True).first()
    if user:
        outbox.send(letters.RESET, key=job.key, user=user)
    return {"queued": bool(user)}


@handler("teams.invitation_mail", title="Surel undangan")
def queue_invitation(job, progress):
    """Queue the letter, once per job; fail for good when the role is gone."""
    row = Membership.objects.select_related("user", "satker").filter(pk=job.payload["membership"]).first()
    if row is None:
        raise JobFailed("Undangan tidak dikirim: perannya sudah tidak ada.")
    letters.queue_invitation(row, key=job.key)
    return {"queued": True}
