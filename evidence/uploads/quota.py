"""Storage quota of an office: bytes of its stored files and of the files on their way."""

from django.conf import settings
from django.db.models import Sum

from evidence.models import StoredFile, UploadItem
from evidence.states import OPEN_ARRIVALS
from teams.models import Satker


def capacity():
    """Return how many bytes each office may store."""
    return settings.EVIDENCE_QUOTA_MB << 20


def used(satker):
    """Return the bytes of an office's stored files and of the files announced but not stored yet."""
    stored_files = StoredFile.objects.filter(satker=satker).exclude(file="")
    open_items = UploadItem.objects.filter(batch__satker=satker, state__in=OPEN_ARRIVALS)
    return sum(rows.aggregate(sum=Sum("size"))["sum"] or 0 for rows in (stored_files, open_items))


def room(satker):
    """Return the bytes that are left, never below 0."""
    return max(0, capacity() - used(satker))


def lock_satker(satker):
    """Lock the office's row and return it, so that concurrent uploads count each other's bytes; in a transaction.

    The lock lets rows that point to the office be written: placing a file never waits for it.
    """
    return Satker.objects.select_for_update(no_key=True).get(pk=satker.pk)
