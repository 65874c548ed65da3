"""How an obligation stands: one word, from what is there and the day."""

from datetime import date

import pytest

from evidence.models import Obligation
from evidence.obligations.status import with_standing
from evidence.proofs import attaching
from tests.evidence.ground import a_proof, judged, owing

pytestmark = pytest.mark.django_db

DUE = date(2026, 3, 31)


@pytest.fixture
def ground(world):
    return owing(world.kabupaten, by=world.sari, leader=world.lukas)


@pytest.fixture
def obligation(ground):
    """An obligation of March."""
    return ground.obligations[0]


def word(obligation, today=DUE):
    return with_standing(Obligation.objects.filter(pk=obligation.pk), today).get().standing


def ask_for(obligation, **fields):
    type(obligation.requirement).objects.filter(pk=obligation.requirement_id).update(**fields)


@pytest.mark.parametrize(("today", "standing"), [
    (date(2026, 3, 30), "upcoming"), (DUE, "today"), (date(2026, 4, 1), "late"),
])  # fmt: skip
def test_without_a_proof_the_day_decides(obligation, today, standing):
    assert word(obligation, today) == standing


def test_without_a_date_it_must_be_scheduled(obligation):
    Obligation.objects.filter(pk=obligation.pk).update(due_on=None)
    assert word(obligation) == "unscheduled"


def test_a_proof_waits_is_accepted_is_questioned(obligation, world):
    evidence = a_proof([obligation], world.sari)
    standings = [word(obligation, date(2026, 5, 1))]
    for verdict in (("accept", world.lukas), ("question", world.rian, "Bulan lain")):
        evidence = judged(evidence, verdict)
        standings.append(word(obligation, date(2026, 5, 1)))
    assert standings == ["waiting", "fulfilled", "questioned"]


def test_a_returned_proof_must_be_repaired_until_another_one_is_sent(obligation, world):
    judged(a_proof([obligation], world.sari), ("return", world.lukas, "Buram"))
    standings = [word(obligation, date(2026, 5, 1))]
    a_proof([obligation], world.sari, content=b"%PDF-1.7 lebih terang")
    assert [*standings, word(obligation, date(2026, 5, 1))] == ["returned", "waiting"]


def test_too_few_proofs_that_wait_leave_it_late(obligation, world):
    ask_for(obligation, quantity=2)
    a_proof([obligation], world.sari)
    assert word(obligation, date(2026, 4, 1)) == "late"
    a_proof([obligation], world.sari, content=b"%PDF-1.7 kedua")
    assert word(obligation, date(2026, 4, 1)) == "waiting"


def test_what_cannot_be_done_waits_for_the_reviewer_and_is_then_excused(obligation, world):
    evidence = attaching.prove(
        [obligation], kind="unable", actor=world.sari, title="Tidak dapat", text="Gedung terendam banjir."
    )
    standings = [word(obligation)]
    for verdict in (("accept", world.lukas), ("confirm", world.rian)):
        evidence = judged(evidence, verdict)
        standings.append(word(obligation))
    assert standings == ["waiting", "waiting", "excused"]


def test_one_nihil_answers_whatever_number_is_asked(obligation, world):
    ask_for(obligation, quantity=3, takes_nihil=True)
    evidence = attaching.prove([obligation], kind="nihil", actor=world.sari, title="Nihil", text="Tidak ada pengaduan.")
    assert word(obligation) == "waiting"
    judged(evidence, ("accept", world.lukas))
    assert word(obligation) == "fulfilled"


@pytest.mark.parametrize(("field", "standing"), [("active", "dropped"), ("owed", "free")])
def test_what_does_not_count_says_so_even_where_it_is_proven(obligation, world, field, standing):
    judged(a_proof([obligation], world.sari), ("accept", world.lukas))
    Obligation.objects.filter(pk=obligation.pk).update(**{field: False})
    assert word(obligation) == standing


def test_each_obligation_is_looked_up_by_its_index_whatever_evidence_the_country_has(obligation):
    assert "EXISTS" not in str(with_standing(Obligation.objects.filter(pk=obligation.pk), DUE).query).upper()
