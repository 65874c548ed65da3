"""Jobs about packages and rekaps: making one, and forgetting the files of old ones."""

from django.urls import reverse

from evidence.models import Package
from evidence.packages import building
from zi_portal.jobs.registry import LONG_SECONDS, handler


def _page(job):
    wanted = job.payload.get("package")
    return reverse("evidence:package", args=[wanted]) if Package.objects.filter(pk=wanted).exists() else ""


def _about(jobs, user):
    wanted = {job.pk: job.payload.get("package") for job in jobs}
    rows = Package.objects.visible_to(user).filter(pk__in=wanted.values()).select_related("plan", "satker")
    found = {row.pk: f"{building.cut_of(row).short(row.plan.year)}, {row.satker.short_name}" for row in rows}
    return {job: found[pk] for job, pk in wanted.items() if pk in found}


@handler("build_package", title="Menyusun paket bukti", urgent=True, link=_page, about=_about, seconds=LONG_SECONDS)
def build_package(job, progress):
    """Make the ZIP of a Package row; payload {"package": id}."""
    return building.build(job.payload["package"], progress)


@handler("print_rekap", title="Menyusun rekap bukti", urgent=True, link=_page, about=_about)
def print_rekap(job, progress):
    """Make the file of a Package row that is a rekap alone; payload {"package": id}."""
    return building.build(job.payload["package"], progress)


@handler("sweep_packages", title="Membersihkan paket bukti lama", daily=True)
def sweep_packages(job, progress):
    """Take away the files of packages that are old or too many; their rows stay; {"forgotten": count}."""
    return {"forgotten": building.forget_old(progress)}
