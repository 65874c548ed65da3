"""App of offices, people and teams."""

from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "teams"
    verbose_name = "satker dan tim"

    def ready(self):
        """Tell the job room which kinds of work this app does."""
        from teams import tasks  # noqa: F401, PLC0415 -- registers its handlers; models must be loaded first
