"""The approval through the browser's door: who, in which state, with what."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.decree import drafting
from plans.models import Decree, DecreeTransition
from plans.states import DecreeState
from tests.factories import DecreeFactory
from tests.plans.approval import a_decree, approved, in_state, submitted

NUMBER = {"number": "12", "number_year": "2026", "enacted_on": "2026-02-03", "place": "Jernih", "issuer_name": "LUKAS"}


def at(decree, action):
    return reverse("decrees:act", args=[decree.pk, action])


def send(client, decree, action, **data):
    return client.post(at(decree, action), {"revision": decree.revision, "mengerti": "1"} | data)


def state_of(decree):
    return Decree.objects.get(pk=decree.pk).state


def test_a_decree_goes_all_the_way_by_forms(world):
    decree = a_decree(world.kabupaten)
    steps = [("sari", "submit", {}), ("lukas", "approve", {"note": "Baik."}), ("sari", "enact", NUMBER)]
    for name, action, data in steps:
        response = send(world.client(name), decree, action, **data)
        assert response.status_code == 302, response.content.decode()
        decree.refresh_from_db()
    assert (decree.state, decree.number, decree.version.sha256 != "") == (DecreeState.ENACTED, "12", True)


def test_submitting_with_errors_is_refused_with_the_list(world):
    decree = DecreeFactory(satker=world.kabupaten)
    response = send(world.client("sari"), decree, "submit")
    assert response.status_code == 422
    assert "Bagian Diktum belum berisi." in response.content.decode()
    assert state_of(decree) == DecreeState.DRAFT


def test_the_page_of_a_blocked_action_has_no_button(world):
    page = world.client("sari").get(at(DecreeFactory(satker=world.kabupaten), "submit")).content.decode()
    assert "Lengkapi dahulu" in page
    assert "Ajukan</button>" not in page


def test_returning_needs_a_note(world):
    decree = submitted(world.kabupaten, world.sari)
    assert send(world.client("lukas"), decree, "return", note=" ").status_code == 422
    send(world.client("lukas"), decree, "return", note="Perbaiki diktum.")
    assert state_of(decree) == DecreeState.RETURNED
    page = world.client("sari").get(reverse("decrees:detail", args=[decree.pk])).content.decode()
    assert "Catatan pengembalian" in page and page.index("Perbaiki diktum.") < page.index('id="naskah"')


def test_the_second_of_two_deciders_is_told_and_keeps_the_note(world):
    decree = submitted(world.kabupaten, world.sari)
    send(world.client("lukas"), decree, "approve")
    response = send(world.client("maya"), decree, "approve", note="Catatan saya yang panjang")
    page = response.content.decode()
    assert response.status_code == 409
    assert "Disetujui" in page
    assert "Lukas" in page
    assert "Catatan saya yang panjang" in page
    assert DecreeTransition.objects.count() == 1


def test_an_old_revision_is_told_even_when_the_state_is_the_same_again(world):
    decree = submitted(world.kabupaten, world.sari)
    Decree.objects.filter(pk=decree.pk).update(revision=5)
    response = send(world.client("lukas"), decree, "return", note="catatan lama")
    assert response.status_code == 409
    assert 'value="5"' in response.content.decode()
    assert "catatan lama</textarea>" in response.content.decode()


@pytest.mark.case("D6")
@pytest.mark.parametrize(
    ("name", "status"), [("sari", 403), ("kirana", 403), ("rian", 403), ("joko", 404), ("putra", 404), ("lukas", 302)]
)
def test_only_a_leader_of_the_office_approves(world, name, status):
    decree = submitted(world.kabupaten, world.sari)
    assert send(world.client(name), decree, "approve").status_code == status
    assert (state_of(decree) == DecreeState.APPROVED) == (status == 302)


@pytest.mark.case("D7")
def test_nobody_approves_what_they_submitted(world):
    decree = submitted(world.kabupaten, world.lukas)
    assert send(world.client("lukas"), decree, "approve").status_code == 403


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"number": ""}, "kosong"),
        ({"number_year": "2025"}, "berbeda dengan tahun"),
        ({"enacted_on": "besok"}, "tanggal"),
        ({"number": "99"}, "sudah dipakai keputusan lain"),
    ],
)
def test_a_bad_number_or_date_is_refused(world, changed, sentence):
    decree = approved(world.kabupaten, world.sari)
    DecreeFactory(
        satker=world.kabupaten, year=2024, number="99", number_year=2026, enacted_on="2026-01-01", state="enacted"
    )
    response = send(world.client("sari"), decree, "enact", **NUMBER | changed)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert "LUKAS" in response.content.decode()
    assert state_of(decree) == DecreeState.APPROVED


def test_revoking_needs_a_note_and_a_leader(world):
    decree = in_state(a_decree(world.kabupaten), "enacted", world.sari)
    assert send(world.client("sari"), decree, "revoke", note="x").status_code == 403
    assert send(world.client("lukas"), decree, "revoke").status_code == 422
    assert send(world.client("lukas"), decree, "revoke", note="Tidak diperlukan.").status_code == 302
    assert state_of(decree) == DecreeState.REVOKED


@pytest.mark.parametrize("action", ["supersede", "tiada"])
def test_an_action_that_nobody_takes_is_not_found(world, action):
    assert send(world.client("lukas"), a_decree(world.kabupaten), action).status_code == 404


@pytest.mark.parametrize(("action", "state"), [("approve", "draft"), ("enact", "submitted"), ("withdraw", "approved")])
def test_an_action_of_another_state_answers_409(world, action, state):
    decree = in_state(a_decree(world.kabupaten), state, world.sari)
    client = world.client("lukas" if action == "approve" else "bima")
    assert client.get(at(decree, action)).status_code == 409
    assert send(client, decree, action, **NUMBER).status_code == 409


@pytest.mark.parametrize(("action", "state"), [("submit", "draft"), ("approve", "submitted"), ("enact", "approved")])
def test_the_page_of_an_action_asks_at_most_30_queries(world, action, state):
    decree = in_state(a_decree(world.kabupaten), state, world.sari)
    client = world.client("lukas" if action == "approve" else "bima")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(at(decree, action)).status_code == 200
    assert len(queries) <= 30, "\n".join(query["sql"][:150] for query in queries)


def test_an_amendment_starts_as_a_copy(world):
    decree = in_state(a_decree(world.kabupaten), "enacted", world.sari)
    url = reverse("decrees:amend", args=[decree.pk])
    assert world.client("sari").get(url).status_code == 200
    assert not decree.amendments.exists()
    response = world.client("sari").post(url)
    copy = decree.amendments.get()
    assert response["Location"] == reverse("decrees:detail", args=[copy.pk])
    assert copy.clauses.count() == decree.clauses.count()


def test_a_second_amendment_at_once_is_refused(world):
    decree = in_state(a_decree(world.kabupaten), "enacted", world.sari)
    drafting.create_amendment(decree, world.sari)
    response = world.client("bima").post(reverse("decrees:amend", args=[decree.pk]))
    assert response.status_code == 422
    assert decree.amendments.count() == 1


def test_amending_is_for_staff_and_what_is_in_force(world):
    decree = in_state(a_decree(world.kabupaten), "enacted", world.sari)
    url = reverse("decrees:amend", args=[decree.pk])
    assert [world.client(name).post(url).status_code for name in ("lukas", "dewi")] == [403, 404]
    in_state(decree, "revoked")
    assert world.client("sari").post(url).status_code == 403


@pytest.mark.parametrize("number", ["abc 12", "lima", "12 /a"])
def test_a_number_that_no_register_gives_is_refused_before_the_text_is_frozen(world, number):
    decree = approved(world.kabupaten, world.sari)
    answer = send(world.client("sari"), decree, "enact", **NUMBER | {"number": number})
    assert answer.status_code == 422 and "Nomor diawali angka" in answer.content.decode()
    assert state_of(decree) == DecreeState.APPROVED
