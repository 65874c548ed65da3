"""Queryset of the audit log: events are read and appended one by one, nothing else."""

from django.db.models import QuerySet


class AppendOnly(Exception):
    """An event would have been changed or deleted."""

    def __init__(self):
        super().__init__("Kejadian audit tidak dapat diubah atau dihapus.")


class AuditQuerySet(QuerySet):
    def update(self, **values):
        """Raise AppendOnly: events are never changed."""
        raise AppendOnly

    def delete(self):
        """Raise AppendOnly: events are never deleted."""
        raise AppendOnly

    def bulk_create(self, *args, **options):
        """Raise AppendOnly: events are chained one by one (chain.record)."""
        raise AppendOnly
