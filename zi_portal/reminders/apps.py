"""App of the notices and reminders."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "zi_portal.reminders"
    label = "reminders"
    verbose_name = "pemberitahuan"

    def ready(self):
        """Register the letters and the handlers of the reminders; models must be loaded first."""
        from zi_portal.reminders import letters, tasks  # noqa: F401, PLC0415 -- register their parts
        from zi_portal.reminders.choices import trial  # noqa: F401, PLC0415 -- registers its letter
