"""Lists of offices, people and teams: scope, search, paging, number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teams import roster
from teams.states import Role
from tests.factories import MembershipFactory, SatkerFactory, TeamFactory, UserFactory

MOST = 12


def offices(world, count):
    for _ in range(count):
        SatkerFactory(parent=world.province)
    return "nadia", "/satker/"


def people(world, count):
    for _ in range(count):
        MembershipFactory(satker=world.kabupaten, role=Role.STAFF)
    return "andi", f"/satker/{world.kabupaten.pk}/orang/"


def office_page(world, count):
    for _ in range(count):
        MembershipFactory(satker=world.kabupaten, role=Role.STAFF)
    return "andi", f"/satker/{world.kabupaten.pk}/"


def teams(world, count):
    for number in range(count):
        TeamFactory(satker=world.kabupaten, year=2000 + number)
    return "sari", "/tim/"


def roles(world, count):
    for _ in range(count):
        MembershipFactory(user=world.sari)
    return "sari", "/profil/"


def members(path):
    def made(world, count):
        team = roster.create(world.kabupaten, 2026, world.sari)
        unit = team.units.first()
        for number in range(count):
            person = {"name": f"Orang {number}", "job_title": "", "duty": "", "user_id": UserFactory().pk}
            roster.add_member(team, world.sari, unit=unit.pk, **person)
        return "sari", path.format(team=team.pk, unit=unit.pk)

    return made


PAGES = {
    "offices": offices,
    "people": people,
    "office": office_page,
    "teams": teams,
    "profile": roles,
    "team": members("/tim/{team}/"),
    "team edit": members("/tim/{team}/ubah/"),
    "team member": members("/tim/{team}/ubah/?buka=am{unit}"),
}


def queries(world, make, count):
    person, url = make(world, count)
    client = world.client(person)
    with CaptureQueriesContext(connection) as context:
        assert client.get(url).status_code == 200
    return len(context)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_the_same_with_1_3_and_30_rows(world, page):
    query_counts = {queries(world, PAGES[page], count) for count in (1, 3, 30)}
    assert len(query_counts) == 1
    assert max(query_counts) <= MOST


def codes(response):
    return [record.code for record in response.context["table"].rows.data]


def test_offices_are_found_by_name_code_and_level(world):
    client = world.client("nadia")
    assert codes(client.get("/satker/", {"q": "jernih kabupaten"})) == ["98.01"]
    assert codes(client.get("/satker/", {"q": "98.7"})) == ["98.71"]
    assert codes(client.get("/satker/", {"level": "provinsi"})) == ["98", "99"]


def test_a_search_never_reaches_beyond_what_one_sees(world):
    assert codes(world.client("sari").get("/satker/", {"q": "kota"})) == []


def test_a_list_without_hits_says_what_to_do(world):
    page = world.client("sari").get("/satker/", {"q": "zzz"}).content.decode()
    assert "Tampilkan semua" in page


def test_the_list_goes_on_over_pages(world):
    offices(world, 30)
    client = world.client("nadia")
    assert "1–25 dari 35" in client.get("/satker/").content.decode()
    assert "26–35 dari 35" in client.get("/satker/", {"page": 2}).content.decode()


def test_an_htmx_search_gets_the_rows_only(world):
    page = world.client("nadia").get("/satker/", {"q": "jernih"}, headers={"HX-Request": "true"}).content.decode()
    assert "Teluk Jernih" in page
    assert "<html" not in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "sari"}, {"Sari"}),
        ({"role": "leader"}, {"Lukas", "Maya"}),
        ({"standing": "ended"}, {"Lama"}),
        ({"standing": "ahead"}, {"Nanti"}),
        ({"standing": "in_force", "role": "staff"}, {"Sari", "Bima", "Mati"}),
    ],
)
def test_people_are_found_by_name_role_and_standing(world, query, names):
    MembershipFactory(satker=world.kabupaten, user=UserFactory(name="Nanti"), valid_from="2999-01-01")
    response = world.client("andi").get(f"/satker/{world.kabupaten.pk}/orang/", query)
    assert {record.user.name for record in response.context["table"].rows.data} == names


def test_people_of_another_office_are_not_in_the_list(world):
    page = world.client("nadia").get(f"/satker/{world.kabupaten.pk}/orang/").content.decode()
    assert "sari@contoh.id" in page
    assert "dewi@contoh.id" not in page


def test_teams_are_found_by_office_member_and_year(world):
    team = roster.create(world.kabupaten, 2026, world.sari)
    unit = team.units.first()
    roster.add_member(team, world.sari, unit=unit.pk, name="Wulan", job_title="", duty="", user_id=None)
    TeamFactory(satker=world.kota, year=2026)
    for query, count in (({"q": "wulan"}, 1), ({"q": "jernih"}, 1), ({"year": 2025}, 0), ({"year": 2026}, 2)):
        response = world.client("rian").get("/tim/", query)
        assert len(response.context["table"].rows) == count


def test_the_list_of_teams_counts_people_and_rows(world):
    team = roster.create(world.kabupaten, 2026, world.sari)
    for unit in team.units.order_by("pk")[:2]:
        roster.add_member(team, world.sari, unit=unit.pk, name="Ani", job_title="", duty="", user_id=None)
    (record,) = world.client("sari").get("/tim/").context["table"].rows.data
    assert (record.person_count, record.row_count) == (1, 2)
