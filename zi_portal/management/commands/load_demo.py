"""manage.py load_demo: three fictional offices to try the portal with; never beside real people."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from teams.models import Satker, User
from zi_portal.demo import data
from zi_portal.demo.notices import load_notices
from zi_portal.demo.people import load_people
from zi_portal.demo.plans import load_plans
from zi_portal.demo.proofs import load_proofs
from zi_portal.serving import make_queue


class Command(BaseCommand):
    help = "Memuat satker, orang, rencana, dan bukti contoh; hanya yang belum ada yang ditambahkan."

    def add_arguments(self, parser):
        parser.add_argument("--first-start", action="store_true", help="diam bila portal sudah berisi pengguna")

    @transaction.atomic
    def handle(self, *, first_start, **options):
        """Load all or nothing; refuse where real people have accounts, for the demo's password is public."""
        if first_start and User.objects.exists():
            return
        if not settings.DEMO_ALLOWED:
            raise CommandError(
                "Data contoh tidak dimuat ke portal produksi: sandinya diketahui umum. "
                "Untuk portal coba-coba, atur DEMO_DATA=boleh lebih dahulu."
            )
        emails = [person["email"] for person in data.read("orang")["people"]]
        if User.objects.exists() and not User.objects.filter(email__in=emails).exists():
            raise CommandError("Portal ini sudah dipakai: data contoh hanya dimuat ke portal yang masih kosong.")
        if not Satker.objects.filter(code="00").exists():
            raise CommandError("Daftar satker belum dimuat. Jalankan dahulu: manage.py load_register")
        if settings.CELERY_BROKER_URL.startswith("filesystem"):
            make_queue()  # the jobs of the files are sent before the portal runs for the first time
        people = load_people()
        load_plans(people)
        load_proofs(people)
        load_notices()
        self.stdout.write(f"Data contoh siap. Masuk sebagai {', '.join(emails[:4])}, …; sandi semua: {data.PASSWORD}")
