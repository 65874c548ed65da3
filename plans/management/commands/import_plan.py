"""import_plan: read a workbook into a new draft plan of an office."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from plans.workbook.importing import ImportReport, import_workbook
from plans.workbook.joining import ALL
from plans.workbook.reading.issues import ERROR, INFO, Issue
from teams.models import Satker

FIRST_YEAR, LAST_YEAR = 2000, 2100


class Command(BaseCommand):
    help = "Membaca tabel rencana aksi dari berkas .xlsx menjadi draf rencana baru."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="berkas .xlsx")
        parser.add_argument("--satker", required=True, help="kode, nama singkat, atau nama resmi satker")
        parser.add_argument("--year", type=int, required=True, help="tahun rencana")
        parser.add_argument("--sheet", help="nama lembar; bila tidak disebut, yang paling sesuai")
        parser.add_argument(
            "--all-sheets", action="store_true", help="semua lembar yang kolomnya sama sebagai satu rencana"
        )
        parser.add_argument("--dry-run", action="store_true", help="periksa saja, tidak menyimpan apa pun")
        parser.add_argument("--json", action="store_true", help="tulis hasil sebagai JSON")

    def handle(self, *, file, satker, year, sheet, dry_run, **options):
        if sheet and options["all_sheets"]:
            raise CommandError("Pilih --sheet atau --all-sheets, tidak keduanya.", returncode=2)
        report = _import(file, satker, year, ALL if options["all_sheets"] else sheet, dry_run)
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
        else:
            self._report(report, dry_run)
        if report.refused:
            raise CommandError(next(issue.message for issue in report.issues if issue.severity == ERROR), returncode=1)

    def _report(self, report, dry_run):
        counts = report.counts
        outcome = (
            "Diperiksa" if dry_run else f"Tersimpan sebagai rencana {report.plan.pk}" if report.plan else "Ditolak"
        )
        self.stdout.write(
            f"{outcome}: {counts['areas']} area, {counts['aspects']} aspek, {counts['rows']} baris, "
            f"{counts['actions']} langkah aksi."
        )
        for issue in report.issues:
            if issue.severity != INFO:
                self.stdout.write(f"- {issue.message}")


def _import(file, satker, year, sheet, dry_run):
    """Return the ImportReport; wrong arguments are refused like a wrong file."""
    if not file.is_file():
        return _refused("file_missing", f"Berkas {file} tidak ada. Periksa letak dan namanya.")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return _refused("bad_year", f"Tahun {year} tidak wajar. Isi tahun antara {FIRST_YEAR} dan {LAST_YEAR}.")
    try:
        office = Satker.objects.named(satker)
    except Satker.DoesNotExist:
        return _refused("satker_missing", f'Satker "{satker}" tidak ada dalam daftar. Periksa kode atau namanya.')
    return import_workbook(file, satker=office, year=year, sheet=sheet, dry_run=dry_run)


def _refused(code, message):
    return ImportReport(issues=[Issue(ERROR, None, "", code, message)])
