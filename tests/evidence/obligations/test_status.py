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
def one(ground):
    """An obligation of March."""
    return ground.obligations[0]


def word(one, today=DUE):
    return with_standing(Obligation.objects.filter(pk=one.pk), today).get().standing


def ask_for(one, **fields):
    type(one.requirement).objects.filter(pk=one.requirement_id).update(**fields)


@pytest.mark.parametrize(("today", "wanted"), [
    (date(2026, 3, 30), "upcoming"), (DUE, "today"), (date(2026, 4, 1), "late"),
])  # fmt: skip
def test_without_a_proof_the_day_decides(one, today, wanted):
    assert word(one, today) == wanted


def test_without_a_date_it_must_be_scheduled(one):
    Obligation.objects.filter(pk=one.pk).update(due_on=None)
    assert word(one) == "unscheduled"


def test_a_proof_waits_is_accepted_is_questioned(one, world):
    held = a_proof([one], world.sari)
    found = [word(one, date(2026, 5, 1))]
    for verdict in (("accept", world.lukas), ("question", world.rian, "Bulan lain")):
        held = judged(held, verdict)
        found.append(word(one, date(2026, 5, 1)))
    assert found == ["waiting", "fulfilled", "questioned"]


def test_a_returned_proof_must_be_repaired_until_another_one_is_sent(one, world):
    judged(a_proof([one], world.sari), ("return", world.lukas, "Buram"))
    found = [word(one, date(2026, 5, 1))]
    a_proof([one], world.sari, content=b"%PDF-1.7 lebih terang")
    assert [*found, word(one, date(2026, 5, 1))] == ["returned", "waiting"]


def test_too_few_proofs_that_wait_leave_it_late(one, world):
    ask_for(one, quantity=2)
    a_proof([one], world.sari)
    assert word(one, date(2026, 4, 1)) == "late"
    a_proof([one], world.sari, content=b"%PDF-1.7 kedua")
    assert word(one, date(2026, 4, 1)) == "waiting"


def test_what_cannot_be_done_waits_for_the_reviewer_and_is_then_excused(one, world):
    held = attaching.prove([one], kind="unable", actor=world.sari, title="Tidak dapat", text="Gedung terendam banjir.")
    found = [word(one)]
    for verdict in (("accept", world.lukas), ("confirm", world.rian)):
        held = judged(held, verdict)
        found.append(word(one))
    assert found == ["waiting", "waiting", "excused"]


def test_one_nihil_answers_whatever_number_is_asked(one, world):
    ask_for(one, quantity=3, takes_nihil=True)
    held = attaching.prove([one], kind="nihil", actor=world.sari, title="Nihil", text="Tidak ada pengaduan.")
    assert word(one) == "waiting"
    judged(held, ("accept", world.lukas))
    assert word(one) == "fulfilled"


@pytest.mark.parametrize(("field", "wanted"), [("active", "dropped"), ("owed", "free")])
def test_what_does_not_count_says_so_even_where_it_is_proven(one, world, field, wanted):
    judged(a_proof([one], world.sari), ("accept", world.lukas))
    Obligation.objects.filter(pk=one.pk).update(**{field: False})
    assert word(one) == wanted


def test_each_obligation_is_looked_up_by_its_index_whatever_evidence_the_country_has(one):
    assert "EXISTS" not in str(with_standing(Obligation.objects.filter(pk=one.pk), DUE).query).upper()
