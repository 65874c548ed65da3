"""import_decree: load a published decree as an enacted archive (docs/archive-format.md)."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from plans.archive.loading import import_decree
from teams.models import Satker
from zi_portal.lib.errors import Refused


class Command(BaseCommand):
    help = "Memuat keputusan yang sudah terbit sebagai arsip, lengkap dengan tim dan rencana aksinya."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="berkas JSON")
        parser.add_argument("--satker", required=True, help="kode atau nama satker")
        parser.add_argument("--json", action="store_true", help="tulis hasil sebagai JSON")

    def handle(self, *, file, satker, **options):
        try:
            decree, plan, issues = import_decree(_read(file), _office(satker))
        except Refused as refused:
            if options["json"]:
                self._print({"decree": None, "plan": None, "issues": [_refusal(refused.message)]})
            raise CommandError(refused.message, returncode=1) from refused
        if options["json"]:
            self._print({"decree": decree.pk, "plan": plan and plan.pk, "issues": issues})
            return
        self.stdout.write(f"{decree} dimuat sebagai arsip (id {decree.pk}), {len(issues)} catatan.")
        for issue in issues:
            self.stdout.write(f"- {issue['message']}")

    def _print(self, result):
        self.stdout.write(json.dumps(result, ensure_ascii=False))


def _read(path):
    """Return the parsed JSON of the file."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Refused("archive", f"Berkas {path} tidak dapat dibaca: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise Refused("archive", f"Berkas {path} bukan JSON yang sah: {error}.") from error


def _office(text):
    try:
        return Satker.objects.named(text)
    except Satker.DoesNotExist:
        raise Refused("archive", f"Satker “{text}” tidak ada dalam daftar. Periksa kode atau namanya.") from None


def _refusal(message):
    return {"severity": "error", "row": None, "column": None, "code": "refused", "message": message}
