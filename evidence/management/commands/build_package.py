"""manage.py build_package: write the package of a plan (or of an area or a quarter) to a file, whole or not at all."""

import os
from pathlib import Path
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError

from evidence.packages import packing
from evidence.packages.rekap import Cut
from evidence.states import Scope
from plans.models import Plan
from zi_portal.lib.errors import Refused
from zi_portal.lib.files.storage import StorageFailed
from zi_portal.lib.sandbox.confined import Exhausted

INCOMPLETE = 3
"""Exit code of a package that was made without files that are missing, changed or held back by the scanner."""


class Command(BaseCommand):
    help = (
        "Menyusun paket bukti sebuah rencana aksi menjadi satu berkas ZIP. Keluar dengan kode 3 bila paket jadi, "
        "tetapi ada berkas yang hilang, berubah, atau ditahan pemindai."
    )

    def add_arguments(self, parser):
        parser.add_argument("--plan", type=int, required=True, metavar="ID", help="rencana aksi yang buktinya dikemas")
        parser.add_argument("--output", type=Path, required=True, metavar="BERKAS", help="berkas ZIP yang ditulis")
        part = parser.add_mutually_exclusive_group()
        part.add_argument("--area", type=int, metavar="N", help="hanya area dengan urutan ini (1, 2, …)")
        part.add_argument("--quarter", type=int, metavar="N", help="hanya yang jatuh tempo pada triwulan ini (1–4)")

    def handle(self, *, plan, output, area, quarter, **options):
        """Write the package beside its place and move it there when it is complete."""
        plan_row = Plan.objects.select_related("satker").filter(pk=plan).first()
        if plan_row is None:
            raise CommandError(f"Rencana aksi {plan} tidak ditemukan.")
        try:
            facts = _write(plan_row, _cut(area, quarter), output)
        except (Refused, StorageFailed) as refused:
            raise CommandError(str(refused)) from refused
        except Exhausted as error:
            raise CommandError("Rekap tidak dapat dicetak karena mesin sedang sibuk. Coba lagi nanti.") from error
        except OSError as error:
            raise CommandError(f"Berkas {output} tidak dapat ditulis: {error.strerror}.") from error
        self._tell(output, facts)

    def _tell(self, output, facts):
        size = f"{facts['size'] / 1e6:.1f} MB"
        self.stdout.write(f"{output}: {facts['entries']} bukti, {size}, SHA-256 {facts['sha256']}")
        self.stdout.write(f"Sudah jatuh tempo dan belum dipenuhi: {len(facts['missing'])}")
        if broken := facts["broken"]:
            names = "\n".join(f"  {file['name']} ({file['evidence']}): {file['why']}" for file in broken)
            raise CommandError(f"Paket tidak lengkap, {len(broken)} berkas:\n{names}", returncode=INCOMPLETE)


def _cut(area, quarter):
    if area is not None:
        return Cut(Scope.AREA, area)
    return Cut() if quarter is None else Cut(Scope.QUARTER, quarter)


def _write(plan, cut, output):
    packing.check(plan, cut)
    partial = output.with_name(f".{output.name}.{uuid4().hex[:8]}.sebagian")
    try:
        with partial.open("w+b") as file:
            facts = packing.fill(file, plan, cut)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)
    return facts
