"""Jobs about the virus scanner."""

from evidence.files import scanning
from evidence.models import StoredFile
from zi_portal.jobs.registry import handler


def _names(jobs, user):
    wanted = {job.pk: job.payload.get("file") for job in jobs}
    found = dict(StoredFile.objects.visible_to(user).filter(pk__in=wanted.values()).values_list("pk", "name"))
    return {job: found[pk] for job, pk in wanted.items() if pk in found}


@handler("scan_evidence", title="Memindai berkas bukti", urgent=True, about=_names)
def scan_evidence(job, progress):
    """Ask the virus scanner about a stored file; payload {"file": id}."""
    return scanning.scan(job.payload["file"], progress)


@handler("rescan_evidence", title="Memindai ulang berkas bukti", daily=True)
def rescan_evidence(job, progress):
    """Ask again about files whose last answer is a month old; {"scanned", "bad"}."""
    return scanning.rescan(progress)
