"""Jobs about files on their way."""

from django.urls import reverse

from evidence.files import scanning
from evidence.models import UploadItem
from evidence.uploads import examining, receiving
from zi_portal.jobs.registry import handler


def _page(job):
    batch = UploadItem.objects.filter(pk=job.payload.get("item")).values_list("batch", flat=True).first()
    return reverse("evidence:batch", args=[batch]) if batch else ""


def _paths(jobs, user):
    wanted = {job.pk: job.payload.get("item") for job in jobs}
    found = dict(UploadItem.objects.visible_to(user).filter(pk__in=wanted.values()).values_list("pk", "path"))
    return {job: found[pk] for job, pk in wanted.items() if pk in found}


@handler(
    "check_upload", title="Memeriksa berkas unggahan", urgent=True, link=_page, about=_paths, follow=examining.follow
)
def check_upload(job, progress):
    """Join, look at and store a file that has arrived; payload {"item": id}."""
    return examining.check(job.payload["item"], progress)


@handler("sweep_uploads", title="Membersihkan unggahan yang ditinggalkan", daily=True)
def sweep_uploads(job, progress):
    """Close uploads that stood still for a week, delete what was in quarantine for a month; {"closed", "deleted"}."""
    return {"closed": receiving.sweep(progress), "deleted": scanning.forget_infected(progress)}
