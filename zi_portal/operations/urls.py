"""URLs of the administrators' screens."""

from django.urls import path

from zi_portal.operations.views import health, jobs, mails, notices

app_name = "operations"
urlpatterns = [
    path("pekerjaan/", jobs.jobs, name="jobs"),
    path("pekerjaan/ulangi/", jobs.retry_several, name="jobs-retry"),
    path("pekerjaan/<int:pk>/", jobs.job, name="job"),
    path("pekerjaan/<int:pk>/ulangi/", jobs.retry, name="job-retry"),
    path("pekerjaan/<int:pk>/batalkan/", jobs.cancel, name="job-cancel"),
    path("kesehatan/", health.screen, name="health"),
    path("pemberitahuan/", notices.notices, name="notices"),
    path("surel/", mails.mails, name="mails"),
    path("surel/ulangi/", mails.retry, name="mail-retry"),
    path("surel/<int:pk>/", mails.mail, name="mail"),
    path("surel/<int:pk>/isi/", mails.mail_read, name="mail-read"),
    path("surel/<int:pk>/berkas/", mails.mail_file, name="mail-file"),
]
