"""manage.py backup: database and files into one new folder, consistent while people work."""

import time

from django.core.management.base import BaseCommand, CommandError

from zi_portal.backup import backup
from zi_portal.backup.refusals import BackupRefused

INCOMPLETE = 3
"""Exit code of a complete backup whose rows name files that the storage had lost already."""


class Command(BaseCommand):
    help = "Mencadangkan basis data dan berkas ke MAP/portal-zi-TANGGAL-JAM; portal boleh tetap berjalan."

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="MAP", help="map tempat cadangan; dibuat bila belum ada")
        parser.add_argument(
            "--keep", type=int, default=0, metavar="N", help="simpan N cadangan terbaru saja; bawaan: semua"
        )

    def handle(self, *, folder, keep, **options):
        """Make the backup and print its size; exit with code 3 when stored files that rows name are missing."""
        start = time.monotonic()
        try:
            path, content, removed = backup.make(folder, keep=max(0, keep))
        except BackupRefused as error:
            raise CommandError(str(error), returncode=error.exit_code) from error
        rows = sum(tally["rows"] for tally in content["models"].values())
        size = content["dump"]["size"] + sum(facts["size"] for facts in content["files"].values())
        self.stdout.write(
            f"Cadangan selesai: {path}\n{rows} baris, {len(content['files'])} berkas, {size / 1e6:.1f} MB, "
            f"{time.monotonic() - start:.1f} detik."
        )
        for old in removed:
            self.stdout.write(f"Cadangan lama dihapus: {old.name}")
        if missing := content["files_missing"]:
            names = "\n".join(f"  {name}" for name in missing)
            raise CommandError(
                f"Cadangan utuh, tetapi {len(missing)} berkas sudah hilang dari penyimpanan:\n{names}",
                returncode=INCOMPLETE,
            )
