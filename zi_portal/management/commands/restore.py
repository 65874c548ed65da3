"""manage.py restore: check a backup, build it beside the live data, compare, and switch."""

import time

from django.core.management.base import BaseCommand, CommandError

from zi_portal.backup import restore
from zi_portal.backup.refusals import BackupRefused


class Command(BaseCommand):
    help = "Memulihkan cadangan; data lama disimpan dengan nama lain, dan tidak disentuh bila ada yang salah."

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="CADANGAN", help="map portal-zi-TANGGAL-JAM")
        parser.add_argument("--check", action="store_true", help="hanya periksa cadangan ini; tidak mengubah apa pun")
        parser.add_argument(
            "--force", action="store_true", help="abaikan tanda hidup; putuskan sambungan lain ke PostgreSQL"
        )
        parser.add_argument(
            "--other-key", action="store_true", help="terima cadangan dari SECRET_KEY lain, tanpa memeriksa segelnya"
        )

    def handle(self, *, folder, check, force, other_key, **options):
        """Restore the backup or only check it; exit with the code of the refusal (docs/backup.md)."""
        start = time.monotonic()
        try:
            if check:
                content = restore.check(folder, other_key=other_key)
                self.stdout.write(f"Cadangan {content['created_at']} utuh dan dapat dipulihkan di sini.")
                return
            report = restore.restore(folder, force=force, other_key=other_key)
        except BackupRefused as error:
            raise CommandError(str(error), returncode=error.exit_code) from error
        for line in _report(report):
            self.stdout.write(line)
        self.stdout.write(f"Selesai dalam {time.monotonic() - start:.1f} detik.")


def _report(report):
    """Yield what the administrator should know, line by line."""
    content = report.manifest
    rows = sum(tally["rows"] for tally in content["models"].values())
    yield f"Dipulihkan: {rows} baris dan {len(content['files'])} berkas, sama dengan manifes {content['created_at']}."
    if report.migrated:
        yield "Skema diperbarui ke versi portal ini."
    yield "Jejak audit utuh." if report.audit_checked else "Jejak audit TIDAK diperiksa: SECRET_KEY berbeda."
    if report.held_mails:
        yield f"{report.held_mails} surel yang masih antre ditahan: mungkin sudah terkirim. Periksa di layar Surel."
    if content["files_missing"]:
        yield f"Berkas yang sudah hilang saat dicadangkan: {', '.join(content['files_missing'])}"
    if report.old_database:
        yield f"Data lama disimpan sebagai {report.old_database}; hapus bila tidak diperlukan lagi."
