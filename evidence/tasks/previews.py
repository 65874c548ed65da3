"""Jobs about pages of stored files."""

from django.urls import reverse

from evidence.files import previewing, remaking
from evidence.models import Evidence, StoredFile
from zi_portal.jobs.registry import handler


def _names(jobs, user):
    wanted = {job.pk: job.payload.get("file") for job in jobs}
    found = dict(StoredFile.objects.visible_to(user).filter(pk__in=wanted.values()).values_list("pk", "name"))
    return {job: found[pk] for job, pk in wanted.items() if pk in found}


def _page(job):
    uses = Evidence.objects.filter(revisions__file=job.payload.get("file")).order_by("-pk")
    found = uses.values_list("pk", flat=True).first()
    return reverse("evidence:detail", args=[found]) if found else ""


@handler("preview_evidence", title="Menyiapkan pratinjau bukti", about=_names, link=_page)
def preview_evidence(job, progress):
    """Make pictures and texts of the pages of a stored file; payload {"file": id}."""
    return previewing.make(job.payload["file"], progress)


@handler(remaking.KIND, title="Membuat ulang pratinjau lama", daily=True)
def remake_previews(job, progress):
    """Make the pages again that an older maker made; {"made": count}."""
    return remaking.remake(job, progress)
