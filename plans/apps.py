"""App of plans and decrees."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = "rencana aksi dan keputusan"

    def ready(self):
        """Register the app's job handlers."""
        from plans import tasks  # noqa: F401, PLC0415 -- registers its handlers; models must be loaded first
