"""Jobs that derive obligations."""

from evidence.obligations import deriving
from zi_portal.jobs.registry import handler
from zi_portal.lib.shares import percent


@handler("owe_evidence", title="Menyusun kewajiban bukti", daily=True)
def owe_evidence(job, progress):
    """Derive the obligations of plans in force without any (enacted before the portal had them); {"plans": count}."""
    plans = list(deriving.plans_without_obligations())
    for number, plan in enumerate(plans):
        progress(percent(number, len(plans)))
        deriving.rebuild(plan)
    return {"plans": len(plans)}
