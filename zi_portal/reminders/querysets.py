"""Queryset of notices: which ones a person sees in the inbox, and which of those are unread."""

from django.db.models import QuerySet


class NoticeQuerySet(QuerySet):
    def visible_to(self, user):
        """Return the user's own notices of the inbox; nobody sees another's here (administrators: operations)."""
        return self.filter(user=user, in_inbox=True) if user.is_authenticated else self.none()

    def unread(self):
        """Return the notices that nobody has read."""
        return self.filter(read_at=None)
