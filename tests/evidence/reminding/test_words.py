"""Notices about obligations, plans, evidences and verdicts in words."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine

from evidence.models import EvidenceRequirement, Obligation
from evidence.reminding.words import due_words
from tests.evidence.ground import a_proof, judged
from tests.evidence.reminding.asking import areas_of
from zi_portal.mail.letters import Dropped
from zi_portal.mail.models import Message
from zi_portal.reminders.kinds import lines_of
from zi_portal.reminders.letters import single
from zi_portal.reminders.models import Notice

pytestmark = pytest.mark.django_db
NOON = "2026-04-08T12:00:00+07:00"


def line_of(user, topic, kind="due.late_8"):
    notice = Notice.objects.create(user=user, topic=topic, kind=kind, day=date(2026, 3, 31), run=uuid4())
    return lines_of([notice]).get(notice.pk)


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 3, 1), "jatuh tempo 31 Maret 2026, 30 hari lagi"),
        (date(2026, 3, 30), "jatuh tempo besok, 31 Maret 2026"),
        (date(2026, 3, 31), "jatuh tempo hari ini"),
        (date(2026, 4, 8), "jatuh tempo 31 Maret 2026, lewat 8 hari"),
    ],
)
def test_a_due_date_is_said_with_its_days(today, words):
    assert due_words(date(2026, 3, 31), today) == words


@time_machine.travel(NOON, tick=False)
def test_an_obligation_is_said_with_title_due_date_office_and_the_very_place(ground, staged):
    first, _ = areas_of(ground)
    EvidenceRequirement.objects.filter(pk=first.requirement_id).update(title="Notula\n rapat")
    line = line_of(staged.sari, f"obligation:{first.pk}")
    assert line.text == "Notula rapat: jatuh tempo 31 Maret 2026, lewat 8 hari"
    assert (line.satker, line.settled) == (ground.satker.short_name, False)
    assert line.url == f"/bukti/langkah/{first.step_id}/#kewajiban-{first.pk}"
    assert staged.client("sari").get(line.url.partition("#")[0]).status_code == 200


@time_machine.travel(NOON, tick=False)
def test_a_long_title_is_shortened(ground, staged):
    first, _ = areas_of(ground)
    EvidenceRequirement.objects.filter(pk=first.requirement_id).update(title="rapat " * 60)
    assert len(line_of(staged.sari, f"obligation:{first.pk}").text) < 150


@time_machine.travel(NOON, tick=False)
def test_nobody_left_is_said(ground, staged):
    line = line_of(staged.andi, f"obligation:{areas_of(ground)[0].pk}", "due.nobody")
    assert line.text.endswith("; tidak ada lagi yang bertugas")


def test_what_is_gone_has_no_line(staged):
    topics = ["obligation:0", "plan:0", "evidence:0", "review:0"]
    assert [line_of(staged.sari, topic) for topic in topics] == [None] * 4


def test_a_settled_obligation_keeps_its_line_and_its_letter_is_dropped(ground, staged):
    first, _ = areas_of(ground)
    proof = a_proof([first], staged.sari)
    line = line_of(staged.kirana, f"obligation:{first.pk}")
    assert line.settled and line.text.endswith(": menunggu diperiksa")
    judged(proof, ("return", staged.lukas, "Buram"))
    letter = single(Message.objects.get(kind="reminders.single"))
    assert letter.context["text"] == "Notula rapat dikembalikan: Buram"
    judged(proof, ("withdraw", staged.sari))
    with pytest.raises(Dropped):
        single(Message.objects.get(kind="reminders.single"))


def test_undated_obligations_are_counted_as_now(ground, staged):
    topic = f"plan:{ground.plan.pk}"
    assert line_of(staged.sari, topic, "due.undated").settled
    Obligation.objects.filter(pk__in=[row.pk for row in areas_of(ground)]).update(due_on=None)
    line = line_of(staged.bima, topic, "due.undated")
    assert line.text == "2 kewajiban belum bertanggal dalam rencana aksi 2026"
    assert staged.client("bima").get(line.url).status_code == 200


def test_evidence_that_waits_is_said_with_since_when(proof, staged):
    line = line_of(staged.kirana, f"evidence:{proof.pk}", "review.waiting")
    assert "menunggu diperiksa sejak" in line.text and "(0 hari)" in line.text
    assert staged.client("kirana").get(line.url).status_code == 200
    judged(proof, ("accept", staged.lukas))
    assert line_of(staged.lukas, f"evidence:{proof.pk}", "review.waiting").settled
