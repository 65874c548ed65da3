"""App of the roof: brings the portal's own system checks."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "zi_portal"
    verbose_name = "portal"

    def ready(self):
        """Register the checks of manage.py check."""
        from zi_portal import checks  # noqa: F401, PLC0415 -- registers itself
