"""People of an office and their roles: invite, change, end, close an account."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from teams.models import Membership, User
from teams.people.memberships import invite
from tests.factories import MembershipFactory
from tests.seeing import save
from zi_portal.audit.models import AuditEvent
from zi_portal.jobs.queue import drain

pytestmark = pytest.mark.database("teams.people.memberships", "teams.models")

FORM = {"email": "Baru@Contoh.id", "name": "Orang Baru", "role": "staff", "valid_from": "2026-01-02"}


def people(world, path=""):
    return f"/satker/{world.kabupaten.pk}/orang/{path}"


def role(user):
    return Membership.objects.get(user=user)


def sees_office(world, name):
    return world.client(name).get(f"/satker/{world.kabupaten.pk}/").status_code == 200


def test_an_unknown_address_becomes_an_account_without_a_password(world):
    response = world.client("andi").post(people(world, "undang/"), FORM)
    user = User.objects.get(email="baru@contoh.id")
    assert response.status_code == 302
    assert not user.has_usable_password()
    assert list(user.memberships.values_list("satker__code", "role")) == [("98.01", "staff")]


def test_the_invitation_mail_holds_a_link_that_sets_the_password(world, client, settings):
    world.client("andi").post(people(world, "undang/"), FORM)
    drain()
    (message,) = mail.outbox
    link = next(line for line in message.body.splitlines() if "/baru/" in line)
    assert message.to == ["baru@contoh.id"]
    assert link.startswith(settings.SITE_URL)
    page = client.get(link.removeprefix(settings.SITE_URL), follow=True)
    form = {"password1": "mangga-hijau-77", "password2": "mangga-hijau-77"}
    client.post(page.redirect_chain[-1][0], form)
    assert client.login(email="baru@contoh.id", password="mangga-hijau-77")


def test_a_known_address_gets_the_role_and_keeps_its_name(world):
    world.client("andi").post(people(world, "undang/"), FORM | {"email": "dewi@contoh.id"})
    world.dewi.refresh_from_db()
    assert world.dewi.name == "Dewi"
    assert set(world.dewi.memberships.values_list("satker__code", flat=True)) == {"98.71", "98.01"}


def test_the_answer_does_not_tell_whether_the_address_was_known(world):
    def answer(email):
        page = world.client("andi").post(people(world, "undang/"), FORM | {"email": email}, follow=True)
        return [str(message).replace(email, "") for message in page.context["messages"]]

    assert answer("dewi@contoh.id") == answer("baru@contoh.id")


def test_the_same_role_is_not_given_twice(world):
    response = world.client("andi").post(people(world, "undang/"), FORM | {"email": "SARI@contoh.id"})
    assert response.status_code == 422
    assert "sudah memegang peran" in response.content.decode()
    assert Membership.objects.filter(user=world.sari).count() == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"role": "coordinator"}, "Pilih area"),
        ({"area": "2"}, "Area hanya untuk koordinator"),
        ({"acting": "Plh.", "role": "leader"}, "Isi dasar penunjukan"),
        ({"valid_until": "2025-01-01"}, "Tanggal berakhir mendahului"),
        ({"role": "reviewer"}, "Peninjau hanya ada"),
        ({"email": "bukan surel"}, "alamat email yang valid"),
    ],
)
def test_bad_input_is_answered_422_with_the_typed_text(world, change, message):
    response = world.client("andi").post(people(world, "undang/"), FORM | change)
    assert response.status_code == 422
    assert "Orang Baru" in response.content.decode()
    assert message in response.content.decode()
    assert not User.objects.filter(email="baru@contoh.id").exists()


def test_a_reviewer_is_named_where_there_are_offices_below(world):
    url = f"/satker/{world.province.pk}/orang/undang/"
    assert world.client("nadia").post(url, FORM | {"role": "reviewer"}).status_code == 302


@pytest.mark.case("D14")
def test_an_invitation_cannot_smuggle_another_office_or_rights(world):
    world.client("andi").post(people(world, "undang/"), FORM | {"satker": world.kota.pk, "is_active": "", "user": 1})
    row = Membership.objects.get(user__email="baru@contoh.id")
    assert row.satker == world.kabupaten
    assert row.user.is_active


@pytest.mark.case("D18")
def test_an_ended_role_is_gone_at_the_next_request(world):
    assert sees_office(world, "sari")
    assert world.client("andi").post(people(world, f"{role(world.sari).pk}/akhiri/")).status_code == 302
    assert not sees_office(world, "sari")


def test_a_role_that_began_today_ends_today_as_well(world):
    row = MembershipFactory(satker=world.kabupaten, valid_from=timezone.localdate())
    world.client("andi").post(people(world, f"{row.pk}/akhiri/"))
    assert not Membership.objects.active().filter(pk=row.pk).exists()


def test_an_ended_role_still_shows_that_it_was_in_force_before(world):
    row = role(world.sari)
    world.client("andi").post(people(world, f"{row.pk}/akhiri/"))
    yesterday = timezone.localdate() - timedelta(days=1)
    assert Membership.objects.active(yesterday).filter(pk=row.pk).exists()


def test_asking_to_end_a_role_changes_nothing(world):
    assert world.client("andi").get(people(world, f"{role(world.sari).pk}/akhiri/")).status_code == 200
    assert sees_office(world, "sari")


def test_the_last_admin_cannot_end_themselves(world):
    response = world.client("andi").post(people(world, f"{role(world.andi).pk}/akhiri/"))
    assert response.status_code == 409
    assert "administrator terakhir" in response.content.decode()
    assert role(world.andi).ended_at is None


def test_the_last_admin_cannot_limit_themselves_either(world):
    data = {"valid_from": "2020-01-01", "valid_until": "2999-01-01"}
    response = save(world.client("andi"), people(world, f"{role(world.andi).pk}/ubah/"), data)
    assert response.status_code == 409
    assert role(world.andi).valid_until is None


def test_an_admin_may_go_when_another_stays(world):
    MembershipFactory(satker=world.kabupaten, role="admin")
    assert world.client("andi").post(people(world, f"{role(world.andi).pk}/akhiri/")).status_code == 302


def test_a_deactivated_second_admin_does_not_count(world):
    MembershipFactory(satker=world.kabupaten, role="admin", user=world.mati)
    assert world.client("andi").post(people(world, f"{role(world.andi).pk}/akhiri/")).status_code == 409


def test_period_and_position_of_a_role_can_be_changed(world):
    data = {"valid_from": "2021-05-01", "valid_until": "2999-12-31", "position": "Kasubbag", "area": "3"}
    assert save(world.client("andi"), people(world, f"{role(world.kirana).pk}/ubah/"), data).status_code == 302
    row = role(world.kirana)
    assert (row.position, row.area, str(row.valid_until)) == ("Kasubbag", 3, "2999-12-31")


@pytest.mark.case("D14")
def test_changing_a_role_cannot_change_its_kind(world):
    data = {"valid_from": "2020-01-01", "role": "admin", "satker": world.kota.pk}
    save(world.client("andi"), people(world, f"{role(world.sari).pk}/ubah/"), data)
    assert (role(world.sari).role, role(world.sari).satker) == ("staff", world.kabupaten)


def test_an_ended_role_is_not_changed_any_more(world):
    row = role(world.lama)
    response = save(world.client("andi"), people(world, f"{row.pk}/ubah/"), {"valid_from": "2020-01-01"})
    assert response.status_code == 409
    assert str(role(world.lama).valid_until) == "2021-01-01"


def test_a_role_of_another_office_is_not_found_under_this_one(world):
    for act in ("ubah", "akhiri", "undangan", "akun"):
        url = people(world, f"{role(world.dewi).pk}/{act}/")
        assert world.client("nadia").post(url).status_code == 404


@pytest.mark.parametrize(
    ("person", "status"), [("sari", 403), ("lukas", 403), ("dewi", 404), ("putra", 404), ("rian", 403)]
)
def test_only_an_admin_manages_people(world, person, status):
    pk = role(world.bima).pk
    for path in ("", "undang/", f"{pk}/ubah/", f"{pk}/akhiri/", f"{pk}/akun/"):
        assert world.client(person).get(people(world, path)).status_code == status


def test_an_admin_above_manages_people_below(world):
    assert world.client("nadia").get(people(world)).status_code == 200


def test_the_invitation_can_be_sent_again(world):
    assert world.client("andi").post(people(world, f"{role(world.sari).pk}/undangan/")).status_code == 302
    drain()
    assert [message.to for message in mail.outbox] == [["sari@contoh.id"]]


def test_no_invitation_goes_out_for_a_role_that_ended_meanwhile(world):
    client, row = world.client("andi"), role(world.sari)
    client.post(people(world, f"{row.pk}/undangan/"))
    client.post(people(world, f"{row.pk}/akhiri/"))
    drain()
    assert [message.title for message in mail.outbox] == ["Peran diakhiri"]


@pytest.mark.case("D18")
def test_the_national_admin_closes_an_account_and_its_sessions_die(world):
    session, url = world.client("sari"), people(world, f"{role(world.sari).pk}/akun/")
    assert session.get("/satker/").status_code == 200
    assert world.client("nadia").post(url, {"active": "0"}).status_code == 302
    assert session.get("/satker/").status_code == 302
    world.client("nadia").post(url, {"active": "1"})
    assert world.client("sari").get("/satker/").status_code == 200


def test_an_office_admin_cannot_close_an_account(world):
    url = people(world, f"{role(world.sari).pk}/akun/")
    assert world.client("andi").post(url, {"active": "0"}).status_code == 403
    assert User.objects.get(pk=world.sari.pk).is_active


def test_nobody_closes_their_own_account(world):
    url = f"/satker/{world.national.pk}/orang/{role(world.nadia).pk}/akun/"
    assert world.client("nadia").post(url, {"active": "0"}).status_code == 409
    assert User.objects.get(pk=world.nadia.pk).is_active


def test_every_change_of_rights_is_audited(world):
    client = world.client("andi")
    client.post(people(world, "undang/"), FORM | {"role": "leader"})
    row = Membership.objects.get(user__email="baru@contoh.id")
    save(client, people(world, f"{row.pk}/ubah/"), {"valid_from": "2026-01-02", "position": "Ketua"})
    client.post(people(world, f"{row.pk}/akhiri/"))
    events = list(AuditEvent.objects.values_list("action", "actor", "satker_code"))
    actions = ["user.create", "membership.create", "membership.change", "membership.end"]
    assert events == [(action, world.andi.pk, "98.01") for action in actions]


def test_ones_own_profile_shows_roles_and_saves_name_and_nip(world):
    client = world.client("sari")
    assert "KPU Kabupaten Teluk Jernih" in client.get("/profil/").content.decode()
    typed = {"name": "Sari Baru", "nip": "19900101 201001 1 001", "email": "x@y.id"}
    assert save(client, "/profil/", typed).status_code == 302
    world.sari.refresh_from_db()
    assert (world.sari.name, world.sari.nip, world.sari.email) == ("Sari Baru", "199001012010011001", "sari@contoh.id")


def test_a_nip_that_is_none_is_refused_where_it_is_typed(world):
    response = world.client("sari").post("/profil/", {"name": "Sari", "nip": "12"})
    assert response.status_code == 422 and "NIP terdiri atas 18 angka." in response.content.decode()


def test_a_profile_without_a_name_is_refused_and_the_page_head_keeps_the_old_one(world):
    response = world.client("sari").post("/profil/", {"name": "", "nip": "1"})
    assert response.status_code == 422
    assert "Sari" in response.content.decode()


def test_a_second_click_on_invite_gives_the_role_once(world):
    values = {"email": "baru@contoh.id", "name": "Orang Baru", "nip": "", "role": "staff", "actor": world.andi}
    first, second = (invite(world.kabupaten, **values) for _ in range(2))
    assert first == second and Membership.objects.filter(user__email="baru@contoh.id").count() == 1
    assert AuditEvent.objects.filter(action="membership.create").count() == 1
