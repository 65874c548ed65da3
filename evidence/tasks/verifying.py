"""Jobs that verify all stored files each night."""

from evidence.files import verifying
from zi_portal.jobs.registry import LONG_SECONDS, handler


@handler(verifying.KIND, title="Memeriksa keutuhan berkas tersimpan", daily=True, seconds=LONG_SECONDS)
def verify_evidence(job, progress):
    """Verify one slice; payload {} or where the last slice ended; {"found": count, "verification": id}."""
    return verifying.run_slice(job.payload, progress)
