"""Races against a real database, each racer with a connection of its own; run by tests/plans/test_races.py.

python -m tests.racing TIMES [RACE …], with DATABASE_URL and ZI_VAR set; prints {"race": {"outcome": count}} as JSON.
"""

import json
import os
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import django

from zi_portal.lib.errors import Refused

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from django.core.management import call_command  # noqa: E402 -- Django must be set up first
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from evidence import workflow as review  # noqa: E402
from evidence.models import Evidence, EvidenceRevision  # noqa: E402
from evidence.proofs import attaching  # noqa: E402
from evidence.states import EvidenceKind, Verdict  # noqa: E402
from plans import workflow  # noqa: E402
from plans.states import Action  # noqa: E402
from teams.states import Role  # noqa: E402
from tests.evidence.uploads.races import races as uploads  # noqa: E402
from tests.factories import MembershipFactory, SatkerFactory, UserFactory  # noqa: E402
from tests.plans.approval import approved, submitted  # noqa: E402
from zi_portal.audit import chain  # noqa: E402
from zi_portal.entrance import attempts  # noqa: E402
from zi_portal.jobs import queue, registry  # noqa: E402

CROWD = 20
CROWD_EVERY = 20
"""The race of the crowd is run in one of so many rounds."""


def race(racers):
    """Start all racers (functions without arguments) at once; their outcomes, sorted."""
    barrier = Barrier(len(racers))

    def start(racer):
        connection.ensure_connection()
        barrier.wait()
        try:
            return racer()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(racers)) as pool:
        return "+".join(sorted(pool.map(start, racers)))


def act(action, decree, actor, **fields):
    """What becomes of one attempt: the new state, or the name of the refusal."""
    try:
        return str(workflow.perform(action, decree=decree, actor=actor, revision=decree.revision, **fields).state)
    except Refused as error:
        return error.code


def decisions(office, people):
    """Two leaders decide on one decree at once, the one approving, the other returning or approving too."""
    decree = submitted(office, by=people[0])
    first = race([lambda person=person: act(Action.APPROVE, decree, person) for person in people[1:]])
    other = submitted(office, by=people[0])
    second = race(
        [
            lambda: act(Action.APPROVE, other, people[1]),
            lambda: act(Action.RETURN, other, people[2], note="Lengkapi."),
        ]
    )
    return [first, second.replace("returned", "approved")]


def numbers(office, people):
    """A crowd enacts decrees of different years with one number at once."""
    decrees = [approved(office, by=people[0], year=2001 + place) for place in range(CROWD)]
    fields = {"number": "439", "number_year": 2026, "enacted_on": date(2026, 2, 3)}
    return [race([lambda decree=decree: act(Action.ENACT, decree, people[0], **fields) for decree in decrees])]


def plans_of_a_year(office, people):
    """Two plans of one year are enacted at once with different numbers."""
    decrees = [approved(office, by=people[0], year=2026) for _ in range(2)]
    fields = {"number_year": 2026, "enacted_on": date(2026, 2, 3)}
    return [
        race(
            [
                lambda decree=decree: act(Action.ENACT, decree, people[0], number=str(decree.pk), **fields)
                for decree in decrees
            ]
        )
    ]


def verdicts(office, people):
    """Two leaders judge one evidence at once, alike or not; then two send another revision of one."""
    first, second = (lambda person=person: _judge(Verdict.ACCEPT, proof, person) for person in people[1:])
    proof = _proof(office, people[0])
    alike = race([first, second])
    proof = _proof(office, people[0])
    apart = race([first, lambda: _judge(Verdict.RETURN, proof, people[2], note="Lengkapi.")])
    proof = _proof(office, people[0])
    outcomes = race([lambda place=place: _revise(proof, people[0], place) for place in ("1", "2")])
    counts = [proof.reviews.count(), proof.revisions.count()]
    return [alike, apart.replace("returned", "accepted"), f"{outcomes}:{counts}"]


def _proof(office, staff):
    fields = {"year": 2026, "kind": EvidenceKind.LINK, "title": "Foto", "waiting_since": timezone.now()}
    evidence = Evidence.objects.create(satker=office, uploader=staff, **fields)
    EvidenceRevision.objects.create(evidence=evidence, number=1, link="https://contoh.id/foto", by=staff)
    return evidence


def _judge(action, proof, actor, **fields):
    try:
        return str(review.perform(action, evidence=proof, actor=actor, revision=proof.revision, **fields).state)
    except Refused as error:
        return error.code


def _revise(proof, actor, place):
    link = f"https://contoh.id/foto/{place}"
    try:
        return str(attaching.revise(proof, actor=actor, link=link, revision=proof.revision).state)
    except Refused as error:
        return error.code


def job(office, people):
    """Four workers take one job at once."""
    runs = []
    registry.KINDS["lomba"] = registry.Kind("lomba", lambda job, progress: runs.append(job.pk), "Lomba")
    row = queue.enqueue("lomba", key=f"lomba:{office.pk}", payload={})
    outcome = race([lambda: "done" if queue.run(row.pk) else "left"] * 4)
    return [f"{outcome}:{len(runs)}"]


def guesses(office, people):
    """Eight guesses of one account's password at once, where five are let through."""
    limits = [attempts.Limit(f"akun {office.pk}", 5, 300), attempts.Limit(f"jaringan {office.pk}", 20, 300)]
    return [race([lambda: _guess(limits)] * 8)]


def _guess(limits):
    try:
        attempts.take(limits)
    except attempts.TooMany:
        return "refused"
    return "let"


RACES = {
    "decisions": decisions,
    "numbers": numbers,
    "plans_of_a_year": plans_of_a_year,
    "verdicts": verdicts,
    "job": job,
    "guesses": guesses,
} | uploads(race)


def main(times, names):
    """Migrate the empty database, run each wanted race so many times, say how it ended and whether the log is whole."""
    call_command("migrate", verbosity=0)
    outcomes = {name: Counter() for name in names or RACES}
    people = [UserFactory() for _ in range(3)]
    for time in range(times):
        office = SatkerFactory(place="Jernih")
        for person, role in zip(people, (Role.STAFF, Role.LEADER, Role.LEADER), strict=True):
            MembershipFactory(user=person, satker=office, role=role)
            person.__dict__.pop("grants", None)
        for name in outcomes:
            run = RACES[name]
            if run is not numbers or time % CROWD_EVERY == 0:
                outcomes[name].update(run(office, people))
    print(json.dumps({"vendor": connection.vendor, "broken": chain.verify(), **outcomes}))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
