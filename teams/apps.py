"""App of offices, people and teams."""

from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "teams"
    verbose_name = "satker dan tim"

    def ready(self):
        """Register the handlers of the app's jobs and its notices."""
        from teams import tasks  # noqa: F401, PLC0415 -- registers its handlers; models must be loaded first
        from teams.people import reminding  # noqa: F401, PLC0415 -- the same of notices
