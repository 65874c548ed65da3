"""The screens of what is asked, as people use them."""

from datetime import date
from http import HTTPStatus

import pytest
from django.urls import reverse

from evidence.models import EvidenceRequirement, StepAssignment
from evidence.obligations import editing
from tests.evidence.ground import a_proof, owing
from tests.seeing import as_seen, save
from tests.seeing import sent as sent_again
from zi_portal.lib.seen import digest

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(world):
    ground = owing(world.kabupaten, by=world.sari, leader=world.lukas)
    ground.client = world.client("sari")
    ground.listed = reverse("evidence:requirements", args=[ground.steps[0].pk])
    ground.asked = {requirement.title: requirement for requirement in EvidenceRequirement.objects.all()}
    return ground


def of(name, pk):
    return reverse(f"evidence:{name}", args=[pk])


def typed(requirement, **other):
    """What the form of a document sends."""
    data = {"title": requirement.title, "takes": ["takes_file"], "frequency": "each", "quantity": 1}
    return data | {"seen": as_seen(editing.form_values(requirement))} | other


def test_the_printed_text_stands_beside_the_list_with_its_due_dates(ground):
    page = ground.client.get(ground.listed).content.decode()
    for word in ("1. SK Tim\n2. Notula rapat", "31 Mar 2026", "30 Jun 2026", "2 baris yang dibuktikan"):
        assert word in page


def test_a_changed_document_is_kept_with_its_history(ground):
    notula = ground.asked["Notula rapat"]
    data = typed(notula, title="Notula rapat bertanda tangan", takes=["takes_nihil"], quantity=2)
    answer = ground.client.post(of("requirement", notula.pk), data, follow=True)
    page = answer.content.decode()
    assert "Nama “Notula rapat” → “Notula rapat bertanda tangan”" in page and "jumlah 1 → 2" in page
    notula.refresh_from_db()
    assert (notula.takes_nihil, notula.takes_file, notula.quantity) == (True, False, 2)


def test_somebody_elses_change_is_a_conflict_that_keeps_what_was_typed(ground, world):
    notula = ground.asked["Notula rapat"]
    data = typed(notula, title="Ketikan saya")
    world.client("bima").post(of("requirement", notula.pk), typed(notula, title="Ketikan Bima"))
    answer = ground.client.post(of("requirement", notula.pk), data)
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Ketikan saya" in (page := answer.content.decode()) and "Ketikan Bima" in page
    assert f"Pakai isian {world.bima}" in page
    again = sent_again(answer.context["form"]) | {"title-pilih": "saya"}
    assert ground.client.post(of("requirement", notula.pk), again).status_code == HTTPStatus.FOUND


def test_what_is_typed_wrongly_stays_and_is_marked(ground):
    notula = ground.asked["Notula rapat"]
    answer = ground.client.post(of("requirement", notula.pk), typed(notula, title="Foto", takes=[], quantity=0))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Pilih sedikitnya satu bentuk bukti." in (page := answer.content.decode()) and "Foto" in page


def ticked(answer):
    """Pks of the documents that the list shows as chosen."""
    return {row.pk for row in answer.context["rows"] if row.ticked}


def test_a_list_that_changed_meanwhile_is_not_merged_and_keeps_the_ticks(ground):
    notula, team = ground.asked["Notula rapat"], ground.asked["SK Tim"]
    list_digest = ground.client.get(ground.listed).context["held"].seen
    EvidenceRequirement.objects.filter(pk=notula.pk).update(quantity=9)
    merge = reverse("evidence:requirements-merge", args=[ground.steps[0].pk])
    answer = ground.client.post(merge, {"seen": list_digest, "pilih": [notula.pk, team.pk]})
    assert answer.status_code == HTTPStatus.CONFLICT and ticked(answer) == {notula.pk, team.pk}
    assert 'data-code="stale"' in answer.content.decode()


def test_removed_documents_are_listed_and_come_back_with_one_press(ground):
    notula = ground.asked["Notula rapat"]
    page = ground.client.post(of("requirement-remove", notula.pk), follow=True).content.decode()
    assert "Yang sudah dihapus (1)" in page
    page = ground.client.post(of("requirement-restore", notula.pk), follow=True).content.decode()
    assert "Yang sudah dihapus" not in page and "diminta lagi." in page


