"""URLs of the jobs that a user watches."""

from django.urls import path

from zi_portal.jobs import views

app_name = "jobs"
urlpatterns = [
    path("pekerjaan/<int:pk>/", views.status, name="status"),
    path("pekerjaan/<int:pk>/ulangi/", views.retry, name="retry"),
]
