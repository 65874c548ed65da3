"""Queryset of the audit log: it can be read and appended to one by one, nothing else."""

from django.db.models import QuerySet


class AppendOnly(Exception):
    """Somebody tried to change or delete what must stay."""

    def __init__(self):
        super().__init__("Kejadian audit tidak dapat diubah atau dihapus.")


class AuditQuerySet(QuerySet):
    def update(self, **values):
        """Refused: events are never changed."""
        raise AppendOnly

    def delete(self):
        """Refused: events are never deleted."""
        raise AppendOnly

    def bulk_create(self, *args, **options):
        """Refused: events are chained one by one (chain.record)."""
        raise AppendOnly
