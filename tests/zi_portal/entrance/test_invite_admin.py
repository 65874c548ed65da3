"""manage.py invite_admin: the first administrator gets a role and a mail, never a password from us."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from teams.models import Membership, User
from tests.factories import SatkerFactory
from zi_portal.jobs.models import Job


@pytest.fixture
def office(db):
    return SatkerFactory(code="00", short_name="KPU Republik Indonesia")


def invite(*arguments):
    call_command("invite_admin", *arguments, stdout=StringIO())


def test_the_first_administrator_gets_role_and_mail(office):
    invite("Pertama@kantor.example", "Orang Pertama")
    row = Membership.objects.get()
    assert (row.user.email, row.role, row.satker) == ("pertama@kantor.example", "admin", office)
    assert not row.user.has_usable_password() and Job.objects.count() == 1


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [(("bukan surel", "A"), "tidak sah"), (("a@kantor.example", "A", "--satker", "77"), "load_register")],
)
def test_a_wrong_argument_is_told_and_nothing_is_made(office, arguments, reason):
    with pytest.raises(CommandError, match=reason):
        invite(*arguments)
    assert not User.objects.exists()


def test_inviting_twice_is_told(office):
    invite("a@kantor.example", "A")
    with pytest.raises(CommandError, match="sudah menjadi administrator"):
        invite("A@kantor.example", "A")
    assert Membership.objects.count() == 1
