"""Jobs that make packages and rekaps, and that delete the files of old ones."""

from django.urls import reverse

from evidence.models import Package
from evidence.packages import building
from zi_portal.jobs.registry import LONG_SECONDS, handler


def _page(job):
    package_id = job.payload.get("package")
    return reverse("evidence:package", args=[package_id]) if Package.objects.filter(pk=package_id).exists() else ""


def _about(jobs, user):
    package_ids = {job.pk: job.payload.get("package") for job in jobs}
    rows = Package.objects.visible_to(user).filter(pk__in=package_ids.values()).select_related("plan", "satker")
    names = {row.pk: f"{building.cut_of(row).short(row.plan.year)}, {row.satker.short_name}" for row in rows}
    return {job: names[package] for job, package in package_ids.items() if package in names}


@handler("build_package", title="Menyusun paket bukti", urgent=True, link=_page, about=_about, seconds=LONG_SECONDS)
def build_package(job, progress):
    """Make the ZIP of a Package row; payload {"package": id}."""
    return building.build(job.payload["package"], progress)


@handler("print_rekap", title="Menyusun rekap bukti", urgent=True, link=_page, about=_about)
def print_rekap(job, progress):
    """Make the file of a Package row that is only a rekap; payload {"package": id}."""
    return building.build(job.payload["package"], progress)


@handler("sweep_packages", title="Membersihkan paket bukti lama", daily=True)
def sweep_packages(job, progress):
    """Delete the files of packages that are old or too many, whose rows stay; {"forgotten": count}."""
    return {"forgotten": building.forget_old(progress)}
