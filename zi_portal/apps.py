"""App of the roof: the Celery application that messages are sent with, and the portal's own system checks."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "zi_portal"
    verbose_name = "portal"

    def ready(self):
        """Make our Celery application the one that shared tasks belong to, and register the checks."""
        from zi_portal import celery, checks  # noqa: F401, PLC0415 -- both register themselves
