"""Clauses and annexes through the browser's door, with and without scripts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.decree import clauses
from plans.models import Annex, Clause, LegalBasis
from plans.states import AnnexKind, Section
from tests.factories import ClauseFactory, TeamFactory
from tests.plans.approval import a_decree, in_state
from tests.seeing import opened, sent

HTMX = {"HX-Request": "true"}


def at(name, *args):
    return reverse(f"decrees:{name}", args=args)


@pytest.fixture
def decree(world):
    return a_decree(world.kabupaten)


@pytest.fixture
def dictum(decree):
    return decree.clauses.get(section=Section.DICTUM)


def test_a_clause_is_added_and_numbered(world, decree):
    url = at("clause-add", decree.pk, "diktum")
    response = world.client("sari").post(url, {"text": "Keputusan ini berlaku."})
    assert response["Location"] == f"{at('body', decree.pk)}#bagian-diktum"
    assert decree.clauses.get(text="Keputusan ini berlaku.").label == "KEDUA"


def test_a_clause_is_inserted_after_another(world, decree, dictum):
    ClauseFactory(decree=decree, section=Section.DICTUM, position=10**6, text="penutup")
    world.client("sari").post(f"{at('clause-add', decree.pk, 'diktum')}?after={dictum.pk}", {"text": "sela"})
    assert decree.clauses.get(text="sela").label == "KEDUA"
    assert decree.clauses.get(text="penutup").label == "KETIGA"


@pytest.mark.parametrize("section", ["tiada", "Diktum"])
def test_an_unknown_section_is_not_found(world, decree, section):
    assert world.client("sari").get(at("clause-add", decree.pk, section)).status_code == 404


def test_inserting_after_a_clause_of_another_decree_is_not_found(world, decree):
    other = ClauseFactory(decree=a_decree(world.kota), section=Section.DICTUM)
    for name in (other.pk, "x"):
        assert world.client("sari").get(f"{at('clause-add', decree.pk, 'diktum')}?after={name}").status_code == 404


def test_an_empty_clause_is_refused(world, decree):
    response = world.client("sari").post(at("clause-add", decree.pk, "diktum"), {"text": "  "})
    assert response.status_code == 422
    assert decree.clauses.count() == 3


def test_a_clause_is_changed(world, decree, dictum):
    sari = world.client("sari")
    data = opened(sari, at("clause-edit", dictum.pk), text="Menetapkan yang lain.")
    response = sari.post(at("clause-edit", dictum.pk), data)
    assert response["Location"] == f"{at('body', decree.pk)}#butir-{dictum.pk}"
    assert decree.clauses.get(pk=dictum.pk).text == "Menetapkan yang lain."


@pytest.mark.case("D12")
def test_a_clause_changed_by_somebody_else_is_shown_beside_what_was_typed(world, dictum):
    sari_form = opened(world.client("sari"), at("clause-edit", dictum.pk), text="punya Sari")
    clauses.change_clause(dictum, text="punya Bima", user=world.bima)
    response = world.client("sari").post(at("clause-edit", dictum.pk), sari_form)
    page = response.content.decode()
    assert (response.status_code, "punya Sari" in page, "punya Bima" in page) == (409, True, True)
    assert f"Pakai isian {world.bima}" in page
    again = sent(response.context["form"]) | {"text-pilih": "saya"}
    assert world.client("sari").post(at("clause-edit", dictum.pk), again).status_code == 302


@pytest.mark.parametrize(("headers", "status"), [({}, 302), (HTMX, 200)])
def test_moving_answers_with_the_body_or_the_way_to_it(world, decree, dictum, headers, status):
    ClauseFactory(decree=decree, section=Section.DICTUM, position=10**6, text="kedua")
    url = at("clause-move", dictum.pk)
    response = world.client("sari").post(url, {"direction": "down"}, headers=headers)
    assert response.status_code == status
    assert decree.clauses.get(pk=dictum.pk).label == "KEDUA"
    if headers:
        assert b"<html" not in response.content
        assert b"kedua" in response.content


def test_an_unknown_direction_is_not_found(world, dictum):
    assert world.client("sari").post(at("clause-move", dictum.pk), {"direction": "away"}).status_code == 404


def test_deleting_asks_first_and_tells_what_goes_with_it(world, decree, dictum):
    ClauseFactory(decree=decree, section=Section.DICTUM, position=dictum.position + 1, level=1, text="anak")
    client, url = world.client("sari"), at("clause-remove", dictum.pk)
    assert "1 sub-butir" in client.get(url).content.decode()
    assert decree.clauses.filter(section=Section.DICTUM).count() == 2
    client.post(url)
    assert not decree.clauses.filter(section=Section.DICTUM).exists()


def test_a_form_fragment_is_given_to_htmx_only(world, dictum):
    url = at("clause-edit", dictum.pk)
    assert b"<html" in world.client("sari").get(url).content
    assert b"<html" not in world.client("sari").get(url, headers=HTMX).content


@pytest.mark.parametrize("name", ["clause-edit", "clause-remove", "clause-move"])
def test_clauses_of_others_are_not_found_and_frozen_ones_forbidden(world, decree, dictum, name):
    url = at(name, dictum.pk)
    answers = [world.client(person).post(url, {"direction": "up"}).status_code for person in ("dewi", "lukas", "putra")]
    assert answers == [404, 403, 404]
    in_state(decree, "submitted", world.sari)
    assert world.client("sari").post(url, {"direction": "up"}).status_code == 403
    assert Clause.objects.filter(pk=dictum.pk, text=dictum.text).exists()


@pytest.fixture
def bases(db):
    LegalBasis.objects.all().delete()
    return [LegalBasis.objects.create(text=f"Peraturan Nomor {n} tentang Uji;", position=n) for n in (1, 2, 3)]


def test_several_bases_are_picked_at_once(world, decree, bases):
    world.client("sari").post(at("bases", decree.pk), {"add": "1", "basis": [bases[0].pk, bases[2].pk]})
    rows = decree.clauses.filter(section=Section.RECALLING).values_list("label", "text")
    assert list(rows)[1:] == [("2.", bases[0].text), ("3.", bases[2].text)]


def test_searching_the_library_keeps_the_ticks(world, decree, bases):
    data = {"search": "1", "q": "nomor 2", "basis": [bases[0].pk]}
    response = world.client("sari").post(at("bases", decree.pk), data)
    assert [(row.basis, row.chosen) for row in response.context["rows"]] == [(bases[0], True), (bases[1], False)]
    assert decree.clauses.filter(section=Section.RECALLING).count() == 1


def test_a_basis_that_is_there_already_is_marked(world, decree, bases):
    ClauseFactory(decree=decree, section=Section.RECALLING, text="peraturan nomor 2 tentang uji.")
    assert "sudah ada di Mengingat" in world.client("sari").get(at("bases", decree.pk)).content.decode()


def test_adding_nothing_is_refused(world, decree, bases):
    assert world.client("sari").post(at("bases", decree.pk), {"add": "1"}).status_code == 422


def test_a_team_of_the_office_is_added_and_printed_first(world, decree):
    team = TeamFactory(satker=world.kabupaten)
    world.client("sari").post(at("annex-team", decree.pk), {"team": team.pk})
    assert [annex.heading for annex in clauses.labelled_annexes(decree)] == ["LAMPIRAN I", "LAMPIRAN II"]
    assert decree.annexes.get(team=team).position == 1


def test_a_team_of_another_office_is_refused(world, decree):
    team = TeamFactory(satker=world.kota)
    response = world.client("sari").post(at("annex-team", decree.pk), {"team": team.pk})
    assert response.status_code == 422
    assert not Annex.objects.filter(team=team).exists()


def test_a_text_annex_is_written_moved_and_taken_off(world, decree):
    client = world.client("sari")
    client.post(at("annex-text", decree.pk), {"title": "URAIAN TUGAS", "text": "Isi", "shows_place": "on"})
    annex = decree.annexes.get(kind=AnnexKind.TEXT)
    assert (annex.position, annex.shows_place) == (2, True)
    client.post(at("annex-move", annex.pk), {"direction": "up"})
    typed = opened(client, at("annex-edit", annex.pk), title="TUGAS", text="Isi baru", shows_place="")
    client.post(at("annex-edit", annex.pk), typed)
    annex.refresh_from_db()
    assert (annex.position, annex.title, annex.text, annex.shows_place) == (1, "TUGAS", "Isi baru", False)
    assert client.get(at("annex-remove", annex.pk)).status_code == 200
    client.post(at("annex-remove", annex.pk))
    assert not Annex.objects.filter(pk=annex.pk).exists()


def test_the_plan_is_not_taken_off_but_may_show_place_and_date(world, decree):
    annex, client = decree.annexes.get(), world.client("sari")
    assert client.post(at("annex-remove", annex.pk)).status_code == 403
    client.post(at("annex-edit", annex.pk), opened(client, at("annex-edit", annex.pk), shows_place="on", title="PALSU"))
    annex.refresh_from_db()
    assert (annex.shows_place, annex.title) == (True, "")


@pytest.mark.parametrize("name", ["annex-edit", "annex-remove", "annex-move"])
def test_annexes_of_others_are_not_found_and_frozen_ones_forbidden(world, decree, name):
    annex = Annex.objects.create(decree=decree, position=2, kind=AnnexKind.TEXT, title="T", text="x")
    url = at(name, annex.pk)
    assert [world.client(person).post(url, {}).status_code for person in ("dewi", "lukas")] == [404, 403]
    in_state(decree, "approved", world.sari)
    assert world.client("sari").post(url, {"direction": "up"}).status_code == 403


@pytest.mark.parametrize("name", ["body", "bases", "annexes"])
def test_a_long_decree_asks_no_more_queries_than_a_short_one(world, decree, name):
    client, counts = world.client("sari"), []
    for number in (1, 30):
        ClauseFactory.create_batch(number, decree=decree)
        for _ in range(number):
            Annex.objects.create(decree=decree, position=9, kind=AnnexKind.TEAM, team=TeamFactory(satker=decree.satker))
        with CaptureQueriesContext(connection) as queries:
            client.get(at(name, decree.pk))
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 12
