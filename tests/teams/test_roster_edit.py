"""The screens of a ZI team."""

import pytest

from teams import roster
from teams.models import Team, TeamMember
from tests.factories import MembershipFactory, TeamFactory
from tests.seeing import save
from tests.teams.printed import printed

HTMX = {"HX-Request": "true", "HX-Boosted": "true"}
PERSON = {"job_title": "Kasubbag", "duty": "Anggota", "user_id": None}


@pytest.fixture
def team(world):
    return roster.create(world.kabupaten, 2026, world.sari)


@pytest.fixture
def unit(team):
    return roster.outline(team)[0].unit


@pytest.fixture
def ani(world, team, unit):
    return roster.add_member(team, world.sari, unit=unit.pk, name="Ani", **PERSON)


def edit(team, key=""):
    return f"/tim/{team.pk}/ubah/" + (f"?buka={key}" if key else "")


def sent(unit, **change):
    return {"name": "Budi", "job_title": "Staf", "duty": "Anggota", "unit": unit.pk, "user": ""} | change


def names(team):
    return [row["name"] for unit in printed(team) for row in unit["members"]]


def test_staff_make_a_team_from_the_template(world):
    response = world.client("sari").post("/tim/baru/", {"satker": world.kabupaten.pk, "year": "2027"})
    team = Team.objects.get()
    assert response["Location"] == edit(team)
    assert (team.satker, team.year, team.units.count()) == (world.kabupaten, 2027, 8)


def test_staff_copy_an_earlier_team(world, team, ani):
    world.client("sari").post("/tim/baru/", {"satker": world.kabupaten.pk, "year": "2027", "source": team.pk})
    assert names(Team.objects.get(year=2027)) == ["Ani"]


def test_a_team_of_another_office_cannot_be_copied_or_made(world, team):
    client = world.client("dewi")
    copy = client.post("/tim/baru/", {"satker": world.kota.pk, "year": "2027", "source": team.pk})
    foreign = client.post("/tim/baru/", {"satker": world.kabupaten.pk, "year": "2027"})
    assert (copy.status_code, foreign.status_code, Team.objects.count()) == (422, 422, 1)


def test_the_team_is_shown_as_it_prints(world, team, ani):
    text = world.client("lukas").get(f"/tim/{team.pk}/").content.decode()
    for word in ("KEDUDUKAN DALAM TIM", "PENGARAH", "Ani", "1 orang dalam 1 baris dan 8 kelompok"):
        assert word in text


@pytest.mark.parametrize(
    ("person", "status"), [("lukas", 403), ("andi", 403), ("rian", 403), ("dewi", 404), ("putra", 404)]
)
def test_only_staff_of_the_office_change_a_team(world, team, ani, person, status):
    client = world.client(person)
    assert client.get(edit(team)).status_code == status
    assert save(client, edit(team, ani.key), sent(ani.unit)).status_code == status
    assert client.post(f"/tim/{team.pk}/baris/", {"key": ani.key, "act": "hapus"}).status_code == status
    assert client.post(f"/tim/{team.pk}/urungkan/").status_code == status
    assert names(team) == ["Ani"]


def test_a_person_is_added_and_the_form_for_the_next_one_opens(world, team, unit):
    response = save(world.client("sari"), edit(team, f"am{unit.pk}"), sent(unit))
    assert response["Location"] == f"{edit(team)}?buka=am{unit.pk}#am{unit.pk}"
    assert names(team) == ["Budi"]


def test_a_person_is_changed(world, team, ani):
    response = save(world.client("sari"), edit(team, ani.key), sent(ani.unit, user=world.bima.pk))
    ani.refresh_from_db()
    assert response["Location"] == f"{edit(team)}#{ani.key}"
    assert (ani.name, ani.job_title, ani.user) == ("Budi", "Staf", world.bima)


def test_an_account_of_another_office_cannot_be_attached(world, team, ani):
    response = save(world.client("sari"), edit(team, ani.key), sent(ani.unit, user=world.dewi.pk))
    assert response.status_code == 422
    assert TeamMember.objects.get(pk=ani.pk).user is None


def test_a_group_of_another_team_cannot_be_the_target(world, team, ani):
    other = roster.create(world.kota, 2026, world.dewi).units.first()
    assert save(world.client("sari"), edit(team, ani.key), sent(other)).status_code == 422


def test_bad_input_keeps_the_typed_text(world, team, ani):
    response = save(world.client("sari"), edit(team, ani.key), sent(ani.unit, name="", job_title="Diketik"))
    assert response.status_code == 422
    assert "Diketik" in response.content.decode()


