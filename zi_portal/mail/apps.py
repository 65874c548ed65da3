"""App of the outgoing messages."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "zi_portal.mail"
    label = "mail"
    verbose_name = "surel keluar"

    def ready(self):
        """Register the handlers that send mail; models must be loaded first."""
        from zi_portal.mail import tasks  # noqa: F401, PLC0415 -- registers its handlers
