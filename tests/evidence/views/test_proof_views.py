"""The screens of proofs without a new file, as people use them."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from evidence.models import Evidence
from evidence.proofs import attaching
from evidence.states import EvidenceKind
from plans.models import Indicator
from tests.evidence.ground import a_proof, judged, owing
from tests.seeing import seen_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(world, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    ground = owing(world.kabupaten, by=world.sari, leader=world.lukas)
    ground.client = world.client("sari")
    ground.notula, ground.report, ground.team = ground.obligations[0], ground.obligations[1], ground.obligations[2]
    return ground


def of(name, target):
    return reverse(f"evidence:{name}", args=[target.pk])


def test_only_kinds_that_are_taken_are_offered_and_the_indicators_of_the_rows_are_ticked(ground):
    question = Indicator.objects.first()
    ground.steps[1].indicators.add(question)
    answer = ground.client.get(of("prove", ground.notula))
    page = answer.content.decode()
    assert answer.context["form"].ticked_indicators == {str(question.pk)}
    assert 'value="link"' in page and 'value="unable"' in page
    assert 'value="statement"' not in page and 'value="nihil"' not in page


def test_a_link_is_kept_with_its_period_page_and_indicators(ground):
    question = Indicator.objects.last()
    data = {
        "kind": "link", "title": "Foto rapat", "link": "https://contoh.id/foto", "page": "2", "text": "diabaikan",
        "proves_from": "2026-03-01", "proves_until": "2026-03-31", "indicators": [question.pk],
    }  # fmt: skip
    answer = ground.client.post(of("prove", ground.notula), data)
    evidence = Evidence.objects.get()
    assert answer.status_code == HTTPStatus.FOUND and evidence.present.link == "https://contoh.id/foto"
    assert (evidence.uses.get().page, evidence.present.text, evidence.proves_until.day) == ("2", "", 31)
    assert list(evidence.indicators.all()) == [question]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"kind": "link", "link": "javascript:alert(1)"}, "Tulis alamat lengkap"),
        ({"kind": "link", "link": "ftp://contoh.id/a"}, "Tautan harus diawali"),
        ({"kind": "link"}, "Isi tautannya."),
        ({"kind": "unable"}, "Tulis alasan mengapa"),
        ({"kind": "nihil", "text": "Tidak ada."}, "tidak menerima bentuk itu"),
        ({"kind": "unable", "text": "x", "proves_from": "2026-02-01", "proves_until": "2026-01-01"}, "mendahului"),
    ],
    ids=["script", "ftp", "no link", "no reason", "not taken", "period"],
)
def test_what_is_refused_keeps_what_was_typed_and_leaves_nothing(ground, data, says):
    answer = ground.client.post(of("prove", ground.notula), {"title": "Judul saya", **data})
    page = answer.content.decode()
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert says in page and "Judul saya" in page and not Evidence.objects.exists()


def test_a_link_that_was_typed_before_another_kind_was_chosen_does_not_matter(ground):
    data = {"kind": "unable", "title": "Notula", "link": "bukan tautan", "text": "Rapat tidak diadakan."}
    ground.client.post(of("prove", ground.notula), data)
    assert (Evidence.objects.get().kind, Evidence.objects.get().present.link) == ("unable", "")


def test_a_search_finds_by_title_and_file_name_and_one_press_uses_it(ground, world):
    evidence = a_proof([ground.notula], world.sari, title="Laporan Maret")
    answer = ground.client.get(of("again", ground.report), {"q": "laporan maret"})
    assert [row.pk for row in answer.context["page"]] == [evidence.pk]
    assert ground.client.get(of("again", ground.report), {"q": "notula.pdf"}).context["page"].object_list
    assert "Tidak ada yang cocok" in ground.client.get(of("again", ground.report), {"q": "kuitansi"}).content.decode()
    ground.client.post(of("again", ground.report), {"bukti": evidence.pk})
    assert [use.obligation_id for use in evidence.uses.all()] == [ground.notula.pk, ground.report.pk]


def test_the_same_evidence_twice_for_one_obligation_is_refused(ground, world):
    evidence = a_proof([ground.notula], world.sari)
    answer = ground.client.post(of("again", ground.notula), {"bukti": evidence.pk})
    assert answer.status_code == HTTPStatus.CONFLICT and 'data-code="already"' in answer.content.decode()


def test_an_accepted_evidence_gets_more_places_as_a_new_one(ground, world):
    evidence = judged(a_proof([ground.notula], world.sari), ("accept", world.lukas))
    page = ground.client.get(of("places", evidence)).content.decode()
    assert f'value="{ground.report.pk}"' in page and f'value="{ground.notula.pk}"' not in page
    answer = ground.client.post(of("places", evidence), {"kewajiban": [ground.report.pk], "halaman": "4"}, follow=False)
    copy = Evidence.objects.exclude(pk=evidence.pk).get()
    assert answer.url == of("detail", copy) and copy.uses.get().page == "4" and copy.kind == EvidenceKind.FILE


def test_nothing_ticked_is_said(ground, world):
    answer = ground.client.post(of("places", a_proof([ground.notula], world.sari)))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and "Pilih sedikitnya satu" in answer.content.decode()


def test_a_wrong_place_is_taken_away_but_never_the_last(ground, world):
    evidence = a_proof([ground.notula, ground.report], world.sari)
    assert ground.client.post(of("release", evidence), {"kewajiban": ground.report.pk}).status_code == HTTPStatus.FOUND
    answer = ground.client.post(of("release", evidence), {"kewajiban": ground.notula.pk})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert [use.obligation_id for use in evidence.uses.all()] == [ground.notula.pk]


def test_what_is_said_of_an_evidence_is_changed_and_stays_typed_when_somebody_was_first(ground, world):
    evidence = a_proof([ground.notula], world.sari)
    use, question = evidence.uses.get(), Indicator.objects.first()
    typed = {"title": "Notula baru", f"page-{use.pk}": "2", "indicators": [question.pk]}
    typed["seen"] = seen_at(ground.client, of("describe", evidence))
    attaching.describe(evidence, actor=world.bima, title="Notula Bima")
    stale = ground.client.post(of("describe", evidence), typed)
    assert stale.status_code == HTTPStatus.CONFLICT and 'value="Notula baru"' in (page := stale.content.decode())
    assert "Notula Bima" in page and f"Pakai isian {world.bima}" in page
    again = typed | {"seen": stale.context["form"]["seen"].value(), "title-pilih": "saya"}
    assert ground.client.post(of("describe", evidence), again).status_code == HTTPStatus.FOUND
    evidence.refresh_from_db()
    assert (evidence.title, evidence.uses.get().page, evidence.indicators.get()) == ("Notula baru", "2", question)
    assert ground.client.post(of("describe", evidence), {"title": ""}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_of_a_judged_evidence_only_the_questions_are_open(ground, world):
    evidence = judged(a_proof([ground.notula], world.sari), ("accept", world.lukas))
    page = ground.client.get(of("describe", evidence)).content.decode()
    assert "sudah diterima" in page and page.count("disabled") >= 4
    ground.client.post(of("describe", evidence), {"title": "Lain"})
    evidence.refresh_from_db()
    assert evidence.title != "Lain"
