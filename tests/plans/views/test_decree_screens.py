"""List, detail, settings and new decree through the browser's door."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.decree import clauses
from plans.forms.decrees import SETTINGS
from plans.models import Decree
from plans.states import DecreeState
from tests.factories import DecreeFactory
from tests.plans.approval import a_decree, approved, in_state, submitted
from tests.seeing import as_seen

LIST = reverse("decrees:list")


def at(name, decree, *args):
    return reverse(f"decrees:{name}", args=[decree.pk, *args])


def text_of(response):
    return response.content.decode()


def test_the_list_shows_what_the_user_sees_and_nothing_else(world):
    DecreeFactory(satker=world.kabupaten, title="RENCANA MILIK JERNIH")
    DecreeFactory(satker=world.kota, title="RENCANA MILIK DAMAI")
    page = text_of(world.client("sari").get(LIST))
    assert "RENCANA MILIK JERNIH" in page
    assert "MILIK DAMAI" not in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [("q=tim+jernih", {"SK TIM"}), ("state=enacted", {"SK LAMA"}), ("year=2024", {"SK LAMA"}), ("q=tiada", set())],
)
def test_the_list_is_searched_and_filtered(world, query, expected):
    DecreeFactory(satker=world.kabupaten, title="SK TIM")
    in_state(DecreeFactory(satker=world.kabupaten, title="SK LAMA", year=2024), DecreeState.ENACTED)
    page = text_of(world.client("sari").get(f"{LIST}?{query}"))
    assert {title for title in ("SK TIM", "SK LAMA") if title in page} == expected


def test_the_filter_offers_no_office_that_the_user_does_not_see(world):
    DecreeFactory(satker=world.kota)
    DecreeFactory(satker=world.kabupaten)
    page = text_of(world.client("rian").get(LIST))
    assert "Bukit Damai" in page
    assert "Bukit Damai" not in text_of(world.client("sari").get(LIST))


def test_the_empty_list_says_what_to_do(world):
    assert reverse("decrees:new") in text_of(world.client("sari").get(LIST))
    assert reverse("decrees:new") not in text_of(world.client("rian").get(LIST))


def test_the_list_asks_the_same_number_of_queries_for_1_3_and_30_decrees(world):
    client, counts = world.client("sari"), []
    for number in (1, 2, 27):
        DecreeFactory.create_batch(number, satker=world.kabupaten)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 12


@pytest.mark.parametrize(
    ("name", "status"),
    [("sari", 200), ("kirana", 200), ("rian", 200), ("dewi", 404), ("tari", 404), ("putra", 404), ("lama", 404)],
)
def test_a_decree_is_read_by_its_office_and_those_above(world, name, status):
    assert world.client(name).get(at("detail", a_decree(world.kabupaten))).status_code == status


def test_the_page_says_what_is_missing_and_where(world):
    decree = a_decree(world.kabupaten)
    decree.clauses.filter(section="mengingat").delete()
    page = text_of(world.client("sari").get(at("detail", decree)))
    assert "Lengkapi" in page
    assert f"{at('body', decree)}#bagian-mengingat" in page


@pytest.mark.parametrize(
    ("name", "offered"), [("sari", {"withdraw"}), ("lukas", {"approve", "return"}), ("rian", set()), ("kirana", set())]
)
def test_only_what_one_may_do_now_is_offered(world, name, offered):
    decree = submitted(world.kabupaten, world.sari)
    page = text_of(world.client(name).get(at("detail", decree)))
    actions = ("submit", "withdraw", "approve", "return", "enact", "revoke")
    assert {action for action in actions if at("act", decree, action) in page} == offered


@pytest.mark.parametrize("state", ["draft", "submitted", "approved", "enacted"])
def test_the_page_of_a_decree_asks_at_most_18_queries(world, state):
    decree = in_state(a_decree(world.kabupaten), state, world.sari)
    client = world.client("lukas")
    with CaptureQueriesContext(connection) as queries:
        client.get(at("detail", decree))
    assert len(queries) <= 18, "\n".join(query["sql"][:150] for query in queries)


@pytest.mark.case("E14")
def test_text_is_escaped_but_for_the_mark_of_italics(world):
    decree = a_decree(world.kabupaten)
    clauses.add_clause(decree, section="diktum", text="<b>tebal</b> dan *e-government*", user=world.sari)
    page = text_of(world.client("sari").get(at("detail", decree)))
    assert "&lt;b&gt;tebal" in page
    assert "<em>e-government</em>" in page


def settings(decree, **changed):
    values = {name: getattr(decree, name) or "" for name in SETTINGS}
    return values | {"seen": as_seen(values)} | changed


def test_settings_are_saved_with_a_title_in_capitals(world):
    decree = a_decree(world.kabupaten)
    data = settings(decree, title="rencana  aksi", place="Jernih Baru", issuer_nip="")
    assert world.client("sari").post(at("identity", decree), data).status_code == 302
    decree.refresh_from_db()
    assert (decree.title, decree.place) == ("RENCANA AKSI", "Jernih Baru")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"issuer": "sekretaris"}, "Isi NIP Sekretaris"),
        ({"issuer": "sekretaris", "issuer_nip": "123"}, "18 angka"),
        ({"issuer": "sekretaris", "issuer_nip": "²" * 18}, "18 angka"),
        ({"pleno_number": "5/BA/2026"}, "diisi keduanya"),
        ({"title": " "}, "kosong"),
    ],
)
def test_bad_settings_are_refused_and_kept_in_the_form(world, changed, sentence):
    decree = a_decree(world.kabupaten)
    response = world.client("sari").post(at("identity", decree), settings(decree, place="Ketikan", **changed))
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert "Ketikan" in text_of(response)


@pytest.mark.case("D12")
def test_settings_changed_by_somebody_else_are_not_overwritten(world):
    decree = a_decree(world.kabupaten)
    sari_form = settings(decree, place="Punya Sari")
    world.client("bima").post(at("identity", decree), settings(decree, place="Punya Bima"))
    response = world.client("sari").post(at("identity", decree), sari_form)
    assert response.status_code == 409
    assert "Punya Sari" in text_of(response)
    assert "Punya Bima" in text_of(response)
    assert Decree.objects.get(pk=decree.pk).place == "Punya Bima"


@pytest.mark.parametrize("page", ["identity", "body", "bases", "annexes", "annex-text"])
def test_editing_pages_are_for_the_staff_of_an_open_decree(world, page):
    decree = a_decree(world.kabupaten)
    statuses = [world.client(name).get(at(page, decree)).status_code for name in ("sari", "lukas", "dewi")]
    assert statuses == [200, 403, 404]
    in_state(decree, "approved", world.sari)
    assert world.client("sari").get(at(page, decree)).status_code == 403


def test_a_decree_without_plan_is_made_by_staff(world):
    data = {"satker": world.kabupaten.pk, "year": 2026, "title": "pembentukan tim"}
    response = world.client("sari").post(reverse("decrees:new"), data)
    decree = Decree.objects.get()
    assert response["Location"] == at("detail", decree)
    assert (decree.title, decree.clauses.filter(label="KESATU").count()) == ("PEMBENTUKAN TIM", 1)


def test_a_decree_for_another_office_is_refused(world):
    data = {"satker": world.kota.pk, "year": 2026, "title": "pembentukan tim"}
    assert world.client("sari").post(reverse("decrees:new"), data).status_code == 422
    assert world.client("lukas").get(reverse("decrees:new")).status_code == 403
    assert not Decree.objects.exists()


@pytest.mark.parametrize("state", ["superseded", "enacted"])
def test_the_chain_of_amendments_is_shown_both_ways(world, state):
    old = in_state(a_decree(world.kabupaten), state, world.sari)
    new = DecreeFactory(satker=world.kabupaten, amends=old)
    client = world.client("sari")
    assert at("detail", new) in text_of(client.get(at("detail", old)))
    assert at("detail", old) in text_of(client.get(at("detail", new)))
    assert (at("amend", old) in text_of(client.get(at("detail", old)))) == (state == "enacted")


@pytest.mark.parametrize("name", ["list", "detail", "body", "bases", "annexes", "documents", "act"])
def test_reading_changes_nothing(world, name):
    decree = approved(world.kabupaten, world.sari)
    args = {"list": [], "act": [decree.pk, "enact"]}.get(name, [decree.pk])
    with CaptureQueriesContext(connection) as queries:
        world.client("lukas").get(reverse(f"decrees:{name}", args=args))
    assert not [query for query in queries if "plans_" in query["sql"] and not query["sql"].startswith("SELECT")]
