"""Querysets that decide which requirements, obligations, evidence and files a user sees, by the path of the office."""

from django.db.models import Subquery
from django.db.models.lookups import IsNull

from teams.scoping import OfficeScopedQuerySet


class OfficeQuerySet(OfficeScopedQuerySet):
    """For models with a satker of their own."""


class PlanPartQuerySet(OfficeScopedQuerySet):
    """For models that hang on a plan (Obligation)."""

    office_path = "plan__satker__path"


class EvidencePartQuerySet(OfficeScopedQuerySet):
    """For models that hang on an evidence (EvidenceRevision, EvidenceUse, EvidenceReview)."""

    office_path = "evidence__satker__path"


class HistoryChanged(Exception):
    """Somebody tried to change or delete a line of the history of an evidence."""

    def __init__(self):
        super().__init__("Riwayat bukti tidak dapat diubah atau dihapus.")


class HistoryQuerySet(EvidencePartQuerySet):
    """For EvidenceReview: it can be read and appended to, nothing else."""

    def update(self, **values):
        """Raise HistoryChanged: a line is never changed."""
        raise HistoryChanged

    def delete(self):
        """Raise HistoryChanged: a line is never deleted."""
        raise HistoryChanged


class RequirementPartQuerySet(OfficeScopedQuerySet):
    """For models that hang on a requirement (RequirementChange)."""

    office_path = "requirement__satker__path"


class FilePartQuerySet(OfficeScopedQuerySet):
    """For models that hang on a stored file (FilePage)."""

    office_path = "file__satker__path"


class RevisionPartQuerySet(OfficeScopedQuerySet):
    """For models that hang on a revision (PageNote)."""

    office_path = "revision__evidence__satker__path"


class BatchPartQuerySet(OfficeScopedQuerySet):
    """For models that hang on an upload (UploadItem)."""

    office_path = "batch__satker__path"


def has_any(rows):
    """Return the condition that the queryset (with an OuterRef) has a row, looked up by index for each outer row.

    PostgreSQL would hash an Exists instead: it reads the evidence of the whole country for one plan's obligations.
    """
    return IsNull(Subquery(rows.values("pk")[:1]), False)
