"""Print a decree with its lampiran as PDF, at once: manage.py render_decree --plan ID --output FILE.pdf."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from plans.decree import documents
from plans.models import Decree
from plans.states import DecreeState, Edition
from zi_portal.jobs.registry import JobFailed


class Command(BaseCommand):
    help = "Cetak keputusan beserta lampirannya sebagai PDF."

    def add_arguments(self, parser):
        choice = parser.add_mutually_exclusive_group(required=True)
        choice.add_argument("--plan", type=int, metavar="ID", help="rencana aksi yang keputusannya dicetak")
        choice.add_argument("--decree", type=int, metavar="ID", help="keputusan yang dicetak")
        parser.add_argument("--edition", choices=Edition.values, default=Edition.ORIGINAL.value, help="edisi (asli)")
        parser.add_argument("--output", required=True, type=Path, metavar="BERKAS", help="berkas PDF yang ditulis")

    def handle(self, *, plan, decree, edition, output, **options):
        stored_decree = _decree(plan, decree)
        try:
            content = documents.render_now(stored_decree, edition)
            output.write_bytes(content)
        except JobFailed as error:
            raise CommandError(error.message) from error
        except OSError as error:
            raise CommandError(f"Berkas {output} tidak dapat ditulis: {error.strerror}.") from error
        self.stdout.write(f"{output}: {len(content)} bita")


def _decree(plan, decree):
    """Return the decree with this id, or the one that prints the plan with this id."""
    lookup = {"pk": decree} if plan is None else {"annexes__plan": plan}
    row = Decree.objects.select_related("satker").filter(**lookup).exclude(state=DecreeState.DELETED).first()
    if row is None:
        kind, number = ("Keputusan", decree) if plan is None else ("Rencana aksi", plan)
        raise CommandError(f"{kind} {number} tidak ditemukan.")
    return row
