"""App of plans and decrees."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = "rencana aksi dan keputusan"

    def ready(self):
        """Register handlers of jobs and notices, and let nothing be submitted that was not printed once."""
        from plans import tasks, workflow  # noqa: F401, PLC0415 -- registers its handlers; models come first
        from plans.decree import documents  # noqa: PLC0415 -- the same
        from plans.reminding import decrees, offices  # noqa: F401, PLC0415 -- register their notices

        if documents.trial_veto not in workflow.GUARDS:
            workflow.GUARDS.append(documents.trial_veto)
        if decrees.tell_decision not in workflow.EFFECTS:
            workflow.EFFECTS.append(decrees.tell_decision)
