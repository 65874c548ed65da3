"""URLs of the jobs that a user watches."""

from django.urls import path

from zi_portal.jobs import views

app_name = "jobs"
urlpatterns = [
    path("pekerjaan/", views.mine, name="mine"),
    path("pekerjaan/<int:pk>/", views.status, name="status"),
    path("pekerjaan/<int:pk>/hasil/", views.result, name="result"),
    path("pekerjaan/<int:pk>/ulangi/", views.retry, name="retry"),
    path("pekerjaan/<int:pk>/batalkan/", views.cancel, name="cancel"),
]
