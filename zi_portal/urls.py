"""Addresses of the portal and the apps that answer them."""

from django.urls import include, path

from zi_portal import views
from zi_portal.operations.views import health

urlpatterns = [
    path("", views.home, name="home"),
    path("bantuan/", views.help_page, name="help"),
    path("livez", views.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("akun/", include("teams.account_urls")),
    path("", include("teams.urls")),
    path("rencana/", include("plans.urls")),
    path("keputusan/", include("plans.decree_urls")),
    path("tata-letak/", include("plans.layout_urls")),
    path("bukti/", include("evidence.urls")),
    path("kalender/", include("evidence.feed_urls")),
    path("", include("zi_portal.jobs.urls")),
    path("pemberitahuan/", include("zi_portal.reminders.urls")),
    path("operasi/", include("zi_portal.operations.urls")),
]
handler400 = "zi_portal.lib.outage.bad_request"
handler404 = "zi_portal.lib.outage.not_found"
handler500 = "zi_portal.lib.outage.server_error"
