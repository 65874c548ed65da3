"""Command write_workflow_docs: writes docs/workflow.md from the table of transitions, so that both always agree."""

from plans.states import EDITABLE, DecreeState
from plans.workflow import TRANSITIONS
from zi_portal.lib.written import WritingCommand, table

HEAD = """# The approval of a decree

Written by `manage.py write_workflow_docs` from `plans/workflow.py`; do not edit by hand.

`workflow.perform` is the only writer of `Decree.state`. In one transaction it locks the decree with all that its
state rules, compares the revision that the user saw (another one: 409), checks state, right, note, typed fields,
gaps (`plans/decree/checks.py`) and the vetoes of higher apps (`GUARDS`), changes, and records the step in the
history and in the audit log. Plan and team are frozen exactly while the decree may not be edited.
"""


def document():
    """Return the text of docs/workflow.md."""
    return "\n".join([HEAD, "## States", "", *_states(), "", "## Transitions", "", *_transitions(), ""])


def _states():
    rows = [(f"`{state}`", state.label, "yes" if state in EDITABLE else "no") for state in DecreeState]
    return table(("State", "On screen", "May be edited"), rows)


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
    return table(("Action", "On screen", "From", "To", "Who", "Note needed", "Typed in", "Checks"), rows)


class Command(WritingCommand):
    help = "Menulis docs/workflow.md dari tabel alur persetujuan."
    name = "workflow.md"
    document = staticmethod(document)
