"""Command audit_verify: exit code 0 when the audit log is intact, else 1 and the first broken event."""

from django.core.management.base import BaseCommand, CommandError

from zi_portal.audit import chain
from zi_portal.audit.models import AuditEvent


class Command(BaseCommand):
    help = "Memeriksa keutuhan catatan audit dari kejadian pertama sampai terakhir."

    def handle(self, **options):
        """Walk the chain and print the result."""
        broken = chain.verify()
        if broken is not None:
            raise CommandError(f"Catatan audit rusak mulai kejadian nomor {broken}.")
        self.stdout.write(f"Catatan audit utuh: {AuditEvent.objects.count()} kejadian.")
