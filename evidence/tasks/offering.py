"""Jobs that make the portal's own decrees evidence."""

from django.urls import reverse

from evidence.models import Obligation
from evidence.proofs import alternatives
from plans.models import Decree
from zi_portal.jobs.registry import handler


def _step(job):
    obligations = Obligation.objects.filter(pk=job.payload.get("obligation"))
    step_id = obligations.values_list("step_id", flat=True).first()
    return reverse("evidence:step", args=[step_id]) if step_id else ""


def _titles(jobs, user):
    decree_ids = {job.pk: job.payload.get("decree") for job in jobs}
    decrees = Decree.objects.visible_to(user).filter(pk__in=decree_ids.values())
    titles = {decree.pk: alternatives.title_of(decree) for decree in decrees}
    return {job: titles[decree] for job, decree in decree_ids.items() if decree in titles}


@handler("offer_decree", title="Memakai keputusan sebagai bukti", urgent=True, link=_step, about=_titles)
def offer_decree(job, progress):
    """Print an enacted decree as evidence of an obligation; payload {"obligation", "decree", "user"}."""
    return alternatives.deliver(job.payload, progress)
