"""manage.py verify_files: compare every stored file with its row and name files without a row; exit 1 on findings."""

from django.core.management.base import BaseCommand, CommandError

from evidence.files import verifying
from zi_portal.lib.files.storage import StorageFailed

FOUND = 1
DOWN = 2
KINDS = (("missing", "hilang"), ("changed", "berubah"), ("orphaned", "tanpa pemilik"))


class Command(BaseCommand):
    help = (
        "Membaca setiap berkas tersimpan, membandingkannya dengan catatannya, dan menyebut berkas tanpa pemilik. "
        "Keluar dengan kode 1 bila ada temuan, 2 bila penyimpanan tidak menjawab."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--all", action="store_true", help="sebut juga berkas di map kerja, yang mungkin sedang ditulis"
        )

    def handle(self, *, all, **options):
        """Verify, save the findings for the health page, and name each file on a line."""
        try:
            findings = verifying.check_all(include_working=all)
        except StorageFailed as failure:
            raise CommandError(failure.message, returncode=DOWN) from failure
        verifying.save(findings)
        for name, word in KINDS:
            for file_name in getattr(findings, name):
                self.stdout.write(f"{word}: {file_name}")
        counts = ", ".join(f"{len(getattr(findings, name))} {word}" for name, word in KINDS)
        self.stdout.write(f"{findings.checked} berkas diperiksa: {counts}.")
        if findings.number:
            raise CommandError(f"{findings.number} berkas bermasalah.", returncode=FOUND)
