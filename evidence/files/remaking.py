"""Remaking pages that an older version made: in turns, the newest files first, each page in place of its old one."""

import logging

from evidence.files import previewing
from evidence.models import StoredFile
from evidence.states import SERVED, Preview
from zi_portal.jobs.models import Job
from zi_portal.jobs.registry import JobFailed, JobPostponed
from zi_portal.jobs.states import OPEN
from zi_portal.jobs.turns import Turn

logger = logging.getLogger(__name__)

KIND = "remake_previews"
GOES_ON = "Pratinjau lama dibuat ulang bertahap."
AT_ONCE = 100


def outdated():
    """Return the stored files whose pages an older version made, the newest first."""
    rows = StoredFile.objects.filter(preview_version__lt=previewing.VERSION, scan__in=SERVED)
    return rows.exclude(preview=Preview.PENDING).order_by("-pk")


def remake(job, progress):
    """Job handler: remake the pages of outdated files for one turn and return {"made"}.

    Raises JobPostponed to go on after other jobs. A file whose pages cannot be made now is left for the next day. Of
    two such jobs the later one does nothing.
    """
    if Job.objects.filter(kind=KIND, state__in=OPEN, pk__lt=job.pk).exists():
        return {"made": 0}
    turn, remade_count, last_id = Turn(), 0, None
    while file_ids := _next_outdated(last_id):
        for last_id in file_ids:
            remade_count += _remake(last_id, progress)
            if turn.over:
                raise JobPostponed(0, GOES_ON)
    return {"made": remade_count}


def _next_outdated(last_id):
    files = outdated().filter(pk__lt=last_id) if last_id else outdated()
    return list(files.values_list("pk", flat=True)[:AT_ONCE])


def _remake(file_id, progress):
    try:
        previewing.make(file_id, lambda percent=None: progress())
    except JobFailed as failure:
        logger.warning("The pages of stored file %d were not made again: %s", file_id, failure)
        return False
    return True
