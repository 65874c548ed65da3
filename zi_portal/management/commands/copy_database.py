"""manage.py copy_database: move the portal from a SQLite file into the empty PostgreSQL of DATABASE_URL."""

from django.core.management.base import BaseCommand, CommandError

from zi_portal.backup import moving
from zi_portal.backup.refusals import BackupRefused


class Command(BaseCommand):
    help = "Memindahkan seluruh isi SQLite ke PostgreSQL (DATABASE_URL) yang kosong dan sudah dimigrasi."

    def add_arguments(self, parser):
        parser.add_argument("--from", required=True, dest="source", metavar="sqlite:///JALUR", help="basis data asal")
        parser.add_argument("--force", action="store_true", help="abaikan tanda hidup portal asal")

    def handle(self, *, source, force, **options):
        """Move all rows in one transaction, compare them, and print the comparison as a table."""
        try:
            report = moving.move(source, force=force)
        except BackupRefused as error:
            raise CommandError(str(error), returncode=error.exit_code) from error
        self.stdout.write(f"{'tabel':<40}{'baris':>9}  SHA-256, sama di kedua sisi")
        for label, count, digest in report.table:
            self.stdout.write(f"{label:<40}{count:>9}  {digest}")
        self.stdout.write(f"Jejak audit utuh: {report.audit_events} kejadian.")
        self.stdout.write("Berkas tetap di tempatnya: pakai ZI_VAR (atau penyimpanan S3) yang sama.")
        if report.missing:
            names = "\n".join(f"  {name}" for name in report.missing)
            raise CommandError(f"{len(report.missing)} berkas tidak ada di penyimpanan ini:\n{names}", returncode=3)
