"""App of offices, people and teams."""

from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "teams"
    verbose_name = "satker dan tim"

    def ready(self):
        """Register the app's job handlers."""
        from teams import tasks  # noqa: F401, PLC0415 -- registers its handlers; models must be loaded first
