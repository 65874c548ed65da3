"""App of the evidence (bukti fisik)."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "evidence"
    verbose_name = "bukti fisik"

    def ready(self):
        """Register the handlers of this app's jobs, and follow the changes of decrees."""
        from evidence import tasks  # noqa: F401, PLC0415 -- registers its handlers; models must be loaded first
        from evidence.obligations import deriving  # noqa: PLC0415 -- the same
        from plans import workflow  # noqa: PLC0415

        if deriving.follow_decree not in workflow.EFFECTS:
            workflow.EFFECTS.append(deriving.follow_decree)
