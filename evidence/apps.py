"""App of the evidence (bukti fisik)."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "evidence"
    verbose_name = "bukti fisik"

    def ready(self):
        """Register the handlers of this app's jobs and its reminders, follow decrees, and count what they will owe."""
        from evidence import tasks  # noqa: F401, PLC0415 -- registers its handlers; models must be loaded first
        from evidence import workflow as reviews  # noqa: PLC0415 -- the same
        from evidence.obligations import deriving, expecting  # noqa: PLC0415 -- the same
        from evidence.reminding import due, sections, words  # noqa: F401, PLC0415 -- register their parts
        from evidence.reminding.reviews import tell_repairers  # noqa: PLC0415 -- the same
        from plans import workflow  # noqa: PLC0415
        from plans.decree import consequences  # noqa: PLC0415

        if deriving.follow_decree not in workflow.EFFECTS:
            workflow.EFFECTS.append(deriving.follow_decree)
        if expecting.expected_obligations not in consequences.FORECASTS:
            consequences.FORECASTS.append(expecting.expected_obligations)
        if tell_repairers not in reviews.EFFECTS:
            reviews.EFFECTS.append(tell_repairers)
