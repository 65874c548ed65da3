"""manage.py send_reminders: what the morning's job does, at any moment, for all offices or one."""

from datetime import datetime
from json import dumps

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from teams.models import Satker
from zi_portal.reminders import sweeping
from zi_portal.reminders.states import Skip


class Command(BaseCommand):
    help = "Susun pengingat hari ini: siapa diberi tahu tentang apa, masing-masing sekali."

    def add_arguments(self, parser):
        parser.add_argument("--now", metavar="ISO", help="saat yang dianggap sekarang, mis. 2026-03-24T07:00+07:00")
        parser.add_argument("--satker", metavar="KODE", help="hanya hal-hal satker ini")
        parser.add_argument("--dry-run", action="store_true", help="hitung saja, tidak ada yang ditulis atau dikirim")
        parser.add_argument("--json", action="store_true", help="cetak hasilnya sebagai JSON")

    def handle(self, *, now, satker, dry_run, json, **options):
        outcome = sweeping.sweep(_moment(now), satker_codes=_codes(satker), dry_run=dry_run)
        facts = outcome.facts()
        self.stdout.write(_as_json(facts) if json else _as_words(facts))


def _moment(text):
    """Return the moment that was typed, in Jakarta time where no zone is given; now for None."""
    if text is None:
        return timezone.now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"“{text}” bukan saat. Tulis misalnya 2026-03-24T07:00+07:00.") from error
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _codes(code):
    if code is None:
        return None
    if not Satker.objects.filter(code=code).exists():
        raise CommandError(f"Satker {code} tidak dikenal.")
    return {code}


def _as_json(facts):
    return dumps(facts, ensure_ascii=False)


def _as_words(facts):
    lines = [
        f"{facts['told']} pemberitahuan ({facts['caught_up']} disusulkan), {facts['queued']} surel diantrekan.",
        *(f"Dilewati, {Skip(reason).label}: {number}" for reason, number in facts["skipped"].items()),
    ]
    return "\n".join(lines)
