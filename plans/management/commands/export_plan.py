"""export_plan: write one plan to a file, as workbook or JSON."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from plans.models import Plan
from plans.workbook import exporting


class Command(BaseCommand):
    help = "Menulis satu rencana aksi ke berkas .xlsx atau .json."

    def add_arguments(self, parser):
        parser.add_argument("--plan", type=int, required=True, help="id rencana aksi")
        parser.add_argument("--format", choices=exporting.FORMS, default=exporting.XLSX)
        parser.add_argument("--output", type=Path, required=True, help="berkas yang ditulis")

    def handle(self, *, plan, format, output, **options):
        stored_plan = Plan.objects.select_related("satker", "layout").filter(pk=plan, deleted=False).first()
        if stored_plan is None:
            raise CommandError(f"Rencana aksi dengan id {plan} tidak ada.")
        try:
            output.write_bytes(exporting.export(stored_plan, format).content)
        except OSError as error:
            raise CommandError(f"Berkas {output} tidak dapat ditulis: {error.strerror}.") from error
        self.stdout.write(f"{stored_plan} ditulis ke {output}.")
