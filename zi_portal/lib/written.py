"""Documents that a command writes from code: written anew, or compared so that the two cannot differ."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


def table(head, rows):
    """Lines of a Markdown table."""
    return [f"| {' | '.join(row)} |".replace("|  |", "| |") for row in (head, ["---"] * len(head), *rows)]


class WritingCommand(BaseCommand):
    """A command that writes docs/<name> with what its document() gives; --check fails where the file differs.

    Subclasses have name and document.
    """

    def add_arguments(self, parser):
        """--check only compares."""
        parser.add_argument("--check", action="store_true", help="hanya memeriksa; gagal bila berkas tidak mutakhir")

    def handle(self, *, check, **options):
        """Write the file, or fail when it differs from what would be written."""
        path = settings.BASE_DIR / "docs" / self.name
        if not check:
            path.write_text(self.document(), encoding="utf8")
        elif not path.exists() or path.read_text(encoding="utf8") != self.document():
            command = type(self).__module__.rpartition(".")[2]
            raise CommandError(f"docs/{self.name} tidak mutakhir. Jalankan: manage.py {command}")
