"""Addresses of the notices."""

from django.urls import path

from zi_portal.reminders.views import inbox, unsubscribe

app_name = "reminders"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("<int:pk>/buka/", inbox.open_notice, name="open"),
    path("<int:pk>/dibaca/", inbox.mark, name="mark"),
    path("dibaca/", inbox.mark_all, name="mark-all"),
    path("belum-dibaca/", inbox.mark_all_unread, name="unmark-all"),
    path("berhenti/<str:token>/", unsubscribe.unsubscribe, name="unsubscribe"),
]
