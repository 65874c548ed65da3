"""How much room an office has for its files: what is stored and what is on its way counts."""

from django.conf import settings
from django.db.models import Sum

from evidence.models import StoredFile, UploadItem
from evidence.states import OPEN_ARRIVALS
from teams.models import Satker


def most():
    """Bytes that each office may store."""
    return settings.EVIDENCE_QUOTA_MB << 20


def used(satker):
    """Bytes of an office's stored files and of what was announced and is not yet stored."""
    stored = StoredFile.objects.filter(satker=satker).exclude(file="").aggregate(sum=Sum("size"))["sum"] or 0
    coming = UploadItem.objects.filter(batch__satker=satker, state__in=OPEN_ARRIVALS).aggregate(sum=Sum("size"))
    return stored + (coming["sum"] or 0)


def room(satker):
    """Bytes that are left, never below 0."""
    return max(0, most() - used(satker))


def hold(satker):
    """The office's row under lock, so that of several at once each counts what the others took; in a transaction.

    Rows that point to the office may be written meanwhile: whoever places a file holds it and waits for nothing here.
    """
    return Satker.objects.select_for_update(no_key=True).get(pk=satker.pk)
