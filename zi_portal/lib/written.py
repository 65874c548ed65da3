"""Commands that write a document from code, or check that the file matches it."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


def table(head, rows):
    """Return the lines of a Markdown table."""
    return [f"| {' | '.join(row)} |".replace("|  |", "| |") for row in (head, ["---"] * len(head), *rows)]


class WritingCommand(BaseCommand):
    """A command that writes docs/<name> from its document(); with --check it fails where the file differs.

    Subclasses have name and document.
    """

    def add_arguments(self, parser):
        """Add --check, which only compares."""
        parser.add_argument("--check", action="store_true", help="hanya memeriksa; gagal bila berkas tidak mutakhir")

    def handle(self, *, check, **options):
        """Write the file, or with --check fail when it differs from the document."""
        path = settings.BASE_DIR / "docs" / self.name
        if not check:
            path.write_text(self.document(), encoding="utf8")
        elif not path.exists() or path.read_text(encoding="utf8") != self.document():
            command = type(self).__module__.rpartition(".")[2]
            raise CommandError(f"docs/{self.name} tidak mutakhir. Jalankan: manage.py {command}")
