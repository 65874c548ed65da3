"""App of the entrance."""

from django.apps import AppConfig


class EntranceConfig(AppConfig):
    name = "zi_portal.entrance"
    label = "entrance"
    verbose_name = "pintu masuk"

    def ready(self):
        """Record each session's person at sign-in and register the daily sweep; models come first."""
        from django.contrib.auth.signals import user_logged_in  # noqa: PLC0415 -- models must be loaded first

        from zi_portal.entrance import sessions, tasks  # noqa: F401, PLC0415 -- the same; tasks registers its handler

        user_logged_in.connect(sessions.begin, dispatch_uid="entrance")
