"""Beranda and Bukti of who sees the whole country, with one year of all offices, as ratios to the sign-in page.

On PostgreSQL: python -m tests.postgres -- python -m tests.bench.national (part of `make bench`).
"""

import logging
import os
import random
import statistics
import time
from datetime import date

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django  # noqa: E402 -- the settings must be named first

django.setup()

from django.core.management import call_command  # noqa: E402 -- after setup
from django.db import connection  # noqa: E402 -- after setup
from django.test import Client  # noqa: E402 -- after setup
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402 -- after setup
from django.urls import reverse  # noqa: E402 -- after setup
from django.utils import timezone  # noqa: E402 -- after setup

from evidence.models import (  # noqa: E402 -- after setup
    Evidence,
    EvidenceRequirement,
    EvidenceRevision,
    EvidenceUse,
    Obligation,
)
from evidence.states import EvidenceKind, EvidenceState  # noqa: E402 -- after setup
from plans.models import ActionStep, Annex, Decree, Layout, Plan, PlanArea  # noqa: E402 -- after setup
from plans.states import AnnexKind, DecreeState  # noqa: E402 -- after setup
from teams.models import Membership, Satker, User  # noqa: E402 -- after setup
from teams.states import Level, Role  # noqa: E402 -- after setup

YEAR, OWED, PROVED = 2026, 80, 0.7
"""Obligations of each office, and the share of them to which somebody sent evidence."""
BAR, RUNS = 25, 5
PAGES = ("home", "evidence:home", "evidence:queue", "evidence:month")
SORTED = "?urut=kemajuan"


def main():
    """Fill a fresh database, then print the table; exit code 1 where a page is beyond the bar."""
    logging.disable(logging.WARNING)
    call_command("migrate", verbosity=0)
    call_command("load_register", verbosity=0)
    setup_test_environment()
    people = filled()
    base = page(Client(), reverse("account_login"))[1]
    paths = [reverse(name) for name in PAGES] + [reverse("evidence:home") + SORTED]
    rows = [(path, person, *page(client, path)) for path in paths for person, client in people.items()]
    print(f"{'halaman':28} {'orang':8} kueri      ms  rasio ke halaman masuk ({base * 1000:.1f} ms)")
    for path, person, queries, seconds in rows:
        beyond = "  !" if seconds > BAR * base else ""
        print(f"{path:28} {person:8} {queries:5} {seconds * 1000:7.1f} {seconds / base:6.1f} × (≤ {BAR}){beyond}")
    return any(seconds > BAR * base for *_, seconds in rows)


def page(client, path):
    """(queries, median seconds of processor and database) of a page."""
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        status = client.get(path).status_code
    number = len(queries)
    if status != 200:
        raise RuntimeError(f"{path} answers {status}")
    spans = []
    for _ in range(RUNS):
        start = time.perf_counter()
        client.get(path)
        spans.append(time.perf_counter() - start)
    return number, statistics.median(spans)


def filled():
    """{who: signed-in Client}; a plan in force for each office, with what it owes and what was sent."""
    offices = list(Satker.objects.all())
    plans = plans_in_force(offices)
    _prove(_owe(plans))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    home = next(office for office in offices if office.level == Level.KABUPATEN)
    places = {
        "staf": (home, Role.STAFF),
        "provinsi": (home.parent, Role.REVIEWER),
        "pusat": (offices[0], Role.REVIEWER),
        "admin": (offices[0], Role.ADMIN),
    }
    return {name: _signed_in(name, satker, role) for name, (satker, role) in places.items()}


def plans_in_force(offices):
    """An empty plan of an enacted decree for each office."""
    layout = Layout.objects.first()
    enacted = {"state": DecreeState.ENACTED, "number": "1", "number_year": YEAR, "enacted_on": date(YEAR, 1, 5)}
    decrees = Decree.objects.bulk_create(
        Decree(satker=office, year=YEAR, title="RENCANA AKSI", **enacted) for office in offices
    )
    plans = Plan.objects.bulk_create(
        Plan(satker=office, year=YEAR, title="RENCANA", layout=layout) for office in offices
    )
    pairs = zip(decrees, plans, strict=True)
    Annex.objects.bulk_create(Annex(decree=d, plan=p, kind=AnnexKind.PLAN, position=1) for d, p in pairs)
    return plans


def _owe(plans):
    """Obligations of the plans, month by month."""
    areas = PlanArea.objects.bulk_create(
        PlanArea(plan=plan, position=1, label="I", title="MANAJEMEN PERUBAHAN", component_id=1) for plan in plans
    )
    steps = ActionStep.objects.bulk_create(
        ActionStep(area=area, position=1, action="Rapat", evidence="Laporan", time="Setiap Bulan") for area in areas
    )
    rows = [(step, plan, n) for step, plan in zip(steps, plans, strict=True) for n in range(OWED)]
    requirements = EvidenceRequirement.objects.bulk_create(
        EvidenceRequirement(satker_id=plan.satker_id, step_key=step.key, position=n + 1, title="Laporan")
        for step, plan, n in rows
    )
    pairs = zip(rows, requirements, strict=True)
    return Obligation.objects.bulk_create(
        Obligation(plan=plan, step=step, requirement=requirement, slot="once", due_on=date(YEAR, 1 + n % 12, 28))
        for (step, plan, n), requirement in pairs
    )


def _prove(obligations):
    """Evidence for the share PROVED of the obligations, in all states."""
    chance = random.Random(3)  # noqa: S311 -- nobody guesses at it
    uploader, now = User.objects.create_user("pengunggah@contoh.id", name="Pengunggah"), timezone.now()
    states = [EvidenceState.ACCEPTED] * 3 + [EvidenceState.CONFIRMED] * 4 + [*EvidenceState]
    proved = [obligation for obligation in obligations if chance.random() < PROVED]
    fields = {
        "year": YEAR,
        "kind": EvidenceKind.STATEMENT,
        "title": "Laporan",
        "uploader": uploader,
        "waiting_since": now,
    }
    proofs = Evidence.objects.bulk_create(
        Evidence(satker_id=obligation.plan.satker_id, state=chance.choice(states), **fields) for obligation in proved
    )
    EvidenceRevision.objects.bulk_create(
        EvidenceRevision(evidence=proof, number=1, text="Sudah.", by=uploader) for proof in proofs
    )
    EvidenceUse.objects.bulk_create(
        EvidenceUse(evidence=proof, obligation=obligation, by=uploader)
        for proof, obligation in zip(proofs, proved, strict=True)
    )


def _signed_in(name, satker, role):
    user = User.objects.create_user(f"{name}@contoh.id", name=name)
    Membership.objects.create(user=user, satker=satker, role=role, valid_from="2020-01-01")
    client = Client()
    client.force_login(user)
    return client


if __name__ == "__main__":
    raise SystemExit(main())
