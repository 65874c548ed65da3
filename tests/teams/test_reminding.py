"""Notices about roles: given, changed and ended at once, about to end by the sweep."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from teams.models import Membership
from teams.people import memberships, reminding
from teams.states import Role
from tests.factories import MembershipFactory, SatkerFactory
from tests.zi_portal.reminders.dues import at
from zi_portal.mail.models import Message
from zi_portal.reminders.kinds import FINDERS, Inquiry, lines_of
from zi_portal.reminders.letters import digest
from zi_portal.reminders.models import Notice
from zi_portal.reminders.sweeping import sweep

pytestmark = pytest.mark.django_db
LAST = date(2026, 5, 31)
H14 = LAST - timedelta(days=14)


def told(**conditions):
    """Names of the people with notices of roles, sorted."""
    return sorted(Notice.objects.filter(kind__startswith="role.", **conditions).values_list("user__name", flat=True))


def line_to(user):
    """The Line of the person's only notice of a role."""
    notice = Notice.objects.get(user=user, kind__startswith="role.")
    return lines_of([notice])[notice.pk]


def role_of(user):
    return Membership.objects.get(user=user)


def invited(world, email="sari@contoh.id"):
    """A new role of a person at the kota, given by its admin."""
    fields = {"name": "Sari", "nip": "", "role": Role.STAFF, "area": None, "position": "", "valid_from": "2026-01-02"}
    return memberships.invite(world.kota, email=email, actor=world.nadia, **fields)


def test_a_new_role_is_told_by_its_invitation_alone(world):
    row = invited(world)
    row.refresh_from_db()
    (notice,) = Notice.objects.all()
    assert (notice.user, notice.kind, notice.topic) == (world.sari, "role.given", f"membership:{row.pk}")
    assert notice.in_inbox and notice.message == Message.objects.get() and notice.message.kind == "teams.invitation"
    assert line_to(world.sari).text == "Peran Anda sebagai staf sekretariat berlaku sejak 2 Januari 2026."
    assert line_to(world.sari).satker == world.kota.short_name


def test_a_second_click_on_the_invitation_tells_nothing_more(world):
    invited(world)
    invited(world)
    assert told() == ["Sari"] and Message.objects.count() == 1


def test_a_changed_role_is_told_to_the_person_with_a_mail(world):
    memberships.change(role_of(world.kirana), world.andi, valid_until=date(2099, 12, 31))
    assert told(kind="role.changed") == ["Kirana"]
    assert Message.objects.get().kind == "reminders.single"
    line = line_to(world.kirana)
    assert line.text == (
        "Peran Anda sebagai koordinator tim kerja untuk area Manajemen Perubahan diubah; "
        "sekarang berlaku sejak 1 Januari 2020 sampai 31 Desember 2099."
    )
    assert world.client("kirana").get(line.url).status_code == 200


def test_an_ended_role_is_told_to_the_person(world):
    memberships.end(role_of(world.bima), world.andi)
    assert told(kind="role.ended") == ["Bima"]
    assert line_to(world.bima).text == "Peran Anda sebagai staf sekretariat sudah diakhiri."


@pytest.mark.parametrize("change", [lambda row, user: memberships.change(row, user, position="Kasubbag"),
                                    memberships.end])  # fmt: skip
def test_what_people_do_to_their_own_role_is_not_told(world, change):
    MembershipFactory(satker=world.kabupaten, role=Role.ADMIN)
    change(role_of(world.andi), world.andi)
    assert told() == []


