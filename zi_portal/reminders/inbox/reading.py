"""Marking notices as read and unread; a notice's text never changes."""

from django.utils import timezone

from zi_portal.reminders.models import Notice


def mark(notice, *, read):
    """Mark a notice as read, with the first time it was, or as unread."""
    rows = Notice.objects.filter(pk=notice.pk)
    return rows.unread().update(read_at=timezone.now()) if read else rows.update(read_at=None)


def mark_all(user, *, newest_pk):
    """Mark the unread notices of an inbox up to one as read; return their number and the time that undoes it.

    newest_pk: of the newest notice that the person has seen, so that one that comes meanwhile stays unread.
    """
    now = timezone.now()
    return Notice.objects.visible_to(user).unread().filter(pk__lte=newest_pk).update(read_at=now), now


def unmark_all(user, read_at):
    """Mark the notices as unread that mark_all() marked at a time; return their number."""
    return Notice.objects.visible_to(user).filter(read_at=read_at).update(read_at=None)
