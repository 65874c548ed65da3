"""Load the official wording of the LKE's questions: manage.py load_lke_wording FILE.json."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from plans.models import Indicator

PARTS = {"PEMENUHAN": Indicator.Part.FULFILMENT, "REFORM": Indicator.Part.REFORM}
NO_LETTER = "-"


class Command(BaseCommand):
    help = "Muat bunyi resmi pertanyaan LKE dari berkas JSON ke indikator dengan kode yang sama."

    def add_arguments(self, parser):
        parser.add_argument(
            "file", type=Path, metavar="BERKAS", help="katalog LKE dalam bentuk JSON (docs/reference-data.md)"
        )

    def handle(self, *, file, **options):
        changed, missing = _store(_read(file))
        self.stdout.write(f"{changed} bunyi resmi dimuat.")
        if missing:
            self.stderr.write(f"Tanpa bunyi dalam berkas: {', '.join(missing)}. Bunyi lamanya tidak berubah.")


def _read(file):
    """Return {code: wording} of the catalogue; raise CommandError with what is wrong in the file."""
    try:
        wording_list = list(_wordings(json.loads(file.read_text(encoding="utf-8"))))
    except OSError as error:
        raise CommandError(f"Berkas {file} tidak dapat dibaca: {error.strerror}.") from error
    except ValueError as error:
        raise CommandError(f"Berkas {file} bukan JSON yang utuh: {error}.") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise CommandError(f"Bentuk berkas {file} bukan katalog LKE; bagian yang kurang: {error}.") from error
    wordings = dict(wording_list)
    if not wordings:
        raise CommandError(f"Berkas {file} tidak memuat pertanyaan PEMENUHAN maupun REFORM.")
    if len(wordings) < len(wording_list):
        raise CommandError(f"Berkas {file} memuat kode yang sama lebih dari sekali.")
    return wordings


def _wordings(catalogue):
    """Yield (code, wording) of each question; parts other than pemenuhan and reform (hasil) are skipped."""
    for part in catalogue["bagian"]:
        if part["nama"] not in PARTS:
            continue
        for area in part["area"]:
            for group in area["sub"]:
                for question in group["pertanyaan"]:
                    steps = [str(area["no"]), PARTS[part["nama"]], group["kode"], question["kode"]]
                    yield ".".join(step for step in steps if step != NO_LETTER), question["teks"].strip()


@transaction.atomic
def _store(wordings):
    """Store the wordings; return their number and the codes that the file lacks; CommandError on unknown codes."""
    indicators = {row.code: row for row in Indicator.objects.all()}
    unknown = sorted(wordings.keys() - indicators.keys())
    if unknown:
        raise CommandError(f"Kode yang tidak dikenal: {', '.join(unknown)}. Tidak ada yang dimuat.")
    for code, wording in wordings.items():
        indicators[code].wording = wording
    Indicator.objects.bulk_update([indicators[code] for code in wordings], ["wording"], batch_size=200)
    return len(wordings), [code for code in indicators if code not in wordings]
