"""manage.py write_review_docs: write docs/review.md from the table of transitions, so that the two cannot differ."""

from evidence.states import FULFILS, REPAIR, EvidenceState
from evidence.workflow import REASONS, TRANSITIONS
from zi_portal.lib.written import WritingCommand, table

HEAD = """# The review of evidence

Written by `manage.py write_review_docs` from `evidence/workflow.py`; do not edit by hand.

`workflow.perform` and `proving.revise` are the only ways to change `Evidence.state`. In one transaction they lock the
evidence, compare the revision that the user saw (another one: 409), check right, state and reason, ask whether the
file was found clean, change, and record the step in the history (`EvidenceReview`) and in the audit log. The portal
itself returns an evidence whose file turns out infected. How evidence is kept: [evidence.md](evidence.md).
"""


def document():
    """Return the text of docs/review.md."""
    states = ["## States", "", *_states(), "", "## Transitions", "", *_transitions(), ""]
    reasons = ["## Canned reasons", "", "Own words may be added or stand alone.", "", *_reasons(), ""]
    return "\n".join([HEAD, *states, *reasons])


def _states():
    rows = [
        (f"`{state}`", state.label, "yes" if state in FULFILS else "no", "yes" if state in REPAIR else "")
        for state in EvidenceState
    ]
    return table(("State", "On screen", "Fulfils what it is used for", "The office must repair"), rows)


def _transitions():
    rows = [
        (
            f"`{action}`",
            action.label,
            ", ".join(f"`{state}`" for state in EvidenceState if state in transition.sources),
            f"`{transition.target}`",
            transition.may.__doc__.splitlines()[0],
            "yes" if transition.note_needed else "",
            "yes" if transition.needs_clean_file else "",
        )
        for action, transition in TRANSITIONS.items()
    ]
    return table(("Action", "On screen", "From", "To", "Who", "Reason needed", "File must be clean"), rows)


def _reasons():
    return table(("Code", "Sentence"), [(f"`{code}`", text) for code, text in REASONS.items()])


class Command(WritingCommand):
    help = "Menulis docs/review.md dari tabel reviu bukti."
    name = "review.md"
    document = staticmethod(document)
