"""App of the job rows."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "zi_portal.jobs"
    verbose_name = "pekerjaan latar belakang"
