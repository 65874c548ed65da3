"""Jobs of the mails: send one message; delete, each day, old messages and their files."""

from datetime import timedelta

from django.utils import timezone

from zi_portal.jobs.registry import JobFailed, handler
from zi_portal.mail import backends, outbox
from zi_portal.mail.delivery import Bounced, NotSent, deliver
from zi_portal.mail.letters import Dropped, compose
from zi_portal.mail.models import Message
from zi_portal.mail.states import MessageState

PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
MESSAGE_AGE, FILE_AGE = timedelta(days=90), timedelta(days=30)


@handler(outbox.SEND, title="Mengirim surel", pauses=PAUSES, follow=outbox.follow)
def send_mail(job, progress):
    """Write the letter as things are now and send it; return {"sent": bool}.

    A message that was sent, bounced or dropped is left alone. If a worker dies between the server's answer and the
    change of the row, the message goes out again with the same Message-ID.
    """
    message = outbox.begin(job.payload["message"])
    if message is None:
        return {"sent": False}
    try:
        return {"sent": _attempt(message, progress)}
    except NotSent as error:
        outbox.postpone(message, str(error))
        raise JobFailed(str(error), permanent=False) from error


def _attempt(message, progress):
    """Return True when the message went out, False when it never will; raise NotSent otherwise."""
    try:
        mail = compose(message)
        deliver(mail, progress)
    except Dropped as error:
        outbox.drop(message, str(error))
    except Bounced as error:
        outbox.bounce(message, str(error))
    else:
        outbox.accept(message, subject=mail.title, file=mail.file)
        return True
    return False


@handler("sweep_mails", title="Membersihkan surel lama", daily=True)
def sweep(job, progress):
    """Delete messages after 90 days and their files after 30, fail those whose job is gone; return the counts."""
    stuck, now = outbox.fail_stuck(), timezone.now()
    files = backends.forget_before(now - FILE_AGE)
    with_file = Message.objects.exclude(file="").filter(queued_at__lte=now - FILE_AGE)
    without_file = [pk for pk, name in with_file.values_list("pk", "file") if not (backends.folder() / name).exists()]
    Message.objects.filter(pk__in=without_file).update(file="")
    old = Message.objects.exclude(state=MessageState.QUEUED).filter(queued_at__lte=now - MESSAGE_AGE)
    return {"stuck": stuck, "files": files, "messages": old.delete()[0]}
