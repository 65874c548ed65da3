"""Jobs that check uploaded files and clear abandoned uploads."""

from django.urls import reverse

from evidence.files import scanning
from evidence.models import UploadItem
from evidence.uploads import examining, receiving
from zi_portal.jobs.registry import handler


def _page(job):
    batch = UploadItem.objects.filter(pk=job.payload.get("item")).values_list("batch", flat=True).first()
    return reverse("evidence:batch", args=[batch]) if batch else ""


def _paths(jobs, user):
    item_ids = {job.pk: job.payload.get("item") for job in jobs}
    paths = dict(UploadItem.objects.visible_to(user).filter(pk__in=item_ids.values()).values_list("pk", "path"))
    return {job: paths[item] for job, item in item_ids.items() if item in paths}


@handler(
    "check_upload", title="Memeriksa berkas unggahan", urgent=True, link=_page, about=_paths, follow=examining.follow
)
def check_upload(job, progress):
    """Join, inspect and store a file that has arrived; payload {"item": id}."""
    return examining.check(job.payload["item"], progress)


@handler("sweep_uploads", title="Membersihkan unggahan yang ditinggalkan", daily=True)
def sweep_uploads(job, progress):
    """Close uploads that stood still for a week, delete files quarantined for a month; {"closed", "deleted"}."""
    return {"closed": receiving.sweep(progress), "deleted": scanning.forget_infected(progress)}
