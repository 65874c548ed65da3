"""The bell of every page: the number of unread notices."""

from dataclasses import dataclass

from django.forms.utils import flatatt
from django.urls import reverse

from zi_portal.reminders.models import Notice

MOST = 9
"""Highest number that the bell shows; above it says 9+."""


@dataclass(frozen=True, slots=True)
class Bell:
    """The link to the inbox. unread: number of unread notices, MOST + 1 for more; current: its page is shown."""

    unread: int
    current: bool = False

    @property
    def count(self):
        """The number as it is shown, "" where nothing is unread."""
        if not self.unread:
            return ""
        return f"{MOST}+" if self.unread > MOST else str(self.unread)

    @property
    def name(self):
        """What screen readers say."""
        if not self.unread:
            return "Pemberitahuan, semua sudah dibaca"
        number = f"lebih dari {MOST}" if self.unread > MOST else self.unread
        return f"{number} pemberitahuan belum dibaca"

    @property
    def attributes(self):
        """Return the attributes of the link as safe HTML."""
        current = {"aria-current": "page"} if self.current else {}
        return flatatt({"class": "bell", "href": reverse("reminders:inbox")} | current)


def of_request(request):
    """Return the Bell of the request's user; asked once for a request, and no more than MOST + 1 rows of the index."""
    if not hasattr(request, "bell"):
        rows = Notice.objects.visible_to(request.user).unread().order_by()
        match = request.resolver_match
        current = bool(match and match.view_name == "reminders:inbox")
        request.bell = Bell(rows[: MOST + 1].count(), current)
    return request.bell
