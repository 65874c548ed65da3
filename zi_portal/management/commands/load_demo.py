"""manage.py load_demo: three fictional offices to try the portal with; never beside real people."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from teams.models import Satker, User
from zi_portal.demo import data
from zi_portal.demo.people import load_people
from zi_portal.demo.plans import load_plans


class Command(BaseCommand):
    help = "Memuat satker, orang, dan rencana contoh; hanya yang belum ada yang ditambahkan."

    def add_arguments(self, parser):
        parser.add_argument("--first-start", action="store_true", help="diam bila portal sudah berisi pengguna")

    @transaction.atomic
    def handle(self, *, first_start, **options):
        """Load all or nothing; refused where real people have accounts, for the demo's password is public."""
        if first_start and User.objects.exists():
            return
        emails = [person["email"] for person in data.read("orang")["people"]]
        if User.objects.exists() and not User.objects.filter(email__in=emails).exists():
            raise CommandError("Portal ini sudah dipakai: data contoh hanya dimuat ke portal yang masih kosong.")
        if not Satker.objects.filter(code="00").exists():
            raise CommandError("Daftar satker belum dimuat. Jalankan dahulu: manage.py load_register")
        people = load_people()
        load_plans(people)
        self.stdout.write(f"Data contoh siap. Masuk sebagai {', '.join(emails[:4])}, …; sandi semua: {data.PASSWORD}")
