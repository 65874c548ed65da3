"""A small office at work through the portal's own code: filled once, then written to without end by several programs.

python -m tests.zi_portal.backup.writing fill FILES KILOBYTES | write NUMBER; write ends when it is killed. With
ZI_VAR and DATABASE_URL of a portal (tests/portals.py).
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zi_portal.settings")
django.setup()

from django.core.files.base import ContentFile  # noqa: E402 -- Django must be set up first
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Count  # noqa: E402

from plans import workflow  # noqa: E402
from plans.models import Decree, DecreeTransition, PlanArea, WorkbookImport  # noqa: E402
from plans.plan import editing  # noqa: E402
from plans.states import Action, DecreeState  # noqa: E402
from plans.workbook import importing  # noqa: E402
from teams.models import Satker, User  # noqa: E402
from teams.states import Role  # noqa: E402
from tests.factories import MembershipFactory, SatkerFactory  # noqa: E402
from tests.plans.approval import a_decree  # noqa: E402
from zi_portal.audit import chain  # noqa: E402
from zi_portal.audit.models import AuditEvent  # noqa: E402
from zi_portal.jobs import queue  # noqa: E402
from zi_portal.jobs.models import Job  # noqa: E402

EMAIL, PASSWORD = "arsip@contoh.id", "kata-sandi-uji-cadangan"
LIFETIME = 20
"""Uploads of a writer after which the oldest is deleted: it outlives the making of a backup on a slow machine too."""
YEARS = range(2027, 2031)


def fill(count, kilobytes):
    """Migrate, then fill_rows()."""
    call_command("migrate", verbosity=0)
    fill_rows(count, kilobytes)


def fill_rows(count, kilobytes):
    """An office with one person, a plan for each writer, stored files, an audit log and jobs."""
    office = SatkerFactory(code="97.99", place="Jernih")
    person = User.objects.create_user(EMAIL, PASSWORD, name="Arsip")
    MembershipFactory(user=person, satker=office, role=Role.STAFF)
    for year in YEARS:
        submit_and_withdraw(a_decree(office, year=year), person)
    for number in range(count):
        upload(office, person, number, os.urandom(kilobytes << 10))


def upload(office, person, number, content):
    """Keep a workbook as the upload page does: file, then row and job together."""
    workbook_import = WorkbookImport(satker=office, year=2026, user=person, file_name=f"unggahan-{number}.xlsx")
    workbook_import.file.save(importing.storage_name(), ContentFile(content), save=False)
    with transaction.atomic():
        workbook_import.save()
        workbook_import.job = Job.objects.create(
            key=f"read:{workbook_import.pk}", kind="read_workbook", payload={"import": workbook_import.pk}
        )
        workbook_import.save(update_fields=["job"])
    return workbook_import


def submit_and_withdraw(decree, person):
    """There and back, without the trial print: state, transition, audit event and jobs in one transaction each."""
    workflow.GUARDS.clear()
    for action in (Action.SUBMIT, Action.WITHDRAW):
        workflow.perform(action, decree=decree, actor=person)


def write(number):
    """Work as one of the writers until killed: rows come and go, files come and go, the decree goes there and back.

    Says "writes" before each round.
    """
    office, person = Satker.objects.get(code="97.99"), User.objects.get(email=EMAIL)
    decree = Decree.objects.get(satker=office, year=YEARS[number % len(YEARS)])
    area = PlanArea.objects.get(plan__annex__decree=decree)
    if decree.state == DecreeState.SUBMITTED:  # its last writer was killed on the way there and back
        workflow.perform(Action.WITHDRAW, decree=decree, actor=person)
    uploads = []
    while True:
        print("writes", flush=True)
        step = editing.add_step(area, None, person, indicator="Baris baru", action="Rapat")
        uploads.append(upload(office, person, number, os.urandom(20 << 10)))
        editing.delete_step(step, person)
        submit_and_withdraw(decree, person)
        if len(uploads) > LIFETIME:  # the row before its file, as the portal does
            workbook_import = uploads.pop(0)
            workbook_import.delete()
            workbook_import.file.delete(save=False)
            queue.cancel(workbook_import.job)


def broken():
    """["what is half done or does not fit"] of the database as it is; [] when everything holds."""
    faults = []
    if (event := chain.verify()) is not None:
        faults.append(f"audit log at {event}")
    transitions, events = DecreeTransition.objects.count(), AuditEvent.objects.filter(action__startswith="decree.")
    if transitions != events.count():
        faults.append(f"{transitions} transitions, {events.count()} events")
    for decree in Decree.objects.annotate(count=Count("transitions")):
        last = decree.transitions.order_by("-pk").first()
        if last.target != decree.state or decree.count != transitions_of(decree):
            faults.append(f"decree {decree.pk} is {decree.state}, its last transition went to {last.target}")
    connection.check_constraints()
    if loose := WorkbookImport.objects.filter(job=None).count():
        faults.append(f"{loose} uploads without their job")
    return faults


def transitions_of(decree):
    """How often the audit log saw the decree move."""
    events = AuditEvent.objects.filter(subject_type="plans.decree", subject_id=str(decree.pk))
    return events.filter(action__startswith="decree.").count()


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]), int(sys.argv[3]))
    else:
        write(int(sys.argv[2]))
