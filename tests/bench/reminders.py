"""The nation's reminders: 553 offices × 80 steps × 4 deadlines, 10,000 of them due on one day; seconds and queries.

On PostgreSQL: python -m tests.postgres -- python -m tests.bench.reminders (part of `make bench`).
"""

import logging
import os
import time
from datetime import date, datetime, timedelta
from itertools import cycle, islice
from zoneinfo import ZoneInfo

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django  # noqa: E402 -- the settings must be named first

django.setup()

from django.core.management import call_command  # noqa: E402 -- after setup
from django.db import connection  # noqa: E402 -- after setup
from django.test.utils import setup_test_environment  # noqa: E402 -- after setup

from evidence.models import EvidenceRequirement, Obligation, StepAssignment  # noqa: E402 -- after setup
from plans.models import ActionStep, PlanArea  # noqa: E402 -- after setup
from teams.models import Membership, Satker, User  # noqa: E402 -- after setup
from teams.states import Role  # noqa: E402 -- after setup
from tests.bench.national import plans_in_force  # noqa: E402 -- after setup
from zi_portal.reminders.sweeping import sweep  # noqa: E402 -- after setup

STEPS, QUARTERS, DUE_TOGETHER = 80, (3, 6, 9, 12), 10_000
"""Rows of a plan, months of the due dates of each, and obligations that are due on DUE_DAY."""
DUE_DAY = date(2026, 3, 31)
SECONDS, QUERIES = 10, 40
FIRST = "pertama kali"
"""The sweep that begins to tell everything of the weeks around it at once; it happens once and has no bar."""
ROLES = [(Role.STAFF, None), (Role.STAFF, None), (Role.LEADER, None), (Role.ADMIN, None), (Role.REVIEWER, None)]
ROLES += [(Role.COORDINATOR, area) for area in range(1, 7)]


def main():
    """Fill a fresh database, sweep two mornings and the second again; exit code 1 beyond a bar."""
    logging.disable(logging.WARNING)
    call_command("migrate", verbosity=0)
    call_command("load_register", verbosity=0)
    setup_test_environment()
    filled()
    days = ((FIRST, DUE_DAY - timedelta(days=1)), ("10.000 jatuh tempo", DUE_DAY), ("diulang", DUE_DAY))
    beyond = False
    print(f"pengingat: 10.000 jatuh tempo sehari ≤ {SECONDS} detik, ≤ {QUERIES} kueri")
    print(f"{'':20} {'surel':>7} {'dicatat':>8} {'detik':>6} {'basis data':>10} kueri")
    for title, day in days:
        seconds, queries, waited, outcome = measured(day)
        is_beyond = title != FIRST and (seconds > SECONDS or queries > QUERIES)
        numbers = f"{outcome.queued:7} {outcome.notified:8} {seconds:6.1f} {waited:10.1f} {queries:5}"
        print(f"{title:20} {numbers}{'  !' if is_beyond else ''}", flush=True)
        beyond |= is_beyond
    return beyond


def measured(day):
    """(seconds, queries, seconds of those, Sweep) of the sweep of a morning in all three zones."""
    moment = datetime.combine(day, datetime.min.time(), ZoneInfo("Asia/Jakarta")).replace(hour=7)
    spans = []

    def timed(execute, *arguments):
        start = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            spans.append(time.perf_counter() - start)

    with connection.execute_wrapper(timed):
        start = time.perf_counter()
        outcome = sweep(moment)
        seconds = time.perf_counter() - start
    return seconds, len(spans), sum(spans), outcome


def filled():
    """Offices with people, plans, rows of six areas, and what they owe; a row in three has a person assigned."""
    offices = list(Satker.objects.all())
    people = _people(offices)
    plans = plans_in_force(offices)
    areas = PlanArea.objects.bulk_create(
        PlanArea(plan=plan, position=number, label=str(number), title=f"AREA {number}", component_id=number)
        for plan in plans
        for number in range(1, 7)
    )
    areas_by_plan = [areas[place : place + 6] for place in range(0, len(areas), 6)]
    steps = ActionStep.objects.bulk_create(
        ActionStep(area=area, position=position, action="Rapat", evidence="Laporan", time="Setiap triwulan")
        for plan_areas in areas_by_plan
        for position, area in enumerate(islice(cycle(plan_areas), STEPS), 1)
    )
    requirements = EvidenceRequirement.objects.bulk_create(
        EvidenceRequirement(satker=step.area.plan.satker, step_key=step.key, title="Laporan kegiatan") for step in steps
    )
    _owe(steps, requirements)
    StepAssignment.objects.bulk_create(
        StepAssignment(satker=requirement.satker, step_key=requirement.step_key, user=user, by=user)
        for requirement in requirements[::3]
        for user in [people[requirement.satker_id]]
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _people(offices):
    """{office: one of its staff}; eleven people work at each."""
    places = [(office, role, area) for office in offices for role, area in ROLES]
    users = User.objects.bulk_create(
        User(email=f"orang{number}@contoh.id", name=f"Orang {number}", password="!") for number in range(len(places))
    )
    pairs = list(zip(users, places, strict=True))
    Membership.objects.bulk_create(
        Membership(user=user, satker=office, role=role, area=area, valid_from="2020-01-01")
        for user, (office, role, area) in pairs
    )
    return {office.pk: user for user, (office, role, _) in pairs if role == Role.STAFF}


def _owe(steps, requirements):
    """Four obligations of each row; DUE_TOGETHER are due on DUE_DAY, the others of that quarter in the weeks before."""
    Obligation.objects.bulk_create(
        (
            Obligation(plan=step.area.plan, step=step, requirement=requirement, slot=f"2026-{month:02}", due_on=due_on)
            for number, (step, requirement) in enumerate(zip(steps, requirements, strict=True))
            for month in QUARTERS
            for due_on in [_due_on(number, month)]
        ),
        batch_size=5000,
    )


def _due_on(number, month):
    if month > QUARTERS[0]:
        return date(2026, month, 30)
    together = number * 37 % (553 * STEPS) < DUE_TOGETHER
    return DUE_DAY if together else date(2026, 3, 1 + number % 30)


if __name__ == "__main__":
    raise SystemExit(main())
