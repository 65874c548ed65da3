"""Jobs of the mail room: send one message; each day forget old messages and their files."""

from datetime import timedelta

from django.utils import timezone

from zi_portal.jobs.registry import JobFailed, handler
from zi_portal.mail import backends, outbox
from zi_portal.mail.delivery import Bounced, NotSent, deliver
from zi_portal.mail.letters import Dropped, compose
from zi_portal.mail.models import Message
from zi_portal.mail.states import MessageState

PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
ROWS_KEPT, FILES_KEPT = timedelta(days=90), timedelta(days=30)


@handler(outbox.SEND, title="Mengirim surel", pauses=PAUSES, follow=outbox.follow)
def send_mail(job, progress):
    """Write the letter as things are now and send it; {"sent": bool}.

    A message that was sent, bounced or dropped is left alone. One whose worker dies between the server's answer and
    the row's change goes out again with the same Message-ID.
    """
    message = outbox.begin(job.payload["message"])
    if message is None:
        return {"sent": False}
    try:
        return {"sent": _try(message, progress)}
    except NotSent as error:
        outbox.postpone(message, str(error))
        raise JobFailed(str(error), permanent=False) from error


def _try(message, progress):
    """True when it went out, False when it never will; raises NotSent."""
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
    """Forget messages after 90 days and their files after 30, and fail those whose job is gone; counts of each."""
    stuck, now = outbox.settle(), timezone.now()
    files = backends.forget_before(now - FILES_KEPT)
    named = Message.objects.exclude(file="").filter(queued_at__lte=now - FILES_KEPT)
    gone = [pk for pk, name in named.values_list("pk", "file") if not (backends.folder() / name).exists()]
    Message.objects.filter(pk__in=gone).update(file="")
    old = Message.objects.exclude(state=MessageState.QUEUED).filter(queued_at__lte=now - ROWS_KEPT)
    return {"stuck": stuck, "files": files, "messages": old.delete()[0]}
