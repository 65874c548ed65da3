"""Jobs that make the pages of stored files."""

from django.urls import reverse

from evidence.files import previewing, remaking
from evidence.models import Evidence, StoredFile
from zi_portal.jobs.registry import handler


def _names(jobs, user):
    file_ids = {job.pk: job.payload.get("file") for job in jobs}
    names = dict(StoredFile.objects.visible_to(user).filter(pk__in=file_ids.values()).values_list("pk", "name"))
    return {job: names[file] for job, file in file_ids.items() if file in names}


def _page(job):
    uses = Evidence.objects.filter(revisions__file=job.payload.get("file")).order_by("-pk")
    evidence_id = uses.values_list("pk", flat=True).first()
    return reverse("evidence:detail", args=[evidence_id]) if evidence_id else ""


@handler("preview_evidence", title="Menyiapkan pratinjau bukti", about=_names, link=_page)
def preview_evidence(job, progress):
    """Make pictures and texts of the pages of a stored file; payload {"file": id}."""
    return previewing.make(job.payload["file"], progress)


@handler(remaking.KIND, title="Membuat ulang pratinjau lama", daily=True)
def remake_previews(job, progress):
    """Remake the pages that an older version made; {"made": count}."""
    return remaking.remake(job, progress)
