"""Command write_workflow_docs: docs/workflow.md from the table of transitions, so that the two cannot differ."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from plans.states import EDITABLE, DecreeState
from plans.workflow import TRANSITIONS

PATH = settings.BASE_DIR / "docs" / "workflow.md"
HEAD = """# The approval of a decree

Written by `manage.py write_workflow_docs` from `plans/workflow.py`; do not edit by hand.

`workflow.perform` is the only writer of `Decree.state`. In one transaction it locks the decree with all that its
state rules, compares the revision that the user saw (another one: 409), checks state, right, note, typed fields,
gaps (`plans/checks.py`) and the vetoes of higher apps (`GUARDS`), changes, and records the step in the history and in
the audit log. Plan and team are frozen exactly while the decree may not be edited.
"""


def document():
    """Text of docs/workflow.md."""
    return "\n".join([HEAD, "## States", "", *_states(), "", "## Transitions", "", *_transitions(), ""])


def _states():
    rows = [(f"`{state}`", state.label, "yes" if state in EDITABLE else "no") for state in DecreeState]
    return _table(("State", "On screen", "May be edited"), rows)


def _transitions():
    rows = [
        (
            f"`{action}`",
            action.label,
            ", ".join(f"`{state}`" for state in DecreeState if state in move.sources),
            f"`{move.target}`",
            move.may.__doc__.splitlines()[0],
            "yes" if move.note_needed else "",
            ", ".join(f"`{name}`" for name in move.fields),
            f"`{move.gaps.__name__}`" if move.gaps else "",
        )
        for action, move in TRANSITIONS.items()
    ]
    return _table(("Action", "On screen", "From", "To", "Who", "Note needed", "Typed in", "Checks"), rows)


def _table(head, rows):
    return [f"| {' | '.join(row)} |".replace("|  |", "| |") for row in (head, ["---"] * len(head), *rows)]


class Command(BaseCommand):
    help = "Menulis docs/workflow.md dari tabel alur persetujuan."

    def add_arguments(self, parser):
        """--check only compares."""
        parser.add_argument("--check", action="store_true", help="hanya memeriksa; gagal bila berkas tidak mutakhir")

    def handle(self, *, check, **options):
        """Write the file, or fail when it differs from what would be written."""
        if not check:
            PATH.write_text(document(), encoding="utf8")
        elif not PATH.exists() or PATH.read_text(encoding="utf8") != document():
            raise CommandError("docs/workflow.md tidak mutakhir. Jalankan manage.py write_workflow_docs.")
