"""The address of a calendar outside of the portal, mounted at kalender/."""

from django.urls import path

from evidence.views import feeds

urlpatterns = [path("<str:token>.ics", feeds.calendar_file, name="calendar-file")]
