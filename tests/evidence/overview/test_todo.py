"""What somebody must do now about evidence."""

from datetime import date

import pytest

from evidence.models import Obligation, StoredFile, UploadBatch, UploadItem
from evidence.overview import todo
from evidence.states import Arrival, Scan
from tests.evidence.ground import a_file, a_proof, judged, owing

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(world):
    return owing(world.kabupaten, by=world.sari, leader=world.lukas)


def chores_of(user, today=date(2026, 4, 2)):
    return [(chore.number, chore.words) for chore in todo.chores(user, today)]


def test_staff_is_told_what_is_late_due_this_month_and_without_a_date(world, ground):
    assert chores_of(world.sari) == [(2, "bukti terlambat")]
    Obligation.objects.filter(pk=ground.obligations[0].pk).update(due_on=date(2026, 4, 30))
    Obligation.objects.filter(pk=ground.obligations[1].pk).update(due_on=None)
    assert chores_of(world.sari) == [(1, "bukti jatuh tempo April"), (1, "bukti perlu dijadwalkan")]


def test_what_waits_is_for_the_leader_and_then_for_the_reviewer_only(world, ground):
    evidence = a_proof(ground.obligations[:2], world.sari)
    assert (chores_of(world.sari), chores_of(world.lukas)) == ([], [(1, "bukti menunggu diperiksa")])
    judged(evidence, ("accept", world.lukas))
    assert (chores_of(world.lukas), chores_of(world.rian)) == ([], [(1, "bukti menunggu dikukuhkan")])
    assert chores_of(world.dewi) == chores_of(world.andi) == chores_of(world.tari) == []


def test_an_infected_file_is_named_among_what_must_be_repaired(world, ground):
    evidence = judged(a_proof(ground.obligations[:2], world.sari), ("return", world.lukas, "Terinfeksi"))
    StoredFile.objects.filter(pk=evidence.present.file_id).update(scan=Scan.INFECTED)
    (chore,) = todo.chores(world.sari, date(2026, 4, 2))
    assert (chore.number, chore.urgent) == (1, True) and chore.about == "1 di antaranya karena berkasnya terinfeksi"


def test_files_without_a_place_are_their_uploaders_own(world, ground):
    batch = UploadBatch.objects.create(satker=ground.satker, plan=ground.plan, user=world.sari)
    file = a_file(ground.satker)
    UploadItem.objects.create(batch=batch, path="SK.pdf", size=9, fingerprint="a" * 64, part_size=9, file=file,
                              state=Arrival.READY)  # fmt: skip
    assert chores_of(world.sari)[-1] == (1, "berkas belum ditempatkan") and len(chores_of(world.bima)) == 1


def test_a_line_that_was_cut_is_told_and_several_uploads_lead_to_their_list(world, ground):
    for number in range(2):
        batch = UploadBatch.objects.create(satker=ground.satker, plan=ground.plan, user=world.sari)
        UploadItem.objects.create(batch=batch, path="SK.pdf", size=9, fingerprint=f"{number}" * 64, part_size=9)
        chore = todo.chores(world.sari, date(2026, 4, 2))[-1]
        assert (chore.number, chore.words) == (number + 1, "berkas belum terkirim")
        assert chore.url.endswith("/bukti/#unggahan" if number else f"/unggah/{batch.pk}/")


def test_what_comes_is_what_still_waits_for_evidence_at_its_moved_date(world, ground):
    first, second, *_ = ground.obligations
    Obligation.objects.filter(pk__in=[first.pk, second.pk]).update(due_on=date(2026, 5, 5))
    a_proof([second], world.sari)
    coming = list(todo.coming(world.sari, date(2026, 5, 5)))
    assert (
        first in coming
        and second not in coming
        and coming == sorted(coming, key=lambda obligation: (obligation.due_on, obligation.pk))
    )
    assert not todo.coming(world.rian, date(2026, 5, 5)) and not todo.coming(world.tari, date(2026, 5, 5))