def test_what_is_asked_no_more_but_has_evidence_is_shown(ground, world):
    a_proof(
        [obligation for obligation in ground.obligations if obligation.requirement.title == "Notula rapat"][:1],
        world.sari,
    )
    page = ground.client.post(of("requirement-remove", ground.asked["Notula rapat"].pk), follow=True).content.decode()
    assert "Tidak diminta lagi, tetapi ada buktinya" in page


def test_the_preview_of_proposing_anew_says_what_would_come_and_go(ground):
    new = reverse("evidence:requirement-new", args=[ground.steps[0].pk])
    ground.client.post(new, {"title": "Kuitansi", "takes": ["takes_file"], "frequency": "each", "quantity": 1})
    where = reverse("evidence:requirements-propose", args=[ground.steps[0].pk])
    answer = ground.client.get(where)
    assert [requirement.title for requirement in answer.context["made"].removals] == ["Kuitansi"]
    page = ground.client.post(where, {"seen": answer.context["held"].seen}, follow=True).content.decode()
    assert "Daftar disusun ulang" in page and "Yang sudah dihapus (1)" in page


def test_a_changed_text_is_told_until_somebody_says_that_the_list_fits(ground):
    EvidenceRequirement.objects.update(printed="Teks lama")
    assert "Teks tercetak berubah" in ground.client.get(ground.listed).content.decode()
    where = reverse("evidence:requirements-propose", args=[ground.steps[0].pk])
    page = ground.client.post(where, {"cocok": "1"}, follow=True).content.decode()
    assert "Teks tercetak berubah" not in page and "Daftar dicatat cocok." in page


def test_a_split_proposes_parts_and_refuses_one_alone(ground):
    notula = ground.asked["Notula rapat"]
    where = of("requirement-split", notula.pk)
    data = {"titles": "Notula saja", "seen": editing.requirement_digest(notula)}
    answer = ground.client.post(where, data)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and "Notula saja" in answer.content.decode()
    page = ground.client.post(where, data | {"titles": "Notula\nFoto"}, follow=True).content.decode()
    assert "Dokumen dipecah." in page and "Foto" in page


def test_a_due_date_is_moved_with_its_reason_and_given_back(ground):
    obligation = ground.obligations[0]
    data = {"day": "2026-04-20", "reason": "", "seen": digest(date(2026, 3, 31))}
    answer = ground.client.post(of("due", obligation.pk), data)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and 'value="2026-04-20"' in answer.content.decode()
    page = ground.client.post(
        of("due", obligation.pk), data | {"reason": "Rapat diundur"}, follow=True
    ).content.decode()
    assert "20 Apr 2026" in page and "(diubah)" in page
    back = {"day": "", "reason": "Batal", "seen": digest(date(2026, 4, 20)), "kembali": "1"}
    page = ground.client.post(of("due", obligation.pk), back, follow=True).content.decode()
    assert "20 Apr 2026" not in page


def test_a_due_date_that_was_moved_meanwhile_is_a_conflict(ground):
    answer = ground.client.post(of("due", ground.obligations[0].pk), {"day": "2026-05-01", "reason": "x", "seen": "2"})
    page = answer.content.decode()
    assert answer.status_code == HTTPStatus.CONFLICT and 'value="2026-05-01"' in page
    assert f'value="{digest(date(2026, 3, 31))}"' in page


def test_a_colleague_is_chosen_from_those_of_the_office(ground, world):
    where = of("assign", ground.steps[0].pk)
    choices = ground.client.get(where).context["form"].fields["user"].queryset
    assert world.kirana in choices and world.dewi not in choices and world.lama not in choices
    assert ground.client.post(where, {"user": world.dewi.pk}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    save(ground.client, where, {"user": world.bima.pk})
    assert StepAssignment.objects.get().user == world.bima
    assert "Bima" in ground.client.get(ground.listed).content.decode()


def test_who_only_reads_sees_the_list_without_its_tools(ground, world):
    page = world.client("rian").get(ground.listed).content.decode()
    assert "Notula rapat" in page and "Tambah dokumen" not in page and "/hapus/" not in page


def test_more_documents_cost_no_more_queries(ground, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        ground.client.get(ground.listed)
    key = ground.steps[0].key
    EvidenceRequirement.objects.bulk_create(
        EvidenceRequirement(satker=ground.satker, step_key=key, title=f"Foto {n}", position=n) for n in range(3, 20)
    )
    with django_assert_max_num_queries(12):
        assert "Foto 19" in ground.client.get(ground.listed).content.decode()
