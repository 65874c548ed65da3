"""Pages that an older maker made are made again, the newest files first, in turns, each page at its old one's place."""

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
    """Stored files whose pages are those of an older maker."""
    rows = StoredFile.objects.filter(preview_version__lt=previewing.VERSION, scan__in=SERVED)
    return rows.exclude(preview=Preview.PENDING).order_by("-pk")


def remake(job, progress):
    """One turn at all of them (job handler); {"made"}. Raises JobPostponed to go on after others.

    A file that cannot be made now is left for the next day. Of two such jobs the later one has nothing to do.
    """
    if Job.objects.filter(kind=KIND, state__in=OPEN, pk__lt=job.pk).exists():
        return {"made": 0}
    turn, number, last = Turn(), 0, None
    while some := list((outdated().filter(pk__lt=last) if last else outdated()).values_list("pk", flat=True)[:AT_ONCE]):
        for last in some:
            number += _made(last, progress)
            if turn.over:
                raise JobPostponed(0, GOES_ON)
    return {"made": number}


def _made(file_id, progress):
    try:
        previewing.make(file_id, lambda percent=None: progress())
    except JobFailed as failure:
        logger.warning("The pages of stored file %d were not made again: %s", file_id, failure)
        return False
    return True
