"""URLs of the administrators' room."""

from django.urls import path

from zi_portal.operations.views import jobs

app_name = "operations"
urlpatterns = [
    path("pekerjaan/", jobs.jobs, name="jobs"),
    path("pekerjaan/ulangi/", jobs.retry_several, name="jobs-retry"),
    path("pekerjaan/<int:pk>/", jobs.job, name="job"),
    path("pekerjaan/<int:pk>/ulangi/", jobs.retry, name="job-retry"),
    path("pekerjaan/<int:pk>/batalkan/", jobs.cancel, name="job-cancel"),
]
