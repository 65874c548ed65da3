"""Load the register of offices: manage.py load_register [FILE]; can be repeated, keeps the offices' own settings."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from teams.offices.register import load_register, read_register
from zi_portal.lib.errors import Refused

REGISTER = settings.BASE_DIR / "fixtures" / "satker.json"


class Command(BaseCommand):
    help = "Muat daftar satker. Dapat diulang; tempat penetapan, lambang, dan pengesah tiap satker tidak berubah."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, default=REGISTER, metavar="BERKAS", help="fixture satker")

    def handle(self, *, file, verbosity, **options):
        try:
            counts = load_register(read_register(file))
        except Refused as error:
            raise CommandError(str(error)) from error
        if verbosity:
            self.stdout.write(
                f"Daftar satker: {counts.read} dibaca, {counts.new} baru, {counts.changed} diperbarui, "
                f"{counts.moved} pindah atasan."
            )
