"""Evidence that waits long for its review, and what came back."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from evidence.models import Evidence
from evidence.reminding.reviews import waiting_reviews
from teams.models import Membership
from teams.states import Role
from tests.evidence.ground import a_proof, also_as, judged
from tests.evidence.reminding.asking import areas_of, names_of, of_topic, on
from zi_portal.mail.models import Message
from zi_portal.reminders.models import Notice, OfficeRule

pytestmark = pytest.mark.django_db
SENT = date(2026, 3, 2)


@pytest.fixture
def waiting(proof):
    """Evidence of sari's for area 1 that waits since SENT."""
    moment = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Jakarta"))
    Evidence.objects.filter(pk=proof.pk).update(waiting_since=moment)
    return proof


def found(evidence, days, **inquiry):
    """{(kind, id of the person)} after so many days."""
    return names_of(of_topic(waiting_reviews(on(SENT + timedelta(days=days), **inquiry)), evidence, "evidence"))


def test_evidence_is_told_after_more_than_five_days_to_the_coordinator_then_to_leaders(waiting, staged):
    assert found(waiting, 5) == set()
    assert found(waiting, 6) == found(waiting, 10) == {("review.waiting", staged.kirana.pk)}
    assert found(waiting, 11) == {("review.late", person.pk) for person in (staged.lukas, staged.maya)}


def test_the_office_sets_the_days(waiting, staged):
    rules = {staged.kabupaten.code: OfficeRule(review_days=8)}
    assert found(waiting, 8, rules=rules) == set()
    assert found(waiting, 9, rules=rules) == {("review.waiting", staged.kirana.pk)}


def test_evidence_of_an_area_without_coordinator_is_told_to_leaders_at_once(ground, staged):
    proof = a_proof([areas_of(ground)[1]], staged.sari, content=b"%PDF-1.7 lain")
    Evidence.objects.filter(pk=proof.pk).update(waiting_since="2026-03-02T09:00:00+07:00")
    assert found(proof, 6) == {("review.waiting", person.pk) for person in (staged.lukas, staged.maya)}


def test_nobody_is_told_to_decide_on_what_they_sent(ground, staged):
    also_as(staged.kirana, ground.satker, Role.STAFF)
    proof = a_proof([areas_of(ground)[0]], staged.kirana, content=b"%PDF-1.7 lain")
    Evidence.objects.filter(pk=proof.pk).update(waiting_since="2026-03-02T09:00:00+07:00")
    assert found(proof, 6) == {("review.waiting", person.pk) for person in (staged.lukas, staged.maya)}


def test_decided_evidence_waits_no_more(waiting, staged):
    judged(waiting, ("accept", staged.lukas))
    assert found(waiting, 20) == set()


def test_the_queries_do_not_grow(waiting, ground, staged, django_assert_num_queries):
    with django_assert_num_queries(4):
        assert list(waiting_reviews(on(SENT + timedelta(days=6))))
    for number in range(5):
        a_proof(ground.obligations[:2], staged.sari, content=b"%%PDF-1.7 nomor %d" % number)
    Evidence.objects.update(waiting_since="2026-03-02T09:00:00+07:00")
    with django_assert_num_queries(4):
        assert list(waiting_reviews(on(SENT + timedelta(days=6))))


def notices():
    return set(Notice.objects.values_list("kind", "user"))


def test_who_sent_it_is_told_at_once_of_a_return_and_of_a_question(proof, staged):
    judged(proof, ("return", staged.lukas, "Buram"))
    assert notices() == {("evidence.returned", staged.sari.pk)}
    assert Message.objects.filter(kind="reminders.single", user=staged.sari).count() == 1


def test_a_second_return_is_told_anew(ground, proof, staged):
    judged(proof, ("accept", staged.lukas), ("return", staged.lukas, "Buram"))
    assert notices() == {("evidence.returned", staged.sari.pk)}
    topics = Notice.objects.values_list("topic", flat=True)
    assert set(topics) == {f"review:{proof.reviews.get(action='return').pk}"}


def test_a_question_of_the_superior_is_told(proof, staged):
    judged(proof, ("accept", staged.lukas), ("question", staged.rian, "Belum bertanggal"))
    assert notices() == {("evidence.questioned", staged.sari.pk)}


def test_the_staff_is_told_when_who_sent_it_has_left(proof, staged):
    Membership.objects.filter(user=staged.sari).update(valid_until="2026-01-31")
    judged(proof, ("return", staged.lukas, "Buram"))
    assert notices() == {("evidence.returned", staged.bima.pk)}


def test_accepting_tells_nobody(proof, staged):
    judged(proof, ("accept", staged.lukas), ("confirm", staged.rian))
    assert notices() == set()