def test_an_error_in_telling_undoes_the_change(world, monkeypatch):
    def fails(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("zi_portal.reminders.telling.record", fails)
    with pytest.raises(ZeroDivisionError):
        memberships.end(role_of(world.bima), world.andi)
    assert role_of(world.bima).ended_at is None


# Roles about to end


def ends(user, **fields):
    Membership.objects.filter(user=user).update(**{"valid_until": LAST} | fields)
    return role_of(user)


def found(day=H14, codes=("98.01",)):
    """Names of those whom the finder finds."""
    ids = [row.user_id for row in reminding.ending_roles(Inquiry(day, frozenset(codes)))]
    return sorted(set(Membership.objects.filter(user__in=ids).values_list("user__name", flat=True)))


@pytest.mark.parametrize(("days", "names"), [(-1, []), (0, ["Andi", "Lukas"]), (14, ["Andi", "Lukas"]), (15, [])])
def test_a_role_about_to_end_is_told_to_the_person_and_the_admins_of_the_office(world, days, names):
    ends(world.lukas)
    assert found(H14 + timedelta(days=days)) == names


@pytest.mark.parametrize(
    "fields", [{"valid_until": None}, {"valid_from": H14}, {"ended_at": timezone.now() - timedelta(days=900)}]
)
def test_an_endless_a_short_and_an_ended_role_are_not_about_to_end(world, fields):
    ends(world.lukas, **fields)
    assert found() == []


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({"valid_from": LAST + timedelta(days=1)}, []),
        ({"valid_from": LAST + timedelta(days=2)}, ["Andi", "Lukas"]),
        ({"role": Role.STAFF}, ["Andi", "Lukas"]),
        ({"valid_until": LAST - timedelta(days=1)}, ["Andi", "Lukas"]),
    ],
)
def test_a_role_that_the_same_role_follows_is_not_about_to_end(world, fields, names):
    ends(world.lukas)
    MembershipFactory(**{"user": world.lukas, "satker": world.kabupaten, "role": Role.LEADER} | fields)
    assert found() == names


def test_another_office_is_neither_asked_nor_told(world):
    ends(world.joko)
    assert found() == [] and found(codes=("98.71",)) == ["Joko"]


def test_the_sweep_tells_it_once_and_again_for_a_later_day(world):
    ends(world.lukas)
    days = [H14 + timedelta(days=number) for number in range(-2, 10)]
    assert [sweep(at(day), satker_codes=["98.01"]).notified for day in days].count(2) >= 1
    assert told(kind="role.ending") == ["Andi", "Lukas"]
    ends(world.lukas, valid_until=LAST + timedelta(days=30))
    sweep(at(LAST + timedelta(days=16)), satker_codes=["98.01"])
    assert told(kind="role.ending") == ["Andi", "Andi", "Lukas", "Lukas"]


def test_person_and_admin_read_their_own_sentence_at_their_own_place(world):
    row = ends(world.lukas, valid_until=timezone.localdate() + timedelta(days=14))
    sweep(at(timezone.localdate()), satker_codes=["98.01"])
    day = reminding._date(row.valid_until)
    assert line_to(world.lukas).text == f"Peran Anda sebagai pimpinan berakhir pada {day}."
    line = line_to(world.andi)
    assert line.text == f"Peran Lukas sebagai pimpinan berakhir pada {day}."
    assert world.client("andi").get(line.url).status_code == 200
    row.valid_until = None
    row.save()
    assert line_to(world.lukas).text == "Peran Anda sebagai pimpinan tidak jadi berakhir."


def test_the_digest_shows_it_to_those_who_are_told(world):
    row = ends(world.lukas, valid_until=timezone.localdate() + timedelta(days=14))
    sweep(at(timezone.localdate()), satker_codes=["98.01"])
    for user in (world.lukas, world.andi):
        letter = digest(Message.objects.get(user=user))
        (part,) = [section for section in letter.context["sections"] if section.name == "roles"]
        assert part.number == 1 and world.client(user.name.lower()).get(part.url).status_code == 200
    today = timezone.localdate()
    assert all(reminding.ending(user, today) == [] for user in (world.sari, world.rian, world.nadia))
    assert row.user == world.lukas


def test_the_number_of_queries_does_not_grow(world):
    ends(world.lukas)

    def numbers():
        with CaptureQueriesContext(connection) as queries:
            candidates = list(reminding.ending_roles(Inquiry(H14)))
        return len(queries), len(candidates)

    few_queries, few_people = numbers()
    for number in range(2, 7):
        satker = SatkerFactory(code=f"98.0{number}", parent=world.province)
        MembershipFactory(satker=satker, role=Role.ADMIN)
        MembershipFactory(satker=satker, valid_until=LAST)
    many_queries, many_people = numbers()
    assert few_queries == many_queries == 3 and (few_people, many_people) == (2, 12)


def test_the_finder_is_one_of_the_sweep():
    assert reminding.ending_roles in FINDERS
