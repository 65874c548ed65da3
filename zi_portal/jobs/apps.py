"""App of the job rows."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "zi_portal.jobs"
    verbose_name = "pekerjaan latar belakang"

    def ready(self):
        """Register this app's own handlers; models must be loaded first."""
        from zi_portal.jobs import tasks  # noqa: F401, PLC0415 -- registers its handlers
