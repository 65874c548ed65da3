"""manage.py invite_admin: invites the first person of a new portal; everybody else is invited on the screens."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from teams.models import Satker
from teams.people import memberships
from teams.states import Role


class Command(BaseCommand):
    help = "Mengundang administrator satker lewat surel; sandi dibuat sendiri oleh orangnya."

    def add_arguments(self, parser):
        parser.add_argument("email", help="alamat surel")
        parser.add_argument("name", help="nama lengkap")
        parser.add_argument("--satker", default="00", help="kode satker; bawaan: 00 (KPU RI, administrator nasional)")

    @transaction.atomic
    def handle(self, *, email, name, satker, **options):
        """Make account and role as an invitation on the screen does; the mail is a job for the worker."""
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"Alamat surel {email!r} tidak sah.") from error
        office = Satker.objects.filter(code=satker).first()
        if office is None:
            raise CommandError(f"Satker {satker} tidak ada. Muat dahulu daftar satker: manage.py load_register")
        if office.memberships.active().filter(user__email=email.lower(), role=Role.ADMIN).exists():
            raise CommandError(f"{email} sudah menjadi administrator {office}.")
        memberships.invite(office, email=email, name=name, nip="", role=Role.ADMIN, actor=None)
        self.stdout.write(f"Undangan untuk {name} ({office}) dikirim ke {email}.")
