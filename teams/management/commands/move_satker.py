"""manage.py move_satker: put an office under another parent."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from teams.models import Satker
from teams.offices import hierarchy
from zi_portal.lib.errors import Refused


class Command(BaseCommand):
    help = "Memindahkan satker (beserta semua di bawahnya) ke bawah atasan lain."

    def add_arguments(self, parser):
        parser.add_argument("satker", help="kode atau nama satker yang dipindahkan")
        parser.add_argument("--parent", required=True, help="kode atau nama atasan yang baru")
        parser.add_argument("--on", type=date.fromisoformat, help="berlaku sejak, TTTT-BB-HH (hari ini bila kosong)")

    def handle(self, *args, **options):
        satker, parent = _office(options["satker"]), _office(options["parent"])
        on = options["on"] or timezone.localdate()
        try:
            hierarchy.move(satker, parent, on)
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{satker} berada di bawah {parent} sejak {on:%Y-%m-%d}.")


def _office(text):
    try:
        return Satker.objects.named(text)
    except Satker.DoesNotExist as error:
        raise CommandError(f"Tidak ada satker dengan kode atau nama {text!r}.") from error