def test_groups_are_added_at_the_top_and_within_and_renamed(world, team, unit):
    client = world.client("sari")
    save(client, edit(team, "au"), {"title": "SEKRETARIAT"})
    save(client, edit(team, f"au{unit.pk}"), {"title": "DALAM"})
    save(client, edit(team, f"u{unit.pk}"), {"title": "PARA PENGARAH"})
    labels = [(node["label"], node["title"]) for node in printed(team)]
    assert labels[:2] == [("1.", "PARA PENGARAH"), ("a.", "DALAM")]
    assert labels[-1] == ("3.", "SEKRETARIAT")


def test_the_title_over_the_table_is_changed(world, team):
    save(world.client("sari"), edit(team, "t"), {"title": "SUSUNAN TIM"})
    team.refresh_from_db()
    assert team.title == "SUSUNAN TIM"


@pytest.mark.parametrize("key", ["m999999", "u999999", "am999999", "x", "m", "am", "t5"])
def test_a_line_that_does_not_exist_cannot_be_saved(world, team, key):
    assert save(world.client("sari"), edit(team, key), {"title": "X"}).status_code == 404


def test_a_line_of_another_team_cannot_be_opened(world, team):
    other = roster.create(world.kota, 2026, world.dewi).units.first()
    assert world.client("sari").get(edit(team, other.key)).status_code == 404


def test_lines_move_up_and_down(world, team, unit, ani):
    budi = roster.add_member(team, world.sari, unit=unit.pk, name="Budi", **PERSON)
    client = world.client("sari")
    client.post(f"/tim/{team.pk}/baris/", {"key": budi.key, "act": "naik"})
    assert names(team) == ["Budi", "Ani"]
    client.post(f"/tim/{team.pk}/baris/", {"key": budi.key, "act": "turun"})
    assert names(team) == ["Ani", "Budi"]


def test_a_deleted_line_is_brought_back_by_a_button(world, team, ani):
    client = world.client("sari")
    page = client.post(f"/tim/{team.pk}/baris/", {"key": ani.key, "act": "hapus"}, follow=True).content.decode()
    assert "Ani dihapus." in page
    assert names(team) == []
    client.post(f"/tim/{team.pk}/urungkan/")
    assert names(team) == ["Ani"]
    assert "dihapus" not in client.get(edit(team)).content.decode()


def test_there_is_nothing_to_undo_twice_or_in_another_team(world, team, ani):
    client, other = world.client("sari"), TeamFactory(satker=world.kabupaten)
    client.post(f"/tim/{team.pk}/baris/", {"key": ani.key, "act": "hapus"})
    assert client.post(f"/tim/{other.pk}/urungkan/").status_code == 409
    assert client.post(f"/tim/{team.pk}/urungkan/").status_code == 302
    assert client.post(f"/tim/{team.pk}/urungkan/").status_code == 409


@pytest.mark.parametrize("act", ["", "geser", "naik; hapus"])
def test_an_unknown_act_is_not_found(world, team, ani, act):
    assert world.client("sari").post(f"/tim/{team.pk}/baris/", {"key": ani.key, "act": act}).status_code == 404


def test_a_frozen_team_answers_409_and_keeps_what_was_typed(world, team, ani):
    Team.objects.filter(pk=team.pk).update(frozen=True)
    client = world.client("sari")
    response = save(client, edit(team, ani.key), sent(ani.unit, name="Diketik"))
    assert response.status_code == 409
    assert "Diketik" in response.content.decode()
    assert "dibekukan" in response.content.decode()
    assert client.post(f"/tim/{team.pk}/baris/", {"key": ani.key, "act": "hapus"}).status_code == 409
    assert names(team) == ["Ani"]


def test_a_frozen_team_is_only_shown(world, team):
    Team.objects.filter(pk=team.pk).update(frozen=True)
    client = world.client("sari")
    assert client.get(edit(team))["Location"] == f"/tim/{team.pk}/"
    page = client.get(f"/tim/{team.pk}/").content.decode()
    assert "dibekukan" in page
    assert edit(team) not in page


def test_a_refusal_within_the_page_is_shown_in_place_of_its_main_part(world, team, ani):
    Team.objects.filter(pk=team.pk).update(frozen=True)
    sent_row = {"key": ani.key, "act": "hapus"}
    response = world.client("sari").post(f"/tim/{team.pk}/baris/", sent_row, headers=HTMX)
    assert (response.status_code, response["HX-Retarget"], response["HX-Reselect"]) == (409, "#isi", "#isi")


def test_only_colleagues_of_the_office_are_offered_as_accounts(world, team, unit):
    MembershipFactory(satker=world.kabupaten, user=world.tari, valid_until="2021-01-01")
    page = world.client("sari").get(edit(team, f"am{unit.pk}")).content.decode()
    assert "Bima" in page
    for name in ("Tari", "Dewi", "Mati", "Lama"):
        assert f">{name}<" not in page
