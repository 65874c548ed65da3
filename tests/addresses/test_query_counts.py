"""How often a page asks the database: a fixed number, however many rows there are."""

from datetime import date
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evidence.models import Obligation
from evidence.obligations import deriving
from evidence.proofs import reviewing
from plans.models import Decree, Layout
from plans.plan import deadlines
from plans.states import DecreeState
from teams.people.letters import queue_invitation
from tests.addresses.access_world import PERSONS, URLS
from tests.addresses.test_access import MATRIX
from tests.evidence.ground import a_proof, judged
from tests.factories import DecreeFactory, LayoutFactory, MembershipFactory, PlanFactory, SatkerFactory, TeamFactory
from tests.plans.approval import a_decree
from zi_portal.jobs.models import Job
from zi_portal.jobs.states import JobState
from zi_portal.reminders.choices.foreseeing import DAYS

pytestmark = pytest.mark.django_db

MOST = 13
MORE = {"calendar-file": 32, "home": 22, "evidence:index xlsx": 21, "evidence:plan": 17, "evidence:step": 17} | {
    "evidence:batch": 17,
    "evidence:detail": 14,
    "plans:compare": 14,
    "plans:new": 15,
    "plans:begin-copy": 20,
    "plans:begin-copy draft": 20,
    "decrees:detail": 19,
    "decrees:act submit": 37,
    "decrees:act enact": 31,
    "decrees:trial": 21,
    "teams:notice-preview": 12 + DAYS * 25,
}
"""Pages that gather from everywhere what is to be done, or look through a decree with its tables and teams or through
two plans, or ask who is told what on each of the coming days."""

PAGES = [
    (person, case)
    for case in URLS
    for person in ("sari", "rian", "andi")
    if (case, "GET") in MATRIX and MATRIX[case, "GET"][PERSONS.index(person)] == HTTPStatus.OK
]


def _job(world):
    """A print and a reading that are done: rows that ask for what they are about and for the way to their result."""
    values = {"owner": world.sari, "satker_code": world.kabupaten.code, "state": JobState.DONE}
    for kind, name in (("render_decree", "document"), ("read_workbook", "import")):
        Job.objects.create(key=uuid4().hex, kind=kind, payload={name: 1}, **values)


def _owes(world):
    """An enacted plan with a row that owes evidence."""
    decree = a_decree(world.kabupaten)
    fields = {"number": str(decree.pk), "number_year": 2026, "enacted_on": date(2026, 1, 5)}
    Decree.objects.filter(pk=decree.pk).update(state=DecreeState.ENACTED, **fields)
    plan = decree.annexes.get(plan__isnull=False).plan
    deadlines.rebuild(plan)
    deriving.rebuild(plan)


def _reviews(world):
    """A proof that waits for its first look, and one that was sent back with a note on its page."""
    obligations = [Obligation.objects.filter(plan__satker=world.kabupaten).select_related("plan__satker").first()]
    a_proof(obligations, world.sari)
    returned = a_proof(obligations, world.sari)
    reviewing.add_note(returned.present, page=1, text="Cap belum ada.", actor=world.lukas)
    judged(returned, ("return", world.lukas, "Lengkapi."))


LISTS = {
    # case → what makes one more row of it, who looks at it
    "plans:list": (lambda world: PlanFactory(satker=world.kabupaten, layout=Layout.objects.first()), "rian"),
    "layouts:list": (lambda world: LayoutFactory(satker=world.kabupaten), "andi"),
    "decrees:list": (lambda world: DecreeFactory(satker=world.kabupaten), "rian"),
    "teams:satker-list": (lambda world: SatkerFactory(parent=world.province), "rian"),
    "teams:people": (lambda world: queue_invitation(MembershipFactory(satker=world.kabupaten)), "andi"),
    "teams:team-list": (lambda world: TeamFactory(satker=world.kabupaten), "rian"),
    "jobs:mine": (_job, "sari"),
    "operations:jobs": (_job, "nadia"),
    "evidence:queue": (_reviews, "lukas"),
    "evidence:repair": (_reviews, "sari"),
    "evidence:home": (_owes, "rian"),
    "evidence:month": (_owes, "rian"),
    "evidence:year": (_owes, "rian"),
    "home": (lambda world: DecreeFactory(satker=world.kabupaten), "sari"),
    "operations:mails": (lambda world: queue_invitation(MembershipFactory(satker=world.kabupaten)), "nadia"),
}


def asked(client, where):
    """Number of queries of a page."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(where).status_code == HTTPStatus.OK
    return len(queries)


@pytest.mark.case("G12")
@pytest.mark.parametrize(("person", "case"), PAGES)
def test_a_page_needs_few_queries(stage, person, case):
    queries = stage.visit(person, case).queries
    assert len(queries) <= MORE.get(case, MOST), "\n".join(queries)


@pytest.mark.case("G12")
@pytest.mark.parametrize("case", LISTS)
def test_a_list_asks_as_often_for_thirty_rows_as_for_one(stage, case):
    make, person = LISTS[case]
    world = stage.world
    where = reverse(case, args=[world.kabupaten.pk] if case == "teams:people" else [])
    client, counts = world.client(person), []
    for added in (1, 2, 27):
        for _ in range(added):
            make(world)
        counts.append(asked(client, where))
    assert len(set(counts)) == 1, counts
