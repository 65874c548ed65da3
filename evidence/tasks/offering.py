"""Jobs about the portal's own decrees as evidence."""

from django.urls import reverse

from evidence.models import Obligation
from evidence.proofs import alternatives
from plans.models import Decree
from zi_portal.jobs.registry import handler


def _step(job):
    found = Obligation.objects.filter(pk=job.payload.get("obligation")).values_list("step_id", flat=True).first()
    return reverse("evidence:step", args=[found]) if found else ""


def _titles(jobs, user):
    wanted = {job.pk: job.payload.get("decree") for job in jobs}
    found = {
        one.pk: alternatives.title_of(one) for one in Decree.objects.visible_to(user).filter(pk__in=wanted.values())
    }
    return {job: found[pk] for job, pk in wanted.items() if pk in found}


@handler("offer_decree", title="Memakai keputusan sebagai bukti", urgent=True, link=_step, about=_titles)
def offer_decree(job, progress):
    """Print an enacted decree and put it to an obligation; payload {"obligation", "decree", "user"}."""
    return alternatives.deliver(job.payload, progress)
