"""Jobs that scan stored files for viruses."""

from evidence.files import scanning
from evidence.models import StoredFile
from zi_portal.jobs.registry import handler


def _names(jobs, user):
    file_ids = {job.pk: job.payload.get("file") for job in jobs}
    names = dict(StoredFile.objects.visible_to(user).filter(pk__in=file_ids.values()).values_list("pk", "name"))
    return {job: names[file] for job, file in file_ids.items() if file in names}


@handler("scan_evidence", title="Memindai berkas bukti", urgent=True, about=_names)
def scan_evidence(job, progress):
    """Scan a stored file for viruses; payload {"file": id}."""
    return scanning.scan(job.payload["file"], progress)


@handler("rescan_evidence", title="Memindai ulang berkas bukti", daily=True)
def rescan_evidence(job, progress):
    """Scan files again whose last scan is a month old; {"scanned", "bad"}."""
    return scanning.rescan(progress)
