"""Command write_reminder_docs: writes docs/reminders.md from the kinds of notices, so that both always agree."""

from django.conf import settings

from zi_portal.lib.written import WritingCommand, table
from zi_portal.reminders.kinds import KINDS
from zi_portal.reminders.states import CLOSES, KEPT_DAYS, LINES, OPENS, Skip, Subject

HEAD = f"""# Reminders and notices

Written by `manage.py write_reminder_docs` from the kinds that the apps register and from `zi_portal/reminders/`; do \
not edit by hand.

A **notice** is a line of the ledger and of a person's inbox: this person was told of this topic by this kind for \
this day, once. Kinds *at once* are told in the transaction of their cause (`telling.tell`), all others by the sweep \
that the job `send_reminders` does each morning and `manage.py send_reminders` at any moment.

## How the sweep decides

- **When.** From {OPENS:%H.%M} until {CLOSES:%H.%M} of a person's zone, which is the one that they chose, else the \
westernmost of the offices whose things they are told of today. Beat makes one job for each zone and day \
({", ".join(settings.REMINDER_ZONES)}); one that comes late still tells until {CLOSES:%H.%M}, after that the next \
morning does. Days are those of the zone, never of UTC.
- **What.** Finders of the apps return candidates of today. Of one thing only the nearest kind is told; what was \
missed is caught up once, by the nearest kind, and marked so. A due date that is moved is told anew.
- **To whom.** The kind's recipients; during a leave their substitute; nobody whose account is closed.
- **Once.** `Digest` (user, day) and `Notice` (user, topic, kind, day) have unique keys in the database. One \
transaction inserts the digest, the notices, the mails and their jobs; only who was inserted by it is told by it. A \
sweep that finds a notice which another one has inserted since it read the ledger leaves nothing and begins anew. Of \
a topic that was told at a later moment (the clock has jumped back) nothing is told.
- **One mail.** A digest a day and person, on days with something new; what comes after it waits until tomorrow. It \
is composed when it is sent, as things are then, {LINES} lines a section at most. Who wants single mails gets one \
for each notice. What *escalates* is always told by mail and in the portal and cannot be switched off.
- **Costs.** The number of queries does not grow with offices, people or things, but for one insert for each \
thousands of rows.
- **Kept.** {KEPT_DAYS} days.

`manage.py send_reminders [--now ISO] [--satker CODE] [--dry-run] [--json]` prints `queued` (mails), `told` \
(notices), `caught_up` (of those, late ones) and `skipped` (by reason). With `--satker` people get only that office's \
things, and the rest on the next day: one digest a day.
"""


def document():
    """Return the text of docs/reminders.md."""
    return "\n".join([HEAD, "## Kinds", "", *_kinds(), "", "## Why somebody is not told now", "", *_skips(), ""])


def _kinds():
    rows = [
        (f"`{kind.name}`", kind.title, kind.when, kind.recipients, _way(kind))
        for subject in Subject
        for kind in KINDS.values()
        if kind.subject == subject
    ]
    return table(("Kind", "On screen", "When", "To whom", "How"), rows)


def _way(kind):
    """Return how a kind is told, beside what the person has chosen."""
    words = ["at once" if kind.at_once else "digest", *(["escalates"] if kind.escalates else [])]
    return ", ".join(words)


def _skips():
    return table(("Reason", "On screen"), [(f"`{reason}`", reason.label) for reason in Skip])


class Command(WritingCommand):
    help = "Menulis docs/reminders.md dari jenis-jenis pemberitahuan."
    name = "reminders.md"
    document = staticmethod(document)
